#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// The text of a JSON string given without its quotes, as valid UTF-8 without NUL (lone surrogates and broken bytes become
/// U+FFFD). False when an escape is unknown or not whole.
[[nodiscard]] bool decodeJsonText(std::string_view raw, std::string& out);

} // namespace vedette
