#include "models/feeds/sources/query_words.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace vedette {

namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':'; }

template <std::size_t N> bool among(const std::array<std::string_view, N>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 6> kLabelLists{"by", "without", "on", "ignoring", "group_left", "group_right"};
constexpr std::array<std::string_view, 9> kOperators{"and", "or", "unless", "atan2", "bool", "inf", "nan", "start", "end"};
constexpr std::array<std::string_view, 23> kKeepers{"sum", "avg", "min", "max", "topk", "bottomk", "quantile", "abs", "ceil", "floor", "round", "sort",
    "sort_desc", "clamp", "clamp_min", "clamp_max", "last_over_time", "avg_over_time", "min_over_time", "max_over_time", "quantile_over_time",
    "increase", "delta"};
constexpr std::array<std::string_view, 12> kAggregations{"sum", "avg", "min", "max", "group", "count", "count_values", "stddev", "stdvar", "topk", "bottomk", "quantile"};
constexpr std::array<std::string_view, 3> kRates{"rate", "irate", "deriv"};
constexpr std::array<std::string_view, 6> kLabelMakers{"label_replace", "label_join", "vector", "absent", "absent_over_time", "count_values"};

class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    QueryWords scan()
    {
        while (m_at < m_text.size())
            step();
        using Unit = QueryWords::Unit;
        const bool one = m_words.metrics.size() == 1;
        const bool buckets = m_quantile && one && m_words.metrics.begin()->ends_with("_bucket");
        if (one && !m_arithmetic && !m_counts)
            m_words.unit = buckets || !m_rate ? Unit::same : Unit::perSecond;
        m_words.plain = one && !m_calls && !m_arithmetic && m_text.find('[') == std::string_view::npos;
        return std::move(m_words);
    }

private:
    void step()
    {
        const char c = m_text[m_at];
        if (c == '"' || c == '\'' || c == '`')
            (void)quoted();
        else if (c == '#')
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        else if (c == '{')
            matchers();
        else if (c == '[')
            m_at = std::min(m_text.find(']', m_at), m_text.size() - 1) + 1;
        else if (std::isdigit(static_cast<unsigned char>(c)) != 0)
            while (m_at < m_text.size() && (isWord(m_text[m_at]) || m_text[m_at] == '.'))
                ++m_at; // a number or a duration
        else if (isWord(c))
            name();
        else {
            m_arithmetic = m_arithmetic || std::string_view("+-*/%^").find(c) != std::string_view::npos;
            ++m_at;
        }
    }
    std::string quoted()
    {
        const char mark = m_text[m_at++];
        std::string text;
        while (m_at < m_text.size() && m_text[m_at] != mark) {
            if (m_text[m_at] == '\\' && mark != '`' && m_at + 1 < m_text.size())
                ++m_at;
            text += m_text[m_at++];
        }
        ++m_at;
        return text;
    }
    std::string_view word()
    {
        const auto from = m_at;
        while (m_at < m_text.size() && isWord(m_text[m_at]))
            ++m_at;
        return m_text.substr(from, m_at - from);
    }
    void spaces()
    {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0)
            ++m_at;
    }
    void matchers()
    {
        ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '}') {
            if (m_text[m_at] == '"' || m_text[m_at] == '\'' || m_text[m_at] == '`') {
                (void)quoted();
                continue;
            }
            if (!isWord(m_text[m_at])) {
                ++m_at;
                continue;
            }
            const std::string label(word());
            spaces();
            const bool equals = m_at + 1 < m_text.size() && m_text[m_at] == '=' && m_text[m_at + 1] != '~';
            while (m_at < m_text.size() && (m_text[m_at] == '=' || m_text[m_at] == '!' || m_text[m_at] == '~'))
                ++m_at;
            spaces();
            std::string value;
            if (m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '\'' || m_text[m_at] == '`'))
                value = quoted();
            if (label == "__name__" && equals)
                m_words.metrics.insert(value);
            else
                m_words.labels.insert(label);
        }
        ++m_at;
    }
    void name()
    {
        const auto found = word();
        const auto lower = lowerAscii(found);
        if (lower == "offset")
            return;
        const auto after = m_at;
        spaces();
        bool opens = m_at < m_text.size() && m_text[m_at] == '(';
        if (!opens && among(kAggregations, lower)) { // sum by (...) (...)
            const auto next = lowerAscii(word());
            opens = next == "by" || next == "without";
        }
        if (among(kLabelLists, lower) && (opens || lower.starts_with("group_"))) {
            m_arithmetic = m_arithmetic || lower == "on" || lower == "ignoring" || lower.starts_with("group_");
            const auto close = opens ? std::min(m_text.find(')', m_at), m_text.size() - 1) : m_at;
            for (++m_at; opens && m_at < close;) {
                if (!isWord(m_text[m_at])) {
                    ++m_at;
                    continue;
                }
                const std::string label(word());
                if (lower == "by" || lower == "on")
                    m_words.labels.insert(label);
            }
            m_at = opens ? close + 1 : after;
            return;
        }
        m_at = after;
        if (opens) {
            m_calls = true;
            m_rate = m_rate || among(kRates, lower);
            m_quantile = m_quantile || lower == "histogram_quantile";
            m_words.makesLabels = m_words.makesLabels || among(kLabelMakers, lower);
            m_counts = m_counts || (!among(kKeepers, lower) && !among(kRates, lower) && lower != "histogram_quantile");
            return;
        }
        if (among(kOperators, lower)) {
            m_arithmetic = true;
            return;
        }
        m_words.metrics.insert(std::string(found));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    QueryWords m_words;
    bool m_calls = false;
    bool m_arithmetic = false;
    bool m_counts = false; ///< a function whose result has a unit of its own
    bool m_rate = false;
    bool m_quantile = false;
};

std::string_view withoutSuffix(std::string_view name, std::string_view suffix)
{
    return name.size() > suffix.size() && name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
}

} // namespace

QueryWords queryWords(std::string_view promql) { return Scanner(promql).scan(); }

std::string familyOf(std::string_view metric)
{
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
        if (const auto base = withoutSuffix(metric, suffix); base != metric)
            return std::string(base);
    }
    return std::string(metric);
}

std::string unitOfMetric(std::string_view name, std::string_view declared)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kUnits{{{"seconds", "s"}, {"milliseconds", "ms"}, {"bytes", "bytes"},
        {"ratio", "ratio"}, {"percent", "percent"}, {"celsius", "celsius"}, {"volts", "V"}, {"amperes", "A"}, {"watts", "W"}, {"joules", "J"}}};
    if (name.ends_with("_count"))
        return {}; // how many observations, whatever was observed
    const std::string family = familyOf(name);
    const auto plain = withoutSuffix(family, "_total");
    const auto last = plain.substr(plain.rfind('_') == std::string_view::npos ? 0 : plain.rfind('_') + 1);
    const auto said = declared.empty() ? last : declared;
    for (const auto& [word, unit] : kUnits) {
        if (word == said)
            return std::string(unit);
    }
    return truncateUtf8(visibleLine(std::string(declared)), 32);
}

std::string unitOfQuery(const QueryWords& words, std::string_view declared)
{
    if (words.unit == QueryWords::Unit::unknown || words.metrics.size() != 1)
        return {};
    auto unit = unitOfMetric(*words.metrics.begin(), declared);
    if (words.unit == QueryWords::Unit::same || unit.empty())
        return words.unit == QueryWords::Unit::same ? unit : std::string("1/s");
    return unit == "s" ? "s/s" : unit + "/s";
}

} // namespace vedette
