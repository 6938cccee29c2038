#pragma once

#include "models/store/byte_stream.h"

#include <span>
#include <string_view>
#include <vector>

namespace vedette {

/// Packs chunks for a commit in a bulk: the formats of packTimes and packValues (DESIGN.md, "The cache") by the first coding that
/// is short, some nanoseconds a sample, without a search for the shortest; segments make them small later. One thread.
class QuickPacker {
public:
    /// The bytes of a chunk, good until the next call. 1 to kMaxChunkSamples samples; times ascend. Every bit pattern comes back.
    [[nodiscard]] std::string_view chunk(std::span<const std::int64_t> times, std::span<const double> values);

private:
    void packValues(std::span<const double> values);
    bool findDecimals(std::span<const double> values);
    void packDecimals(std::span<const double> values);

    ByteWriter m_out;
    std::vector<std::int64_t> m_times; ///< packed the last time, as m_packedTimes: series of one answer share theirs
    std::string m_packedTimes;
    int m_exponent = 0; ///< of ten, of m_integers
    std::vector<std::int64_t> m_integers;
    std::vector<std::size_t> m_exceptions; ///< places whose value is no such decimal; their integer repeats the one before
};

} // namespace vedette
