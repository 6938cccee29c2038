#include "models/store/coded_integers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

// tANS: J. Duda, "Asymmetric numeral systems" (2013), arXiv:1311.2540; states are laid out as in Y. Collet's FSE.

namespace vedette {

namespace {

enum : std::uint8_t { kDelta = 0, kDelta2 = 1, kSmoothed = 2, kPredictors = 3 };
constexpr unsigned kMinLog = 5;
constexpr unsigned kMaxLog = 12;
constexpr unsigned kSmoothing = 2; ///< the mean of differences follows by a quarter
using Counts = std::array<std::uint32_t, 256>;

/// What one of the predictors expects; the same arithmetic, modulo 2^64, on both sides.
class Predictor {
public:
    explicit Predictor(unsigned kind) : m_kind(kind) {}
    [[nodiscard]] std::uint64_t expected() const
    {
        if (m_kind == kDelta)
            return m_last;
        return m_last + (m_kind == kDelta2 ? m_delta : static_cast<std::uint64_t>(static_cast<std::int64_t>(m_mean + 128) >> 8));
    }
    void see(std::uint64_t v)
    {
        m_delta = v - m_last;
        m_last = v;
        if (m_kind == kSmoothed)
            m_mean += static_cast<std::uint64_t>(static_cast<std::int64_t>((m_delta << 8U) - m_mean) >> kSmoothing);
    }

private:
    unsigned m_kind;
    std::uint64_t m_last = 0;
    std::uint64_t m_delta = 0;
    std::uint64_t m_mean = 0; ///< of differences, in 256ths
};

std::uint64_t zigzag(std::uint64_t v) { return (v << 1U) ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(v) >> 63); }
std::uint64_t unzigzag(std::uint64_t v) { return (v >> 1U) ^ (~(v & 1U) + 1U); }

/// Four classes for each power of two: 0 to 3 are themselves.
unsigned classOf(std::uint64_t z)
{
    if (z < 4)
        return static_cast<unsigned>(z);
    const auto e = static_cast<unsigned>(std::bit_width(z)) - 1;
    return (e - 1) << 2U | static_cast<unsigned>(z >> (e - 2) & 3U);
}
unsigned bitsBelow(unsigned c) { return c < 8 ? 0 : (c >> 2U) - 1; }
std::uint64_t leastOf(unsigned c) { return c < 4 ? c : static_cast<std::uint64_t>(4 | (c & 3U)) << bitsBelow(c); }

class BitWriter {
public:
    void put(std::uint64_t bits, unsigned n)
    {
        for (; n > 0;) {
            const unsigned take = std::min(n, 8 - m_have);
            m_pending = static_cast<unsigned char>(m_pending | (bits & ((1U << take) - 1)) << m_have);
            m_have += take;
            bits >>= take;
            n -= take;
            if (m_have == 8)
                flush();
        }
    }
    const std::string& bytes()
    {
        if (m_have > 0)
            flush();
        return m_out;
    }

private:
    void flush()
    {
        m_out.push_back(static_cast<char>(m_pending));
        m_pending = 0;
        m_have = 0;
    }
    std::string m_out;
    unsigned char m_pending = 0;
    unsigned m_have = 0;
};

/// Bits behind the end are 0; ok() says whether any were asked for.
class BitReader {
public:
    explicit BitReader(std::string_view bytes) : m_in(bytes) {}
    std::uint64_t get(unsigned n)
    {
        if (n > 56) {
            const auto low = get(32);
            return low | get(n - 32) << 32U;
        }
        const auto at = m_bit >> 3U;
        std::uint64_t word = 0;
        if (at + 8 <= m_in.size()) {
            std::memcpy(&word, m_in.data() + at, 8);
            if constexpr (std::endian::native == std::endian::big)
                word = __builtin_bswap64(word);
        } else {
            for (std::size_t i = 0; at + i < m_in.size(); ++i)
                word |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_in[at + i])) << (8 * i);
        }
        word >>= m_bit & 7U;
        m_bit += n;
        return word & ((1ULL << n) - 1);
    }
    [[nodiscard]] bool ok() const { return m_bit <= m_in.size() * 8; }
    [[nodiscard]] std::size_t bytes() const { return (m_bit + 7) / 8; }

private:
    std::string_view m_in;
    std::size_t m_bit = 0;
};

struct Residues {
    std::vector<std::uint64_t> all; ///< zigzag
    Counts counts{};
    double bits = 0; ///< of classes and what is below them
};

Residues residuesOf(const std::vector<std::int64_t>& values, unsigned kind)
{
    Residues out;
    out.all.reserve(values.size());
    Predictor predictor(kind);
    for (const auto value : values) {
        const auto v = static_cast<std::uint64_t>(value);
        const auto z = zigzag(v - predictor.expected());
        predictor.see(v);
        out.all.push_back(z);
        const auto c = classOf(z);
        ++out.counts[c];
        out.bits += bitsBelow(c);
    }
    const auto n = static_cast<double>(values.size());
    for (const auto count : out.counts)
        out.bits += count == 0 ? 0 : count * std::log2(n / count);
    return out;
}

/// Counts scaled to a sum of 2^log, none that was there to 0.
Counts normalized(const Counts& counts, std::size_t n, unsigned log)
{
    Counts out{};
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

/// Which class each state stands for.
std::vector<std::uint8_t> spread(const Counts& counts, unsigned log)
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

unsigned logFor(std::size_t n, unsigned classes)
{
    const auto wanted = static_cast<unsigned>(std::bit_width(n)) > 2 ? static_cast<unsigned>(std::bit_width(n)) - 1 : 1;
    return std::clamp(std::max(wanted, static_cast<unsigned>(std::bit_width(classes)) + 1), kMinLog, kMaxLog);
}

/// The state after each class, last to first, as bits for a reader that goes first to last.
std::string encodeClasses(const std::vector<std::uint64_t>& residues, const Counts& counts, unsigned log)
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
    std::vector<std::pair<std::uint32_t, unsigned>> bits(residues.size());
    std::uint32_t state = size;
    for (auto i = residues.size(); i-- > 0;) {
        const auto c = classOf(residues[i]);
        unsigned n = 0;
        while (state >> n >= 2 * counts[c])
            ++n;
        bits[i] = {state & ((1U << n) - 1), n};
        state = next[begin[c] + (state >> n) - counts[c]];
    }
    BitWriter out;
    out.put(state - size, log);
    for (const auto& [value, n] : bits)
        out.put(value, n);
    return out.bytes();
}

struct State {
    std::uint16_t base = 0;
    std::uint8_t bits = 0;
    std::uint8_t cls = 0;
};

std::vector<State> statesOf(const Counts& counts, unsigned log)
{
    const auto size = 1U << log;
    const auto classes = spread(counts, log);
    auto next = counts;
    std::vector<State> out(size);
    for (unsigned i = 0; i < size; ++i) {
        const auto c = classes[i];
        const auto x = next[c]++;
        const auto bits = log - (static_cast<unsigned>(std::bit_width(x)) - 1);
        out[i] = {static_cast<std::uint16_t>((x << bits) - size), static_cast<std::uint8_t>(bits), c};
    }
    return out;
}

} // namespace

void codeIntegers(ByteWriter& out, const std::vector<std::int64_t>& values)
{
    unsigned kind = 0;
    auto residues = residuesOf(values, kind);
    for (unsigned other = 1; other < kPredictors; ++other) {
        auto tried = residuesOf(values, other);
        if (tried.bits < residues.bits) {
            residues = std::move(tried);
            kind = other;
        }
    }
    const auto& seen = residues.counts;
    const auto low = static_cast<unsigned>(std::find_if(seen.begin(), seen.end(), [](auto c) { return c > 0; }) - seen.begin());
    const auto high = 255U - static_cast<unsigned>(std::find_if(seen.rbegin(), seen.rend(), [](auto c) { return c > 0; }) - seen.rbegin());
    out.u8(static_cast<std::uint8_t>(kind));
    if (low == high) {
        out.u8(0);
        out.u8(static_cast<std::uint8_t>(low));
    } else {
        const auto classes = static_cast<unsigned>(std::count_if(seen.begin(), seen.end(), [](auto c) { return c > 0; }));
        const auto log = logFor(values.size(), classes);
        const auto counts = normalized(seen, values.size(), log);
        out.u8(static_cast<std::uint8_t>(log));
        out.u8(static_cast<std::uint8_t>(low));
        out.u8(static_cast<std::uint8_t>(high));
        BitWriter table;
        for (auto c = low; c <= high; ++c) {
            const auto width = static_cast<unsigned>(std::bit_width(counts[c]));
            table.put(width, 4);
            if (width > 1)
                table.put(counts[c] & ((1U << (width - 1)) - 1), width - 1);
        }
        out.raw(table.bytes());
        const auto coded = encodeClasses(residues.all, counts, log);
        out.text(coded);
    }
    BitWriter below;
    for (const auto z : residues.all) {
        const auto c = classOf(z);
        below.put(z - leastOf(c), bitsBelow(c));
    }
    out.text(below.bytes());
}

bool decodeIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values)
{
    const unsigned kind = in.u8();
    const unsigned log = in.u8();
    const unsigned low = in.u8();
    if (!in.ok() || kind >= kPredictors || (log != 0 && (log < kMinLog || log > kMaxLog)))
        return false;
    std::vector<State> states{{0, 0, static_cast<std::uint8_t>(low)}};
    std::string_view coded;
    if (log != 0) {
        const unsigned high = in.u8();
        if (high < low)
            return false;
        BitReader table(in.peek());
        Counts counts{};
        std::uint32_t sum = 0;
        for (auto c = low; c <= high; ++c) {
            const auto width = static_cast<unsigned>(table.get(4));
            counts[c] = width == 0 ? 0 : 1U << (width - 1) | static_cast<std::uint32_t>(table.get(width - 1));
            sum += counts[c];
        }
        if (!table.ok() || sum != 1U << log || in.raw(table.bytes()).size() != table.bytes())
            return false;
        states = statesOf(counts, log);
        coded = in.text();
    }
    const auto rest = in.text();
    if (!in.ok())
        return false;
    values.resize(count);
    BitReader classes(coded);
    BitReader below(rest);
    Predictor predictor(kind);
    auto state = static_cast<std::uint32_t>(classes.get(log));
    for (auto& value : values) {
        const auto& now = states[state];
        state = now.base + static_cast<std::uint32_t>(classes.get(now.bits));
        const auto z = leastOf(now.cls) + below.get(bitsBelow(now.cls));
        const auto v = predictor.expected() + unzigzag(z);
        predictor.see(v);
        value = static_cast<std::int64_t>(v);
    }
    return classes.ok() && below.ok();
}

} // namespace vedette
