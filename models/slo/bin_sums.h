#pragma once

#include "models/core/slo.h"

#include <vector>

namespace vedette::slo {

/// Events within a span of time, and how much of it was seen.
struct Counted {
    long double bad = 0;
    long double total = 0;
    long double seenMs = 0; ///< milliseconds of the span that have samples
};

/// Running sums over bins, so that any window costs two look-ups. In long double: whole events stay exact up to 2^63,
/// and a window of minutes loses nothing beside a month of them.
class BinSums {
public:
    /// `bins` ascending; bins that end after `to` are left out (they hold what came later).
    BinSums(const SloBins& bins, Time to);

    /// What the samples at t with from < t <= to added. A bin that lies partly inside counts by its share of time.
    [[nodiscard]] Counted within(Time from, Time to) const { return minus(upTo(to), upTo(from)); }
    [[nodiscard]] Time first() const { return m_ends.empty() ? Time{} : m_starts.front(); }
    [[nodiscard]] bool empty() const { return m_ends.empty(); }

private:
    [[nodiscard]] Counted upTo(Time t) const;
    static Counted minus(const Counted& a, const Counted& b)
    {
        return {a.bad - b.bad, a.total - b.total, a.seenMs - b.seenMs};
    }

    std::vector<Time> m_starts;
    std::vector<Time> m_ends;
    std::vector<Counted> m_sums; ///< up to and with bin i
};

} // namespace vedette::slo
