#pragma once

#include "models/store/bit_stream.h"

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

// What integers are coded by (DESIGN.md, "The cache"): predictors, classes of what they leave, and tANS over the classes.
// J. Duda, "Asymmetric numeral systems" (2013), arXiv:1311.2540; states are laid out as in Y. Collet's FSE.

namespace vedette {

enum : std::uint8_t { kDelta = 0, kDelta2 = 1, kSmoothed = 2, kPredictors = 3 };
inline constexpr unsigned kMinLog = 5;
inline constexpr unsigned kMaxLog = 12;
inline constexpr unsigned kSmoothing = 2; ///< the mean of differences follows by a quarter
using ClassCounts = std::array<std::uint32_t, 256>;

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

inline std::uint64_t zigzagOf(std::uint64_t v) { return (v << 1U) ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(v) >> 63); }
inline std::uint64_t unzigzag(std::uint64_t v) { return (v >> 1U) ^ (~(v & 1U) + 1U); }

/// Four classes for each power of two: 0 to 3 are themselves.
inline unsigned classOf(std::uint64_t z)
{
    if (z < 4)
        return static_cast<unsigned>(z);
    const auto e = static_cast<unsigned>(std::bit_width(z)) - 1;
    return (e - 1) << 2U | static_cast<unsigned>(z >> (e - 2) & 3U);
}
inline unsigned bitsBelow(unsigned c) { return c < 8 ? 0 : (c >> 2U) - 1; }
inline std::uint64_t leastOf(unsigned c) { return c < 4 ? c : static_cast<std::uint64_t>(4 | (c & 3U)) << bitsBelow(c); }

/// What a predictor leaves of integers.
struct Residues {
    std::vector<std::uint64_t> all; ///< zigzag
    ClassCounts counts{};
    double below = 0; ///< bits below the classes
};
[[nodiscard]] Residues residuesOf(const std::vector<std::int64_t>& values, unsigned kind);

/// Counts scaled to a sum of 2^log, none that was there to 0. `n`: their sum.
[[nodiscard]] ClassCounts normalized(const ClassCounts& counts, std::uint64_t n, unsigned log);
/// The table of these counts, from class `low` to `high`; nullopt: the bits are none whose sum is 2^log. Safe on hostile bits.
[[nodiscard]] std::optional<ClassCounts> readCounts(BitReader& in, unsigned low, unsigned high, unsigned log);
/// Fit for n integers of so many classes.
[[nodiscard]] unsigned logFor(std::size_t n, unsigned classes);

/// Of a decoder, by its number.
struct ClassState {
    std::uint16_t base = 0;
    std::uint8_t bits = 0;
    std::uint8_t cls = 0;
};
[[nodiscard]] std::vector<ClassState> statesOf(const ClassCounts& counts, unsigned log);

/// Classes as the bits that a decoder reads, first to last.
struct ClassBits {
    std::uint32_t first = 0; ///< state, log bits
    std::vector<std::pair<std::uint32_t, unsigned>> next; ///< bits and how many
};
[[nodiscard]] ClassBits classBits(const std::vector<std::uint8_t>& classes, const ClassCounts& counts, unsigned log);

} // namespace vedette
