#include "models/snapshot/dead_mans_switch.h"

#include "models/core/series.h"
#include "models/snapshot/tiles.h"
#include "models/store/cache.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kLeastBridge = std::chrono::minutes{5};
constexpr Millis kLeastBelieved = std::chrono::seconds{60};

std::optional<Time> lastOf(const std::vector<TimeRange>& spans, Time now)
{
    std::optional<Time> last;
    for (const auto& s : spans) {
        if (s.from <= now)
            last = std::max(last.value_or(s.from), std::min(s.to, now));
    }
    return last;
}

/// Where the span of presence that ends last begins: spans with nothing gone between them are one.
Time presentSince(const SwitchSight& sight, Time now)
{
    std::optional<Time> gone;
    for (const auto& s : sight.gone) {
        if (s.from <= now)
            gone = std::max(gone.value_or(s.from), std::min(s.to, now));
    }
    for (const auto& s : sight.there) {
        if (!gone || s.to > *gone)
            return gone ? std::max(s.from, *gone) : s.from;
    }
    return now;
}

struct Absence {
    std::optional<Time> from; ///< first answer without it after the last with it
    Millis answered{0};       ///< how long answers without it came since `since`
};

/// Absence since the last answer with it; counted from `since` on.
Absence absenceOf(const SwitchSight& sight, Time since, Time now)
{
    const Time after = lastOf(sight.there, now).value_or(Time{});
    Absence out;
    for (const auto& s : sight.gone) {
        const TimeRange span{std::max({s.from, after, since}), std::min(s.to, now)};
        if (s.from > now || s.to <= after)
            continue;
        out.from = std::min(out.from.value_or(std::max(s.from, after)), std::max(s.from, after));
        out.answered += std::max(span.length(), Millis{0});
    }
    return out;
}

Millis believedFor(Millis interval) { return std::max(interval * 3, kLeastBelieved); }

/// `spans` less what `others` cover; both ascending.
std::vector<TimeRange> without(const std::vector<TimeRange>& spans, const std::vector<TimeRange>& others)
{
    std::vector<TimeRange> out;
    for (TimeRange left : spans) {
        for (const auto& other : others) {
            if (!other.overlaps(left.from, left.to))
                continue;
            if (other.from > left.from)
                out.push_back({left.from, other.from});
            left.from = other.to;
        }
        if (left.from < left.to)
            out.push_back(left);
    }
    return out;
}

/// For the time before answers were noted: what the history of alerts says where it is known.
void addHistory(const DeadMansSwitch& one, const std::vector<AlertEpisode>& alerts, const std::vector<TimeRange>& known, Time asOf, SwitchSight& sight)
{
    Time until = asOf;
    for (const auto* spans : {&sight.there, &sight.gone}) {
        if (!spans->empty())
            until = std::min(until, spans->front().from);
    }
    std::vector<TimeRange> asked;
    for (const auto& s : known) {
        if (s.from < until)
            asked.push_back({s.from, std::min(s.to, until)});
    }
    std::vector<TimeRange> fired;
    for (const auto& a : alerts) {
        const bool told = std::find(a.sources.begin(), a.sources.end(), sight.feed) != a.sources.end();
        if (told && a.state != AlertState::pending && matchesAll(one.matchers, a.labels))
            fired.push_back({a.startsAt, a.endsAt.value_or(asOf)});
    }
    std::sort(fired.begin(), fired.end(), [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; });
    auto gone = without(asked, fired);
    auto there = without(asked, gone);
    sight.there.insert(sight.there.begin(), there.begin(), there.end());
    sight.gone.insert(sight.gone.begin(), gone.begin(), gone.end());
}

} // namespace

SwitchReport judgeSwitch(const DeadMansSwitch& one, const std::vector<SwitchSight>& sights, Time now)
{
    SwitchReport report;
    report.name = one.name;
    report.source = one.source;
    report.absentAfter = one.absentAfter;
    report.origin = one.origin;
    std::vector<const SwitchSight*> judges;
    for (const auto& sight : sights) {
        if (!one.source.empty() && !sourceMeans(one.source, sight.feed))
            continue;
        const auto there = lastOf(sight.there, now);
        if (there)
            report.lastSeen = std::max(report.lastSeen.value_or(*there), *there);
        if (there && sight.answers && *there > lastOf(sight.gone, now).value_or(Time{})) {
            const Time since = std::min(sight.began.value_or(now), presentSince(sight, now));
            report.since = report.state == SwitchState::present ? std::min(*report.since, since) : since;
            report.state = SwitchState::present;
        }
        judges.push_back(&sight);
    }
    if (report.lastSeen)
        std::erase_if(judges, [&](const SwitchSight* s) { return !lastOf(s->there, now); });
    for (const auto* judge : judges)
        report.feeds.push_back(judge->feed);
    const bool allAnswer = !judges.empty() && std::all_of(judges.begin(), judges.end(), [](const SwitchSight* s) { return s->answers; });
    if (report.state == SwitchState::present || !allAnswer)
        return report;
    Time since{}; // gone is what the last of them stopped telling
    for (const auto* judge : judges)
        since = std::max(since, absenceOf(*judge, Time{}, now).from.value_or(now));
    report.since = since;
    auto answered = Millis::max();
    for (const auto* judge : judges)
        answered = std::min(answered, absenceOf(*judge, since, now).answered);
    report.state = answered < one.absentAfter ? SwitchState::late : report.lastSeen ? SwitchState::absent : SwitchState::neverSeen;
    return report;
}

bool isSwitchAlert(const Config& config, const Labels& labels)
{
    return std::any_of(config.deadMansSwitches.begin(), config.deadMansSwitches.end(),
        [&](const DeadMansSwitch& one) { return !one.matchers.empty() && matchesAll(one.matchers, labels); });
}

std::vector<AlertEpisode> takeSwitchAlerts(const Config& config, std::vector<AlertEpisode>& alerts)
{
    std::vector<AlertEpisode> taken;
    if (config.deadMansSwitches.empty())
        return taken;
    const auto first = std::stable_partition(alerts.begin(), alerts.end(), [&](const AlertEpisode& a) { return !isSwitchAlert(config, a.labels); });
    taken.assign(std::make_move_iterator(first), std::make_move_iterator(alerts.end()));
    alerts.erase(first, alerts.end());
    return taken;
}

std::string switchKey(const DeadMansSwitch& one, bool there)
{
    std::string conditions;
    for (const auto& matcher : one.matchers)
        conditions += matcher.text() + ",";
    return std::string(there ? "#there " : "#gone ") + watchRevision(conditions);
}

SwitchSights::SwitchSights(const Config& config)
{
    for (const auto& one : config.deadMansSwitches)
        m_places.push_back({one, {}});
    for (const auto& feed : config.feeds)
        m_bridges[feed.name] = std::max(feed.pollInterval * 4, kLeastBridge);
}

std::vector<Coverage> SwitchSights::of(const AlertPoll& poll)
{
    std::vector<Coverage> out;
    const auto bridge = m_bridges.find(poll.feed);
    for (auto& [one, last] : m_places) {
        if (!one.source.empty() && !sourceMeans(one.source, poll.feed))
            continue;
        const bool there = std::any_of(poll.alerts.begin(), poll.alerts.end(),
            [&](const AlertEpisode& a) { return a.state == AlertState::firing && matchesAll(one.matchers, a.labels); });
        const auto before = last.find(poll.feed);
        const bool goesOn = before != last.end() && bridge != m_bridges.end() && before->second.second == there && before->second.first <= poll.at
            && poll.at - before->second.first <= bridge->second;
        out.push_back({poll.feed, switchKey(one, there), goesOn ? before->second.first : poll.at, poll.at + Millis{1}});
        last.insert_or_assign(poll.feed, std::pair(poll.at, there));
    }
    return out;
}

Result<std::vector<SwitchReport>> readSwitches(const CacheReader& reader, const Config& config, const std::vector<FeedStatus>& feeds,
    const std::vector<AlertEpisode>& alerts, Time asOf, bool past)
{
    std::vector<SwitchReport> reports;
    for (const auto& one : config.deadMansSwitches) {
        std::vector<SwitchSight> sights;
        for (const auto& feed : feeds) {
            if (!tellsAlerts(feed.kind) || (!one.source.empty() && !sourceMeans(one.source, feed.name)))
                continue;
            SwitchSight sight;
            sight.feed = feed.name;
            for (const bool there : {true, false}) {
                auto spans = reader.coverage(feed.name, switchKey(one, there));
                if (!spans.ok())
                    return spans.error();
                (there ? sight.there : sight.gone) = std::move(spans).value();
            }
            auto known = reader.coverage(feed.name, "alerts");
            if (!known.ok())
                return known.error();
            addHistory(one, alerts, *known, asOf, sight);
            for (const auto& a : alerts) {
                const bool told = std::find(a.sources.begin(), a.sources.end(), feed.name) != a.sources.end();
                if (told && a.open() && a.state == AlertState::firing && matchesAll(one.matchers, a.labels))
                    sight.began = std::min(sight.began.value_or(a.startsAt), a.startsAt);
            }
            const auto newest = std::max(lastOf(sight.there, asOf), lastOf(sight.gone, asOf));
            sight.answers = newest && asOf - *newest <= believedFor(feed.interval) && (past || !isStale(feed, asOf));
            sights.push_back(std::move(sight));
        }
        reports.push_back(judgeSwitch(one, sights, asOf));
    }
    return reports;
}

} // namespace vedette
