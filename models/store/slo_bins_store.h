#pragma once

#include "models/core/slo.h"
#include "models/store/sqlite_database.h"

namespace vedette {

/// SLO bins packed per UTC day. Inside the caller's transaction.
Status storeSloBins(Database& db, const SloBins& bins);
Result<SloBins> loadSloBins(const Database& db, const std::string& sloId, TimeRange range);

} // namespace vedette
