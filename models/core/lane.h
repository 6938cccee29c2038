#pragma once

#include "models/base/time.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"
#include "models/core/feed.h"
#include "models/core/severity.h"
#include "models/core/silence.h"
#include "models/core/suspect.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// The words of the timeline: what is drawn, without colours, fonts or pixels. Compact: 100,000 bars are 4 MB.

namespace vedette {

/// Names what only has a mark: the first alert (or change) of a service that began then. As text it stands for an id that is not known yet.
struct MarkId {
    Time at{};
    bool change = false;
    std::string service;
    [[nodiscard]] std::string text() const; ///< "mark:alert:1763683200000:checkout"
    [[nodiscard]] static std::optional<MarkId> parse(const std::string& text);
};

/// One alert episode on a lane. `to` of an open one is Timeline::now.
struct LaneAlert {
    Time from{};
    Time to{};
    std::uint32_t name = 0; ///< index into Timeline::texts
    std::uint32_t id = 0;   ///< index into Timeline::ids; 0: a mark without its row
    Severity severity = Severity::warning;
    bool open = false;
    bool pending = false;
    bool silenced = false; ///< or inhibited: outline only
    bool doubtful = false; ///< "end unknown"
    bool recurring = false; ///< comes by the calendar
};

/// One change on a lane.
struct LaneChange {
    Time at{};
    Time to{};
    std::uint32_t text = 0; ///< index into texts: the revision or title, as on the flag
    std::uint32_t id = 0;
    ChangeKind kind = ChangeKind::deployment;
    ChangeStatus status = ChangeStatus::started;
    float suspicion = 0; ///< greatest probability over the reports, 0 to 1
};

/// A flagged span of a watched metric.
struct LaneFlag {
    Time from{};
    Time to{};
    std::uint32_t text = 0; ///< the watch's name
    std::uint32_t id = 0;
    float score = 0;
};

struct LaneNote {
    Time at{};
    std::uint32_t text = 0;
    std::uint32_t id = 0;
};

/// A span without telemetry: hatched, never green.
struct LaneGap {
    Time from{};
    Time to{};
    std::uint32_t cause = 0; ///< index into texts; texts[0] is empty
};

struct Lane {
    std::string service;
    std::string group; ///< owner or domain; lanes of one group stand together
    std::string detail; ///< second line of a tall lane
    Severity now = Severity::ok; ///< state at Timeline::now; unknown where telemetry is missing
    std::vector<LaneAlert> alerts;   ///< by from
    std::vector<LaneChange> changes; ///< by at
    std::vector<LaneFlag> flags;     ///< by from
    std::vector<LaneGap> gaps;       ///< by from, disjoint
    std::vector<LaneNote> notes;     ///< by at
};

/// A bracket over the incident row: a group of alerts, with its reading where known.
struct IncidentSpan {
    std::string id; ///< SuspectReport::id
    std::string title;
    TimeRange range;
    Severity severity = Severity::critical;
    int alerts = 0;
    int services = 0;
    int changes = 0;
    bool over = false;
};

struct MinimapBin {
    Time from{};
    int critical = 0;
    int warning = 0;
    int other = 0;
    int changes = 0;
};

/// Everything on the one time axis, for the loaded range (wider than what is seen, so that panning needs no answer).
struct Timeline {
    TimeRange loaded;
    Time now{};
    std::vector<std::string> texts{""};
    std::vector<std::string> ids{""};
    std::vector<Lane> lanes; ///< in the order of display: worst first within groups is the widget's choice
    std::vector<IncidentSpan> incidents;
    std::vector<FeedOutage> outages;
    std::vector<TimeRange> covered; ///< spans the cache holds; outside: "not here"
    std::vector<MinimapBin> minimap; ///< even bins over minimapRange
    TimeRange minimapRange;
};

} // namespace vedette
