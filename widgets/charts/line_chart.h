#pragma once

#include "models/core/chart.h"
#include "widgets/charts/plot_view.h"

#include <memory>
#include <optional>

namespace vedette {

/// The large chart of one watched series: value, expected band, the week before, threshold, flags, gaps and changes over the range
/// that every page shares. Wheel zooms at the cursor, a drag chooses a range, Shift or the right button pans; W A S D F.
class LineChart final : public PlotView {
    Q_OBJECT
public:
    explicit LineChart(TimeState& time, QWidget* parent = nullptr);

    /// Null: nothing to show (the page says why).
    void show(std::shared_ptr<const ChartFrame> frame);
    using QWidget::show;
    void setWeekShown(bool shown);
    [[nodiscard]] const ChartFrame* frame() const { return m_frame.get(); }
    /// Range pixels a column answers to: what the question's chartColumns should be.
    [[nodiscard]] int columns() const { return static_cast<int>(plot().width()); }

Q_SIGNALS:
    void changeClicked(const QString& changeId);
    void columnsChanged(int columns);

protected:
    void paintLayer(QPainter& painter) override;
    void paintOverlay(QPainter& painter) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitValues();
    void paintAxes(QPainter& painter) const;
    void paintThreshold(QPainter& painter) const;
    void paintMarks(QPainter& painter);
    [[nodiscard]] bool dragChooses() const; ///< far enough to mean a range
    void paintValueBox(QPainter& painter, Time at) const;

    std::shared_ptr<const ChartFrame> m_frame;
    bool m_weekShown = true;
    bool m_thresholdInside = true;
    enum class Drag { none, choose, pan } m_drag = Drag::none;
    qreal m_dragFrom = 0;
    qreal m_dragTo = 0;
    TimeRange m_dragRange;
    struct MarkHit {
        QRectF box;
        QString changeId;
    };
    std::vector<MarkHit> m_markHits;
};

/// Gives a frame's axis ends: value bounds with the threshold where it is near, from zero where the values are near zero.
struct FrameSpan {
    double lo = 0;
    double hi = 1;
    double step = 1;
    bool thresholdInside = true;
};
[[nodiscard]] FrameSpan frameSpan(const ChartFrame& frame, TimeRange span, int steps);

} // namespace vedette
