#include "models/snapshot/chart_frames.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

std::int64_t columnWidth(TimeRange range, int columns)
{
    return std::max<std::int64_t>(1, (range.length().count() + columns - 1) / std::max(1, columns));
}

} // namespace

ReducedLine reduceLine(const SeriesSamples& samples, TimeRange range, Millis step, int columns, Time knownTo)
{
    ReducedLine out;
    const auto width = columnWidth(range, columns);
    const Millis tooLong{step.count() * 5 / 2};
    double sum = 0;
    std::size_t count = 0;
    std::optional<Time> before;
    std::int64_t current = -1;
    for (std::size_t i = 0; i < samples.times.size(); ++i) {
        const Time t = samples.times[i];
        const double v = samples.values[i];
        if (!std::isfinite(v) || t < range.from || t >= range.to)
            continue;
        if (before && t - *before > tooLong) {
            out.gaps.push_back({*before, t});
            current = -1; // a column never bridges a gap
        } else if (!before && t - range.from > tooLong) {
            out.gaps.push_back({range.from, t});
        }
        before = t;
        const auto column = (t - range.from).count() / width;
        if (column != current) {
            out.columns.push_back({t, v, v, v, v});
            current = column;
        } else {
            auto& c = out.columns.back();
            c.min = std::min(c.min, v);
            c.max = std::max(c.max, v);
            c.last = v;
        }
        out.stats.min = out.stats.min ? std::min(*out.stats.min, v) : v;
        out.stats.max = out.stats.max ? std::max(*out.stats.max, v) : v;
        out.stats.last = v;
        out.stats.lastAt = t;
        sum += v;
        ++count;
    }
    if (count > 0)
        out.stats.mean = sum / static_cast<double>(count);
    const Time end = std::min(range.to, knownTo);
    const Time start = before.value_or(range.from);
    if (end - start > tooLong)
        out.gaps.push_back({start, end});
    return out;
}

std::vector<BandPoint> reduceBand(const std::vector<ScoredPoint>& points, TimeRange range, int columns)
{
    std::vector<BandPoint> out;
    const auto width = columnWidth(range, columns);
    std::int64_t current = -1;
    for (const auto& p : points) {
        if (p.at < range.from || p.at >= range.to || !std::isfinite(p.lower) || !std::isfinite(p.upper))
            continue;
        const auto column = (p.at - range.from).count() / width;
        if (column != current) {
            out.push_back({p.at, p.lower, p.upper, p.expected});
            current = column;
        } else {
            out.back().lower = std::min(out.back().lower, p.lower);
            out.back().upper = std::max(out.back().upper, p.upper);
        }
    }
    return out;
}

} // namespace vedette
