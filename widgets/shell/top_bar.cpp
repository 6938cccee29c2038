#include "widgets/shell/top_bar.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/plain_label.h"
#include "widgets/shell/chip.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr int kMostCalm = 4; ///< chips of feeds that answer
constexpr int kCalmRank = 3; ///< ok or paused
constexpr int kMoreRoom = 56; ///< of the chip that tells how many feeds have no room

int rankOf(FeedState state)
{
    switch (state) {
    case FeedState::failing:
        return 5;
    case FeedState::stale:
        return 4;
    case FeedState::partial:
        return 3;
    case FeedState::starting:
        return 2;
    case FeedState::ok:
        return 1;
    case FeedState::paused:
        return 0;
    }
    return 0;
}

} // namespace

FeedChip::FeedChip(QWidget* parent) : QWidget(parent), m_state(new PlainLabel(12, 400, &Theme::text2, this)), m_age(new PlainLabel(12, 400, &Theme::text2, this))
{
    setFixedHeight(26);
    setCursor(Qt::PointingHandCursor);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(26, 0, 10, 0);
    row->setSpacing(0);
    row->addWidget(m_state);
    row->addWidget(m_age);
}

void FeedChip::show(const FeedStatus& feed, Time now, bool nameOnly)
{
    m_feedState = feed.state;
    const bool serves = feed.kind == FeedKind::prometheus || feed.kind == FeedKind::alertmanager;
    m_rank = 2 * rankOf(feed.state) + (serves ? 1 : 0);
    const Severity severity = feedSeverity(feed.state);
    const bool calm = feed.state == FeedState::ok || feed.state == FeedState::paused;
    const QString name = plain(feed.name, 24);
    m_state->setAccessibleName(QStringLiteral("source:%1:state").arg(name));
    m_age->setAccessibleName(QStringLiteral("source:%1:age").arg(name));
    m_state->setAccessibleDescription(feedStateWord(feed.state));
    QString age = feed.lastSuccess ? ageText(now - *feed.lastSuccess) : QString();
    if (feed.state == FeedState::failing)
        age = feed.lastSuccess ? tr("no answer for %1").arg(age) : tr("no answer");
    else if (feed.state == FeedState::paused)
        age = feedStateWord(feed.state);
    else if (feed.state == FeedState::starting)
        age = feedStateWord(feed.state);
    else if (feed.state == FeedState::stale)
        age = age.isEmpty() ? feedStateWord(feed.state) : tr("stale, %1").arg(age);
    m_state->setText(name);
    m_age->setText(age.isEmpty() || nameOnly ? QString() : QStringLiteral(" · ") + age);
    m_age->setAccessibleDescription(age);
    const auto dress = [&](PlainLabel* label) {
        calm ? label->setInk(&Theme::text2) : label->setInk(severity);
        if (feed.state == FeedState::ok)
            label->setInk(Severity::ok);
    };
    dress(m_state);
    dress(m_age);
    update();
}

void FeedChip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    const Severity severity = feedSeverity(m_feedState);
    const bool loud = m_feedState == FeedState::failing || m_feedState == FeedState::stale;
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(loud ? theme.fill(severity) : theme.border, 1));
    p.setBrush(loud ? theme.panel : theme.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const Glyph glyph = m_feedState == FeedState::paused ? Glyph::paused : severityGlyph(severity);
    drawGlyph(p, glyph, QRectF(10, height() / 2.0 - 5, 10, 10), severity == Severity::none ? theme.text3 : theme.ink(severity));
}

void FeedChip::mouseReleaseEvent(QMouseEvent*) { Q_EMIT picked(); }

TopBar::TopBar(Board& board, QWidget* parent)
    : QWidget(parent), m_board(board), m_title(new PlainLabel(15, 600, &Theme::text, this)), m_range(new Chip(this)), m_live(new Chip(this)),
      m_search(new Chip(this)), m_feedBox(new QWidget(this)),
      m_moreFeeds(new Chip(m_feedBox))
{
    setFixedHeight(metrics::kTopBar);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addSpacing(12);
    row->addWidget(m_range);
    row->addWidget(m_live);
    row->addWidget(m_feedBox, 1);
    row->addWidget(m_search);
    m_feedBox->setMinimumWidth(40);
    m_feedBox->setFixedHeight(metrics::kTopBar);
    m_range->setAccessibleName(QStringLiteral("time:range"));
    m_live->setAccessibleName(QStringLiteral("time:live"));
    m_search->setAccessibleName(QStringLiteral("search"));
    m_search->setWords(QString(), tr("search"));
    m_search->setKeyCap(QStringLiteral("Ctrl+K"));
    connect(m_range, &Chip::clicked, this, &TopBar::rangeClicked);
    connect(m_search, &Chip::clicked, this, &TopBar::searchClicked);
    m_moreFeeds->setAccessibleName(tr("All feeds"));
    connect(m_moreFeeds, &Chip::clicked, this, &TopBar::feedsClicked);
    connect(m_live, &Chip::clicked, this, [this] { m_board.time().goLive(); });
    connect(&board, &Board::changed, this, &TopBar::refresh);
    connect(&board, &Board::ticked, this, &TopBar::refresh);
    connect(&board.time(), &TimeState::rangeChanged, this, &TopBar::refresh);
    connect(&board.time(), &TimeState::liveChanged, this, &TopBar::refresh);
    connect(&board.time(), &TimeState::zoneChanged, this, &TopBar::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &TopBar::refresh);
    refresh();
}

void TopBar::setTitle(const QString& title) { m_title->setText(title); }

QRect TopBar::rangeChipRect() const { return m_range->geometry(); }

void TopBar::refresh()
{
    const Theme& theme = Theme::instance();
    const TimeState& time = m_board.time();
    m_range->setGlyph(Glyph::clock, theme.text2);
    const QString length = durationText(time.range().length());
    m_range->setWords(time.live() && !m_board.showsThePast() ? tr("last %1").arg(length) : length, rangeText(time.range(), time.zone()));
    const bool past = m_board.showsThePast();
    const bool live = time.live() && !past;
    m_live->setGlyph(live ? Glyph::live : Glyph::paused, live ? theme.fill(Severity::ok) : theme.text3);
    m_live->setSeverity(live ? Severity::ok : Severity::none);
    m_live->setWords(QString(), past ? tr("as known %1").arg(dateClockText(m_board.asOf(), time.zone())) : live ? tr("live") : tr("not live"));
    m_search->setGlyph(Glyph::search, theme.text2);
    refreshFeeds();
}

void TopBar::refreshFeeds()
{
    const auto& feeds = m_board.feeds();
    while (m_feeds.size() < feeds.size()) {
        auto* chip = new FeedChip(m_feedBox);
        connect(chip, &FeedChip::picked, this, &TopBar::feedsClicked);
        m_feeds.push_back(chip);
    }
    while (m_feeds.size() > feeds.size()) {
        delete m_feeds.back();
        m_feeds.pop_back();
    }
    for (std::size_t i = 0; i < feeds.size(); ++i)
        m_feeds[i]->show(feeds[i], m_board.time().now(), false);
    layOutFeeds();
}

void TopBar::layOutFeeds()
{
    layout()->activate(); // a chip beside them may have other words now
    // What does not answer is seen first, then servers before change feeds, as far as there is room; the rest are a number.
    std::vector<std::size_t> order(m_feeds.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return m_feeds[a]->rank() > m_feeds[b]->rank(); });
    std::vector<bool> shown;
    const auto choose = [&](int room) {
        shown.assign(m_feeds.size(), false);
        std::size_t left = m_feeds.size();
        int shownCalm = 0;
        for (const auto i : order) {
            const int w = m_feeds[i]->sizeHint().width() + 8;
            const bool calm = m_feeds[i]->rank() <= kCalmRank;
            if (w > room || (calm && shownCalm >= kMostCalm))
                break;
            shownCalm += calm ? 1 : 0;
            room -= w;
            --left;
            shown[i] = true;
        }
        return left;
    };
    int x = m_feedBox->width();
    std::size_t left = choose(x);
    m_moreFeeds->setVisible(left > 0);
    if (left > 0) {
        left = choose(x - kMoreRoom);
        m_moreFeeds->setWords(QString(), QStringLiteral("+%1").arg(left));
        const int w = m_moreFeeds->sizeHint().width();
        x -= w;
        m_moreFeeds->setGeometry(x, (metrics::kTopBar - 26) / 2, w, 26);
        x -= 8;
    }
    for (std::size_t i = m_feeds.size(); i-- > 0;) {
        m_feeds[i]->setVisible(shown[i]);
        if (!shown[i])
            continue;
        const int w = m_feeds[i]->sizeHint().width();
        x -= w;
        m_feeds[i]->setGeometry(x, (metrics::kTopBar - 26) / 2, w, 26);
        x -= 8;
    }
}

void TopBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOutFeeds();
}

void TopBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.fillRect(rect(), theme.panel);
    p.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
}

} // namespace vedette
