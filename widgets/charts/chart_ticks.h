#pragma once

#include "models/base/time.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace vedette {

struct ChartTick {
    Time at{};
    QString label;
};

/// Round local times of a zone within the range, at most one per `leastPixels`, with their labels: seconds below a minute, the day
/// at midnight, days from a day on. Steps: 1 s to 30 s, 1 m to 30 m, 1 h to 12 h, 1 d, 2 d, weeks.
[[nodiscard]] std::vector<ChartTick> chartTicks(TimeRange range, const QTimeZone& zone, double pixels, double leastPixels = 96);

/// A value axis with 2 to `most` round steps that holds lo and hi.
struct ValueSpan {
    double lo = 0;
    double hi = 1;
    double step = 0.5;
};
[[nodiscard]] ValueSpan roundSpan(double lo, double hi, int most);

} // namespace vedette
