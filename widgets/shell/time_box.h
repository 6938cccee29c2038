#pragma once

#include "widgets/shell/overlay.h"

#include <QLineEdit>

#include <vector>

namespace vedette {

class Board;
class PlainLabel;

/// `T`: a range typed or picked. Shows what the text means before it is taken.
class TimeBox final : public Overlay {
    Q_OBJECT
public:
    TimeBox(Board& board, QWidget* window);
    void openAt(QPoint topLeft);

protected:
    [[nodiscard]] QRect boxRect() const override;
    void layOut(const QRect& box) override;
    void opened() override;

private:
    void preview();
    void take();
    Board& m_board;
    QLineEdit* m_edit;
    PlainLabel* m_meaning;
    std::vector<QWidget*> m_quick;
    QPoint m_at{220, 44};
};

} // namespace vedette
