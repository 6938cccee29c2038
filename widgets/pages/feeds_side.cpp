#include "widgets/pages/feeds_side.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/pages/feeds_table.h"
#include "widgets/pages/feeds_use.h"
#include "widgets/theme.h"

#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr qreal kPad = 12, kButtons = 28, kRow = 20;
constexpr std::size_t kTicks = 90;

/// Sections of names and values, one below the other.
struct Facts {
    QPainter& painter;
    qreal right;
    qreal y;

    void section(const QString& name)
    {
        drawLine(painter, QRectF(kPad, y, right - kPad, 20), name, Theme::font(11), Theme::instance().text3);
        y += 20;
    }
    void row(const QString& name, const QString& value, const QFont& font = Theme::font(12), const QColor& ink = Theme::instance().text)
    {
        if (value.isEmpty())
            return;
        drawLine(painter, QRectF(kPad, y, 78, kRow), name, Theme::font(12), Theme::instance().text3);
        drawLine(painter, QRectF(kPad + 80, y, right - kPad - 80, kRow), value, font, ink);
        y += kRow;
    }
};

} // namespace

FeedsSide::FeedsSide(Board& board, QWidget* parent) : PanelBox(parent), m_board(board)
{
    m_test = new QPushButton(tr("Test  Ctrl+T"), this);
    m_test->setProperty("primary", true);
    m_poll = new QPushButton(tr("Poll now  R"), this);
    m_pause = new QPushButton(this);
    connect(m_test, &QPushButton::clicked, this, &FeedsSide::test);
    connect(m_poll, &QPushButton::clicked, this, &FeedsSide::pollNow);
    connect(m_pause, &QPushButton::clicked, this, &FeedsSide::togglePause);
    connect(&board, &Board::notice, this, [this](const QString& subject, const QString& text, bool good) {
        if (subject != QString::fromStdString(m_feed.name))
            return;
        m_notice = engineText(text.toStdString(), 400);
        m_noticeGood = good;
        m_noticeOf = subject;
        place();
    });
    connect(&board, &Board::ticked, this, qOverload<>(&QWidget::update));
}

void FeedsSide::show(const QString& feed)
{
    const auto& feeds = m_board.feeds();
    const auto found = std::find_if(feeds.begin(), feeds.end(), [&](const FeedStatus& f) { return QString::fromStdString(f.name) == feed; });
    m_known = found != feeds.end();
    m_feed = m_known ? *found : FeedStatus{};
    m_polls.clear();
    const auto& selection = m_board.selection();
    if (selection.kind == Selection::Kind::feed && (selection.id == "feed:" + m_feed.name || selection.id == m_feed.name))
        m_polls = selection.polls;
    if (m_noticeOf != feed)
        m_notice.clear();
    m_pause->setText(m_feed.state == FeedState::paused ? tr("Go on  Space") : tr("Pause  Space"));
    for (auto* button : {m_test, m_poll, m_pause})
        button->setVisible(m_known && m_feed.kind != FeedKind::byHand);
    setAccessibleName(tr("Feed %1, %2").arg(plain(m_feed.name, 60), feedStateWord(m_feed.state)));
    place();
}

void FeedsSide::test()
{
    if (!m_known || m_feed.kind == FeedKind::byHand)
        return;
    m_notice = tr("testing…");
    m_noticeGood = true;
    m_noticeOf = QString::fromStdString(m_feed.name);
    place();
    m_board.testFeed(m_noticeOf);
}

void FeedsSide::pollNow()
{
    if (m_known && m_feed.kind != FeedKind::byHand)
        m_board.pollNow(QString::fromStdString(m_feed.name));
}

void FeedsSide::togglePause()
{
    if (m_known && m_feed.kind != FeedKind::byHand)
        m_board.pauseFeed(QString::fromStdString(m_feed.name), m_feed.state != FeedState::paused);
}

qreal FeedsSide::causeHeight() const
{
    if (m_feed.error.empty())
        return 0;
    const qreal wide = width() - 2 * kPad - 14;
    qreal high = std::min(110.0, paragraphHeight(engineText(m_feed.error, 600), Theme::font(13), wide)) + 8;
    if (!m_feed.hint.empty())
        high += std::min(72.0, paragraphHeight(engineText(m_feed.hint, 400), Theme::font(12), wide));
    return high;
}

qreal FeedsSide::noticeHeight() const
{
    return m_notice.isEmpty() ? 0 : std::min(72.0, paragraphHeight(m_notice, Theme::font(12), width() - 2 * kPad - 18)) + 8;
}

void FeedsSide::place()
{
    const int y = static_cast<int>(58 + causeHeight() + 6);
    const int gap = 8;
    const int wide = (width() - static_cast<int>(2 * kPad) - 2 * gap) / 3;
    int x = static_cast<int>(kPad);
    for (auto* button : {m_test, m_poll, m_pause}) {
        button->setGeometry(x, y, wide, static_cast<int>(kButtons));
        x += wide + gap;
    }
    update();
}

void FeedsSide::resizeEvent(QResizeEvent*) { place(); }

qreal FeedsSide::paintHead(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const qreal right = width() - kPad;
    const Time now = std::max(m_board.time().now(), m_board.asOf());
    const QColor ink = m_feed.state == FeedState::paused ? theme.text2 : theme.ink(feedSeverity(m_feed.state));
    InkLine head;
    head.glyph(m_feed.state == FeedState::paused ? Glyph::paused : severityGlyph(feedSeverity(m_feed.state)), ink, 10);
    head.text(plain(m_feed.name, 60), Theme::font(15, 600), theme.text);
    head.draw(painter, QRectF(kPad, 10, right - kPad, 24));
    drawLine(painter, QRectF(kPad + head.width() + 12, 10, right - kPad - head.width() - 12, 24), feedProductText(m_feed), Theme::font(12), theme.text3, Qt::AlignRight);
    QString below = feedStateWord(m_feed.state);
    if (m_feed.failingSince)
        below = tr("failing for %1").arg(durationText(now - *m_feed.failingSince));
    if (m_feed.lastSuccess)
        below += QStringLiteral(" · ") + tr("last success %1 %2").arg(clockText(*m_feed.lastSuccess, m_board.time().zone()), zoneText(m_board.time().zone(), now));
    drawLine(painter, QRectF(kPad, 33, right - kPad, 18), below, Theme::font(12), theme.text2);
    qreal y = 58;
    if (!m_feed.error.empty()) {
        const qreal high = causeHeight();
        const qreal wide = right - kPad - 14;
        painter.fillRect(QRectF(kPad, y, 2, high - 2), theme.fill(feedSeverity(m_feed.state)));
        const qreal used = drawParagraph(painter, QRectF(kPad + 12, y, wide, 110), engineText(m_feed.error, 600), Theme::font(13), theme.text);
        drawParagraph(painter, QRectF(kPad + 12, y + used + 2, wide, 72), engineText(m_feed.hint, 400), Theme::font(12), theme.text3);
        y += high;
    }
    y += 6 + (m_test->isVisible() ? kButtons + 10 : 0);
    if (!m_notice.isEmpty()) {
        const Severity s = m_noticeGood ? Severity::ok : Severity::warning;
        drawGlyph(painter, severityGlyph(s), QRectF(kPad, y + 4, 9, 9), theme.ink(s));
        drawParagraph(painter, QRectF(kPad + 18, y, right - kPad - 18, 72), m_notice, Theme::font(12), theme.text);
        y += noticeHeight();
    }
    return y;
}

qreal FeedsSide::paintStrip(QPainter& painter, qreal y) const
{
    if (m_polls.empty())
        return y;
    const auto& theme = Theme::instance();
    const qreal right = width() - kPad;
    const auto& zone = m_board.time().zone();
    const std::size_t count = std::min(kTicks, m_polls.size());
    Millis slowest{1};
    int failed = 0;
    for (std::size_t i = 0; i < count; ++i) {
        slowest = std::max(slowest, m_polls[i].took);
        failed += !m_polls[i].ok;
    }
    drawLine(painter, QRectF(kPad, y, 160, 18), tr("Last %n polls", "", static_cast<int>(count)), Theme::font(11), theme.text3);
    drawLine(painter, QRectF(right - 200, y, 200, 18), tr("up: answer time · down: failed"), Theme::font(11), theme.text3, Qt::AlignRight);
    drawLine(painter, QRectF(kPad, y + 16, 120, 18), valueText(toSeconds(slowest), QStringLiteral("s")), Theme::font(11), theme.text2);
    const qreal base = y + 68, tall = 34;
    const qreal step = std::min(3.5, (right - kPad) / static_cast<double>(kTicks));
    painter.fillRect(QRectF(kPad, base, right - kPad, 1), theme.border);
    qreal firstFailed = -1;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& poll = m_polls[i];
        const qreal x = right - step * static_cast<double>(i + 1);
        if (poll.ok) {
            const qreal high = std::max(2.0, tall * static_cast<double>(poll.took.count()) / static_cast<double>(slowest.count()));
            painter.fillRect(QRectF(x, base - high, step - 1, high), theme.okQuiet);
        } else {
            painter.fillRect(QRectF(x, base + 2, step - 1, 14), theme.fill(Severity::warning));
            if (i == 0 || !m_polls[i - 1].ok)
                firstFailed = x;
        }
    }
    if (failed > 0) {
        const QString words = tr("%n failed", "", failed);
        drawLine(painter, QRectF(kPad, base + 1, std::max(20.0, (firstFailed > kPad + 90 ? firstFailed - 6 : right) - kPad), 18), words, Theme::font(12, 600), theme.ink(Severity::warning), Qt::AlignRight);
    }
    drawLine(painter, QRectF(kPad, base + 18, 80, 18), clockText(m_polls[count - 1].at, zone, false), Theme::font(11), theme.text3);
    drawLine(painter, QRectF(right - 80, base + 18, 80, 18), clockText(m_polls.front().at, zone, false), Theme::font(11), theme.text3, Qt::AlignRight);
    return base + 44;
}

qreal FeedsSide::paintCertificate(QPainter& painter, qreal y) const
{
    if (!m_feed.certificate)
        return y;
    const auto& theme = Theme::instance();
    const auto& certificate = *m_feed.certificate;
    const auto& zone = m_board.time().zone();
    const Millis left = certificate.until - std::max(m_board.time().now(), m_board.asOf());
    Facts facts{painter, width() - kPad, y};
    facts.section(tr("Certificate"));
    facts.row(tr("for"), plain(certificate.subject, 120));
    facts.row(tr("issued by"), plain(certificate.issuer, 120));
    const QString until = QStringLiteral("%1 %2").arg(fullDayText(certificate.until, zone), clockText(certificate.until, zone, false));
    const QString ends = left.count() > 0 ? tr("%1 left").arg(ageText(left)) : tr("expired %1 ago").arg(ageText(-left));
    facts.row(tr("valid until"), until + QStringLiteral(" · ") + ends, Theme::font(12, left < kCertificateSoon ? 600 : 400), left < kCertificateSoon ? theme.ink(Severity::warning) : theme.text);
    facts.row(tr("also named"), plain(certificate.names, 200).remove(QStringLiteral("DNS:")).remove(QStringLiteral("IP Address:")));
    return facts.y + 8;
}

qreal FeedsSide::paintFacts(QPainter& painter, qreal y) const
{
    Facts facts{painter, width() - kPad, y};
    const auto section = [&](const QString& name) { facts.section(name); };
    const auto row = [&](const QString& name, const QString& value, const QFont& font) { facts.row(name, value, font); };
    section(tr("Set by"));
    row(tr("url"), plain(m_feed.url, 200), Theme::font(12));
    row(tr("entry"), plain(m_feed.origin, 120), Theme::mono(12));
    row(tr("interval"), durationText(m_feed.interval), Theme::font(12));
    row(tr("cluster"), plain(m_feed.cluster, 80), Theme::font(12));
    row(tr("read so far"), tr("%1 requests · %2 errors").arg(wholeText(m_feed.requests), wholeText(m_feed.errors)), Theme::font(12));
    return facts.y + 8;
}

void FeedsSide::paintLog(QPainter& painter, qreal y) const
{
    if (m_polls.empty())
        return;
    const auto& theme = Theme::instance();
    const qreal right = width() - kPad;
    drawLine(painter, QRectF(kPad, y, right - kPad, 20), tr("Log"), Theme::font(11), theme.text3);
    y += 20;
    for (std::size_t i = 0; i < m_polls.size() && y + kRow < height() - 6;) {
        const auto& poll = m_polls[i];
        // Alike lines fold after three.
        std::size_t alike = i + 1;
        while (alike < m_polls.size() && m_polls[alike].ok == poll.ok && m_polls[alike].error == poll.error && m_polls[alike].question == poll.question)
            ++alike;
        const std::size_t shown = std::min<std::size_t>(poll.ok ? 1 : 3, alike - i);
        for (std::size_t k = i; k < i + shown && y + kRow < height() - 6; ++k) {
            const auto& line = m_polls[k];
            drawLine(painter, QRectF(kPad, y, 60, kRow), clockText(line.at, m_board.time().zone()), Theme::font(12), theme.text3);
            const Severity s = line.ok ? Severity::ok : Severity::warning;
            drawGlyph(painter, severityGlyph(s), QRectF(kPad + 62, y + 6, 9, 9), theme.ink(s));
            QString words = engineText(line.error, 200);
            if (line.ok) {
                words = engineName(line.question, 80);
                if (!words.isEmpty())
                    words += QStringLiteral(" · ");
                words += tr("%n records", "", static_cast<int>(std::min<std::int64_t>(line.records, 2'000'000'000)));
            }
            drawLine(painter, QRectF(kPad + 78, y, right - kPad - 78 - 62, kRow), words, Theme::font(12), theme.text2);
            drawLine(painter, QRectF(right - 60, y, 60, kRow), valueText(toSeconds(line.took), QStringLiteral("s")), Theme::font(12), theme.text2, Qt::AlignRight);
            y += kRow;
        }
        if (alike - i > shown && y + kRow < height() - 6) {
            drawLine(painter, QRectF(kPad + 78, y, right - kPad - 78, kRow), tr("%n more alike", "", static_cast<int>(alike - i - shown)), Theme::font(12), theme.text3);
            y += kRow;
        }
        i = alike;
    }
}

void FeedsSide::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    if (!m_known)
        return;
    QPainter painter(this);
    qreal y = paintHead(painter);
    y = paintStrip(painter, y + 4);
    y = paintCertificate(painter, y + 4);
    y = paintFacts(painter, m_feed.certificate ? y : y + 4);
    y = FeedsUse::paint(painter, QRectF(kPad, y, width() - 2 * kPad, height() - 6 - y), m_feed, m_board);
    paintLog(painter, y);
}

} // namespace vedette
