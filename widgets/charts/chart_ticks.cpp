#include "widgets/charts/chart_ticks.h"

#include "widgets/format.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::array<std::int64_t, 24> kSteps{kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond, kMinute,
    2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour, 12 * kHour, kDay,
    2 * kDay, 5 * kDay, 7 * kDay, 14 * kDay, 28 * kDay, 56 * kDay};
constexpr std::int64_t kMondayShift = 4 * kDay; ///< 1970-01-05 was a Monday

std::int64_t offsetAt(std::int64_t utcMs, const QTimeZone& zone)
{
    return static_cast<std::int64_t>(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(utcMs, Qt::UTC))) * 1000;
}

} // namespace

std::vector<ChartTick> chartTicks(TimeRange range, const QTimeZone& zone, double pixels, double leastPixels)
{
    std::vector<ChartTick> ticks;
    const double length = static_cast<double>(range.length().count());
    if (length <= 0 || pixels < leastPixels)
        return ticks;
    const double wanted = length * leastPixels / pixels;
    const auto found = std::find_if(kSteps.begin(), kSteps.end(), [&](auto s) { return static_cast<double>(s) >= wanted; });
    const std::int64_t step = found == kSteps.end() ? kSteps.back() : *found;
    const std::int64_t shift = step % (7 * kDay) == 0 ? kMondayShift : 0;
    // Local times are walked, so that noon stays noon when the clocks change.
    std::int64_t local = toMs(range.from) + offsetAt(toMs(range.from), zone) - shift;
    local = local - ((local % step) + step) % step + shift;
    for (std::int64_t before = INT64_MIN;; local += step) {
        std::int64_t utc = local - offsetAt(local, zone);
        utc = local - offsetAt(utc, zone);
        if (utc >= toMs(range.to))
            break;
        if (utc < toMs(range.from) || utc <= before)
            continue;
        before = utc;
        const Time at = timeFromMs(utc);
        const bool day = step >= kDay || (local % kDay == 0 && range.length() > std::chrono::hours{12});
        ticks.push_back({at, day ? dayText(at, zone) : clockText(at, zone, step < kMinute)});
    }
    return ticks;
}

ValueSpan roundSpan(double lo, double hi, int most)
{
    if (!std::isfinite(lo) || !std::isfinite(hi))
        return {};
    if (hi <= lo) {
        const double around = lo == 0 ? 1 : std::abs(lo) * 0.1;
        lo -= lo == 0 ? 0 : around;
        hi += around;
    }
    const double raw = (hi - lo) / std::max(1, most);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = power * 10;
    for (const double m : {1.0, 2.0, 2.5, 5.0}) {
        if (m * power >= raw * 0.999) {
            step = m * power;
            break;
        }
    }
    return {std::floor(lo / step + 1e-9) * step, std::ceil(hi / step - 1e-9) * step, step};
}

} // namespace vedette
