#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Valid UTF-8 in, valid UTF-8 out: broken bytes and NUL become U+FFFD. Everything foreign passes here once, at parse time.
[[nodiscard]] std::string cleanUtf8(std::string_view bytes);
/// At most maxBytes bytes, cut at a character, "…" appended where something was cut.
[[nodiscard]] std::string truncateUtf8(std::string_view text, std::size_t maxBytes);
/// For one line on a screen: control characters and line breaks become visible marks, bidirectional controls (U+202A-202E,
/// U+2066-2069, U+200E/F, U+061C) and zero-width characters become "·", so that nothing foreign can reorder what is shown.
[[nodiscard]] std::string visibleLine(std::string_view text);

[[nodiscard]] std::string trimmed(std::string_view text);
[[nodiscard]] std::vector<std::string> splitText(std::string_view text, char separator);
[[nodiscard]] std::string lowerAscii(std::string_view text);
[[nodiscard]] std::string joinText(const std::vector<std::string>& parts, std::string_view separator);
/// The candidate with the smallest edit distance (at most 3, and less than half of its length); empty when none is near.
[[nodiscard]] std::string nearestName(std::string_view name, const std::vector<std::string>& candidates);
/// FNV-1a, 64 bit.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes, std::uint64_t seed = 14695981039346656037ULL);
/// 16 lower-case hexadecimal digits.
[[nodiscard]] std::string hex64(std::uint64_t value);
/// Shortest decimal form that reads back as the same double; "NaN", "+Inf", "-Inf" as Prometheus writes them.
[[nodiscard]] std::string formatNumber(double value);
/// A whole decimal number, or "NaN", "+Inf", "Inf", "-Inf". False when it is none.
[[nodiscard]] bool parseNumber(std::string_view text, double& out);
/// True for absolute http and https links with a host in ASCII, without user information or control characters.
[[nodiscard]] bool isWebLink(std::string_view url);
/// The same URL with user information and the values of query parameters that look like secrets replaced by "***".
[[nodiscard]] std::string redactUrl(std::string_view url);

} // namespace vedette
