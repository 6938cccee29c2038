#pragma once

#include "models/core/config.h"
#include "models/store/cache.h"

#include <optional>
#include <vector>

namespace vedette {

/// The feeds as the cache has them, in the order of the configuration; those of it that were never asked stand there as such.
/// `asOf`: as it went then, by the polls kept from that time; a feed without one is stale and never answered.
[[nodiscard]] Result<std::vector<FeedStatus>> storedFeeds(const CacheReader& reader, const Config& config, std::optional<Time> asOf = {});
/// Of feeds that were not answered in this run of the program: when they last were, as the cache knows.
[[nodiscard]] Status fillLastSuccess(std::vector<FeedStatus>& feeds, const CacheReader& reader);

} // namespace vedette
