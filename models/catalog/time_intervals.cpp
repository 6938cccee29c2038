#include "models/catalog/time_intervals.h"

#include "models/base/text.h"
#include "models/catalog/file_access.h"

#include <algorithm>
#include <array>
#include <charconv>
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

constexpr std::array<std::string_view, 7> kWeekdays{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> kMonths{
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};

template <std::size_t N>
std::optional<int> indexOf(const std::array<std::string_view, N>& names, const std::string& word)
{
    const auto it = std::find(names.begin(), names.end(), word);
    return it == names.end() ? std::nullopt : std::optional(static_cast<int>(it - names.begin()));
}

std::optional<int> wholeNumber(const std::string& text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value) : std::nullopt;
}

/// HH:MM as minutes of the day; 24:00 is its end.
std::optional<int> minuteOf(const std::string& text)
{
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    const auto hour = wholeNumber(text.substr(0, 2));
    const auto minute = wholeNumber(text.substr(3));
    if (!hour || !minute || *hour < 0 || *minute < 0 || *minute > 59 || *hour * 60 + *minute > 24 * 60)
        return std::nullopt;
    return *hour * 60 + *minute;
}

std::optional<int> weekdayOf(const std::string& word) { return indexOf(kWeekdays, word); }

std::optional<int> monthOf(const std::string& word)
{
    if (const auto index = indexOf(kMonths, word))
        return *index + 1;
    const auto number = wholeNumber(word);
    return number && *number >= 1 && *number <= 12 ? number : std::nullopt;
}

std::optional<int> dayOf(const std::string& word)
{
    const auto number = wholeNumber(word);
    return number && *number != 0 && *number >= -31 && *number <= 31 ? number : std::nullopt;
}

/// In the longest month, at least, a span of days runs forwards.
bool daysAscend(const TimeIntervalSpec::Span& s)
{
    if ((s.from < 0) == (s.to < 0))
        return s.from <= s.to;
    return s.from > 0 && s.from <= 31 + s.to + 1;
}

bool ascends(const TimeIntervalSpec::Span& s) { return s.from <= s.to; }

Spans readSpans(YamlMap& map, const char* key, std::optional<int> (*one)(const std::string&), bool (*runs)(const TimeIntervalSpec::Span&))
{
    Spans spans;
    for (const auto& item : map.list(key)) {
        const auto text = item.asText();
        if (!text)
            continue;
        const auto word = lowerAscii(trimmed(*text));
        const auto colon = word.find(':');
        const auto from = one(word.substr(0, colon));
        const auto to = colon == std::string::npos ? from : one(word.substr(colon + 1));
        if (from && to && runs({*from, *to}))
            spans.push_back({*from, *to});
        else
            item.error("time-interval", "\"" + visibleLine(truncateUtf8(*text, 80)) + "\" is no span of " + key);
    }
    return spans;
}

Spans readTimes(YamlMap& map)
{
    Spans spans;
    for (const auto& item : map.list("times")) {
        auto range = YamlMap::of(item);
        if (!range)
            continue;
        const auto from = range->requiredText("start_time");
        const auto to = range->requiredText("end_time");
        if (!from || !to)
            continue;
        const auto start = minuteOf(*from);
        const auto end = minuteOf(*to);
        if (start && end && *start < *end)
            spans.push_back({*start, *end});
        else
            item.error("time-interval", "\"" + visibleLine(truncateUtf8(*from + "\" to \"" + *to, 80))
                    + "\" is no span of a day. One over midnight is written as two: to \"24:00\" and from \"00:00\".");
    }
    return spans;
}

} // namespace

std::vector<TimeIntervalSpec> readTimeIntervals(const YamlValue& list)
{
    std::vector<TimeIntervalSpec> intervals;
    for (const auto& item : list.asList()) {
        auto map = YamlMap::of(item);
        if (!map)
            continue;
        TimeIntervalSpec interval;
        interval.minutes = readTimes(*map);
        interval.weekdays = readSpans(*map, "weekdays", &weekdayOf, &ascends);
        interval.daysOfMonth = readSpans(*map, "days_of_month", &dayOf, &daysAscend);
        interval.months = readSpans(*map, "months", &monthOf, &ascends);
        interval.years = readSpans(*map, "years", &wholeNumber, &ascends);
        map->read("location", interval.zone);
        if (const auto& zone = interval.zone; zone == "Local")
            map->self().findings().warning(map->markOf("location"), "zone", "\"Local\" is the zone of Alertmanager's own machine, which is not known here");
        else if (!zone.empty() && !isKnownZone(zone))
            map->self().findings().warning(map->markOf("location"), "zone", "\"" + visibleLine(truncateUtf8(zone, 80)) + "\" is not a zone that this machine knows");
        intervals.push_back(std::move(interval));
    }
    return intervals;
}

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
