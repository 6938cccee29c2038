#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>

namespace vedette::bench {

/// The same seed gives the same throws on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_engine(seed * 0x9E3779B97F4A7C15ULL + 77) {}
    double unit() { return static_cast<double>(m_engine() >> 11) * 0x1.0p-53; }
    double between(double a, double b) { return a + (b - a) * unit(); }
    bool chance(double p) { return unit() < p; }
    double waits(double mean) { return -mean * std::log(1 - unit()); }
    int below(int n) { return std::min(n - 1, static_cast<int>(unit() * n)); }
    double normal() { return std::sqrt(-2 * std::log(1 - unit())) * std::cos(6.283185307179586 * unit()); }
    int poisson(double mean)
    {
        int n = 0;
        for (double t = waits(1); t < mean; t += waits(1))
            ++n;
        return n;
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace vedette::bench
