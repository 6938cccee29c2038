#pragma once

#include "models/store/byte_stream.h"

#include <cstdint>
#include <vector>

namespace vedette {

/// Integers near their entropy: what a predictor leaves is cut into a class (coded by tabled asymmetric numeral systems, tANS) and
/// the bits below it. Slower to write than packIntegers, 10 to 50 % smaller from some hundred integers on (DESIGN.md, "The cache").
void codeIntegers(ByteWriter& out, const std::vector<std::int64_t>& values);
/// `count` integers; false on bytes that are not that. Safe on hostile bytes.
[[nodiscard]] bool decodeIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values);

} // namespace vedette
