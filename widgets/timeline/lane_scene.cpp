#include "widgets/timeline/lane_scene.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

// Strip states by column; larger wins.
enum Column : std::uint8_t { absent, quiet, unknownColumn, warningColumn, criticalColumn };

Severity severityOf(std::uint8_t column)
{
    switch (column) {
    case quiet:
        return Severity::ok;
    case unknownColumn:
        return Severity::unknown;
    case warningColumn:
        return Severity::warning;
    case criticalColumn:
        return Severity::critical;
    default:
        return Severity::none;
    }
}

class Columns {
public:
    explicit Columns(const TimeAxis& axis) : m_axis(axis), m_states(static_cast<std::size_t>(std::max(1.0, std::ceil(axis.width))), absent) {}

    void raise(Time from, Time to, std::uint8_t state, int least = 0) { mark(from, to, least, [state](std::uint8_t& c) { c = std::max(c, state); }); }
    void put(Time from, Time to, std::uint8_t state) { mark(from, to, 1, [state](std::uint8_t& c) { c = state; }); }
    [[nodiscard]] std::vector<StripRun> runs() const
    {
        std::vector<StripRun> out;
        const int left = static_cast<int>(std::lround(m_axis.left));
        for (std::size_t i = 0; i < m_states.size();) {
            std::size_t end = i + 1;
            while (end < m_states.size() && m_states[end] == m_states[i])
                ++end;
            out.push_back({left + static_cast<int>(i), left + static_cast<int>(end), severityOf(m_states[i])});
            i = end;
        }
        return out;
    }

private:
    template <class F> void mark(Time from, Time to, int least, F&& f)
    {
        const auto n = static_cast<double>(m_states.size());
        const double x0 = std::clamp(std::floor(m_axis.xOf(from) - m_axis.left), 0.0, n);
        double x1 = std::clamp(std::ceil(m_axis.xOf(to) - m_axis.left), 0.0, n);
        if (x1 - x0 < least)
            x1 = std::min(n, x0 + least);
        for (auto i = static_cast<std::size_t>(x0); i < static_cast<std::size_t>(x1); ++i)
            f(m_states[i]);
    }
    TimeAxis m_axis;
    std::vector<std::uint8_t> m_states;
};

bool coloursStrip(const LaneAlert& a)
{
    return !a.silenced && !a.pending && !a.recurring && (a.severity == Severity::warning || a.severity == Severity::critical);
}

/// Gathers sorted pieces into bars of one kind.
class BarMaker {
public:
    /// Bins have no identity from level to level: they come without a memory.
    BarMaker(std::size_t lane, MergeMemory* memory, std::vector<AlertBar>& out) : m_lane(lane), m_memory(memory), m_out(out) {}

    void add(AlertBar piece, std::size_t item)
    {
        piece.x1 = std::max(piece.x1, piece.x0 + kLeastBar);
        const double gap = m_any ? piece.x0 - m_bar.x1 : 1e9;
        const bool join = m_any && (gap < kJoinBelow || (m_memory && gap < kPartFrom && m_memory->joined(m_lane, item)));
        if (m_memory && m_any && std::abs(gap) < 64)
            m_memory->set(m_lane, item, join && gap >= 0);
        if (!join) {
            flush();
            m_bar = piece;
            m_any = true;
            return;
        }
        m_bar.x1 = std::max(m_bar.x1, piece.x1);
        m_bar.to = std::max(m_bar.to, piece.to);
        if (severityRank(piece.worst) > severityRank(m_bar.worst)) {
            m_bar.worst = piece.worst;
            m_bar.index = piece.index;
        }
        m_bar.critical += piece.critical;
        m_bar.warning += piece.warning;
        m_bar.info += piece.info;
        m_bar.silencedCount += piece.silencedCount;
        m_bar.doubtful = m_bar.doubtful || piece.doubtful;
        m_bar.open = m_bar.open || piece.open;
        m_bar.pending = m_bar.pending && piece.pending;
        m_bar.exact = m_bar.exact && piece.exact;
    }
    void flush()
    {
        if (m_any)
            m_out.push_back(m_bar);
        m_any = false;
    }

private:
    std::size_t m_lane;
    MergeMemory* m_memory;
    std::vector<AlertBar>& m_out;
    AlertBar m_bar;
    bool m_any = false;
};

enum class BarKind { silenced, recurring, plain };

BarKind kindOf(const LaneAlert& a)
{
    return a.silenced ? BarKind::silenced : a.recurring ? BarKind::recurring : BarKind::plain;
}

void makeBars(const Lane& lane, std::size_t laneNumber, LaneIndex::Slice slice, const TimeAxis& axis, BarKind kind, MergeMemory& memory,
    std::vector<AlertBar>& out)
{
    BarMaker maker(laneNumber, &memory, out);
    for (std::size_t i = slice.first; i < slice.end; ++i) {
        const LaneAlert& a = lane.alerts[i];
        if (kindOf(a) != kind || a.to < axis.range.from)
            continue;
        AlertBar bar;
        bar.x0 = std::max(axis.left - 8, axis.xOf(a.from));
        bar.x1 = std::min(axis.right() + 8, axis.xOf(a.to));
        bar.from = a.from;
        bar.to = a.to;
        bar.worst = a.severity;
        bar.index = i;
        bar.silenced = a.silenced;
        bar.recurring = a.recurring;
        bar.doubtful = a.doubtful;
        bar.pending = a.pending;
        bar.open = a.open;
        (a.silenced ? bar.silencedCount : a.severity == Severity::critical ? bar.critical : a.severity == Severity::warning ? bar.warning : bar.info) = 1;
        maker.add(bar, i);
    }
    maker.flush();
}

void makeBarsOfBins(const LaneIndex& index, const LaneIndex::Level& level, const TimeAxis& axis,
    std::vector<AlertBar>& out, Columns& columns)
{
    const auto last = static_cast<std::int64_t>(level.bins.size());
    const auto from = std::clamp<std::int64_t>((axis.range.from - index.origin()) / level.width, 0, last);
    const auto to = std::clamp<std::int64_t>((axis.range.to - index.origin()) / level.width + 1, 0, last);
    for (const bool silenced : {true, false}) {
        BarMaker maker(0, nullptr, out);
        for (auto i = from; i < to; ++i) {
            const LaneBin& bin = level.bins[static_cast<std::size_t>(i)];
            if (!(silenced ? bin.silencedHere : bin.here))
                continue;
            AlertBar bar;
            bar.from = index.origin() + level.width * i;
            bar.to = bar.from + level.width;
            bar.x0 = axis.xOf(bar.from);
            bar.x1 = axis.xOf(bar.to);
            bar.exact = false;
            bar.silenced = silenced;
            if (silenced) {
                bar.silencedCount = bin.silenced;
            } else {
                bar.critical = bin.critical;
                bar.warning = bin.warning;
                bar.info = bin.info;
                bar.worst = bin.worst == severityRank(Severity::critical) ? Severity::critical
                    : bin.worst == severityRank(Severity::warning)        ? Severity::warning
                                                                          : Severity::info;
                if (bin.worst > 0)
                    columns.raise(bar.from, bar.to, bar.worst == Severity::critical ? criticalColumn : warningColumn);
            }
            maker.add(bar, static_cast<std::size_t>(i));
        }
        maker.flush();
    }
}

std::vector<ChangeFlag> flagsOf(const Lane& lane, LaneIndex::Slice slice, const TimeAxis& axis, std::uint32_t keepAlone)
{
    std::vector<ChangeFlag> out;
    for (std::size_t i = slice.first; i < slice.end; ++i) {
        const LaneChange& c = lane.changes[i];
        const double x = axis.xOf(c.at);
        const bool alone = c.kind == ChangeKind::rollback || (keepAlone != 0 && c.id == keepAlone);
        if (!out.empty() && !alone && x - out.back().x < kChangeJoin) {
            ChangeFlag& before = out.back();
            const LaneChange& first = lane.changes[before.first];
            if (first.kind != ChangeKind::rollback && (keepAlone == 0 || first.id != keepAlone)) {
                before.x = x;
                before.last = i;
                ++before.count;
                before.suspicion = std::max(before.suspicion, c.suspicion);
                continue;
            }
        }
        out.push_back({x, i, i, 1, true, c.suspicion, c.kind});
    }
    return out;
}

std::vector<ChangeFlag> flagsOfBins(const LaneIndex& index, const LaneIndex::Level& level, const TimeAxis& axis)
{
    std::vector<ChangeFlag> out;
    const auto last = static_cast<std::int64_t>(level.bins.size());
    const auto from = std::clamp<std::int64_t>((axis.range.from - index.origin()) / level.width, 0, last);
    const auto to = std::clamp<std::int64_t>((axis.range.to - index.origin()) / level.width + 1, 0, last);
    for (auto i = from; i < to; ++i) {
        const LaneBin& bin = level.bins[static_cast<std::size_t>(i)];
        if (bin.changes == 0)
            continue;
        const double x = axis.xOf(index.origin() + level.width * i + level.width / 2);
        if (!out.empty() && x - out.back().x < kChangeJoin) {
            out.back().count += bin.changes;
            continue;
        }
        out.push_back({x, 0, 0, bin.changes, false, 0, ChangeKind::deployment});
    }
    return out;
}

} // namespace

LaneScene layOutLane(const LaneIndex& index, std::size_t laneNumber, const TimeAxis& axis, MergeMemory& memory, std::uint32_t keepAlone)
{
    const Timeline& timeline = *index.timeline();
    const Lane& lane = timeline.lanes[laneNumber];
    LaneScene scene;
    Columns columns(axis);
    for (const auto& span : timeline.covered)
        columns.raise(std::max(span.from, timeline.loaded.from), std::min({span.to, timeline.now, timeline.loaded.to}), quiet);

    const auto slice = index.alerts(laneNumber, axis.range);
    const Millis pixel{static_cast<std::int64_t>(axis.msPerPixel() * 1.5)};
    const auto* level = slice.size() > static_cast<std::size_t>(axis.width) ? index.level(laneNumber, pixel) : nullptr;
    if (level) {
        makeBarsOfBins(index, *level, axis, scene.bars, columns);
    } else {
        for (const auto kind : {BarKind::silenced, BarKind::recurring, BarKind::plain})
            makeBars(lane, laneNumber, slice, axis, kind, memory, scene.bars);
        for (std::size_t i = slice.first; i < slice.end; ++i) {
            const LaneAlert& a = lane.alerts[i];
            if (coloursStrip(a))
                columns.raise(a.from, a.to, a.severity == Severity::critical ? criticalColumn : warningColumn, 1);
        }
    }
    for (const auto& gap : lane.gaps) {
        if (axis.range.overlaps(gap.from, gap.to))
            columns.put(gap.from, std::min(gap.to, timeline.now), unknownColumn);
    }
    scene.strip = columns.runs();

    const auto changes = index.changes(laneNumber, axis.range);
    const auto* changeLevel = changes.size() > static_cast<std::size_t>(axis.width) ? index.level(laneNumber, pixel) : nullptr;
    scene.changes = changeLevel ? flagsOfBins(index, *changeLevel, axis) : flagsOf(lane, changes, axis, keepAlone);
    return scene;
}

} // namespace vedette
