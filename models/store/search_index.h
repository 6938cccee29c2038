#pragma once

#include "models/store/sqlite_database.h"

#include <cstdint>
#include <string>

namespace vedette {

enum class SearchDoc : std::int64_t { alert = 0, change = 1, note = 2 };
[[nodiscard]] constexpr std::int64_t searchDocId(SearchDoc kind, std::int64_t key) { return key * 4 + static_cast<std::int64_t>(kind); }

/// Replaces a row's text in the contentless index; `before` must be the very text that was put, empty for a new row; an empty
/// `now` takes it out. Inside the caller's transaction.
Status indexText(Database& db, SearchDoc kind, std::int64_t key, const std::string& before, const std::string& now);

} // namespace vedette
