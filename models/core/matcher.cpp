#include "models/core/matcher.h"

#include "models/base/text.h"

#include <algorithm>
#include <cctype>

namespace vedette {

namespace {

bool isNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isNameChar(char c) { return isNameStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view opText(MatchOp op)
{
    switch (op) {
    case MatchOp::equal:
        return "=";
    case MatchOp::notEqual:
        return "!=";
    case MatchOp::regex:
        return "=~";
    case MatchOp::notRegex:
        return "!~";
    }
    return "=";
}

bool readOp(std::string_view text, std::size_t& at, MatchOp& op)
{
    const auto two = text.substr(at, 2);
    if (two == "=~" || two == "!~" || two == "!=") {
        op = two == "=~" ? MatchOp::regex : two == "!~" ? MatchOp::notRegex : MatchOp::notEqual;
        at += 2;
        return true;
    }
    if (at < text.size() && text[at] == '=' && two != "==") {
        op = MatchOp::equal;
        ++at;
        return true;
    }
    return false;
}

/// A quoted string starting at `at`; leaves `at` behind its end.
bool readQuoted(std::string_view text, std::size_t& at, std::string& out)
{
    const char quote = text[at++];
    out.clear();
    while (at < text.size() && text[at] != quote) {
        if (text[at] == '\\' && quote != '`' && at + 1 < text.size()) {
            ++at;
            const char c = text[at];
            out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
            if (c != 'n' && c != 't' && c != 'r' && c != '\\' && c != '"' && c != '\'')
                out.insert(out.end() - 1, '\\');
        } else {
            out += text[at];
        }
        ++at;
    }
    if (at >= text.size())
        return false;
    ++at;
    return true;
}

void skipSpace(std::string_view text, std::size_t& at)
{
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0)
        ++at;
}

Error selectorError(std::string_view text, std::size_t at, std::string_view expected)
{
    return makeError(ErrorKind::usage, "\"" + std::string(text.substr(0, 120)) + "\" is not a selector: at character "
            + std::to_string(at + 1) + " expected " + std::string(expected));
}

} // namespace

Result<Matcher> Matcher::make(std::string name, MatchOp op, std::string value)
{
    Matcher matcher;
    matcher.m_name = std::move(name);
    matcher.m_op = op;
    matcher.m_value = std::move(value);
    if (op == MatchOp::regex || op == MatchOp::notRegex) {
        auto pattern = Pattern::anchored(matcher.m_value);
        if (!pattern.ok())
            return pattern.error();
        matcher.m_pattern = *pattern;
    }
    return matcher;
}

Result<Matcher> Matcher::parse(std::string_view text)
{
    std::size_t at = 0;
    skipSpace(text, at);
    const auto start = at;
    while (at < text.size() && isNameChar(text[at]))
        ++at;
    const std::string name(text.substr(start, at - start));
    skipSpace(text, at);
    MatchOp op{};
    if (name.empty() || !isNameStart(name[0]) || !readOp(text, at, op))
        return makeError(ErrorKind::usage, "\"" + std::string(text.substr(0, 120))
                + "\" is not a matcher; expected name=value, name!=value, name=~regex or name!~regex");
    skipSpace(text, at);
    std::string value = trimmed(text.substr(at));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
        std::size_t quotedAt = 0;
        const std::string quoted = value;
        if (!readQuoted(quoted, quotedAt, value) || quotedAt != quoted.size())
            return makeError(ErrorKind::usage, "\"" + std::string(text.substr(0, 120)) + "\" has a broken quoted value");
    }
    return make(name, op, value);
}

bool Matcher::matches(std::string_view labelValue) const
{
    switch (m_op) {
    case MatchOp::equal:
        return labelValue == m_value;
    case MatchOp::notEqual:
        return labelValue != m_value;
    case MatchOp::regex:
        return m_pattern.matches(labelValue);
    case MatchOp::notRegex:
        return !m_pattern.matches(labelValue);
    }
    return false;
}

std::string Matcher::text() const
{
    std::string quoted;
    for (const char c : m_value) {
        if (c == '\\' || c == '"')
            quoted += '\\';
        quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return m_name + std::string(opText(m_op)) + "\"" + quoted + "\"";
}

bool matchesAll(const Matchers& matchers, const Labels& labels)
{
    return std::all_of(matchers.begin(), matchers.end(), [&](const Matcher& m) { return m.matches(labels); });
}

Result<Matchers> parseSelector(std::string_view text)
{
    Matchers matchers;
    std::size_t at = 0;
    skipSpace(text, at);
    const auto start = at;
    while (at < text.size() && (isNameChar(text[at]) || text[at] == ':') && (at > start || isNameStart(text[at]) || text[at] == ':'))
        ++at;
    if (at > start) {
        auto m = Matcher::make("__name__", MatchOp::equal, std::string(text.substr(start, at - start)));
        if (!m.ok())
            return m.error();
        matchers.push_back(*m);
    }
    skipSpace(text, at);
    if (at < text.size() && text[at] == '{') {
        ++at;
        while (true) {
            skipSpace(text, at);
            if (at < text.size() && text[at] == '}')
                break;
            const auto nameStart = at;
            while (at < text.size() && (at > nameStart ? isNameChar(text[at]) : isNameStart(text[at])))
                ++at;
            if (at == nameStart)
                return selectorError(text, at, "a label name or '}'");
            const std::string name(text.substr(nameStart, at - nameStart));
            skipSpace(text, at);
            MatchOp op{};
            if (!readOp(text, at, op))
                return selectorError(text, at, "=, !=, =~ or !~");
            skipSpace(text, at);
            std::string value;
            if (at >= text.size() || (text[at] != '"' && text[at] != '\'' && text[at] != '`')
                || !readQuoted(text, at, value))
                return selectorError(text, at, "a quoted value");
            auto m = Matcher::make(name, op, value);
            if (!m.ok())
                return m.error();
            matchers.push_back(*m);
            skipSpace(text, at);
            if (at < text.size() && text[at] == ',')
                ++at;
            else if (at >= text.size() || text[at] != '}')
                return selectorError(text, at, "',' or '}'");
        }
        ++at;
        skipSpace(text, at);
    }
    if (at != text.size() || matchers.empty())
        return selectorError(text, at, matchers.empty() ? "a metric name or '{'" : "the end");
    return matchers;
}

} // namespace vedette
