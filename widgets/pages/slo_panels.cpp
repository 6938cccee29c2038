#include "widgets/pages/slo_panels.h"

#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/slo_words.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr int kPad = 12, kHead = 40, kBurnRow = 28, kSpendRow = 24, kFoot = 46;
constexpr double kThin = 0.9; ///< seen less than this the budget is told as a range

QString timesText(std::optional<double> rate) { return rate ? QString::number(*rate, 'f', 1) + QStringLiteral("×") : QStringLiteral("–"); }

QString pointsText(double ratio)
{
    QString text = QString::number(ratio * 100, 'f', 1);
    text.replace(QLatin1Char('-'), QStringLiteral("−"));
    return SloSpendTable::tr("%1 pp").arg(text);
}

QString errorsText(std::optional<double> events)
{
    if (!events)
        return QStringLiteral("–");
    QString text = countText(std::round(*events));
    return text.replace(QLatin1Char('-'), QStringLiteral("−"));
}

const BurnWindow* burnOf(const SloReport& report, Millis window)
{
    const auto found = std::find_if(report.burn.begin(), report.burn.end(), [&](const BurnWindow& w) { return w.window == window; });
    return found == report.burn.end() ? nullptr : &*found;
}

} // namespace

SloNumbers::SloNumbers(QWidget* parent) : QWidget(parent)
{
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SloNumbers::show(const SloReport& report, const QTimeZone& zone)
{
    m_report = report;
    m_zone = zone;
    setAccessibleName(tr("Budget left %1, forecast %2").arg(remainingText(report), forecastText(report)));
    update();
}

void SloNumbers::resizeEvent(QResizeEvent*)
{
    const int wanted = width() >= 680 ? 76 : 152;
    if (height() != wanted)
        setFixedHeight(wanted);
}

void SloNumbers::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    const SloLook look = sloLook(m_report);
    const int decimals = decimalsForObjective(m_report.spec.objectiveRatio);
    const auto achieved = m_report.errorRatio ? std::optional<double>(1 - *m_report.errorRatio) : std::nullopt;
    const auto failed = m_report.totalEvents && m_report.goodEvents ? std::optional<double>(*m_report.totalEvents - *m_report.goodEvents) : std::nullopt;
    struct Cell {
        QString head, number, below;
        int size = 28;
        bool budget = false;
    };
    QString band = QStringLiteral("–");
    if (m_report.exhaustedIn) {
        const QString slow = m_report.exhaustedInSlow ? durationText(*m_report.exhaustedInSlow) : tr("never");
        const QString fast = m_report.exhaustedInFast ? durationText(*m_report.exhaustedInFast) : tr("never");
        band = tr("%1 · between %2 and %3").arg(dateClockText(m_report.to + *m_report.exhaustedIn, m_zone, m_report.to), fast, slow);
    } else if (m_report.state == SloState::noTraffic) {
        band = tr("nothing to spend it");
    } else if (m_report.remainingRatio) {
        band = tr("at the rate of the last 3 days");
    } else {
        band = tr("not known without data");
    }
    const auto best = remainingAtBest(m_report);
    QString left = QStringLiteral("%1 · %2").arg(budgetMinutesText(m_report.remainingMinutes), tr("%1 errors").arg(errorsText(m_report.remainingEvents)));
    if (best && m_report.state != SloState::noTraffic && m_report.coverageRatio < kThin)
        left = tr("up to %1 if nothing failed unseen").arg(percentText(best, 1));
    const std::array<Cell, 4> cells{{{tr("Objective"), objectiveText(m_report.spec.objectiveRatio),
                                         tr("budget %1 · %2 errors").arg(budgetMinutesText(m_report.budgetMinutes), errorsText(m_report.budgetEvents))},
        {tr("Achieved"), percentText(achieved, decimals), tr("failed %1 of %2").arg(errorsText(failed), errorsText(m_report.totalEvents))},
        {tr("Budget left"), remainingText(m_report), left, 28, true},
        {tr("Forecast: spent"), forecastText(m_report), band, 20}}};
    QPainter painter(this);
    const bool wide = width() >= 680;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto& cell = cells[i];
        const qreal columns = wide ? 4 : 2;
        const qreal w = width() / columns;
        const QRectF box(wide ? static_cast<qreal>(i) * w : static_cast<qreal>(i % 2) * w, wide ? 0 : static_cast<qreal>(i / 2) * 76, w - 10, 76);
        InkLine head;
        const bool alarm = cell.budget && look.abnormal;
        if (alarm)
            head.glyph(look.glyph, theme.ink(look.severity), 9);
        head.text(cell.head, Theme::font(12, alarm ? 600 : 400), alarm ? theme.ink(look.severity) : theme.text2);
        head.draw(painter, QRectF(box.left(), 4 + box.top(), box.width(), 18));
        // The unit stands small behind its number.
        const bool percent = cell.number.endsWith(QStringLiteral(" %"));
        InkLine number;
        number.text(percent ? cell.number.chopped(2) : cell.number, Theme::font(cell.size, 600), theme.text);
        if (percent)
            number.gap(5).text(QStringLiteral("%"), Theme::font(14), theme.text2);
        number.draw(painter, QRectF(box.left(), box.top() + 20, box.width(), 36));
        drawLine(painter, QRectF(box.left(), box.top() + 55, box.width(), 18), cell.below, Theme::font(11), theme.text3);
    }
}

SloBurnTable::SloBurnTable(QWidget* parent) : PanelBox(parent) { setMinimumHeight(kHead + kBurnRow * 5 + 44); }

void SloBurnTable::show(const SloReport& report)
{
    m_report = report;
    setAccessibleName(tr("Burn rates of %n windows", "", static_cast<int>(report.alerts.size())));
    update();
}

void SloBurnTable::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    const qreal right = width() - kPad;
    const qreal used = drawLine(painter, QRectF(kPad, 0, right - kPad, kHead), tr("Burn rate, %n windows", "", static_cast<int>(m_report.alerts.size())),
        Theme::font(14, 600), theme.text);
    drawLine(painter, QRectF(kPad + used + 12, 0, right - kPad - used - 12, kHead), tr("both must be over to fire"), Theme::font(11), theme.text3, Qt::AlignRight);
    const qreal rest = right - kPad;
    const qreal state = kPad + rest * 0.735, boxes = kPad + rest * 0.595, factor = kPad + rest * 0.56, shortX = kPad + rest * 0.42, longX = kPad + rest * 0.285;
    const auto number = [&](qreal edge, qreal y, const QString& text, const QFont& font, const QColor& ink) {
        drawLine(painter, QRectF(edge - 64, y, 64, kBurnRow), text, font, ink, Qt::AlignRight);
    };
    const QFont head = Theme::font(11);
    qreal y = kHead - 6;
    drawLine(painter, QRectF(kPad, y, 90, 24), tr("long / short"), head, theme.text3);
    number(longX, y - 2, tr("long"), head, theme.text3);
    number(shortX, y - 2, tr("short"), head, theme.text3);
    number(factor, y - 2, tr("limit"), head, theme.text3);
    drawLine(painter, QRectF(state, y, right - state, 24), tr("state"), head, theme.text3);
    y += 24;
    bool recovering = false;
    for (const auto& alert : m_report.alerts) {
        drawRule(painter, kPad, right, y);
        const auto* longer = burnOf(m_report, alert.spec.longWindow);
        const auto* shorter = burnOf(m_report, alert.spec.shortWindow);
        drawLine(painter, QRectF(kPad, y, longX - kPad - 32, kBurnRow),
            durationText(alert.spec.longWindow) + QLatin1Char('/') + durationText(alert.spec.shortWindow), Theme::font(12), theme.text);
        number(longX, y, timesText(longer ? longer->burnRate : std::nullopt), Theme::font(13, alert.longHolds ? 600 : 400), alert.longHolds ? theme.text : theme.text2);
        number(shortX, y, timesText(shorter ? shorter->burnRate : std::nullopt), Theme::font(13, alert.shortHolds ? 600 : 400), alert.shortHolds ? theme.text : theme.text2);
        number(factor, y, timesText(alert.spec.factor), Theme::font(13), theme.text3);
        const auto square = [&](qreal x, bool holds) {
            const QRectF box(x, y + kBurnRow / 2.0 - 4.5, 9, 9);
            if (holds)
                painter.fillRect(box, theme.text2);
            else {
                painter.setRenderHint(QPainter::Antialiasing, false);
                painter.setPen(QPen(theme.text3, 1));
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
            }
        };
        square(boxes, alert.longHolds);
        drawLine(painter, QRectF(boxes + 12, y, 12, kBurnRow), QStringLiteral("∧"), Theme::font(11), theme.text3, Qt::AlignHCenter);
        square(boxes + 27, alert.shortHolds);
        InkLine line;
        if (alert.firing) {
            const Severity s = alert.spec.severity == "ticket" ? Severity::warning : Severity::critical;
            line.glyph(severityGlyph(s), theme.ink(s), 9).text(s == Severity::warning ? tr("ticket") : tr("page"), Theme::font(12, 600), theme.ink(s));
        } else if (alert.longHolds || alert.shortHolds) {
            recovering = recovering || alert.longHolds;
            line.text(alert.longHolds ? tr("– recovering") : tr("– rising"), Theme::font(12), theme.text2);
        } else {
            const bool known = longer && longer->burnRate && shorter && shorter->burnRate;
            line.text(known ? tr("– quiet") : tr("? no data"), Theme::font(12), theme.text3);
        }
        line.draw(painter, QRectF(state, y, right - state, kBurnRow));
        y += kBurnRow;
    }
    drawRule(painter, kPad, right, y);
    QString foot;
    if (m_report.alerts.empty())
        foot = tr("The file of this SLO asks for no alerts.");
    else if (recovering)
        foot = tr("Long over and short under its limit: the burn is falling, nothing fires.");
    for (const auto& note : m_report.notes) {
        if (note.find("of the window has samples") != std::string::npos)
            continue; // the title says it already
        foot += (foot.isEmpty() ? QString() : QStringLiteral(" · ")) + engineText(note, 300);
    }
    drawParagraph(painter, QRectF(kPad, y + 6, right - kPad, std::max(0.0, height() - y - 10)), foot, Theme::font(11), theme.text3);
}

SloSpendTable::SloSpendTable(QWidget* parent) : PanelBox(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setMinimumHeight(kHead + kSpendRow * 7 + 8);
}

void SloSpendTable::show(const SloReport& report, const std::vector<BudgetSpending>& rows, const JudgedSpans& judged, const QTimeZone& zone)
{
    m_report = report;
    m_rows = rows;
    m_judged = judged;
    m_zone = zone;
    m_lit = -1;
    m_foot.clear();
    if (const auto before = judged.notGrouped({report.from, report.to}); !before.empty()) {
        const QString since = dateClockText(before.back().to, zone);
        m_foot = judged.waiting > 0 ? tr("Alert groups not judged here: those before %1, and %2 later. What they spent is in the last row or a steep fall.").arg(since).arg(judged.waiting)
                                    : tr("Alert groups not judged here: those before %1. What they spent is in the last row or a steep fall.").arg(since);
    } else if (judged.waiting > 0) {
        m_foot = tr("Alert groups not judged yet: %1. What they spent is in the last row or a steep fall.").arg(judged.waiting);
    }
    setMinimumHeight(kHead + kSpendRow * 7 + (m_foot.isEmpty() ? 8 : kFoot));
    setAccessibleName(tr("Who spent the budget, %n rows", "", static_cast<int>(rows.size())));
    setAccessibleDescription(m_foot);
    update();
}

void SloSpendTable::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    const qreal right = width() - kPad;
    InkLine head;
    head.text(tr("Who spent it"), Theme::font(14, 600), theme.text).gap(10);
    if (m_report.remainingRatio) {
        const double spent = 1 - *m_report.remainingRatio;
        head.text(QStringLiteral("%1 · %2").arg(pointsText(spent), budgetMinutesText(spent * m_report.budgetMinutes)), Theme::font(12), theme.text3);
    }
    head.draw(painter, QRectF(kPad, 0, right - kPad, kHead));
    if (m_rows.empty()) {
        drawLine(painter, QRectF(kPad, kHead, right - kPad, 24), tr("Not known: there is no data to read it from."), Theme::font(12), theme.text2);
        return;
    }
    qreal y = kHead;
    for (std::size_t i = 0; i < m_rows.size(); ++i, y += kSpendRow) {
        const auto& row = m_rows[i];
        const bool rest = row.kind == BudgetSpending::Kind::rest;
        if (static_cast<int>(i) == m_lit)
            painter.fillRect(QRectF(1, y, width() - 2.0, kSpendRow), theme.selection);
        drawRule(painter, kPad, right, y);
        InkLine line;
        QColor ink = theme.text;
        switch (row.kind) {
        case BudgetSpending::Kind::change:
            line.glyph(Glyph::change, theme.changeInk, 9);
            line.text(QStringLiteral("%1 · %2").arg(plain(row.service, 40), plain(row.text, 40)), Theme::font(12), ink);
            break;
        case BudgetSpending::Kind::incident:
            line.glyph(Glyph::critical, theme.ink(Severity::critical), 9);
            line.text(tr("incident at %1").arg(plain(row.text, 40)), Theme::font(12), ink);
            break;
        case BudgetSpending::Kind::burst:
            line.glyph(Glyph::critical, theme.text3, 9);
            line.text(m_judged.notGrouped(row.range).empty() ? tr("steep fall") : tr("steep fall, not judged"), Theme::font(12), theme.text2);
            break;
        case BudgetSpending::Kind::rest:
            line.gap(15).text(m_foot.isEmpty() ? tr("outside incidents") : tr("outside judged incidents"), Theme::font(12), theme.text2);
            break;
        }
        const qreal minutes = 70, points = 60, when = 82;
        line.draw(painter, QRectF(kPad, y, right - kPad - minutes - points - when - 10, kSpendRow));
        const QString date = rest ? durationText(row.range.length()) : QStringLiteral("%1 · %2").arg(dayText(row.range.from, m_zone), ageText(row.range.length()));
        drawLine(painter, QRectF(right - minutes - points - when, y, when, kSpendRow), date, Theme::font(11), theme.text3, Qt::AlignRight);
        drawLine(painter, QRectF(right - minutes - points, y, points, kSpendRow), pointsText(row.cost), Theme::font(12, rest ? 400 : 600), rest ? theme.text2 : theme.text, Qt::AlignRight);
        drawLine(painter, QRectF(right - minutes, y, minutes, kSpendRow), budgetMinutesText(row.cost * m_report.budgetMinutes), Theme::font(12), theme.text2, Qt::AlignRight);
    }
    drawRule(painter, kPad, right, y);
    drawParagraph(painter, QRectF(kPad, y + 5, right - kPad, height() - y - 7), m_foot, Theme::font(11), theme.text3);
}

int SloSpendTable::rowAt(qreal y) const
{
    const int row = static_cast<int>(std::floor((y - kHead) / kSpendRow));
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? row : -1;
}

void SloSpendTable::setLit(int row)
{
    if (row == m_lit)
        return;
    m_lit = row;
    update();
    Q_EMIT hovered(row);
}

void SloSpendTable::mouseMoveEvent(QMouseEvent* event) { setLit(rowAt(event->position().y())); }

void SloSpendTable::mouseReleaseEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position().y());
    if (event->button() == Qt::LeftButton && row >= 0)
        Q_EMIT opened(row);
}

void SloSpendTable::leaveEvent(QEvent*) { setLit(-1); }

void SloSpendTable::focusOutEvent(QFocusEvent* event)
{
    setLit(-1);
    QWidget::focusOutEvent(event);
}

void SloSpendTable::keyPressEvent(QKeyEvent* event)
{
    const QString key = physicalKey(*event);
    const int last = static_cast<int>(m_rows.size()) - 1;
    if (key == QLatin1String("Down") || key == QLatin1String("J"))
        setLit(std::min(last, m_lit + 1));
    else if (key == QLatin1String("Up") || key == QLatin1String("K"))
        setLit(std::max(0, m_lit - 1));
    else if (key == QLatin1String("Enter") && m_lit >= 0)
        Q_EMIT opened(m_lit);
    else
        event->ignore();
}

} // namespace vedette
