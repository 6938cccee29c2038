#pragma once

#include "models/core/slo.h"
#include "widgets/charts/budget_spending.h"
#include "widgets/charts/plot_view.h"

#include <vector>

namespace vedette {

/// The burn-down of one SLO: budget left from the window's start to now, the even burn, then the rolling forecast with its band.
/// Changes above, incidents with their cost below, unknown spans hatched. Its axis is the SLO's window; the crosshair is shared.
class BudgetChart final : public PlotView {
    Q_OBJECT
public:
    explicit BudgetChart(TimeState& time, QWidget* parent = nullptr);

    void show(const SloReport& report, std::vector<BudgetSpending> spending, std::vector<ChartMark> marks);
    using QWidget::show;
    /// A row of "who spent it" that the mouse is on; -1: none.
    void setHighlight(int spending);

protected:
    void paintLayer(QPainter& painter) override;
    void paintOverlay(QPainter& painter) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paintAxes(QPainter& painter) const;
    void paintNothing(QPainter& painter) const;
    void paintLines(QPainter& painter) const;
    void paintForecast(QPainter& painter) const;
    void paintSpending(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;

    SloReport m_report;
    std::vector<BudgetSpending> m_spending;
    std::vector<ChartMark> m_marks;
    std::vector<TimeRange> m_gaps;
    int m_highlight = -1;
    qreal m_axisRow = 0; ///< from the plot to the words of the axis
};

} // namespace vedette
