#pragma once

#include "models/core/anomaly.h"
#include "models/core/overview.h"
#include "models/core/slo.h"
#include "models/core/suspect.h"

#include <vector>

namespace vedette {

/// Rows in, as of now.
struct TileInput {
    Time now{};
    TimeRange range;
    std::vector<AlertEpisode> openAlerts;
    std::vector<Change> changes; ///< of the range
    std::optional<int> changesBegun; ///< where these are not all: how many began within it
    std::vector<SloReport> slos; ///< worst first
    std::vector<AnomalyFlag> flags; ///< of the range
    std::vector<SuspectReport> incidents;
    std::vector<FeedStatus> feeds;
    bool watches = false; ///< the configuration names any
};

/// The number tiles of the Now page. A number that no feed stands behind is null, never 0. Pure.
[[nodiscard]] std::vector<Tile> buildTiles(const TileInput& input);

/// Whether the picture can be trusted, from the feeds and the worst open alert. Never ok while a required feed is stale. Members
/// of one Alertmanager cluster count as one: it fails when all of them fail.
[[nodiscard]] OverallState overallState(const std::vector<FeedStatus>& feeds, const std::vector<AlertEpisode>& openAlerts, Time now,
    std::vector<SwitchReport> switches = {});

/// Stale: failing, or no success for longer than two intervals (and at least 30 s). Paused feeds are stale too.
[[nodiscard]] bool isStale(const FeedStatus& feed, Time now);

} // namespace vedette
