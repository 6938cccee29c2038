#include "models/items/board.h"
#include "widgets/timeline/timeline_marks.h"
#include "widgets/timeline/timeline_view.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace vedette {

TimelineView::Hit TimelineView::hitInLane(const TimelineFrame& f, const PlacedLane& placed, QPointF position) const
{
    const Lane& lane = m_timeline->lanes[placed.number];
    const double x = position.x();
    const double y = position.y() - placed.y;
    Hit hit;
    hit.place = static_cast<std::size_t>((placed.y - kHeadHeight + verticalScrollBar()->value()) / f.shape.height);
    hit.kind = Hit::Kind::lane;
    if (x < f.axis.left)
        return hit;
    hit.at = f.axis.timeAt(x);
    const auto found = [&](Hit::Kind kind, std::size_t index, QString id, TimeRange span) {
        hit.kind = kind;
        hit.index = index;
        hit.id = std::move(id);
        hit.span = span;
        return hit;
    };
    const auto idOf = [&](std::uint32_t id) { return QString::fromStdString(m_timeline->ids[id]); };
    const auto markOf = [&](Time at, bool change) { return QString::fromStdString(MarkId{at, change, lane.service}.text()); };
    if (y <= f.shape.strip + 6) {
        for (std::size_t i = 0; i < placed.scene.changes.size(); ++i) {
            const auto& c = placed.scene.changes[i];
            if (std::abs(c.x - x) > 7)
                continue;
            hit.crowd = !c.exact;
            if (hit.crowd)
                return found(Hit::Kind::change, i, {}, {f.axis.timeAt(c.x - 7), f.axis.timeAt(c.x + 7)});
            const LaneChange& last = lane.changes[c.last];
            return found(Hit::Kind::change, i, last.id != 0 ? idOf(last.id) : markOf(last.at, true), {lane.changes[c.first].at, last.to});
        }
        for (std::size_t i = 0; i < lane.flags.size(); ++i) {
            if (y <= 7 && x >= f.axis.xOf(lane.flags[i].from) - 5 && x <= f.axis.xOf(lane.flags[i].to) + 2)
                return found(Hit::Kind::flag, i, idOf(lane.flags[i].id), {lane.flags[i].from, lane.flags[i].to});
        }
    }
    for (std::size_t i = 0; i < lane.notes.size(); ++i) {
        if (x >= f.axis.xOf(lane.notes[i].at) - 3 && x <= f.axis.xOf(lane.notes[i].at) + 12 && y < f.shape.strip + 6)
            return found(Hit::Kind::note, i, idOf(lane.notes[i].id), {});
    }
    for (std::size_t i = placed.scene.bars.size(); i-- > 0;) {
        const auto& bar = placed.scene.bars[i];
        if (x < bar.x0 - 3 || x > bar.x1 + 3)
            continue;
        hit.crowd = !bar.exact;
        if (hit.crowd)
            return found(Hit::Kind::bar, i, {}, {bar.from, bar.to});
        const LaneAlert& worst = lane.alerts[bar.index];
        return found(Hit::Kind::bar, i, worst.id != 0 ? idOf(worst.id) : markOf(worst.from, false), {bar.from, bar.to});
    }
    for (std::size_t i = 0; i < lane.gaps.size(); ++i) {
        if (x >= f.axis.xOf(lane.gaps[i].from) && x <= f.axis.xOf(lane.gaps[i].to))
            return found(Hit::Kind::gap, i, {}, {lane.gaps[i].from, lane.gaps[i].to});
    }
    return hit;
}

TimelineView::Hit TimelineView::hitAt(QPointF position) const
{
    const TimelineFrame f = frame();
    if (position.y() >= kMinimapHeight && position.y() < kMinimapHeight + kAxisHeight) {
        for (const auto& mark : placeMarks(m_board.time().marks(), f, std::nullopt, *m_text)) {
            if (mark.chip.contains(position)) {
                Hit hit;
                hit.kind = Hit::Kind::mark;
                hit.index = mark.index;
                return hit;
            }
        }
        return {};
    }
    if (position.y() >= kMinimapHeight + kAxisHeight && position.y() < kHeadHeight) {
        for (const auto& mark : placeIncidents(f, kMinimapHeight + kAxisHeight)) {
            if (mark.box.adjusted(-120, -4, 160, 4).contains(position)) {
                Hit hit;
                hit.kind = Hit::Kind::incident;
                hit.index = mark.incidents.front();
                hit.span = m_timeline->incidents[hit.index].range;
                return hit;
            }
        }
        const auto spans = notJudged();
        for (std::size_t i = 0; i < spans.size() && position.x() >= f.axis.left; ++i) {
            Hit hit;
            hit.at = f.axis.timeAt(position.x());
            if (!spans[i].contains(hit.at))
                continue;
            hit.kind = Hit::Kind::notJudged;
            hit.index = i;
            hit.span = spans[i];
            hit.crowd = true;
            return hit;
        }
        return {};
    }
    for (const auto& placed : m_placed) {
        if (position.y() >= std::max(placed.y, kHeadHeight) && position.y() < placed.y + f.shape.height)
            return hitInLane(f, placed, position);
    }
    return {};
}

/// What lies there an eighth of the view around it, or as far as it reaches: until its parts can be told apart and chosen.
void TimelineView::goNearer(const Hit& hit)
{
    const TimeRange view = m_board.time().range();
    const Millis half = std::max<Millis>(view.length() / 16, std::chrono::minutes{5});
    TimeRange span = hit.span;
    if (span.length() > half * 2)
        span = {std::max(span.from, hit.at - half), std::min(span.to, hit.at + half)};
    m_nearer = hit;
    m_nearer->span = span;
    const Millis room = std::max<Millis>(std::chrono::minutes{1}, span.length() / 10);
    if (span.length() + room * 2 < view.length())
        m_board.time().setRange({span.from - room, span.to + room});
    else
        showEvents(subjectOf(*m_nearer));
}

void TimelineView::choose(const Hit& hit)
{
    m_nearer.reset();
    if (hit.kind == Hit::Kind::none)
        return;
    if (hit.kind == Hit::Kind::notJudged) {
        goNearer(hit);
        return;
    }
    if (hit.kind == Hit::Kind::incident) {
        m_board.select(QString::fromStdString(m_timeline->incidents[hit.index].id));
        return;
    }
    if (hit.kind == Hit::Kind::mark) {
        if (const QString& id = m_board.time().marks().at(hit.index).id; !id.isEmpty())
            m_board.select(id);
        return;
    }
    m_current = static_cast<int>(hit.place);
    if (hit.crowd)
        goNearer(hit);
    else if (!hit.id.isEmpty())
        m_board.select(hit.id);
    else if (hit.kind == Hit::Kind::lane)
        m_area.reset();
    viewport()->update();
}

} // namespace vedette
