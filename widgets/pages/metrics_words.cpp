#include "widgets/pages/metrics_words.h"

#include "models/items/list_models.h"
#include "models/items/list_models.h"
#include "widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::MetricsWords)
};

constexpr Millis kTogether = std::chrono::minutes{5}, kReach = std::chrono::hours{6};
constexpr std::size_t kNamed = 3;

} // namespace

QString flagDifference(const AnomalyFlag& flag)
{
    if (!std::isfinite(flag.expectedAtStart) || !std::isfinite(flag.peakValue) || flag.expectedAtStart == 0)
        return QStringLiteral("–");
    const double share = (flag.peakValue - flag.expectedAtStart) / std::abs(flag.expectedAtStart);
    if (share >= 4)
        return QStringLiteral("×") + QString::number(flag.peakValue / flag.expectedAtStart, 'f', flag.peakValue / flag.expectedAtStart < 100 ? 1 : 0);
    return (share < 0 ? QStringLiteral("−") : QStringLiteral("+")) + QString::number(std::abs(share) * 100, 'f', 0) + QStringLiteral(" %");
}

std::vector<std::string> movedTogether(const AnomalyFlag& flag, const std::vector<AnomalyFlag>& all)
{
    std::vector<std::string> names;
    for (const auto& other : all) {
        const bool same = other.watch == flag.watch && other.series == flag.series;
        const Millis apart = other.from > flag.from ? other.from - flag.from : flag.from - other.from;
        if (!same && apart <= kTogether && std::find(names.begin(), names.end(), other.watch) == names.end())
            names.push_back(other.watch);
    }
    return names;
}

std::optional<NearChange> nearestChange(const AnomalyFlag& flag, const std::vector<ChartFrame>& charts)
{
    std::optional<NearChange> best;
    for (const auto& frame : charts) {
        if (frame.service != flag.service)
            continue;
        for (const auto& mark : frame.marks) {
            const Millis before = flag.from - mark.at;
            if (before > kReach || before < -kTogether)
                continue;
            if (!best || std::abs(before.count()) < std::abs(best->before.count()))
                best = NearChange{mark, before};
        }
    }
    return best;
}

const AnomalyFlag* flagOf(const ChartFrame& frame, const QString& flagId)
{
    const AnomalyFlag* best = nullptr;
    for (const auto& flag : frame.flags) {
        if (FlagsModel::idOf(flag) == flagId)
            return &flag;
        if (best == nullptr || flag.score > best->score)
            best = &flag;
    }
    return best;
}

QStringList whySentences(const AnomalyFlag& flag, const ChartFrame& frame, const std::vector<AnomalyFlag>& all,
    const std::vector<ChartFrame>& charts, const QTimeZone& zone)
{
    QStringList out;
    const QString unit = plain(frame.unit, 24);
    const QString since = clockText(flag.from, zone);
    const QString length = durationText(flag.to - flag.from);
    if (flag.to == flag.from)
        out << (flag.upward ? Words::tr("One sample at %1 lay above the expected range.").arg(since)
                            : Words::tr("One sample at %1 lay below the expected range.").arg(since));
    else if (flag.open)
        out << (flag.upward ? Words::tr("From %1 on, for %2 so far, it is above the expected range.").arg(since, length)
                            : Words::tr("From %1 on, for %2 so far, it is below the expected range.").arg(since, length));
    else
        out << (flag.upward ? Words::tr("From %1, for %2, it was above the expected range.").arg(since, length)
                            : Words::tr("From %1, for %2, it was below the expected range.").arg(since, length));
    if (std::isfinite(flag.expectedAtStart))
        out << (flag.upward ? Words::tr("Highest %1, where %2 (%3 to %4) was expected when it began: %5.")
                            : Words::tr("Lowest %1, where %2 (%3 to %4) was expected when it began: %5."))
                   .arg(valueText(flag.peakValue, unit), valueText(flag.expectedAtStart, unit), valueText(flag.lowerAtStart, unit),
                       valueText(flag.upperAtStart, unit), flagDifference(flag));
    if (frame.threshold && flag.upward)
        out << (flag.peakValue < *frame.threshold ? Words::tr("It did not reach the limit of %1.").arg(valueText(*frame.threshold, unit))
                                                  : Words::tr("It crossed the limit of %1.").arg(valueText(*frame.threshold, unit)));
    if (const auto change = nearestChange(flag, charts)) {
        const QString what = plain(change->mark.text, 40) + QStringLiteral(" (") + changeKindWord(change->mark.kind) + QLatin1Char(')');
        out << (change->before.count() >= 0 ? Words::tr("%1 came %2 before it.").arg(what, durationText(change->before))
                                            : Words::tr("%1 came %2 after it began.").arg(what, durationText(-change->before)));
    } else {
        out << Words::tr("No change of %1 is known within six hours before it.").arg(plain(flag.service, 40));
    }
    const auto together = movedTogether(flag, all);
    if (!together.empty()) {
        QStringList names;
        for (std::size_t i = 0; i < std::min(kNamed, together.size()); ++i)
            names << plain(together[i], 40);
        if (together.size() > kNamed)
            names << Words::tr("%n more", "", static_cast<int>(together.size() - kNamed));
        out << Words::tr("%n other series moved within five minutes: %1.", "", static_cast<int>(together.size())).arg(names.join(QStringLiteral(", ")));
    }
    return out;
}

Subject flagSubject(const AnomalyFlag& flag)
{
    Subject out;
    out.id = FlagsModel::idOf(flag);
    out.words = plain(flag.service, 60) + QStringLiteral(" · ") + plain(flag.watch, 60);
    out.span = TimeRange{flag.from, flag.to};
    out.label = "service";
    out.value = flag.service;
    return out;
}

Subject chartSubject(const ChartFrame& frame, std::optional<Time> at)
{
    Subject out;
    const auto flag = std::find_if(frame.flags.begin(), frame.flags.end(), [&](const AnomalyFlag& f) { return at && f.from <= *at && *at <= f.to; });
    if (flag != frame.flags.end()) {
        out = flagSubject(*flag);
    } else {
        out.words = plain(frame.service, 60) + QStringLiteral(" · ") + plain(frame.watch, 60);
        if (!frame.service.empty()) {
            out.label = "service";
            out.value = frame.service;
        }
    }
    out.at = at;
    return out;
}

} // namespace vedette
