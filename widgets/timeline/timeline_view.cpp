#include "widgets/timeline/timeline_view.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/timeline/cause_focus.h"
#include "widgets/timeline/timeline_access.h"
#include "widgets/timeline/timeline_marks.h"

#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vedette {

TimelineView::TimelineView(Board& board, QWidget* parent)
    : QAbstractScrollArea(parent), m_board(board), m_focus(CauseFocus::of(board)), m_text(std::make_unique<TimelineText>())
{
    installTimelineAccess();
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled, false); // keys are positions here, never text
    setAccessibleName(QStringLiteral("timeline"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumHeight(kHeadHeight + 3 * LaneShape::compactLane().height);
    const auto repaint = [this] { viewport()->update(); };
    connect(&board, &Board::changed, this, &TimelineView::takeTimeline);
    connect(&board, &Board::selectionChanged, this, &TimelineView::refreshSelection);
    connect(&m_focus, &CauseFocus::changed, this, &TimelineView::refreshSelection);
    connect(&board.time(), &TimeState::rangeChanged, this, repaint);
    connect(&board.time(), &TimeState::crosshairChanged, this, repaint);
    connect(&board.time(), &TimeState::zoneChanged, this, repaint);
    connect(&board.time(), &TimeState::marksChanged, this, [this] {
        forgetHit();
        viewport()->update();
    });
    connect(&board.time(), &TimeState::filterChanged, this, &TimelineView::arrange);
    connect(&Theme::instance(), &Theme::changed, this, repaint);
    takeTimeline();
}

TimelineView::~TimelineView() = default;

void TimelineView::takeTimeline()
{
    const auto timeline = m_board.timeline();
    if (timeline != m_timeline) {
        m_timeline = timeline;
        m_index = std::make_unique<LaneIndex>(m_timeline);
        m_memory.reset();
        m_placed.clear();
        arrange();
    }
    refreshSelection();
}

void TimelineView::forgetHit()
{
    m_hit = {};
    m_hitOld = true;
}

void TimelineView::arrange()
{
    forgetHit();
    QString kept = m_current >= 0 && m_current < static_cast<int>(m_order.size()) ? QString::fromStdString(laneAt(static_cast<std::size_t>(m_current)).service) : QString();
    m_order.clear();
    m_hiddenFiring = 0;
    m_lanes = 0;
    const auto& lanes = m_timeline->lanes;
    const ViewFilter& filter = m_board.time().filter();
    const bool narrowed = filter.narrowsServices();
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        // Marks that people kept are about no service: they stand on the axis, not in a lane.
        if (lanes[i].service.empty() && lanes[i].alerts.empty() && lanes[i].changes.empty() && lanes[i].flags.empty())
            continue;
        ++m_lanes;
        if (narrowed && !filter.passesService(lanes[i].service)) {
            m_hiddenFiring += lanes[i].now == Severity::critical || lanes[i].now == Severity::warning ? 1 : 0;
            continue;
        }
        const bool busy = lanes[i].now > Severity::info || m_index->changes(i, m_board.time().range()).size() > 0
            || m_index->alerts(i, m_board.time().range()).size() > 0;
        if (!m_busyOnly || busy || m_pinned.contains(QString::fromStdString(lanes[i].service)))
            m_order.push_back(i);
    }
    const auto pinned = [&](std::size_t i) { return m_pinned.contains(QString::fromStdString(lanes[i].service)); };
    if (m_sort == Order::worstFirst) {
        std::stable_sort(m_order.begin(), m_order.end(), [&](auto a, auto b) {
            const int ra = severityRank(lanes[a].now);
            const int rb = severityRank(lanes[b].now);
            return ra != rb ? ra > rb : lanes[a].alerts.size() > lanes[b].alerts.size();
        });
    }
    std::stable_partition(m_order.begin(), m_order.end(), pinned);
    m_current = -1;
    for (std::size_t i = 0; i < m_order.size() && !kept.isEmpty(); ++i) {
        if (QString::fromStdString(lanes[m_order[i]].service) == kept)
            m_current = static_cast<int>(i);
    }
    placeLanes();
    viewport()->update();
}

void TimelineView::placeLanes()
{
    const int room = std::max(1, viewport()->height() - kHeadHeight);
    const int h = frame().shape.height;
    const int total = static_cast<int>(m_order.size()) * h;
    verticalScrollBar()->setRange(0, std::max(0, total - room));
    verticalScrollBar()->setPageStep(room);
    verticalScrollBar()->setSingleStep(h);
}

const Lane& TimelineView::laneAt(std::size_t place) const { return m_timeline->lanes.at(m_order.at(place)); }

QRect TimelineView::laneRect(std::size_t place) const
{
    const int h = frame().shape.height;
    return {0, kHeadHeight + static_cast<int>(place) * h - verticalScrollBar()->value(), viewport()->width(), h};
}

QString TimelineView::laneStateText(std::size_t place) const
{
    const Lane& lane = laneAt(place);
    const auto range = m_board.time().range();
    const int alerts = static_cast<int>(m_index->alerts(m_order[place], range).size());
    const int changes = static_cast<int>(m_index->changes(m_order[place], range).size());
    return severityWord(lane.now) + QStringLiteral(", ") + (alerts == 1 ? tr("%n alert", nullptr, 1) : tr("%n alerts", nullptr, alerts))
        + QStringLiteral(", ") + (changes == 1 ? tr("%n change", nullptr, 1) : tr("%n changes", nullptr, changes));
}

TimeAxis TimelineView::axis() const
{
    return {m_board.time().range(), kLabelColumn, std::max(40.0, static_cast<double>(viewport()->width() - kLabelColumn - kRightMargin))};
}

TimeAxis TimelineView::minimapAxis() const
{
    TimeAxis a = axis();
    a.range = minimapSpan(*m_timeline, a.range);
    return a;
}

TimelineFrame TimelineView::frame() const
{
    const int room = viewport()->height() - kHeadHeight;
    LaneShape shape = LaneShape::compactLane();
    for (const auto& larger : {LaneShape::roomyLane(), LaneShape::regularLane()}) {
        if (static_cast<int>(m_order.size()) * larger.height <= room)
            shape = larger;
    }
    TimelineFrame f{*m_timeline, *m_index, axis(), shape, {}, m_board.time().zone(),
        m_selectedChange, m_selectedId, 0, std::nullopt, m_current};
    f.plot = QRect(kLabelColumn, kHeadHeight, viewport()->width() - kLabelColumn, room);
    if (const auto* suspect = m_focus.suspect())
        f.selectedProbability = suspect->probability;
    if (const auto* report = m_focus.report()) {
        for (const auto& span : m_timeline->incidents) {
            if (span.id == report->id)
                f.incident = span.range;
        }
    }
    return f;
}

void TimelineView::refreshSelection()
{
    m_selectedId = 0;
    m_selectedChange = 0;
    m_causedIds.clear();
    const std::string id = m_board.selectedId().toStdString();
    const auto* suspect = m_focus.suspect();
    std::unordered_set<std::string_view> caused;
    if (const auto* report = m_focus.report())
        caused.insert(report->alertIds.begin(), report->alertIds.end());
    for (std::size_t i = 1; i < m_timeline->ids.size(); ++i) {
        const std::string& known = m_timeline->ids[i];
        if (!id.empty() && known == id)
            m_selectedId = static_cast<std::uint32_t>(i);
        if (suspect && known == suspect->change.id)
            m_selectedChange = static_cast<std::uint32_t>(i);
        if (!caused.empty() && caused.count(known) > 0)
            m_causedIds.insert(static_cast<std::uint32_t>(i));
    }
    if (std::exchange(m_selectedBefore, m_board.selectedId()) != m_board.selectedId()) {
        // The keyboard goes on from what was chosen, wherever that was done.
        m_laneChosen = false;
        const std::string service = subjectOfId(m_selectedId).value;
        for (std::size_t i = 0; i < m_order.size() && !service.empty(); ++i) {
            if (laneAt(i).service == service)
                m_current = static_cast<int>(i);
        }
    }
    viewport()->update();
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    paintFrame(painter);
}

void TimelineView::paintFrame(QPainter& painter)
{
    const Theme& theme = Theme::instance();
    const QRect all = viewport()->rect();
    painter.fillRect(all, theme.panel);
    TimelineFrame f = frame();
    std::vector<QRectF> words;
    if (m_selectedChange != 0)
        f.words = &words; // the cause lines go behind them
    const double right = f.axis.right() + kRightMargin;
    if (m_timeline->lanes.empty()) {
        paintEmpty(painter);
        return;
    }
    const auto ticks = f.axis.ticks(f.zone);
    painter.save();
    painter.setClipRect(QRect(0, kHeadHeight, all.width(), all.height() - kHeadHeight));
    if (f.incident) {
        const double x0 = std::max(f.axis.left, std::floor(f.axis.xOf(f.incident->from)));
        const double x1 = std::min(f.axis.right(), std::ceil(f.axis.xOf(f.incident->to)));
        if (x1 > x0)
            painter.fillRect(QRectF(x0, kHeadHeight, x1 - x0, all.height() - kHeadHeight), Theme::mix(theme.change, theme.panel, theme.dark() ? 0.14 : 0.1));
    }
    for (const auto& tick : ticks) {
        const int x = static_cast<int>(std::lround(f.axis.xOf(tick.at)));
        painter.fillRect(QRect(x, kHeadHeight, 1, all.height() - kHeadHeight), tick.day ? theme.border : theme.grid);
    }
    paintLanes(painter, f);
    if (std::exchange(m_hitOld, false) && m_mouse)
        m_hit = hitAt(*m_mouse);
    if (m_order.empty()) {
        painter.setFont(Theme::font(13));
        painter.setPen(theme.text2);
        painter.drawText(QRect(kLabelColumn, kHeadHeight, all.width() - kLabelColumn, all.height() - kHeadHeight), Qt::AlignCenter | Qt::TextWordWrap,
            m_busyOnly ? tr("No lane has an event in view · X shows all") : tr("No lane passes the filter · Shift+Backspace shows all"));
    }
    painter.restore();

    painter.fillRect(QRect(kLabelColumn, 0, 1, all.height()), theme.border);
    paintMinimap(painter, f, minimapAxis(), 0, *m_text);
    const auto marks = placeMarks(m_board.time().marks(), f, m_board.time().crosshair(), *m_text);
    AxisRowExtras extras{m_board.time().crosshair(), sinceMark(), rowWords(), rowInk(), {}};
    for (const auto& mark : marks)
        extras.taken.emplace_back(mark.chip.left(), mark.chip.right());
    paintAxisRow(painter, f, ticks, kMinimapHeight, extras, *m_text);
    const std::string selected = m_focus.report() ? m_focus.report()->id : std::string();
    paintIncidentRow(painter, f, placeIncidents(f, kMinimapHeight + kAxisHeight), notJudged(), selected, kMinimapHeight + kAxisHeight, *m_text);
    painter.setClipRect(QRectF(0, 0, right + 1, all.height()));
    paintMarks(painter, m_board.time().marks(), marks, all.height(), *m_text);
    paintOver(painter, f);
    painter.setClipping(false);
    if (hasFocus()) {
        painter.setPen(QPen(theme.focus, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(all.adjusted(0, 0, -1, -1));
    }
}

void TimelineView::paintLanes(QPainter& painter, const TimelineFrame& f)
{
    const Theme& theme = Theme::instance();
    const int h = f.shape.height;
    const int scroll = verticalScrollBar()->value();
    const int bottom = viewport()->height();
    m_placed.clear();
    const Lane* above = nullptr;
    for (std::size_t place = static_cast<std::size_t>(scroll / h); place < m_order.size(); ++place) {
        PlacedLane placed;
        placed.number = m_order[place];
        placed.y = kHeadHeight + static_cast<int>(place) * h - scroll;
        if (placed.y >= bottom)
            break;
        const Lane& lane = m_timeline->lanes[placed.number];
        placed.pinned = m_pinned.contains(QString::fromStdString(lane.service));
        placed.groupStart = place > 0 && m_sort == Order::grouped && m_timeline->lanes[m_order[place - 1]].group != lane.group;
        placed.scene = layOutLane(*m_index, placed.number, f.axis, m_memory, m_selectedChange);
        if (place > 0)
            painter.fillRect(QRect(0, placed.y, viewport()->width(), 1), placed.groupStart ? Theme::mix(theme.strongBorder, theme.panel, 0.45) : theme.grid);
        const bool current = hasFocus() && static_cast<int>(place) == m_current;
        if (current)
            painter.fillRect(QRect(0, placed.y + 1, kLabelColumn, h - 1), theme.selection);
        paintLaneLabel(painter, f, placed, *m_text, current);
        painter.save();
        painter.setClipRect(QRectF(f.axis.left, placed.y, f.axis.width + kRightMargin, h), Qt::IntersectClip);
        paintLane(painter, f, placed, above, *m_text);
        painter.restore();
        above = &lane;
        m_placed.push_back(std::move(placed));
    }
    // Outside of what the cache holds nothing may look calm: a dim hatch and, where there is room, a word.
    TimeRange open{f.axis.range.from, std::min(f.axis.range.to, m_timeline->now)};
    for (const auto& span : m_timeline->covered) {
        if (span.from > open.from)
            drawHatch(painter, QRectF(QPointF(f.axis.xOf(open.from), kHeadHeight), QPointF(std::min(f.axis.right(), f.axis.xOf(span.from)), bottom)), theme.border, 8);
        open.from = std::max(open.from, span.to);
    }
    if (open.from < open.to) {
        const QRectF box(QPointF(f.axis.xOf(open.from), kHeadHeight), QPointF(f.axis.xOf(open.to), bottom));
        drawHatch(painter, box, theme.border, 8);
        if (box.width() > 160)
            paintLabel(painter, m_text->small, box.left() + 12, kHeadHeight + 18, tr("not in the cache"), theme.text2);
    }
}

CauseLines TimelineView::causeLines(const TimelineFrame& f) const
{
    CauseLines lines;
    if (m_selectedChange == 0 || m_causedIds.empty())
        return lines;
    const PlacedLane* source = nullptr;
    Time at{};
    for (const auto& placed : m_placed) {
        for (const auto& change : m_timeline->lanes[placed.number].changes) {
            if (change.id == m_selectedChange) {
                source = &placed;
                at = change.at;
            }
        }
    }
    const double x = source ? f.axis.xOf(at) : -1;
    if (!source || x < f.axis.left || x > f.axis.right())
        return lines;
    lines.change = {x, source->y + f.shape.strip + 3.0};
    for (const auto& placed : m_placed) {
        if (&placed == source)
            continue;
        const auto& alerts = m_timeline->lanes[placed.number].alerts;
        double first = 1e9;
        for (const auto& bar : placed.scene.bars) {
            if (!bar.exact || bar.silenced || bar.worst != Severity::critical || bar.to < at)
                continue;
            if (m_causedIds.count(alerts[bar.index].id) > 0)
                first = std::min(first, bar.x0);
        }
        if (first > 1e8 || first > f.axis.right())
            continue;
        if (lines.alerts.size() >= 8)
            ++lines.more;
        else
            lines.alerts.emplace_back(std::max(first, f.axis.left + 8) - 1, placed.y + f.shape.alert + f.shape.alertHeight / 2.0);
    }
    return lines;
}

void TimelineView::paintOver(QPainter& painter, const TimelineFrame& f)
{
    const Theme& theme = Theme::instance();
    const int bottom = viewport()->height();
    painter.save();
    painter.setClipRect(QRectF(f.axis.left, kHeadHeight, f.axis.width + kRightMargin, bottom - kHeadHeight), Qt::IntersectClip);
    const CauseLines lines = causeLines(f);
    paintCauseLines(painter, lines, f.words ? *f.words : std::vector<QRectF>(), *m_text);
    painter.restore();
    if (m_area) {
        const double x0 = std::max(f.axis.left, f.axis.xOf(m_area->from));
        const double x1 = std::min(f.axis.right(), f.axis.xOf(m_area->to));
        if (x1 > x0) {
            QColor wash = theme.accent;
            wash.setAlphaF(0.16F);
            painter.fillRect(QRectF(x0, kMinimapHeight + kAxisHeight, x1 - x0, bottom), wash);
            painter.fillRect(QRectF(x0, kMinimapHeight + kAxisHeight, 1, bottom), theme.accent);
            painter.fillRect(QRectF(x1 - 1, kMinimapHeight + kAxisHeight, 1, bottom), theme.accent);
            paintHint(painter,
                {{durationText(m_area->length()), rangeText(*m_area, f.zone), theme.text, {}, {}, true},
                    {tr("W zooms in · Enter opens the events"), {}, theme.text3, {}, {}, false}},
                {x1, kHeadHeight + 24.0}, QRectF(f.axis.left, kHeadHeight, f.axis.width + kRightMargin, bottom - kHeadHeight), {}, *m_text);
        }
    }
    if (const auto at = m_board.time().crosshair()) {
        const double x = std::round(f.axis.xOf(*at));
        if (x >= f.axis.left && x <= f.axis.right()) {
            painter.setPen(QPen(theme.accent, 1, Qt::CustomDashLine));
            QPen pen = painter.pen();
            pen.setDashPattern({3, 3});
            painter.setPen(pen);
            painter.drawLine(QPointF(x + 0.5, kMinimapHeight + kAxisHeight), QPointF(x + 0.5, bottom));
        }
    }
    if (m_hintShown && m_mouse) {
        QRectF avoid;
        if (!lines.alerts.empty())
            avoid = QRectF(QPointF(lines.change.x() - 24, lines.change.y()), QPointF(lines.alerts.back().x(), lines.alerts.back().y() + 8)).normalized();
        paintHint(painter, hintFor(m_hit), *m_mouse, QRectF(0, kMinimapHeight, f.axis.right() + kRightMargin, bottom - kMinimapHeight), avoid, *m_text);
    }
}

QString TimelineView::rowWords() const
{
    const int n = static_cast<int>(m_order.size());
    if (m_board.time().filter().narrowsServices()) {
        // What may not be missed comes first: the column is narrow.
        const QString hidden = m_hiddenFiring > 0 ? tr("%n firing hidden", nullptr, m_hiddenFiring) : tr("filtered");
        return hidden + QStringLiteral(" · ") + tr("%1 of %2").arg(n).arg(m_lanes);
    }
    const QString services = n == 1 ? tr("%n service", nullptr, n) : tr("%n services", nullptr, n);
    const QString how = m_busyOnly ? tr("with events") : m_sort == Order::grouped ? tr("by domain") : tr("worst first");
    return services + QStringLiteral(" · ") + how;
}

QColor TimelineView::rowInk() const
{
    const Theme& theme = Theme::instance();
    if (!m_board.time().filter().narrowsServices())
        return theme.text2;
    return m_hiddenFiring > 0 ? theme.ink(Severity::critical) : theme.accent;
}

std::vector<TimeRange> TimelineView::notJudged() const
{
    const TimeRange range = m_board.time().range();
    return m_board.judged().notGrouped({std::max(range.from, m_timeline->loaded.from), std::min(range.to, m_timeline->now)});
}

QString TimelineView::sinceMark() const
{
    const TimeState& time = m_board.time();
    const auto& marks = time.marks();
    if (!time.crosshair() || marks.empty() || !marks.back().id.isEmpty())
        return {};
    const Millis since = *time.crosshair() - marks.back().at;
    return (since.count() < 0 ? QStringLiteral("−") : QStringLiteral("+")) + durationText(std::chrono::abs(since));
}

void TimelineView::paintEmpty(QPainter& painter)
{
    const Theme& theme = Theme::instance();
    painter.setFont(Theme::font(14, 600));
    painter.setPen(theme.text);
    const QRect box = viewport()->rect();
    painter.drawText(box.adjusted(0, -28, 0, -28), Qt::AlignCenter, m_board.feeds().empty() ? tr("No feed is connected") : tr("Nothing is known yet"));
    painter.setFont(Theme::font(12));
    painter.setPen(theme.text2);
    painter.drawText(box, Qt::AlignCenter,
        m_board.feeds().empty() ? tr("Name a server in the configuration, or run “vedette demo” to see an example.")
                                : tr("Lanes appear with the first alert, change or service that a feed tells of."));
}

void TimelineView::settle()
{
    m_hintShown = false;
    m_drag = Drag::none;
    m_mouse.reset();
    placeLanes();
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    placeLanes();
}

void TimelineView::scrollContentsBy(int, int) { viewport()->update(); }

} // namespace vedette
