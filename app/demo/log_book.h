#pragma once

#include "app/demo/fleet_model.h"
#include "app/demo/fleet_pace.h"

#include <map>
#include <string>
#include <vector>

namespace vedette::demo {

/// How many error lines each service wrote, by minutes: one for each request that it failed.
class LogBook {
public:
    void add(const FleetState& state); ///< steps in their order
    /// Lines of the minutes that ended at `after` < t <= `until`.
    [[nodiscard]] double lines(int service, Time after, Time until) const;
    [[nodiscard]] Time from() const { return timeFromMs(m_firstMinute * 60'000); } ///< nothing is known of what was before

private:
    std::int64_t m_firstMinute = 0;
    std::vector<std::vector<std::uint32_t>> m_minutes; ///< by minute, then service
};

struct LogAnswer {
    int status = 200;
    std::string type = "application/json; charset=utf-8";
    std::string body;
};

/// What a Loki of one tenant, "shop", answers to GET /loki/api/v1/`what`. Its streams have the labels app, env and level; of LogQL it
/// knows count_over_time of a selector, sum and "or vector(0)". Refusals are worded as Loki's.
[[nodiscard]] LogAnswer logAnswer(const LogBook& book, const FleetPace& pace, const std::string& what, const std::multimap<std::string, std::string>& params, const std::string& tenant);

} // namespace vedette::demo
