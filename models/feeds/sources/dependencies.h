#pragma once

#include "models/base/result.h"
#include "models/core/dependency.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace vedette {

/// Who calls whom, as a tracing backend answers.
struct DependencyAnswer {
    std::vector<DependencyCall> calls; ///< each pair once, by names; at most kMaxDependencies
    std::size_t rows = 0;              ///< of the answer
    std::size_t nameless = 0;          ///< rows that lack a caller or a callee
    bool cut = false;                  ///< there were more pairs
};
inline constexpr std::size_t kMaxDependencies = 20'000;

/// Zipkin's bare array and Jaeger's `data` around one. Counts that are missing or make no sense are 0. Error kind parse when there is no such
/// list, with the server's own words where it gives some under `errors`.
[[nodiscard]] Result<DependencyAnswer> parseDependencies(std::string_view body);

} // namespace vedette
