#pragma once

#include "models/core/feed.h"
#include "widgets/pages/paint_kit.h"

#include <vector>

class QPushButton;

namespace vedette {

class Board;

/// Everything about one feed: what is wrong and what to do, its last polls, where it was set, its log.
class FeedsSide final : public PanelBox {
    Q_OBJECT
public:
    explicit FeedsSide(Board& board, QWidget* parent = nullptr);
    void show(const QString& feed);
    using QWidget::show;
    void test();
    void pollNow();
    void togglePause();
    [[nodiscard]] const QString& noticeText() const { return m_notice; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] qreal paintHead(QPainter& painter);
    [[nodiscard]] qreal paintStrip(QPainter& painter, qreal y) const;
    [[nodiscard]] qreal paintCertificate(QPainter& painter, qreal y) const;
    [[nodiscard]] qreal paintFacts(QPainter& painter, qreal y) const;
    void paintLog(QPainter& painter, qreal y) const;
    void place();
    [[nodiscard]] qreal causeHeight() const;
    [[nodiscard]] qreal noticeHeight() const;

    Board& m_board;
    FeedStatus m_feed;
    bool m_known = false;
    std::vector<FeedPoll> m_polls; ///< newest first
    QPushButton* m_test;
    QPushButton* m_poll;
    QPushButton* m_pause;
    QString m_notice;
    bool m_noticeGood = true;
    QString m_noticeOf;
};

} // namespace vedette
