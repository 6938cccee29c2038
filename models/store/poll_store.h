#pragma once

#include "models/core/feed.h"
#include "models/core/series.h"
#include "models/store/sqlite_database.h"

#include <vector>

namespace vedette {

/// Coverage that the cache keeps for itself has keys that begin with this; readers are not told of it.
inline constexpr const char* kHistoryCoverage = "#history";

/// Stores polls: failures in a row with one cause are one row; outages open and close with them. Inside the caller's transaction.
Status storePolls(Database& db, const std::vector<FeedPoll>& polls);
/// Unites the span with those it overlaps or touches.
Status storeCoverage(Database& db, const Coverage& coverage);
/// The spans under one key, of all feeds, ascending within a feed.
Result<std::vector<Coverage>> coverageOf(const Database& db, const std::string& key);
/// True when `at` lies in a covered span.
Result<bool> isCovered(const Database& db, const std::string& feed, const std::string& key, Time at);
/// The failure means that the feed did not answer (and not that one question is wrong).
[[nodiscard]] bool isOutage(const FeedPoll& poll);

} // namespace vedette
