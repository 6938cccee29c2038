#include "models/base/json_reader.h"

#include "models/base/text.h"

#include <charconv>

namespace vedette {

namespace {

/// Value of the \uXXXX at `at`, -1 when there is none.
int escapeAt(std::string_view s, std::size_t at)
{
    if (at + 6 > s.size() || s[at] != '\\' || s[at + 1] != 'u')
        return -1;
    int value = 0;
    const auto [end, ec] = std::from_chars(s.data() + at + 2, s.data() + at + 6, value, 16);
    return ec == std::errc{} && end == s.data() + at + 6 ? value : -1;
}

/// Valid UTF-8, and every lone surrogate escape replaced: what a strict parser would refuse as a whole for one bad label.
std::string repaired(std::string_view text)
{
    std::string out = cleanUtf8(text);
    for (std::size_t i = 0; i + 1 < out.size(); ++i) {
        if (out[i] != '\\')
            continue;
        const int first = escapeAt(out, i);
        if (first >= 0xD800 && first <= 0xDBFF) {
            const int second = escapeAt(out, i + 6);
            if (second >= 0xDC00 && second <= 0xDFFF) {
                i += 11;
                continue;
            }
        }
        if (first >= 0xD800 && first <= 0xDFFF)
            out.replace(i + 2, 4, "fffd");
        ++i; // the escaped character
    }
    return out;
}

std::string sentence(simdjson::error_code code)
{
    switch (code) {
    case simdjson::EMPTY:
        return "the answer is empty";
    case simdjson::DEPTH_ERROR:
        return "the answer is not usable: JSON nested too deep";
    case simdjson::UNCLOSED_STRING:
        return "the answer is cut off or damaged: a JSON text does not end";
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE:
        return "the answer is damaged: a JSON number cannot be read";
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
        return "the answer is too large to be read";
    default:
        return "the answer is cut off or damaged: it is not whole JSON";
    }
}

} // namespace

Result<JsonDocument> JsonDocument::parse(std::string_view text, std::size_t maxDepth)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return makeError(ErrorKind::parse, "the answer is empty");
    JsonDocument document;
    document.m_parser = std::make_unique<simdjson::dom::parser>();
    auto code = document.m_parser->allocate(std::max<std::size_t>(text.size(), 64), maxDepth);
    if (code == simdjson::SUCCESS)
        code = document.m_parser->parse(text.data(), text.size()).get(document.m_root);
    if (code == simdjson::UTF8_ERROR || code == simdjson::STRING_ERROR) {
        const auto again = repaired(text);
        code = document.m_parser->parse(again.data(), again.size()).get(document.m_root);
    }
    if (code != simdjson::SUCCESS)
        return makeError(ErrorKind::parse, sentence(code));
    return document;
}

std::string JsonValue::cleaned(std::string_view raw)
{
    return raw.find('\0') == std::string_view::npos ? std::string(raw) : cleanUtf8(raw);
}

JsonValue JsonValue::operator[](std::string_view key) const
{
    simdjson::dom::object object;
    simdjson::dom::element found;
    if (!m_present || m_element.get(object) != simdjson::SUCCESS || object.at_key(key).get(found) != simdjson::SUCCESS)
        return {};
    return JsonValue(found);
}

JsonValue JsonValue::at(std::size_t index) const
{
    simdjson::dom::array array;
    simdjson::dom::element found;
    if (!m_present || m_element.get(array) != simdjson::SUCCESS || array.at(index).get(found) != simdjson::SUCCESS)
        return {};
    return JsonValue(found);
}

JsonValue JsonValue::path(std::string_view dotted) const
{
    if (dotted.empty() || dotted == "$")
        return *this;
    if (dotted.front() == '$')
        dotted.remove_prefix(1);
    if (!dotted.empty() && dotted.front() == '.')
        dotted.remove_prefix(1);
    if (dotted.front() == '[') {
        const auto close = dotted.find(']');
        int index = 0;
        const auto* first = dotted.data() + 1;
        if (close == std::string_view::npos || std::from_chars(first, dotted.data() + close, index).ptr != dotted.data() + close)
            return {};
        const auto from = index < 0 ? static_cast<std::ptrdiff_t>(size()) + index : index;
        const auto element = from < 0 ? JsonValue{} : at(static_cast<std::size_t>(from));
        const auto rest = dotted.substr(close + 1);
        return rest.empty() ? element : element.path(rest);
    }
    const auto end = dotted.find_first_of(".[");
    const auto member = (*this)[dotted.substr(0, end)];
    if (end == std::string_view::npos)
        return member;
    if (const auto inside = member.present() ? member.path(dotted.substr(end)) : JsonValue{}; inside.present())
        return inside;
    return (*this)[dotted];
}

std::string JsonValue::text() const
{
    std::string_view raw;
    return m_present && m_element.get(raw) == simdjson::SUCCESS ? cleaned(raw) : std::string{};
}

std::string JsonValue::scalarText() const
{
    if (!m_present)
        return {};
    switch (m_element.type()) {
    case simdjson::dom::element_type::STRING:
        return text();
    case simdjson::dom::element_type::INT64:
        return std::to_string(std::int64_t(m_element.get_int64().value_unsafe()));
    case simdjson::dom::element_type::UINT64:
        return std::to_string(std::uint64_t(m_element.get_uint64().value_unsafe()));
    case simdjson::dom::element_type::DOUBLE:
        return formatNumber(m_element.get_double().value_unsafe());
    case simdjson::dom::element_type::BOOL:
        return m_element.get_bool().value_unsafe() ? "true" : "false";
    default:
        return {};
    }
}

std::optional<double> JsonValue::number() const
{
    double value = 0;
    return m_present && m_element.get(value) == simdjson::SUCCESS ? std::optional<double>(value) : std::nullopt;
}

bool JsonValue::boolean(bool otherwise) const
{
    bool value = otherwise;
    return m_present && m_element.get(value) == simdjson::SUCCESS ? value : otherwise;
}

std::size_t JsonValue::size() const
{
    simdjson::dom::array array;
    if (m_present && m_element.get(array) == simdjson::SUCCESS)
        return array.size();
    simdjson::dom::object object;
    return m_present && m_element.get(object) == simdjson::SUCCESS ? object.size() : 0;
}

} // namespace vedette
