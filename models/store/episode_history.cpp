#include "models/base/text.h"
#include "models/store/episode_merge.h"

#include <algorithm>
#include <unordered_set>

namespace vedette {

namespace {

constexpr Time kNever = Time::max();
constexpr Millis kWatching = std::chrono::minutes{2}; ///< a console that polls knows of an alert by then

Time beginOf(const AlertEpisode& e) { return e.pendingAt ? std::min(*e.pendingAt, e.startsAt) : e.startsAt; }

struct Edges {
    TimeRange covered;
    Millis tolerance;
    Millis touch;
};

bool belongs(const AlertEpisode& stored, const AlertEpisode& told, const Edges& edges)
{
    const auto storedEnd = stored.endsAt.value_or(kNever);
    const auto toldEnd = told.endsAt.value_or(edges.covered.to);
    const auto storedBegin = beginOf(stored);
    const auto toldBegin = beginOf(told);
    if (toldBegin < storedEnd && toldEnd > storedBegin)
        return true;
    const auto apart = stored.startsAt < told.startsAt ? told.startsAt - stored.startsAt : stored.startsAt - told.startsAt;
    if (apart <= edges.tolerance && (!stored.endsAt || toldBegin <= *stored.endsAt))
        return true;
    const bool touchesLeft = toldBegin < edges.covered.from + edges.touch && storedEnd <= toldBegin && storedEnd + edges.touch >= edges.covered.from;
    const bool touchesRight = !told.endsAt && storedBegin >= toldBegin && storedBegin <= edges.covered.to + edges.touch;
    return touchesLeft || touchesRight;
}

bool liveHeld(const EpisodeState& state)
{
    return std::any_of(state.seers.begin(), state.seers.end(), [](const EpisodeSeer& s) { return !s.fromHistory; });
}

void addOnce(std::vector<std::string>& into, const std::string& value)
{
    const auto at = std::lower_bound(into.begin(), into.end(), value);
    if (at == into.end() || *at != value)
        into.insert(at, value);
}

/// The versions of an episode as its source knew it: pending, firing, ended, each at its own time.
std::vector<EpisodeVersion> versionsAsKnown(const AlertEpisode& e)
{
    std::vector<EpisodeVersion> out;
    auto facts = factsOf(e);
    const auto last = facts;
    facts.endsAt.reset();
    if (last.pendingAt && (last.state == AlertState::pending || *last.pendingAt < last.startsAt)) {
        auto pending = facts;
        pending.state = AlertState::pending;
        pending.startsAt = *last.pendingAt;
        out.push_back({*last.pendingAt, pending});
    }
    if (last.state != AlertState::pending) {
        facts.state = AlertState::firing;
        out.push_back({last.startsAt, facts});
    } else if (out.empty()) {
        out.push_back({last.startsAt, facts});
    }
    if (last.endsAt)
        out.push_back({std::max(*last.endsAt, out.back().seenAt), last});
    return out;
}

void rewrite(EpisodeRecord& record, const EpisodeFacts& before)
{
    auto& e = record.state.episode;
    const auto now = factsOf(e);
    // First seen long after it fired: the console was not there. What its source knew then is read back.
    const bool lateKnown = !record.versions.empty() && now.state != AlertState::pending && record.versions.front().seenAt > now.startsAt + kWatching;
    if (record.key != 0 && now == before && !record.versions.empty() && !lateKnown)
        return;
    record.changed = true;
    record.rewritten = true;
    if (e.reconstructed || record.versions.empty()) {
        record.versions = versionsAsKnown(e);
    } else {
        const bool earlier = now.startsAt < before.startsAt;
        for (auto& version : record.versions) {
            if (earlier && version.facts.state != AlertState::pending)
                version.facts.startsAt = now.startsAt;
        }
        if (lateKnown || (earlier && record.versions.front().seenAt > now.startsAt)) {
            auto first = now;
            first.endsAt.reset();
            first.state = AlertState::firing;
            record.versions.insert(record.versions.begin(), {now.startsAt, first});
        }
        if (!(record.versions.back().facts == now))
            record.versions.push_back({std::max(record.versions.back().seenAt, now.endsAt.value_or(now.startsAt)), now});
    }
    e.seenAt = record.versions.back().seenAt;
    record.fresh = record.versions.size();
}

void absorb(EpisodeRecord& into, EpisodeRecord& other)
{
    auto& e = into.state.episode;
    const auto& o = other.state.episode;
    e.startsAt = std::min(e.startsAt, o.startsAt);
    if (o.pendingAt)
        e.pendingAt = e.pendingAt ? std::min(*e.pendingAt, *o.pendingAt) : o.pendingAt;
    if (!o.endsAt || !e.endsAt || *o.endsAt > *e.endsAt) {
        e.endsAt = o.endsAt && e.endsAt ? o.endsAt : std::nullopt;
        e.state = e.endsAt ? o.state : AlertState::firing;
    }
    for (const auto& source : o.sources)
        addOnce(e.sources, source);
    for (const auto& seer : other.state.seers)
        into.state.seers.push_back(seer);
    e.reconstructed = e.reconstructed && o.reconstructed;
    other.removed = true;
    other.changed = true;
}

void takeHistory(EpisodeRecord& record, const AlertEpisode& told, const AlertHistory& history, const Edges& edges, bool knownAfter)
{
    auto& e = record.state.episode;
    if (e.state == AlertState::pending && told.state != AlertState::pending) {
        e.pendingAt = told.pendingAt ? told.pendingAt : e.pendingAt.value_or(e.startsAt);
        e.startsAt = told.startsAt;
        e.state = AlertState::firing;
    } else if (told.state != AlertState::pending) {
        e.startsAt = std::min(e.startsAt, told.startsAt);
    }
    if (told.pendingAt)
        e.pendingAt = e.pendingAt ? std::min(*e.pendingAt, *told.pendingAt) : told.pendingAt;
    addOnce(e.sources, history.feed);
    if (!liveHeld(record.state)) {
        const auto previousEnd = e.endsAt;
        if (told.endsAt) {
            e.endsAt = std::max(*told.endsAt, e.startsAt);
        } else if (!e.endsAt || *e.endsAt < edges.covered.to - edges.touch) {
            e.endsAt = knownAfter ? std::optional(edges.covered.to) : std::nullopt;
        }
        record.state.seers.clear();
        if (!e.endsAt)
            record.state.seers.push_back({history.feed, {}, {}, true});
        const bool sameEnd = previousEnd && e.endsAt
            && std::max(*previousEnd, *e.endsAt) - std::min(*previousEnd, *e.endsAt) <= edges.tolerance;
        if (e.state != AlertState::pending && !(e.state == AlertState::doubtful && sameEnd))
            e.state = e.endsAt ? AlertState::resolved : AlertState::firing;
    }
}

} // namespace

void mergeHistory(const AlertHistory& history, bool knownBefore, bool knownAfter, std::vector<EpisodeRecord>& records)
{
    const Edges edges{history.covered, std::max(2 * history.resolution, Millis{90'000}),
        std::max(history.resolution + history.resolution / 2, Millis{1000})};
    auto told = history.episodes;
    std::stable_sort(told.begin(), told.end(), [](const AlertEpisode& a, const AlertEpisode& b) { return a.startsAt < b.startsAt; });
    std::unordered_set<std::size_t> matched;
    for (const auto& each : told) {
        const auto fingerprint = episodeFingerprint(each);
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < records.size(); ++i) {
            const auto& e = records[i].state.episode;
            if (!records[i].removed && e.fingerprint == fingerprint && belongs(e, each, edges))
                found.push_back(i);
        }
        if (found.empty()) {
            EpisodeRecord record;
            auto& e = record.state.episode;
            e = each;
            e.fingerprint = fingerprint;
            e.id = fingerprint + "-" + std::to_string(toMs(each.startsAt));
            e.reconstructed = true;
            e.sources.clear();
            found.push_back(records.size());
            records.push_back(std::move(record));
        }
        std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
            return beginOf(records[a].state.episode) < beginOf(records[b].state.episode);
        });
        auto& record = records[found.front()];
        const auto before = factsOf(record.state.episode);
        for (std::size_t i = 1; i < found.size(); ++i)
            absorb(record, records[found[i]]);
        takeHistory(record, each, history, edges, knownAfter);
        rewrite(record, before);
        matched.insert(found.begin(), found.end());
    }
    // Left open at the edge of an earlier piece, and not there where this one goes on.
    for (std::size_t i = 0; knownBefore && i < records.size(); ++i) {
        auto& record = records[i];
        auto& e = record.state.episode;
        if (matched.contains(i) || record.removed || !e.open() || e.startsAt >= history.covered.from || liveHeld(record.state))
            continue;
        const bool ours = std::any_of(record.state.seers.begin(), record.state.seers.end(), [&](const EpisodeSeer& s) { return s.feed == history.feed; });
        if (!ours)
            continue;
        const auto before = factsOf(e);
        e.endsAt = history.covered.from;
        if (e.state == AlertState::firing)
            e.state = AlertState::resolved;
        record.state.seers.clear();
        rewrite(record, before);
    }
}

} // namespace vedette
