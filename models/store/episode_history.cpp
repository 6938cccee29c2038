#include "models/base/text.h"
#include "models/store/episode_merge.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

constexpr Time kNever = Time::max();
constexpr Millis kWatching = std::chrono::minutes{2}; ///< a console that polls knows of an alert by then


/// One piece of history and what of the same was read before it.
struct Reading {
    const AlertHistory* piece;
    std::map<std::string, Time> far; ///< how far the history of each feed was read before
    bool adjacent = false;           ///< what follows the piece was read before
    Millis tolerance;
    Millis touch;
    Millis half;

    Reading(const AlertHistory& history, const std::vector<Coverage>& known)
        : piece(&history), tolerance(std::max(2 * history.resolution, Millis{90'000})),
          touch(std::max(history.resolution + history.resolution / 2, Millis{1000})), half(history.resolution / 2)
    {
        for (const auto& span : known) {
            auto& to = far.try_emplace(span.feed, span.to).first->second;
            to = std::max(to, span.to);
            adjacent = adjacent || (span.feed == history.feed && span.from <= history.covered.to && span.to > history.covered.to);
        }
    }
    [[nodiscard]] bool later() const
    {
        const auto read = far.find(piece->feed);
        return read != far.end() && read->second > piece->covered.to;
    }
};

/// From when to when an episode is known to have been there; `open`: it may go on beyond.
struct Extent {
    Time begin{};
    Time end{};
    bool open = false;
};

bool liveHeld(const EpisodeState& state)
{
    return std::any_of(state.seers.begin(), state.seers.end(), [](const EpisodeSeer& s) { return !s.fromHistory; });
}

/// What history alone holds open was there up to where that history was read; it is closed as soon as something later is read.
Extent extentOf(const EpisodeState& state, const Reading& reading)
{
    const auto& e = state.episode;
    if (e.endsAt)
        return {beginOf(e), *e.endsAt, false};
    Extent out{beginOf(e), kNever, true};
    if (liveHeld(state))
        return out;
    std::optional<Time> edge;
    for (const auto& seer : state.seers) {
        if (const auto read = reading.far.find(seer.feed); read != reading.far.end())
            edge = std::max(edge.value_or(read->second), read->second);
    }
    if (edge)
        out.end = std::max(*edge, e.startsAt);
    return out;
}

/// `right` goes on where `left` stops at an edge of what was read, unless it became active anew there.
bool renewed(const AlertEpisode& left, const AlertEpisode& right, Time edge)
{
    constexpr Millis kWholeSeconds{1000}; // an activeAt has no fractions
    return left.state != AlertState::pending && right.pendingAt && *right.pendingAt >= edge - kWholeSeconds
        && beginOf(left) < *right.pendingAt - kWholeSeconds;
}

bool belongs(const AlertEpisode& stored, const Extent& there, const AlertEpisode& told, const Reading& reading)
{
    const auto& covered = reading.piece->covered;
    const Extent now{beginOf(told), told.endsAt.value_or(covered.to), !told.endsAt};
    const auto overlap = std::min(there.end, now.end) - std::max(there.begin, now.begin);
    // Neighbours whose times are blurred by less than an evaluation do not overlap.
    if (overlap > Millis{0} && overlap > std::min({reading.half, (there.end - there.begin) / 2, (now.end - now.begin) / 2}))
        return true;
    if (!stored.reconstructed) { // a poll's times are as coarse as the polls
        const auto apart = stored.startsAt < told.startsAt ? told.startsAt - stored.startsAt : stored.startsAt - told.startsAt;
        if (apart <= reading.tolerance && (!stored.endsAt || now.begin <= *stored.endsAt))
            return true;
    }
    const bool touchesLeft = now.begin < covered.from + reading.touch && there.end <= now.begin + 2 * reading.half && there.end + reading.half >= covered.from
        && !renewed(stored, told, covered.from);
    const bool touchesRight = now.open && there.begin + 2 * reading.half >= covered.to && there.begin <= covered.to + reading.touch
        && !renewed(told, stored, covered.to);
    return touchesLeft || touchesRight;
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

void joinBegins(AlertEpisode& e, const AlertEpisode& other)
{
    const auto pendingSince = [](const AlertEpisode& each) { return each.pendingAt.value_or(each.startsAt); };
    const bool pending = e.state == AlertState::pending;
    const bool otherPending = other.state == AlertState::pending;
    if (pending && !otherPending) {
        e.pendingAt = pendingSince(e);
        e.startsAt = other.startsAt;
        e.state = AlertState::firing;
    } else if (!pending && otherPending) {
        e.pendingAt = e.pendingAt ? std::min(*e.pendingAt, pendingSince(other)) : pendingSince(other);
    } else {
        e.startsAt = std::min(e.startsAt, other.startsAt);
    }
    if (other.pendingAt)
        e.pendingAt = e.pendingAt ? std::min(*e.pendingAt, *other.pendingAt) : other.pendingAt;
}

void absorb(EpisodeRecord& into, Extent& there, EpisodeRecord& other, const Extent& more)
{
    auto& e = into.state.episode;
    const auto& o = other.state.episode;
    joinBegins(e, o);
    if (more.end > there.end || (more.end == there.end && more.open)) {
        e.endsAt = o.endsAt;
        if (o.state != AlertState::pending)
            e.state = o.state;
        there = {std::min(there.begin, more.begin), more.end, more.open};
    }
    for (const auto& source : o.sources)
        addOnce(e.sources, source);
    for (const auto& seer : other.state.seers)
        into.state.seers.push_back(seer);
    e.reconstructed = e.reconstructed && o.reconstructed;
    other.removed = true;
    other.changed = true;
}

/// `there`: what was known of the record before.
void takeHistory(EpisodeRecord& record, const Extent& there, const AlertEpisode& told, const Reading& reading)
{
    auto& e = record.state.episode;
    const auto& covered = reading.piece->covered;
    joinBegins(e, told);
    addOnce(e.sources, reading.piece->feed);
    if (liveHeld(record.state))
        return;
    const auto previousEnd = e.endsAt;
    if (told.endsAt)
        e.endsAt = std::max(*told.endsAt, e.startsAt);
    else if (there.open && there.end >= covered.to && there.end != kNever)
        e.endsAt.reset();
    else if (there.open || there.end < covered.to - reading.touch)
        e.endsAt = reading.later() ? std::optional(std::max(covered.to, e.startsAt)) : std::nullopt;
    record.state.seers.clear();
    if (!e.endsAt)
        record.state.seers.push_back({reading.piece->feed, {}, {}, true});
    const bool sameEnd = previousEnd && e.endsAt && std::max(*previousEnd, *e.endsAt) - std::min(*previousEnd, *e.endsAt) <= reading.tolerance;
    if (e.state != AlertState::pending && !(e.state == AlertState::doubtful && sameEnd))
        e.state = e.endsAt ? AlertState::resolved : AlertState::firing;
}

/// A spell that was pending only and ends where history was read on is none: history keeps those that fired.
bool cameToNothing(const EpisodeRecord& record)
{
    const auto& e = record.state.episode;
    return e.state == AlertState::pending && e.reconstructed && !record.state.imported;
}

void drop(EpisodeRecord& record)
{
    record.removed = true;
    record.changed = true;
}

/// A stored record that the piece does not tell of.
void passOver(EpisodeRecord& record, const Reading& reading)
{
    auto& e = record.state.episode;
    const auto& covered = reading.piece->covered;
    const auto there = extentOf(record.state, reading);
    const bool stopsHere = there.end + reading.half >= covered.from && there.end <= covered.from + reading.touch;
    if (cameToNothing(record) && stopsHere) {
        drop(record);
        return;
    }
    const bool ours = std::any_of(record.state.seers.begin(), record.state.seers.end(), [&](const EpisodeSeer& s) { return s.feed == reading.piece->feed; });
    if (!there.open || !ours || there.end >= covered.to)
        return;
    const auto before = factsOf(e);
    e.endsAt = e.startsAt < covered.from ? std::min(there.end, covered.from) : there.end;
    if (e.state == AlertState::firing)
        e.state = AlertState::resolved;
    record.state.seers.clear();
    rewrite(record, before);
}

} // namespace

void mergeHistory(const AlertHistory& history, const std::vector<Coverage>& known, std::vector<EpisodeRecord>& records)
{
    const Reading reading(history, known);
    auto told = history.episodes;
    std::stable_sort(told.begin(), told.end(), [](const AlertEpisode& a, const AlertEpisode& b) { return a.startsAt < b.startsAt; });
    std::unordered_multimap<std::string, std::size_t> byFingerprint;
    for (std::size_t i = 0; i < records.size(); ++i)
        byFingerprint.emplace(records[i].state.episode.fingerprint, i);
    std::unordered_set<std::size_t> matched;
    for (const auto& each : told) {
        const auto fingerprint = episodeFingerprint(each);
        std::vector<std::size_t> found;
        const auto [first, last] = byFingerprint.equal_range(fingerprint);
        for (auto it = first; it != last; ++it) {
            const auto& record = records[it->second];
            if (!record.removed && belongs(record.state.episode, extentOf(record.state, reading), each, reading))
                found.push_back(it->second);
        }
        if (found.empty()) {
            EpisodeRecord record;
            auto& e = record.state.episode;
            e = each;
            e.fingerprint = fingerprint;
            e.id = fingerprint + "-" + std::to_string(toMs(each.startsAt));
            e.reconstructed = true;
            e.sources.clear();
            byFingerprint.emplace(fingerprint, records.size());
            found.push_back(records.size());
            records.push_back(std::move(record));
        }
        std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
            return beginOf(records[a].state.episode) < beginOf(records[b].state.episode);
        });
        auto& record = records[found.front()];
        const bool isNew = record.key == 0 && record.versions.empty();
        const auto before = factsOf(record.state.episode);
        auto there = isNew ? Extent{} : extentOf(record.state, reading);
        for (std::size_t i = 1; i < found.size(); ++i)
            absorb(record, there, records[found[i]], extentOf(records[found[i]].state, reading));
        takeHistory(record, there, each, reading);
        matched.insert(found.begin(), found.end());
        if (reading.adjacent && cameToNothing(record) && record.state.episode.endsAt)
            drop(record);
        else
            rewrite(record, before);
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!matched.contains(i) && !records[i].removed && !liveHeld(records[i].state))
            passOver(records[i], reading);
    }
}

} // namespace vedette
