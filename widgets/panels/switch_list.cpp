#include "widgets/panels/switch_list.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QMouseEvent>

#include <algorithm>

namespace vedette {

namespace {

constexpr qreal kPad = 12, kHead = 38, kRow = 26, kMeaning = 20, kName = 168;
constexpr std::size_t kMost = 6;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::SwitchList)
};

bool isMissing(const SwitchReport& report) { return report.severity() == Severity::critical; }

QString meaning() { return Words::tr("The alerting path is broken: alerts may be lost."); }

} // namespace

QString switchStateWord(const SwitchReport& report, Time now)
{
    const QString length = report.since ? ageText(std::max(now - *report.since, Millis{0})) : QString();
    switch (report.state) {
    case SwitchState::present:
        return Words::tr("present for %1").arg(length);
    case SwitchState::late:
        return Words::tr("gone for %1 · missing after %2").arg(length, durationText(report.absentAfter));
    case SwitchState::absent:
        return Words::tr("missing for %1").arg(length);
    case SwitchState::neverSeen:
        return Words::tr("never seen");
    case SwitchState::unknown:
        return Words::tr("not known");
    }
    return {};
}

QString missingSwitchesWord(const std::vector<SwitchReport>& reports, Time now)
{
    QStringList words;
    for (const auto& report : reports) {
        if (isMissing(report))
            words << plain(report.name, 40) + QLatin1Char(' ') + switchStateWord(report, now);
    }
    return words.join(QStringLiteral(" · "));
}

SwitchList::SwitchList(Board& board, Which which, QWidget* parent) : PanelBox(parent), m_board(board), m_which(which)
{
    if (which == Which::missing)
        setCursor(Qt::PointingHandCursor);
    connect(&board, &Board::ticked, this, qOverload<>(&QWidget::update));
}

bool SwitchList::anyMissing() const { return std::any_of(m_reports.begin(), m_reports.end(), isMissing); }

int SwitchList::wantedHeight() const
{
    if (m_reports.empty())
        return 0;
    qreal high = m_which == Which::all ? kHead + 6 : 12;
    for (std::size_t i = 0; i < std::min(kMost, m_reports.size()); ++i)
        high += kRow + (isMissing(m_reports[i]) ? kMeaning : 0);
    return static_cast<int>(high);
}

void SwitchList::refresh()
{
    m_reports = m_board.overall().switches;
    if (m_which == Which::missing)
        std::erase_if(m_reports, [](const SwitchReport& r) { return !isMissing(r); });
    const Time now = std::max(m_board.time().now(), m_board.asOf());
    QStringList words;
    for (const auto& report : m_reports)
        words << plain(report.name, 40) + QLatin1Char(' ') + switchStateWord(report, now);
    setAccessibleName(tr("Dead man's switches"));
    setAccessibleDescription(words.join(QStringLiteral(", ")) + (anyMissing() ? QStringLiteral(". ") + meaning() : QString()));
    setFixedHeight(wantedHeight());
    setVisible(!m_reports.empty());
    update();
}

void SwitchList::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    const auto& zone = m_board.time().zone();
    const Time now = m_board.asOf() == Time{} ? m_board.time().now() : m_board.asOf();
    QPainter painter(this);
    const qreal right = width() - kPad;
    qreal y = 6;
    if (m_which == Which::all) {
        drawLine(painter, QRectF(kPad, 0, right - kPad, kHead), tr("Dead man's switches"), Theme::font(14, 600), theme.text);
        y = kHead;
    }
    for (std::size_t i = 0; i < std::min(kMost, m_reports.size()); ++i) {
        const auto& report = m_reports[i];
        const bool missing = isMissing(report);
        const Severity severity = report.severity();
        const QColor ink = severity == Severity::ok ? theme.text2 : theme.ink(severity);
        if (missing)
            painter.fillRect(QRectF(1, y + 3, 3, kRow + kMeaning - 6), theme.fill(severity));
        InkLine name;
        name.glyph(severityGlyph(severity), theme.ink(severity), 10).text(plain(report.name, 60), Theme::font(13, 600), theme.text);
        name.draw(painter, QRectF(kPad, y, kName, kRow));
        InkLine state;
        state.text(switchStateWord(report, now), Theme::font(12, missing ? 600 : 400), ink).gap(12);
        QStringList feeds;
        for (const auto& feed : report.feeds)
            feeds << plain(feed, 40);
        state.text(feeds.isEmpty() ? plain(report.source, 40) : feeds.join(QStringLiteral(", ")), Theme::font(12), theme.text3);
        const QString seen = report.lastSeen ? tr("last seen %1").arg(dateClockText(*report.lastSeen, zone)) + QLatin1Char(' ') + zoneText(zone, *report.lastSeen) : QString();
        const qreal tail = report.state == SwitchState::present || seen.isEmpty() ? 0 : 210;
        state.draw(painter, QRectF(kPad + kName + 8, y, right - kPad - kName - 8 - tail, kRow));
        if (tail > 0)
            drawLine(painter, QRectF(right - tail, y, tail, kRow), seen, Theme::font(12), theme.text3, Qt::AlignRight | Qt::AlignVCenter);
        y += kRow;
        if (missing) {
            drawLine(painter, QRectF(kPad + 15, y - 3, right - kPad - 15, kMeaning), meaning(), Theme::font(12), theme.text);
            y += kMeaning;
        }
    }
}

void SwitchList::mouseReleaseEvent(QMouseEvent*) { Q_EMIT clicked(); }

} // namespace vedette
