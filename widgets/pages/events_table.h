#pragma once

#include "models/base/time.h"
#include "widgets/pages/page.h"

#include <QTableView>

#include <optional>

namespace vedette {

class Board;

/// The one virtual table of the Events page, newest first, pinned outages on top. Rows are 24 high and painted.
class EventsTable final : public QTableView {
    Q_OBJECT
public:
    explicit EventsTable(Board& board, QWidget* parent = nullptr);

    /// Times of the rows on screen, pinned ones left out; null: none.
    [[nodiscard]] std::optional<TimeRange> shownSpan() const;
    [[nodiscard]] QString currentId() const;
    /// The row under the mouse when it moved last, else the current one; filters are about the column pointed at.
    [[nodiscard]] Subject subject() const;
    void step(int by);

Q_SIGNALS:
    void opened(const QString& id); ///< a double click
    void menuAsked(const QPoint& global, const vedette::Subject& subject);
    void shownSpanChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void followSelection();
    void fitColumns();
    [[nodiscard]] Subject subjectOf(const QModelIndex& index) const;

    Board& m_board;
    bool m_following = false;
    std::optional<QPoint> m_pointed; ///< where the mouse moved last; null once a key moved the row
};

} // namespace vedette
