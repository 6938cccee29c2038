#pragma once

#include "models/core/feed.h"
#include "widgets/pages/paint_kit.h"

#include <vector>

namespace vedette {

class Board;

/// Feeds in trouble whose rows are scrolled away: they stay in sight on top of the page. A click shows the row.
class FeedsOutages final : public QWidget {
    Q_OBJECT
public:
    explicit FeedsOutages(Board& board, QWidget* parent = nullptr);
    /// Empty: nothing to say, the widget hides.
    void show(std::vector<FeedStatus> feeds);
    using QWidget::show;
    [[nodiscard]] int wantedHeight() const;

Q_SIGNALS:
    void picked(const QString& feed);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    Board& m_board;
    std::vector<FeedStatus> m_feeds;
};

} // namespace vedette
