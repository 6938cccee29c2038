#pragma once

#include "models/items/time_state.h"

#include <QChartView>
#include <QMarginsF>
#include <QPixmap>

class QValueAxis;

namespace vedette {

/// The one door to Qt Charts: a chart with two value axes, its grid and nothing else. The lines, times and words are painted over
/// it by whoever inherits, because QLineSeries draws across gaps, stalls on wide pens and QDateTimeAxis knows one zone only, and
/// because titles, series names and axis titles of Qt Charts are read as HTML (no foreign text ever reaches them).
/// The painted layer is kept as a picture; a moving crosshair paints only itself.
class PlotView : public QChartView {
    Q_OBJECT
public:
    explicit PlotView(TimeState& time, QWidget* parent = nullptr);

    /// The plot in the widget's coordinates.
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] TimeRange span() const { return m_span; }
    [[nodiscard]] qreal xOf(Time at) const;
    [[nodiscard]] qreal yOf(double value) const;
    [[nodiscard]] Time timeAt(qreal x) const;
    [[nodiscard]] double lowest() const { return m_lo; }
    [[nodiscard]] double highest() const { return m_hi; }
    [[nodiscard]] double valueStep() const { return m_step; }

Q_SIGNALS:
    /// The right button or the menu key: what can be done at this moment of the chart.
    void menuAsked(const QPoint& global, vedette::Time at);

protected:
    void askMenuAt(QPointF position);
    void setGutters(const QMarginsF& gutters);
    void setSpan(TimeRange span);
    void setValues(double lo, double hi, double step);
    /// The layer is out of date.
    void repaintLayer();
    /// What stands still.
    virtual void paintLayer(QPainter& painter) = 0;
    /// What follows the mouse.
    virtual void paintOverlay(QPainter& painter) = 0;
    [[nodiscard]] TimeState& time() const { return m_time; }

    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void dress();
    void place();

    TimeState& m_time;
    QValueAxis* m_x;
    QValueAxis* m_y;
    QMarginsF m_gutters;
    TimeRange m_span;
    double m_lo = 0;
    double m_hi = 1;
    double m_step = 1;
    QPixmap m_layer;
    bool m_layerOld = true;
};

} // namespace vedette
