#include "widgets/timeline/timeline_view.h"

#include "models/items/board.h"
#include "widgets/format.h"

#include <QContextMenuEvent>

#include <algorithm>

namespace vedette {

namespace {

const QString kBetween = QStringLiteral(" · ");

} // namespace

Subject TimelineView::subjectOfLane(std::size_t place) const
{
    // Nothing is chosen on the lane: what goes on there now, else what came last in view.
    const Lane& lane = laneAt(place);
    const TimeRange range = m_board.time().range();
    const LaneAlert* alert = nullptr;
    for (const auto& a : lane.alerts) {
        if (a.from >= range.to || a.to < range.from)
            continue;
        const bool better = !alert || (a.open && !alert->open) || (a.open == alert->open && severityRank(a.severity) >= severityRank(alert->severity));
        if (better)
            alert = &a;
    }
    if (alert && alert->id != 0)
        return subjectOfId(alert->id);
    Subject out;
    if (alert) {
        out.id = QString::fromStdString(MarkId{alert->from, false, lane.service}.text());
        out.span = TimeRange{alert->from, alert->to};
    }
    for (auto c = lane.changes.rbegin(); c != lane.changes.rend() && out.id.isEmpty(); ++c) {
        if (range.contains(c->at) && c->id != 0)
            out = subjectOfId(c->id);
    }
    if (out.words.isEmpty())
        out.words = plain(lane.service, 60);
    out.label = "service";
    out.value = lane.service;
    return out;
}

Subject TimelineView::subjectOfId(std::uint32_t id) const
{
    Subject out;
    if (id == 0)
        return out;
    const auto text = [&](std::uint32_t i) { return plain(m_timeline->texts[i], 60); };
    const auto fill = [&](const Lane& lane, const QString& what, TimeRange span, bool source) {
        out.id = QString::fromStdString(m_timeline->ids[id]);
        out.words = lane.service.empty() ? what : plain(lane.service, 60) + kBetween + what;
        out.span = span;
        out.source = source;
        if (!lane.service.empty()) {
            out.label = "service";
            out.value = lane.service;
        }
    };
    for (const auto& lane : m_timeline->lanes) {
        for (const auto& a : lane.alerts) {
            if (a.id == id)
                fill(lane, text(a.name), {a.from, a.to}, true);
        }
        for (const auto& c : lane.changes) {
            if (c.id == id)
                fill(lane, text(c.text), {c.at, std::max(c.to, c.at + Millis{60000})}, true);
        }
        for (const auto& f : lane.flags) {
            if (f.id == id)
                fill(lane, text(f.text), {f.from, f.to}, false);
        }
        for (const auto& n : lane.notes) {
            if (n.id == id)
                fill(lane, text(n.text), {n.at, n.at}, false);
        }
        if (!out.id.isEmpty())
            break;
    }
    return out;
}

Subject TimelineView::subjectOf(const Hit& hit) const
{
    if (hit.kind == Hit::Kind::none)
        return {};
    Subject out;
    if (hit.kind == Hit::Kind::incident) {
        const auto& incident = m_timeline->incidents.at(hit.index);
        out.id = QString::fromStdString(incident.id);
        out.words = plain(incident.title, 80);
        out.span = incident.range;
        return out;
    }
    if (hit.kind == Hit::Kind::mark) {
        const auto& mark = m_board.time().marks().at(hit.index);
        out.id = mark.id;
        out.words = mark.id.isEmpty() ? tr("Mark") : plain(mark.text.toStdString(), 80);
        out.at = mark.at;
        return out;
    }
    if (hit.kind == Hit::Kind::notJudged) {
        out.words = rangeText(hit.span, m_board.time().zone());
        out.span = hit.span;
        return out;
    }
    if (hit.place >= m_order.size())
        return out;
    const std::string id = hit.id.toStdString();
    if (const auto known = std::find(m_timeline->ids.begin() + 1, m_timeline->ids.end(), id); !id.empty() && known != m_timeline->ids.end())
        out = subjectOfId(static_cast<std::uint32_t>(known - m_timeline->ids.begin()));
    else if (!id.empty())
        out.id = hit.id;
    else if (hit.kind == Hit::Kind::lane)
        return subjectOfLane(hit.place);
    const Lane& lane = laneAt(hit.place);
    if (out.words.isEmpty())
        out.words = plain(lane.service, 60);
    if (hit.span.length().count() > 0)
        out.span = hit.span;
    out.label = "service";
    out.value = lane.service;
    return out;
}

Subject TimelineView::subject() const
{
    Subject out;
    const bool onLane = m_current >= 0 && m_current < static_cast<int>(m_order.size());
    if (m_area) {
        out.span = m_area;
        out.words = rangeText(*m_area, m_board.time().zone());
        if (onLane) {
            out.label = "service";
            out.value = laneAt(static_cast<std::size_t>(m_current)).service;
        }
    } else if (m_hit.kind != Hit::Kind::none && m_hit.kind != Hit::Kind::lane) {
        out = subjectOf(m_hit);
    } else if (onLane && (m_laneChosen || m_board.selectedId().isEmpty())) {
        out = subjectOfLane(static_cast<std::size_t>(m_current));
    } else if (m_selectedId != 0) {
        out = subjectOfId(m_selectedId);
    } else {
        out.id = m_board.selectedId();
        const std::string id = out.id.toStdString();
        if (const auto mark = MarkId::parse(id)) { // until the answer knows which it is
            out.words = plain(mark->service, 60);
            out.span = TimeRange{mark->at, mark->at + Millis{60000}};
            out.label = "service";
            out.value = mark->service;
        }
        for (std::size_t i = 0; i < m_timeline->incidents.size(); ++i) {
            if (!id.empty() && m_timeline->incidents[i].id == id) {
                Hit hit;
                hit.kind = Hit::Kind::incident;
                hit.index = i;
                out = subjectOf(hit);
            }
        }
    }
    if (const TimeAxis a = axis(); !out.at && m_mouse && m_mouse->x() >= a.left && m_mouse->x() <= a.right())
        out.at = a.timeAt(m_mouse->x());
    return out;
}

void TimelineView::showEvents(const Subject& subject)
{
    TimeState& time = m_board.time();
    TimeRange range = time.range();
    bool live = time.live();
    if (subject.span && subject.span->length().count() > 0) {
        const Millis room = m_area == subject.span ? Millis{0} : std::max<Millis>(std::chrono::minutes{10}, subject.span->length() / 4);
        range = {subject.span->from - room, subject.span->to + room};
        live = false;
    }
    m_area.reset();
    const ViewFilter all{};
    Q_EMIT openPage(QStringLiteral("events")); // first: back leads to this page as it is now
    time.setView(range, live, subject.label.empty() ? all : all.only(subject.label, subject.value));
}

void TimelineView::askMenu(const QPoint& global, const Subject& subject)
{
    std::vector<PageAction> own;
    if (m_area && subject.span == m_area)
        own.push_back({QStringLiteral("timeline.fit"), tr("Zoom to the selection"), QStringLiteral("F"), [this] { fit(); }});
    own.push_back({QStringLiteral("timeline.enter"), tr("Open its events"), QStringLiteral("Enter"), [this, subject] { showEvents(subject); }});
    if (m_current >= 0 && m_current < static_cast<int>(m_order.size())) {
        const bool pinned = m_pinned.contains(QString::fromStdString(laneAt(static_cast<std::size_t>(m_current)).service));
        own.push_back({QStringLiteral("timeline.pin"), pinned ? tr("Let the lane go back to its place") : tr("Pin the lane on top"), QStringLiteral("P"), [this] { togglePin(); }});
    }
    m_hintTimer.stop();
    m_hintShown = false;
    viewport()->update();
    Q_EMIT menuAsked(global, subject, own);
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event)
{
    event->accept();
    if (event->reason() == QContextMenuEvent::Mouse)
        return; // the release of the button asks for it: a drag pans
    const bool onLane = m_current >= 0 && m_current < static_cast<int>(m_order.size());
    const QPoint at = onLane ? laneRect(static_cast<std::size_t>(m_current)).center() : viewport()->rect().center();
    askMenu(viewport()->mapToGlobal(at), subject());
}

} // namespace vedette
