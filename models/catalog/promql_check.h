#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// Empty when the brackets and quotes of a PromQL expression close, else a sentence. No parser: only what a typing slip breaks.
[[nodiscard]] std::string unbalancedIn(std::string_view promql);

} // namespace vedette
