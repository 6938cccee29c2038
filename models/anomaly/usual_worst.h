#pragma once

#include "models/base/time.h"

#include <cstdint>

namespace vedette {

/// A series' own usual worst case of one kind of deviation: the greatest of each six hours over two weeks. Turns a standardised
/// deviation into how far it lies beyond what this series does anyway. Starts from a prior. Not thread-safe.
class UsualWorst {
public:
    static constexpr int kBlocks = 56;

    /// A deviation (>= 0, in scales) of the block that is under way.
    void add(double deviation);
    /// Ends a block; blocks with nothing in them are not counted.
    void endBlock();
    /// How many times the usual worst case; below 1 is ordinary.
    [[nodiscard]] double ratio(double deviation) const;
    /// The deviation that has this ratio.
    [[nodiscard]] double deviationAt(double ratio) const;

    template <class Archive> void archive(Archive& a)
    {
        a.field(m_blocks);
        a.field(m_count);
        a.field(m_next);
        a.field(m_max);
        a.field(m_usual);
    }
    [[nodiscard]] bool valid() const;

private:
    std::int16_t m_blocks[kBlocks] = {}; ///< natural logarithms of maxima, in thousandths
    std::int32_t m_count = 0;
    std::int32_t m_next = 0;
    float m_max = -1;
    float m_usual = kPriorUsual;

    static constexpr float kPriorUsual = 1.7f;
};

} // namespace vedette
