#pragma once

#include "models/base/time.h"

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

Q_SIGNALS:
    void opened(const QString& id); ///< Enter, O or a double click
    void shownSpanChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void followSelection();
    void fitColumns();

    Board& m_board;
    bool m_following = false;
};

} // namespace vedette
