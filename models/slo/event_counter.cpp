#include "models/slo/event_counter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

/// A series that begins this soon after the first thing known may have been there before: its first value is history.
constexpr Millis kBirthGrace = std::chrono::minutes{5};
/// A gap up to this many usual spacings is jitter or one lost scrape, not a hole.
constexpr double kHoleFactor = 2.5;
/// Spacing taken for a series with one sample only.
constexpr Millis kLoneSpacing = std::chrono::minutes{1};

struct Grid {
    Time from;
    Millis width;
    std::size_t count;

    /// Bin of a sample: start < t <= start + width. `count` when it lies outside.
    [[nodiscard]] std::size_t binOf(Time t) const
    {
        if (t <= from)
            return count;
        const auto index = static_cast<std::size_t>(((t - from).count() - 1) / width.count());
        return std::min(index, count);
    }
};

Time firstSample(const std::vector<CounterSeries>& series, Time other)
{
    for (const auto& s : series) {
        for (std::size_t i = 0; i < s.samples->times.size(); ++i) {
            if (std::isfinite(s.samples->values[i])) {
                other = std::min(other, s.samples->times[i]);
                break;
            }
        }
    }
    return other;
}

void addIncrements(const CounterSeries& series, Time bornAfter, const Grid& grid, std::vector<long double>& sums)
{
    const auto& times = series.samples->times;
    const auto& values = series.samples->values;
    bool known = false;
    double last = 0;
    Time lastAt{};
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double value = values[i];
        if (!std::isfinite(value) || (known && times[i] <= lastAt))
            continue;
        double added = 0;
        if (known)
            added = value < last ? value : value - last;
        else if (times[i] > bornAfter)
            added = value;
        known = true;
        last = value;
        lastAt = times[i];
        if (const auto bin = grid.binOf(times[i]); added != 0 && bin < grid.count)
            sums[bin] += static_cast<long double>(series.factor) * added;
    }
}

/// Usual spacing around gap `i` of `gaps`: the greater of the medians of five gaps before and five after, so that a
/// change of resolution (older days at a coarser step) is no hole.
Millis usualSpacing(const std::vector<Millis>& gaps, std::size_t i)
{
    const auto medianOf = [&](std::size_t from, std::size_t to) {
        std::array<Millis, 5> some{};
        const auto n = static_cast<std::ptrdiff_t>(to - from);
        if (n == 0)
            return Millis{0};
        std::copy(gaps.begin() + static_cast<std::ptrdiff_t>(from), gaps.begin() + static_cast<std::ptrdiff_t>(to),
            some.begin());
        std::nth_element(some.begin(), some.begin() + n / 2, some.begin() + n);
        return some[static_cast<std::size_t>(n / 2)];
    };
    const auto before = medianOf(i >= 5 ? i - 5 : 0, i);
    const auto after = medianOf(i + 1, std::min(gaps.size(), i + 6));
    return std::max(before, after);
}

/// Spans for which one series has samples: each sample vouches for the spacing before it.
void addSpans(const SeriesSamples& samples, std::vector<TimeRange>& spans)
{
    std::vector<Time> times;
    times.reserve(samples.times.size());
    for (std::size_t i = 0; i < samples.times.size(); ++i) {
        if (std::isfinite(samples.values[i]) && (times.empty() || samples.times[i] > times.back()))
            times.push_back(samples.times[i]);
    }
    if (times.empty())
        return;
    std::vector<Millis> gaps;
    gaps.reserve(times.size());
    for (std::size_t i = 1; i < times.size(); ++i)
        gaps.push_back(times[i] - times[i - 1]);

    const auto isHole = [](Millis gap, Millis usual) {
        return static_cast<double>(gap.count()) > kHoleFactor * static_cast<double>(usual.count());
    };
    const auto firstSpacing = gaps.empty()  ? kLoneSpacing
        : usualSpacing(gaps, 0) > Millis{0} ? std::min(gaps[0], usualSpacing(gaps, 0))
                                            : gaps[0];
    TimeRange span{times[0] - firstSpacing, times[0]};
    Millis regular = firstSpacing;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const Time t = times[i + 1];
        if (isHole(gaps[i], regular)) {
            const auto usual = gaps.size() == 1 ? kLoneSpacing : usualSpacing(gaps, i);
            if (isHole(gaps[i], usual)) {
                spans.push_back(span);
                span = {t - usual, t};
                continue;
            }
        }
        regular = gaps[i];
        span.to = t;
    }
    spans.push_back(span);
}

std::vector<double> seenShares(const std::vector<CounterSeries>& total, const Grid& grid)
{
    std::vector<TimeRange> spans;
    for (const auto& series : total)
        addSpans(*series.samples, spans);
    std::sort(spans.begin(), spans.end(), [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; });
    std::vector<double> shares(grid.count, 0);
    const Time end = grid.from + grid.width * static_cast<std::int64_t>(grid.count);
    Time done = grid.from;
    for (const auto& span : spans) {
        auto from = std::max(span.from, done);
        const auto to = std::min(span.to, end);
        while (from < to) {
            const auto bin = static_cast<std::size_t>((from - grid.from) / grid.width);
            const auto binEnd = grid.from + grid.width * static_cast<std::int64_t>(bin + 1);
            const auto stop = std::min(to, binEnd);
            shares[bin] += static_cast<double>((stop - from).count()) / static_cast<double>(grid.width.count());
            from = stop;
        }
        done = std::max(done, to);
    }
    return shares;
}

} // namespace

SloBins countEvents(const std::string& sloId, const std::vector<CounterSeries>& error,
    const std::vector<CounterSeries>& total, Time knownFrom, TimeRange range, Millis width)
{
    SloBins out{sloId, width, {}};
    if (width <= Millis{0} || range.from >= range.to)
        return out;
    const Time from = floorTo(range.from, width);
    const Grid grid{from, width, static_cast<std::size_t>((range.to - from + width - Millis{1}) / width)};

    // Where nothing at all was seen for a while after knownFrom, the first values are history, not births.
    const Time first = firstSample(total, firstSample(error, Time::max()));
    if (first == Time::max())
        return out;
    const Time bornAfter = std::max(knownFrom, first) + kBirthGrace;

    std::vector<long double> errors(grid.count, 0);
    std::vector<long double> totals(grid.count, 0);
    for (const auto& series : error)
        addIncrements(series, bornAfter, grid, errors);
    for (const auto& series : total)
        addIncrements(series, bornAfter, grid, totals);
    const auto shares = seenShares(total, grid);

    for (std::size_t i = 0; i < grid.count; ++i) {
        if (shares[i] <= 0 && totals[i] == 0 && errors[i] == 0)
            continue;
        out.bins.push_back(
            {grid.from + width * static_cast<std::int64_t>(i), static_cast<double>(totals[i] - errors[i]),
                static_cast<double>(totals[i]), std::clamp(shares[i], 0.0, 1.0)});
    }
    return out;
}

} // namespace vedette
