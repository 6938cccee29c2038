#include "models/slo/bin_sums.h"

#include <algorithm>
#include <cmath>

namespace vedette::slo {

BinSums::BinSums(const SloBins& bins, Time to)
{
    Counted sum;
    for (const auto& bin : bins.bins) {
        if (bin.start + bins.width > to)
            break;
        if (!std::isfinite(bin.good) || !std::isfinite(bin.total))
            continue;
        sum.bad += static_cast<long double>(bin.total) - bin.good;
        sum.total += bin.total;
        sum.seenMs += static_cast<long double>(bin.seen) * static_cast<long double>(bins.width.count());
        m_starts.push_back(bin.start);
        m_ends.push_back(bin.start + bins.width);
        m_sums.push_back(sum);
    }
}

Counted BinSums::upTo(Time t) const
{
    const auto after = std::upper_bound(m_ends.begin(), m_ends.end(), t);
    const auto whole = static_cast<std::size_t>(after - m_ends.begin());
    Counted sum = whole > 0 ? m_sums[whole - 1] : Counted{};
    if (whole < m_ends.size() && m_starts[whole] < t) {
        const long double share = static_cast<long double>((t - m_starts[whole]).count())
            / static_cast<long double>((m_ends[whole] - m_starts[whole]).count());
        const auto part = minus(m_sums[whole], sum);
        sum = {sum.bad + share * part.bad, sum.total + share * part.total, sum.seenMs + share * part.seenMs};
    }
    return sum;
}

} // namespace vedette::slo
