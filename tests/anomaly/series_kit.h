#pragma once

#include "models/anomaly/detector.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace vedette::test {

/// Seeded noise, the same on every machine.
class Noise {
public:
    explicit Noise(std::uint64_t seed) : m_state(seed * 2654435761U + 1) {}
    /// In [0, 1).
    double uniform()
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return static_cast<double>(m_state >> 11) / 9007199254740992.0;
    }
    /// About normal, deviation 1 (the sum of twelve).
    double normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += uniform();
        return sum;
    }

private:
    std::uint64_t m_state;
};

inline constexpr std::int64_t kStartMs = 1700006400000; ///< 2023-11-15 00:00 UTC

inline Time minute(std::int64_t i) { return timeFromMs(kStartMs + i * 60000); }

/// One value a minute.
inline std::vector<ScoredPoint> scoresOf(const std::vector<double>& values, DetectorOptions options = {})
{
    Detector detector(options);
    std::vector<ScoredPoint> points;
    for (std::size_t i = 0; i < values.size(); ++i)
        points.push_back(detector.push(minute(static_cast<std::int64_t>(i)), values[i]));
    return points;
}

inline std::vector<double> noisy(std::size_t n, double level, double deviation, std::uint64_t seed)
{
    Noise noise(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i)
        values.push_back(level + deviation * noise.normal());
    return values;
}

/// A day between 400 and 1600 with noise of 20.
inline std::vector<double> seasonal(int days, std::uint64_t seed)
{
    auto values = noisy(static_cast<std::size_t>(days) * 1440, 1000, 20, seed);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] += 600 * std::sin(2 * M_PI * static_cast<double>(i % 1440) / 1440);
    return values;
}

inline int anomalousIn(const std::vector<ScoredPoint>& points, std::size_t from, std::size_t to)
{
    int n = 0;
    for (std::size_t i = from; i < to && i < points.size(); ++i)
        n += points[i].anomalous ? 1 : 0;
    return n;
}

} // namespace vedette::test
