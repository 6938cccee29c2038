#pragma once

#include "models/core/feed.h"

#include <QWidget>

#include <vector>

namespace vedette {

class Board;
class Chip;
class PlainLabel;

/// A feed in the top bar: its state as mark and word, and how old its last answer is.
class FeedChip final : public QWidget {
    Q_OBJECT
public:
    explicit FeedChip(QWidget* parent = nullptr);
    void show(const FeedStatus& feed, Time now, bool nameOnly);
    [[nodiscard]] int rank() const { return m_rank; } ///< higher needs more to be seen

Q_SIGNALS:
    void picked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    PlainLabel* m_state;
    PlainLabel* m_age;
    FeedState m_feedState = FeedState::starting;
    int m_rank = 0;
};

/// Title, range, live, freshness of the feeds, search.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    explicit TopBar(Board& board, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    [[nodiscard]] QRect rangeChipRect() const;
    /// Ages and live range; cheap, once a second.
    void refresh();

Q_SIGNALS:
    void rangeClicked();
    void searchClicked();
    void feedsClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refreshFeeds();
    void layOutFeeds();
    Board& m_board;
    PlainLabel* m_title;
    Chip* m_range;
    Chip* m_live;
    Chip* m_search;
    QWidget* m_feedBox;
    Chip* m_moreFeeds; ///< "+3": the feeds that have no chip of their own
    std::vector<FeedChip*> m_feeds;
};

} // namespace vedette
