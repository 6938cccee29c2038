#pragma once

#include "models/base/time.h"
#include "models/store/cache.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette {

/// One `up` series: times ascending (ms), alive where the value was 1.
struct UpSeries {
    std::string service;
    std::string feed;
    std::vector<std::int64_t> times;
    std::vector<bool> alive;
};

/// Spans without a living instance, from the last sample that was alive to the next one (or to the newest `up` sample of any
/// series), where they are longer than three median spacings and 3 min. Before a service's first sample nothing is missing.
/// A whole feed is silent (service empty) where it has no `up` sample at all in a span that was asked and answered. Pure.
[[nodiscard]] std::vector<TelemetryGap> findTelemetryGaps(const std::vector<UpSeries>& series, const std::vector<Coverage>& asked, TimeRange range);

} // namespace vedette
