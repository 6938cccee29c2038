#include "models/snapshot/tiles.h"

#include <algorithm>
#include <map>
#include <set>

namespace vedette {

namespace {

Tile alertTile(Tile::What what, Severity level, const TileInput& in, bool known)
{
    Tile tile;
    tile.what = what;
    int count = 0;
    std::set<std::string> services;
    const AlertEpisode* newest = nullptr;
    for (const auto& a : in.openAlerts) {
        if (a.level != level || a.state != AlertState::firing || a.suppressed())
            continue;
        ++count;
        services.insert(a.service);
        if (newest == nullptr || a.startsAt > newest->startsAt)
            newest = &a;
    }
    tile.severity = count > 0 ? level : known ? Severity::ok : Severity::unknown;
    if (known || count > 0)
        tile.value = count;
    if (newest != nullptr) {
        const auto summary = newest->annotations.value("summary");
        tile.detail = summary.empty() ? newest->name : std::string(summary);
        tile.detail2 = newest->service;
    }
    tile.extra = static_cast<int>(services.size());
    return tile;
}

Tile changeTile(const TileInput& in, bool known)
{
    Tile tile;
    tile.what = Tile::What::changes;
    int count = 0;
    for (const auto& c : in.changes) {
        if (c.startsAt >= in.range.from)
            ++count;
    }
    count = in.changesBegun.value_or(count);
    if (known || count > 0)
        tile.value = count;
    tile.severity = known ? Severity::ok : Severity::unknown;
    double best = 0;
    for (const auto& report : in.incidents) {
        if (report.suspects.empty() || report.suspects.front().probability < 0.5)
            continue;
        ++tile.extra;
        if (report.suspects.front().probability > best) {
            best = report.suspects.front().probability;
            tile.detail = report.suspects.front().change.service;
            tile.detail2 = report.suspects.front().change.label();
        }
    }
    return tile;
}

Tile burnTile(const TileInput& in)
{
    Tile tile;
    tile.what = Tile::What::burn;
    tile.severity = Severity::unknown;
    for (const auto& slo : in.slos) {
        for (const auto& window : slo.burn) {
            if (window.window != Millis{std::chrono::hours{1}} || !window.burnRate)
                continue;
            if (!tile.value || *window.burnRate > *tile.value) {
                tile.value = *window.burnRate;
                tile.detail = slo.spec.service;
                tile.detail2 = slo.spec.name;
            }
        }
    }
    if (tile.value)
        tile.severity = *tile.value > 14.4 ? Severity::critical : *tile.value > 1 ? Severity::warning : Severity::ok;
    return tile;
}

Tile budgetTile(const TileInput& in)
{
    Tile tile;
    tile.what = Tile::What::budget;
    tile.severity = Severity::unknown;
    for (const auto& slo : in.slos) {
        if (!slo.remainingRatio || (tile.value && *slo.remainingRatio >= *tile.value))
            continue;
        tile.value = *slo.remainingRatio;
        tile.detail = slo.spec.service;
        tile.detail2 = slo.spec.name;
        tile.until = slo.exhaustedIn;
        tile.severity = slo.state == SloState::exhausted ? Severity::critical
            : slo.state == SloState::burning             ? Severity::warning
                                                         : Severity::ok;
    }
    return tile;
}

/// Whether the flags of the range are all there are: every server of series answers, or did after the range had ended.
bool seriesKnown(const TileInput& in)
{
    bool any = false;
    for (const auto& feed : in.feeds) {
        if (!tellsSeries(feed.kind))
            continue;
        any = true;
        if (isStale(feed, in.now) && !(feed.lastSuccess && *feed.lastSuccess >= in.range.to))
            return false;
    }
    return any;
}

Tile anomalyTile(const TileInput& in)
{
    Tile tile;
    tile.what = Tile::What::anomalies;
    tile.severity = Severity::unknown;
    if (!in.watches)
        return tile;
    int open = 0;
    for (const auto& f : in.flags) {
        if (f.open)
            ++open;
    }
    const bool known = seriesKnown(in);
    if (known || !in.flags.empty())
        tile.value = static_cast<double>(in.flags.size());
    tile.extra = open;
    tile.severity = open > 0 ? Severity::info : known ? Severity::ok : Severity::unknown;
    if (!in.flags.empty()) {
        tile.detail = in.flags.front().watch;
        tile.detail2 = in.flags.front().service;
    }
    return tile;
}

} // namespace

bool isStale(const FeedStatus& feed, Time now)
{
    if (feed.kind == FeedKind::byHand)
        return false;
    if (feed.state == FeedState::failing || feed.state == FeedState::paused || feed.state == FeedState::stale
        || feed.state == FeedState::starting || !feed.lastSuccess)
        return true;
    const Millis limit = std::max<Millis>(feed.interval * 2, std::chrono::seconds{30});
    return now - *feed.lastSuccess > limit;
}

OverallState overallState(
    const std::vector<FeedStatus>& feeds, const std::vector<AlertEpisode>& openAlerts, Time now, std::vector<SwitchReport> switches)
{
    OverallState out;
    out.switches = std::move(switches);
    std::map<std::string, bool> clusterAlive; // of Alertmanagers: alive when any member is
    for (const auto& feed : feeds) {
        if (feed.kind == FeedKind::alertmanager) {
            auto& alive = clusterAlive[feed.cluster.empty() ? feed.name : feed.cluster];
            alive = alive || !isStale(feed, now);
        }
    }
    bool any = false;
    for (const auto& feed : feeds) {
        if (feed.kind == FeedKind::byHand || feed.kind == FeedKind::zipkin || feed.kind == FeedKind::jaeger)
            continue; // what calls what says nothing of how it goes
        any = true;
        const bool stale = feed.kind == FeedKind::alertmanager
            ? !clusterAlive[feed.cluster.empty() ? feed.name : feed.cluster]
            : isStale(feed, now);
        if (stale)
            out.staleFeeds.push_back(feed.name);
        if (feed.lastSuccess && (!out.lastCheck || *feed.lastSuccess < *out.lastCheck))
            out.lastCheck = feed.lastSuccess;
    }
    Severity worst = any && out.staleFeeds.empty() ? Severity::ok : Severity::unknown;
    for (const auto& a : openAlerts) {
        if (!out.lastAlert || a.startsAt > *out.lastAlert)
            out.lastAlert = a.startsAt;
        if (a.state == AlertState::firing && !a.suppressed() && a.level != Severity::info)
            worst = worse(worst, a.level);
    }
    for (const auto& one : out.switches)
        worst = worse(worst, one.severity());
    out.severity = worst;
    return out;
}

std::vector<Tile> buildTiles(const TileInput& in)
{
    const auto fresh = [&](bool alerts) {
        return std::any_of(in.feeds.begin(), in.feeds.end(), [&](const FeedStatus& f) {
            return (alerts ? tellsAlerts(f.kind) : tellsChanges(f.kind)) && !isStale(f, in.now);
        });
    };
    return {alertTile(Tile::What::critical, Severity::critical, in, fresh(true)),
        alertTile(Tile::What::warning, Severity::warning, in, fresh(true)), changeTile(in, fresh(false)), burnTile(in),
        budgetTile(in), anomalyTile(in)};
}

} // namespace vedette
