#include "widgets/charts/plot_view.h"

#include "widgets/theme.h"

#include <QChart>
#include <QContextMenuEvent>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QMouseEvent>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace vedette {

PlotView::PlotView(TimeState& time, QWidget* parent) : QChartView(parent), m_time(time), m_x(new QValueAxis), m_y(new QValueAxis)
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing, false);
    setOptimizationFlag(QGraphicsView::DontSavePainterState);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(80, 60);
    chart()->setBackgroundVisible(false);
    chart()->setPlotAreaBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->legend()->setVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    // Axes live on a series; it stays empty.
    auto* series = new QLineSeries;
    chart()->addSeries(series);
    series->attachAxis(m_x);
    series->attachAxis(m_y);
    for (auto* axis : {m_x, m_y}) {
        axis->setLabelsVisible(false);
        axis->setLineVisible(false);
        axis->setMinorGridLineVisible(false);
    }
    m_x->setGridLineVisible(false); // times are round in a zone, which this axis cannot know
    m_y->setTickType(QValueAxis::TicksDynamic);
    connect(&Theme::instance(), &Theme::changed, this, &PlotView::dress);
    connect(&m_time, &TimeState::crosshairChanged, this, [this] { viewport()->update(); });
    connect(&m_time, &TimeState::marksChanged, this, [this] { viewport()->update(); });
    connect(&m_time, &TimeState::zoneChanged, this, &PlotView::repaintLayer);
    dress();
}

void PlotView::dress()
{
    const auto& theme = Theme::instance();
    setBackgroundBrush(theme.panel);
    m_y->setGridLinePen(QPen(theme.grid, 1));
    repaintLayer();
}

QRectF PlotView::plot() const
{
    return QRectF(m_gutters.left(), m_gutters.top(), std::max(10.0, width() - m_gutters.left() - m_gutters.right()),
        std::max(10.0, height() - m_gutters.top() - m_gutters.bottom()));
}

qreal PlotView::xOf(Time at) const
{
    const double length = static_cast<double>(std::max<std::int64_t>(1, m_span.length().count()));
    const QRectF area = plot();
    return area.left() + area.width() * static_cast<double>((at - m_span.from).count()) / length;
}

qreal PlotView::yOf(double value) const
{
    const QRectF area = plot();
    return area.bottom() - area.height() * (value - m_lo) / (m_hi - m_lo);
}

Time PlotView::timeAt(qreal x) const
{
    const QRectF area = plot();
    const double share = (x - area.left()) / area.width();
    return m_span.from + Millis{static_cast<std::int64_t>(share * static_cast<double>(m_span.length().count()))};
}

void PlotView::setGutters(const QMarginsF& gutters)
{
    if (gutters == m_gutters)
        return;
    m_gutters = gutters;
    place();
}

void PlotView::setSpan(TimeRange span)
{
    if (span == m_span)
        return;
    m_span = span;
    repaintLayer();
}

void PlotView::setValues(double lo, double hi, double step)
{
    if (hi <= lo || (lo == m_lo && hi == m_hi && step == m_step))
        return;
    m_lo = lo;
    m_hi = hi;
    m_step = step;
    m_y->setTickAnchor(0);
    m_y->setTickInterval(step);
    m_y->setRange(lo, hi); // only when it moved: every range change of Qt Charts lays the axis out anew
    repaintLayer();
}

void PlotView::place()
{
    chart()->setPlotArea(plot());
    repaintLayer();
}

void PlotView::repaintLayer()
{
    m_layerOld = true;
    viewport()->update();
}

void PlotView::drawForeground(QPainter* painter, const QRectF&)
{
    const qreal ratio = devicePixelRatioF();
    const QSize wanted = size() * ratio;
    if (m_layerOld || m_layer.size() != wanted) {
        m_layer = QPixmap(wanted);
        m_layer.setDevicePixelRatio(ratio);
        m_layer.fill(Qt::transparent);
        QPainter layer(&m_layer);
        paintLayer(layer);
        m_layerOld = false;
    }
    painter->drawPixmap(QPointF(0, 0), m_layer);
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    for (const auto& mark : m_time.marks()) {
        if (m_span.contains(mark.at))
            painter->fillRect(QRectF(std::round(xOf(mark.at)), area.top(), 1, area.height()), mark.id.isEmpty() ? theme.accent : theme.text2);
    }
    paintOverlay(*painter);
}

void PlotView::resizeEvent(QResizeEvent* event)
{
    place(); // before the chart is laid out: axes do not follow a plot area that is set after it
    QChartView::resizeEvent(event);
    setSceneRect(QRectF(QPointF(0, 0), size()));
}

void PlotView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    const QRectF area = plot();
    if (at.x() >= area.left() && at.x() <= area.right())
        m_time.setCrosshair(timeAt(at.x()));
    else
        m_time.setCrosshair(std::nullopt);
}

void PlotView::leaveEvent(QEvent*) { m_time.setCrosshair(std::nullopt); }

// Qt Charts and the view below it have wheel and rubber band habits of their own.
void PlotView::wheelEvent(QWheelEvent* event) { event->ignore(); }
void PlotView::mousePressEvent(QMouseEvent* event) { event->accept(); }
void PlotView::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept();
    if (event->button() == Qt::RightButton)
        askMenuAt(event->position());
}

void PlotView::contextMenuEvent(QContextMenuEvent* event)
{
    event->accept();
    if (event->reason() != QContextMenuEvent::Mouse) // the mouse asks when its button is released: a drag pans
        askMenuAt(m_time.crosshair() ? QPointF(xOf(*m_time.crosshair()), plot().center().y()) : plot().center());
}

void PlotView::askMenuAt(QPointF position)
{
    const QRectF area = plot();
    Q_EMIT menuAsked(viewport()->mapToGlobal(position.toPoint()), timeAt(std::clamp(position.x(), area.left(), area.right())));
}

} // namespace vedette
