#include "widgets/timeline/time_axis.h"

#include "widgets/format.h"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace vedette {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Millis, 22> kSteps{seconds{1}, seconds{2}, seconds{5}, seconds{10}, seconds{15}, seconds{30}, minutes{1}, minutes{2},
    minutes{5}, minutes{10}, minutes{15}, minutes{30}, hours{1}, hours{2}, hours{3}, hours{6}, hours{12}, hours{24}, hours{48}, hours{168},
    hours{336}, hours{672}};

Millis offsetAt(Time t, const QTimeZone& zone)
{
    return seconds{zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMs(t), Qt::UTC))};
}

} // namespace

std::vector<AxisTick> TimeAxis::ticks(const QTimeZone& zone, double leastGap) const
{
    Millis step = kSteps.back();
    for (const Millis candidate : kSteps) {
        if (static_cast<double>(candidate.count()) / msPerPixel() >= leastGap) {
            step = candidate;
            break;
        }
    }
    std::vector<AxisTick> out;
    const auto aligned = [&](Time t) {
        const Millis offset = offsetAt(t, zone);
        return floorTo(t + offset, step) - offset;
    };
    Time at = aligned(range.from);
    Time last = at - step;
    // Each tick is aligned anew: after a change of the offset the next one falls on a round local time again.
    for (int guard = 0; at <= range.to && guard < 400; ++guard) {
        if (at > last && at >= range.from) {
            const QDateTime local = QDateTime::fromMSecsSinceEpoch(toMs(at), zone);
            const bool midnight = local.time() == QTime(0, 0);
            QString label;
            if (step >= hours{24})
                label = dayText(at, zone);
            else if (midnight && step >= minutes{1})
                label = QStringLiteral("%1 (%2)").arg(dayText(at, zone), QLocale().dayName(local.date().dayOfWeek(), QLocale::ShortFormat));
            else
                label = clockText(at, zone, step < minutes{1});
            out.push_back({at, label, midnight});
            last = at;
        }
        at = aligned(at + step + (step >= hours{2} ? hours{1} : Millis{0}));
        if (at <= last)
            at = last + step;
    }
    return out;
}

} // namespace vedette
