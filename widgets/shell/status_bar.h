#pragma once

#include <QWidget>

namespace vedette {

class Board;
class PlainLabel;

/// The line below: whether the picture can be trusted, the feeds, the cache, what is being fetched, the configuration, the zone.
class StatusBar final : public QWidget {
    Q_OBJECT
public:
    explicit StatusBar(Board& board, QWidget* parent = nullptr);
    void refresh();
    /// A sentence for some seconds.
    void say(const QString& text, bool good);

Q_SIGNALS:
    void feedsClicked();
    void helpClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    Board& m_board;
    PlainLabel* m_overall;
    PlainLabel* m_switches;
    PlainLabel* m_feeds;
    PlainLabel* m_cache;
    PlainLabel* m_backfill;
    QWidget* m_cancel;
    PlainLabel* m_notice;
    PlainLabel* m_config;
    int m_noticeTimer = 0;
    int m_severity = 0;
};

} // namespace vedette
