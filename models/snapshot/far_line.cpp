#include "models/snapshot/far_line.h"

#include "models/snapshot/chart_frames.h"
#include "models/snapshot/flag_keeper.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace vedette {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<Millis, 11> kLadder{minutes{1}, minutes{2}, minutes{5}, minutes{10}, minutes{15}, minutes{30}, hours{1}, hours{2}, hours{6},
    hours{12}, hours{24}};
constexpr std::int64_t kFarColumns = 800;
constexpr std::int64_t kMaxSteps = 10'900; // servers refuse more than 11,000 points a series
constexpr Millis kAskedInVain = hours{1};

std::vector<TimeRange> without(const std::vector<TimeRange>& ranges, TimeRange taken)
{
    std::vector<TimeRange> out;
    for (const auto& r : ranges) {
        if (taken.to <= r.from || taken.from >= r.to) {
            out.push_back(r);
            continue;
        }
        if (r.from < taken.from)
            out.push_back({r.from, taken.from});
        if (taken.to < r.to)
            out.push_back({taken.to, r.to});
    }
    return out;
}

const SeriesSamples* seriesOf(const FarSpan& span, const FarInput& in)
{
    for (const auto& series : span.series) {
        if (seriesKey(series.labels) == in.series)
            return &series;
    }
    return in.alone && span.series.size() == 1 ? &span.series.front() : nullptr;
}

/// Samples of the best span for each moment.
SeriesSamples samplesOf(const std::vector<FarPieces::Piece>& pieces, const FarInput& in, Millis& shownStep)
{
    SeriesSamples out;
    for (const auto& piece : pieces) {
        const auto* series = seriesOf(*piece.span, in);
        if (series == nullptr)
            continue;
        const auto first = std::lower_bound(series->times.begin(), series->times.end(), piece.range.from) - series->times.begin();
        const auto last = std::lower_bound(series->times.begin(), series->times.end(), piece.range.to) - series->times.begin();
        if (first < last)
            shownStep = std::max(shownStep, piece.span->step);
        out.times.insert(out.times.end(), series->times.begin() + first, series->times.begin() + last);
        out.values.insert(out.values.end(), series->values.begin() + first, series->values.begin() + last);
    }
    return out;
}

/// What is to be asked; empty: nothing worth asking.
TimeRange missingPart(const std::vector<const FarSpan*>& spans, const FarInput& in, TimeRange far, Millis step)
{
    auto missing = missingFar(spans, far, step, in.now);
    const Millis least = std::max(step * 2, in.range.length() / 100);
    std::erase_if(missing, [&](const TimeRange& r) { return r.length() < least; });
    if (missing.empty())
        return {};
    TimeRange ask{missing.front().from, missing.back().to};
    const Millis around = in.range.length() / 2;
    if (ask.from == far.from)
        ask.from -= around;
    if (ask.to == far.to)
        ask.to = std::min(in.ownFrom, ask.to + around);
    ask.from = floorTo(std::max(ask.from, ask.to - step * kMaxSteps + step), step);
    return ask;
}

} // namespace

std::string farKey(const WatchConfig& watch) { return "watch:" + watch.name + "#" + watchRevision(watch.query); }

Millis farStep(TimeRange range, Millis ownStep)
{
    const Millis least = std::max(ownStep, range.length() / kFarColumns);
    for (const auto step : kLadder) {
        if (step >= least)
            return step;
    }
    return std::max(kLadder.back(), ownStep);
}

Time ownSamplesFrom(const std::vector<TimeRange>& covered, Time first, Time now, Millis history)
{
    const Time from = covered.empty() ? first : std::max(first, covered.front().from);
    return history > Millis{0} ? std::min(from, now - history) : from;
}

FarPieces bestFarPieces(std::vector<const FarSpan*> spans, TimeRange far, Millis step)
{
    const auto rank = [step](const FarSpan* s) {
        const bool fine = s->step <= step;
        return std::tuple(s->series.empty(), !fine, fine ? -s->step.count() : s->step.count());
    };
    std::stable_sort(spans.begin(), spans.end(), [&](const FarSpan* a, const FarSpan* b) { return rank(a) < rank(b); });
    FarPieces out{{}, {far}};
    for (const auto* span : spans) {
        for (const auto& r : out.left) {
            if (const TimeRange common{std::max(r.from, span->span.from), std::min(r.to, span->span.to)}; common.from < common.to)
                out.told.push_back({common, span});
        }
        out.left = without(out.left, span->span);
    }
    std::sort(out.told.begin(), out.told.end(), [](const auto& a, const auto& b) { return a.range.from < b.range.from; });
    return out;
}

std::vector<TimeRange> missingFar(const std::vector<const FarSpan*>& spans, TimeRange far, Millis step, Time now)
{
    std::vector<TimeRange> missing{far};
    for (const auto* span : spans) {
        if (span->step <= step && (!span->series.empty() || now - span->askedAt < kAskedInVain))
            missing = without(missing, span->span);
    }
    return missing;
}

ChartFar farPart(const std::vector<FarSpan>& kept, const FarInput& in, std::vector<TimeRange>& gaps)
{
    ChartFar out;
    out.ownFrom = in.ownFrom;
    const TimeRange far{in.range.from, std::min(in.range.to, in.ownFrom)};
    out.missingStep = farStep(in.range, in.ownStep);
    std::vector<const FarSpan*> spans;
    for (const auto& span : kept) {
        if (!in.asOf || span.askedAt <= *in.asOf)
            spans.push_back(&span);
    }
    const auto best = bestFarPieces(spans, far, out.missingStep);
    const auto samples = samplesOf(best.told, in, out.step);
    const auto columns = std::max<std::int64_t>(1, in.columns * far.length().count() / std::max<std::int64_t>(1, in.range.length().count()));
    auto reduced = reduceLine(samples, far, std::max(out.step, Millis{1}), static_cast<int>(columns), far.to);
    out.line = std::move(reduced.columns);
    out.missing = missingPart(spans, in, far, out.missingStep);
    const Millis tooLong{std::max(out.step, out.missingStep).count() * 5 / 2};
    for (const auto& gap : reduced.gaps) {
        std::vector<TimeRange> told{gap};
        for (const auto& r : best.left)
            told = without(told, r);
        std::copy_if(told.begin(), told.end(), std::back_inserter(gaps), [&](const TimeRange& r) { return r.length() > tooLong; });
    }
    if (out.missing.length() > Millis{0})
        out.state = ChartFar::State::wanted;
    else if (out.line.empty())
        out.state = ChartFar::State::nothing;
    return out;
}

} // namespace vedette
