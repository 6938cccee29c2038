#include "models/feeds/matrix_parser.h"

#include "models/base/text.h"
#include "models/feeds/fast_sample.h"
#include "models/feeds/json_escapes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_set>

namespace vedette {

namespace {

constexpr std::size_t kRun = 256; ///< samples read before the buffers are looked after

struct Damage {}; ///< thrown inside this file only: the answer ends here

std::string grouped(std::size_t number)
{
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

class Scanner {
public:
    Scanner(std::string_view body, const MatrixLimits& limits)
        : m_at(body.data()), m_end(body.data() + body.size()), m_limits(limits)
    {
    }

    Result<MatrixAnswer> run()
    {
        try {
            readEnvelope();
            space();
            if (m_at != m_end)
                fail("there is more after its end");
        } catch (const Damage&) {
            return makeError(ErrorKind::parse, "the answer is cut off or damaged: " + m_why);
        }
        if (!m_error.empty() || m_status == "error")
            return makeError(ErrorKind::http, m_errorType.empty() ? m_error : m_errorType + ": " + m_error);
        if (m_status != "success" || !m_sawResult)
            return makeError(ErrorKind::parse, "the answer is not one of the Prometheus API: it has no result");
        finish();
        return std::move(m_answer);
    }

private:
    [[noreturn]] void fail(const char* why)
    {
        m_why = why;
        throw Damage{};
    }
    void space()
    {
        while (m_at != m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\t' || *m_at == '\r'))
            ++m_at;
    }
    char peek()
    {
        space();
        if (m_at == m_end)
            fail("it ends in the middle");
        return *m_at;
    }
    void expect(char c)
    {
        if (peek() != c)
            fail("it is not whole JSON");
        ++m_at;
    }
    bool take(char c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }

    /// A JSON text without its quotes, still escaped.
    std::string_view rawText()
    {
        expect('"');
        const char* start = m_at;
        while (true) {
            const auto* quote = static_cast<const char*>(std::memchr(m_at, '"', static_cast<std::size_t>(m_end - m_at)));
            if (quote == nullptr)
                fail("a text does not end");
            const auto* escape = static_cast<const char*>(std::memchr(m_at, '\\', static_cast<std::size_t>(quote - m_at)));
            if (escape == nullptr) {
                m_at = quote + 1;
                return {start, static_cast<std::size_t>(quote - start)};
            }
            if (m_end - escape < 2)
                fail("a text does not end");
            m_at = escape + 2;
        }
    }
    std::string decoded(std::string_view raw)
    {
        std::string out;
        if (!decodeJsonText(raw, out))
            fail("an escape is unknown or not whole");
        return out;
    }
    std::string text() { return decoded(rawText()); }

    void skipValue(int depth)
    {
        if (depth > m_limits.maxDepth)
            fail("it is nested too deep");
        switch (peek()) {
        case '"':
            (void)rawText();
            return;
        case '{':
            ++m_at;
            if (take('}'))
                return;
            do {
                (void)(peek(), rawText());
                expect(':');
                skipValue(depth + 1);
            } while (take(','));
            expect('}');
            return;
        case '[':
            ++m_at;
            if (take(']'))
                return;
            do
                skipValue(depth + 1);
            while (take(','));
            expect(']');
            return;
        default: {
            const char* start = m_at;
            while (m_at != m_end && (isDigit(*m_at) || (*m_at >= 'a' && *m_at <= 'z') || *m_at == '-' || *m_at == '+' || *m_at == '.' || *m_at == 'E'))
                ++m_at;
            const std::string_view token(start, static_cast<std::size_t>(m_at - start));
            double number = 0;
            if (token != "true" && token != "false" && token != "null" && (token.size() > 400 || !parseNumber(token, number)))
                fail("a value is neither text, number, list nor object");
        }
        }
    }
    template <class F> void eachMember(F&& f)
    {
        expect('{');
        if (take('}'))
            return;
        do {
            (void)peek();
            const auto key = rawText();
            expect(':');
            f(key);
        } while (take(','));
        expect('}');
    }
    template <class F> void eachElement(F&& f)
    {
        expect('[');
        if (take(']'))
            return;
        do
            f();
        while (take(','));
        expect(']');
    }

    void readEnvelope()
    {
        eachMember([&](std::string_view key) {
            if (key == "status" && peek() == '"')
                m_status = text();
            else if (key == "error" && peek() == '"')
                m_error = text();
            else if (key == "errorType" && peek() == '"')
                m_errorType = text();
            else if (key == "warnings" && peek() == '[')
                eachElement([&] { peek() == '"' && m_answer.warnings.size() < 20 ? (void)m_answer.warnings.push_back(text()) : skipValue(1); });
            else if (key == "data" && peek() == '{')
                readData();
            else
                skipValue(1);
        });
    }
    void readData()
    {
        eachMember([&](std::string_view key) {
            if (key == "resultType" && peek() == '"')
                m_answer.resultType = text();
            else if (key == "result" && m_answer.resultType == "streams") { // log lines of Loki
                m_sawResult = true;
                skipValue(2);
            } else if (key == "result" && peek() == '[')
                readResult();
            else
                skipValue(2);
        });
    }
    void readResult()
    {
        m_sawResult = true;
        const char* start = m_at;
        ++m_at;
        if (const char c = peek(); c != '{' && c != ']') { // scalar or string: [time, "value"]
            m_at = start;
            readSingle();
            return;
        }
        m_at = start;
        eachElement([&] { readSeries(); });
    }
    void readSingle()
    {
        expect('[');
        const auto time = readTime();
        expect(',');
        const auto raw = text();
        expect(']');
        double value = 0;
        if (!parseNumber(raw, value)) {
            m_answer.text = raw;
            return;
        }
        m_answer.totalSeries = 1;
        m_answer.series.push_back({{}, {time}, {value}});
    }

    void readSeries()
    {
        ++m_answer.totalSeries;
        if (m_answer.series.size() >= m_limits.maxSeries) {
            skipValue(4);
            return;
        }
        SeriesSamples series;
        bool usable = true;
        bool histogram = false;
        eachMember([&](std::string_view key) {
            if (key == "metric" && peek() == '{')
                usable = readLabels(series.labels);
            else if (key == "values" && peek() == '[')
                readValues(series);
            else if (key == "value" && peek() == '[')
                readSample(series.times.emplace_back(), series.values.emplace_back());
            else {
                histogram = histogram || key == "histograms" || key == "histogram";
                skipValue(5);
            }
        });
        if (histogram && series.times.empty()) {
            ++m_histograms;
            return;
        }
        if (!usable) {
            ++m_overLabelled;
            return;
        }
        settle(series);
        if (!m_seen.insert(series.labels.fingerprint()).second) {
            ++m_repeated;
            return;
        }
        m_answer.series.push_back(std::move(series));
    }
    bool readLabels(Labels& labels)
    {
        std::vector<Labels::Pair> pairs;
        std::size_t count = 0;
        eachMember([&](std::string_view key) {
            if (++count > m_limits.maxLabels || peek() != '"') {
                skipValue(6);
                return;
            }
            auto& [name, value] = pairs.emplace_back(decoded(key), text());
            for (auto* each : {&name, &value}) {
                if (each->size() > m_limits.maxLabelBytes)
                    *each = truncateUtf8(*each, m_limits.maxLabelBytes);
            }
        });
        labels = Labels(std::move(pairs));
        return count <= m_limits.maxLabels;
    }
    void readValues(SeriesSamples& series)
    {
        expect('[');
        if (take(']'))
            return;
        // Into buffers that grow once; a series gets as much as it has.
        std::size_t n = 0;
        do {
            if (m_times.size() < n + kRun) {
                m_times.resize(2 * n + kRun);
                m_values.resize(2 * n + kRun);
            }
            n = readRun(n);
            readSample(m_times[n], m_values[n]);
            ++n;
        } while (take(','));
        expect(']');
        series.times.insert(series.times.end(), m_times.begin(), m_times.begin() + static_cast<std::ptrdiff_t>(n));
        series.values.insert(series.values.end(), m_values.begin(), m_values.begin() + static_cast<std::ptrdiff_t>(n));
    }
    /// Samples as servers write them, each with the comma behind it, to place n and on as far as the buffers go but for one; the
    /// place behind them.
    std::size_t readRun(std::size_t n)
    {
        const char* p = m_at;
        const char* const last = m_end - std::min(kFastSampleBytes, m_end - m_at);
        auto* const times = m_times.data();
        auto* const values = m_values.data();
        FastSample sample;
        for (const auto end = m_times.size() - 1; n < end && p < last; ++n) {
            const char* behind = readFastSample(p, sample);
            if (behind == nullptr || *behind != ',')
                break;
            times[n] = timeFromMs(sample.ms);
            values[n] = sample.value;
            p = behind + 1;
        }
        m_at = p;
        return n;
    }
    Time readTime()
    {
        (void)peek();
        double seconds = 0;
        const auto [end, ec] = std::from_chars(m_at, m_end, seconds);
        if (ec != std::errc{} || !(std::fabs(seconds) < 1e12))
            fail("a time cannot be read");
        m_at = end;
        return timeFromMs(std::llround(seconds * 1000.0));
    }
    void readSample(Time& time, double& value)
    {
        if (m_end - m_at > kFastSampleBytes) {
            FastSample sample;
            if (const char* behind = readFastSample(m_at, sample); behind != nullptr) {
                time = timeFromMs(sample.ms);
                value = sample.value;
                m_at = behind;
                return;
            }
        }
        expect('[');
        time = readTime();
        expect(',');
        (void)peek();
        const auto raw = rawText();
        if (raw.size() > 400 || !parseNumber(raw, value))
            fail("a value is no number");
        expect(']');
    }

    /// Times ascending and once. Servers send them so; what does not is mended here.
    void settle(SeriesSamples& series)
    {
        const auto& times = series.times;
        if (std::adjacent_find(times.begin(), times.end(), [](Time a, Time b) { return a >= b; }) != times.end()) {
            std::vector<std::size_t> order(times.size());
            for (std::size_t i = 0; i < order.size(); ++i)
                order[i] = i;
            std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
            SeriesSamples sorted;
            for (const auto i : order) {
                if (!sorted.times.empty() && sorted.times.back() == times[i]) {
                    sorted.values.back() = series.values[i];
                    continue;
                }
                sorted.times.push_back(times[i]);
                sorted.values.push_back(series.values[i]);
            }
            series.times = std::move(sorted.times);
            series.values = std::move(sorted.values);
        }
        m_answer.samples += static_cast<std::int64_t>(series.times.size());
    }
    void finish()
    {
        const auto warn = [&](std::size_t count, const char* one, const char* many) {
            if (count > 0)
                m_answer.warnings.push_back(count == 1 ? one : std::to_string(count) + many);
        };
        warn(m_histograms, "a native histogram is not supported and left out", " native histograms are not supported and left out");
        warn(m_repeated, "a series came twice; the first is used", " series came twice; the first of each is used");
        warn(m_overLabelled, "a series with too many labels was left out", " series with too many labels were left out");
        if (m_answer.totalSeries > m_limits.maxSeries)
            m_answer.warnings.push_back("showing " + grouped(m_answer.series.size()) + " of " + grouped(m_answer.totalSeries) + " series");
    }

    const char* m_at;
    const char* m_end;
    const MatrixLimits& m_limits;
    MatrixAnswer m_answer;
    std::vector<Time> m_times; ///< of one series
    std::vector<double> m_values;
    std::unordered_set<std::uint64_t> m_seen;
    std::string m_why;
    std::string m_status;
    std::string m_error;
    std::string m_errorType;
    bool m_sawResult = false;
    std::size_t m_histograms = 0;
    std::size_t m_repeated = 0;
    std::size_t m_overLabelled = 0;
};

} // namespace

Result<MatrixAnswer> parseMatrix(std::string_view body, const MatrixLimits& limits)
{
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return makeError(ErrorKind::parse, "the answer is empty");
    return Scanner(body, limits).run();
}

} // namespace vedette
