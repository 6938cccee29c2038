#pragma once

#include "models/base/time.h"

#include <cstdint>

namespace vedette {

/// Remembers when a series stood out, by quarter of an hour, today and on the two days before. A job that runs every day is a
/// habit, not an incident. Weeks are left out on purpose: public series have incidents in the same hour of three weeks. Not thread-safe.
class Habit {
public:
    /// How strongly (ratio) the series stood out at this time on both of the previous days; 1 when it did not on one of them.
    [[nodiscard]] double before(Time at) const;
    /// Notes how much the series stands out now (a ratio). Times ascending.
    void note(Time at, double ratio);

    template <class Archive> void archive(Archive& a)
    {
        for (auto& day : m_rounds)
            a.field(day);
        a.field(m_newest);
    }

private:
    static constexpr int kQuarters = 96;
    std::uint8_t m_rounds[3][kQuarters] = {}; ///< by day modulo 3: logarithms of ratios, in sixteenths
    std::int64_t m_newest = 0;                ///< number of the newest day
};

} // namespace vedette
