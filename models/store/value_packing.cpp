#include "models/store/value_packing.h"

#include "models/store/coded_integers.h"
#include "models/store/integer_packing.h"
#include "models/store/modelled_integers.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <numeric>

namespace vedette {

namespace {

constexpr int kMaxExponent = 15;
constexpr double kMaxInteger = 9.2e18;
constexpr std::array<double, kMaxExponent + 1> kPowers{
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

std::uint64_t bitsOf(double v)
{
    std::uint64_t bits = 0;
    std::memcpy(&bits, &v, 8);
    return bits;
}

} // namespace

bool asDecimal(double v, int exponent, std::int64_t& m)
{
    const double power = kPowers[static_cast<std::size_t>(exponent)];
    const double scaled = v * power;
    if (!(std::fabs(scaled) < kMaxInteger))
        return false;
    m = static_cast<std::int64_t>(std::nearbyint(scaled));
    return bitsOf(static_cast<double>(m) / power) == bitsOf(v);
}

int decimalsOf(double v, int from)
{
    std::int64_t m = 0;
    for (int e = from; e <= kMaxExponent; ++e) {
        if (asDecimal(v, e, m))
            return e;
    }
    return -1;
}

namespace {

struct Decimals {
    int exponent = 0;
    std::vector<std::int64_t> integers;
    std::vector<std::size_t> exceptions;
};

/// False when too many values are no decimals of one exponent.
bool findDecimals(const std::vector<double>& values, Decimals& out)
{
    const auto n = values.size();
    const auto most = n / 8;
    int exponent = 0;
    std::size_t misses = 0;
    const auto stride = std::max<std::size_t>(1, n / 24);
    std::size_t looked = 0;
    for (std::size_t i = 0; i < n; i += stride, ++looked) {
        const int e = decimalsOf(values[i], exponent);
        if (e >= 0)
            exponent = e;
        else if (std::isfinite(values[i]) && values[i] != 0)
            ++misses;
    }
    if (misses * 4 > looked)
        return false;
    for (int restarts = 0; restarts < 4; ++restarts) {
        out.exponent = exponent;
        out.integers.resize(n);
        out.exceptions.clear();
        int wanted = exponent;
        std::int64_t last = 0;
        bool haveLast = false;
        for (std::size_t i = 0; i < n; ++i) {
            std::int64_t m = 0;
            if (asDecimal(values[i], exponent, m)) {
                if (!haveLast) {
                    haveLast = true;
                    std::fill(out.integers.begin(), out.integers.begin() + static_cast<std::ptrdiff_t>(i), m);
                }
                last = m;
            } else {
                if (std::isfinite(values[i]) && values[i] != 0)
                    wanted = std::max(wanted, decimalsOf(values[i], exponent));
                out.exceptions.push_back(i);
                if (out.exceptions.size() > most && wanted == exponent)
                    return false;
            }
            out.integers[i] = last;
        }
        if (wanted == exponent || out.exceptions.size() * 64 < n)
            return out.exceptions.size() <= most;
        exponent = wanted;
    }
    return out.exceptions.size() <= most;
}

/// What the differences to the first have in common; 1 where they wrap round.
std::uint64_t divisorOf(const std::vector<std::int64_t>& integers)
{
    const auto base = integers.front();
    std::uint64_t divisor = 0;
    for (const auto m : integers) {
        const auto difference = static_cast<std::uint64_t>(m) - static_cast<std::uint64_t>(base);
        const auto size = static_cast<std::int64_t>(difference) < 0 ? 0 - difference : difference;
        if ((m < base) != (static_cast<std::int64_t>(difference) < 0) && difference != 0)
            return 1;
        if (size != 0 && (divisor = std::gcd(divisor, size)) == 1)
            return 1;
    }
    return std::max<std::uint64_t>(divisor, 1);
}

/// Each less the first, by the divisor.
void reduce(std::vector<std::int64_t>& integers, std::uint64_t divisor)
{
    const auto base = static_cast<std::uint64_t>(integers.front());
    for (auto& m : integers) {
        const auto difference = static_cast<std::int64_t>(static_cast<std::uint64_t>(m) - base);
        m = divisor == 1 ? difference : difference / static_cast<std::int64_t>(divisor);
    }
}

void packExceptions(ByteWriter& out, const std::vector<double>& values, const Decimals& d)
{
    out.varint(d.exceptions.size());
    std::size_t previous = 0;
    for (const auto i : d.exceptions) {
        out.varint(i - previous);
        out.real(values[i]);
        previous = i;
    }
}

void packDecimals(ByteWriter& out, const std::vector<double>& values, Decimals& d)
{
    const auto base = d.integers.front();
    const auto divisor = divisorOf(d.integers);
    reduce(d.integers, divisor);
    out.u8(static_cast<std::uint8_t>(d.exponent));
    out.varint(divisor);
    out.zigzag(base);
    packExceptions(out, values, d);
    packIntegers(out, d.integers);
}

enum : std::uint8_t { kExponent = 0x0F, kHasDivisor = 0x10, kHasExceptions = 0x20, kAllEqual = 0x40 };

void modelDecimals(ByteWriter& out, const std::vector<double>& values, Decimals d)
{
    const auto base = d.integers.front();
    const auto divisor = divisorOf(d.integers);
    reduce(d.integers, divisor);
    const bool equal = std::all_of(d.integers.begin(), d.integers.end(), [](std::int64_t m) { return m == 0; });
    out.u8(static_cast<std::uint8_t>(d.exponent | (divisor > 1 ? kHasDivisor : 0) | (d.exceptions.empty() ? 0 : kHasExceptions) | (equal ? kAllEqual : 0)));
    if (divisor > 1)
        out.varint(divisor);
    out.zigzag(base);
    if (!d.exceptions.empty())
        packExceptions(out, values, d);
    if (!equal)
        modelIntegers(out, d.integers);
}

bool unpackExceptions(ByteReader& in, std::size_t count, std::vector<std::pair<std::size_t, double>>& odd)
{
    const auto exceptions = in.count(9);
    if (!in.ok() || exceptions > count)
        return false;
    odd.reserve(exceptions);
    std::size_t at = 0;
    for (std::size_t e = 0; e < exceptions; ++e) {
        const auto step = in.varint();
        if (step >= count || at + step >= count)
            return false;
        at += static_cast<std::size_t>(step);
        odd.emplace_back(at, in.real());
    }
    return in.ok();
}

void fromDecimals(const std::vector<std::int64_t>& integers, std::uint64_t divisor, std::uint64_t base, unsigned exponent, std::vector<double>& values)
{
    const double power = kPowers[exponent];
    values.resize(integers.size());
    for (std::size_t i = 0; i < integers.size(); ++i)
        values[i] = static_cast<double>(static_cast<std::int64_t>(static_cast<std::uint64_t>(integers[i]) * divisor + base)) / power;
}

bool unmodelDecimals(ByteReader& in, std::size_t count, std::vector<double>& values)
{
    const auto first = in.u8();
    const auto divisor = (first & kHasDivisor) != 0 ? in.varint() : 1;
    const auto base = static_cast<std::uint64_t>(in.zigzag());
    std::vector<std::pair<std::size_t, double>> odd;
    if (!in.ok() || (first & 0x80U) != 0 || ((first & kHasExceptions) != 0 && !unpackExceptions(in, count, odd)))
        return false;
    std::vector<std::int64_t> integers(count);
    if ((first & kAllEqual) == 0 && !unmodelIntegers(in, count, integers))
        return false;
    fromDecimals(integers, divisor, base, first & kExponent, values);
    for (const auto& [i, v] : odd)
        values[i] = v;
    return true;
}

/// Doubles that came of sums or products of decimals: m / 10^exponent and some units in the last place.
struct NearDecimals {
    int exponent = 0;
    std::vector<std::int64_t> integers;
    std::vector<std::int64_t> misses;
};

constexpr int kMaxNear = 12;
constexpr double kMaxNearInteger = 9e15;

std::uint64_t decimalBits(std::int64_t m, int exponent) { return bitsOf(static_cast<double>(m) / kPowers[static_cast<std::size_t>(exponent)]); }

/// How many units in the last place `v` misses m / 10^exponent by; false: no m is near enough to say more than the bits do.
bool missOf(double v, int exponent, std::int64_t& m, std::int64_t& miss)
{
    const double scaled = v * kPowers[static_cast<std::size_t>(exponent)];
    if (!(std::fabs(scaled) < kMaxNearInteger))
        return false;
    m = static_cast<std::int64_t>(std::nearbyint(scaled));
    const auto bits = decimalBits(m, exponent);
    miss = static_cast<std::int64_t>(bitsOf(v) - bits);
    const auto next = static_cast<std::int64_t>(decimalBits(m < 0 ? m - 1 : m + 1, exponent) - bits);
    return miss <= next / 16 && miss >= -next / 16;
}

/// The least exponent at which nearly all of a few values are near decimals.
bool findNear(const std::vector<double>& values, NearDecimals& out)
{
    const auto stride = std::max<std::size_t>(1, values.size() / 24);
    for (int exponent = 0; exponent <= kMaxNear; ++exponent) {
        std::size_t looked = 0;
        std::size_t near = 0;
        std::int64_t m = 0;
        std::int64_t miss = 0;
        for (std::size_t i = 0; i < values.size(); i += stride, ++looked)
            near += missOf(values[i], exponent, m, miss) ? 1 : 0;
        if (near * 16 < looked * 15)
            continue;
        out.exponent = exponent;
        out.integers.reserve(values.size());
        out.misses.reserve(values.size());
        for (const auto v : values) {
            if (!missOf(v, exponent, m, miss)) {
                m = out.integers.empty() ? 0 : out.integers.back();
                miss = static_cast<std::int64_t>(bitsOf(v) - decimalBits(m, exponent));
            }
            out.integers.push_back(m);
            out.misses.push_back(miss);
        }
        return true;
    }
    return false;
}

void packNear(ByteWriter& out, NearDecimals d)
{
    const auto base = d.integers.front();
    reduce(d.integers, 1);
    out.u8(static_cast<std::uint8_t>(d.exponent));
    out.zigzag(base);
    modelIntegers(out, d.integers);
    modelIntegers(out, d.misses);
}

bool unpackNear(ByteReader& in, std::size_t count, std::vector<double>& values)
{
    const unsigned exponent = in.u8();
    const auto base = static_cast<std::uint64_t>(in.zigzag());
    std::vector<std::int64_t> integers;
    std::vector<std::int64_t> misses;
    if (!in.ok() || exponent > kMaxNear || !unmodelIntegers(in, count, integers) || !unmodelIntegers(in, count, misses))
        return false;
    fromDecimals(integers, 1, base, exponent, values);
    for (std::size_t i = 0; i < count; ++i) {
        const auto bits = bitsOf(values[i]) + static_cast<std::uint64_t>(misses[i]);
        std::memcpy(&values[i], &bits, 8);
    }
    return true;
}

void modelBits(ByteWriter& out, const std::vector<double>& values)
{
    // Doubles of one sign and near each other are as near as integers.
    std::vector<std::int64_t> bits(values.size());
    const auto base = bitsOf(values.front());
    for (std::size_t i = 0; i < values.size(); ++i)
        bits[i] = static_cast<std::int64_t>(bitsOf(values[i]) - base);
    out.fixed64(base);
    modelIntegers(out, bits);
}

bool unmodelBits(ByteReader& in, std::size_t count, std::vector<double>& values)
{
    const auto base = in.fixed64();
    std::vector<std::int64_t> all;
    if (!in.ok() || !unmodelIntegers(in, count, all))
        return false;
    values.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto bits = base + static_cast<std::uint64_t>(all[i]);
        std::memcpy(&values[i], &bits, 8);
    }
    return true;
}

bool unpackDecimals(ByteReader& in, std::size_t count, bool coded, std::vector<double>& values)
{
    const auto exponent = in.u8();
    const auto divisor = in.varint();
    const auto base = static_cast<std::uint64_t>(in.zigzag());
    std::vector<std::pair<std::size_t, double>> odd;
    std::vector<std::int64_t> integers;
    if (exponent > kMaxExponent || !unpackExceptions(in, count, odd) || !(coded ? decodeIntegers(in, count, integers) : unpackIntegers(in, count, integers)))
        return false;
    fromDecimals(integers, divisor, base, exponent, values);
    for (const auto& [i, v] : odd)
        values[i] = v;
    return true;
}

} // namespace

double decimalPower(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

bool allDecimals(const std::vector<double>& values, int& exponent, std::vector<std::int64_t>& integers)
{
    Decimals found;
    if (values.empty() || !findDecimals(values, found) || !found.exceptions.empty())
        return false;
    exponent = found.exponent;
    integers = std::move(found.integers);
    return true;
}

void packPlanes(ByteWriter& out, std::span<const double> values)
{
    const auto n = values.size();
    auto& buffer = out.buffer();
    const auto begin = buffer.size();
    buffer.resize(begin + 8 * n);
    std::uint64_t previous = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const auto bits = bitsOf(values[i]);
        const auto x = bits ^ previous;
        previous = bits;
        for (unsigned plane = 0; plane < 8; ++plane)
            buffer[begin + plane * n + i] = static_cast<char>(x >> (56 - 8 * plane));
    }
}

bool unpackPlanes(ByteReader& in, std::size_t count, std::vector<double>& values)
{
    const auto bytes = in.raw(8 * static_cast<std::uint64_t>(count));
    if (!in.ok())
        return false;
    values.resize(count);
    std::uint64_t previous = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t x = 0;
        for (unsigned plane = 0; plane < 8; ++plane)
            x = x << 8U | static_cast<unsigned char>(bytes[plane * count + i]);
        previous ^= x;
        std::memcpy(&values[i], &previous, 8);
    }
    return true;
}

namespace {

bool packConstant(ByteWriter& out, const std::vector<double>& values)
{
    for (const auto v : values) {
        if (bitsOf(v) != bitsOf(values.front()))
            return false;
    }
    out.u8(kConstantValues);
    out.real(values.front());
    return true;
}

} // namespace

void packValues(ByteWriter& out, const std::vector<double>& values)
{
    if (packConstant(out, values))
        return;
    Decimals decimals;
    if (findDecimals(values, decimals)) {
        out.u8(kDecimalValues);
        packDecimals(out, values, decimals);
    } else {
        out.u8(kPlaneValues);
        packPlanes(out, values);
    }
}

void codeValues(ByteWriter& out, const std::vector<double>& values)
{
    ByteWriter best;
    int exponent = INT_MAX;
    const auto take = [&](ByteWriter tried) {
        if (best.bytes().empty() || tried.bytes().size() < best.bytes().size())
            best = std::move(tried);
    };
    if (Decimals decimals; findDecimals(values, decimals)) {
        exponent = decimals.exponent;
        best.u8(kModelledDecimalValues);
        modelDecimals(best, values, std::move(decimals));
    } else if (packConstant(out, values)) {
        return;
    }
    // What needs more digits than people and clocks write is a decimal by accident, or the sum or product of some.
    if (exponent > kMaxNear) {
        ByteWriter bits;
        bits.u8(kModelledBitValues);
        modelBits(bits, values);
        take(std::move(bits));
    }
    if (NearDecimals near; exponent > kMaxNear - 3 && findNear(values, near) && near.exponent < exponent) {
        ByteWriter tried;
        tried.u8(kNearDecimalValues);
        packNear(tried, std::move(near));
        take(std::move(tried));
    }
    out.raw(best.bytes());
}

bool unpackValues(ByteReader& in, std::size_t count, std::vector<double>& values)
{
    switch (in.u8()) {
    case kConstantValues:
        values.assign(count, in.real());
        return in.ok();
    case kDecimalValues:
        return unpackDecimals(in, count, false, values);
    case kPlaneValues:
        return unpackPlanes(in, count, values);
    case kCodedDecimalValues:
        return unpackDecimals(in, count, true, values);
    case kCodedBitValues: {
        std::vector<std::int64_t> bits;
        if (!decodeIntegers(in, count, bits))
            return false;
        values.resize(count);
        std::memcpy(values.data(), bits.data(), 8 * count);
        return true;
    }
    case kModelledDecimalValues:
        return unmodelDecimals(in, count, values);
    case kModelledBitValues:
        return unmodelBits(in, count, values);
    case kNearDecimalValues:
        return unpackNear(in, count, values);
    default:
        return false;
    }
}

} // namespace vedette
