#include "widgets/format.h"

#include "models/base/text.h"

#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace vedette {

namespace {

struct Format {
    Q_DECLARE_TR_FUNCTIONS(vedette::Format)
};

QDateTime local(Time t, const QTimeZone& zone) { return QDateTime::fromMSecsSinceEpoch(toMs(t), zone); }

const QString& dash()
{
    static const QString s_dash = QStringLiteral("–");
    return s_dash;
}

/// Three significant digits, no trailing zeros.
QString short3(double value)
{
    const double size = std::abs(value);
    const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

/// "1.2 k", "41 k", "3"
QString scaled(double value, double base, const std::array<const char*, 5>& prefixes)
{
    std::size_t i = 0;
    double v = value;
    while (std::abs(v) >= base * 0.9995 && i + 1 < prefixes.size()) {
        v /= base;
        ++i;
    }
    const QString number = short3(v);
    return *prefixes[i] ? number + QLatin1Char(' ') + QLatin1String(prefixes[i]) : number;
}

constexpr std::array<const char*, 5> kSi{"", "k", "M", "G", "T"};
constexpr std::array<const char*, 5> kBytes{"B", "KB", "MB", "GB", "TB"};

QString secondsText(double s)
{
    const double size = std::abs(s);
    if (size < 1e-3 && size > 0)
        return Format::tr("%1 µs").arg(short3(s * 1e6));
    if (size < 1)
        return Format::tr("%1 ms").arg(short3(s * 1e3));
    if (size < 120)
        return Format::tr("%1 s").arg(short3(s));
    return (s < 0 ? QStringLiteral("−") : QString()) + durationText(Millis{static_cast<std::int64_t>(size * 1000)});
}

} // namespace

QString plain(const std::string& text) { return QString::fromStdString(visibleLine(text)); }

QString plain(const std::string& text, int most)
{
    // Bounded before the walk: a label may be tens of kilobytes.
    const std::string head = text.size() > static_cast<std::size_t>(most) * 4 + 8
        ? truncateUtf8(text, static_cast<std::size_t>(most) * 4 + 8)
        : text;
    QString line = plain(head);
    if (line.size() > most)
        line = line.left(most - 1) + QStringLiteral("…");
    return line;
}

QString clockText(Time t, const QTimeZone& zone, bool seconds)
{
    return local(t, zone).toString(seconds ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

QString dateClockText(Time t, const QTimeZone& zone, bool seconds)
{
    const QDateTime at = local(t, zone);
    const QString day = QLocale().dayName(at.date().dayOfWeek(), QLocale::ShortFormat);
    return QStringLiteral("%1 (%2) %3").arg(at.toString(QStringLiteral("MM-dd")), day, clockText(t, zone, seconds));
}

QString dateClockText(Time t, const QTimeZone& zone, Time now)
{
    const int year = local(t, zone).date().year();
    const QString text = dateClockText(t, zone);
    return year == local(now, zone).date().year() ? text : QStringLiteral("%1-%2").arg(year).arg(text);
}

QString fullDayText(Time t, const QTimeZone& zone) { return local(t, zone).toString(QStringLiteral("yyyy-MM-dd")); }

QString dayText(Time t, const QTimeZone& zone) { return local(t, zone).toString(QStringLiteral("MM-dd")); }

QString rangeText(TimeRange range, const QTimeZone& zone)
{
    const QDateTime from = local(range.from, zone);
    const QDateTime to = local(range.to, zone);
    const QString end = QLatin1Char(' ') + zoneText(zone, range.to);
    const bool seconds = range.length() < std::chrono::minutes{10};
    if (from.date() == to.date())
        return clockText(range.from, zone, seconds) + QStringLiteral("–") + clockText(range.to, zone, seconds) + end;
    const QString day = from.date().year() == to.date().year() ? QStringLiteral("MM-dd") : QStringLiteral("yyyy-MM-dd");
    const QString form = range.length() >= std::chrono::hours{24 * 7} ? day : day + QStringLiteral(" HH:mm");
    const QString join = form == day ? QStringLiteral("–") : QStringLiteral(" – ");
    return from.toString(form) + join + to.toString(form) + end;
}

QString zoneText(const QTimeZone& zone, Time at)
{
    const QDateTime when = local(at, zone);
    const QString name = zone.abbreviation(when);
    if (!name.isEmpty() && name.at(0).isLetter())
        return name;
    const int offset = zone.offsetFromUtc(when);
    const int minutes = std::abs(offset) / 60;
    return QStringLiteral("UTC%1%2:%3")
        .arg(offset < 0 ? QLatin1Char('-') : QLatin1Char('+'))
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

QString durationText(Millis d)
{
    if (d.count() < 0)
        d = -d;
    const std::int64_t s = d.count() / 1000;
    if (s == 0)
        return d.count() == 0 ? Format::tr("%1 s").arg(0) : Format::tr("%1 ms").arg(d.count());
    const auto two = [](const QString& both, const QString& one, std::int64_t a, std::int64_t b) {
        return b == 0 ? one.arg(a) : both.arg(a).arg(b);
    };
    if (s < 60)
        return Format::tr("%1 s").arg(s);
    if (s < 3600)
        return two(Format::tr("%1 m %2 s"), Format::tr("%1 min"), s / 60, s % 60);
    if (s < 86400)
        return two(Format::tr("%1 h %2 m"), Format::tr("%1 h"), s / 3600, s % 3600 / 60);
    return two(Format::tr("%1 d %2 h"), Format::tr("%1 d"), s / 86400, s % 86400 / 3600);
}

QString ageText(Millis d)
{
    const std::int64_t s = std::max<std::int64_t>(0, d.count() / 1000);
    if (s <= 99)
        return Format::tr("%1 s").arg(s);
    if (s <= 99 * 60)
        return Format::tr("%1 min").arg(s / 60);
    if (s <= 99 * 3600)
        return Format::tr("%1 h").arg(s / 3600);
    return Format::tr("%1 d").arg(s / 86400);
}

QString valueText(double value, const QString& unit)
{
    if (std::isnan(value))
        return dash();
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    const QString u = unit.trimmed();
    if (u == QLatin1String("s") || u == QLatin1String("seconds"))
        return secondsText(value);
    if (u == QLatin1String("ms") || u == QLatin1String("milliseconds"))
        return secondsText(value / 1000);
    if (u == QLatin1String("bytes") || u == QLatin1String("B"))
        return scaled(value, 1000, kBytes);
    if (u == QLatin1String("percent") || u == QLatin1String("%"))
        return short3(value) + QStringLiteral(" %");
    if (u == QLatin1String("ratio"))
        return short3(value * 100) + QStringLiteral(" %");
    const QString number = scaled(value, 1000, kSi);
    const auto slash = u.indexOf(QLatin1Char('/'));
    if (slash >= 0) {
        // "requests/s" reads "1.2 k/s": what is counted is in the chart's name already.
        return number + (number.contains(QLatin1Char(' ')) ? QString() : QStringLiteral(" ")) + u.mid(slash);
    }
    return u.isEmpty() ? number : number + QLatin1Char(' ') + u;
}

QString countText(double value)
{
    if (std::isnan(value))
        return dash();
    return std::abs(value) < 10000 ? wholeText(static_cast<std::int64_t>(std::llround(value))) : scaled(value, 1000, kSi);
}

QString wholeText(std::int64_t value)
{
    QString digits = QString::number(value < 0 ? -value : value);
    for (auto i = digits.size() - 3; i > 0; i -= 3)
        digits.insert(i, QLatin1Char(','));
    return value < 0 ? QStringLiteral("−") + digits : digits;
}

QString bytesText(std::int64_t bytes)
{
    double v = static_cast<double>(bytes);
    std::size_t i = 0;
    while (v >= 999.5 && i + 1 < kBytes.size()) {
        v /= 1000;
        ++i;
    }
    const int decimals = i == 0 || v >= 100 ? 0 : v >= 10 ? 1 : i >= 3 ? 2 : 1;
    return QString::number(v, 'f', decimals) + QLatin1Char(' ') + QLatin1String(kBytes[i]);
}

QString percentText(std::optional<double> ratio, int decimals)
{
    if (!ratio || std::isnan(*ratio))
        return dash();
    QString text = QString::number(*ratio * 100, 'f', decimals);
    if (text.startsWith(QLatin1Char('-')))
        text.replace(0, 1, QStringLiteral("−"));
    return text + QStringLiteral(" %");
}

int decimalsForObjective(double objectiveRatio)
{
    // Two digits finer than the allowance: 99.9 % leaves 0.1 %, so the reading needs 99.938 %.
    const double allowed = (1 - objectiveRatio) * 100;
    if (!(allowed > 0))
        return 3;
    return std::clamp(static_cast<int>(std::floor(-std::log10(allowed) + 1e-9)) + 2, 3, 6);
}

QString probabilityText(double p)
{
    if (std::isnan(p))
        return dash();
    if (p > 0 && p < 0.01)
        return QStringLiteral("< 1 %");
    if (p > 0.99 && p < 1)
        return QStringLiteral("> 99 %");
    return QString::number(std::lround(p * 100)) + QStringLiteral(" %");
}

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::critical:
        return Format::tr("critical");
    case Severity::warning:
        return Format::tr("warning");
    case Severity::info:
        return Format::tr("info");
    case Severity::ok:
        return Format::tr("ok");
    case Severity::unknown:
        return Format::tr("not known");
    case Severity::none:
        break;
    }
    return dash();
}

QString changeKindWord(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::deployment:
        return Format::tr("deployment");
    case ChangeKind::rollback:
        return Format::tr("rollback");
    case ChangeKind::config:
        return Format::tr("configuration");
    case ChangeKind::flag:
        return Format::tr("feature flag");
    case ChangeKind::scale:
        return Format::tr("scaling");
    case ChangeKind::schema:
        return Format::tr("schema change");
    case ChangeKind::maintenance:
        return Format::tr("maintenance");
    }
    return dash();
}

QString changeStatusWord(ChangeStatus status)
{
    switch (status) {
    case ChangeStatus::started:
        return Format::tr("running");
    case ChangeStatus::success:
        return Format::tr("done");
    case ChangeStatus::failed:
        return Format::tr("failed");
    case ChangeStatus::aborted:
        return Format::tr("aborted");
    }
    return dash();
}

QString alertStateWord(AlertState state)
{
    switch (state) {
    case AlertState::pending:
        return Format::tr("pending");
    case AlertState::firing:
        return Format::tr("firing");
    case AlertState::resolved:
        return Format::tr("resolved");
    case AlertState::doubtful:
        return Format::tr("end unknown");
    }
    return dash();
}

QString feedStateWord(FeedState state)
{
    switch (state) {
    case FeedState::starting:
        return Format::tr("starting");
    case FeedState::ok:
        return Format::tr("ok");
    case FeedState::partial:
        return Format::tr("partly ok");
    case FeedState::stale:
        return Format::tr("stale");
    case FeedState::failing:
        return Format::tr("failing");
    case FeedState::paused:
        return Format::tr("paused");
    }
    return dash();
}

Severity feedSeverity(FeedState state)
{
    switch (state) {
    case FeedState::ok:
        return Severity::ok;
    case FeedState::partial:
    case FeedState::failing:
        return Severity::warning;
    case FeedState::starting:
    case FeedState::stale:
        return Severity::unknown;
    case FeedState::paused:
        break;
    }
    return Severity::none;
}

} // namespace vedette
