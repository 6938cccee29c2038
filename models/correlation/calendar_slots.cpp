#include "models/correlation/calendar_slots.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace vedette::correlation {

namespace {

using Kind = CalendarSlot::Kind;

constexpr Millis kHour = std::chrono::hours{1};
constexpr Millis kDay = std::chrono::hours{24};
constexpr Millis kReach = std::chrono::minutes{5}; ///< a hit is at most so far from the slot
constexpr Millis kNarrowest = std::chrono::seconds{30};
constexpr std::int64_t kDays = 30; ///< days and weeks are counted over these
constexpr std::int64_t kMonthDays = 100; ///< and months over these
constexpr std::int64_t kHours = 12;

double seconds(Millis d)
{
    return static_cast<double>(d.count()) / 1000.0;
}

/// How many whole periods a moment lies back; 0 when it is at no multiple.
std::int64_t periodsBack(Millis distance, Millis period)
{
    const auto n = (distance + period / 2) / period;
    const auto off = distance - n * period;
    return n >= 1 && off <= kReach && off >= -kReach ? n : 0;
}

struct Hits {
    std::vector<std::int64_t> at; ///< periods back, each once
    std::vector<Millis> off; ///< how much earlier in the period than the moment asked about

    void take(std::int64_t n, Millis early)
    {
        if (std::find(at.begin(), at.end(), n) != at.end())
            return;
        at.push_back(n);
        off.push_back(early);
    }
};

std::chrono::year_month_day dateOf(Time clock)
{
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(clock)};
}

bool isMonthsEnd(std::chrono::year_month_day date)
{
    return date.day() == (date.year() / date.month() / std::chrono::last).day();
}

/// The family of one kind on one clock: how many of its slots lie in the history, and which were hit.
CalendarSlot judge(Kind kind, const Hits& hits, int slots, int least, double perSecondAnyway)
{
    CalendarSlot out;
    const int n = static_cast<int>(hits.at.size());
    if (slots < 1 || n < least || n < 0.6 * slots || n < 3 * perSecondAnyway * 2 * seconds(kReach) * slots)
        return out;
    out.kind = kind;
    out.hits = n;
    out.slots = slots;
    auto off = hits.off;
    std::sort(off.begin(), off.end());
    const Millis middle = off[off.size() / 2];
    std::vector<Millis> away;
    for (const auto o : off)
        away.push_back(o > middle ? o - middle : middle - o);
    std::sort(away.begin(), away.end());
    out.spread = std::clamp(away[(away.size() * 9) / 10], kNarrowest, kReach);
    const double share = 0.9 * n / slots;
    const bool usual = std::chrono::abs(middle) <= out.spread + kNarrowest;
    out.perSecond = share / (2 * seconds(usual ? out.spread + kNarrowest : 2 * kReach));
    return out;
}

CalendarSlot onClock(const std::vector<LocalMoment>& past, LocalMoment asked, Time begin, bool local)
{
    const auto clock = [local](LocalMoment m) { return local ? m.at + m.offset : m.at; };
    const Time now = clock(asked);
    const auto today = dateOf(now);
    Hits days;
    Hits weeks;
    Hits months;
    Hits hours;
    int inSpan = 0;
    const auto monthly = [&](std::int64_t n) {
        const auto then = dateOf(now - n * kDay);
        return then.day() == today.day() || (isMonthsEnd(then) && isMonthsEnd(today));
    };
    for (const auto& m : past) {
        const Millis back = now - clock(m);
        if (back <= kDays * kDay)
            ++inSpan;
        if (const auto h = periodsBack(back, kHour); h > 0 && h <= kHours)
            hours.take(h, back - h * kHour);
        const auto n = periodsBack(back, kDay);
        if (n == 0)
            continue;
        const Millis early = back - n * kDay;
        if (n <= kDays)
            days.take(n, early);
        if (n <= kDays && n % 7 == 0)
            weeks.take(n, early);
        if (n <= kMonthDays && monthly(n))
            months.take(n, early);
    }
    const double lived = static_cast<double>((asked.at - begin).count()) / static_cast<double>(kDay.count()) + 0.02;
    const int all = static_cast<int>(std::min<double>(lived, kDays));
    const double anyway = inSpan / std::max(3600.0, std::min(lived, double(kDays)) * seconds(kDay));
    if (auto slot = judge(Kind::daily, days, all, 3, anyway); slot.kind != Kind::none)
        return slot;
    if (auto slot = judge(Kind::weekly, weeks, all / 7, 2, anyway); slot.kind != Kind::none)
        return slot;
    int monthSlots = 0;
    for (std::int64_t n = 1; n <= std::min<double>(lived, kMonthDays); ++n)
        monthSlots += monthly(n) ? 1 : 0;
    if (auto slot = judge(Kind::monthly, months, monthSlots, 2, anyway); slot.kind != Kind::none)
        return slot;
    return judge(Kind::hourly, hours, static_cast<int>(std::min<double>(kHours, lived * 24)), 6, anyway);
}

} // namespace

CalendarSlot calendarSlot(const std::vector<LocalMoment>& past, LocalMoment asked, Time begin)
{
    auto local = onClock(past, asked, begin, true);
    const auto utc = onClock(past, asked, begin, false);
    return local.kind == Kind::none || (utc.kind == local.kind && utc.hits > local.hits) ? utc : local;
}

} // namespace vedette::correlation
