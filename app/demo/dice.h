#pragma once

#include <cmath>
#include <cstdint>

// Chance as a function: the same seed, stream and index give the same number on every machine and in any order of asking.

namespace vedette::demo {

/// splitmix64's finaliser (Steele, Lea, Flood 2014).
[[nodiscard]] constexpr std::uint64_t mixBits(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// A stream of numbers. Not thread-safe.
class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t stream, std::uint64_t index = 0)
        : m_state(mixBits(mixBits(seed ^ (stream * 0xD1342543DE82EF95ULL)) + index))
    {
    }
    [[nodiscard]] std::uint64_t next() { return mixBits(m_state += 0x9E3779B97F4A7C15ULL); }
    /// 0 <= x < 1
    [[nodiscard]] double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    [[nodiscard]] double between(double low, double high) { return low + (high - low) * unit(); }
    /// 0 <= i < count
    [[nodiscard]] int below(int count) { return static_cast<int>(unit() * count); }
    /// Mean 0, deviation 1 (sum of four uniforms: bounded at about 3.5, no library function involved).
    [[nodiscard]] double bell() { return (unit() + unit() + unit() + unit() - 2.0) * 1.7320508075688772; }
    /// A whole number whose mean is `mean`, scattered about as counts are.
    [[nodiscard]] double count(double mean)
    {
        if (mean <= 0)
            return 0;
        const double scattered = mean < 9 ? mean * (0.3 + 1.4 * unit()) : mean + bell() * std::sqrt(mean);
        return scattered <= 0 ? 0 : std::floor(scattered + unit());
    }

private:
    std::uint64_t m_state;
};

} // namespace vedette::demo
