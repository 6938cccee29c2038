#pragma once

#include <cstdint>

namespace vedette {

/// The range a series keeps to: its second most extreme day on each side, so that one bad day is no habit and what comes on two
/// days is one. Forgotten over two months. In the first two days the range of all that was seen. Not thread-safe.
class UsualRange {
public:
    /// A value of a day (its number, ascending). While `held` a day does not end: an incident over midnight is of one day.
    void note(std::int64_t day, double value, bool held);
    /// The value is usual from now on, as after a lasting step.
    void accept(double value);
    [[nodiscard]] double low() const;
    [[nodiscard]] double high() const;
    /// Never negative.
    [[nodiscard]] double width() const;
    [[nodiscard]] bool valid() const;

    template <class Archive> void archive(Archive& a)
    {
        a.field(m_highs);
        a.field(m_lows);
        a.field(m_high);
        a.field(m_low);
        a.field(m_day);
        a.field(m_ended);
    }

private:
    void endDay(std::int64_t next);

    double m_highs[2] = {}; ///< of days that ended, the greatest first
    double m_lows[2] = {};  ///< the least first
    double m_high = 0;      ///< of the day under way
    double m_low = 0;
    std::int64_t m_day = 0;
    std::int32_t m_ended = -1; ///< days that ended, no more than two are counted; -1: nothing was noted
};

} // namespace vedette
