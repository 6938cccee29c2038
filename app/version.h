#pragma once

#include <string>

namespace vedette {

/// Product, commit, and the versions of SQLite, libcurl, its TLS library and Qt as loaded.
[[nodiscard]] std::string versionText();
[[nodiscard]] std::string versionJson();

} // namespace vedette
