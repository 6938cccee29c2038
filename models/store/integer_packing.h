#pragma once

#include "models/store/byte_stream.h"

#include <cstdint>
#include <vector>

namespace vedette {

/// "integers" of the chunk format: best of raw, delta and delta of delta, bit-packed in blocks of 128 with exceptions.
/// Any int64 values; at least one.
void packIntegers(ByteWriter& out, const std::vector<std::int64_t>& values);
/// `count` integers into `values`; false on bytes that are not that. Never reads outside, allocates only `count`.
[[nodiscard]] bool unpackIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values);

} // namespace vedette
