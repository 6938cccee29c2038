#pragma once

#include "models/base/time.h"
#include "models/core/series.h"

#include <string>
#include <vector>

namespace vedette {

/// Samples from beyond what the cache keeps, as the engine that holds the years answered once: kept for the next time, in steps
/// coarser than the cache's own samples, and never mixed with these.
struct FarSpan {
    std::string feed;
    std::string key;  ///< of the question: "watch:orders#REVISION"
    TimeRange span;   ///< asked and answered
    Millis step{0};
    std::vector<SeriesSamples> series; ///< none: asked, nothing there
    Time askedAt{};
};

} // namespace vedette
