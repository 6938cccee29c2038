#include "models/snapshot/left_out.h"

#include "models/snapshot/event_table.h"

#include <algorithm>
#include <iterator>

namespace vedette {

namespace {

template <class T> std::vector<T> taken(const Config& config, std::vector<T>& rows)
{
    const auto first = std::stable_partition(rows.begin(), rows.end(), [&](const T& row) { return !isLeftOut(config, row); });
    std::vector<T> out(std::make_move_iterator(first), std::make_move_iterator(rows.end()));
    rows.erase(first, rows.end());
    return out;
}

} // namespace

bool isLeftOut(const Config& config, const Labels& labels)
{
    return std::any_of(config.leftOut.begin(), config.leftOut.end(), [&](const Matchers& m) { return matchesAll(m, labels); });
}

bool isLeftOut(const Config& config, const AlertEpisode& alert)
{
    // As alertLabels() has them, without a copy: a month of alerts is asked at each reading.
    const auto value = [&](const std::string& name) -> std::string_view {
        if (name == "alertname")
            return alert.name;
        if (name == "service" && !alert.service.empty())
            return alert.service;
        if (name == "environment" && !alert.environment.empty())
            return alert.environment;
        if (name == "severity")
            return alert.severity.empty() ? severityName(alert.level) : std::string_view(alert.severity);
        return name == "state" ? alertStateName(alert.state) : alert.labels.value(name);
    };
    return std::any_of(config.leftOut.begin(), config.leftOut.end(),
        [&](const Matchers& all) { return std::all_of(all.begin(), all.end(), [&](const Matcher& m) { return m.matches(value(m.name())); }); });
}

bool isLeftOut(const Config& config, const Change& change) { return !config.leftOut.empty() && isLeftOut(config, changeLabels(change)); }

LeftOutFacts takeLeftOut(const Config& config, std::vector<AlertEpisode>& alerts, std::vector<Change>& changes)
{
    if (config.leftOut.empty())
        return {};
    return {taken(config, alerts), taken(config, changes)};
}

} // namespace vedette
