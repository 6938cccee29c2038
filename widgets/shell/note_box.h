#pragma once

#include "models/base/time.h"
#include "widgets/shell/overlay.h"

class QLineEdit;

namespace vedette {

class Board;
class PlainLabel;

/// Words for a moment: kept as a note in the cache, seen as a mark on every time axis and in the event table.
class NoteBox final : public Overlay {
    Q_OBJECT
public:
    NoteBox(Board& board, QWidget* window);
    void openFor(Time at);

protected:
    [[nodiscard]] QRect boxRect() const override;
    void layOut(const QRect& box) override;
    void opened() override;

private:
    void take();
    Board& m_board;
    QLineEdit* m_edit;
    PlainLabel* m_title;
    PlainLabel* m_foot;
    Time m_at{};
};

} // namespace vedette
