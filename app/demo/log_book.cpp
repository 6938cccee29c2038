#include "app/demo/log_book.h"

#include "models/base/json_writer.h"
#include "models/base/pattern.h"
#include "models/base/text.h"
#include "models/core/matcher.h"

#include <algorithm>

namespace vedette::demo {

namespace {

using namespace std::chrono_literals;

constexpr Millis kMinute = 1min;
constexpr Millis kLongestQuery = 721h;
constexpr std::int64_t kMostPoints = 11'000;

std::int64_t minuteOf(Time t) { return (toMs(t) + kMinute.count() - 1) / kMinute.count(); } ///< by its end

LogAnswer refusal(int status, std::string sentence) { return {status, "text/plain; charset=utf-8", std::move(sentence) + "\n"}; }

std::string matrix(const std::string& series) { return R"({"status":"success","data":{"resultType":"matrix","result":[)" + series + R"(],"stats":{}}})"; }

/// A metric query as far as it is known here.
struct LogQuery {
    bool byApp = false;
    bool orZero = false;
    Matchers selector;
    Millis window{0};
};

std::optional<LogQuery> parse(const std::string& text)
{
    static const auto form = Pattern::anchored(R"(\s*(sum(?:\s+by\s*\(app\))?\s*\(\s*)?count_over_time\(\s*(\{[^}]*\})\s*\[(\w+)\]\s*\)(?:\s*\))?(\s+or\s+vector\(0\))?\s*)");
    const auto selector = form->expanded(text, "$2");
    if (!selector)
        return std::nullopt;
    const auto window = parseDuration(*form->expanded(text, "$3"));
    auto matchers = parseSelector(*selector);
    if (!window.ok() || !matchers.ok())
        return std::nullopt;
    const auto sum = *form->expanded(text, "$1");
    return LogQuery{sum.empty() || sum.find("by") != std::string::npos, !form->expanded(text, "$4")->empty(), std::move(*matchers), *window};
}

std::vector<int> appsOf(const Matchers& selector)
{
    std::vector<int> apps;
    const auto& services = fleetServices();
    for (std::size_t s = 0; s < services.size(); ++s) {
        if (services[s].peakRequestsPerSecond > 0 && matchesAll(selector, Labels{{"app", services[s].name}, {"env", "prod"}, {"level", "error"}}))
            apps.push_back(static_cast<int>(s));
    }
    return apps;
}

std::string seriesJson(const std::string& labels, const std::vector<std::pair<Time, double>>& values)
{
    std::string out = "{\"metric\":" + labels + ",\"values\":[";
    for (std::size_t i = 0; i < values.size(); ++i)
        out += std::string(i == 0 ? "[" : ",[") + formatNumber(static_cast<double>(toMs(values[i].first)) / 1000.0) + ",\"" + formatNumber(values[i].second) + "\"]";
    return out + "]}";
}

/// Nanoseconds, or seconds where the number is short or has a point.
std::optional<Time> timeOf(const std::string& text)
{
    double value = 0;
    if (!parseNumber(text, value) || !(value >= 0 && value < 1e19))
        return std::nullopt;
    const bool seconds = text.size() <= 10 || text.find('.') != std::string::npos;
    return timeFromMs(static_cast<std::int64_t>(seconds ? value * 1e3 : value / 1e6));
}

} // namespace

void LogBook::add(const FleetState& state)
{
    const auto minute = minuteOf(state.now);
    if (m_minutes.empty())
        m_firstMinute = minute;
    m_minutes.resize(static_cast<std::size_t>(minute - m_firstMinute) + 1, std::vector<std::uint32_t>(state.steps.size(), 0));
    for (std::size_t s = 0; s < state.steps.size(); ++s)
        m_minutes.back()[s] += static_cast<std::uint32_t>(state.steps[s].errors);
}

double LogBook::lines(int service, Time after, Time until) const
{
    const auto first = std::max<std::int64_t>(toMs(after) / kMinute.count() + 1 - m_firstMinute, 0);
    const auto last = std::min<std::int64_t>(toMs(until) / kMinute.count() - m_firstMinute, static_cast<std::int64_t>(m_minutes.size()) - 1);
    double sum = 0;
    for (auto m = first; m <= last; ++m)
        sum += m_minutes[static_cast<std::size_t>(m)][static_cast<std::size_t>(service)];
    return sum;
}

LogAnswer logAnswer(const LogBook& book, const FleetPace& pace, const std::string& what, const std::multimap<std::string, std::string>& params, const std::string& tenant)
{
    if (what == "status/buildinfo")
        return {200, "application/json; charset=utf-8", R"({"version":"2.9.4","revision":"demo","branch":"","buildUser":"","buildDate":"","goVersion":""})"};
    if (tenant.empty())
        return refusal(401, "no org id");
    if (what == "labels")
        return {200, "application/json; charset=utf-8", R"({"status":"success","data":["app","env","level"]})"};
    if (what != "query_range" || tenant != "shop")
        return refusal(404, "404 page not found");
    const auto text = [&](const char* name) {
        const auto it = params.find(name);
        return it == params.end() ? std::string{} : it->second;
    };
    const auto from = timeOf(text("start"));
    const auto to = timeOf(text("end"));
    double seconds = 0;
    const bool number = parseNumber(text("step"), seconds) && seconds > 0 && seconds < 1e9;
    const auto step = number ? Millis{static_cast<std::int64_t>(seconds * 1000)} : parseDuration(text("step")).valueOr(Millis{0});
    if (!from || !to || *to < *from || step <= 0ms)
        return refusal(400, "start, end and step are needed");
    const auto written = text("query");
    if (trimmed(written).starts_with('{'))
        return {200, "application/json; charset=utf-8", R"({"status":"success","data":{"resultType":"streams","result":[],"stats":{}}})"};
    const auto query = parse(written);
    if (!query)
        return refusal(400, "parse error at line 1, col 1: syntax error: unexpected IDENTIFIER");
    if (*to - *from > kLongestQuery)
        return refusal(400, "the query time range exceeds the limit (query length: " + formatDuration(*to - *from) + ", limit: 30d1h)");
    if ((*to - *from) / step > kMostPoints)
        return refusal(400, "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter");

    const auto apps = appsOf(query->selector);
    const auto count = [&](const std::vector<int>& of, Time at) {
        double sum = 0;
        for (const int app : of)
            sum += book.lines(app, pace.fleetTime(at - query->window), pace.fleetTime(at));
        return sum;
    };
    std::string series;
    const auto add = [&](const std::string& labels, const std::vector<int>& of, bool zeros) {
        std::vector<std::pair<Time, double>> values;
        for (Time at = *from; at <= *to; at += step) {
            if (const double lines = count(of, at); lines > 0 || (zeros && pace.fleetTime(at) >= book.from()))
                values.emplace_back(at, lines);
        }
        if (!values.empty())
            series += (series.empty() ? "" : ",") + seriesJson(labels, values);
    };
    if (!query->byApp)
        add("{}", apps, query->orZero);
    for (const int app : query->byApp ? apps : std::vector<int>{})
        add("{\"app\":" + jsonQuoted(fleetServices()[static_cast<std::size_t>(app)].name) + "}", {app}, false);
    if (query->byApp && query->orZero)
        add("{}", {}, true);
    return {200, "application/json; charset=utf-8", matrix(series)};
}

} // namespace vedette::demo
