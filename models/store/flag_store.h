#pragma once

#include "models/core/anomaly.h"
#include "models/store/sqlite_database.h"

#include <vector>

namespace vedette {

/// Replaces the flags of one watch and series that end at or after `from`; one that goes on from the same beginning keeps the time
/// at which it was first seen. Inside the caller's transaction.
Status storeFlags(Database& db, const std::string& watch, const std::string& series, Time from, const std::vector<AnomalyFlag>& flags, Time seenAt);
Result<std::vector<AnomalyFlag>> loadFlags(const Database& db, TimeRange range, std::optional<Time> asOf);

} // namespace vedette
