#pragma once

#include "models/core/config.h"

namespace vedette {

/// Labels that a feed told, as its entry in the configuration makes them: its external labels where there is none of that name,
/// then metric_relabel_configs. False: dropped, and what is in `labels` means nothing. Any thread.
[[nodiscard]] bool asTheFeedSays(const FeedConfig& feed, Labels& labels);
/// The first half alone.
void addExternalLabels(const FeedConfig& feed, Labels& labels);

} // namespace vedette
