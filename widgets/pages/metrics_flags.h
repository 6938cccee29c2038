#pragma once

#include "widgets/pages/page.h"
#include "widgets/pages/paint_kit.h"

class QListView;

namespace vedette {

class Board;

/// The flagged spans of the range, highest score first: when, what, how far off, how long, what moved too, what changed before.
class MetricsFlags final : public PanelBox {
    Q_OBJECT
public:
    explicit MetricsFlags(Board& board, QWidget* parent = nullptr);
    void refresh();
    void focusRows();
    /// The next or previous flag.
    void step(int by);

Q_SIGNALS:
    void opened(); ///< Enter: the chart goes to it
    void menuAsked(const QPoint& global, const vedette::Subject& subject);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Board& m_board;
    QListView* m_view;
    bool m_following = false;
};

} // namespace vedette
