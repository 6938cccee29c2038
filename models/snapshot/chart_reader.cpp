#include "models/snapshot/chart_reader.h"

#include "models/snapshot/band_bins.h"
#include "models/snapshot/chart_frames.h"
#include "models/snapshot/flag_keeper.h"
#include "models/snapshot/lanes.h"

#include <algorithm>
#include <optional>

namespace vedette {

namespace {

constexpr int kSmallColumns = 320;
constexpr std::size_t kMaxSeries = 50; ///< a watch: more are cut by the feed already, this bounds the page
constexpr std::size_t kMaxRings = 500;
constexpr int kColumnsPerBin = 3; ///< as wide may a bin be
constexpr Millis kWeek = std::chrono::hours{24 * 7};

struct Watched {
    const WatchConfig* watch;
    StoredSeries series;
    std::string key;     ///< of the labels
    std::string service;
    [[nodiscard]] std::string id() const { return watch->name + "|" + key; }
};

Result<std::vector<Watched>> watchedSeries(const CacheReader& reader, const Config& config)
{
    std::vector<Watched> out;
    for (const auto& watch : config.watches) {
        auto all = watchSeries(reader, watch);
        if (!all.ok())
            return all.error();
        std::vector<Watched> mine;
        for (auto& series : *all)
            mine.push_back({&watch, series, seriesKey(series.labels), watchService(watch, config.labels, series.labels)});
        std::sort(mine.begin(), mine.end(), [](const Watched& a, const Watched& b) { return a.key < b.key; });
        if (mine.size() > kMaxSeries)
            mine.resize(kMaxSeries);
        for (auto& w : mine)
            out.push_back(std::move(w));
    }
    return out;
}

void addMarks(ChartFrame& frame, const std::vector<Change>& changes)
{
    for (const auto& c : changes) {
        if (frame.range.contains(c.liveAt()) && !frame.service.empty() && c.service == frame.service)
            frame.marks.push_back({c.liveAt(), c.label(), c.id, c.kind});
    }
}

/// What is asked of one feed for one watch beyond the cache: since when the cache holds it, and what is kept from before.
struct Beyond {
    Time ownFrom = Time::min();
    std::size_t series = 0; ///< of the watch
    std::vector<FarSpan> kept;
};

/// By watch and feed; only of Prometheus-compatible feeds that are configured, and where the range begins notably before the cache does.
using BeyondAll = std::map<std::pair<std::string, std::string>, Beyond>;

Result<BeyondAll> readBeyond(const CacheReader& reader, const Config& config, const std::vector<Watched>& all, TimeRange range, const FarView& world)
{
    BeyondAll out;
    std::map<std::string, Time> firsts; // the cache may hold less than it covered: its size is limited too
    for (const auto& w : all) {
        const auto first = firsts.try_emplace(std::string(w.series.labels.value(kFeedLabel)), w.series.first).first;
        first->second = std::min(first->second, w.series.first);
    }
    for (const auto& w : all) {
        const std::string feed(w.series.labels.value(kFeedLabel));
        const auto configured = std::find_if(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& f) { return f.name == feed; });
        if (configured == config.feeds.end() || configured->kind != FeedKind::prometheus)
            continue;
        auto& beyond = out[{w.watch->name, feed}];
        ++beyond.series;
        if (beyond.series > 1)
            continue;
        const auto step = std::max(w.watch->step.value_or(configured->step), Millis{1});
        const auto covered = reader.coverage(feed, farKey(*w.watch) + "/" + std::to_string(step.count()));
        if (!covered.ok())
            return covered.error();
        const auto status = std::find_if(world.feeds->begin(), world.feeds->end(), [&](const FeedStatus& f) { return f.name == feed; });
        const bool filling = world.polls && status != world.feeds->end() && status->backfillRatio < 1;
        const auto history = filling ? configured->backfill.value_or(Millis{std::chrono::hours{24 * config.retentionDays}}) : Millis{0};
        const Time ownFrom = ownSamplesFrom(*covered, firsts[feed], world.now, history);
        if (range.from + std::max(step * 2, range.length() / 100) >= ownFrom)
            continue;
        auto kept = reader.farSpans(feed, farKey(*w.watch), {range.from, ownFrom});
        if (!kept.ok())
            return kept.error();
        beyond.ownFrom = ownFrom;
        beyond.kept = std::move(kept).value();
    }
    return out;
}

void addFar(ChartFrame& frame, const Watched& w, const Beyond& beyond, const FarView& world, std::optional<Time> asOf, int columns)
{
    FarInput in;
    in.range = frame.range;
    in.ownFrom = beyond.ownFrom;
    in.now = world.now;
    in.asOf = asOf;
    in.ownStep = frame.step;
    in.columns = columns;
    in.series = w.key;
    in.alone = beyond.series == 1;
    std::vector<TimeRange> gaps;
    auto far = farPart(beyond.kept, in, gaps);
    far.source = frame.source;
    frame.gaps.insert(frame.gaps.begin(), gaps.begin(), gaps.end());
    if (far.state == ChartFar::State::wanted) {
        const auto note = std::find_if(world.notes->begin(), world.notes->end(),
            [&](const FarNote& n) { return n.feed == frame.source && n.key == farKey(*w.watch); });
        if (!world.polls || asOf) {
            far.state = far.line.empty() && far.missing.length() <= Millis{0} ? ChartFar::State::nothing : ChartFar::State::offline;
        } else if (note != world.notes->end()) {
            far.state = note->state;
            far.refusal = note->refusal;
            far.again = note->again;
        }
    }
    if (frame.line.empty() && !far.line.empty()) {
        double sum = 0;
        for (const auto& c : far.line) {
            frame.stats.min = std::min(frame.stats.min.value_or(c.min), c.min);
            frame.stats.max = std::max(frame.stats.max.value_or(c.max), c.max);
            sum += (c.min + c.max) / 2;
        }
        frame.stats.mean = sum / static_cast<double>(far.line.size());
    }
    frame.far = std::move(far);
}

/// The expected band and the flagged samples: out of what is kept where a column is wide enough or the line is of bins itself, else replayed.
Status addBand(const CacheReader& reader, const Config& config, const Watched& w, TimeRange range, int columns, bool ofBins, ChartFrame& frame)
{
    if (ofBins || range.length() / columns * kColumnsPerBin >= kBandBin) {
        auto kept = keptBand(reader, config, *w.watch, w.series, range, &frame.daysNeeded);
        if (!kept.ok())
            return kept.error();
        if (kept->has_value()) {
            frame.band = reduceBand(**kept, range, columns);
            return Done{};
        }
    }
    auto points = scoredPoints(reader, config, *w.watch, w.series, range, &frame.daysNeeded);
    if (!points.ok())
        return points.error();
    frame.band = reduceBand(*points, range, columns);
    for (const auto& p : *points) {
        if (p.anomalous && frame.flagged.size() < kMaxRings)
            frame.flagged.push_back(p);
    }
    return Done{};
}

/// `ownFrom`: nothing before it is looked for in the cache.
Result<ChartFrame> readFrame(const CacheReader& reader, const Config& config, const Watched& w, TimeRange range, Time ownFrom, Time now,
    int columns, bool weekAgo)
{
    ChartFrame frame;
    frame.watch = w.watch->name;
    frame.series = w.key;
    frame.service = w.service;
    frame.source = std::string(w.series.labels.value(kFeedLabel));
    frame.unit = w.watch->unit;
    frame.range = range;
    frame.step = watchStep(config, *w.watch);
    frame.steadyState = w.watch->steadyState;
    const TimeRange own{std::max(range.from, ownFrom), range.to};
    if (own.length() <= Millis{0})
        return frame;
    columns = std::max(1, static_cast<int>(columns * own.length().count() / std::max<std::int64_t>(1, range.length().count())));
    auto bins = reader.rollup(w.series.id, own, columns);
    if (!bins.ok())
        return bins.error();
    auto reduced = reduceLine(*bins, own, frame.step, columns, now, w.series.last);
    frame.line = std::move(reduced.columns);
    frame.gaps = std::move(reduced.gaps);
    frame.stats = reduced.stats;
    if (auto done = addBand(reader, config, w, own, columns, bins->width > Millis{0}, frame); !done.ok())
        return done.error();
    keepBandAboveZero(frame.band, frame.stats.min);
    if (weekAgo) {
        const TimeRange before{own.from - kWeek, own.to - kWeek};
        auto old = reader.rollup(w.series.id, before, columns);
        if (!old.ok())
            return old.error();
        frame.weekAgo = reduceLine(*old, before, frame.step, columns, before.to, w.series.last).columns;
        for (auto& c : frame.weekAgo)
            c.at += kWeek;
    }
    return frame;
}

/// Flags and marks are cheap and move on their own: they are put into each frame anew.
void decorate(ChartFrame& frame, const std::vector<Change>& changes, const std::vector<AnomalyFlag>& flags)
{
    addMarks(frame, changes);
    const bool peaks = frame.flagged.empty(); // no samples were looked at
    for (const auto& f : flags) {
        if (f.watch != frame.watch || f.series != frame.series || f.from >= frame.range.to || f.to < frame.range.from)
            continue;
        frame.flags.push_back(f);
        frame.flags.back().lowerAtStart = keptAboveZero(f.lowerAtStart, frame.stats.min);
        if (peaks && frame.flagged.size() < kMaxRings)
            frame.flagged.push_back({f.peakAt, f.peakValue, f.score, true, f.expectedAtStart, f.lowerAtStart, f.upperAtStart});
    }
}

const Watched* chosen(const std::vector<Watched>& all, const std::string& selected, const std::vector<AnomalyFlag>& flags)
{
    for (const auto& w : all) {
        if (!selected.empty() && (w.id() == selected || w.watch->name == selected))
            return &w;
    }
    for (const auto& f : flags) {
        for (const auto& w : all) {
            if (w.watch->name == f.watch && w.key == f.series)
                return &w;
        }
    }
    return all.empty() ? nullptr : &all.front();
}

} // namespace

Result<ChartReader::Answer> ChartReader::read(const CacheReader& reader, const Config& config, const Question& question,
    Time now, const FarView& world, const std::vector<Change>& changes, const std::vector<AnomalyFlag>& flags)
{
    auto all = watchedSeries(reader, config);
    if (!all.ok())
        return all.error();
    auto beyondAll = readBeyond(reader, config, *all, question.range, world);
    if (!beyondAll.ok())
        return beyondAll.error();
    const auto beyondOf = [&](const Watched& w) -> const Beyond& {
        static const Beyond s_none;
        const auto it = beyondAll->find({w.watch->name, std::string(w.series.labels.value(kFeedLabel))});
        return it == beyondAll->end() ? s_none : it->second;
    };
    Answer answer;
    std::map<std::string, Kept> kept;
    for (const auto& w : *all) {
        auto it = m_kept.find(w.id());
        const auto& beyond = beyondOf(w);
        const bool same = it != m_kept.end() && it->second.range == question.range && it->second.last == w.series.last && it->second.ownFrom == beyond.ownFrom;
        if (same) {
            kept[w.id()] = std::move(it->second);
        } else {
            auto frame = readFrame(reader, config, w, question.range, beyond.ownFrom, now, kSmallColumns, false);
            if (!frame.ok())
                return frame.error();
            kept[w.id()] = {question.range, w.series.last, beyond.ownFrom, std::move(frame).value()};
        }
        answer.small.push_back(kept[w.id()].frame);
        decorate(answer.small.back(), changes, flags);
        if (beyond.ownFrom != Time::min())
            addFar(answer.small.back(), w, beyond, world, question.asOf, kSmallColumns);
    }
    m_kept = std::move(kept);
    if (const auto* w = chosen(*all, question.selectedWatch, flags)) {
        const auto& beyond = beyondOf(*w);
        auto frame = readFrame(reader, config, *w, question.range, beyond.ownFrom, now, question.chartColumns, question.compareWeek);
        if (!frame.ok())
            return frame.error();
        decorate(*frame, changes, flags);
        if (beyond.ownFrom != Time::min())
            addFar(*frame, *w, beyond, world, question.asOf, question.chartColumns);
        answer.main = std::make_shared<const ChartFrame>(std::move(frame).value());
    }
    return answer;
}

} // namespace vedette
