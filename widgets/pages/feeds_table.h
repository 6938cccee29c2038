#pragma once

#include "widgets/pages/paint_kit.h"

class QListView;

namespace vedette {

class Board;
struct FeedStatus;

/// All feeds with what is known of them; a failing one says its cause in words on lines of its own.
class FeedsTable final : public PanelBox {
    Q_OBJECT
public:
    explicit FeedsTable(Board& board, QWidget* parent = nullptr);
    void refresh();
    /// The feed that is shown beside: the chosen one, else the first that fails, else the first. Empty: there is none.
    [[nodiscard]] QString shownFeed() const;
    void focusRows();
    [[nodiscard]] int wantedHeight() const;

Q_SIGNALS:
    void chosen(const QString& feed);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Board& m_board;
    QListView* m_view;
    bool m_following = false;
};

/// "Prometheus 2.42.0", else the kind of feed in words.
[[nodiscard]] QString feedProductText(const FeedStatus& feed);

} // namespace vedette
