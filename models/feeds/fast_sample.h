#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Samples as servers write them, read eight digits at a time: words of eight characters are added up pairwise, as in D. Lemire,
// "Number Parsing at a Gigabyte per Second" (2021), arXiv:2101.11408.

namespace vedette {

/// readFastSample looks at no more than so many bytes.
inline constexpr std::ptrdiff_t kFastSampleBytes = 128;

struct FastSample {
    std::int64_t ms = 0; ///< since 1970
    double value = 0;
};

namespace fast_sample {

__extension__ typedef unsigned __int128 Wide;

template <class T, std::size_t N> constexpr std::array<T, N> powersOf(T base)
{
    std::array<T, N> out{};
    T power = 1;
    for (std::size_t i = 0; i < N; ++i, power *= base)
        out[i] = power;
    return out;
}
inline constexpr auto kTens = powersOf<std::uint64_t, 9>(10);
inline constexpr auto kRealTens = powersOf<double, 23>(10); ///< all exact
inline constexpr auto kFives = powersOf<std::uint64_t, 28>(5);

/// Eight characters less '0', the first one lowest.
inline std::uint64_t eightFrom(const char* p)
{
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    return word ^ 0x3030303030303030ULL;
}
/// How many of the eight are digits, up to the first that is none.
inline unsigned digitsIn(std::uint64_t word)
{
    const auto others = ((word + 0x7676767676767676ULL) | word) & 0x8080808080808080ULL;
    return static_cast<unsigned>(std::countr_zero(others)) / 8;
}
/// The number that eight digits are.
inline std::uint64_t numberOf(std::uint64_t digits)
{
    const auto pairs = (digits * ((10ULL << 8U) + 1) >> 8U) & 0x00FF00FF00FF00FFULL;
    const auto fours = (pairs * ((100ULL << 16U) + 1) >> 16U) & 0x0000FFFF0000FFFFULL;
    return fours * ((10'000ULL << 32U) + 1) >> 32U;
}
/// Appends the digits at `p` to `number`; false when there are more than 24 or the number does not fit.
inline bool takeDigits(const char*& p, std::uint64_t& number)
{
    for (int words = 0; words < 3; ++words) {
        const auto word = eightFrom(p);
        const auto n = digitsIn(word);
        if (n == 0)
            return true;
        if (__builtin_mul_overflow(number, kTens[n], &number) || __builtin_add_overflow(number, numberOf(word << (64 - 8 * n)), &number))
            return false;
        p += n;
        if (n < 8)
            return true;
    }
    return false;
}
/// number / 10^power (number > 0, power up to 27) as the double next to it: the quotient by 5^power to 62 bits or more, its last bit
/// saying whether anything is left over, is rounded once.
inline double quotient(std::uint64_t number, unsigned power)
{
    const auto above = std::countl_zero(number);
    const auto below = std::countl_zero(kFives[power]);
    const auto divisor = kFives[power] << static_cast<unsigned>(below);
    const auto dividend = static_cast<Wide>(number << static_cast<unsigned>(above)) << 63U;
    const auto whole = static_cast<std::uint64_t>(dividend / divisor);
    const auto rest = static_cast<std::uint64_t>(dividend) - whole * divisor;
    const auto binary = 1023 - 63 - above + below - static_cast<int>(power);
    return static_cast<double>(whole | (rest != 0 ? 1U : 0U)) * std::bit_cast<double>(static_cast<std::uint64_t>(binary) << 52U);
}

} // namespace fast_sample

/// `[1700000000.123,"-12.5"]` at p, ten digits of seconds, at most three of milliseconds, any decimal without an exponent: what is
/// behind it. Null: anything else (also a number of too many digits), which a general reader has to judge. The value is the nearest
/// double. `p` must have kFastSampleBytes to read.
inline const char* readFastSample(const char* p, FastSample& out)
{
    using namespace fast_sample;
    const auto eight = eightFrom(p + 1);
    const auto isDigit = [](char c) { return static_cast<unsigned char>(c - '0') < 10; };
    if (p[0] != '[' || digitsIn(eight) != 8 || !isDigit(p[9]) || !isDigit(p[10]))
        return nullptr;
    auto ms = static_cast<std::int64_t>(numberOf(eight) * 100 + static_cast<std::uint64_t>((p[9] - '0') * 10 + (p[10] - '0'))) * 1000;
    p += 11;
    if (*p == '.') {
        ++p;
        for (std::int64_t unit = 100; unit > 0 && isDigit(*p); unit /= 10)
            ms += (*p++ - '0') * unit;
    }
    if (p[0] != ',' || p[1] != '"')
        return nullptr;
    p += 2;
    const bool negative = *p == '-';
    p += negative ? 1 : 0;
    std::uint64_t number = 0;
    const char* from = p;
    if (!takeDigits(p, number) || p == from)
        return nullptr;
    std::ptrdiff_t decimals = 0;
    if (*p == '.') {
        from = ++p;
        if (!takeDigits(p, number) || p == from)
            return nullptr;
        decimals = p - from;
    }
    if (p[0] != '"' || p[1] != ']')
        return nullptr;
    // A quotient of two exact doubles is rounded once (W. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
    double value = static_cast<double>(number);
    if (number > 1ULL << 53U || decimals > 22)
        value = number == 0 ? 0 : quotient(number, static_cast<unsigned>(decimals));
    else if (decimals > 0)
        value /= kRealTens[static_cast<std::size_t>(decimals)];
    out.ms = ms;
    out.value = negative ? -value : value;
    return p + 2;
}

} // namespace vedette
