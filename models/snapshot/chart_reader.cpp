#include "models/snapshot/chart_reader.h"

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

Result<ChartFrame> readFrame(const CacheReader& reader, const Config& config, const Watched& w, TimeRange range, Time now,
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
    auto bins = reader.rollup(w.series.id, range, columns);
    if (!bins.ok())
        return bins.error();
    auto reduced = reduceLine(*bins, range, frame.step, columns, now, w.series.last);
    frame.line = std::move(reduced.columns);
    frame.gaps = std::move(reduced.gaps);
    frame.stats = reduced.stats;
    auto points = scoredPoints(reader, config, *w.watch, w.series, range, &frame.daysNeeded);
    if (!points.ok())
        return points.error();
    frame.band = reduceBand(*points, range, columns);
    for (const auto& p : *points) {
        if (p.anomalous && frame.flagged.size() < kMaxRings)
            frame.flagged.push_back(p);
    }
    if (weekAgo) {
        const TimeRange before{range.from - kWeek, range.to - kWeek};
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
    frame.marks.clear();
    frame.flags.clear();
    addMarks(frame, changes);
    for (const auto& f : flags) {
        if (f.watch == frame.watch && f.series == frame.series && f.from < frame.range.to && f.to >= frame.range.from)
            frame.flags.push_back(f);
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
    Time now, const std::vector<Change>& changes, const std::vector<AnomalyFlag>& flags)
{
    auto all = watchedSeries(reader, config);
    if (!all.ok())
        return all.error();
    Answer answer;
    std::map<std::string, Kept> kept;
    for (const auto& w : *all) {
        auto it = m_kept.find(w.id());
        const bool same = it != m_kept.end() && it->second.range == question.range && it->second.last == w.series.last;
        if (same) {
            kept[w.id()] = std::move(it->second);
        } else {
            auto frame = readFrame(reader, config, w, question.range, now, kSmallColumns, false);
            if (!frame.ok())
                return frame.error();
            kept[w.id()] = {question.range, w.series.last, std::move(frame).value()};
        }
        auto& frame = kept[w.id()].frame;
        decorate(frame, changes, flags);
        answer.small.push_back(frame);
    }
    m_kept = std::move(kept);
    if (const auto* w = chosen(*all, question.selectedWatch, flags)) {
        auto frame = readFrame(reader, config, *w, question.range, now, question.chartColumns, question.compareWeek);
        if (!frame.ok())
            return frame.error();
        decorate(*frame, changes, flags);
        answer.main = std::make_shared<const ChartFrame>(std::move(frame).value());
    }
    return answer;
}

} // namespace vedette
