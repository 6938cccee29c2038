#pragma once

#include "models/base/time.h"

#include <vector>

namespace vedette {

/// A set of moments as disjoint half-open ranges, ascending. A value; no thread of its own.
class IntervalSet {
public:
    void add(TimeRange range);
    void remove(TimeRange range);
    [[nodiscard]] bool empty() const { return m_ranges.empty(); }
    [[nodiscard]] const std::vector<TimeRange>& ranges() const { return m_ranges; }
    /// The parts of `range` that are not in the set, ascending.
    [[nodiscard]] std::vector<TimeRange> missing(TimeRange range) const;
    /// How much of `range` is in the set.
    [[nodiscard]] Millis lengthWithin(TimeRange range) const;

private:
    std::vector<TimeRange> m_ranges;
};

} // namespace vedette
