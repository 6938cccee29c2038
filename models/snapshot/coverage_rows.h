#pragma once

#include "models/core/config.h"
#include "models/core/overview.h"
#include "models/core/series.h"

#include <vector>

namespace vedette {

/// One row for the metrics and one for the alerts of each Prometheus, one for each change feed that says what it covered: a cell
/// a day, from `firstDay` on. Days are UTC. Pure.
[[nodiscard]] std::vector<CoverageRow> coverageRows(const std::vector<Coverage>& coverage, const std::vector<FeedStatus>& feeds,
    const std::vector<TimeRange>& blindSpans, Time firstDay, Time now);

} // namespace vedette
