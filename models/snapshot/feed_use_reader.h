#pragma once

#include "models/core/config.h"
#include "models/core/overview.h"
#include "models/store/cache.h"

#include <vector>

namespace vedette {

/// feedUses() over what the cache knows: all series, and the polls of the last hour (at most 4,000 a feed). For some 12,500 series a few tens of
/// milliseconds: asked now and then, not for each picture.
[[nodiscard]] Result<std::vector<FeedUse>> readFeedUses(const CacheReader& reader, const Config& config, const std::vector<FeedStatus>& feeds,
    const std::vector<Coverage>& coverage, std::int64_t sampleBytes, Time now);

} // namespace vedette
