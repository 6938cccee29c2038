#pragma once

#include "models/store/byte_stream.h"

#include <cstdint>
#include <vector>

namespace vedette {

inline constexpr std::size_t kIntegerBlock = 128;
/// Appends the low `width` bits (0 to 64) of n values, low bits first, to a full byte.
void packBits(std::string& out, const std::uint64_t* values, std::size_t n, unsigned width);

/// "integers" of the chunk format: best of raw, delta and delta of delta, bit-packed in blocks of 128 with exceptions.
/// Any int64 values; at least one.
void packIntegers(ByteWriter& out, const std::vector<std::int64_t>& values);
/// `count` integers into `values`; false on bytes that are not that. Never reads outside, allocates only `count`.
[[nodiscard]] bool unpackIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values);

} // namespace vedette
