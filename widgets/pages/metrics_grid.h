#pragma once

#include "widgets/pages/page.h"
#include "widgets/pages/paint_kit.h"

#include <vector>

class QScrollArea;

namespace vedette {

class Board;
class SmallChart;

/// All watches as small charts on one time axis; a click makes one the main chart.
class MetricsGrid final : public PanelBox {
    Q_OBJECT
public:
    explicit MetricsGrid(Board& board, QWidget* parent = nullptr);
    void refresh();
    /// Height that shows this many rows of cells.
    [[nodiscard]] static int heightFor(int rows);

Q_SIGNALS:
    void menuAsked(const QPoint& global, const vedette::Subject& subject);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();
    Board& m_board;
    QScrollArea* m_scroll;
    QWidget* m_body;
    std::vector<SmallChart*> m_cells;
};

} // namespace vedette
