#include "widgets/shell/range_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::RangeText)
};

ZoneOffset offsetOf(const QTimeZone& zone)
{
    return [zone](Time utc) { return Millis{1000LL * zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMs(utc), Qt::UTC))}; };
}

Time localMoment(const QDate& date, const QTime& clock, const QTimeZone& zone)
{
    return timeFromMs(QDateTime(date, clock, zone).toMSecsSinceEpoch());
}

QTime clockOf(const QString& text)
{
    const QTime seconds = QTime::fromString(text, QStringLiteral("H:mm:ss"));
    return seconds.isValid() ? seconds : QTime::fromString(text, QStringLiteral("H:mm"));
}

/// A day word or date in front of a clock time; takes it off `text`.
QDate takeDay(QString& text, const QDate& today)
{
    static const QRegularExpression s_date(QStringLiteral("^(?:(\\d{4})-)?(\\d{1,2})-(\\d{1,2})\\s+"));
    for (const auto& [word, days] : {std::pair{QStringLiteral("yesterday"), -1}, {QStringLiteral("today"), 0}, {QString::fromUtf8("어제"), -1}, {QString::fromUtf8("오늘"), 0}}) {
        if (text.startsWith(word + QLatin1Char(' '), Qt::CaseInsensitive)) {
            text = text.mid(word.size() + 1).trimmed();
            return today.addDays(days);
        }
    }
    const auto match = s_date.match(text);
    if (!match.hasMatch())
        return {};
    const int year = match.captured(1).isEmpty() ? today.year() : match.captured(1).toInt();
    const QDate day(year, match.captured(2).toInt(), match.captured(3).toInt());
    if (day.isValid())
        text = text.mid(match.capturedLength()).trimmed();
    return day;
}

/// One end of a range: a clock time of `day`, or any TIME of the command line.
Result<Time> moment(QString text, Time now, QDate& day, const QTimeZone& zone)
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(toMs(now), zone).date();
    QString rest = text.trimmed();
    const QDate own = takeDay(rest, today);
    if (const QTime clock = clockOf(rest); clock.isValid()) {
        if (own.isValid())
            day = own;
        return localMoment(day.isValid() ? day : today, clock, zone);
    }
    return parseTimeExpression(text.trimmed().toStdString(), now, offsetOf(zone));
}

} // namespace

Result<RangeAnswer> parseRangeText(const QString& typed, Time now, const QTimeZone& zone)
{
    const QString text = typed.simplified();
    const auto bad = [&] {
        return makeError(ErrorKind::usage, Words::tr("“%1” is no time. Try 6h, 14:00-15:30 or 2025-11-20 14:00.").arg(text.left(60)).toStdString());
    };
    if (text.isEmpty())
        return bad();
    if (const auto length = parseDuration(text.toStdString()); length.ok() && length.value().count() > 0)
        return RangeAnswer{{now - length.value(), now}, true};

    // Two ends: a word or a dash between clock times, or a dash that stands free. "now-6h" and dates keep theirs.
    static const QRegularExpression s_two(QString::fromUtf8("^(.+?)(?:\\s+(?:to|-|–|~|부터)\\s+|\\s*[–~]\\s*)(.+)$"));
    static const QRegularExpression s_clocks(QStringLiteral("^(.*?\\d{1,2}:\\d{2}(?::\\d{2})?)\\s*-\\s*(\\d{1,2}:\\d{2}(?::\\d{2})?)$"));
    auto match = s_clocks.match(text);
    if (!match.hasMatch())
        match = s_two.match(text);
    if (match.hasMatch()) {
        QDate day;
        const auto from = moment(match.captured(1), now, day, zone);
        const auto to = moment(match.captured(2), now, day, zone);
        if (!from.ok() || !to.ok())
            return bad();
        TimeRange range{from.value(), to.value()};
        if (range.to < range.from && range.to + std::chrono::hours{24} > range.from)
            range.to += std::chrono::hours{24}; // "23:30-00:30"
        if (range.to <= range.from)
            return makeError(ErrorKind::usage, Words::tr("The end is not after the start.").toStdString());
        return RangeAnswer{range, range.to == now};
    }
    QDate day;
    const auto at = moment(text, now, day, zone);
    if (!at.ok())
        return bad();
    if (text.startsWith(QLatin1String("now")) && at.value() < now)
        return RangeAnswer{{at.value(), now}, true};
    return RangeAnswer{{at.value() - std::chrono::minutes{15}, at.value() + std::chrono::minutes{15}}, false};
}

} // namespace vedette
