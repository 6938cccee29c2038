#pragma once

#include "models/core/rollup.h"
#include "models/store/chunk_codec.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Widths of the stored bins, finest first. A level is stored where its bins hold 16 samples or more on average; where they hold
/// fewer, the samples themselves are as quick to read.
inline constexpr std::array<std::int64_t, 2> kRollupWidths{300'000, 3'600'000};

/// The bins of `samples` at a width: multiples of it since 1970, ascending, those without a finite number left out.
[[nodiscard]] std::vector<RollupBin> rollUp(const SampleColumns& samples, std::int64_t width);
/// Each finite sample as a bin of its own.
[[nodiscard]] std::vector<RollupBin> asBins(const SampleColumns& samples);
/// Bins of `width` joined to bins of `wider`, a multiple of it.
[[nodiscard]] std::vector<RollupBin> widen(const std::vector<RollupBin>& bins, std::int64_t wider);

/// The levels worth storing of one day of one series; empty: none. Format: DESIGN.md, "The cache".
[[nodiscard]] std::string packRollup(const SampleColumns& samples);
/// Which widths are stored; safe on hostile bytes.
[[nodiscard]] std::vector<std::int64_t> rollupWidths(std::string_view bytes);
/// The bins of a stored width; error kind store when the bytes are damaged, notFound when the width is not stored.
Result<std::vector<RollupBin>> unpackRollup(std::string_view bytes, std::int64_t width);

} // namespace vedette
