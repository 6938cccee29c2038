#include "widgets/shell/status_bar.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/glyphs.h"
#include "widgets/panels/switch_list.h"
#include "widgets/plain_label.h"
#include "widgets/shell/chip.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTimerEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr int kNoticeMs = 6000;

/// Words with a key cap, flat.
class KeyWords final : public QAbstractButton {
public:
    KeyWords(const QString& words, const QString& key, QWidget* parent) : QAbstractButton(parent), m_key(key)
    {
        setText(words);
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        const double words = text().isEmpty() ? 0 : QFontMetricsF(Theme::font(12)).horizontalAdvance(text()) + 5;
        return {static_cast<int>(std::ceil(words + (m_key.isEmpty() ? 0 : keyCapWidth(m_key)))), metrics::kStatusBar};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::instance();
        QPainter p(this);
        p.setFont(Theme::font(12));
        p.setPen(hasFocus() ? theme.focus : underMouse() ? theme.text : theme.text2);
        p.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text());
        if (!m_key.isEmpty())
            drawKeyCap(p, width() - keyCapWidth(m_key), height() / 2.0, m_key);
    }

private:
    QString m_key;
};

} // namespace

StatusBar::StatusBar(Board& board, QWidget* parent) : QWidget(parent), m_board(board)
{
    setFixedHeight(metrics::kStatusBar);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(30, 0, 12, 0);
    row->setSpacing(22);
    const auto label = [&] {
        auto* made = new PlainLabel(12, 400, &Theme::text2, this);
        row->addWidget(made);
        return made;
    };
    m_overall = label();
    m_overall->setAccessibleName(QStringLiteral("overall:state"));
    m_switches = label();
    m_switches->setAccessibleName(QStringLiteral("switches:state"));
    m_switches->setInk(Severity::critical);
    m_feeds = label();
    m_cache = label();
    m_backfill = label();
    auto* cancel = new KeyWords(tr("cancel"), QString(), this);
    cancel->setAccessibleName(QStringLiteral("backfill:cancel"));
    row->addWidget(cancel);
    m_cancel = cancel;
    m_notice = label();
    row->addStretch(1);
    m_config = label();
    auto* zone = new KeyWords(QStringLiteral("UTC"), QStringLiteral("Z"), this);
    zone->setObjectName(QStringLiteral("zone"));
    zone->setAccessibleName(QStringLiteral("time:zone"));
    row->addWidget(zone);
    auto* help = new KeyWords(QString(), QStringLiteral("?"), this);
    help->setAccessibleName(QStringLiteral("keys"));
    row->addWidget(help);
    connect(cancel, &QAbstractButton::clicked, this, [this] { m_board.cancelBackfill(); });
    connect(zone, &QAbstractButton::clicked, this, [this] { m_board.time().toggleUtc(); });
    connect(help, &QAbstractButton::clicked, this, &StatusBar::helpClicked);
    connect(&board, &Board::changed, this, &StatusBar::refresh);
    connect(&board, &Board::ticked, this, &StatusBar::refresh);
    connect(&board.time(), &TimeState::zoneChanged, this, &StatusBar::refresh);
    connect(&board, &Board::notice, this, [this](const QString& subject, const QString& text, bool good) {
        const QString told = engineText(text.toStdString(), 160);
        say(subject.isEmpty() ? told : subject + QStringLiteral(": ") + told, good);
    });
    refresh();
}

void StatusBar::say(const QString& text, bool good)
{
    m_notice->setText(plain(text.toStdString(), 160));
    good ? m_notice->setInk(&Theme::text) : m_notice->setInk(Severity::warning);
    if (m_noticeTimer != 0)
        killTimer(m_noticeTimer);
    m_noticeTimer = startTimer(kNoticeMs);
}

void StatusBar::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_noticeTimer)
        return;
    killTimer(m_noticeTimer);
    m_noticeTimer = 0;
    m_notice->setText(QString());
}

void StatusBar::refresh()
{
    const auto& overall = m_board.overall();
    m_severity = static_cast<int>(overall.severity);
    QString state = severityWord(overall.severity);
    if (overall.severity == Severity::ok)
        state = tr("all quiet");
    m_overall->setText(state);
    m_overall->setAccessibleDescription(QString::fromUtf8(severityName(overall.severity).data()));
    overall.severity == Severity::ok ? m_overall->setInk(&Theme::text2) : m_overall->setInk(overall.severity);

    const QString missing = missingSwitchesWord(overall.switches, m_board.time().now());
    m_switches->setText(missing);
    m_switches->setVisible(!missing.isEmpty());
    std::array<int, 5> counts{}; // ok, failing, paused, not yet known, late
    for (const auto& feed : m_board.feeds()) {
        const auto s = feed.state;
        ++counts[s == FeedState::ok || s == FeedState::partial ? 0 : s == FeedState::failing ? 1 : s == FeedState::paused ? 2 : s == FeedState::stale ? 4 : 3];
    }
    QStringList feeds;
    if (m_board.feeds().empty())
        feeds << tr("no feeds");
    if (counts[0] > 0)
        feeds << (counts[0] == 1 ? tr("%n feed ok", nullptr, 1) : tr("%n feeds ok", nullptr, counts[0]));
    if (counts[1] > 0)
        feeds << tr("%1 failing").arg(counts[1]);
    if (counts[4] > 0)
        feeds << tr("%1 late").arg(counts[4]);
    if (counts[2] > 0)
        feeds << tr("%1 paused").arg(counts[2]);
    if (counts[3] > 0)
        feeds << tr("%1 starting").arg(counts[3]);
    m_feeds->setText(feeds.join(QStringLiteral(" · ")));
    counts[1] + counts[4] > 0 ? m_feeds->setInk(Severity::warning) : m_feeds->setInk(&Theme::text2);
    const auto& cache = m_board.cache();
    QString size = cache.bytes > 0 ? tr("cache %1").arg(bytesText(cache.bytes)) : QString();
    if (cache.oldest)
        size += QStringLiteral(" · ") + ageText(m_board.time().now() - *cache.oldest);
    if (cache.readOnly)
        size += QStringLiteral(" · ") + tr("read only");
    const auto& work = m_board.work();
    // What could not be stored or read outweighs how much is there.
    const QString trouble = engineText(work.message, 120);
    m_cache->setText(trouble.isEmpty() ? size : trouble);
    m_cache->setToolTip(engineText(work.message, 400));
    if (!trouble.isEmpty())
        m_cache->setInk(Severity::critical);
    else
        cache.readOnly ? m_cache->setInk(Severity::warning) : m_cache->setInk(&Theme::text2);
    const bool fetching = work.backfillRatio < 1;
    m_backfill->setVisible(fetching);
    m_cancel->setVisible(fetching);
    if (fetching) {
        QString words = tr("backfill %1 %").arg(static_cast<int>(work.backfillRatio * 100));
        if (work.backfillEta)
            words += QStringLiteral(" · ") + tr("%1 left").arg(durationText(*work.backfillEta));
        m_backfill->setText(words);
    }
    const auto& config = m_board.config();
    m_config->setText(config.rejected ? tr("config v%1 · newer files rejected").arg(config.version) : tr("config v%1").arg(config.version));
    config.rejected ? m_config->setInk(Severity::warning) : m_config->setInk(&Theme::text2);
    auto* zone = findChild<QAbstractButton*>(QStringLiteral("zone"));
    const QString name = zoneText(m_board.time().zone(), m_board.time().now());
    if (zone->text() != name) {
        zone->setText(name);
        zone->updateGeometry();
    }
    update();
}

void StatusBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.fillRect(rect(), theme.panel);
    p.fillRect(QRect(0, 0, width(), 1), theme.border);
    const auto severity = static_cast<Severity>(m_severity);
    drawGlyph(p, severityGlyph(severity), QRectF(14, height() / 2.0 - 4.5, 10, 10), theme.ink(severity));
}

} // namespace vedette
