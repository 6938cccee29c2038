#include "models/store/value_packing.h"

#include "models/store/coded_integers.h"
#include "models/store/integer_packing.h"

#include <array>
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

void packDecimals(ByteWriter& out, const std::vector<double>& values, Decimals& d, bool coded)
{
    const auto base = d.integers.front();
    std::uint64_t divisor = 0;
    for (const auto m : d.integers) {
        const auto difference = static_cast<std::uint64_t>(m) - static_cast<std::uint64_t>(base);
        const auto size = static_cast<std::int64_t>(difference) < 0 ? 0 - difference : difference;
        // Differences that wrap round have no common divisor with the others.
        if ((m < base) != (static_cast<std::int64_t>(difference) < 0) && difference != 0) {
            divisor = 1;
            break;
        }
        if (size != 0) {
            divisor = std::gcd(divisor, size);
            if (divisor == 1)
                break;
        }
    }
    divisor = std::max<std::uint64_t>(divisor, 1);
    for (auto& m : d.integers) {
        const auto difference = static_cast<std::int64_t>(static_cast<std::uint64_t>(m) - static_cast<std::uint64_t>(base));
        m = divisor == 1 ? difference : difference / static_cast<std::int64_t>(divisor);
    }
    out.u8(static_cast<std::uint8_t>(d.exponent));
    out.varint(divisor);
    out.zigzag(base);
    out.varint(d.exceptions.size());
    std::size_t previous = 0;
    for (const auto i : d.exceptions) {
        out.varint(i - previous);
        out.real(values[i]);
        previous = i;
    }
    if (coded)
        codeIntegers(out, d.integers);
    else
        packIntegers(out, d.integers);
}

bool unpackDecimals(ByteReader& in, std::size_t count, bool coded, std::vector<double>& values)
{
    const auto exponent = in.u8();
    const auto divisor = in.varint();
    const auto base = static_cast<std::uint64_t>(in.zigzag());
    const auto exceptions = in.count(9);
    if (!in.ok() || exponent > kMaxExponent || exceptions > count)
        return false;
    std::vector<std::pair<std::size_t, double>> odd;
    odd.reserve(exceptions);
    std::size_t at = 0;
    for (std::size_t e = 0; e < exceptions; ++e) {
        const auto step = in.varint();
        if (step >= count || at + step >= count)
            return false;
        at += static_cast<std::size_t>(step);
        odd.emplace_back(at, in.real());
    }
    std::vector<std::int64_t> integers;
    if (!in.ok() || !(coded ? decodeIntegers(in, count, integers) : unpackIntegers(in, count, integers)))
        return false;
    const double power = kPowers[exponent];
    values.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto m = static_cast<std::int64_t>(static_cast<std::uint64_t>(integers[i]) * divisor + base);
        values[i] = static_cast<double>(m) / power;
    }
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
        packDecimals(out, values, decimals, false);
    } else {
        out.u8(kPlaneValues);
        packPlanes(out, values);
    }
}

void codeValues(ByteWriter& out, const std::vector<double>& values)
{
    if (packConstant(out, values))
        return;
    Decimals decimals;
    if (findDecimals(values, decimals)) {
        out.u8(kCodedDecimalValues);
        packDecimals(out, values, decimals, true);
        return;
    }
    // Doubles of one sign and near each other are as near as integers.
    std::vector<std::int64_t> bits(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        bits[i] = static_cast<std::int64_t>(bitsOf(values[i]));
    out.u8(kCodedBitValues);
    codeIntegers(out, bits);
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
    default:
        return false;
    }
}

} // namespace vedette
