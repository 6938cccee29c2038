#pragma once

#include "models/core/alert.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"
#include "models/core/feed.h"
#include "models/core/lane.h"
#include "models/core/service.h"
#include "models/core/silence.h"
#include "models/core/suspect.h"

#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// A span without telemetry of one service (empty: of a whole feed).
struct LaneGapInput {
    std::string service;
    Time from{};
    Time to{};
    std::string cause;
};

/// Alerts and changes without their rows: they are drawn, and have neither id nor name.
struct LaneMarks {
    std::vector<std::string> services;
    std::vector<std::vector<LaneAlert>> alerts;   ///< by service, ascending; name and id 0
    std::vector<std::vector<LaneChange>> changes; ///< by service; text and id 0
};

/// Rows in. All overlap `loaded`.
struct TimelineInput {
    TimeRange loaded;
    Time now{};
    std::vector<AlertEpisode> alerts;
    std::vector<Change> changes;
    std::vector<AnomalyFlag> flags;
    std::vector<Note> notes;
    std::vector<LaneGapInput> gaps;
    std::vector<FeedOutage> outages;
    std::vector<TimeRange> covered;
    std::vector<ServiceInfo> services; ///< give order, groups and lanes without events
    std::vector<SuspectReport> incidents;
    std::vector<SuspectReport> unjudged; ///< groups without a reading
    LaneMarks marks;
    TimeRange minimapRange;
    std::vector<std::string> recurringIds; ///< alerts that come by the calendar
    int minimapBins = 160;
};

/// One lane for each service of the catalogue and each that events name; lanes of one owner stand together, in the order of the
/// catalogue, others behind by name; events without a service share the lane "". Pure.
[[nodiscard]] std::shared_ptr<const Timeline> buildTimeline(TimelineInput input);

/// Brackets of the incident row, from the groups of the correlation.
[[nodiscard]] std::vector<IncidentSpan> incidentSpans(const std::vector<SuspectReport>& reports,
    const std::vector<AlertEpisode>& alerts, const std::vector<Change>& changes, Time now);

} // namespace vedette
