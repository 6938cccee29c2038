#pragma once

#include "widgets/pages/page.h"
#include "widgets/pages/paint_kit.h"

class QPushButton;

namespace vedette {

class Board;
class LineChart;

/// The enlarged watch: header, chart, its numbers and why it is flagged. Narrow: numbers or reasons, one at a time.
class MetricsMain final : public PanelBox {
    Q_OBJECT
public:
    explicit MetricsMain(Board& board, QWidget* parent = nullptr);
    void refresh();
    void toggleWeek();
    /// Zooms to the flag that is told of.
    void fitFlag();
    void focusChart();

Q_SIGNALS:
    void changeClicked(const QString& id);
    void menuAsked(const QPoint& global, const vedette::Subject& subject);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class Numbers;
    class Reasons;
    void place();

    Board& m_board;
    LineChart* m_chart;
    QPushButton* m_week;
    QPushButton* m_tab;
    Numbers* m_numbers;
    Reasons* m_reasons;
    bool m_reasonsShown = true; ///< where there is room for one only
};

} // namespace vedette
