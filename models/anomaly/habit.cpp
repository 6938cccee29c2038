#include "models/anomaly/habit.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr std::int64_t kQuarterMs = 15 * 60000;
constexpr std::int64_t kDayMs = 96 * kQuarterMs;

std::int64_t dayOf(Time t) { return toMs(t) / kDayMs - (toMs(t) % kDayMs < 0 ? 1 : 0); }
int quarterOf(Time t) { return static_cast<int>((toMs(t) - dayOf(t) * kDayMs) / kQuarterMs); }
int third(std::int64_t day) { return static_cast<int>(((day % 3) + 3) % 3); }

} // namespace

double Habit::before(Time at) const
{
    const std::int64_t day = dayOf(at);
    if (m_newest < day - 1 || m_newest > day) // a day without anything noted: no habit
        return 1;
    const int quarter = quarterOf(at);
    const int code = std::min(m_rounds[third(day - 1)][quarter], m_rounds[third(day - 2)][quarter]);
    return std::exp2(code / 16.0);
}

void Habit::note(Time at, double ratio)
{
    const std::int64_t day = dayOf(at);
    if (day > m_newest) {
        for (std::int64_t d = std::max(m_newest + 1, day - 2); d <= day; ++d)
            std::fill(std::begin(m_rounds[third(d)]), std::end(m_rounds[third(d)]), std::uint8_t{0});
        m_newest = day;
    }
    const int code = static_cast<int>(std::clamp(16 * std::log2(std::max(ratio, 1.0)), 0.0, 255.0));
    auto& slot = m_rounds[third(day)][quarterOf(at)];
    slot = static_cast<std::uint8_t>(std::max<int>(slot, code));
}

} // namespace vedette
