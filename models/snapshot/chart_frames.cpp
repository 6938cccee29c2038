#include "models/snapshot/chart_frames.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

std::int64_t columnWidth(TimeRange range, int columns)
{
    return std::max<std::int64_t>(1, (range.length().count() + columns - 1) / std::max(1, columns));
}

template <class Point> std::vector<BandPoint> widest(const std::vector<Point>& points, TimeRange range, int columns)
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

} // namespace

ReducedLine reduceLine(const SeriesSamples& samples, TimeRange range, Millis step, int columns, Time knownTo)
{
    SeriesRollup bins;
    bins.bins.reserve(samples.times.size());
    for (std::size_t i = 0; i < samples.times.size(); ++i) {
        if (const double v = samples.values[i]; std::isfinite(v))
            bins.bins.push_back({samples.times[i], 1, v, v, v, v, v, 0});
    }
    return reduceLine(bins, range, step, columns, knownTo, samples.times.empty() ? Time{} : samples.times.back());
}

ReducedLine reduceLine(const SeriesRollup& bins, TimeRange range, Millis step, int columns, Time knownTo, Time lastSample)
{
    ReducedLine out;
    const auto width = columnWidth(range, columns);
    const Millis tooLong{std::max(step.count() * 5 / 2, bins.width.count() / 2)};
    double sum = 0;
    std::int64_t count = 0;
    std::optional<Time> before; // where what was there before ends
    std::int64_t current = -1;
    for (const auto& bin : bins.bins) {
        const Time t = std::max(bin.from, bins.width.count() > 0 ? range.from : bin.from);
        if (t < range.from || t >= range.to)
            continue;
        if (before && t - *before > tooLong) {
            out.gaps.push_back({*before, t});
            current = -1; // a column never bridges a gap
        } else if (!before && t - range.from > tooLong) {
            out.gaps.push_back({range.from, t});
        }
        before = bin.from + bins.width;
        const auto column = (t - range.from).count() / width;
        if (column != current) {
            out.columns.push_back({t, bin.min, bin.max, bin.first, bin.last});
            current = column;
        } else {
            auto& c = out.columns.back();
            c.min = std::min(c.min, bin.min);
            c.max = std::max(c.max, bin.max);
            c.last = bin.last;
        }
        out.stats.min = out.stats.min ? std::min(*out.stats.min, bin.min) : bin.min;
        out.stats.max = out.stats.max ? std::max(*out.stats.max, bin.max) : bin.max;
        out.stats.last = bin.last;
        out.stats.lastAt = bins.width.count() == 0 ? t : std::min({bin.from + bins.width, range.to, std::max(lastSample, t)});
        sum += bin.sum;
        count += bin.count;
    }
    if (count > 0)
        out.stats.mean = sum / static_cast<double>(count);
    const Time end = std::min(range.to, knownTo);
    const Time start = bins.width.count() > 0 ? out.stats.lastAt.value_or(range.from) : before.value_or(range.from);
    if (end - start > tooLong)
        out.gaps.push_back({start, end});
    return out;
}

std::vector<BandPoint> reduceBand(const std::vector<ScoredPoint>& points, TimeRange range, int columns) { return widest(points, range, columns); }

std::vector<BandPoint> reduceBand(const std::vector<BandPoint>& points, TimeRange range, int columns) { return widest(points, range, columns); }

double keptAboveZero(double bound, std::optional<double> least) { return least && *least >= 0 ? std::max(bound, 0.0) : bound; }

void keepBandAboveZero(std::vector<BandPoint>& band, std::optional<double> least)
{
    for (auto& p : band) {
        for (double* bound : {&p.lower, &p.expected, &p.upper})
            *bound = keptAboveZero(*bound, least);
    }
}

} // namespace vedette
