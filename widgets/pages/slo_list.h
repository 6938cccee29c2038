#pragma once

#include "widgets/pages/paint_kit.h"

class QLineEdit;
class QListView;

namespace vedette {

class Board;

/// All SLOs, worst first: objective, achieved, budget, minutes, state. Narrow: minutes, achieved, objective go, in that order.
class SloList final : public PanelBox {
    Q_OBJECT
public:
    explicit SloList(Board& board, QWidget* parent = nullptr);
    void refresh();
    void focusFilter();
    void focusRows();

Q_SIGNALS:
    void opened(); ///< Enter: to the detail

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filterRows();
    Board& m_board;
    QListView* m_view;
    QLineEdit* m_filter;
    bool m_following = false;
};

} // namespace vedette
