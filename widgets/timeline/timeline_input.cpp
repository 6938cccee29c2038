#include "widgets/timeline/timeline_view.h"

#include "models/items/board.h"
#include "widgets/timeline/cause_focus.h"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vedette {

namespace {

constexpr int kHintDelayMs = 150;
constexpr int kGestureEndMs = 400;
constexpr double kClickSlop = 4;

TimeRange sorted(Time a, Time b) { return a < b ? TimeRange{a, b} : TimeRange{b, a}; }

} // namespace

std::vector<PageAction> TimelineView::actions()
{
    const auto act = [](const char* id, const QString& text, const char* key, std::function<void()> run) {
        return PageAction{QLatin1String(id), text, QLatin1String(key), std::move(run)};
    };
    return {act("timeline.zoomIn", tr("Zoom in at the cursor"), "W", [this] { m_area ? fit() : zoom(0.5); }),
        act("timeline.zoomOut", tr("Zoom out at the cursor"), "S", [this] { zoom(2); }),
        act("timeline.earlier", tr("Earlier"), "A", [this] { m_board.time().pan(-0.25); }),
        act("timeline.later", tr("Later"), "D", [this] { m_board.time().pan(0.25); }),
        act("timeline.fit", tr("Fit the selection"), "F", [this] { fit(); }),
        act("timeline.all", tr("Show everything loaded"), "Home", [this] { showAll(); }),
        act("timeline.next", tr("Next event on the lane"), ".", [this] { stepEvent(1); }),
        act("timeline.previous", tr("Previous event on the lane"), ",", [this] { stepEvent(-1); }),
        act("timeline.laneDown", tr("Lane below"), "J", [this] { stepLane(1); }),
        act("timeline.laneUp", tr("Lane above"), "K", [this] { stepLane(-1); }),
        act("timeline.nextCause", tr("Next suspect change"), "]", [this] { m_focus.step(1); }),
        act("timeline.previousCause", tr("Previous suspect change"), "[", [this] { m_focus.step(-1); }),
        act("timeline.pin", tr("Pin the lane on top"), "P", [this] { togglePin(); }),
        act("timeline.regroup", tr("Order lanes by domain or worst first"), "G",
            [this] {
                m_sort = m_sort == Order::grouped ? Order::worstFirst : Order::grouped;
                arrange();
            }),
        act("timeline.busy", tr("Only lanes with events in view"), "X",
            [this] {
                m_busyOnly = !m_busyOnly;
                arrange();
            }),
        act("timeline.enter", tr("Open the events of the selection"), "Enter", [this] { showEvents(subject()); }),
        act("timeline.leave", tr("Drop the selection"), "Esc", [this] { escape(); })};
}

Time TimelineView::anchor() const
{
    const TimeAxis a = axis();
    if (m_mouse && m_mouse->x() >= a.left && m_mouse->x() <= a.right())
        return a.timeAt(m_mouse->x());
    if (const auto at = m_board.time().crosshair(); at && a.range.contains(*at))
        return *at;
    return m_board.time().live() ? a.range.to : a.range.from + a.range.length() / 2;
}

void TimelineView::beginGesture()
{
    if (!m_gestureTimer.isActive())
        m_board.time().remember();
    m_gestureTimer.start(kGestureEndMs, this);
}

void TimelineView::zoom(double factor) { m_board.time().zoomAt(anchor(), factor); }

void TimelineView::fit()
{
    if (m_area) {
        m_board.time().setRange(*std::exchange(m_area, std::nullopt));
        return;
    }
    const auto around = [](TimeRange span) {
        const Millis room = std::max<Millis>(std::chrono::minutes{1}, span.length() * 6 / 10);
        return TimeRange{span.from - room, span.to + room};
    };
    // The incident first, what is chosen of it the second time.
    if (const auto f = frame(); f.incident && around(*f.incident) != m_board.time().range())
        m_board.time().setRange(around(*f.incident));
    else if (const Subject chosen = subjectOfId(m_selectedId); chosen.span && chosen.span->length().count() > 0)
        m_board.time().setRange(around(*chosen.span));
    else
        showAll();
}

void TimelineView::showAll() { m_board.time().setRange({m_timeline->loaded.from, std::max(m_timeline->loaded.to, m_timeline->now)}); }

void TimelineView::ensureSeen(std::size_t place)
{
    const QRect box = laneRect(place);
    QScrollBar* bar = verticalScrollBar();
    if (box.top() < kHeadHeight)
        bar->setValue(bar->value() - (kHeadHeight - box.top()));
    else if (box.bottom() > viewport()->height())
        bar->setValue(bar->value() + box.bottom() - viewport()->height() + 1);
}

void TimelineView::stepLane(int by)
{
    if (m_order.empty())
        return;
    m_current = m_current < 0 ? (by > 0 ? 0 : static_cast<int>(m_order.size()) - 1)
                              : std::clamp(m_current + by, 0, static_cast<int>(m_order.size()) - 1);
    m_laneChosen = true;
    ensureSeen(static_cast<std::size_t>(m_current));
    viewport()->update();
}

void TimelineView::stepEvent(int by)
{
    if (m_order.empty())
        return;
    if (m_current < 0)
        m_current = 0;
    const Lane& lane = laneAt(static_cast<std::size_t>(m_current));
    struct Item {
        Time at;
        QString id;
    };
    std::vector<Item> items;
    const auto idOf = [&](std::uint32_t id, Time at, bool change) {
        return QString::fromStdString(id != 0 ? m_timeline->ids[id] : MarkId{at, change, lane.service}.text());
    };
    for (const auto& a : lane.alerts)
        items.push_back({a.from, idOf(a.id, a.from, false)});
    for (const auto& c : lane.changes)
        items.push_back({c.at, idOf(c.id, c.at, true)});
    for (const auto& f : lane.flags)
        items.push_back({f.from, idOf(f.id, f.from, false)});
    for (const auto& any : m_timeline->lanes) {
        // A mark that is kept is about no service and met on every lane.
        for (const auto& n : any.notes) {
            if (&any == &lane || any.service.empty())
                items.push_back({n.at, idOf(n.id, n.at, false)});
        }
    }
    if (items.empty())
        return;
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.at < b.at; });
    items.erase(std::unique(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.id == b.id; }), items.end());
    const QString selected = m_board.selectedId();
    const auto found = std::find_if(items.begin(), items.end(), [&](const Item& i) { return !selected.isEmpty() && i.id == selected; });
    const Item* next = nullptr;
    if (found != items.end()) {
        const auto place = (found - items.begin()) + by;
        if (place < 0 || place >= static_cast<std::ptrdiff_t>(items.size()))
            return;
        next = &items[static_cast<std::size_t>(place)];
    } else {
        const Time from = anchor();
        const auto after = std::lower_bound(items.begin(), items.end(), from, [](const Item& i, Time t) { return i.at < t; });
        if (by > 0)
            next = after != items.end() ? &*after : &items.back();
        else
            next = after != items.begin() ? &*std::prev(after) : &items.front();
    }
    const TimeRange range = m_board.time().range();
    if (!range.contains(next->at))
        m_board.time().setRange({next->at - range.length() / 2, next->at + range.length() / 2});
    m_board.time().setCrosshair(next->at);
    m_board.select(next->id);
    ensureSeen(static_cast<std::size_t>(m_current));
}

void TimelineView::escape()
{
    if (m_area)
        m_area.reset();
    else if (m_drag != Drag::none)
        m_drag = Drag::none;
    else if (!m_board.selectedId().isEmpty())
        m_board.select(QString());
    else
        m_board.time().setCrosshair(std::nullopt);
    viewport()->update();
}

void TimelineView::togglePin()
{
    if (m_current < 0 || m_current >= static_cast<int>(m_order.size()))
        return;
    const QString name = QString::fromStdString(laneAt(static_cast<std::size_t>(m_current)).service);
    if (!m_pinned.remove(name))
        m_pinned.insert(name);
    arrange();
}

void TimelineView::dragMinimap(double x)
{
    const TimeAxis map = minimapAxis();
    const Millis moved{static_cast<std::int64_t>((x - m_pressAt.x()) * map.msPerPixel())};
    TimeRange range = m_pressRange;
    if (m_drag == Drag::window) {
        range.from += moved;
        range.to += moved;
    } else if (m_drag == Drag::windowLeft) {
        range.from = std::min(range.from + moved, range.to - Millis{60000});
    } else {
        range.to = std::max(range.to + moved, range.from + Millis{60000});
    }
    beginGesture();
    m_board.time().moveRange(range);
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    m_pressAt = event->position();
    m_pressRange = m_board.time().range();
    m_moved = false;
    m_hintShown = false;
    m_nearer.reset();
    const double x = m_pressAt.x();
    if (m_pressAt.y() < kMinimapHeight && x >= kLabelColumn) {
        const TimeAxis map = minimapAxis();
        const double w0 = map.xOf(m_pressRange.from);
        const double w1 = map.xOf(m_pressRange.to);
        m_drag = std::abs(x - w0) <= 6 ? Drag::windowLeft : std::abs(x - w1) <= 6 ? Drag::windowRight : Drag::window;
        if (m_drag == Drag::window && (x < w0 || x > w1)) {
            const Time at = map.timeAt(x);
            m_board.time().setRange({at - m_pressRange.length() / 2, at + m_pressRange.length() / 2});
            m_pressRange = m_board.time().range();
        }
        return;
    }
    if (event->button() == Qt::MiddleButton) {
        const Hit hit = hitAt(m_pressAt);
        if (hit.span.length().count() > 0) {
            const Millis room = std::max<Millis>(Millis{30000}, hit.span.length() * 6 / 10);
            m_board.time().setRange({hit.span.from - room, hit.span.to + room});
        }
        return;
    }
    const bool pans = event->button() == Qt::RightButton || event->modifiers().testFlag(Qt::ShiftModifier);
    m_drag = pans ? Drag::pan : x >= kLabelColumn ? Drag::select : Drag::none;
    if (m_drag == Drag::none)
        choose(hitAt(m_pressAt));
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    m_mouse = at;
    const TimeAxis a = axis();
    if (m_drag != Drag::none && (at - m_pressAt).manhattanLength() > kClickSlop)
        m_moved = true;
    if (m_drag == Drag::pan && m_moved) {
        const Millis by{static_cast<std::int64_t>((m_pressAt.x() - at.x()) * a.msPerPixel())};
        beginGesture();
        m_board.time().moveRange({m_pressRange.from + by, m_pressRange.to + by});
        return;
    }
    if ((m_drag == Drag::window || m_drag == Drag::windowLeft || m_drag == Drag::windowRight) && m_moved) {
        dragMinimap(at.x());
        return;
    }
    if (m_drag == Drag::select && m_moved) {
        m_area = sorted(a.timeAt(std::clamp(m_pressAt.x(), a.left, a.right())), a.timeAt(std::clamp(at.x(), a.left, a.right())));
        m_hintShown = false;
    } else {
        const Hit hit = hitAt(at);
        const bool same = hit.kind == m_hit.kind && hit.place == m_hit.place && hit.index == m_hit.index;
        m_hit = hit;
        if (!same || hit.kind == Hit::Kind::none || hit.kind == Hit::Kind::lane) {
            m_hintShown = false;
            m_hintTimer.start(kHintDelayMs, this);
        }
    }
    const bool onPlot = at.y() >= kMinimapHeight && at.x() >= a.left && at.x() <= a.right();
    m_board.time().setCrosshair(onPlot ? std::optional<Time>(a.timeAt(at.x())) : std::nullopt);
    viewport()->update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag was = m_drag;
    m_drag = Drag::none;
    if (was == Drag::select && !m_moved) {
        m_area.reset();
        choose(hitAt(event->position()));
    }
    if (was == Drag::pan && !m_moved && event->button() == Qt::RightButton) {
        const Time at = axis().timeAt(event->position().x());
        const bool inArea = m_area && m_area->contains(at) && event->position().y() >= kMinimapHeight;
        m_hit = inArea ? Hit{} : hitAt(event->position());
        if (!inArea) {
            m_area.reset();
            choose(m_hit);
        }
        Subject what = inArea ? subject() : subjectOf(m_hit);
        if (!what.at && event->position().x() >= kLabelColumn)
            what.at = at;
        askMenu(event->globalPosition().toPoint(), what);
    }
    if (m_area && m_area->length() < Millis{1000})
        m_area.reset();
    viewport()->update();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (m_nearer) { // its first click moved the view
        showEvents(subjectOf(*std::exchange(m_nearer, std::nullopt)));
        return;
    }
    m_hit = hitAt(event->position());
    choose(m_hit);
    if (m_hit.kind == Hit::Kind::bar || m_hit.kind == Hit::Kind::lane)
        showEvents(subjectOf(m_hit));
    else if (m_hit.kind == Hit::Kind::incident)
        fit();
}

void TimelineView::wheelEvent(QWheelEvent* event)
{
    const QPoint angle = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        const int by = angle.y() != 0 ? angle.y() : angle.x();
        verticalScrollBar()->setValue(verticalScrollBar()->value() - by * frame().shape.height / 120);
        event->accept();
        return;
    }
    m_mouse = event->position();
    TimeState& time = m_board.time();
    const TimeAxis a = axis();
    beginGesture();
    if (std::abs(angle.x()) > std::abs(angle.y())) {
        const Millis by{static_cast<std::int64_t>(-angle.x() * a.msPerPixel() * 0.6)};
        time.moveRange({a.range.from + by, a.range.to + by});
    } else {
        const double fine = event->modifiers().testFlag(Qt::ControlModifier) ? 0.25 : 1;
        const double factor = std::pow(2, -angle.y() / 360.0 * fine);
        const Time at = a.timeAt(std::clamp(m_mouse->x(), a.left, a.right()));
        const double share = static_cast<double>((at - a.range.from).count()) / static_cast<double>(a.range.length().count());
        const Millis length{std::clamp<std::int64_t>(static_cast<std::int64_t>(static_cast<double>(a.range.length().count()) * factor), 1000,
            Millis{std::chrono::hours{24 * 400}}.count())};
        const Time from = at - Millis{static_cast<std::int64_t>(static_cast<double>(length.count()) * share)};
        time.moveRange({from, from + length});
    }
    event->accept();
}

bool TimelineView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave) {
        m_mouse.reset();
        m_hintTimer.stop();
        m_hintShown = false;
        m_hit = {};
        m_board.time().setCrosshair(std::nullopt);
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_hintTimer.timerId()) {
        m_hintTimer.stop();
        m_hintShown = m_drag == Drag::none && m_hit.kind != Hit::Kind::none && m_hit.kind != Hit::Kind::lane;
        viewport()->update();
    } else if (event->timerId() == m_gestureTimer.timerId()) {
        m_gestureTimer.stop();
    } else {
        QAbstractScrollArea::timerEvent(event);
    }
}

void TimelineView::focusInEvent(QFocusEvent* event)
{
    if (m_current < 0 && !m_order.empty() && event->reason() != Qt::MouseFocusReason)
        m_current = 0;
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TimelineView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace vedette
