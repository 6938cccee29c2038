#include "models/slo/event_counter.h"

#include "models/base/text.h"

#include <cctype>
#include <cmath>
#include <optional>

namespace vedette {

namespace {

/// What a part of the query amounts to: terms, and a plain number where there is one (`2`, not `vector(2)`).
struct Linear {
    std::vector<CounterTerm> terms;
    std::optional<double> number;
};

/// Deeper nesting than any person writes; keeps hostile text from exhausting the stack.
constexpr int kMaxDepth = 64;
constexpr std::string_view kStart = "sum(...), rate(...), increase(...), a number or '('";

class QueryParser {
public:
    explicit QueryParser(std::string_view query)
        : m_text(query)
    {
    }

    Result<std::vector<CounterTerm>> parse()
    {
        auto whole = alternatives();
        if (!whole.ok())
            return whole.error();
        skip();
        if (m_at != m_text.size())
            return expected("an operator (+ - * / or) or the end");
        std::vector<CounterTerm> terms;
        for (auto& term : whole->terms) {
            if (term.factor != 0)
                terms.push_back(std::move(term));
        }
        if (terms.empty()) {
            m_at = 0;
            return expected("a query that counts something, such as sum(rate(requests_total[{{.window}}]))");
        }
        return terms;
    }

private:
    Error expected(std::string_view what) const { return problem("expected " + std::string(what) + found()); }

    Error problem(const std::string& sentence) const
    {
        return makeError(ErrorKind::usage,
            "\"" + visibleLine(truncateUtf8(m_text, 160)) + "\" cannot be counted: at character "
                + std::to_string(m_at + 1) + " " + sentence);
    }

    std::string found() const
    {
        if (m_at >= m_text.size())
            return ", found the end";
        return ", found \"" + visibleLine(truncateUtf8(m_text.substr(m_at, 40), 24)) + "\"";
    }

    void skip()
    {
        while (m_at < m_text.size()) {
            if (m_text[m_at] == '#') {
                while (m_at < m_text.size() && m_text[m_at] != '\n')
                    ++m_at;
            } else if (std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0) {
                ++m_at;
            } else {
                return;
            }
        }
    }

    bool take(char c)
    {
        skip();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    static bool isWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':'; }

    std::string peekWord()
    {
        skip();
        auto end = m_at;
        if (end < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[end])) != 0)
            return {};
        while (end < m_text.size() && isWordChar(m_text[end]))
            ++end;
        return std::string(m_text.substr(m_at, end - m_at));
    }

    bool takeWord(std::string_view word)
    {
        if (lowerAscii(peekWord()) != word)
            return false;
        m_at += word.size();
        return true;
    }

    Result<Linear> alternatives()
    {
        if (++m_depth > kMaxDepth)
            return problem("is nested too deeply");
        auto left = sums();
        while (left.ok() && takeWord("or")) {
            if (takeWord("on") || takeWord("ignoring")) {
                if (auto list = labelList(); !list.ok())
                    return list.error();
            }
            skip();
            const auto start = m_at;
            auto right = sums();
            if (!right.ok())
                return right;
            bool zero = right->number.value_or(0) == 0;
            for (const auto& term : right->terms)
                zero = zero && term.factor == 0;
            if (!zero) {
                m_at = start;
                return expected("vector(0) or 0 * ... after \"or\"");
            }
        }
        --m_depth;
        return left;
    }

    Result<Linear> sums()
    {
        auto left = products();
        while (left.ok()) {
            skip();
            const auto at = m_at;
            const double sign = take('+') ? 1 : take('-') ? -1 : 0;
            if (sign == 0)
                break;
            auto right = products();
            if (!right.ok())
                return right;
            if (left->number && right->number) {
                left->number = *left->number + sign * *right->number;
                continue;
            }
            if (left->number.value_or(0) != 0 || right->number.value_or(0) != 0) {
                m_at = at;
                return problem("a number is added to counted events; only counters can be added to counters");
            }
            left->number.reset();
            for (auto& term : right->terms) {
                term.factor *= sign;
                left->terms.push_back(std::move(term));
            }
        }
        return left;
    }

    Result<Linear> products()
    {
        auto left = signedPart();
        while (left.ok()) {
            skip();
            const auto at = m_at;
            const bool times = take('*');
            if (!times && !take('/'))
                break;
            auto right = signedPart();
            if (!right.ok())
                return right;
            if (!times && (!right->number || *right->number == 0)) {
                m_at = at;
                return problem(right->number ? "is a division by zero"
                                             : "counters are divided; only a division by a number can be counted");
            }
            if (!left->number && !right->number) {
                m_at = at;
                return problem("counters are multiplied; one side has to be a number");
            }
            if (left->number && right->number) {
                left->number = times ? *left->number * *right->number : *left->number / *right->number;
                continue;
            }
            const double factor = left->number ? *left->number : times ? *right->number : 1 / *right->number;
            auto terms = std::move(left->number ? right->terms : left->terms);
            for (auto& term : terms)
                term.factor *= factor;
            left = Linear{std::move(terms), std::nullopt};
        }
        return left;
    }

    Result<Linear> signedPart()
    {
        double sign = 1;
        while (true) {
            if (take('-'))
                sign = -sign;
            else if (!take('+'))
                break;
        }
        auto part = primary();
        if (part.ok() && sign < 0) {
            if (part->number)
                part->number = -*part->number;
            for (auto& term : part->terms)
                term.factor = -term.factor;
        }
        return part;
    }

    Result<Linear> primary()
    {
        if (take('('))
            return closed(alternatives());
        skip();
        const auto start = m_at;
        if (m_at < m_text.size()
            && (std::isdigit(static_cast<unsigned char>(m_text[m_at])) != 0 || m_text[m_at] == '.'))
            return number();
        const auto word = lowerAscii(peekWord());
        if (word == "sum")
            return sum();
        if (word == "rate" || word == "increase" || word == "irate")
            return counted(word);
        if (word == "vector") {
            takeWord(word);
            if (!take('('))
                return expected("'('");
            auto value = closed(alternatives());
            if (value.ok() && (!value->number || *value->number != 0)) {
                m_at = start;
                return problem("only vector(0) can stand beside counted events");
            }
            return value.ok() ? Result<Linear>(Linear{}) : value;
        }
        if (!word.empty() && word != "or")
            return problem("\"" + truncateUtf8(word, 40) + "\" cannot be counted; expected " + std::string(kStart));
        return expected(kStart);
    }

    /// `part` with the closing parenthesis behind it.
    Result<Linear> closed(Result<Linear> part)
    {
        if (part.ok() && !take(')'))
            return expected("')'");
        return part;
    }

    Result<Linear> number()
    {
        auto end = m_at;
        while (end < m_text.size()
            && (std::isalnum(static_cast<unsigned char>(m_text[end])) != 0 || m_text[end] == '.'
                || ((m_text[end] == '-' || m_text[end] == '+') && (m_text[end - 1] == 'e' || m_text[end - 1] == 'E'))))
            ++end;
        double value = 0;
        if (!parseNumber(m_text.substr(m_at, end - m_at), value) || !std::isfinite(value))
            return expected("a number");
        m_at = end;
        return Linear{{}, value};
    }

    Status labelList()
    {
        if (!take('('))
            return expected("'(' and label names");
        while (!take(')')) {
            const auto name = peekWord();
            if (name.empty())
                return expected("a label name or ')'");
            m_at += name.size();
            take(',');
        }
        return Done{};
    }

    Result<Linear> sum()
    {
        takeWord("sum");
        const auto grouping = [this]() -> Status {
            if (takeWord("by") || takeWord("without"))
                return labelList();
            return Done{};
        };
        if (auto status = grouping(); !status.ok())
            return status.error();
        if (!take('('))
            return expected("'(', by (...) or without (...)");
        skip();
        const auto start = m_at;
        auto inner = closed(alternatives());
        if (!inner.ok())
            return inner;
        if (inner->number) {
            m_at = start;
            return expected("rate(...) or increase(...)");
        }
        if (auto status = grouping(); !status.ok())
            return status.error();
        return inner;
    }

    Result<Linear> counted(const std::string& function)
    {
        skip();
        const auto start = m_at;
        // A rate is an increase divided by the window: the two cannot be added.
        const bool perSecond = function != "increase";
        if (m_perSecond.value_or(perSecond) != perSecond)
            return problem("increase() and rate() stand in one query; they differ by the window's length");
        m_perSecond = perSecond;
        takeWord(function);
        if (!take('('))
            return expected("'('");
        auto selector = selectorText();
        if (!selector.ok())
            return selector.error();
        auto matchers = parseSelector(*selector);
        if (!matchers.ok())
            return problem("stands no selector: " + matchers.error().detail);
        if (auto status = window(); !status.ok())
            return status.error();
        if (takeWord("offset") || take('@')) {
            m_at = start;
            return problem("an offset (or @) moves the samples in time; events are counted when they happened, write "
                           "the query without it");
        }
        if (!take(')'))
            return expected("')'");
        return Linear{{CounterTerm{1, *selector, *matchers}}, std::nullopt};
    }

    /// NAME, {...} or NAME{...}; braces and brackets inside quotes belong to their values.
    Result<std::string> selectorText()
    {
        skip();
        const auto start = m_at;
        m_at += peekWord().size();
        const auto afterName = m_at;
        if (!take('{')) {
            m_at = afterName;
            if (m_at == start)
                return expected("a metric name or '{'");
            return std::string(m_text.substr(start, m_at - start));
        }
        while (m_at < m_text.size() && m_text[m_at] != '}') {
            const char c = m_text[m_at++];
            if (c != '"' && c != '\'' && c != '`')
                continue;
            while (m_at < m_text.size() && m_text[m_at] != c)
                m_at += m_text[m_at] == '\\' && c != '`' ? 2 : 1;
            if (m_at >= m_text.size()) {
                m_at = m_text.size();
                return expected("the closing quote of a value");
            }
            ++m_at;
        }
        if (m_at >= m_text.size())
            return expected("'}'");
        ++m_at;
        return std::string(m_text.substr(start, m_at - start));
    }

    Status window()
    {
        if (!take('['))
            return expected("[{{.window}}]");
        skip();
        const auto start = m_at;
        const bool opened = take('{') && m_at < m_text.size() && take('{');
        const bool named = opened && take('.') && takeWord("window");
        if (!named || !take('}') || !take('}')) {
            m_at = start;
            return expected("{{.window}}, so that every window can be counted");
        }
        if (take(':')) {
            --m_at;
            return problem("stands a subquery; only samples themselves can be counted");
        }
        if (!take(']'))
            return expected("']'");
        return Done{};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::optional<bool> m_perSecond;
};

} // namespace

Result<std::vector<CounterTerm>> parseCounterQuery(std::string_view query)
{
    return QueryParser(query).parse();
}

} // namespace vedette
