#pragma once

#include "models/store/byte_stream.h"

#include <cstdint>
#include <vector>

namespace vedette {

/// `count` integers as value kinds 3 and 4 hold them (DESIGN.md, "The cache"; what is written now: modelled_integers.h); false on bytes that are not
/// that. Safe on hostile bytes.
[[nodiscard]] bool decodeIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values);

} // namespace vedette
