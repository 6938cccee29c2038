#pragma once

#include "models/core/slo.h"
#include "widgets/charts/budget_spending.h"

#include <QScrollArea>

class QPushButton;
class QGridLayout;

namespace vedette {

class Board;
class BudgetChart;
class PlainLabel;
class SloBurnTable;
class SloNumbers;
class SloSpendTable;

/// One SLO: its numbers, the burn-down, the four windows and who spent the budget. Scrolls where it is low or narrow.
class SloDetail final : public QScrollArea {
    Q_OBJECT
public:
    explicit SloDetail(Board& board, QWidget* parent = nullptr);
    void refresh();
    void focusSpending();
    void showFormula();

Q_SIGNALS:
    void openTimeline();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class TitleLine;
    void arrange();

    Board& m_board;
    SloReport m_report;
    std::vector<BudgetSpending> m_spending;
    QWidget* m_body;
    QWidget* m_upper;
    TitleLine* m_title;
    QPushButton* m_formula;
    SloNumbers* m_numbers;
    BudgetChart* m_chart;
    QWidget* m_legend;
    SloBurnTable* m_burn;
    SloSpendTable* m_spend;
    QGridLayout* m_lower;
};

/// What was counted and from where, as plain text: queries, counts, file.
[[nodiscard]] QString sloFormula(const SloReport& report);

} // namespace vedette
