#include "models/catalog/time_intervals.h"

#include <algorithm>
#include <chrono>

namespace vedette {

namespace {

using Spans = std::vector<TimeIntervalSpec::Span>;

bool holds(const Spans& spans, int value)
{
    return spans.empty() || std::any_of(spans.begin(), spans.end(), [&](const auto& s) { return s.from <= value && value <= s.to; });
}

bool holdsMinute(const Spans& spans, int minute)
{
    return spans.empty() || std::any_of(spans.begin(), spans.end(), [&](const auto& s) { return s.from <= minute && minute < s.to; });
}

bool holdsDay(const Spans& spans, int day, int lastDay)
{
    const auto fromEnd = [&](int d) { return d < 0 ? lastDay + d + 1 : d; };
    return spans.empty() || std::any_of(spans.begin(), spans.end(), [&](const auto& s) {
        const int from = fromEnd(s.from);
        return from <= lastDay && from <= day && day <= fromEnd(s.to);
    });
}

} // namespace

std::optional<bool> containsTime(const TimeIntervalSpec& interval, Time at, const ZoneLookup& zones)
{
    ZoneOffset offset = utcZone();
    if (!interval.zone.empty() && interval.zone != "UTC") {
        offset = zones ? zones(interval.zone) : ZoneOffset();
        if (!offset)
            return std::nullopt;
    }
    const Time local = at + offset(at);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const int minute = static_cast<int>(std::chrono::floor<std::chrono::minutes>(local - day).count());
    const auto last = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
    return holdsMinute(interval.minutes, minute)
        && holdsDay(interval.daysOfMonth, static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(last))
        && holds(interval.months, static_cast<int>(static_cast<unsigned>(date.month())))
        && holds(interval.weekdays, static_cast<int>(std::chrono::weekday{day}.c_encoding()))
        && holds(interval.years, static_cast<int>(date.year()));
}

} // namespace vedette
