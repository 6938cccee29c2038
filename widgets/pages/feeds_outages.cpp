#include "widgets/pages/feeds_outages.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QMouseEvent>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kRow = 28;
constexpr std::size_t kMost = 3;

} // namespace

FeedsOutages::FeedsOutages(Board& board, QWidget* parent) : QWidget(parent), m_board(board)
{
    setCursor(Qt::PointingHandCursor);
    hide();
    connect(&board, &Board::ticked, this, qOverload<>(&QWidget::update));
}

void FeedsOutages::show(std::vector<FeedStatus> feeds)
{
    m_feeds = std::move(feeds);
    setVisible(!m_feeds.empty());
    QStringList names;
    for (const auto& feed : m_feeds)
        names << plain(feed.name, 60) + QLatin1Char(' ') + feedStateWord(feed.state);
    setAccessibleName(tr("Feeds in trouble: %1").arg(names.join(QStringLiteral(", "))));
    update();
}

int FeedsOutages::wantedHeight() const { return kRow * static_cast<int>(std::min(kMost, m_feeds.size())) + 2; }

void FeedsOutages::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.raised);
    painter.setPen(QPen(theme.border, 1));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    const Time now = std::max(m_board.time().now(), m_board.asOf());
    for (std::size_t i = 0; i < std::min(kMost, m_feeds.size()); ++i) {
        const auto& feed = m_feeds[i];
        const QColor ink = theme.ink(feedSeverity(feed.state));
        const qreal y = 1 + kRow * static_cast<qreal>(i);
        InkLine line;
        line.glyph(severityGlyph(feedSeverity(feed.state)), ink, 9).text(plain(feed.name, 60), Theme::font(13, 600), theme.text).gap(10);
        line.text(feedStateWord(feed.state) + (feed.failingSince ? QLatin1Char(' ') + ageText(now - *feed.failingSince) : QString()), Theme::font(12, 600), ink).gap(10);
        line.text(engineText(feed.error, 300), Theme::font(12), theme.text2);
        QString more;
        if (i + 1 == kMost && m_feeds.size() > kMost)
            more = QStringLiteral("+%1").arg(m_feeds.size() - kMost);
        line.draw(painter, QRectF(12, y, width() - 24.0 - (more.isEmpty() ? 0 : 40), kRow));
        drawLine(painter, QRectF(width() - 52, y, 40, kRow), more, Theme::font(12), theme.text2, Qt::AlignRight);
    }
}

void FeedsOutages::mouseReleaseEvent(QMouseEvent* event)
{
    const auto row = static_cast<std::size_t>(std::max(0, (event->pos().y() - 1) / kRow));
    if (row < m_feeds.size())
        Q_EMIT picked(QString::fromStdString(m_feeds[row].name));
}

} // namespace vedette
