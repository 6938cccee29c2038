#pragma once

#include "models/store/byte_stream.h"

#include <span>
#include <vector>

namespace vedette {

/// How values are packed.
enum ValueKind : std::uint8_t {
    kConstantValues = 0,
    kDecimalValues = 1,
    kPlaneValues = 2,
    kCodedDecimalValues = 3, ///< 3 and 4 are read, no longer written
    kCodedBitValues = 4,
    kModelledDecimalValues = 5,
    kModelledBitValues = 6,
    kNearDecimalValues = 7,
};

/// "values" of the chunk format: constant, decimal or byte planes, whichever is exact and small. At least one value.
void packValues(ByteWriter& out, const std::vector<double>& values);
/// The same, slower and smaller: decimals, decimals and by how little they are missed, or bit patterns, near their entropy.
void codeValues(ByteWriter& out, const std::vector<double>& values);
/// `count` values; false on bytes that are not that.
[[nodiscard]] bool unpackValues(ByteReader& in, std::size_t count, std::vector<double>& values);

/// Byte planes, most significant first, of each double XOR its predecessor.
void packPlanes(ByteWriter& out, std::span<const double> values);
[[nodiscard]] bool unpackPlanes(ByteReader& in, std::size_t count, std::vector<double>& values);

/// True when `v` is exactly m / 10^exponent (0 to 15), bit for bit.
[[nodiscard]] bool asDecimal(double v, int exponent, std::int64_t& m);
/// Smallest exponent from `from` (0 to 15) on at which `v` is a decimal; -1: none.
[[nodiscard]] int decimalsOf(double v, int from);
/// 10^exponent, exponent 0 to 15.
[[nodiscard]] double decimalPower(int exponent);
/// True when every value is exactly integers[i] / 10^exponent, bit for bit.
[[nodiscard]] bool allDecimals(const std::vector<double>& values, int& exponent, std::vector<std::int64_t>& integers);

} // namespace vedette
