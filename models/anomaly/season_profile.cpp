#include "models/anomaly/season_profile.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr std::int64_t kDayMs = 86400000;
constexpr std::int64_t kHourMs = 3600000;
constexpr std::int64_t kWeekMs = 7 * kDayMs;
constexpr double kDayRate = 0.15;  ///< slowest learning: about a week of days
constexpr double kWeekRate = 0.35; ///< about three weeks
constexpr double kClip = 3;        ///< usual deviations one sample may teach

} // namespace

SeasonProfile::SeasonProfile(Millis step)
{
    const std::int64_t stepMs = std::clamp<std::int64_t>(step.count(), 1, kDayMs);
    m_bins = static_cast<int>(std::clamp<std::int64_t>(kDayMs / stepMs, 1, kDayBins));
    m_binMs = (kDayMs + m_bins - 1) / m_bins;
    m_smooth = stepMs * 2 <= m_binMs;
    m_smoothWeek = stepMs * 2 <= kHourMs;
}

SeasonProfile::Moment SeasonProfile::at(Time t) const
{
    Moment m;
    const std::int64_t ms = toMs(t);
    const std::int64_t inDay = ((ms % kDayMs) + kDayMs) % kDayMs;
    const std::int64_t inWeek = ((ms % kWeekMs) + kWeekMs) % kWeekMs;
    m.bin = static_cast<int>(std::min<std::int64_t>(inDay / m_binMs, m_bins - 1));
    m.hour = static_cast<int>(inWeek / kHourMs);
    const int before = (m.bin + m_bins - 1) % m_bins;
    const int after = (m.bin + 1) % m_bins;
    m.dayKnown = m_dayCount[m.bin] > 0;
    m.day = m_day[m.bin];
    if (m_smooth) {
        const double along = static_cast<double>(inDay - m.bin * m_binMs) / static_cast<double>(m_binMs) - 0.5;
        const int other = along < 0 ? before : after;
        if (m_dayCount[other] > 0)
            m.day += std::abs(along) * (static_cast<double>(m_day[other]) - m.day);
    }
    m.weekKnown = m.dayKnown && m_weekCount[m.hour] > 0;
    m.week = m_week[m.hour];
    if (m_smoothWeek) {
        const double along = static_cast<double>(inWeek % kHourMs) / kHourMs - 0.5;
        const int other = (m.hour + (along < 0 ? kWeekBins - 1 : 1)) % kWeekBins;
        if (m_weekCount[other] > 0)
            m.week += std::abs(along) * (static_cast<double>(m_week[other]) - m.week);
    }
    if (m_dayCount[before] > 0 && m_dayCount[after] > 0)
        m.slope = 0.5 * std::abs(static_cast<double>(m_day[after]) - m_day[before]);
    return m;
}

void SeasonProfile::commitDay()
{
    if (m_daySamples > 0) {
        auto& count = m_dayCount[m_bin];
        const double mean = m_daySum / m_daySamples;
        const double rate = std::max(kDayRate, 1.0 / (count + 1.0));
        m_day[m_bin] = static_cast<float>(count == 0 ? mean : m_day[m_bin] + rate * mean);
        count = static_cast<std::uint8_t>(std::min(count + 1, 255));
    }
    m_daySum = 0;
    m_daySamples = 0;
}

void SeasonProfile::commitWeek()
{
    if (m_weekSamples > 0) {
        auto& count = m_weekCount[m_hour];
        const double rate = std::max(kWeekRate, 1.0 / (count + 1.0));
        m_week[m_hour] = static_cast<float>(m_week[m_hour] + rate * (m_weekSum / m_weekSamples));
        count = static_cast<std::uint8_t>(std::min(count + 1, 255));
    }
    m_weekSum = 0;
    m_weekSamples = 0;
}

void SeasonProfile::learn(const Moment& m, double value, double level, double scale)
{
    if (m.bin != m_bin) {
        commitDay();
        m_bin = m.bin;
    }
    if (m.hour != m_hour) {
        commitWeek();
        m_hour = m.hour;
    }
    const int seen = m_dayCount[m.bin];
    const double off = value - level;
    ++m_daySamples;
    if (seen == 0) {
        m_daySum += off;
        return;
    }
    // The first day may have been a bad one: the second and third may correct it further than later ones.
    const double clip = scale * kClip * (seen < 3 ? 4 : 1);
    const double residual = off - m.day;
    m_daySum += std::clamp(residual, -clip, clip);
    const double weekClip = scale * kClip * 4;
    m_weekSum += std::clamp(residual - m.week, -weekClip, weekClip);
    ++m_weekSamples;
}

double SeasonProfile::knownRatio() const
{
    int known = 0;
    for (int i = 0; i < m_bins; ++i)
        known += m_dayCount[i] > 0 ? 1 : 0;
    return static_cast<double>(known) / m_bins;
}

bool SeasonProfile::valid() const
{
    return m_bin >= -1 && m_bin < m_bins && m_hour >= -1 && m_hour < kWeekBins && m_daySamples >= 0 && m_weekSamples >= 0
        && m_daySamples < (1 << 30) && m_weekSamples < (1 << 30)
        && (m_bin >= 0 || m_daySamples == 0) && (m_hour >= 0 || m_weekSamples == 0);
}

} // namespace vedette
