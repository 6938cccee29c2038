#pragma once

#include "models/base/result.h"
#include "models/core/matcher.h"
#include "models/core/series.h"
#include "models/core/slo.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// A Sloth query as a linear combination of counters: sum over terms of factor x (increase of all series of the
/// selector). Understood: sum[ by|without (...)](rate|increase|irate(SELECTOR[{{.window}}])), +, -, * and / by a
/// number, parentheses, `or vector(0)`, `or 0 * ...`. Groupings are read and not kept (all series of the selector are
/// added), rate and increase cannot stand in one query. Anything else is an error that says at which character and what
/// was expected (kind usage).
struct CounterTerm {
    double factor = 1;
    std::string selector; ///< as written, e.g. http_requests_total{code=~"5.."}
    Matchers matchers;
};
Result<std::vector<CounterTerm>> parseCounterQuery(std::string_view query);

/// Counts events into bins from raw counter samples. Increments: v1 - v0, or v1 after a reset (v1 < v0); the first
/// sample of a series that is born after `knownFrom` + 5 min adds its value (a counter starts at 0), the first sample
/// of a series that was there at the start adds nothing. Where the first sample of all series is later than
/// `knownFrom`, it stands for it (nothing was seen before, so nothing can be called born). NaN and infinities are
/// skipped. Bins are aligned to `width` and cover the whole of `range`; a bin holds the samples at t with start < t <=
/// start + width, and a gap's events fall where the first sample after it lies. Samples before `range` are wanted too:
/// they are what the first ones are counted from. `total` and `error` are the series of the two queries; each series
/// goes with the factor of its term.
struct CounterSeries {
    double factor = 1;
    const SeriesSamples* samples = nullptr;
};
[[nodiscard]] SloBins countEvents(const std::string& sloId, const std::vector<CounterSeries>& error,
    const std::vector<CounterSeries>& total, Time knownFrom, TimeRange range, Millis width);

} // namespace vedette
