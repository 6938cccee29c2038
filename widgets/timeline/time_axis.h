#pragma once

#include "models/base/time.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace vedette {

struct AxisTick {
    Time at{};
    QString label;
    bool day = false; ///< local midnight
};

/// A range of time laid on a span of pixels, and back. A value.
struct TimeAxis {
    TimeRange range;
    double left = 0;
    double width = 1;

    [[nodiscard]] double right() const { return left + width; }
    [[nodiscard]] double msPerPixel() const { return static_cast<double>(range.length().count()) / width; }
    [[nodiscard]] double xOf(Time t) const { return left + static_cast<double>((t - range.from).count()) / msPerPixel(); }
    [[nodiscard]] Time timeAt(double x) const
    {
        return range.from + Millis{static_cast<std::int64_t>((x - left) * msPerPixel())};
    }
    /// Round local times at least `leastGap` pixels apart, with labels; steps of 1 s to 28 days. Daylight saving is followed.
    [[nodiscard]] std::vector<AxisTick> ticks(const QTimeZone& zone, double leastGap = 64) const;
};

} // namespace vedette
