#include "widgets/charts/line_chart.h"

#include "widgets/charts/chart_paint.h"
#include "widgets/charts/chart_ticks.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
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
    paintFlagSpans(painter, m_frame->flags, area, 4);
    paintGaps(painter, m_frame->gaps, area);
    paintBand(painter, m_frame->band, area, theme.band(0));
    if (m_weekShown)
        paintSegments(painter, lineSegments(m_frame->weekAgo, {}, m_frame->step, area), theme.text3);
    paintSegments(painter, lineSegments(m_frame->line, m_frame->gaps, m_frame->step, area), theme.series(0));
    painter.restore();
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
    if (m_frame && !m_frame->line.empty()) {
        for (double v = lowest(); v <= highest() + valueStep() * 0.01; v += valueStep()) {
            const double shown = std::abs(v) < valueStep() * 1e-6 ? 0 : v;
            drawLine(painter, QRectF(0, yOf(v) - 9, area.left() - 8, 18), valueText(shown, unit), font, theme.text3, Qt::AlignRight);
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

void LineChart::paintMarks(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const QFont font = Theme::font(12, 600);
    const QFontMetricsF measure(font);
    std::vector<QRectF> taken;
    const auto room = [&](const QRectF& box) {
        return box.left() >= 2 && box.right() <= width() - 2
            && std::none_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(box); });
    };
    // Marks keep their glyph whatever happens; words come after all glyphs have their place.
    for (const auto& mark : m_frame->marks) {
        const qreal x = xOf(mark.at);
        if (x < area.left() || x > area.right())
            continue;
        painter.setRenderHint(QPainter::Antialiasing, false);
        QPen pen(theme.change, 1);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(std::round(x) + 0.5, area.top()), QPointF(std::round(x) + 0.5, area.bottom()));
        const QRectF box(x - 5, area.top() - 17, 10, 10);
        drawGlyph(painter, mark.kind == ChangeKind::rollback ? Glyph::rollback : Glyph::change, box, theme.changeInk);
        taken.push_back(box);
        m_markHits.push_back({box.adjusted(-6, -6, 6, 8), QString::fromStdString(mark.changeId)});
    }
    for (const auto& flag : m_frame->flags) {
        const qreal x = std::max(xOf(flag.from), area.left());
        const qreal right = xOf(flag.open ? span().to : flag.to);
        if (right < area.left() || x > area.right())
            continue;
        InkLine line;
        line.glyph(Glyph::info, theme.ink(Severity::info), 9);
        line.text(tr("abnormal %1").arg(durationText(flag.to - flag.from)), Theme::font(12, 600), theme.ink(Severity::info));
        QRectF box(x, 2, line.width() + 4, 18);
        if (box.right() > width() - 2)
            box.moveRight(width() - 2);
        if (room(box)) {
            line.draw(painter, box);
            taken.push_back(box);
        }
    }
    for (const auto& gap : m_frame->gaps) {
        const qreal left = std::max(xOf(gap.from), area.left());
        const qreal right = std::min(xOf(gap.to), area.right());
        if (right - left < 8)
            continue;
        const QString words = tr("? no data %1").arg(durationText(gap.to - gap.from));
        const qreal wide = QFontMetricsF(Theme::font(11)).horizontalAdvance(words) + 4;
        const QRectF box((left + right - wide) / 2, 2, wide, 18);
        if (room(box)) {
            drawLine(painter, box, words, Theme::font(11), theme.text2);
            taken.push_back(box);
        }
    }
    for (const auto& mark : m_frame->marks) {
        const qreal x = xOf(mark.at);
        if (x < area.left() || x > area.right())
            continue;
        const QString words = plain(mark.text, 40);
        const qreal wide = std::min(160.0, measure.horizontalAdvance(words) + 2);
        const QRectF leftOf(x - 9 - wide, area.top() - 21, wide, 18);
        const QRectF rightOf(x + 9, area.top() - 21, wide, 18);
        const bool flagFollows = std::any_of(m_frame->flags.begin(), m_frame->flags.end(),
            [&](const AnomalyFlag& f) { return xOf(f.from) >= x && xOf(f.from) < x + wide + 24; });
        for (const QRectF& box : flagFollows ? std::vector<QRectF>{leftOf} : std::vector<QRectF>{leftOf, rightOf}) {
            if (!room(box))
                continue;
            drawLine(painter, box, words, font, theme.changeInk);
            taken.push_back(box);
            break;
        }
    }
}

void LineChart::paintOverlay(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    if (m_drag == Drag::choose && std::abs(m_dragTo - m_dragFrom) >= kDragPixels) {
        QColor tint = theme.accent;
        tint.setAlphaF(0.18F);
        const QRectF box(std::min(m_dragFrom, m_dragTo), area.top(), std::abs(m_dragTo - m_dragFrom), area.height());
        painter.fillRect(box, tint);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawLine(box.topLeft(), box.bottomLeft());
        painter.drawLine(box.topRight(), box.bottomRight());
        drawLine(painter, QRectF(box.center().x() - 80, area.top() + 6, 160, 18),
            durationText(timeAt(box.right()) - timeAt(box.left())), Theme::font(12, 600), theme.text, Qt::AlignHCenter);
    }
    if (hasFocus() && isVisible() && focusPolicy() != Qt::NoFocus)
        drawFocusFrame(painter, area.adjusted(-1, -1, 1, 1));
    const auto at = time().crosshair();
    if (!at || !span().contains(*at))
        return;
    const qreal x = std::round(xOf(*at));
    painter.setRenderHint(QPainter::Antialiasing, false);
    QPen pen(theme.accent, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x + 0.5, area.top()), QPointF(x + 0.5, area.bottom()));
    const QString words = clockText(*at, time().zone());
    const QFont font = Theme::font(12, 600);
    const qreal wide = QFontMetricsF(font).horizontalAdvance(words) + 16;
    QRectF chip(x - wide / 2, area.bottom() + 4, wide, 20);
    chip.moveLeft(std::clamp(chip.left(), 0.0, width() - wide));
    painter.setRenderHint(QPainter::Antialiasing);
    // The tick label below it would shine through at the edges.
    painter.fillRect(chip.adjusted(-20, 0, 20, 3), theme.panel);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(chip, 4, 4);
    drawLine(painter, chip, words, font, theme.onAccent, Qt::AlignHCenter);
    if (m_frame)
        paintValueBox(painter, *at);
}

void LineChart::paintValueBox(QPainter& painter, Time at) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const Millis perPixel{std::max<std::int64_t>(1, span().length().count() / std::max<std::int64_t>(1, columns()))};
    const Millis reach = std::max(perPixel * 2, m_frame->step * 2);
    const QString unit = plain(m_frame->unit, 24);
    const bool inGap = std::any_of(m_frame->gaps.begin(), m_frame->gaps.end(), [&](const TimeRange& g) { return g.contains(at); });
    const ChartColumn* value = inGap ? nullptr : columnAt(m_frame->line, at, reach);
    const BandPoint* band = bandAt(m_frame->band, at, reach);
    const ChartColumn* week = m_weekShown ? columnAt(m_frame->weekAgo, at, reach) : nullptr;
    struct Row {
        QString name, text;
        bool strong;
    };
    std::vector<Row> rows;
    rows.push_back({tr("value"), value ? valueText(value->last, unit) : inGap ? tr("no data") : QStringLiteral("–"), true});
    if (band && std::isfinite(band->lower)) {
        rows.push_back({tr("expected"), valueText(band->lower, unit) + QStringLiteral(" – ") + valueText(band->upper, unit), false});
        if (value && std::isfinite(band->expected) && band->expected != 0) {
            const double share = (value->last - band->expected) / std::abs(band->expected) * 100;
            rows.push_back({tr("against expected"), (share >= 0 ? QStringLiteral("+") : QStringLiteral("−"))
                    + QString::number(std::abs(share), 'f', std::abs(share) < 10 ? 1 : 0) + QStringLiteral(" %"), false});
        }
    }
    if (week)
        rows.push_back({tr("a week ago"), valueText(week->last, unit), false});
    const qreal x = xOf(at);
    if (value) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawEllipse(QPointF(x, yOf(value->last)), 3.5, 3.5);
    }
    const QFontMetricsF measure(Theme::font(12, 600));
    qreal names = 0, texts = 0;
    for (const auto& row : rows) {
        names = std::max(names, measure.horizontalAdvance(row.name));
        texts = std::max(texts, measure.horizontalAdvance(row.text));
    }
    QRectF box(0, 0, names + texts + 44, static_cast<qreal>(rows.size()) * 20 + 10);
    qreal clearRight = x, clearLeft = x;
    for (const auto& flag : m_frame->flags) {
        const qreal a = xOf(flag.from), b = xOf(flag.open ? span().to : flag.to);
        if (x >= a - 1 && x <= b + 1) {
            clearLeft = std::max(area.left(), a);
            clearRight = std::min(area.right(), b);
        }
    }
    const bool right = area.right() - clearRight >= clearLeft - area.left();
    box.moveLeft(right ? std::min(clearRight + 16, area.right() - box.width()) : std::max(area.left(), clearLeft - 16 - box.width()));
    // High or low: the side where the value is not.
    const bool high = !value || yOf(value->last) > area.center().y();
    box.moveTop(high ? area.top() + 10 : area.bottom() - 10 - box.height());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.strongBorder, 1));
    painter.setBrush(theme.raised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    qreal y = box.top() + 5;
    for (const auto& row : rows) {
        drawLine(painter, QRectF(box.left() + 12, y, names + 4, 20), row.name, Theme::font(12), theme.text2);
        drawLine(painter, QRectF(box.right() - 14 - texts, y, texts + 4, 20), row.text, Theme::font(12, row.strong ? 600 : 400), theme.text,
            Qt::AlignRight);
        y += 20;
    }
}

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

void LineChart::mouseReleaseEvent(QMouseEvent*)
{
    const auto drag = std::exchange(m_drag, Drag::none);
    if (drag == Drag::choose && std::abs(m_dragTo - m_dragFrom) >= kDragPixels)
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
