#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// Every letter of valid UTF-8 in the other case where it has one of one character (Go's strings.ToLower and ToUpper).
[[nodiscard]] std::string lowerUtf8(std::string_view text);
[[nodiscard]] std::string upperUtf8(std::string_view text);
/// Bytes of the letter, digit or underscore that `text` begins with; 0: it begins with none.
[[nodiscard]] std::size_t wordCharacterAt(std::string_view text);

} // namespace vedette
