#pragma once

#include "models/core/config.h"
#include "models/store/cache.h"

#include <vector>

namespace vedette {

/// The feeds as the cache has them, in the order of the configuration; those of it that were never asked stand there as such.
[[nodiscard]] Result<std::vector<FeedStatus>> storedFeeds(const CacheReader& reader, const Config& config);

} // namespace vedette
