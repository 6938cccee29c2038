#pragma once

#include "models/snapshot/event_table.h"
#include "models/store/cache.h"

namespace vedette {

/// More alerts and changes than this are not all listed: their newest are, and the rest is counted.
inline constexpr std::size_t kMostListed = 20'000;
inline constexpr int kListed = 5'000; ///< then so many

/// Fills the alerts, changes, counts and hits of a table of very many rows from what the cache counts itself; by the filter and range that `in` has.
[[nodiscard]] Status readEventPage(const CacheReader& reader, EventInput& in, int atMost = kListed, std::optional<Time> asOf = {});

} // namespace vedette
