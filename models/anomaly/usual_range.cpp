#include "models/anomaly/usual_range.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr double kMemoryDays = 60;  ///< a month would let go of what comes every other week
constexpr double kLongestPause = 30; ///< days; after these nothing is left of the range

} // namespace

void UsualRange::note(std::int64_t day, double value, bool held)
{
    if (m_ended >= 0 && (day == m_day || held)) {
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
        return;
    }
    if (m_ended >= 0)
        endDay(day);
    m_ended = std::max(m_ended, 0);
    m_day = day;
    m_low = m_high = value;
}

void UsualRange::accept(double value)
{
    for (int i = 0; i < m_ended; ++i) {
        m_highs[i] = std::max(m_highs[i], value);
        m_lows[i] = std::min(m_lows[i], value);
    }
}

void UsualRange::endDay(std::int64_t next)
{
    const double days = std::clamp(static_cast<double>(next - m_day), 1.0, kLongestPause);
    const double forget = width() * days / kMemoryDays;
    double high = m_high;
    double low = m_low;
    for (int i = 0; i < m_ended; ++i) {
        m_highs[i] -= forget;
        m_lows[i] += forget;
        if (high > m_highs[i])
            std::swap(high, m_highs[i]);
        if (low < m_lows[i])
            std::swap(low, m_lows[i]);
    }
    if (m_ended < 2) {
        m_highs[m_ended] = high;
        m_lows[m_ended] = low;
        ++m_ended;
    }
}

double UsualRange::high() const
{
    if (m_ended < 2)
        return m_ended < 1 ? m_high : std::max(m_high, m_highs[0]);
    return std::clamp(m_high, m_highs[1], m_highs[0]);
}

double UsualRange::low() const
{
    if (m_ended < 2)
        return m_ended < 1 ? m_low : std::min(m_low, m_lows[0]);
    return std::clamp(m_low, m_lows[0], m_lows[1]);
}

double UsualRange::width() const { return std::max(0.0, high() - low()); }

bool UsualRange::valid() const
{
    const auto level = [](double v) { return std::abs(v) <= 1e32; };
    return m_ended >= -1 && m_ended <= 2 && m_low <= m_high && level(m_low) && level(m_high) && level(m_highs[0])
        && level(m_lows[0]) && level(m_highs[1]) && level(m_lows[1]) && (m_ended < 2 || (m_highs[1] <= m_highs[0] && m_lows[0] <= m_lows[1]))
        && std::abs(static_cast<double>(m_day)) < 4503599627370496.0;
}

} // namespace vedette
