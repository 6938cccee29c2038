#include "models/store/integer_classes.h"

#include <algorithm>

namespace vedette {

namespace {

/// Which class each state stands for.
std::vector<std::uint8_t> spread(const ClassCounts& counts, unsigned log)
{
    const auto size = 1U << log;
    std::vector<std::uint8_t> out(size);
    const auto step = (size >> 1U) + (size >> 3U) + 3;
    unsigned at = 0;
    for (unsigned c = 0; c < counts.size(); ++c) {
        for (std::uint32_t i = 0; i < counts[c]; ++i) {
            out[at] = static_cast<std::uint8_t>(c);
            at = (at + step) & (size - 1);
        }
    }
    return out;
}

} // namespace

std::optional<ClassCounts> readCounts(BitReader& in, unsigned low, unsigned high, unsigned log)
{
    ClassCounts counts{};
    std::uint32_t sum = 0;
    for (auto c = low; c <= high; ++c) {
        const auto width = static_cast<unsigned>(in.get(4));
        counts[c] = width == 0 ? 0 : 1U << (width - 1) | static_cast<std::uint32_t>(in.get(width - 1));
        sum += counts[c];
    }
    return in.ok() && sum == 1U << log ? std::optional(counts) : std::nullopt;
}

Residues residuesOf(const std::vector<std::int64_t>& values, unsigned kind)
{
    Residues out;
    out.all.reserve(values.size());
    Predictor predictor(kind);
    for (const auto value : values) {
        const auto v = static_cast<std::uint64_t>(value);
        const auto z = zigzagOf(v - predictor.expected());
        predictor.see(v);
        out.all.push_back(z);
        const auto c = classOf(z);
        ++out.counts[c];
        out.below += bitsBelow(c);
    }
    return out;
}

ClassCounts normalized(const ClassCounts& counts, std::uint64_t n, unsigned log)
{
    ClassCounts out{};
    const auto size = 1U << log;
    std::uint32_t sum = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        if (counts[c] > 0)
            out[c] = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(static_cast<std::uint64_t>(counts[c]) * size / n));
        sum += out[c];
    }
    // What rounding left over goes to the greatest, what it took too much is taken from those that can spare it.
    while (sum != size) {
        const auto greatest = std::max_element(out.begin(), out.end());
        if (sum < size) {
            *greatest += size - sum;
            break;
        }
        const auto less = std::min(sum - size, *greatest / 4 + 1);
        *greatest -= less;
        sum -= less;
    }
    return out;
}

unsigned logFor(std::size_t n, unsigned classes)
{
    const auto wanted = static_cast<unsigned>(std::bit_width(n)) > 2 ? static_cast<unsigned>(std::bit_width(n)) - 1 : 1;
    return std::clamp(std::max(wanted, static_cast<unsigned>(std::bit_width(classes)) + 1), kMinLog, kMaxLog);
}

std::vector<ClassState> statesOf(const ClassCounts& counts, unsigned log)
{
    const auto size = 1U << log;
    const auto classes = spread(counts, log);
    auto next = counts;
    std::vector<ClassState> out(size);
    for (unsigned i = 0; i < size; ++i) {
        const auto c = classes[i];
        const auto x = next[c]++;
        const auto bits = log - (static_cast<unsigned>(std::bit_width(x)) - 1);
        out[i] = {static_cast<std::uint16_t>((x << bits) - size), static_cast<std::uint8_t>(bits), c};
    }
    return out;
}

ClassBits classBits(const std::vector<std::uint8_t>& classes, const ClassCounts& counts, unsigned log)
{
    const auto size = 1U << log;
    const auto states = spread(counts, log);
    std::array<std::uint32_t, 257> begin{};
    for (std::size_t c = 0; c < 256; ++c)
        begin[c + 1] = begin[c] + counts[c];
    std::vector<std::uint32_t> next(size);
    auto fill = begin;
    for (unsigned state = 0; state < size; ++state)
        next[fill[states[state]]++] = size + state;
    ClassBits out;
    out.next.resize(classes.size());
    std::uint32_t state = size;
    for (auto i = classes.size(); i-- > 0;) {
        const auto c = classes[i];
        unsigned n = 0;
        while (state >> n >= 2 * counts[c])
            ++n;
        out.next[i] = {state & ((1U << n) - 1), n};
        state = next[begin[c] + (state >> n) - counts[c]];
    }
    out.first = state - size;
    return out;
}

} // namespace vedette
