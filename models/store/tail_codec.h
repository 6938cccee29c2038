#pragma once

#include "models/base/result.h"
#include "models/store/chunk_codec.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

inline constexpr std::uint8_t kNoDecimal = 255;

/// The samples of one commit that are too few for chunks, by series, then by time.
struct TailRow {
    std::shared_ptr<const std::vector<std::int64_t>> ids; ///< one for each sample, ascending
    std::vector<std::int64_t> times;                      ///< one: that of all samples; else one for each
    std::vector<double> values;
    std::vector<std::uint8_t> exponents; ///< of ten, as what is coded upon this row takes them; kNoDecimal: of no decimal
    [[nodiscard]] std::int64_t time(std::size_t i) const { return times.size() == 1 ? times.front() : times[i]; }
};

/// `before`: a row of mostly the same series, `back` rows earlier; null: the row stands alone. Sets the row's exponents.
[[nodiscard]] std::string encodeTail(TailRow& row, const TailRow* before = nullptr, std::int64_t back = 0);
/// `earlier(n)`: the row n before this one, null when it is not there. Error kind store on bytes that are no tail row; safe on
/// hostile bytes. Series below 0 or from 2^24 on are refused.
Result<TailRow> decodeTail(std::string_view bytes, const std::function<const TailRow*(std::int64_t back)>& earlier = {});

/// Merges `newer` over `older` (equal time: newer wins). `added`: times that were not there. `altered`: something differs.
[[nodiscard]] SampleColumns mergeColumns(const SampleColumns& older, const SampleColumns& newer, std::int64_t& added, bool& altered);
/// Sorts, keeps the later of equal times.
[[nodiscard]] SampleColumns ordered(SampleColumns samples);
[[nodiscard]] bool sameBits(double a, double b);

} // namespace vedette
