#pragma once

#include "models/store/byte_stream.h"

#include <cstdint>
#include <vector>

namespace vedette {

/// Integers near their entropy: what a predictor leaves is cut into a class (coded by tANS) and the bits below it. How frequent classes are follows from
/// one of three shapes at one of 256 scales where these fit well enough, else from a table: it takes some 15 bytes, which count for the 120 integers of a
/// block. Slower to write than packIntegers, 10 to 50 % smaller (DESIGN.md, "The cache").
void modelIntegers(ByteWriter& out, const std::vector<std::int64_t>& values);
/// `count` integers; false on bytes that are not that. Safe on hostile bytes.
[[nodiscard]] bool unmodelIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values);

} // namespace vedette
