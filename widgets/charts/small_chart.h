#pragma once

#include "models/core/chart.h"
#include "models/items/time_state.h"

#include <QPixmap>
#include <QWidget>

namespace vedette {

/// One cell of the small multiples: name, service, state words where abnormal, value at the crosshair, line with band, flags, gaps.
/// One painter and no axis objects: a wall of Qt Charts costs 1.7 ms each before anything is drawn.
class SmallChart final : public QWidget {
    Q_OBJECT
public:
    explicit SmallChart(TimeState& time, QWidget* parent = nullptr);

    void show(const ChartFrame& frame, bool withAxis, bool chosen);
    using QWidget::show;
    [[nodiscard]] const ChartFrame& frame() const { return m_frame; }
    [[nodiscard]] QSize sizeHint() const override { return {300, m_axis ? 120 : 104}; }

Q_SIGNALS:
    void clicked(const QString& watch); ///< "watch" or "watch|series"

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    void paintLayer(QPainter& painter);
    void refresh();

    TimeState& m_time;
    ChartFrame m_frame;
    bool m_axis = false;
    bool m_chosen = false;
    double m_lo = 0;
    double m_hi = 1;
    QPixmap m_layer;
    bool m_layerOld = true;
};

/// The name a question knows a chart by.
[[nodiscard]] QString watchKey(const std::string& watch, const std::string& series);

} // namespace vedette
