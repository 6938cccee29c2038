#include "models/session/paging_routes.h"

#include "models/base/text.h"
#include "models/catalog/alert_routing.h"
#include "models/session/told_alerting.h"
#include "models/snapshot/paging_story.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kMostSentences = 12;

ZoneOffset zoneOf(const std::string& name)
{
    const QTimeZone zone(QByteArray::fromStdString(name));
    if (!zone.isValid())
        return {};
    return [zone](Time t) { return Millis{std::int64_t{1000} * zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMs(t), Qt::UTC))}; };
}

std::string shown(const std::string& name) { return visibleLine(truncateUtf8(name, 120)); }

std::string sentenceOf(const RouteHit& hit)
{
    const auto receiver = shown(hit.receiver);
    if (hit.time == RouteTime::muted)
        return "its route to " + receiver + " was muted by the time interval " + shown(hit.interval);
    if (hit.time == RouteTime::inactive)
        return "its route to " + receiver + " was outside of its active times";
    if (!hit.receiverFound)
        return "its route leads to " + receiver + ", which is no receiver";
    if (hit.integrations.empty())
        return "its route leads to " + receiver + ", which tells nobody";
    const auto whom = shown(joinText(hit.integrations, ", "));
    if (hit.time == RouteTime::unknown)
        return "its route leads to " + receiver + " (" + whom + ")" + ", unless the time interval " + shown(hit.interval) + " mutes it";
    return "its route leads to " + receiver + " (" + whom + ")";
}

} // namespace

PagingRoutes pagingRoutes(std::shared_ptr<const Config> config)
{
    return [config = std::move(config)](const AlertEpisode& alert, Time at, const std::vector<AlertEpisode>& firing) {
        std::vector<std::string> out;
        const auto tells = [&](const AlertRouting& r) { return std::find(alert.sources.begin(), alert.sources.end(), r.feed) != alert.sources.end(); };
        const bool any = std::any_of(config->routings.begin(), config->routings.end(), tells);
        const auto add = [&](std::string sentence) {
            if (out.size() < kMostSentences && std::find(out.begin(), out.end(), sentence) == out.end())
                out.push_back(std::move(sentence));
        };
        std::vector<Labels> candidates;
        for (const auto& other : firing)
            candidates.push_back(other.labels);
        for (const auto& routing : config->routings) {
            if (any && !tells(routing))
                continue;
            for (const auto& hit : routesFor(routing, alert.labels, at, zoneOf).hits)
                add(sentenceOf(hit));
            for (const auto& hit : inhibitors(routing, alert.labels, candidates)) {
                const auto& by = firing[hit.candidate];
                add("a rule inhibits it while " + shown(by.name) + (by.service.empty() ? "" : " (" + shown(by.service) + ")") + " fires");
            }
        }
        return out;
    };
}

Result<PagingStory> pagingOf(const Answers& answers, const AlertEpisode& alert, std::optional<Time> asOf)
{
    auto config = std::make_shared<Config>(answers.config());
    addTold(*config, keptAlerting(answers.reader(), *config));
    return readPaging(answers.reader(), *config, alert, answers.asOf(), asOf, nullptr, pagingRoutes(config));
}

} // namespace vedette
