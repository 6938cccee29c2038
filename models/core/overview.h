#pragma once

#include "models/base/finding.h"
#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/alerting.h"
#include "models/core/change.h"
#include "models/core/dependency.h"
#include "models/core/feed.h"
#include "models/core/paging.h"
#include "models/core/service.h"
#include "models/core/severity.h"
#include "models/core/silence.h"
#include "models/core/suspect.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// One number tile of the Now page. `value` null is shown as "–", never 0.
struct Tile {
    enum class What { critical, warning, changes, burn, budget, anomalies };
    What what = What::critical;
    std::optional<double> value;
    Severity severity = Severity::ok;
    std::string detail;  ///< names: the worst service or SLO
    std::string detail2; ///< a second name
    int extra = 0;       ///< changes: suspects; anomalies: high ones
    std::optional<Millis> until; ///< budget: exhausted in
};

/// How it stands with a dead man's switch. late: not there, but not for longer yet than it may be. absent: for longer. neverSeen: the same of
/// one that was never there. unknown: its feed does not answer, or nothing was asked yet.
enum class SwitchState { present, late, absent, neverSeen, unknown };
[[nodiscard]] std::string_view switchStateName(SwitchState s); ///< "present", "late", "absent", "neverSeen", "unknown"

struct SwitchReport {
    std::string name;
    std::string source;            ///< feed that must tell of it; empty: any
    std::vector<std::string> feeds; ///< that were looked at
    SwitchState state = SwitchState::unknown;
    std::optional<Time> since;     ///< present: began; late, absent: first answer without it; neverSeen: first answer
    std::optional<Time> lastSeen;  ///< last answer with it; null: never
    Millis absentAfter{0};
    std::string origin;            ///< file:line:column
    /// critical: absent, neverSeen. unknown: unknown. ok: the others.
    [[nodiscard]] Severity severity() const;
};

/// Whether the picture can be trusted: the worst of the required feeds and of the dead man's switches.
struct OverallState {
    Severity severity = Severity::unknown; ///< unknown while any required feed is stale: never ok then
    std::optional<Time> lastCheck; ///< oldest last success over the feeds
    std::vector<std::string> staleFeeds;
    std::optional<Time> lastAlert;
    std::vector<SwitchReport> switches; ///< in the order of the configuration
};

/// What the selection panel shows.
struct Selection {
    enum class Kind { none, alert, change, incident, flag, slo, feed, silence, note } kind = Kind::none;
    std::string id;
    std::optional<AlertEpisode> alert;
    std::optional<Change> change;
    std::optional<Silence> silence;
    std::optional<SuspectReport> suspects;   ///< of the alert or incident
    std::vector<AlertEpisode> related;       ///< of a change: alerts it may have caused; of an incident: its alerts (at most 500)
    std::vector<double> relatedProbability;  ///< of a change: beside each
    std::vector<std::int64_t> dailyCounts;   ///< of an alert: episodes a day over the last 30 days
    std::vector<FeedPoll> polls;             ///< of a feed: the last 90
    std::vector<Silence> silencing;          ///< silences that hold an alert back
    std::optional<PagingStory> paging;       ///< of an alert: who was told of it, or why nobody
    std::optional<AlertRule> rule;           ///< of an alert: the rule that made it, where it is known
    std::optional<ServiceInfo> service;      ///< of the alert, change or incident: whose it is
    std::vector<ServiceEdge> edges;          ///< of that service: what calls it and what it calls, most calls first
    bool leftOut = false;                    ///< of an instance that is kept out of the service's sums
};

struct CacheUse {
    std::int64_t bytes = 0;
    std::int64_t limitBytes = 0;
    std::int64_t samples = 0;
    std::int64_t series = 0;
    double bytesPerSample = 0;
    std::int64_t alerts = 0;
    std::int64_t changes = 0;
    std::optional<Time> oldest;
    struct Part {
        std::string name; ///< table
        std::int64_t rows = 0;
        std::int64_t bytes = 0;
    };
    std::vector<Part> parts;
    bool readOnly = false;
    std::string reason; ///< why read-only, or what is wrong with the disk
};

/// What one feed holds and costs: of the cache, its polls and its coverage.
struct FeedUse {
    std::string feed;
    std::int64_t series = 0;      ///< with samples in the cache
    std::int64_t newSeries = 0;   ///< of them first seen within the last day: churn
    std::int64_t samplesADay = 0;
    std::int64_t cacheBytes = 0;  ///< its samples, at the cache's mean
    std::int64_t wireBytesADay = 0;
    std::int64_t requestsADay = 0;
    Millis busyADay{0};           ///< time its server took to answer
    double covered = 1;           ///< share of what retention asks for that is here
    /// A question of this feed (a watch, a selector), heaviest first.
    struct Part {
        std::string key;
        std::int64_t series = 0;
        std::int64_t limit = 0;   ///< series that are read at most; 0: none
        std::int64_t samplesADay = 0;
        Millis step{0};           ///< 0: as the server has its samples
        std::string origin;       ///< file:line:column of its entry in the configuration; empty: it has none of its own
    };
    std::vector<Part> parts;      ///< at most 20
};

struct CoverageDay {
    enum class State { none, here, partial, fetching, gap } state = State::none;
};

/// A row of the coverage strip: one cell a day, oldest first.
struct CoverageRow {
    std::string name; ///< "metrics kr1", "alerts kr1", "changes"
    Time firstDay{};
    std::vector<CoverageDay> days;
};

struct ConfigState {
    std::string file;
    int version = 1;   ///< counts good reloads
    bool rejected = false; ///< the files on disk have errors; the running one is kept
    std::vector<Finding> findings;
    Time loadedAt{};
};

/// Progress of what goes on behind: backfill, detectors, an analysis.
struct BackgroundWork {
    double backfillRatio = 1;
    std::optional<Millis> backfillEta;
    std::string message; ///< of the last thing that failed, a sentence; empty: none
};

} // namespace vedette
