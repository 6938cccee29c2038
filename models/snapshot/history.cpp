#include "models/snapshot/history.h"

#include "models/snapshot/dead_mans_switch.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kHistoryDays = 30;
constexpr int kMonthsDays = 100; ///< habits of months need three of them, where the cache holds so much
constexpr int kMostBins = 400'000; ///< counted events of all SLOs that are read, 13 MB
constexpr int kBinsPerDay = 288;

} // namespace

ZoneOffset siteZone(const Config& config)
{
    QTimeZone zone(QByteArray::fromStdString(config.zone));
    if (!zone.isValid())
        zone = QTimeZone::systemTimeZone();
    return [zone](Time t) {
        return Millis{std::chrono::seconds{zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMs(t), Qt::UTC))}};
    };
}

Millis historySpan(const Config& config) { return std::chrono::hours{24 * std::clamp(config.retentionDays, kHistoryDays, kMonthsDays)}; }

Result<CorrelationInput> readHistory(
    const CacheReader& reader, const Config& config, Time asOf, bool pastOnly, std::optional<Time> since, HistoryBeside* beside,
    CorrelationInput* kept)
{
    CorrelationInput input;
    input.asOf = asOf;
    const TimeRange range{since.value_or(asOf - historySpan(config)), asOf + Millis{1}};
    const std::optional<Time> known = pastOnly ? std::optional<Time>(asOf) : std::nullopt;
    if (kept == nullptr) {
        auto alerts = reader.alerts(range, known);
        if (!alerts.ok())
            return alerts.error();
        auto changes = reader.changes({range.from - std::chrono::hours{8}, range.to}, known);
        if (!changes.ok())
            return changes.error();
        input.alerts = std::move(alerts).value();
        input.changes = std::move(changes).value();
    }
    auto imported = reader.services();
    if (!imported.ok())
        return imported.error();
    auto calls = reader.dependencies();
    if (!calls.ok())
        return calls.error();
    auto statuses = reader.feedStatuses();
    if (!statuses.ok())
        return statuses.error();
    auto flags = reader.flags(range, known);
    if (!flags.ok())
        return flags.error();
    const int slos = std::max<int>(1, static_cast<int>(config.slos.size()));
    const std::chrono::hours counted{24 * std::clamp(kMostBins / (kBinsPerDay * slos), 2, kHistoryDays)};
    for (const auto& slo : config.slos) {
        auto bins = reader.sloBins(slo.id, {std::max(range.from, asOf - counted), range.to});
        if (!bins.ok())
            return bins.error();
        if (!bins->bins.empty())
            input.errors.push_back({slo.service, std::move(bins).value()});
    }
    input.zone = siteZone(config);
    auto map = serviceMap(config, *imported, *calls, *statuses);
    input.services = map.services;
    input.services.insert(input.services.end(), map.traced.begin(), map.traced.end());
    if (beside != nullptr)
        beside->map = std::move(map);
    if (kept != nullptr) {
        input.alerts = std::move(kept->alerts);
        input.changes = std::move(kept->changes);
    } else {
        auto switches = takeSwitchAlerts(config, input.alerts);
        auto leftOut = takeLeftOut(config, input.alerts, input.changes);
        leftOut.alerts.insert(leftOut.alerts.end(), switches.begin(), switches.end());
        if (beside != nullptr) {
            beside->leftOut = std::move(leftOut);
            beside->switches = std::move(switches);
        }
    }
    input.anomalies = std::move(flags).value();
    return input;
}

} // namespace vedette
