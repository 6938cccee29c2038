#include "tests/bench/sample_fleet.h"

#include <array>
#include <cmath>

namespace vedette::bench {

namespace {

enum Kind { constant, smallInteger, bytes, counter, slowCounter, seconds, decimals, digits };
constexpr std::array<int, 8> kShare{12, 13, 12, 20, 13, 10, 12, 8};
constexpr std::array<const char*, 8> kNames{"fleet_info", "fleet_threads", "fleet_memory_bytes", "fleet_requests_total", "fleet_errors_total",
    "fleet_cpu_seconds_total", "fleet_utilisation_ratio", "fleet_latency_seconds"};

/// Kinds are spread over the fleet, not one after the other: 61 is prime to 100.
int kindOf(int index)
{
    int at = index * 61 % 100;
    for (int kind = 0; kind < 8; ++kind) {
        at -= kShare[static_cast<std::size_t>(kind)];
        if (at < 0)
            return kind;
    }
    return constant;
}

} // namespace

FleetSeries::FleetSeries(std::uint64_t seed, int index)
    : m_index(index), m_kind(kindOf(index)), m_state(seed * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(index) * 0xD1B54A32D192ED03ULL)
{
    const double size = uniform();
    switch (m_kind) {
    case constant: m_base = std::floor(size * 4); break;
    case smallInteger: m_base = 4 + 200 * size * size, m_noise = 1 + m_base * 0.04; break;
    case bytes: m_base = 2000 + 500'000 * size, m_noise = m_base * 0.002; break;
    case counter: m_base = 10 * std::pow(3000, size), m_sum = std::floor(uniform() * 1e8); break;
    case slowCounter: m_base = 0.005 + 0.2 * size * size, m_sum = std::floor(uniform() * 1e5); break;
    case seconds: m_base = 1 + 40 * size, m_sum = std::round(uniform() * 1e8) / 100; break;
    case decimals: m_decimals = 1 + static_cast<int>(random() % 3), m_base = m_decimals == 3 ? 0.2 + 0.6 * size : 5 + 70 * size, m_noise = m_base * 0.04; break;
    default: m_base = 0.01 + 0.4 * size, m_noise = m_base * 0.05; break;
    }
}

Labels FleetSeries::labels() const
{
    const int host = m_index / 40;
    return Labels{{"__name__", std::string(kindName(m_kind)) + "_" + std::to_string(m_index % 40)},
        {"instance", "10.0." + std::to_string(host / 250) + "." + std::to_string(host % 250) + ":9100"}, {"job", "node"},
        {"service", "service-" + std::to_string(host % 60)}, {kFeedLabel, "fleet"}};
}

const char* FleetSeries::kindName(int kind) { return kNames[static_cast<std::size_t>(kind)]; }

bool FleetSeries::next(double& value)
{
    const double scale = m_decimals == 1 ? 10 : m_decimals == 2 ? 100 : 1000;
    m_walk = 0.9 * m_walk + 0.43 * gauss(); // of variance 1
    const double level = m_base * load() + m_noise * m_walk;
    const bool again = random() % 20160 == 0;
    switch (m_kind) {
    case constant: value = m_base; break;
    case smallInteger: value = std::max(0.0, std::round(level)); break;
    case bytes: value = 4096 * std::round(level); break;
    case counter: {
        const double rate = m_base * load();
        value = m_sum = again ? 0 : m_sum + std::max(0.0, std::round(rate + std::sqrt(rate) * gauss() + 0.03 * rate * m_walk));
        break;
    }
    case slowCounter: value = m_sum = again ? 0 : m_sum + (uniform() < m_base * load() ? 1 : 0); break;
    case seconds: value = m_sum = again ? 0 : std::round((m_sum + std::max(0.0, m_base * load() * (1 + 0.1 * m_walk))) * 100) / 100; break;
    case decimals: value = std::round(level * scale) / scale; break;
    default: value = std::fabs(level) + 1e-4 * uniform(); break;
    }
    ++m_minute;
    return random() % 2000 != 0;
}

std::uint64_t FleetSeries::random()
{
    auto z = m_state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

double FleetSeries::uniform() { return static_cast<double>(random() >> 11U) * 0x1p-53; }

/// Near enough: the sum of four uniform pieces of one draw.
double FleetSeries::gauss()
{
    const auto r = random();
    const double sum = static_cast<double>(r & 0xFFFFU) + static_cast<double>(r >> 16U & 0xFFFFU) + static_cast<double>(r >> 32U & 0xFFFFU) + static_cast<double>(r >> 48U);
    return (sum / 65535 - 2) * 1.7320508;
}

double FleetSeries::load() const
{
    static const std::vector<double> s_week = [] {
        std::vector<double> week(7 * 1440);
        for (std::size_t i = 0; i < week.size(); ++i)
            week[i] = (1 + 0.4 * std::sin(static_cast<double>(i) * 2 * M_PI / 1440)) * (i / 1440 >= 5 ? 0.8 : 1);
        return week;
    }();
    return s_week[static_cast<std::size_t>(m_minute) % s_week.size()];
}

std::vector<FleetSeries> makeFleet(std::uint64_t seed, int series)
{
    std::vector<FleetSeries> fleet;
    fleet.reserve(static_cast<std::size_t>(series));
    for (int i = 0; i < series; ++i)
        fleet.emplace_back(seed, i);
    return fleet;
}

} // namespace vedette::bench
