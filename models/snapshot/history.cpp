#include "models/snapshot/history.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kHistory = std::chrono::hours{24 * 30};

} // namespace

std::vector<ServiceInfo> mergedServices(const std::vector<ServiceInfo>& configured, const std::vector<ServiceInfo>& imported)
{
    std::vector<ServiceInfo> out = configured;
    for (const auto& service : imported) {
        const auto it = std::find_if(out.begin(), out.end(), [&](const ServiceInfo& s) { return s.name == service.name; });
        if (it == out.end()) {
            out.push_back(service);
            continue;
        }
        if (it->owner.empty())
            it->owner = service.owner;
        if (it->tier == 0)
            it->tier = service.tier;
        for (const auto& other : service.dependsOn) {
            if (std::find(it->dependsOn.begin(), it->dependsOn.end(), other) == it->dependsOn.end())
                it->dependsOn.push_back(other);
        }
        for (const auto& [name, value] : service.labels) {
            if (!it->labels.has(name))
                it->labels.set(name, value);
        }
    }
    return out;
}

Result<CorrelationInput> readHistory(
    const CacheReader& reader, const Config& config, Time asOf, bool pastOnly, std::optional<Time> since)
{
    CorrelationInput input;
    input.asOf = asOf;
    const TimeRange range{since.value_or(asOf - kHistory), asOf + Millis{1}};
    const std::optional<Time> known = pastOnly ? std::optional<Time>(asOf) : std::nullopt;
    auto alerts = reader.alerts(range, known);
    if (!alerts.ok())
        return alerts.error();
    auto changes = reader.changes({range.from - std::chrono::hours{8}, range.to}, known);
    if (!changes.ok())
        return changes.error();
    auto imported = reader.services();
    if (!imported.ok())
        return imported.error();
    auto flags = reader.flags(range, known);
    if (!flags.ok())
        return flags.error();
    input.alerts = std::move(alerts).value();
    input.changes = std::move(changes).value();
    input.services = mergedServices(config.services, *imported);
    input.anomalies = std::move(flags).value();
    return input;
}

} // namespace vedette
