#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Samples as parallel columns: milliseconds since 1970, ascending, each time once.
struct SampleColumns {
    std::vector<std::int64_t> times;
    std::vector<double> values;
    [[nodiscard]] std::size_t size() const { return times.size(); }
    [[nodiscard]] bool empty() const { return times.empty(); }
    void push(std::int64_t time, double value)
    {
        times.push_back(time);
        values.push_back(value);
    }
};

inline constexpr std::uint8_t kChunkVersion = 1;
inline constexpr std::size_t kMaxChunkSamples = std::size_t{1} << 21U;

/// The bytes of a chunk (format: DESIGN.md, "The cache"). 1 to kMaxChunkSamples samples; every bit pattern of a double comes back.
[[nodiscard]] std::string encodeChunk(const SampleColumns& samples);
/// Error kind store when the bytes are no chunk; safe on hostile bytes: reads nothing outside, allocates at most some 50 MB.
Result<SampleColumns> decodeChunk(std::string_view bytes);

/// `body` as a zstd frame where that is at least 1/32 smaller; `zstd` says which was done.
[[nodiscard]] std::string squeezed(const std::string& body, int level, bool& zstd);
/// The plain bytes of a zstd frame of exactly `plainLength` bytes (at most 64 MiB).
Result<std::string> unsqueezed(std::string_view frame, std::uint64_t plainLength);

} // namespace vedette
