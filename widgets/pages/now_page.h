#pragma once

#include "widgets/pages/page.h"

#include <vector>

namespace vedette {

class BudgetChart;
class LineChart;
class NumberTile;
class PlainLabel;
class SwitchList;
class TimelineView;

/// Now: number tiles, the status timeline and two linked charts. With `tall` the timeline takes the whole height.
class NowPage final : public Page {
    Q_OBJECT
public:
    NowPage(Board& board, QWidget* parent, bool tall);
    [[nodiscard]] QString title() const override;
    [[nodiscard]] std::vector<PageAction> actions() override;
    [[nodiscard]] bool usesSelectionPanel() const override { return true; }
    [[nodiscard]] bool timeCanvas() const override { return true; }
    [[nodiscard]] Subject subject() const override;
    void settle() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void refreshProof();
    void refreshSwitches();
    void refreshCharts();
    void layOut();
    void openTile(const NumberTile& tile);
    void askTileMenu(NumberTile& tile, const QPoint& global);
    bool m_tall;
    std::vector<NumberTile*> m_tiles;
    PlainLabel* m_proof = nullptr;
    SwitchList* m_switches = nullptr; ///< dead man's switches that are missing
    TimelineView* m_timeline = nullptr;
    PlainLabel* m_chartTitle = nullptr;
    PlainLabel* m_budgetTitle = nullptr;
    LineChart* m_chart = nullptr;
    BudgetChart* m_budget = nullptr;
    QRect m_chartBox;
    QRect m_budgetBox;
};

} // namespace vedette
