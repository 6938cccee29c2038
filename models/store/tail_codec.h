#pragma once

#include "models/base/result.h"
#include "models/store/chunk_codec.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vedette {

/// The samples of one commit that are too few for chunks: series id and columns, ids ascending.
using TailSamples = std::vector<std::pair<std::int64_t, SampleColumns>>;

[[nodiscard]] std::string encodeTail(const TailSamples& samples);
/// Error kind store on bytes that are no tail row; safe on hostile bytes.
Result<TailSamples> decodeTail(std::string_view bytes);

/// Merges `newer` over `older` (equal time: newer wins). `added`: times that were not there. `altered`: something differs.
[[nodiscard]] SampleColumns mergeColumns(const SampleColumns& older, const SampleColumns& newer, std::int64_t& added, bool& altered);
/// Sorts, keeps the later of equal times.
[[nodiscard]] SampleColumns ordered(SampleColumns samples);
[[nodiscard]] bool sameBits(double a, double b);

} // namespace vedette
