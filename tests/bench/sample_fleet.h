#pragma once

#include "models/core/series.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette::bench {

/// The clock of the fleet begins here: midnight UTC, so that days are whole.
inline constexpr std::int64_t kFleetStart = 1'779'926'400'000; // 2026-05-28
inline constexpr std::int64_t kFleetStep = 60'000;

/// One series of a seeded fleet, a sample a minute. In a hundred: 12 constants, 13 gauges of small integers, 12 of bytes, 20 integer
/// counters, 13 slow ones, 10 counters of seconds with two decimals, 12 gauges of one to three decimals, 8 of all digits. Load has a
/// day and a week; counters begin again about once in two weeks; 0.05 % of samples are lost.
class FleetSeries {
public:
    FleetSeries(std::uint64_t seed, int index);
    [[nodiscard]] Labels labels() const;
    [[nodiscard]] static const char* kindName(int kind);
    [[nodiscard]] int kind() const { return m_kind; }
    /// The value of the next minute; false: lost.
    bool next(double& value);

private:
    std::uint64_t random();
    double uniform();
    double gauss();
    double load() const;

    int m_index;
    int m_kind;
    int m_decimals = 0;
    std::uint64_t m_state;
    std::int64_t m_minute = 0;
    double m_base = 0;
    double m_noise = 0;
    double m_walk = 0;
    double m_sum = 0;
};

[[nodiscard]] std::vector<FleetSeries> makeFleet(std::uint64_t seed, int series);

} // namespace vedette::bench
