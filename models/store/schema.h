#pragma once

#include "models/store/sqlite_database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette {

inline constexpr std::int64_t kApplicationId = 0x56454454; ///< "VEDT"

/// SQL text per schema number: schemaMigrations()[0] makes 1 of nothing.
[[nodiscard]] const std::vector<const char*>& schemaMigrations();

/// Brings the file to the newest schema, each step in one transaction with its number. An existing older cache is copied to
/// `<path>.before-vN` first. Error without any change when the file is newer (both numbers named). Answers the schema number.
Result<int> migrateSchema(Database& db, const std::string& path, const std::vector<const char*>& migrations = schemaMigrations());

/// Fails with both numbers when `db` is not of this program's schema.
Status checkSchema(const Database& db);

} // namespace vedette
