#include "widgets/charts/small_chart.h"

#include "widgets/charts/chart_paint.h"
#include "widgets/charts/chart_ticks.h"
#include "widgets/charts/far_part.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace vedette {

QString watchKey(const std::string& watch, const std::string& series)
{
    return QString::fromStdString(series.empty() ? watch : watch + "|" + series);
}

SmallChart::SmallChart(TimeState& time, QWidget* parent) : QWidget(parent), m_time(time)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    connect(&m_time, &TimeState::rangeChanged, this, &SmallChart::refresh);
    connect(&m_time, &TimeState::zoneChanged, this, &SmallChart::refresh);
    connect(&m_time, &TimeState::crosshairChanged, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, &SmallChart::refresh);
}

void SmallChart::show(const ChartFrame& frame, bool withAxis, bool chosen)
{
    m_frame = frame;
    m_axis = withAxis;
    m_chosen = chosen;
    setAccessibleName(tr("Chart of %1").arg(plain(frame.watch, 80)));
    refresh();
}

void SmallChart::refresh()
{
    m_layerOld = true;
    update();
}

QRectF SmallChart::plot() const
{
    return QRectF(52, 26, std::max(20.0, width() - 52.0 - 12), std::max(20.0, height() - 26.0 - (m_axis ? 26 : 10)));
}

void SmallChart::paintLayer(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    double lo = 0, hi = 1;
    const bool any = valueBounds(m_frame, m_time.range(), lo, hi);
    if (any) {
        const auto round = roundSpan(lo > 0 && lo < hi * 0.35 ? 0 : lo, hi, 3);
        m_lo = round.lo;
        m_hi = round.hi;
    } else {
        m_lo = 0;
        m_hi = 1;
    }
    const ChartArea place{area, m_time.range(), m_lo, m_hi};
    const QString unit = plain(m_frame.unit, 24);
    const QFont font = Theme::font(11);
    if (m_chosen)
        painter.fillRect(QRectF(0, 4, 2, height() - 8.0), theme.accent);
    for (const auto& tick : chartTicks(m_time.range(), m_time.zone(), area.width(), 72)) {
        const qreal x = place.x(tick.at);
        painter.fillRect(QRectF(std::round(x), area.top(), 1, area.height()), theme.grid);
        if (m_axis)
            drawLine(painter, QRectF(x - 40, area.bottom() + 4, 80, 18), tick.label, font, theme.text3, Qt::AlignHCenter);
    }
    painter.fillRect(QRectF(area.left(), area.top(), area.width(), 1), theme.grid);
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), theme.grid);
    if (!any) {
        drawHatch(painter, area, theme.border);
        const QString words = m_frame.far ? farWords(*m_frame.far, m_time.zone())
            : m_frame.line.empty() && m_frame.gaps.empty() ? tr("nothing here yet") : tr("? no data in this range");
        const qreal wide = std::min(area.width(), QFontMetricsF(font).horizontalAdvance(words) + 12);
        const QRectF plate(area.center().x() - wide / 2, area.center().y() - 9, wide, 18);
        painter.fillRect(plate, theme.panel);
        drawLine(painter, plate, words, font, theme.text2, Qt::AlignHCenter);
        return;
    }
    drawLine(painter, QRectF(0, area.top() - 8, area.left() - 6, 16), valueText(m_hi, unit), font, theme.text3, Qt::AlignRight);
    drawLine(painter, QRectF(0, area.bottom() - 8, area.left() - 6, 16), valueText(m_lo, unit), font, theme.text3, Qt::AlignRight);
    painter.save();
    painter.setClipRect(area.adjusted(0, -1, 1, 1));
    paintFarLine(painter, m_frame, place);
    paintFlagSpans(painter, m_frame.flags, place, 3);
    paintGaps(painter, m_frame.gaps, place);
    paintBand(painter, m_frame.band, place, theme.band(0));
    paintSegments(painter, lineSegments(m_frame.line, m_frame.gaps, m_frame.step, place), theme.series(0));
    painter.restore();
    if (m_frame.far)
        paintFarBoundary(painter, *m_frame.far, place, m_time.zone(), false);
    for (const auto& mark : m_frame.marks) {
        const qreal x = place.x(mark.at);
        if (x < area.left() || x > area.right())
            continue;
        QPen pen(theme.change, 1);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(std::round(x) + 0.5, area.top() + 4), QPointF(std::round(x) + 0.5, area.bottom()));
        drawGlyph(painter, mark.kind == ChangeKind::rollback ? Glyph::rollback : Glyph::change, QRectF(x - 4, area.top() - 4, 8, 8),
            theme.changeInk);
    }
}

void SmallChart::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    const qreal ratio = devicePixelRatioF();
    if (m_layerOld || m_layer.size() != size() * ratio) {
        m_layer = QPixmap(size() * ratio);
        m_layer.setDevicePixelRatio(ratio);
        m_layer.fill(theme.panel);
        QPainter layer(&m_layer);
        paintLayer(layer);
        m_layerOld = false;
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_layer);
    const QRectF area = plot();
    const TimeRange range = m_time.range();
    const auto at = m_time.crosshair();
    const bool crossed = at && range.contains(*at);
    QString value = m_frame.stats.last ? valueText(*m_frame.stats.last, plain(m_frame.unit, 24)) : QStringLiteral("–");
    if (crossed) {
        const Millis reach = std::max<Millis>(m_frame.step * 2, range.length() / std::max<std::int64_t>(1, static_cast<std::int64_t>(area.width())));
        const bool inGap = std::any_of(m_frame.gaps.begin(), m_frame.gaps.end(), [&](const TimeRange& g) { return g.contains(*at); });
        const bool far = m_frame.far && *at < m_frame.far->ownFrom;
        const ChartColumn* column = inGap ? nullptr
            : far ? columnAt(m_frame.far->line, *at, std::max(reach, m_frame.far->step)) : columnAt(m_frame.line, *at, reach);
        value = column ? valueText(column->last, plain(m_frame.unit, 24)) : QStringLiteral("–");
        const ChartArea place{area, range, m_lo, m_hi};
        const qreal x = std::round(place.x(*at));
        QPen pen(theme.accent, 1);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x + 0.5, area.top()), QPointF(x + 0.5, area.bottom()));
        if (column) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.accent);
            painter.drawEllipse(QPointF(x, place.y(column->last)), 2.5, 2.5);
            painter.setRenderHint(QPainter::Antialiasing, false);
        }
    }
    const qreal used = drawLine(painter, QRectF(width() - 112.0, 2, 100, 20), value, Theme::font(12, 600), theme.text, Qt::AlignRight);
    const QRectF head(12, 2, width() - 28.0 - used, 20);
    InkLine name, state;
    name.text(plain(m_frame.watch, 60), Theme::font(12, 600), theme.text);
    Millis abnormal{0}, missing{0};
    for (const auto& flag : m_frame.flags)
        abnormal += flag.to - flag.from;
    for (const auto& gap : m_frame.gaps)
        missing += std::min(gap.to, range.to) - std::max(gap.from, range.from);
    if (!m_frame.flags.empty())
        state.glyph(Glyph::info, theme.ink(Severity::info), 8).text(tr("abnormal %1").arg(durationText(abnormal)), Theme::font(11, 600), theme.ink(Severity::info));
    else if (missing > m_frame.step * 3)
        state.text(tr("? no data %1").arg(durationText(missing)), Theme::font(11), theme.text2);
    // The state is never the part that is cut: the service goes first.
    name.draw(painter, QRectF(head.left(), head.top(), std::max(60.0, head.width() - state.width() - 10), head.height()));
    const qreal end = std::min(head.left() + name.width() + 8, head.right() - state.width());
    const QString service = plain(m_frame.service, 40);
    const qreal wide = QFontMetricsF(Theme::font(11)).horizontalAdvance(service);
    const bool fits = end + wide + 10 + state.width() <= head.right();
    if (fits)
        drawLine(painter, QRectF(end, head.top(), wide + 2, head.height()), service, Theme::font(11), theme.text3);
    const qreal from = fits ? end + wide + 10 : end;
    state.draw(painter, QRectF(from, head.top(), head.right() - from, head.height()));
    if (hasFocus())
        drawFocusFrame(painter, QRectF(rect()).adjusted(1, 1, -1, -1));
}

void SmallChart::resizeEvent(QResizeEvent*) { m_layerOld = true; }

void SmallChart::mouseMoveEvent(QMouseEvent* event)
{
    const QRectF area = plot();
    const double share = (event->position().x() - area.left()) / area.width();
    if (share < 0 || share > 1)
        return m_time.setCrosshair(std::nullopt);
    const TimeRange range = m_time.range();
    m_time.setCrosshair(range.from + Millis{static_cast<std::int64_t>(share * static_cast<double>(range.length().count()))});
}

void SmallChart::leaveEvent(QEvent*) { m_time.setCrosshair(std::nullopt); }

void SmallChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT clicked(watchKey(m_frame.watch, m_frame.series));
}

void SmallChart::keyPressEvent(QKeyEvent* event)
{
    const QString key = physicalKey(*event);
    if (key == QLatin1String("Space") || key == QLatin1String("Enter") || key == QLatin1String("Return"))
        Q_EMIT clicked(watchKey(m_frame.watch, m_frame.series));
    else
        QWidget::keyPressEvent(event);
}

} // namespace vedette
