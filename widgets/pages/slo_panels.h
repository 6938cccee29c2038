#pragma once

#include "models/core/slo.h"
#include "models/core/suspect.h"
#include "widgets/charts/budget_spending.h"
#include "widgets/pages/paint_kit.h"

#include <QTimeZone>

#include <vector>

namespace vedette {

/// Objective, achieved, budget left, forecast: three large numbers and an estimate. Two by two where it is narrow.
class SloNumbers final : public QWidget {
    Q_OBJECT
public:
    explicit SloNumbers(QWidget* parent = nullptr);
    void show(const SloReport& report, const QTimeZone& zone);
    using QWidget::show;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    SloReport m_report;
    QTimeZone m_zone;
};

/// The multiwindow alerts: both windows must be over the factor. ■ over, □ not.
class SloBurnTable final : public PanelBox {
    Q_OBJECT
public:
    explicit SloBurnTable(QWidget* parent = nullptr);
    void show(const SloReport& report);
    using QWidget::show;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SloReport m_report;
};

/// Who spent it: incidents and steep falls with their cost; the last row makes the sum whole.
class SloSpendTable final : public PanelBox {
    Q_OBJECT
public:
    explicit SloSpendTable(QWidget* parent = nullptr);
    /// `judged`: how much the incidents are of what fired.
    void show(const SloReport& report, const std::vector<BudgetSpending>& rows, const JudgedSpans& judged, const QTimeZone& zone);
    using QWidget::show;

Q_SIGNALS:
    void hovered(int row); ///< -1: none
    void opened(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] int rowAt(qreal y) const;
    void setLit(int row);
    SloReport m_report;
    std::vector<BudgetSpending> m_rows;
    JudgedSpans m_judged;
    QString m_foot; ///< what is not judged; empty: all is
    QTimeZone m_zone;
    int m_lit = -1;
};

} // namespace vedette
