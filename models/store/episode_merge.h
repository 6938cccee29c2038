#pragma once

#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/batch.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

// How sightings become episodes. Pure functions over records; the cache loads the candidates and stores what changed.

namespace vedette {

/// A feed that tells of an open episode now.
struct EpisodeSeer {
    std::string feed;
    std::vector<std::string> silencedBy;
    std::vector<std::string> inhibitedBy;
    bool fromHistory = false; ///< told by history up to its edge, not by a poll
    friend bool operator==(const EpisodeSeer&, const EpisodeSeer&) = default;
};

/// What of an episode changes with time; a version holds all of it.
struct EpisodeFacts {
    AlertState state = AlertState::firing;
    std::string severity;
    Severity level = Severity::warning;
    std::optional<Time> pendingAt;
    Time startsAt{};
    std::optional<Time> endsAt;
    bool reconstructed = false;
    std::vector<std::string> sources;
    std::vector<std::string> silencedBy;
    std::vector<std::string> inhibitedBy;
    std::optional<Labels> annotations; ///< where they were not those of the episode's newest state
    friend bool operator==(const EpisodeFacts&, const EpisodeFacts&) = default;
};

struct EpisodeVersion {
    Time seenAt{};
    EpisodeFacts facts;
};

struct EpisodeState {
    AlertEpisode episode;
    std::vector<EpisodeSeer> seers;
    bool imported = false;
};

/// One stored episode on the bench of a merge.
struct EpisodeRecord {
    std::int64_t key = 0; ///< 0: new
    EpisodeState state;
    std::vector<EpisodeVersion> versions; ///< stored ones where loaded, then new ones; the last `fresh` are new
    std::size_t fresh = 0;
    bool rewritten = false; ///< all stored versions are replaced by `versions`
    std::optional<Labels> annotationsBefore; ///< where this sighting told of others
    bool changed = false;
    bool removed = false;   ///< folded into another record
};

/// When a feed last gave its complete list.
struct AlertFeedSight {
    std::string feed;
    Time at{};
    Millis resolution{0};
};

/// When its condition began.
[[nodiscard]] inline Time beginOf(const AlertEpisode& episode) { return episode.pendingAt ? std::min(*episode.pendingAt, episode.startsAt) : episode.startsAt; }
[[nodiscard]] EpisodeFacts factsOf(const AlertEpisode& episode);
void applyFacts(AlertEpisode& episode, const EpisodeFacts& facts, Time seenAt);
[[nodiscard]] std::string episodeFingerprint(const AlertEpisode& episode);

/// Absence is a fact: see AlertPoll. `records`: every open episode, and the newest ended ones of the fingerprints in the poll.
/// `sights`: the feeds' polls before this one. A feed that has not answered for 5 min or four of its intervals holds nothing open.
void mergePoll(const AlertPoll& poll, const std::vector<AlertFeedSight>& sights, std::vector<EpisodeRecord>& records);

/// `known`: what histories were read before, of all feeds, each feed's spans merged. `records`: with versions, the episodes of the history's
/// fingerprints that overlap or touch it, what its feed's history holds open, and what ends at covered.from. Idempotent; pieces come to the same
/// in any order, and but for ends at their edges (there, the edge) to what one piece over all comes to. What history holds open and is
/// not read on yet ends at the edge as long as something later is known, and is joined when the piece between comes.
void mergeHistory(const AlertHistory& history, const std::vector<Coverage>& known, std::vector<EpisodeRecord>& records);

/// An imported line onto the record of its id (`record.key` 0: new). Empty fields leave what is known.
void mergeImport(const AlertEpisode& line, EpisodeRecord& record);

/// The episode was seen to end in the gap, or so soon after its beginning (lookback 5 min, one evaluation) that the end may be
/// the telemetry's own. `gapFrom` is the last sample that was alive.
[[nodiscard]] bool endedWithTelemetry(const AlertEpisode& episode, Time gapFrom, Time gapTo);
/// Makes such a resolved episode doubtful.
void makeDoubtful(EpisodeRecord& record, Time gapFrom);
/// Takes that back: by `seenAt` its telemetry is known to have been there.
void makeResolved(EpisodeRecord& record, Time seenAt);

} // namespace vedette
