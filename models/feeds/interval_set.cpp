#include "models/feeds/interval_set.h"

#include <algorithm>

namespace vedette {

void IntervalSet::add(TimeRange range)
{
    if (range.from >= range.to)
        return;
    std::vector<TimeRange> out;
    out.reserve(m_ranges.size() + 1);
    for (const auto& r : m_ranges) {
        if (r.to < range.from || r.from > range.to) {
            out.push_back(r);
        } else {
            range.from = std::min(range.from, r.from);
            range.to = std::max(range.to, r.to);
        }
    }
    out.insert(std::upper_bound(out.begin(), out.end(), range, [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; }), range);
    m_ranges = std::move(out);
}

void IntervalSet::remove(TimeRange range)
{
    if (range.from >= range.to)
        return;
    std::vector<TimeRange> out;
    for (const auto& r : m_ranges) {
        if (!r.overlaps(range.from, range.to)) {
            out.push_back(r);
            continue;
        }
        if (r.from < range.from)
            out.push_back({r.from, range.from});
        if (range.to < r.to)
            out.push_back({range.to, r.to});
    }
    m_ranges = std::move(out);
}

std::vector<TimeRange> IntervalSet::missing(TimeRange range) const
{
    std::vector<TimeRange> out;
    Time at = range.from;
    for (const auto& r : m_ranges) {
        if (r.to <= at)
            continue;
        if (r.from >= range.to)
            break;
        if (r.from > at)
            out.push_back({at, r.from});
        at = r.to;
    }
    if (at < range.to)
        out.push_back({at, range.to});
    return out;
}

Millis IntervalSet::lengthWithin(TimeRange range) const
{
    Millis sum{0};
    for (const auto& r : m_ranges) {
        if (r.overlaps(range.from, range.to))
            sum += std::min(r.to, range.to) - std::max(r.from, range.from);
    }
    return sum;
}

} // namespace vedette
