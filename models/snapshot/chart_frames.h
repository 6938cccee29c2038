#pragma once

#include "models/core/chart.h"
#include "models/core/rollup.h"
#include "models/core/series.h"

#include <optional>
#include <vector>

namespace vedette {

/// Reduces samples to at most `columns` columns of equal width over the range (min, max, first, last each; O(n)). NaN is a missing
/// sample. `gaps`: spans of more than 2.5 steps between samples, and from the last one to `knownTo` where that is longer than that.
struct ReducedLine {
    std::vector<ChartColumn> columns;
    std::vector<TimeRange> gaps;
    ChartStats stats;
};
[[nodiscard]] ReducedLine reduceLine(const SeriesSamples& samples, TimeRange range, Millis step, int columns, Time knownTo);

/// The same of bins. In wide ones a gap is a bin without samples, or more than 2.5 steps where that is longer; `lastSample`: of the
/// whole series, so that the last bin's time is told where the range holds it.
[[nodiscard]] ReducedLine reduceLine(const SeriesRollup& bins, TimeRange range, Millis step, int columns, Time knownTo, Time lastSample);

/// The band of scored points, at most `columns` points: the widest of each column.
[[nodiscard]] std::vector<BandPoint> reduceBand(const std::vector<ScoredPoint>& points, TimeRange range, int columns);
[[nodiscard]] std::vector<BandPoint> reduceBand(const std::vector<BandPoint>& points, TimeRange range, int columns);

/// What was nowhere below 0 is expected nowhere below 0: bounds that symmetric noise puts there say nothing of a rate or a share and
/// push the axis below what there can be. `least`: of the line in view; nullopt: nothing is known and the bound stays.
[[nodiscard]] double keptAboveZero(double bound, std::optional<double> least);
void keepBandAboveZero(std::vector<BandPoint>& band, std::optional<double> least);

} // namespace vedette
