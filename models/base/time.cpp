#include "models/base/time.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace vedette {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

Error bad(std::string_view text, std::string_view expected)
{
    return makeError(ErrorKind::usage, "\"" + std::string(text.substr(0, 80)) + "\" is not a time; expected "
                                           + std::string(expected));
}

bool digits(std::string_view text, std::size_t at, std::size_t count, int& out)
{
    if (at + count > text.size())
        return false;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    out = value;
    return true;
}

/// Date and time of day without a zone; `used` is how many characters were read.
std::optional<Millis> parseLocal(std::string_view text, std::size_t& used, bool needSeconds)
{
    int y = 0;
    int mo = 0;
    int d = 0;
    if (!digits(text, 0, 4, y) || text.size() < 10 || text[4] != '-' || !digits(text, 5, 2, mo) || text[7] != '-'
        || !digits(text, 8, 2, d) || y < 1970)
        return std::nullopt;
    const year_month_day date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(mo)},
        std::chrono::day{static_cast<unsigned>(d)}};
    if (!date.ok())
        return std::nullopt;
    Millis result = std::chrono::duration_cast<Millis>(sys_days{date}.time_since_epoch());
    used = 10;
    if (text.size() == 10)
        return needSeconds ? std::nullopt : std::optional<Millis>{result};
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ')
        return std::nullopt;
    int h = 0;
    int mi = 0;
    if (!digits(text, 11, 2, h) || text.size() < 16 || text[13] != ':' || !digits(text, 14, 2, mi) || h > 23 || mi > 59)
        return std::nullopt;
    result += std::chrono::hours{h} + std::chrono::minutes{mi};
    used = 16;
    if (text.size() > 16 && text[16] == ':') {
        int s = 0;
        if (!digits(text, 17, 2, s) || s > 60)
            return std::nullopt;
        result += std::chrono::seconds{s};
        used = 19;
        if (text.size() > 19 && (text[19] == '.' || text[19] == ',')) {
            std::size_t at = 20;
            int scale = 100;
            int ms = 0;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
                ms += (text[at] - '0') * scale;
                scale /= 10;
                ++at;
            }
            if (at == 20 || at > 29)
                return std::nullopt;
            result += Millis{ms};
            used = at;
        }
    } else if (needSeconds) {
        return std::nullopt;
    }
    return result;
}

Time toUtc(Millis local, const ZoneOffset& zone)
{
    Time guess{local};
    guess = Time{local} - zone(guess);
    return Time{local} - zone(guess); // a second look settles times near a change of the offset
}

Time roundDown(Time t, char unit, const ZoneOffset& zone)
{
    const Millis local = t.time_since_epoch() + zone(t);
    const Time l{local};
    const auto day = std::chrono::floor<days>(l);
    const year_month_day date{day};
    switch (unit) {
    case 's':
        return toUtc(std::chrono::floor<std::chrono::seconds>(l).time_since_epoch(), zone);
    case 'm':
        return toUtc(std::chrono::floor<std::chrono::minutes>(l).time_since_epoch(), zone);
    case 'h':
        return toUtc(std::chrono::floor<std::chrono::hours>(l).time_since_epoch(), zone);
    case 'd':
        return toUtc(day.time_since_epoch(), zone);
    case 'w': {
        const std::chrono::weekday w{day};
        return toUtc((day - (w - std::chrono::Monday)).time_since_epoch(), zone);
    }
    case 'M':
        return toUtc(sys_days{date.year() / date.month() / 1}.time_since_epoch(), zone);
    default:
        return toUtc(sys_days{date.year() / 1 / 1}.time_since_epoch(), zone);
    }
}

} // namespace

ZoneOffset utcZone()
{
    return [](Time) { return Millis{0}; };
}

std::string formatRfc3339(Time t)
{
    const auto day = std::chrono::floor<days>(t);
    const year_month_day date{day};
    const std::chrono::hh_mm_ss<Millis> tod{t - day};
    std::array<char, 48> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(tod.hours().count()),
        static_cast<int>(tod.minutes().count()), static_cast<int>(tod.seconds().count()),
        static_cast<int>(tod.subseconds().count()));
    return buffer.data();
}

Result<Time> parseRfc3339(std::string_view text)
{
    std::size_t used = 0;
    const auto local = parseLocal(text, used, true);
    if (!local)
        return bad(text, "RFC 3339, e.g. 2026-08-22T14:05:00Z");
    const auto rest = text.substr(used);
    if (rest == "Z" || rest == "z")
        return Time{*local};
    int h = 0;
    int m = 0;
    if (rest.size() >= 5 && (rest[0] == '+' || rest[0] == '-') && digits(rest, 1, 2, h)
        && ((rest.size() == 6 && rest[3] == ':' && digits(rest, 4, 2, m)) || (rest.size() == 5 && digits(rest, 3, 2, m)))
        && h < 24 && m < 60) {
        const Millis offset = std::chrono::hours{h} + std::chrono::minutes{m};
        return Time{rest[0] == '+' ? *local - offset : *local + offset};
    }
    return bad(text, "RFC 3339 with a zone, e.g. 2026-08-22T14:05:00Z or +09:00");
}

Result<Time> parseTimeExpression(std::string_view text, Time now, const ZoneOffset& zone)
{
    constexpr std::string_view kExpected
        = "RFC 3339, \"2026-08-22 14:05\", epoch seconds or milliseconds, or now, now-1h, now/d, now-1d/d+8h";
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    if (text.empty())
        return bad(text, kExpected);
    if (text.substr(0, 3) == "now") {
        Time t = now;
        auto rest = text.substr(3);
        while (!rest.empty()) {
            const char op = rest[0];
            rest.remove_prefix(1);
            if (op == '/') {
                if (rest.empty() || std::string_view("smhdwMy").find(rest[0]) == std::string_view::npos)
                    return bad(text, "a unit after '/': s m h d w M y");
                t = roundDown(t, rest[0], zone);
                rest.remove_prefix(1);
                continue;
            }
            if (op != '+' && op != '-')
                return bad(text, kExpected);
            const auto end = rest.find_first_of("+-/");
            const auto duration = parseDuration(rest.substr(0, end));
            if (!duration.ok())
                return bad(text, "a duration after '+' or '-', e.g. 1h30m");
            t = op == '+' ? t + *duration : t - *duration;
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
        }
        return t;
    }
    double number = 0;
    const auto [ptr, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec == std::errc{} && ptr == text.data() + text.size()) {
        if (!(number >= 0 && number < 2.6e14))
            return bad(text, kExpected);
        // Seconds reach 1e11 in the year 5138; milliseconds passed it in 1973.
        return number < 1e11 ? timeFromMs(static_cast<std::int64_t>(number * 1000.0 + 0.5))
                             : timeFromMs(static_cast<std::int64_t>(number));
    }
    if (auto exact = parseRfc3339(text); exact.ok())
        return exact;
    std::size_t used = 0;
    const auto local = parseLocal(text, used, false);
    if (local && used == text.size())
        return toUtc(*local, zone);
    return bad(text, kExpected);
}

Result<Millis> parseDuration(std::string_view text)
{
    struct Unit {
        std::string_view name;
        std::int64_t ms;
    };
    static constexpr std::array<Unit, 7> kUnits{{{"y", 31'536'000'000LL}, {"w", 604'800'000LL}, {"d", 86'400'000LL},
        {"h", 3'600'000LL}, {"m", 60'000LL}, {"s", 1'000LL}, {"ms", 1LL}}};
    constexpr std::int64_t kMaxMs = 9'223'372'036'854LL; // 292 years, as far as Prometheus' nanoseconds reach
    const auto fail = [&] {
        return makeError(ErrorKind::usage, "\"" + std::string(text.substr(0, 80))
                + "\" is not a duration; expected e.g. 30s, 5m, 1h30m, 30d");
    };
    if (text == "0")
        return Millis{0};
    std::int64_t total = 0;
    std::size_t at = 0;
    std::size_t next = 0;
    while (at < text.size()) {
        std::int64_t value = 0;
        const auto start = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + (text[at] - '0');
            if (value > 9'000'000'000LL)
                return fail();
            ++at;
        }
        if (at == start)
            return fail();
        const auto unitStart = at;
        while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0)
            ++at;
        const auto unit = text.substr(unitStart, at - unitStart);
        std::size_t i = next;
        while (i < kUnits.size() && kUnits[i].name != unit)
            ++i;
        if (i == kUnits.size() || value > (kMaxMs - total) / kUnits[i].ms)
            return fail();
        total += value * kUnits[i].ms;
        next = i + 1;
    }
    if (text.empty())
        return fail();
    return Millis{total};
}

std::string formatDuration(Millis d)
{
    auto ms = d.count();
    if (ms == 0)
        return "0s";
    std::string out;
    if (ms < 0) {
        out = "-";
        ms = -ms;
    }
    const auto part = [&](std::int64_t unit, const char* name, bool exactOnly) {
        if (exactOnly && ms % unit != 0)
            return;
        if (const auto n = ms / unit; n > 0) {
            out += std::to_string(n) + name;
            ms %= unit;
        }
    };
    part(31'536'000'000LL, "y", true);
    part(604'800'000LL, "w", true);
    part(86'400'000LL, "d", false);
    part(3'600'000LL, "h", false);
    part(60'000LL, "m", false);
    part(1'000LL, "s", false);
    part(1LL, "ms", false);
    return out;
}

Time SystemClock::now() const { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

} // namespace vedette
