#include "models/store/integer_packing.h"

#include <algorithm>
#include <array>
#include <bit>

namespace vedette {

namespace {

std::uint64_t asZigzag(std::uint64_t v)
{
    return (v << 1U) ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(v) >> 63);
}

/// Which order packs smallest, judged by the bits of all values at once.
unsigned bestOrder(const std::vector<std::int64_t>& values)
{
    std::array<std::uint64_t, 3> bits{};
    const auto base = static_cast<std::uint64_t>(values.front());
    std::uint64_t previous = base;
    std::uint64_t previousDelta = 0;
    for (const auto value : values) {
        const auto v = static_cast<std::uint64_t>(value);
        const auto delta = v - previous;
        bits[0] += static_cast<unsigned>(std::bit_width(asZigzag(v - base)));
        bits[1] += static_cast<unsigned>(std::bit_width(asZigzag(delta)));
        bits[2] += static_cast<unsigned>(std::bit_width(asZigzag(delta - previousDelta)));
        previous = v;
        previousDelta = delta;
    }
    return static_cast<unsigned>(std::min_element(bits.begin(), bits.end()) - bits.begin());
}

/// The width at which a block is smallest, exceptions counted.
unsigned bestWidth(const std::array<std::uint8_t, 65>& widths, std::size_t n)
{
    std::size_t best = SIZE_MAX;
    unsigned bestAt = 64;
    std::size_t exceptionBytes = 0;
    for (int w = 64; w >= 0; --w) {
        const auto at = static_cast<unsigned>(w);
        const auto size = (n * at + 7) / 8 + exceptionBytes;
        if (size < best) {
            best = size;
            bestAt = at;
        }
        // Going one narrower, what needs `at` bits becomes an exception; one more byte covers seven bits of it.
        exceptionBytes += static_cast<std::size_t>(widths[at]) * 3;
    }
    return bestAt;
}

void unpackBits(std::string_view bytes, std::size_t n, unsigned width, std::uint64_t* values)
{
    const std::uint64_t mask = width == 64 ? ~0ULL : (1ULL << width) - 1;
    const auto byteAt = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])); };
    std::size_t bit = 0;
    for (std::size_t i = 0; i < n; ++i, bit += width) {
        const std::size_t at = bit / 8;
        const unsigned shift = bit % 8;
        std::uint64_t v = 0;
        if (at + 8 <= bytes.size()) {
            std::memcpy(&v, bytes.data() + at, 8);
            if constexpr (std::endian::native == std::endian::big)
                v = __builtin_bswap64(v);
        } else {
            for (std::size_t b = 0; b < 8 && at + b < bytes.size(); ++b)
                v |= byteAt(at + b) << (8 * b);
        }
        v >>= shift;
        if (shift + width > 64 && at + 8 < bytes.size())
            v |= byteAt(at + 8) << (64 - shift);
        values[i] = v & mask;
    }
}

} // namespace

void packBits(std::string& out, const std::uint64_t* values, std::size_t n, unsigned width)
{
    const auto begin = out.size();
    const auto size = (n * width + 7) / 8;
    const std::uint64_t mask = width == 64 ? ~0ULL : (1ULL << width) - 1;
    out.resize(begin + size + 16); // whole words are written, the last ones over what is cut off again
    auto* to = out.data() + begin;
    const auto put = [&to](std::uint64_t word) {
        if constexpr (std::endian::native == std::endian::big)
            word = __builtin_bswap64(word);
        std::memcpy(to, &word, 8);
    };
    std::uint64_t pending = 0;
    unsigned have = 0; // bits, below 8
    for (std::size_t i = 0; i < n; ++i) {
        const auto v = values[i] & mask;
        put(pending | v << have);
        if (have + width > 64) { // a ninth byte
            to += 8;
            pending = v >> (64 - have);
            have = have + width - 64;
            continue;
        }
        const auto bits = have + width;
        to += bits / 8;
        pending = bits == 64 ? 0 : (pending | v << have) >> (bits & ~7U);
        have = bits & 7U;
    }
    put(pending);
    out.resize(begin + size);
}

void packIntegers(ByteWriter& out, const std::vector<std::int64_t>& values)
{
    const unsigned order = bestOrder(values);
    out.u8(static_cast<std::uint8_t>(order));
    std::uint64_t previous = 0;
    std::uint64_t previousDelta = 0;
    std::array<std::uint64_t, kIntegerBlock> block{};
    for (std::size_t begin = 0; begin < values.size(); begin += kIntegerBlock) {
        const auto n = std::min(kIntegerBlock, values.size() - begin);
        std::int64_t least = INT64_MAX;
        for (std::size_t i = 0; i < n; ++i) {
            const auto v = static_cast<std::uint64_t>(values[begin + i]);
            const auto delta = v - previous;
            block[i] = order == 0 ? v : order == 1 ? delta : delta - previousDelta;
            previous = v;
            previousDelta = delta;
            least = std::min(least, static_cast<std::int64_t>(block[i]));
        }
        // One value far below the others (a counter reset) would widen the whole block: let it wrap into an exception.
        if (n > 8) {
            std::array<std::int64_t, kIntegerBlock> sorted{};
            for (std::size_t i = 0; i < n; ++i)
                sorted[i] = static_cast<std::int64_t>(block[i]);
            auto second = INT64_MAX;
            bool skipped = false;
            for (std::size_t i = 0; i < n; ++i) {
                if (!skipped && sorted[i] == least)
                    skipped = true;
                else
                    second = std::min(second, sorted[i]);
            }
            const auto gap = static_cast<std::uint64_t>(second) - static_cast<std::uint64_t>(least);
            std::int64_t most = INT64_MIN;
            for (std::size_t i = 0; i < n; ++i)
                most = std::max(most, sorted[i]);
            const auto rest = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(second);
            if (std::bit_width(gap) > std::bit_width(rest) + 1)
                least = second;
        }
        std::array<std::uint8_t, 65> widths{};
        for (std::size_t i = 0; i < n; ++i) {
            block[i] -= static_cast<std::uint64_t>(least);
            ++widths[static_cast<std::size_t>(std::bit_width(block[i]))];
        }
        const unsigned width = bestWidth(widths, n);
        std::uint8_t exceptions = 0;
        for (unsigned w = width + 1; w <= 64; ++w)
            exceptions = static_cast<std::uint8_t>(exceptions + widths[w]);
        out.zigzag(least);
        out.u8(static_cast<std::uint8_t>(width));
        out.u8(exceptions);
        packBits(out.buffer(), block.data(), n, width);
        if (exceptions == 0)
            continue;
        for (std::size_t i = 0; i < n; ++i) {
            if (static_cast<unsigned>(std::bit_width(block[i])) > width) {
                out.u8(static_cast<std::uint8_t>(i));
                out.varint(block[i] >> width);
            }
        }
    }
}

bool unpackIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values)
{
    const auto order = in.u8();
    if (order > 2)
        return false;
    values.clear();
    values.reserve(count);
    std::uint64_t previous = 0;
    std::uint64_t previousDelta = 0;
    std::array<std::uint64_t, kIntegerBlock> block{};
    for (std::size_t begin = 0; begin < count; begin += kIntegerBlock) {
        const auto n = std::min(kIntegerBlock, count - begin);
        const auto least = static_cast<std::uint64_t>(in.zigzag());
        const unsigned width = in.u8();
        const unsigned exceptions = in.u8();
        if (width > 64 || exceptions > n)
            return false;
        const auto bits = in.raw((n * width + 7) / 8);
        if (!in.ok())
            return false;
        unpackBits(bits, n, width, block.data());
        for (unsigned e = 0; e < exceptions; ++e) {
            const auto at = in.u8();
            const auto high = in.varint();
            if (!in.ok() || at >= n || width >= 64)
                return false;
            block[at] |= high << width;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const auto stored = block[i] + least;
            const auto delta = order == 0 ? 0 : order == 1 ? stored : stored + previousDelta;
            const auto v = order == 0 ? stored : previous + delta;
            previous = v;
            previousDelta = delta;
            values.push_back(static_cast<std::int64_t>(v));
        }
    }
    return in.ok();
}

} // namespace vedette
