#include "widgets/pages/events_histogram.h"

#include "widgets/charts/chart_ticks.h"
#include "widgets/format.h"
#include "widgets/glyphs.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace vedette {

namespace {

constexpr qreal kAxis = 18, kLeast = 3;

} // namespace

EventsHistogram::EventsHistogram(TimeState& time, QWidget* parent) : QWidget(parent), m_time(time)
{
    setMinimumHeight(48);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("Events over time"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&m_time, &TimeState::zoneChanged, this, qOverload<>(&QWidget::update));
}

void EventsHistogram::show(const EventTable& table)
{
    m_range = table.range;
    m_bins = table.bins;
    m_width = table.binWidth;
    m_most = 0;
    for (const auto& bin : m_bins)
        m_most = std::max(m_most, bin.alerts + bin.changes + bin.silences + bin.outages);
    update();
}

void EventsHistogram::setFrame(std::optional<TimeRange> rows)
{
    if (rows == m_frame)
        return;
    m_frame = rows;
    update();
}

QRectF EventsHistogram::plot() const { return QRectF(1, 6, width() - 2.0, std::max(10.0, height() - kAxis - 6)); }

qreal EventsHistogram::xOf(Time at) const
{
    const double length = static_cast<double>(std::max<std::int64_t>(1, m_range.length().count()));
    return plot().left() + plot().width() * static_cast<double>((at - m_range.from).count()) / length;
}

Time EventsHistogram::timeAt(qreal x) const
{
    const double share = std::clamp((x - plot().left()) / plot().width(), 0.0, 1.0);
    return m_range.from + Millis{static_cast<std::int64_t>(share * static_cast<double>(m_range.length().count()))};
}

void EventsHistogram::paintBars(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const auto& bin : m_bins) {
        const qreal left = std::round(xOf(bin.from));
        const qreal wide = std::max(2.0, std::round(xOf(bin.from + m_width)) - left - 2);
        qreal y = area.bottom();
        const auto stack = [&](int count, const auto& paint) {
            if (count <= 0)
                return;
            const qreal high = std::max(kLeast, (area.height() - 14) * count / std::max(1, m_most));
            y -= high;
            paint(QRectF(left, std::round(y), wide, std::round(high)));
        };
        stack(bin.alerts, [&](const QRectF& box) { painter.fillRect(box, theme.strongBorder); });
        stack(bin.changes, [&](const QRectF& box) { painter.fillRect(box, theme.change); });
        stack(bin.silences, [&](const QRectF& box) {
            painter.setPen(QPen(theme.silenced, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        });
        stack(bin.outages, [&](const QRectF& box) {
            drawHatch(painter, box, theme.fill(Severity::unknown), 4);
            painter.setPen(QPen(theme.fill(Severity::unknown), 1));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        });
    }
}

void EventsHistogram::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const QRectF area = plot();
    const QFont font = Theme::font(11);
    for (const auto& tick : chartTicks(m_range, m_time.zone(), area.width())) {
        const qreal x = xOf(tick.at);
        painter.fillRect(QRectF(std::round(x), 1, 1, area.bottom()), theme.grid);
        const qreal left = std::clamp(x - 40, area.left() + 2, area.right() - 82);
        if (std::abs(left - (x - 40)) < 24)
            drawLine(painter, QRectF(left, area.bottom(), 80, kAxis), tick.label, font, theme.text3, Qt::AlignHCenter);
    }
    qreal frameLeft = 0, frameRight = 0;
    if (m_frame && !m_dragging) {
        QColor tint = theme.accent;
        tint.setAlphaF(0.14F);
        const qreal left = std::max(area.left(), xOf(m_frame->from));
        const qreal right = std::min(area.right() - 1, std::max(left + 3, xOf(m_frame->to)));
        const QRectF box(left, 1, right - left, area.bottom() - 1);
        painter.fillRect(box, tint);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(std::round(box.left()), 1, std::round(box.width()), std::round(box.height())));
        frameLeft = left;
        frameRight = right;
        if (box.width() > 150)
            drawLine(painter, box.adjusted(8, 2, -4, 0).toRect().adjusted(0, 0, 0, 20 - static_cast<int>(box.height())),
                tr("rows on screen below"), font, theme.text2);
    }
    paintBars(painter);
    painter.fillRect(QRectF(1, area.bottom(), width() - 2.0, 1), theme.border);
    if (m_dragging) {
        QColor tint = theme.accent;
        tint.setAlphaF(0.2F);
        painter.fillRect(QRectF(std::min(m_from, m_to), 1, std::abs(m_to - m_from), area.bottom() - 1), tint);
    }
    if (width() < 620 || height() < 70)
        return;
    InkLine key;
    key.text(tr("one bar %1 · most %2").arg(durationText(m_width), wholeText(m_most)), font, theme.text3);
    const auto entry = [&](const QString& word) { key.gap(26).text(word, font, theme.text2); };
    const qreal words = key.width();
    entry(tr("alerts"));
    const qreal a = words + 12;
    const qreal b = key.width() + 12;
    entry(tr("changes"));
    const qreal c = key.width() + 12;
    entry(tr("silences"));
    const qreal d = key.width() + 12;
    entry(tr("feed outages"));
    // Beside the frame where there is room: on the right, else on the left.
    const qreal wanted = key.width() + 24;
    const bool covered = frameRight > width() - wanted && frameLeft > wanted;
    const qreal left = covered ? 12 : width() - 12 - key.width();
    key.draw(painter, QRectF(left, 4, key.width() + 2, 18));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(left + a, 9, 9, 9), theme.strongBorder);
    painter.fillRect(QRectF(left + b, 9, 9, 9), theme.change);
    painter.setPen(QPen(theme.silenced, 1));
    painter.drawRect(QRectF(left + c, 9, 8, 8));
    drawHatch(painter, QRectF(left + d, 9, 9, 9), theme.fill(Severity::unknown), 4);
    painter.setPen(QPen(theme.fill(Severity::unknown), 1));
    painter.drawRect(QRectF(left + d, 9, 8, 8));
}

void EventsHistogram::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_from = m_to = event->position().x();
}

void EventsHistogram::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging)
        return;
    m_to = std::clamp(event->position().x(), plot().left(), plot().right());
    update();
}

void EventsHistogram::mouseReleaseEvent(QMouseEvent*)
{
    if (!std::exchange(m_dragging, false))
        return;
    if (std::abs(m_to - m_from) >= 4)
        m_time.setRange({timeAt(std::min(m_from, m_to)), timeAt(std::max(m_from, m_to))});
    update();
}

} // namespace vedette
