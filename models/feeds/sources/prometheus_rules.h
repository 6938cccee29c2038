#pragma once

#include "models/base/result.h"
#include "models/core/batch.h"
#include "models/core/config.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What /api/v1/rules says about alerting rules.
struct RuleBook {
    struct Rule {
        Millis interval{60000}; ///< evaluation interval of its group
        Millis holdFor{0};      ///< `for`
        Labels labels;
    };
    std::multimap<std::string, Rule> rules; ///< by alertname
    std::vector<AlertRule> told;            ///< as written there, at most 5,000; origin and feed are empty
    std::vector<std::string> unhealthy;     ///< sentences
    bool known = false;                     ///< the endpoint answered

    /// The rule of an alert: the one of its name whose own labels it carries.
    [[nodiscard]] const Rule* find(const Labels& alert) const;
    [[nodiscard]] Millis longestInterval() const;
};

/// Body of /api/v1/rules (also Thanos, Mimir, vmalert). Wrong or missing fields of one rule leave that rule out.
[[nodiscard]] Result<RuleBook> parseRules(std::string_view body);

/// Body of /api/v1/alerts as a complete poll. startsAt of a firing alert is the first evaluation at which `for` had passed
/// (activeAt is an evaluation itself). `rejected` counts alerts without a name, state or time, `leftOut` those that relabelling drops.
[[nodiscard]] Result<AlertPoll> parsePrometheusAlerts(std::string_view body, const RuleBook& rules, const FeedConfig& feed,
    const SeverityMapping& severity, Time at, std::size_t& rejected, std::int64_t& leftOut);

} // namespace vedette
