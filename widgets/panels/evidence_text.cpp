#include "widgets/panels/evidence_text.h"

#include "widgets/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::Evidence)
};

/// "14:32:20Z" or "14:32Z", the one nearest to `near`, in `zone`; a text of another form is kept.
QString clockIn(const QString& utc, Time near, const QTimeZone& zone)
{
    const QStringList parts = utc.chopped(utc.endsWith(QLatin1Char('Z')) ? 1 : 0).split(QLatin1Char(':'));
    if (!utc.endsWith(QLatin1Char('Z')) || parts.size() < 2)
        return utc;
    constexpr auto kDay = std::chrono::hours{24};
    Time at = floorTo(near, kDay) + std::chrono::hours{parts[0].toInt()} + std::chrono::minutes{parts[1].toInt()} + std::chrono::seconds{parts.value(2).toInt()};
    if (at - near > kDay / 2)
        at -= kDay;
    else if (near - at > kDay / 2)
        at += kDay;
    return clockText(at, zone, parts.size() > 2);
}

/// "3 m 12 s" in the user's words.
QString lengthIn(const QString& text)
{
    const QStringList parts = text.split(QLatin1Char(' '));
    Millis length{0};
    for (qsizetype i = 0; i + 1 < parts.size(); i += 2) {
        const std::int64_t n = parts[i].toLongLong();
        const QString& unit = parts[i + 1];
        length += unit == QLatin1String("d") ? Millis{std::chrono::hours{24 * n}} : unit == QLatin1String("h") ? Millis{std::chrono::hours{n}}
            : unit == QLatin1String("m") ? Millis{std::chrono::minutes{n}} : Millis{std::chrono::seconds{n}};
    }
    return durationText(length);
}

/// "hourly at minute 15", "daily at 14:30Z", "weekly at 14:30Z", "monthly at 14:30Z".
QString recurrenceText(const QString& every, const QString& hits, const QString& of, const QString& spread, Time near, const QTimeZone& zone)
{
    const QString last = every.section(QLatin1Char(' '), -1);
    if (every.startsWith(QLatin1String("hourly"))) {
        const QString minute = clockIn(QStringLiteral("00:%1Z").arg(last), near, zone).section(QLatin1Char(':'), 1);
        return Words::tr("Comes hourly at minute %1 ±%2 min: %3 of the last %4 times.").arg(minute, spread, hits, of);
    }
    const QString at = clockIn(last, near, zone);
    const QString form = every.startsWith(QLatin1String("daily")) ? Words::tr("Comes daily at %1 ±%2 min: %3 of the last %4 times.")
        : every.startsWith(QLatin1String("weekly"))               ? Words::tr("Comes weekly at %1 ±%2 min: %3 of the last %4 times.")
                                                                  : Words::tr("Comes monthly at %1 ±%2 min: %3 of the last %4 times.");
    return form.arg(at, spread, hits, of);
}

QString dependencyText(const Evidence& e, const QString& first, const QString& second)
{
    const auto says = [&](const char* words) { return e.text.find(words) != std::string::npos; };
    if (e.args.size() == 3) {
        const int hops = std::atoi(e.args[2].c_str());
        if (says("more load at most")) {
            return hops == 1 ? Words::tr("%1 calls %2 directly: more load at most.").arg(first, second)
                             : Words::tr("%1 calls %2 over %n hops: more load at most.", nullptr, hops).arg(first, second);
        }
        return hops == 1 ? Words::tr("%1 calls %2 directly.").arg(first, second) : Words::tr("%1 calls %2 over %n hops.", nullptr, hops).arg(first, second);
    }
    if (says("services that alert"))
        return Words::tr("%1 of the %2 services that alert are within its reach.").arg(first, second);
    if (says("only share"))
        return Words::tr("%1 and %2 only share a service that both call.").arg(first, second);
    if (says("alerted together")) {
        const QString share = plain(e.text, 400).section(QLatin1String(" in "), -1).section(QLatin1Char(' '), 0, 0);
        return Words::tr("%1 alerted together with %2 in %3 % of its past cases.").arg(first, second, share);
    }
    return {};
}

QString noPathText(const Evidence& e, const QString& first, const QString& second)
{
    if (e.text.rfind("the one change", 0) == 0)
        return Words::tr("The one change of the 8 hours before has no path to %1 in the dependency list.").arg(second);
    if (e.text.rfind("none of", 0) == 0)
        return Words::tr("None of the %1 changes of the 8 hours before has a path to %2 in the dependency list.").arg(first, second);
    return e.text.rfind("no path", 0) == 0 ? Words::tr("No path from %1 to %2 in the dependency list.").arg(first, second)
                                           : Words::tr("The dependency list does not say how %1 stands to %2.").arg(first, second);
}

} // namespace

QString evidenceText(const Evidence& e, Time near, const QTimeZone& zone)
{
    const auto n = e.args.size();
    const auto arg = [&](std::size_t i) { return plain(e.args[i], 60); };
    const auto clock = [&](std::size_t i) { return clockIn(arg(i), near, zone); };
    const auto length = [&](std::size_t i) { return lengthIn(arg(i)); };
    if (e.kind == "lag" && n == 4) {
        return e.args[3] == "0 s" ? Words::tr("Went live at %1, as the first alert began.").arg(clock(2))
                                  : Words::tr("Went live at %1, %2 before the first alert.").arg(clock(2), length(3));
    }
    if (e.kind == "sameService" && n == 1)
        return Words::tr("Change and first alert are both of %1.").arg(arg(0));
    if (e.kind == "noPath" && n == 2)
        return noPathText(e, arg(0), arg(1));
    if (e.kind == "changeKind" && n == 1)
        return Words::tr("It is a change of this kind: %1.").arg(changeKindWord(changeKindFrom(e.args[0]).value_or(ChangeKind::deployment)));
    if (e.kind == "outcome" && n == 1)
        return Words::tr("It ended as: %1.").arg(changeStatusWord(changeStatusFrom(e.args[0]).value_or(ChangeStatus::failed)));
    if (e.kind == "rollback" && n == 1)
        return Words::tr("The alert ended at %1 and the change is still live.").arg(clock(0));
    if (e.kind == "rollback" && n == 2) {
        return e.text.find("has not ended") != std::string::npos
            ? Words::tr("Rolled back at %1, the alert has not ended %2 later.").arg(clock(0), length(1))
            : Words::tr("Rolled back at %1, the alert ended %2 later.").arg(clock(0), length(1));
    }
    if (e.kind == "onset" && n == 3)
        return Words::tr("What %1 alerts about held already since %2, %3 before it went live.").arg(arg(0), clock(1), length(2));
    if (e.kind == "metric" && n == 1)
        return Words::tr("No watched metric of %1 has become abnormal since it went live.").arg(arg(0));
    if (e.kind == "metric" && n == 3) {
        return e.text.find("was abnormal since") != std::string::npos
            ? Words::tr("%1 of %2 was abnormal since %3, before it went live.").arg(arg(0), arg(1), clock(2))
            : Words::tr("%1 of %2 became abnormal at %3, as it went live.").arg(arg(0), arg(1), clock(2));
    }
    if (e.kind == "errors" && n == 3)
        return Words::tr("Errors of %1 rose from %2 to %3 of its requests as it went live, and stayed.").arg(arg(0), arg(1), arg(2));
    if (e.kind == "chance" && n == 1)
        return Words::tr("By chance alone a change this near goes live this close before in %1 of 100 moments like this.").arg(arg(0));
    if (e.kind == "place" && n == 2)
        return Words::tr("It went live in %1, the alert is of %2.").arg(arg(0), arg(1));
    if (e.kind == "competition" && n == 1)
        return Words::tr("A later change of %1 went live before the alert.").arg(arg(0));
    if (e.kind == "background" && n == 4) {
        const int count = std::atoi(e.args[3].c_str());
        const QString days = count == 1 ? Words::tr("day") : durationText(std::chrono::hours{24 * count});
        const int times = std::atoi(e.args[2].c_str());
        return times == 0 ? Words::tr("%1 of %2 did not come in the %3 before.").arg(arg(0), arg(1), days)
                          : Words::tr("%1 of %2 came %n times in the %3 before.", nullptr, times).arg(arg(0), arg(1), days);
    }
    if (e.kind == "recurrence" && n == 4)
        return recurrenceText(arg(0), arg(1), arg(2), arg(3), near, zone);
    if (e.kind == "recurrence" && e.text.rfind("flaps", 0) == 0)
        return Words::tr("Flaps: three or more times within the three hours before.");
    if (e.kind == "silence" && n == 1)
        return Words::tr("%1 already alerted before the change went live.").arg(arg(0));
    if (e.kind == "silence" && n == 0)
        return Words::tr("No change went live in the 8 hours before the alert.");
    if (e.kind == "dependency" && n >= 2) {
        if (const QString text = dependencyText(e, arg(0), arg(1)); !text.isEmpty())
            return text;
    }
    QString text = plain(e.text, 400);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace vedette
