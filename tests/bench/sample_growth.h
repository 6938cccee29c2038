#pragma once

#include <cstdint>
#include <string>

namespace vedette::bench {

/// 1, 10 and 100 times the demo's series (200) for two and a half days, a sample a minute, with episodes in proportion: what a tick, opening, the first
/// picture, six hours of a hundred series, the retirement of a day and `cache info` cost, each with the exponent of its growth (least squares, log-log).
/// Prints; CPU time of the thread. Below ten minutes. Error: a sentence and exit 1.
void printGrowth(const std::string& folder, std::uint64_t seed);

} // namespace vedette::bench
