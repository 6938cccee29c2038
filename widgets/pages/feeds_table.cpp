#include "widgets/pages/feeds_table.h"

#include "models/items/board.h"
#include "models/items/list_models.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QListView>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr int kTop = 40, kHeads = 24, kRow = 28, kCause = 44, kPad = 12;

QString feedId(const std::string& name) { return QStringLiteral("feed:") + QString::fromStdString(name); }

/// Right edges of the number columns, or 0 where there is no room; the texts keep their left edges.
struct Places {
    qreal kind, state, success, latency, lag, skew, records, bytes, errors, next;
    explicit Places(qreal width)
    {
        const bool wide = width >= 960;
        kind = 126;
        state = 258;
        next = width - kPad;
        errors = next - (wide ? 88 : 72);
        qreal at = errors;
        bytes = wide ? (at -= 64) : 0;
        records = wide ? (at -= 74) : 0;
        skew = wide ? (at -= 74) : 0;
        lag = wide ? (at -= 68) : (at -= 56);
        latency = wide ? (at -= 72) : (at -= 62);
        success = wide ? (at -= 74) : (at -= 66);
    }
};

class FeedPainter final : public QStyledItemDelegate {
public:
    FeedPainter(Board& board, QObject* parent) : QStyledItemDelegate(parent), m_board(board) {}
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        const auto& feed = m_board.feedsModel().item(index.row());
        return {100, feed.error.empty() ? kRow : kRow + kCause};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& theme = Theme::instance();
        const auto& feed = m_board.feedsModel().item(index.row());
        const QRectF box = option.rect;
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        if (chosen)
            painter->fillRect(box, theme.selection);
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(box, Theme::mix(theme.text, theme.panel, 0.03));
        painter->fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.grid);
        if (chosen)
            painter->fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), theme.accent);
        paintRow(*painter, QRectF(box.left(), box.top(), box.width(), kRow), feed);
        if (!feed.error.empty()) {
            const Places at(box.width());
            const qreal wide = box.width() - at.kind - kPad;
            drawLine(*painter, QRectF(at.kind, box.top() + kRow - 2, wide, 20), engineText(feed.error, 300), Theme::font(12), theme.text);
            InkLine more;
            if (!feed.origin.empty())
                more.text(FeedsTable::tr("set by"), Theme::font(11), theme.text3).gap(5).text(plain(feed.origin, 80), Theme::mono(11), theme.text2).gap(8);
            more.text(engineText(feed.hint, 200), Theme::font(11), theme.text3);
            more.draw(*painter, QRectF(at.kind, box.top() + kRow + 17, wide, 18));
        }
        if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
            drawFocusFrame(*painter, box);
    }

private:
    void paintRow(QPainter& painter, const QRectF& row, const FeedStatus& feed) const
    {
        const auto& theme = Theme::instance();
        const Places at(row.width());
        const Time now = std::max(m_board.time().now(), m_board.asOf());
        const bool bad = feed.state == FeedState::failing || feed.state == FeedState::stale;
        const QColor alarm = theme.ink(feedSeverity(feed.state));
        const QFont font = Theme::font(12);
        const QString dash = QStringLiteral("–");
        drawLine(painter, QRectF(kPad, row.top(), at.kind - kPad - 8, row.height()), plain(feed.name, 60), Theme::font(13, 600), theme.text);
        drawLine(painter, QRectF(at.kind, row.top(), at.state - at.kind - 8, row.height()), feedProductText(feed), font, theme.text2);
        InkLine state;
        QString word = feedStateWord(feed.state);
        if (bad && feed.failingSince)
            word += QLatin1Char(' ') + ageText(now - *feed.failingSince);
        const auto left = certificateLeft(feed, now);
        if (left && *left < kCertificateSoon && !bad)
            word += QStringLiteral(" · ") + FeedsTable::tr("certificate %1").arg(left->count() > 0 ? ageText(*left) : FeedsTable::tr("expired"));
        else if (feed.backfillRatio < 1 && !bad)
            word += QStringLiteral(" · ") + FeedsTable::tr("backfill %1 %").arg(std::lround(feed.backfillRatio * 100));
        const bool ending = left && *left < kCertificateSoon && !bad;
        const QColor glyphInk = feed.state == FeedState::paused || feed.state == FeedState::starting ? theme.text2 : alarm;
        const Glyph glyph = feed.state == FeedState::paused ? Glyph::paused : severityGlyph(feedSeverity(feed.state));
        state.glyph(glyph, glyphInk, 9).text(word, Theme::font(12, bad ? 600 : 400), bad ? alarm : ending ? theme.ink(Severity::warning) : theme.text2);
        state.draw(painter, QRectF(at.state, row.top(), at.success - 68 - at.state, row.height()));
        const auto number = [&](qreal edge, const QString& text, const QColor& ink, int weight = 400) {
            if (edge > 0)
                drawLine(painter, QRectF(edge - 86, row.top(), 86, row.height()), text, Theme::font(12, weight), text == dash ? theme.text3 : ink, Qt::AlignRight);
        };
        number(at.success, feed.lastSuccess ? FeedsTable::tr("%1 ago").arg(ageText(now - *feed.lastSuccess)) : dash, bad ? alarm : theme.text);
        number(at.latency, feed.latency ? valueText(toSeconds(*feed.latency), QStringLiteral("s")) : dash, theme.text);
        number(at.lag, feed.newest ? ageText(std::max(Millis{0}, now - *feed.newest)) : dash, bad ? alarm : theme.text);
        QString skew = dash;
        if (feed.clockSkew) {
            const double s = toSeconds(*feed.clockSkew);
            skew = (s >= 0 ? QStringLiteral("+") : QStringLiteral("−")) + FeedsTable::tr("%1 s").arg(std::abs(s), 0, 'f', 1);
        }
        const bool skewed = feed.clockSkew && std::abs(toSeconds(*feed.clockSkew)) > 5;
        number(at.skew, skew, skewed ? theme.ink(Severity::warning) : theme.text2);
        number(at.records, feed.records > 0 ? countText(static_cast<double>(feed.records)) : dash, theme.text);
        number(at.bytes, feed.bytes > 0 ? bytesText(feed.bytes) : dash, theme.text);
        number(at.errors, wholeText(feed.errors), feed.errors == 0 ? theme.text3 : bad ? alarm : theme.text, feed.errors == 0 ? 400 : 600);
        QString next = dash;
        if (feed.nextPoll && feed.state != FeedState::paused)
            next = *feed.nextPoll > now ? FeedsTable::tr("in %1").arg(ageText(*feed.nextPoll - now)) : FeedsTable::tr("now");
        number(at.next, next, theme.text2);
    }
    Board& m_board;
};

} // namespace

std::optional<Millis> certificateLeft(const FeedStatus& feed, Time now)
{
    return feed.certificate ? std::optional<Millis>(feed.certificate->until - now) : std::nullopt;
}

QString feedProductText(const FeedStatus& feed)
{
    if (!feed.product.empty())
        return plain(feed.product, 60);
    switch (feed.kind) {
    case FeedKind::prometheus:
        return QStringLiteral("Prometheus");
    case FeedKind::alertmanager:
        return QStringLiteral("Alertmanager");
    case FeedKind::cdevents:
        return QStringLiteral("CDEvents");
    case FeedKind::json:
        return FeedsTable::tr("JSON, mapped");
    case FeedKind::metrics:
        return FeedsTable::tr("changes from metrics");
    case FeedKind::alertEvents:
        return FeedsTable::tr("alert events");
    case FeedKind::grafana:
        return QStringLiteral("Grafana");
    case FeedKind::loki:
        return QStringLiteral("Loki");
    case FeedKind::zipkin:
        return QStringLiteral("Zipkin");
    case FeedKind::jaeger:
        return QStringLiteral("Jaeger");
    case FeedKind::byHand:
        return FeedsTable::tr("by hand");
    }
    return {};
}

FeedsTable::FeedsTable(Board& board, QWidget* parent) : PanelBox(parent), m_board(board), m_view(new QListView(this))
{
    m_view->setModel(&board.feedsModel());
    m_view->setItemDelegate(new FeedPainter(board, this));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("Feeds"));
    m_view->installEventFilter(this);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!m_following && now.isValid())
            m_board.select(feedId(m_board.feedsModel().item(now.row()).name));
    });
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex& at) {
        m_board.select(feedId(m_board.feedsModel().item(at.row()).name));
        Q_EMIT chosen(at.data(FeedsModel::nameRole).toString());
    });
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &FeedsTable::scrolled);
    connect(&board, &Board::ticked, m_view->viewport(), qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

QString FeedsTable::shownFeed() const
{
    const auto& feeds = m_board.feeds();
    const QString id = m_board.selectedId();
    const FeedStatus* best = nullptr;
    for (const auto& feed : feeds) {
        if (feedId(feed.name) == id)
            return QString::fromStdString(feed.name);
        if (best == nullptr || (feed.state == FeedState::failing && best->state != FeedState::failing))
            best = &feed;
    }
    return best ? QString::fromStdString(best->name) : QString();
}

void FeedsTable::refresh()
{
    m_following = true;
    m_view->setCurrentIndex(indexOf(shownFeed()));
    m_following = false;
    m_view->doItemsLayout(); // a row grows when its feed fails
    setFixedHeight(wantedHeight());
    update();
}

QModelIndex FeedsTable::indexOf(const QString& feed) const
{
    const auto& model = m_board.feedsModel();
    for (int i = 0; i < model.rowCount(); ++i) {
        if (model.index(i).data(FeedsModel::nameRole).toString() == feed)
            return model.index(i);
    }
    return {};
}

std::vector<FeedStatus> FeedsTable::outOfSight(const QWidget& outer, const QRect& area) const
{
    std::vector<FeedStatus> out;
    const QRect list(m_view->viewport()->mapTo(&outer, QPoint(0, 0)), m_view->viewport()->size());
    for (const auto& feed : m_board.feeds()) {
        if (feed.state != FeedState::failing && feed.state != FeedState::stale)
            continue;
        QRect row = m_view->visualRect(indexOf(QString::fromStdString(feed.name)));
        row.moveTopLeft(m_view->viewport()->mapTo(&outer, row.topLeft()));
        row.setHeight(kRow); // its first line says it
        if (!area.intersected(list).contains(QRect(list.left() + 1, row.top(), 1, row.height())))
            out.push_back(feed);
    }
    return out;
}

QRect FeedsTable::reveal(const QString& feed)
{
    const QModelIndex index = indexOf(feed);
    if (!index.isValid())
        return {};
    m_view->scrollTo(index);
    QRect row = m_view->visualRect(index);
    row.moveTopLeft(m_view->viewport()->mapTo(this, row.topLeft()));
    return row;
}

int FeedsTable::wantedHeight() const
{
    int rows = 0;
    for (const auto& feed : m_board.feeds())
        rows += feed.error.empty() ? kRow : kRow + kCause;
    return kTop + kHeads + std::max(kRow, rows) + 3; // all of them: the page scrolls
}

void FeedsTable::focusRows() { m_view->setFocus(); }

bool FeedsTable::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const QString key = physicalKey(*static_cast<QKeyEvent*>(event));
        if (key == QLatin1String("Enter")) {
            Q_EMIT chosen(shownFeed());
            return true;
        }
        static const QStringList s_moves{QStringLiteral("Up"), QStringLiteral("Down"), QStringLiteral("Home"), QStringLiteral("End"),
            QStringLiteral("PgUp"), QStringLiteral("PgDown"), QStringLiteral("Tab"), QStringLiteral("Backtab")};
        if (!s_moves.contains(key)) {
            event->ignore();
            return true;
        }
    }
    return PanelBox::eventFilter(watched, event);
}

void FeedsTable::resizeEvent(QResizeEvent*)
{
    m_view->setGeometry(1, kTop + kHeads, width() - 2, std::max(20, height() - kTop - kHeads - 2));
    Q_EMIT scrolled(); // other rows are in sight now
}

void FeedsTable::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    int ok = 0, partial = 0, stale = 0, failing = 0, paused = 0;
    std::int64_t requests = 0, errors = 0;
    for (const auto& feed : m_board.feeds()) {
        ok += feed.state == FeedState::ok;
        partial += feed.state == FeedState::partial;
        stale += feed.state == FeedState::stale;
        failing += feed.state == FeedState::failing;
        paused += feed.state == FeedState::paused;
        requests += feed.requests;
        errors += feed.errors;
    }
    InkLine line;
    line.text(tr("Feeds"), Theme::font(14, 600), theme.text).gap(14);
    const auto count = [&](int n, FeedState state) {
        if (n == 0)
            return;
        const bool calm = state == FeedState::ok || state == FeedState::paused;
        const QColor ink = state == FeedState::paused ? theme.text2 : theme.ink(feedSeverity(state));
        line.glyph(state == FeedState::paused ? Glyph::paused : severityGlyph(feedSeverity(state)), ink, 9);
        line.text(QStringLiteral("%1 %2").arg(QString::number(n), feedStateWord(state)), Theme::font(12), calm ? theme.text2 : ink).gap(12);
    };
    count(ok, FeedState::ok);
    count(partial, FeedState::partial);
    count(stale, FeedState::stale);
    count(failing, FeedState::failing);
    count(paused, FeedState::paused);
    line.draw(painter, QRectF(kPad, 0, width() - 2.0 * kPad, kTop));
    if (requests > 0 && line.width() < width() - 260)
        drawLine(painter, QRectF(width() - 252, 0, 240, kTop), tr("answered %1 of %2 requests").arg(wholeText(requests - errors), wholeText(requests)), Theme::font(11), theme.text3, Qt::AlignRight);
    const Places at(m_view->viewport()->width());
    const QFont font = Theme::font(11);
    const auto left = [&](qreal x, const QString& text) { drawLine(painter, QRectF(x + 1, kTop, 110, kHeads), text, font, theme.text3); };
    const auto right = [&](qreal edge, const QString& text) {
        if (edge > 0)
            drawLine(painter, QRectF(edge - 83, kTop, 84, kHeads), text, font, theme.text3, Qt::AlignRight);
    };
    left(kPad, tr("feed"));
    left(at.kind, tr("kind"));
    left(at.state, tr("state"));
    right(at.success, tr("last success"));
    right(at.latency, tr("latency"));
    right(at.lag, tr("lag"));
    right(at.skew, tr("clock skew"));
    right(at.records, tr("records"));
    right(at.bytes, tr("bytes"));
    right(at.errors, tr("errors"));
    right(at.next, tr("next poll"));
    drawRule(painter, 1, width() - 1.0, kTop + kHeads - 1);
}

} // namespace vedette
