#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vedette::bench {

/// Thirty days of a fleet (event_year.h) with so many alerts each, in caches below `folder` (kept there and used again): what the analyst's answers cost
/// (CPU ms of the thread), memory, and the exponents of growth. Prints; exits on an error.
void answerGrowth(const std::vector<std::int64_t>& sizes, const std::string& folder);

} // namespace vedette::bench
