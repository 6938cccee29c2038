#include "models/store/quick_packing.h"

#include "models/store/chunk_codec.h"
#include "models/store/integer_packing.h"
#include "models/store/time_packing.h"
#include "models/store/value_packing.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace vedette {

namespace {

constexpr std::size_t kTile = 128; ///< values tried at once
/// Added to a number below 2^51 it leaves the nearest integer in the low bits.
constexpr double kRounder = 0x1.8p52;
constexpr std::size_t kLooks = 6;

/// True when all values are integers / power, told by arithmetic that a compiler does on several at once; false: some are not, or
/// are too large to tell so.
template <bool integral> bool decimalTile(const double* values, double power, std::int64_t* integers)
{
    std::uint64_t differs = 0;
    std::uint64_t far = 0;
    for (std::size_t i = 0; i < kTile; ++i) {
        const double lifted = (integral ? values[i] : values[i] * power) + kRounder;
        const double rounded = lifted - kRounder;
        const double back = integral ? rounded : rounded / power;
        const auto bits = std::bit_cast<std::uint64_t>(lifted);
        integers[i] = static_cast<std::int64_t>(bits - std::bit_cast<std::uint64_t>(kRounder));
        differs |= std::bit_cast<std::uint64_t>(back) ^ std::bit_cast<std::uint64_t>(values[i]);
        far |= bits ^ std::bit_cast<std::uint64_t>(kRounder);
    }
    return differs == 0 && far >> 52U == 0;
}

bool isOdd(double v) { return std::isfinite(v) && v != 0; }

std::int64_t minus(std::int64_t a, std::int64_t b) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)); }

/// Least and greatest of what it has seen.
struct Reach {
    std::int64_t least = INT64_MAX;
    std::int64_t most = INT64_MIN;
    void see(std::int64_t v)
    {
        least = std::min(least, v);
        most = std::max(most, v);
    }
    [[nodiscard]] unsigned width() const { return static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least))); }
};

} // namespace

std::string_view QuickPacker::chunk(std::span<const std::int64_t> times, std::span<const double> values)
{
    if (!std::ranges::equal(times, m_times)) {
        m_times.assign(times.begin(), times.end());
        ByteWriter packed;
        packTimes(packed, m_times);
        m_packedTimes = packed.take();
    }
    m_out.buffer().clear();
    m_out.u8(kChunkVersion);
    m_out.u8(0);
    m_out.varint(times.size());
    m_out.raw(m_packedTimes);
    packValues(values);
    return m_out.bytes();
}

void QuickPacker::packValues(std::span<const double> values)
{
    const auto first = std::bit_cast<std::uint64_t>(values.front());
    if (std::ranges::all_of(values, [&](double v) { return std::bit_cast<std::uint64_t>(v) == first; })) {
        m_out.u8(kConstantValues);
        m_out.fixed64(first);
    } else if (findDecimals(values)) {
        m_out.u8(kDecimalValues);
        packDecimals(values);
    } else {
        m_out.u8(kPlaneValues);
        packPlanes(m_out, values);
    }
}

bool QuickPacker::findDecimals(std::span<const double> values)
{
    const auto n = values.size();
    m_exponent = 0;
    std::size_t misses = 0;
    for (std::size_t look = 0; look < kLooks; ++look) {
        const double v = values[look * (n - 1) / (kLooks - 1)];
        if (const int e = decimalsOf(v, m_exponent); e >= 0)
            m_exponent = e;
        else if (isOdd(v))
            ++misses;
    }
    if (misses > 1)
        return false;
    m_integers.resize(n);
    // Each turn has a greater exponent than the one before.
    for (int wanted = -1;; m_exponent = wanted, wanted = -1) {
        m_exceptions.clear();
        const double power = decimalPower(m_exponent);
        for (std::size_t begin = 0; begin < n && wanted < 0; begin += kTile) {
            const auto size = std::min(kTile, n - begin);
            std::array<double, kTile> padded;
            std::array<std::int64_t, kTile> found;
            const double* tile = values.data() + begin;
            if (size < kTile) {
                std::fill(std::copy_n(tile, size, padded.begin()), padded.end(), tile[size - 1]);
                tile = padded.data();
            }
            if (m_exponent == 0 ? decimalTile<true>(tile, power, found.data()) : decimalTile<false>(tile, power, found.data())) {
                std::copy_n(found.begin(), size, m_integers.begin() + static_cast<std::ptrdiff_t>(begin));
                continue;
            }
            for (auto i = begin; i < begin + size; ++i) {
                if (asDecimal(values[i], m_exponent, m_integers[i]))
                    continue;
                m_integers[i] = i > 0 ? m_integers[i - 1] : 0;
                m_exceptions.push_back(i);
                const int finer = isOdd(values[i]) && m_exceptions.size() * 64 > n ? decimalsOf(values[i], m_exponent) : -1;
                if (finer > m_exponent) {
                    wanted = finer;
                    break;
                }
                if (m_exceptions.size() * 8 > n)
                    return false;
            }
        }
        if (wanted < 0)
            break;
    }
    // What begins with exceptions begins with the first integer there is.
    std::size_t leading = 0;
    while (leading < m_exceptions.size() && m_exceptions[leading] == leading)
        ++leading;
    std::fill_n(m_integers.begin(), leading, m_integers[leading]);
    return true;
}

void QuickPacker::packDecimals(std::span<const double> values)
{
    const auto n = m_integers.size();
    const auto base = m_integers.front();
    std::uint64_t all = 0;
    Reach reach;
    Reach steps;
    std::int64_t before = 0;
    for (auto& m : m_integers) {
        m = minus(m, base);
        all |= static_cast<std::uint64_t>(m);
        reach.see(m);
        steps.see(minus(m, before));
        before = m;
    }
    const auto zeros = all == 0 ? 0U : static_cast<unsigned>(std::countr_zero(all));
    m_out.u8(static_cast<std::uint8_t>(m_exponent));
    m_out.varint(1ULL << zeros);
    m_out.zigzag(base);
    m_out.varint(m_exceptions.size());
    std::size_t previous = 0;
    for (const auto i : m_exceptions) {
        m_out.varint(i - previous);
        m_out.real(values[i]);
        previous = i;
    }
    const bool differences = steps.width() < reach.width();
    m_out.u8(differences ? 1 : 0);
    std::array<std::uint64_t, kIntegerBlock> block;
    before = 0;
    for (std::size_t begin = 0; begin < n; begin += kIntegerBlock) {
        const auto size = std::min(kIntegerBlock, n - begin);
        Reach here;
        for (std::size_t i = 0; i < size; ++i) {
            const auto m = m_integers[begin + i] >> zeros;
            const auto v = differences ? minus(m, before) : m;
            before = m;
            block[i] = static_cast<std::uint64_t>(v);
            here.see(v);
        }
        for (std::size_t i = 0; i < size; ++i)
            block[i] -= static_cast<std::uint64_t>(here.least);
        m_out.zigzag(here.least);
        m_out.u8(static_cast<std::uint8_t>(here.width()));
        m_out.u8(0);
        packBits(m_out.buffer(), block.data(), size, here.width());
    }
}

} // namespace vedette
