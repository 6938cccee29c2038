#pragma once

#include "models/core/event_row.h"
#include "models/items/time_state.h"

#include <QWidget>

#include <optional>

namespace vedette {

/// When it happened: bars over the range, the rows on screen framed. A drag sets the range of every page.
class EventsHistogram final : public QWidget {
    Q_OBJECT
public:
    explicit EventsHistogram(TimeState& time, QWidget* parent = nullptr);

    void show(const EventTable& table);
    using QWidget::show;
    /// The rows on screen; null: none.
    void setFrame(std::optional<TimeRange> rows);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] qreal xOf(Time at) const;
    [[nodiscard]] Time timeAt(qreal x) const;
    void paintBars(QPainter& painter) const;

    TimeState& m_time;
    TimeRange m_range;
    std::vector<EventTable::Bin> m_bins;
    Millis m_width{0};
    int m_most = 0;
    std::optional<TimeRange> m_frame;
    bool m_dragging = false;
    qreal m_from = 0;
    qreal m_to = 0;
};

} // namespace vedette
