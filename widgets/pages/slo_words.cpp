#include "widgets/pages/slo_words.h"

#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::SloWords)
};

constexpr double kCovered = 0.99; ///< below it a calm SLO says how much was seen

bool pages(const SloReport& report)
{
    return std::any_of(report.alerts.begin(), report.alerts.end(),
        [](const BurnAlert& a) { return a.firing && a.spec.severity != "ticket"; });
}

} // namespace

SloLook sloLook(const SloReport& report)
{
    SloLook look;
    switch (report.state) {
    case SloState::exhausted:
        look = {Severity::critical, Glyph::critical, Words::tr("exhausted"), {}, true};
        break;
    case SloState::burning:
        if (pages(report))
            look = {Severity::critical, Glyph::critical, Words::tr("fast burn"), {}, true};
        else
            look = {Severity::warning, Glyph::warning, Words::tr("slow burn"), {}, true};
        if (report.exhaustedIn)
            look.detail = Words::tr("spent in %1").arg(durationText(*report.exhaustedIn));
        break;
    case SloState::noTraffic:
        look = {Severity::none, Glyph::ring, Words::tr("no requests"), Words::tr("budget untouched"), false};
        break;
    case SloState::noData:
        look = {Severity::unknown, Glyph::unknown, isUncounted(report) ? Words::tr("not counted") : Words::tr("no data"), {}, true};
        break;
    case SloState::ok:
        look = {Severity::ok, Glyph::ok, Words::tr("steady"), {}, false};
        break;
    }
    if (look.detail.isEmpty() && report.state != SloState::noData && report.coverageRatio < kCovered)
        look.detail = Words::tr("%1 seen").arg(coverageText(report));
    return look;
}

bool isUncounted(const SloReport& report, QString* why)
{
    for (const auto& note : report.notes) {
        if (note.rfind("not counted: ", 0) != 0)
            continue;
        if (why)
            *why = engineText(note, 400);
        return true;
    }
    return false;
}

std::optional<double> remainingAtBest(const SloReport& report)
{
    if (!report.remainingRatio || report.coverageRatio >= kCovered || report.coverageRatio <= 0)
        return std::nullopt;
    return 1 - (1 - *report.remainingRatio) * report.coverageRatio;
}

QString budgetMinutesText(std::optional<double> minutes)
{
    if (!minutes || !std::isfinite(*minutes))
        return QStringLiteral("–");
    const QString text = durationText(Millis{static_cast<std::int64_t>(std::abs(*minutes) * 60) * 1000});
    return *minutes < 0 ? QStringLiteral("−") + text : text;
}

QString objectiveText(double ratio)
{
    QString text = QString::number(ratio * 100, 'g', 8);
    if (!text.contains(QLatin1Char('.')))
        text += QStringLiteral(".0");
    return text + QStringLiteral(" %");
}

QString remainingText(const SloReport& report)
{
    return percentText(report.remainingRatio, std::abs(report.remainingRatio.value_or(0)) < 1 ? 1 : 0);
}

QString coverageText(const SloReport& report)
{
    const double days = toSeconds(report.spec.window) / 86400;
    const double seen = days * report.coverageRatio;
    return Words::tr("%1 of %2 d").arg(QString::number(seen, 'f', seen == std::floor(seen) ? 0 : 1), QString::number(days, 'f', days == std::floor(days) ? 0 : 1));
}

QString forecastText(const SloReport& report)
{
    if (report.state == SloState::noTraffic)
        return QStringLiteral("–");
    if (report.remainingRatio && *report.remainingRatio <= 0)
        return Words::tr("already spent");
    if (report.exhaustedIn)
        return Words::tr("in %1").arg(durationText(*report.exhaustedIn));
    if (report.neverExhausts)
        return Words::tr("never at this rate");
    return QStringLiteral("–");
}

void drawBudgetBar(QPainter& painter, const QRectF& box, const SloReport& report)
{
    const auto& theme = Theme::instance();
    const QRectF frame = box.adjusted(0.5, 0.5, -0.5, -0.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    if (report.state == SloState::noTraffic) {
        QPen pen(theme.strongBorder, 1);
        pen.setDashPattern({2, 2});
        painter.setPen(pen);
        painter.drawRect(frame);
    } else if (!report.remainingRatio) {
        drawHatch(painter, box, theme.strongBorder, 5);
        painter.setPen(QPen(theme.strongBorder, 1));
        painter.drawRect(frame);
    } else if (*report.remainingRatio <= 0) {
        painter.setPen(QPen(theme.fill(Severity::critical), 1));
        painter.drawRect(frame);
    } else {
        const SloLook look = sloLook(report);
        painter.fillRect(box, theme.dark() ? theme.raised : theme.sunk);
        const QColor fill = look.abnormal ? theme.fill(look.severity) : theme.okQuiet;
        painter.fillRect(QRectF(box.left(), box.top(), std::max(2.0, box.width() * std::min(1.0, *report.remainingRatio)), box.height()), fill);
    }
    painter.restore();
}

} // namespace vedette
