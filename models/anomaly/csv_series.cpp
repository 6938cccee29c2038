#include "models/anomaly/csv_series.h"

#include "models/base/text.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr double kFirstMillis = 1e11; ///< as seconds the year 5138, as milliseconds 1973
constexpr double kLatestMs = 253402300800000; ///< the year 10000

Error atLine(std::size_t line, const std::string& what)
{
    return makeError(ErrorKind::parse, "line " + std::to_string(line) + ": " + what);
}

/// The cells of one line, quotes taken off. False when a quote is not closed.
bool cellsOf(std::string_view line, std::vector<std::string>& cells)
{
    cells.clear();
    std::string cell;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted) {
            if (c != '"')
                cell.push_back(c);
            else if (i + 1 < line.size() && line[i + 1] == '"')
                cell.push_back(line[++i]);
            else
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            cells.push_back(std::move(cell));
            cell.clear();
        } else {
            cell.push_back(c);
        }
    }
    cells.push_back(std::move(cell));
    return !quoted;
}

bool parseStamp(const std::string& text, Time& out)
{
    double number = 0;
    if (parseNumber(text, number)) {
        const double ms = std::abs(number) >= kFirstMillis ? number : number * 1000;
        if (!std::isfinite(ms) || ms < 0 || ms >= kLatestMs)
            return false;
        out = timeFromMs(std::llround(ms));
        return true;
    }
    if (const auto exact = parseRfc3339(text); exact.ok()) {
        out = exact.value();
        return true;
    }
    if (text.size() < 10 || text[0] < '0' || text[0] > '9') // no expressions such as "now" in a file
        return false;
    const auto local = parseTimeExpression(text, Time{}, utcZone());
    if (local.ok())
        out = local.value();
    return local.ok();
}

Millis medianStep(const std::vector<Time>& times)
{
    std::vector<Millis> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
        if (times[i] > times[i - 1])
            gaps.push_back(times[i] - times[i - 1]);
    if (gaps.empty())
        return Millis{60000};
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle;
}

std::string known(double v) { return std::isnan(v) ? std::string() : formatNumber(v); }

} // namespace

Result<CsvSeries> readCsvSeries(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    CsvSeries series;
    std::vector<std::string> cells;
    std::size_t stampAt = 0;
    std::size_t valueAt = 0;
    bool haveHeader = false;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        if (!cellsOf(line, cells))
            return atLine(number, "a quote is not closed");
        for (auto& c : cells)
            c = trimmed(c);
        if (!haveHeader) {
            const auto stamp = std::find(cells.begin(), cells.end(), "timestamp");
            const auto value = std::find(cells.begin(), cells.end(), "value");
            if (stamp == cells.end() || value == cells.end())
                return atLine(number, "expected a header with the columns timestamp and value");
            stampAt = static_cast<std::size_t>(stamp - cells.begin());
            valueAt = static_cast<std::size_t>(value - cells.begin());
            haveHeader = true;
            continue;
        }
        if (cells.size() <= std::max(stampAt, valueAt))
            return atLine(number, "expected " + std::to_string(std::max(stampAt, valueAt) + 1) + " columns, found "
                    + std::to_string(cells.size()));
        Time at{};
        if (!parseStamp(cells[stampAt], at))
            return atLine(number, "\"" + visibleLine(truncateUtf8(cleanUtf8(cells[stampAt]), 60))
                    + "\" is not a time; expected RFC 3339, YYYY-MM-DD hh:mm:ss or epoch seconds");
        double value = std::numeric_limits<double>::quiet_NaN();
        if (!cells[valueAt].empty() && !parseNumber(cells[valueAt], value))
            return atLine(number,
                "\"" + visibleLine(truncateUtf8(cleanUtf8(cells[valueAt]), 60)) + "\" is not a number");
        series.stamps.push_back(std::move(cells[stampAt]));
        series.times.push_back(at);
        series.values.push_back(value);
    }
    if (!haveHeader)
        return atLine(1, "expected a header with the columns timestamp and value");
    series.step = medianStep(series.times);
    return series;
}

std::string writeScores(const CsvSeries& series, const std::vector<ScoredPoint>& points)
{
    std::string out = "timestamp,value,anomaly_score,is_anomaly,expected,lower,upper\n";
    out.reserve(points.size() * 96);
    const std::size_t rows = std::min(points.size(), series.stamps.size());
    for (std::size_t i = 0; i < rows; ++i) {
        const ScoredPoint& p = points[i];
        const std::string& stamp = series.stamps[i];
        const bool quote = stamp.find_first_of(",\"") != std::string::npos;
        out += quote ? "\"" + stamp + "\"" : stamp;
        out += ',' + known(series.values[i]) + ',' + formatNumber(p.score) + (p.anomalous ? ",1," : ",0,");
        out += known(p.expected) + ',' + known(p.lower) + ',' + known(p.upper) + '\n';
    }
    return out;
}

} // namespace vedette
