#pragma once

#include "models/core/anomaly.h"
#include "models/core/chart.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

inline constexpr Millis kBandBin = std::chrono::minutes{15};
inline constexpr int kBandBinsPerDay = 96;

/// The expected band of one series in bins of a quarter of an hour, so that a long chart needs no samples: of each bin the least lower bound, the
/// greatest upper one and the first expectation, to 1e-7 of themselves. NaN where the detector could not say.
struct BandDay {
    std::int64_t day = 0; ///< UTC, since 1970
    std::vector<BandPoint> bins = std::vector<BandPoint>(kBandBinsPerDay); ///< `at` is the bin's beginning
};

/// "BAND", version, day, then 96 times lower, upper, expected as little endian floats: 1165 bytes.
[[nodiscard]] std::string saveBandDay(const BandDay& day);
[[nodiscard]] std::optional<BandDay> loadBandDay(std::string_view bytes);

/// Gathers scored points into days of bins.
class BandGathering {
public:
    /// Points in ascending order.
    void add(const ScoredPoint& point);
    /// Days with bins that began at or after `from` and ended at or before `to`, others of them as in `kept`.
    [[nodiscard]] BandDay joined(std::int64_t day, Time from, Time to, const std::optional<BandDay>& kept) const;
    [[nodiscard]] const std::map<std::int64_t, BandDay>& days() const { return m_days; }

private:
    std::map<std::int64_t, BandDay> m_days;
};

} // namespace vedette
