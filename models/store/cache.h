#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/anomaly.h"
#include "models/core/batch.h"
#include "models/core/change.h"
#include "models/core/feed.h"
#include "models/core/matcher.h"
#include "models/core/rollup.h"
#include "models/core/series.h"
#include "models/core/silence.h"
#include "models/core/slo.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The cache: one SQLite file. One CacheWriter (one connection, one thread) writes and checkpoints; any number of CacheReader,
// each on a thread of its own, read snapshots. Format: DESIGN.md, "The cache". Errors have kind `store` unless said otherwise.

namespace vedette {

struct EventCounts;
struct EventPage;
struct EventQuery; // models/store/event_query.h
struct AlertOnsets;
struct EventMark;
struct EventMarkNames;
struct EventNews;
struct KeyedAlert; // models/store/alert_onsets.h

/// How a cache was opened. readOnly: another console writes it (or the folder is read-only); the reason says which.
struct OpenInfo {
    bool readOnly = false;
    std::string reason;   ///< empty when this process writes
    std::string setAside; ///< path of a damaged cache that was put aside under a dated name; empty: none
    std::string salvaged; ///< what was read back from that file and what was not, a sentence; empty: none
    int schemaVersion = 0;
};

struct CommitInfo {
    std::int64_t sequence = 0; ///< of this commit; grows by one, never reused
    std::int64_t newSamples = 0; ///< samples that were not there before
    std::int64_t newAlerts = 0;
    std::int64_t newChanges = 0;
};

struct CacheInfo {
    std::int64_t sequence = 0;
    std::int64_t pollCycles = 0;
    std::int64_t bytes = 0; ///< of the file, its WAL included
    std::int64_t samples = 0;
    std::int64_t sampleBytes = 0; ///< chunk blobs and open tails with their keys
    double bytesPerSample = 0;
    std::int64_t series = 0;
    std::int64_t alerts = 0;
    std::int64_t changes = 0;       ///< folded, as `changes()` tells them
    bool changesEstimated = false;  ///< by the newest records, where there are very many
    std::int64_t changeRecords = 0; ///< as told: stages and several feeds count each
    std::optional<Time> oldest;
    std::optional<Time> newest;
    struct Table {
        std::string name;
        std::int64_t rows = 0;
        std::int64_t bytes = 0; ///< pages of the table and its indexes; 0 where SQLite cannot tell, or the file is too large to count them
        bool estimated = false; ///< the rows, from samples of the keys
    };
    std::vector<Table> tables;
    /// samples, alerts, changes, silences, notes, polls, flags, alert events, far spans: rows, and where the oldest and the newest begin.
    struct Kind {
        std::string name;
        std::int64_t rows = 0;
        std::optional<Time> oldest;
        std::optional<Time> newest;
        bool estimated = false; ///< the rows
    };
    std::vector<Kind> kinds;
};

/// Telemetry of a service: the spans in which it was seen to be alive (`up` == 1 on any instance).
struct TelemetryGap {
    std::string service; ///< empty: a whole feed
    Time from{};
    Time to{};
    std::string feed{}; ///< that told of the service, or that was silent; empty: not known
};

struct StoredSeries {
    std::int64_t id = 0;
    Labels labels;
    Time first{};
    Time last{};
};

/// What a text search found, newest first.
struct SearchHit {
    enum class Kind { alert, change, note } kind = Kind::alert;
    std::string id;
    Time at{};
};

/// Reads one snapshot at a time, also in a folder that may not be written. There SQLite has no place for the WAL's shared memory: unless another
/// console keeps one, the file is read as it lies (what only its WAL holds is not seen), and read anew when it has changed. Not thread-safe; make one for each thread. A range means rows that overlap it. `asOf`: facts
/// whose seenAt is later are not seen; nullopt: all that is known.
class CacheReader {
public:
    static Result<std::unique_ptr<CacheReader>> open(const std::string& path);
    ~CacheReader();
    CacheReader(const CacheReader&) = delete;
    CacheReader& operator=(const CacheReader&) = delete;

    /// From now on services are told by the catalogue's names (their name -> ours, which is no name of theirs): alerts, folded changes, flags,
    /// notes, gaps, imported services and dependencies. What is stored and unfolded tellings stay as they were told.
    void setServiceNames(std::map<std::string, std::string> names);

    /// Ascending by startsAt. With asOf: states, ends and severities as known then.
    [[nodiscard]] Result<std::vector<AlertEpisode>> alerts(TimeRange range, std::optional<Time> asOf = {}) const;
    /// Folded changes, ascending by startsAt.
    [[nodiscard]] Result<std::vector<Change>> changes(TimeRange range, std::optional<Time> asOf = {}) const;
    /// Unfolded, as told; for export.
    [[nodiscard]] Result<std::vector<ChangeRecord>> changeRecords(TimeRange range, std::optional<Time> asOf = {}) const;
    [[nodiscard]] Result<std::vector<Silence>> silences(TimeRange range, std::optional<Time> asOf = {}) const;
    [[nodiscard]] Result<std::vector<Note>> notes(TimeRange range, std::optional<Time> asOf = {}) const;
    [[nodiscard]] Result<std::vector<ServiceInfo>> services() const; ///< from imports
    /// What notifiers did, ascending; of one alert where a fingerprint (16 hexadecimal digits) is given.
    [[nodiscard]] Result<std::vector<AlertEvent>> alertEvents(TimeRange range, const std::string& fingerprint = {}, std::optional<Time> asOf = {}) const;
    [[nodiscard]] Result<std::vector<DependencyPoll>> dependencies() const; ///< the newest of each feed
    /// What is kept from beyond the hot range, overlapping spans of one question, ascending; coarser steps first where spans begin together.
    [[nodiscard]] Result<std::vector<FarSpan>> farSpans(const std::string& feed, const std::string& key, TimeRange range) const;
    /// One page of the log of alerts and changes, filtered, newest first; and what a filter counts. models/store/event_query.h.
    [[nodiscard]] Result<EventPage> events(const EventQuery& query) const;
    [[nodiscard]] Result<EventCounts> eventCounts(const EventQuery& query) const;
    // Of very many alerts, models/store/alert_onsets.h:
    /// Which alerts fired within the range.
    [[nodiscard]] Result<AlertOnsets> alertOnsets(TimeRange range) const;
    /// Tells each alert and folded change that overlaps the range by its columns, days from the newest back. False: there are more names than columns
    /// have numbers for, and some were not told.
    [[nodiscard]] Result<bool> eventMarks(TimeRange range, const std::function<void(const EventMark&, const EventMarkNames&)>& each) const;
    /// As alerts(), with their keys and ascending by them.
    [[nodiscard]] Result<std::vector<KeyedAlert>> keyedAlerts(TimeRange range) const;
    /// What was written since that mark; -1: only the mark is answered.
    [[nodiscard]] Result<EventNews> eventNews(std::int64_t since) const;
    [[nodiscard]] Result<std::optional<AlertEpisode>> alert(const std::string& id, std::optional<Time> asOf = {}) const;
    [[nodiscard]] Result<std::vector<FeedStatus>> feedStatuses() const; ///< as last stored
    [[nodiscard]] Result<std::vector<FeedPoll>> polls(const std::string& feed, TimeRange range, int atMost) const; ///< newest first
    [[nodiscard]] Result<std::vector<FeedOutage>> outages(TimeRange range, std::optional<Time> asOf = {}) const;
    /// Spans that were asked and answered, merged, ascending.
    [[nodiscard]] Result<std::vector<TimeRange>> coverage(const std::string& feed, const std::string& key) const;
    [[nodiscard]] Result<std::vector<Coverage>> allCoverage() const;

    [[nodiscard]] Result<std::vector<StoredSeries>> series(const Matchers& matchers) const;
    /// Samples with from <= t < to, ascending, equal times once.
    [[nodiscard]] Result<SeriesSamples> samples(std::int64_t seriesId, TimeRange range) const;
    /// The range for a picture of so many columns (pixels; at least 1): bins of 5 minutes or an hour where these are not wider than
    /// three columns, else the samples themselves. Bins at the range's ends hold only samples within it.
    [[nodiscard]] Result<SeriesRollup> rollup(std::int64_t seriesId, TimeRange range, int columns) const;
    /// Spans in which no instance of a service (label `service` of the `up` series as stored) answered, within the range. Instances that fit any of
    /// `leftOut` do not count.
    [[nodiscard]] Result<std::vector<TelemetryGap>> telemetryGaps(
        TimeRange range, const std::vector<std::string>& serviceLabels, const std::vector<Matchers>& leftOut = {}) const;

    [[nodiscard]] Result<SloBins> sloBins(const std::string& sloId, TimeRange range) const;
    /// Opaque state kept under a key ("detector/...", "slo/..."); nullopt: none.
    [[nodiscard]] Result<std::optional<std::string>> state(const std::string& key) const;
    [[nodiscard]] Result<std::vector<AnomalyFlag>> flags(TimeRange range, std::optional<Time> asOf = {}) const;

    /// Full text over names, services, labels and annotations of alerts; revisions, titles, actors of changes; notes. Words are
    /// ANDed; two Korean syllables suffice; "quoted phrase"; -word excludes. Newest first.
    [[nodiscard]] Result<std::vector<SearchHit>> search(const std::string& text, TimeRange range, int atMost) const;

    /// Of the newest commit this connection can see; cheap: asked before each answer.
    [[nodiscard]] Result<std::int64_t> sequence() const;
    /// Well under a second whatever the size: what would need reading it all is estimated, and says so.
    [[nodiscard]] Result<CacheInfo> info() const;
    /// Findings of an integrity check; empty: sound. Takes time.
    [[nodiscard]] Result<std::vector<std::string>> verify() const;

private:
    CacheReader();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// True when a commit failed for want of room on the disk (or of the file's limit): the same commit may succeed later.
[[nodiscard]] bool foundNoRoom(const Error& error);

struct WriterOptions {
    std::string path;
    int retentionDays = 30;
    std::int64_t retentionBytes = 4LL << 30;
};

/// The one writer. Not thread-safe: owned by the writer thread.
class CacheWriter {
public:
    /// Opens or makes the cache (0600, folder 0700), migrates numbered schemas, sets a damaged file aside under a dated name
    /// (salvaging what people wrote), refuses foreign files and newer schemas with both versions named (untouched).
    /// A cache that may be read but not written (its folder, file or file system is read-only) opens with info().readOnly and the reason; every
    /// write then fails with it. Error kind store with a sentence; when another process holds the lock the error's detail begins with "in use".
    static Result<std::unique_ptr<CacheWriter>> open(const WriterOptions& options);
    ~CacheWriter();
    CacheWriter(const CacheWriter&) = delete;
    CacheWriter& operator=(const CacheWriter&) = delete;

    [[nodiscard]] const OpenInfo& info() const;
    /// One immediate transaction. After an error nothing of the batch is in the cache; the writer stays usable (a full disk
    /// may be freed). byHand batches are committed with synchronous=FULL.
    Result<CommitInfo> commit(const Batch& batch);
    Status putFeedStatus(const FeedStatus& status);
    Status putSloBins(const SloBins& bins); ///< replaces bins of the same start
    Status putState(const std::string& key, const std::string& bytes);
    /// Far spans of this question that overlap the range were looked at: those that nobody looks at for longest go first.
    Status touchFar(const std::string& feed, const std::string& key, TimeRange range, Time at);
    /// Replaces the flags of one watch and series that end at or after `from`.
    Status putFlags(const std::string& watch, const std::string& series, Time from, const std::vector<AnomalyFlag>& flags, Time seenAt);
    /// Marks resolved episodes that ended at or after their service's (or their feed's) telemetry ended as doubtful, from the gaps given;
    /// idempotent. `looked`: the gaps are all there are in this span, so what ended within it and is doubtful without any of them is resolved
    /// again, as known from looked.to on. Imported doubt stays. A whole feed's gap concerns the episodes it told of, but for those of which
    /// another feed that evaluates (its alert history is known there, and it was not silent itself) told as well.
    Status settleDoubt(const std::vector<TelemetryGap>& gaps, std::optional<TimeRange> looked = {});
    /// A bounded piece (some milliseconds) of what is due in the background: samples move from the open tail to two-hour blocks,
    /// finished days become segments. True: there is more. Called when there is nothing to write; a writer that is never tended
    /// stays correct and only grows larger.
    Result<bool> tend();
    /// No more bulk is to come: tend() makes what it brought small at once, not after ten quiet minutes of samples.
    void bulkIsOver();
    /// Drops what is older than retention or over the byte limit (oldest first; not what people wrote), a bounded piece a call;
    /// true when there is nothing more to do. A clock that went back deletes nothing. Also tends a piece.
    Result<bool> retire(Time now);
    Status checkpoint();
    /// Rewrites the file without free pages.
    Status compact();
    /// Counts one poll cycle (for `cache info`).
    void countPollCycle();
    void setRetention(int days, std::int64_t bytes);
    /// The file never grows beyond this (0: no limit): a commit that would need more fails as on a full disk. Whole pages count; less than
    /// one page is refused. A file that is larger already stays as it is and does not grow.
    Status setHardLimit(std::int64_t bytes);

private:
    CacheWriter();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vedette
