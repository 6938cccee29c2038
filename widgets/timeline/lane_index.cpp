#include "widgets/timeline/lane_index.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kFinest = std::chrono::minutes{5};
constexpr int kFactor = 8;
constexpr std::size_t kWorthBins = 512;

void add(std::uint16_t& count, std::uint16_t by = 1)
{
    count = static_cast<std::uint16_t>(std::min<int>(65535, count + by));
}

std::uint8_t stripRank(const LaneAlert& a)
{
    if (a.silenced || a.pending || a.recurring || (a.severity != Severity::critical && a.severity != Severity::warning))
        return 0;
    return static_cast<std::uint8_t>(severityRank(a.severity));
}

void count(LaneBin& bin, const LaneAlert& a)
{
    if (a.silenced)
        add(bin.silenced);
    else if (a.severity == Severity::critical)
        add(bin.critical);
    else if (a.severity == Severity::warning)
        add(bin.warning);
    else
        add(bin.info);
}

LaneIndex::Level coarser(const LaneIndex::Level& fine)
{
    LaneIndex::Level out;
    out.width = fine.width * kFactor;
    out.bins.resize((fine.bins.size() + kFactor - 1) / kFactor);
    for (std::size_t i = 0; i < fine.bins.size(); ++i) {
        const LaneBin& from = fine.bins[i];
        LaneBin& to = out.bins[i / kFactor];
        add(to.critical, from.critical);
        add(to.warning, from.warning);
        add(to.info, from.info);
        add(to.silenced, from.silenced);
        add(to.changes, from.changes);
        to.worst = std::max(to.worst, from.worst);
        to.here = to.here || from.here;
        to.silencedHere = to.silencedHere || from.silencedHere;
    }
    return out;
}

} // namespace

LaneIndex::LaneIndex(std::shared_ptr<const Timeline> timeline) : m_timeline(std::move(timeline))
{
    m_origin = floorTo(m_timeline->loaded.from, kFinest);
    m_lanes.resize(m_timeline->lanes.size());
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        build(i);
}

void LaneIndex::build(std::size_t lane)
{
    const Lane& l = m_timeline->lanes[lane];
    LaneData& data = m_lanes[lane];
    data.latestEnd.reserve(l.alerts.size());
    Time latest{Millis::min()};
    for (const auto& a : l.alerts) {
        latest = std::max(latest, a.to);
        data.latestEnd.push_back(latest);
    }
    const std::size_t items = l.alerts.size() + l.changes.size();
    if (items < kWorthBins)
        return;
    const Time end = std::max(m_timeline->loaded.to, m_timeline->now);
    Level level;
    level.width = kFinest;
    const auto binsAt = [&](Millis width) { return static_cast<std::size_t>((end - m_origin) / width) + 1; };
    // Never many more bins than items: a year of a quiet lane must not cost 100,000 of them.
    while (binsAt(level.width) > std::max<std::size_t>(4096, items * 8))
        level.width *= kFactor;
    level.bins.resize(binsAt(level.width));
    const auto clampBin = [&](Time t) {
        return static_cast<std::size_t>(std::clamp<std::int64_t>((t - m_origin) / level.width, 0, static_cast<std::int64_t>(level.bins.size()) - 1));
    };
    for (const auto& a : l.alerts) {
        const std::size_t first = clampBin(a.from);
        const std::size_t last = clampBin(std::max(a.from, a.to - Millis{1}));
        count(level.bins[first], a);
        const std::uint8_t rank = stripRank(a);
        for (std::size_t i = first; i <= last; ++i) {
            LaneBin& bin = level.bins[i];
            bin.worst = std::max(bin.worst, rank);
            (a.silenced ? bin.silencedHere : bin.here) = true;
        }
    }
    for (const auto& c : l.changes)
        add(level.bins[clampBin(c.at)].changes);
    data.levels.push_back(std::move(level));
    while (data.levels.back().bins.size() > 64)
        data.levels.push_back(coarser(data.levels.back()));
}

LaneIndex::Slice LaneIndex::alerts(std::size_t lane, TimeRange range) const
{
    const auto& list = m_timeline->lanes[lane].alerts;
    const auto& ends = m_lanes[lane].latestEnd;
    const auto first = std::upper_bound(ends.begin(), ends.end(), range.from) - ends.begin();
    const auto end = std::lower_bound(list.begin(), list.end(), range.to, [](const LaneAlert& a, Time t) { return a.from < t; }) - list.begin();
    return {static_cast<std::size_t>(first), static_cast<std::size_t>(std::max(first, end))};
}

LaneIndex::Slice LaneIndex::changes(std::size_t lane, TimeRange range) const
{
    const auto& list = m_timeline->lanes[lane].changes;
    const auto before = [](const LaneChange& c, Time t) { return c.at < t; };
    const auto first = std::lower_bound(list.begin(), list.end(), range.from, before) - list.begin();
    const auto end = std::lower_bound(list.begin(), list.end(), range.to, before) - list.begin();
    return {static_cast<std::size_t>(first), static_cast<std::size_t>(std::max(first, end))};
}

const LaneIndex::Level* LaneIndex::level(std::size_t lane, Millis width) const
{
    const Level* best = nullptr;
    for (const auto& level : m_lanes[lane].levels) {
        if (level.width <= width)
            best = &level;
    }
    return best;
}

} // namespace vedette
