#pragma once

#include <cstdint>

// How stored samples are cut and numbered (DESIGN.md, "The cache").

namespace vedette {

inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kSlotMs = 7'200'000; ///< a block's span
inline constexpr std::int64_t kDaySlots = kDayMs / kSlotMs;
inline constexpr int kSeriesBits = 24;
inline constexpr int kGroupBits = 6; ///< 64 series in a row of blocks and segments
inline constexpr std::int64_t kGroupSeries = std::int64_t{1} << kGroupBits;

[[nodiscard]] constexpr std::int64_t groupOf(std::int64_t series) { return series >> kGroupBits; }
[[nodiscard]] constexpr std::int64_t chunkKey(std::int64_t day, std::int64_t series) { return (day << kSeriesBits) | series; }
/// Of a block: `span` is the two-hour slot; of a segment: the day.
[[nodiscard]] constexpr std::int64_t groupKey(std::int64_t span, std::int64_t group) { return (span << (kSeriesBits - kGroupBits)) | group; }
[[nodiscard]] constexpr std::int64_t spanOfGroupKey(std::int64_t key) { return key >> (kSeriesBits - kGroupBits); }
[[nodiscard]] constexpr std::int64_t groupOfGroupKey(std::int64_t key) { return key & ((std::int64_t{1} << (kSeriesBits - kGroupBits)) - 1); }

} // namespace vedette
