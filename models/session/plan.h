#pragma once

#include "models/core/config.h"
#include "models/core/watch_facts.h"
#include "models/feeds/feed_engine.h"
#include "models/store/cache.h"

#include <vector>

namespace vedette {

/// What is asked of every Prometheus beside the watches: liveness of targets (`up`) and the raw counters of the SLOs. Keys are
/// "raw:SELECTOR".
[[nodiscard]] std::vector<SeriesQuestion> extraQuestions(const Config& config);

/// The configuration as it is polled: history is fetched half an hour further back than it is kept or asked for, so that a window
/// of that length, whose end lies up to five minutes back, has the sample before its first one.
[[nodiscard]] Config polledConfig(const Config& config);
/// The same for `sync --backfill`.
[[nodiscard]] std::optional<Millis> polledBackfill(std::optional<Millis> asked);

/// What servers have told of the metrics behind the watches, as the cache keeps it.
[[nodiscard]] std::vector<WatchFacts> keptFacts(const CacheReader& reader, const Config& config);
/// The configuration as it is shown: a watch without a unit takes the one that is told of its metric.
[[nodiscard]] Config shownConfig(const Config& config, const std::vector<WatchFacts>& facts);

} // namespace vedette
