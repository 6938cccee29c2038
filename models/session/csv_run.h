#pragma once

#include "models/base/result.h"

#include <string>
#include <string_view>

namespace vedette {

/// `detect --csv`: CSV in, CSV with scores out (CLI.md, "detect"). Error kind parse with the line.
[[nodiscard]] Result<std::string> scoreCsv(std::string_view text);

} // namespace vedette
