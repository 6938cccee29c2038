#pragma once

#include "models/core/feed.h"
#include "widgets/pages/paint_kit.h"

#include <vector>

class QListView;
class QModelIndex;

namespace vedette {

class Board;

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
    /// Feeds in trouble whose row does not stand within `area` (of `outer`).
    [[nodiscard]] std::vector<FeedStatus> outOfSight(const QWidget& outer, const QRect& area) const;
    /// The place of a feed's row in this widget, scrolled into its list; empty: unknown.
    [[nodiscard]] QRect reveal(const QString& feed);

Q_SIGNALS:
    void chosen(const QString& feed);
    void scrolled(); ///< or resized: other rows are in sight

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QModelIndex indexOf(const QString& feed) const;
    Board& m_board;
    QListView* m_view;
    bool m_following = false;
};

/// "Prometheus 2.42.0", else the kind of feed in words.
[[nodiscard]] QString feedProductText(const FeedStatus& feed);

/// Below it a certificate is worth a warning: time to renew it without haste.
inline constexpr Millis kCertificateSoon = std::chrono::hours{24 * 21};
/// Until the feed's certificate ends, negative when it has; null: none is known.
[[nodiscard]] std::optional<Millis> certificateLeft(const FeedStatus& feed, Time now);

} // namespace vedette
