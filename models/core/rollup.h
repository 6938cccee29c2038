#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace vedette {

/// What is kept of the samples of a bin; samples that are no finite numbers do not count. min, max and count are exact, a stored sum
/// to 1/510 of count * (max - min), first and last of a gauge of all digits to 1e-7.
struct RollupBin {
    Time from{};
    std::int64_t count = 0;
    double min = 0;
    double max = 0;
    double sum = 0;
    double first = 0;
    double last = 0;
    /// What a counter grew from the bin's first sample to its last, resets counted from 0. NaN for a series that falls more often
    /// than a counter begins again. From bin to bin: first - the last before, or first where that is negative.
    double increase = std::numeric_limits<double>::quiet_NaN();
};

/// A series in bins. width 0: each bin is one sample, `from` its time; else bins begin at multiples of the width since 1970, and
/// those without samples are left out.
struct SeriesRollup {
    Labels labels;
    Millis width{0};
    std::vector<RollupBin> bins;
};

} // namespace vedette
