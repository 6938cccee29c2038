#pragma once

#include "models/core/config.h"
#include "models/feeds/feed_engine.h"

#include <vector>

namespace vedette {

/// What is asked of every Prometheus beside the watches: liveness of targets (`up`) and the raw counters of the SLOs. Keys are
/// "raw:SELECTOR".
[[nodiscard]] std::vector<SeriesQuestion> extraQuestions(const Config& config);

} // namespace vedette
