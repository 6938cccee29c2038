#include "models/store/episode_merge.h"

#include "models/base/text.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

constexpr Millis kLeastTolerance{90'000};
constexpr Millis kLeastAlive{300'000};

Millis toleranceOf(Millis resolution) { return std::max(2 * resolution, kLeastTolerance); }
Millis distance(Time a, Time b) { return a < b ? b - a : a - b; }

void unite(std::vector<std::string>& into, const std::vector<std::string>& more)
{
    for (const auto& each : more) {
        if (!each.empty() && std::find(into.begin(), into.end(), each) == into.end())
            into.push_back(each);
    }
    std::sort(into.begin(), into.end());
}

EpisodeSeer* seerOf(EpisodeState& state, const std::string& feed)
{
    for (auto& seer : state.seers) {
        if (seer.feed == feed)
            return &seer;
    }
    return nullptr;
}

/// Whether a feed's relabelling changed the labels: the fingerprint is of those before it.
bool isRewritten(const AlertEpisode& e, const std::string& fingerprint) { return hex64(e.labels.fingerprint()) != fingerprint; }

/// Descriptive fields: the newest word wins where it says something, about the labels unless they are to stay.
void describe(AlertEpisode& e, const AlertEpisode& told, EpisodeRecord& record, bool labelsStay)
{
    const auto take = [&record](auto& to, const auto& from) {
        if (!from.empty() && to != from) {
            to = from;
            record.changed = true;
        }
    };
    if (!labelsStay) {
        take(e.name, told.name);
        take(e.service, told.service);
        take(e.environment, told.environment);
        take(e.labels, told.labels);
    }
    if (!told.annotations.empty() && !(e.annotations == told.annotations) && !record.annotationsBefore)
        record.annotationsBefore = e.annotations;
    take(e.annotations, told.annotations);
    take(e.link, told.link);
    if (!told.severity.empty() && !labelsStay) {
        e.severity = told.severity;
        e.level = told.level;
    }
}

void suppress(EpisodeState& state)
{
    state.episode.silencedBy.clear();
    state.episode.inhibitedBy.clear();
    for (const auto& seer : state.seers) {
        unite(state.episode.silencedBy, seer.silencedBy);
        unite(state.episode.inhibitedBy, seer.inhibitedBy);
    }
}

/// Adds a version when the facts differ from `before`.
void note(EpisodeRecord& record, const EpisodeFacts& before, Time seenAt)
{
    auto& e = record.state.episode;
    auto facts = factsOf(e);
    if (record.key != 0 && facts == before) {
        if (record.annotationsBefore)
            e.seenAt = std::max(e.seenAt, seenAt);
        return;
    }
    e.seenAt = record.key == 0 && record.versions.empty() ? seenAt : std::max(e.seenAt, seenAt);
    record.versions.push_back({e.seenAt, std::move(facts)});
    ++record.fresh;
    record.changed = true;
}

void close(EpisodeRecord& record, Time at, Time seenAt)
{
    auto& e = record.state.episode;
    const auto before = factsOf(e);
    e.endsAt = std::max(at, e.startsAt);
    if (e.state == AlertState::firing)
        e.state = AlertState::resolved;
    record.state.seers.clear();
    note(record, before, seenAt);
    record.changed = true;
}

EpisodeRecord fresh(const AlertEpisode& told, const std::string& fingerprint)
{
    EpisodeRecord record;
    record.state.episode = told;
    auto& e = record.state.episode;
    e.fingerprint = fingerprint;
    e.id = fingerprint + "-" + std::to_string(toMs(e.startsAt));
    e.sources.clear();
    e.silencedBy.clear();
    e.inhibitedBy.clear();
    record.changed = true;
    return record;
}

/// The feed told of this one before and now of a later beginning: the first one ended between its polls.
bool restarted(EpisodeRecord& record, const AlertEpisode& told, const std::string& feed, std::optional<Time> lastPoll, Millis tolerance)
{
    const auto* seer = seerOf(record.state, feed);
    const auto& e = record.state.episode;
    return seer != nullptr && !seer->fromHistory && lastPoll && e.state == AlertState::firing && beginOf(told) > *lastPoll
        && told.startsAt > e.startsAt + tolerance;
}

bool sameEnded(const AlertEpisode& stored, const AlertEpisode& told, Millis tolerance)
{
    if (distance(stored.startsAt, told.startsAt) <= tolerance || beginOf(told) < *stored.endsAt)
        return true;
    return stored.pendingAt && told.pendingAt && distance(*stored.pendingAt, *told.pendingAt) <= tolerance;
}

void sight(EpisodeRecord& record, const AlertEpisode& told, const AlertPoll& poll)
{
    auto& e = record.state.episode;
    const auto before = factsOf(e);
    // Of two feeds that tell of one alert the one that relabels it has the say while it tells, else every poll would change it.
    const auto& seers = record.state.seers;
    const bool other = std::any_of(seers.begin(), seers.end(), [&](const EpisodeSeer& s) { return s.feed != poll.feed; });
    describe(e, told, record, other && isRewritten(e, e.fingerprint) && !isRewritten(told, e.fingerprint));
    const bool wasPending = e.state == AlertState::pending;
    if (told.pendingAt && (!e.pendingAt || *told.pendingAt < *e.pendingAt) && *told.pendingAt <= e.startsAt)
        e.pendingAt = told.pendingAt;
    if (told.state != AlertState::pending) {
        if (wasPending) {
            e.pendingAt = e.pendingAt.value_or(e.startsAt);
            e.startsAt = std::max(told.startsAt, *e.pendingAt);
        } else if (!record.state.imported) {
            e.startsAt = std::min(e.startsAt, told.startsAt);
        }
        e.state = AlertState::firing;
    } else if (!wasPending && e.endsAt) {
        e.state = AlertState::firing;
    }
    e.endsAt.reset();
    auto* seer = seerOf(record.state, poll.feed);
    if (seer == nullptr) {
        record.state.seers.push_back({poll.feed, {}, {}, false});
        seer = &record.state.seers.back();
        record.changed = true;
    }
    const EpisodeSeer now{poll.feed, told.silencedBy, told.inhibitedBy, false};
    if (!(*seer == now)) {
        *seer = now;
        record.changed = true;
    }
    unite(e.sources, {poll.feed});
    suppress(record.state);
    note(record, before, poll.at);
}

} // namespace

EpisodeFacts factsOf(const AlertEpisode& e)
{
    return {e.state, e.severity, e.level, e.pendingAt, e.startsAt, e.endsAt, e.reconstructed, e.sources, e.silencedBy, e.inhibitedBy, {}};
}

void applyFacts(AlertEpisode& e, const EpisodeFacts& facts, Time seenAt)
{
    e.state = facts.state;
    e.severity = facts.severity;
    e.level = facts.level;
    e.pendingAt = facts.pendingAt;
    e.startsAt = facts.startsAt;
    e.endsAt = facts.endsAt;
    e.reconstructed = facts.reconstructed;
    e.sources = facts.sources;
    e.silencedBy = facts.silencedBy;
    e.inhibitedBy = facts.inhibitedBy;
    if (facts.annotations)
        e.annotations = *facts.annotations;
    e.seenAt = seenAt;
}

std::string episodeFingerprint(const AlertEpisode& episode)
{
    return episode.fingerprint.empty() ? hex64(episode.labels.fingerprint()) : episode.fingerprint;
}

void mergePoll(const AlertPoll& poll, const std::vector<AlertFeedSight>& sights, std::vector<EpisodeRecord>& records)
{
    const auto tolerance = toleranceOf(poll.resolution);
    std::optional<Time> lastPoll;
    std::unordered_set<std::string> alive;
    for (const auto& each : sights) {
        if (each.feed == poll.feed)
            lastPoll = each.at;
        else if (each.at >= poll.at - std::max(kLeastAlive, 4 * each.resolution))
            alive.insert(each.feed);
    }
    std::unordered_multimap<std::string, std::size_t> byFingerprint;
    for (std::size_t i = 0; i < records.size(); ++i)
        byFingerprint.emplace(records[i].state.episode.fingerprint, i);

    std::unordered_set<std::size_t> listed;
    for (const auto& told : poll.alerts) {
        const auto fingerprint = episodeFingerprint(told);
        std::optional<std::size_t> found;
        std::vector<EpisodeSeer> inherited;
        const auto [first, last] = byFingerprint.equal_range(fingerprint);
        for (auto it = first; it != last && !found; ++it) {
            auto& record = records[it->second];
            if (!record.state.episode.open())
                continue;
            if (!restarted(record, told, poll.feed, lastPoll, tolerance)) {
                found = it->second;
            } else {
                inherited = record.state.seers;
                close(record, std::min(beginOf(told), *lastPoll + std::max(poll.resolution, Millis{1})), poll.at);
            }
        }
        if (!found && inherited.empty()) {
            for (auto it = first; it != last; ++it) {
                const auto& e = records[it->second].state.episode;
                if (!e.open() && sameEnded(e, told, tolerance) && (!found || e.startsAt > records[*found].state.episode.startsAt))
                    found = it->second;
            }
        }
        if (!found) {
            auto record = fresh(told, fingerprint);
            record.state.episode.endsAt.reset();
            record.state.episode.reconstructed = false;
            if (record.state.episode.state != AlertState::pending)
                record.state.episode.state = AlertState::firing;
            record.state.seers = std::move(inherited);
            found = records.size();
            byFingerprint.emplace(fingerprint, *found);
            records.push_back(std::move(record));
        }
        listed.insert(*found);
        sight(records[*found], told, poll);
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        auto& record = records[i];
        if (listed.contains(i) || !record.state.episode.open() || seerOf(record.state, poll.feed) == nullptr)
            continue;
        std::erase_if(record.state.seers, [&](const EpisodeSeer& seer) { return seer.feed == poll.feed; });
        record.changed = true;
        const bool held = std::any_of(record.state.seers.begin(), record.state.seers.end(),
            [&](const EpisodeSeer& seer) { return alive.contains(seer.feed); });
        if (!held)
            close(record, poll.at, poll.at);
    }
}

void mergeImport(const AlertEpisode& line, EpisodeRecord& record)
{
    auto& e = record.state.episode;
    const bool isNew = record.key == 0 && record.versions.empty();
    const auto before = factsOf(e);
    if (isNew) {
        e = line;
        e.fingerprint = episodeFingerprint(line);
        e.seenAt = {};
        e.endsAt.reset();
        record.state.imported = true;
    } else {
        describe(e, line, record, false);
        if (toMs(line.startsAt) != 0)
            e.startsAt = line.startsAt;
        if (line.pendingAt)
            e.pendingAt = line.pendingAt;
        unite(e.sources, line.sources);
        if (!line.silencedBy.empty())
            e.silencedBy = line.silencedBy;
        if (!line.inhibitedBy.empty())
            e.inhibitedBy = line.inhibitedBy;
    }
    const auto ends = line.endsAt ? line.endsAt : isNew ? std::nullopt : before.endsAt;
    const auto stateAtEnd = line.state == AlertState::doubtful || (!line.endsAt && before.state == AlertState::doubtful && !isNew)
        ? AlertState::doubtful
        : line.state == AlertState::pending && line.endsAt ? AlertState::pending : AlertState::resolved;
    const auto seenAt = toMs(line.seenAt) != 0 ? line.seenAt : line.endsAt && !isNew ? *line.endsAt : e.startsAt;
    if (isNew || !before.endsAt)
        e.state = line.state == AlertState::pending ? AlertState::pending : AlertState::firing;
    if (ends && *ends <= std::max(seenAt, e.seenAt)) {
        e.endsAt = ends;
        e.state = stateAtEnd;
        record.state.seers.clear();
        note(record, before, seenAt);
        return;
    }
    if (isNew || !before.endsAt)
        note(record, before, seenAt);
    if (ends) { // nobody knows an end before it
        const auto running = factsOf(e);
        e.endsAt = ends;
        e.state = stateAtEnd;
        record.state.seers.clear();
        note(record, isNew || !before.endsAt ? running : before, *ends);
    }
}

bool endedWithTelemetry(const AlertEpisode& e, Time gapFrom, Time gapTo)
{
    constexpr Millis kLookbackAndEvaluation{6 * 60'000};
    // Its condition began while there was telemetry: an alert about the absence itself does not lose anything by it.
    if (e.pendingAt.value_or(e.startsAt) > gapFrom)
        return false;
    return e.endsAt && *e.endsAt >= gapFrom && (*e.endsAt < gapTo || *e.endsAt <= gapFrom + kLookbackAndEvaluation);
}

void makeDoubtful(EpisodeRecord& record, Time gapFrom)
{
    auto& e = record.state.episode;
    if (e.state != AlertState::resolved)
        return;
    const auto before = factsOf(e);
    e.state = AlertState::doubtful;
    note(record, before, std::max(*e.endsAt, gapFrom + Millis{3 * 60'000}));
}

void makeResolved(EpisodeRecord& record, Time seenAt)
{
    auto& e = record.state.episode;
    const auto before = factsOf(e);
    e.state = AlertState::resolved;
    note(record, before, seenAt);
}

} // namespace vedette
