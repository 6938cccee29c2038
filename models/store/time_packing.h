#pragma once

#include "models/store/byte_stream.h"

#include <cstdint>
#include <vector>

namespace vedette {

/// Ascending times (at least one) as a grid with breaks or as packed differences (DESIGN.md, "The cache").
void packTimes(ByteWriter& out, const std::vector<std::int64_t>& times);
/// False on bytes that are no times, also when they do not ascend. Allocates at most 8 bytes per count.
[[nodiscard]] bool unpackTimes(ByteReader& in, std::size_t count, std::vector<std::int64_t>& times);

} // namespace vedette
