#include "widgets/charts/line_chart.h"

#include "widgets/charts/chart_paint.h"
#include "widgets/charts/chart_ticks.h"
#include "widgets/charts/far_part.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr qreal kMarkStrip = 28, kAxis = 28, kLeft = 56, kRight = 114, kEdge = 14;
constexpr qreal kDragPixels = 4;

QString frameName(const ChartFrame& frame) { return plain(frame.watch, 80); }

} // namespace

FrameSpan frameSpan(const ChartFrame& frame, TimeRange span, int steps)
{
    FrameSpan out;
    double lo = 0, hi = 1;
    if (!valueBounds(frame, span, lo, hi)) {
        out.thresholdInside = false;
        return out;
    }
    const double height = std::max(hi - lo, std::abs(hi) * 1e-6);
    if (frame.threshold) {
        // A far threshold would press the line flat: it is told at the edge instead.
        out.thresholdInside = *frame.threshold <= hi + height * 0.6 && *frame.threshold >= lo - height * 0.6;
        if (out.thresholdInside) {
            lo = std::min(lo, *frame.threshold);
            hi = std::max(hi, *frame.threshold);
        }
    }
    if (lo > 0 && lo < hi * 0.35)
        lo = 0;
    const auto round = roundSpan(lo, hi + (hi - lo) * 0.04, steps);
    out.lo = round.lo;
    out.hi = round.hi;
    out.step = round.step;
    return out;
}

LineChart::LineChart(TimeState& state, QWidget* parent) : PlotView(state, parent)
{
    setGutters({kLeft, kMarkStrip, kRight, kAxis});
    setSpan(state.range());
    connect(&state, &TimeState::rangeChanged, this, [this] {
        setSpan(time().range());
        fitValues();
    });
    setAccessibleName(tr("Chart"));
}

void LineChart::show(std::shared_ptr<const ChartFrame> frame)
{
    m_frame = std::move(frame);
    if (m_frame)
        setAccessibleName(tr("Chart of %1").arg(frameName(*m_frame)));
    fitValues();
    repaintLayer();
}

void LineChart::setWeekShown(bool shown)
{
    m_weekShown = shown;
    repaintLayer();
}

void LineChart::fitValues()
{
    if (!m_frame)
        return;
    const auto fit = frameSpan(*m_frame, span(), std::max(2, static_cast<int>(plot().height() / 52)));
    m_thresholdInside = fit.thresholdInside;
    setValues(fit.lo, fit.hi, fit.step);
}

void LineChart::resizeEvent(QResizeEvent* event)
{
    setGutters({kLeft, kMarkStrip, width() >= 520 ? kRight : kEdge, kAxis});
    PlotView::resizeEvent(event);
    fitValues();
    Q_EMIT columnsChanged(columns());
}

void LineChart::paintLayer(QPainter& painter)
{
    m_markHits.clear();
    paintAxes(painter);
    if (!m_frame)
        return;
    const auto& theme = Theme::instance();
    const ChartArea area{plot(), span(), lowest(), highest()};
    painter.save();
    painter.setClipRect(area.plot.adjusted(-3, -1, 3, 1));
    paintFarLine(painter, *m_frame, area);
    paintFlagSpans(painter, m_frame->flags, area, 4);
    paintGaps(painter, m_frame->gaps, area);
    paintBand(painter, m_frame->band, area, theme.band(0));
    if (m_weekShown)
        paintSegments(painter, lineSegments(m_frame->weekAgo, {}, m_frame->step, area), theme.text3);
    paintSegments(painter, lineSegments(m_frame->line, m_frame->gaps, m_frame->step, area), theme.series(0));
    painter.restore();
    if (m_frame->far)
        paintFarBoundary(painter, *m_frame->far, area, time().zone(), true);
    paintThreshold(painter);
    paintMarks(painter);
    painter.save();
    painter.setClipRect(area.plot.adjusted(-4, -4, 4, 4));
    paintFlagRings(painter, *m_frame, area);
    painter.restore();
}

void LineChart::paintAxes(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const QFont font = Theme::font(11);
    const QString unit = m_frame ? plain(m_frame->unit, 24) : QString();
    for (const auto& tick : chartTicks(span(), time().zone(), area.width())) {
        const qreal x = xOf(tick.at);
        painter.fillRect(QRectF(std::round(x), area.top(), 1, area.height()), theme.grid);
        drawLine(painter, QRectF(x - 48, area.bottom() + 6, 96, 18), tick.label, font, theme.text3, Qt::AlignHCenter);
    }
    if (m_frame && (!m_frame->line.empty() || (m_frame->far && !m_frame->far->line.empty()))) {
        for (double v = lowest(); v <= highest() + valueStep() * 0.01; v += valueStep()) {
            const double shown = std::abs(v) < valueStep() * 1e-6 ? 0 : v;
            const QString words = valueText(shown, unit); // a long word of a unit gives way to its number
            const bool fits = QFontMetricsF(font).horizontalAdvance(words) <= area.left() - 8;
            drawLine(painter, QRectF(0, yOf(v) - 9, area.left() - 8, 18), fits ? words : valueText(shown, QString()), font, theme.text3, Qt::AlignRight);
        }
    }
    if (width() - area.right() > 40)
        drawLine(painter, QRectF(area.right() + 28, area.bottom() + 6, 84, 18), zoneText(time().zone(), span().to), font, theme.text3);
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), theme.border);
}

void LineChart::paintThreshold(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const QString unit = plain(m_frame->unit, 24);
    const bool gutter = width() - area.right() > 60;
    qreal taken = -100;
    if (m_frame->threshold) {
        const double value = *m_frame->threshold;
        const bool above = value > highest();
        const qreal y = m_thresholdInside ? yOf(value) : above ? area.top() : area.bottom();
        const QColor ink = theme.ink(Severity::warning);
        if (m_thresholdInside) {
            painter.setRenderHint(QPainter::Antialiasing, false);
            QPen pen(theme.fill(Severity::warning), 1);
            pen.setDashPattern({5, 4});
            painter.setPen(pen);
            painter.drawLine(QPointF(area.left(), std::round(y) + 0.5), QPointF(area.right(), std::round(y) + 0.5));
        }
        const QString words = tr("limit %1").arg(valueText(value, unit));
        InkLine line;
        if (m_thresholdInside)
            line.glyph(Glyph::warning, theme.fill(Severity::warning), 8);
        else
            line.glyph(above ? Glyph::up : Glyph::down, ink, 8);
        line.text(words, Theme::font(12, 600), ink);
        if (gutter) {
            const qreal top = std::clamp(y - 9, 0.0, area.bottom() - 34);
            line.draw(painter, QRectF(area.right() + 8, top, width() - area.right() - 10, 18));
            drawLine(painter, QRectF(area.right() + 8, top + 16, width() - area.right() - 10, 18),
                plain(m_frame->thresholdName, 60), Theme::font(11), theme.text3);
            taken = top + 10;
        } else {
            line.draw(painter, QRectF(area.left() + 6, std::clamp(y - 18, area.top() + 2, area.bottom() - 20), 200, 18));
        }
    }
    if (gutter && m_frame->stats.last && m_frame->stats.lastAt && span().contains(*m_frame->stats.lastAt)) {
        qreal top = std::clamp(yOf(*m_frame->stats.last) - 9, area.top(), area.bottom() - 18);
        if (taken > -1 && std::abs(top - taken) < 28)
            top = std::min(area.bottom() - 18, taken + 28);
        InkLine line;
        line.text(valueText(*m_frame->stats.last, unit), Theme::font(12, 600), theme.text).gap(8);
        line.text(clockText(*m_frame->stats.lastAt, time().zone(), line.width() < 50), Theme::font(11), theme.text3);
        line.draw(painter, QRectF(area.right() + 8, top, width() - area.right() - 10, 18));
    }
}

bool LineChart::dragChooses() const { return std::abs(m_dragTo - m_dragFrom) >= kDragPixels; }

void LineChart::wheelEvent(QWheelEvent* event)
{
    const double turns = event->angleDelta().y() / 120.0;
    if (turns == 0) {
        event->ignore();
        return;
    }
    // Ctrl finer, Shift coarser.
    const double base = event->modifiers().testFlag(Qt::ControlModifier) ? 0.93
        : event->modifiers().testFlag(Qt::ShiftModifier) ? 0.55 : 0.8;
    time().zoomAt(timeAt(std::clamp(event->position().x(), plot().left(), plot().right())), std::pow(base, turns));
    event->accept();
}

void LineChart::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    const QPointF at = event->position();
    if (event->button() == Qt::LeftButton) {
        for (const auto& hit : m_markHits) {
            if (hit.box.contains(at)) {
                Q_EMIT changeClicked(hit.changeId);
                return;
            }
        }
    }
    const QRectF area = plot();
    if (at.x() < area.left() || at.x() > area.right())
        return;
    const bool pans = event->button() == Qt::RightButton || event->modifiers().testFlag(Qt::ShiftModifier);
    m_drag = pans ? Drag::pan : Drag::choose;
    m_dragFrom = m_dragTo = at.x();
    m_dragRange = time().range();
}

void LineChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::pan) {
        const double share = (m_dragFrom - event->position().x()) / plot().width();
        const Millis by{static_cast<std::int64_t>(share * static_cast<double>(m_dragRange.length().count()))};
        time().moveRange({m_dragRange.from + by, m_dragRange.to + by});
        return;
    }
    if (m_drag == Drag::choose) {
        m_dragTo = std::clamp(event->position().x(), plot().left(), plot().right());
        viewport()->update();
    }
    PlotView::mouseMoveEvent(event);
}

void LineChart::mouseReleaseEvent(QMouseEvent* event)
{
    const auto drag = std::exchange(m_drag, Drag::none);
    if (event->button() == Qt::RightButton && std::abs(event->position().x() - m_dragFrom) < kDragPixels)
        askMenuAt(event->position());
    if (drag == Drag::choose && dragChooses())
        time().setRange({timeAt(std::min(m_dragFrom, m_dragTo)), timeAt(std::max(m_dragFrom, m_dragTo))});
    viewport()->update();
}

void LineChart::keyPressEvent(QKeyEvent* event)
{
    const QString key = physicalKey(*event);
    const Time anchor = time().crosshair().value_or(span().from + span().length() / 2);
    if (key == QLatin1String("W"))
        time().zoomAt(anchor, 0.7);
    else if (key == QLatin1String("S"))
        time().zoomAt(anchor, 1 / 0.7);
    else if (key == QLatin1String("A"))
        time().pan(-0.25);
    else if (key == QLatin1String("D"))
        time().pan(0.25);
    else if (key == QLatin1String("F") && m_frame && !m_frame->flags.empty()) {
        const auto& flag = m_frame->flags.front();
        const Millis around = std::max<Millis>(std::chrono::minutes{15}, (flag.to - flag.from) / 2);
        time().setRange({flag.from - around, flag.to + around});
    } else {
        event->ignore(); // not the view's scrolling
    }
}

} // namespace vedette
