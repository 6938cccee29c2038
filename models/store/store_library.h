#pragma once

#include <string>

namespace vedette {

/// Version of SQLite as loaded.
[[nodiscard]] std::string sqliteVersion();

} // namespace vedette
