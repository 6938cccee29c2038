#pragma once

#include "models/base/result.h"

#include <string>
#include <string_view>

namespace vedette {

/// Runs the detector over a CSV series: CSV in, CSV with a score for each row out (CLI.md, "detect"). Rows are judged in the order
/// of time, answered in the order of the file. Error kind parse with the line.
[[nodiscard]] Result<std::string> scoreCsvText(std::string_view text);

} // namespace vedette
