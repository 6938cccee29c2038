#pragma once

#include "models/snapshot/event_table.h"
#include "models/store/cache.h"

namespace vedette {

/// More alerts and changes than this are not all listed: their newest are, and the rest is counted.
inline constexpr std::size_t kMostListed = 20'000;
inline constexpr int kListed = 5'000; ///< then so many

/// Fills the alerts, changes, counts and hits of a table of very many rows from what the cache counts itself; by the filter and range that `in` has.
/// As of a past moment: what is listed is as it was known then; where the range holds very many, they are counted (and picked by the filter) as they are
/// known today, up to that moment, and `in` says so. A filter on states counts the rows as they were.
[[nodiscard]] Status readEventPage(const CacheReader& reader, EventInput& in, int atMost = kListed, std::optional<Time> asOf = {});

} // namespace vedette
