#include "models/base/yaml_reader.h"

#include "models/base/text.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

std::string shown(const std::string& text) { return "\"" + visibleLine(truncateUtf8(text, 80)) + "\""; }

std::string kindName(const YamlNode& node)
{
    switch (node.kind) {
    case YamlNode::Kind::null:
        return "nothing";
    case YamlNode::Kind::scalar:
        return shown(node.text);
    case YamlNode::Kind::sequence:
        return "a list";
    case YamlNode::Kind::mapping:
        return "a mapping";
    }
    return {};
}

} // namespace

void FileFindings::add(FindingLevel level, YamlMark at, std::string rule, std::string message)
{
    m_errors += level == FindingLevel::error ? 1 : 0;
    m_out->push_back({m_file, at.line, at.column, level, std::move(rule), std::move(message)});
}

void FileFindings::error(YamlMark at, std::string rule, std::string message)
{
    add(FindingLevel::error, at, std::move(rule), std::move(message));
}

void FileFindings::warning(YamlMark at, std::string rule, std::string message)
{
    add(FindingLevel::warning, at, std::move(rule), std::move(message));
}

std::string FileFindings::origin(YamlMark at) const
{
    return m_file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::optional<std::string> YamlValue::asText() const
{
    if (isScalar())
        return m_node->text;
    error("type", kindName(*m_node) + " where text is expected");
    return std::nullopt;
}

std::optional<double> YamlValue::asNumber() const
{
    double number = 0;
    if (!isScalar()) {
        error("type", kindName(*m_node) + " where a number is expected");
        return std::nullopt;
    }
    const auto& text = m_node->text;
    if (parseNumber(text, number) && std::isfinite(number)) {
        if (!m_node->quoted)
            return number;
        error("type", shown(text) + " in quotes is text, not a number. Write " + text + ".");
        return std::nullopt;
    }
    std::string mended = text;
    std::replace(mended.begin(), mended.end(), ',', '.');
    if (!mended.empty() && mended.back() == '%')
        mended.pop_back();
    const bool mendable = mended != text && parseNumber(mended, number) && std::isfinite(number);
    error("type", shown(text) + " is not a number." + (mendable ? " Write " + mended + "." : ""));
    return std::nullopt;
}

std::optional<std::int64_t> YamlValue::asInteger(std::int64_t least, std::int64_t most) const
{
    const auto number = asNumber();
    if (!number)
        return std::nullopt;
    if (*number != std::floor(*number) || *number < static_cast<double>(least) || *number > static_cast<double>(most)) {
        error("range", shown(m_node->text) + " is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*number);
}

std::optional<bool> YamlValue::asFlag() const
{
    if (isScalar() && !m_node->quoted) {
        const auto word = lowerAscii(m_node->text);
        if (word == "true" || word == "yes" || word == "on")
            return true;
        if (word == "false" || word == "no" || word == "off")
            return false;
    }
    error("type", kindName(*m_node) + " is not true or false");
    return std::nullopt;
}

std::optional<Millis> YamlValue::asDuration(Millis least) const
{
    const auto text = asText();
    if (!text)
        return std::nullopt;
    const auto duration = parseDuration(*text);
    if (!duration.ok()) {
        double number = 0;
        error("duration", shown(*text) + " is not a duration."
                + (parseNumber(*text, number) && number > 0 && std::isfinite(number) ? " Write " + *text + "s for seconds."
                                                                                     : " Write e.g. 30s, 5m or 1h30m."));
        return std::nullopt;
    }
    if (*duration < least) {
        error("range", shown(*text) + " is too short; at least " + formatDuration(least));
        return std::nullopt;
    }
    return *duration;
}

std::vector<YamlValue> YamlValue::asList() const
{
    std::vector<YamlValue> values;
    if (!isList()) {
        if (!isNull())
            error("type", kindName(*m_node) + " where a list is expected");
        return values;
    }
    values.reserve(m_node->items.size());
    for (const auto& item : m_node->items)
        values.emplace_back(item, item->mark, *m_findings);
    return values;
}

std::vector<std::string> YamlValue::asTexts() const
{
    std::vector<std::string> texts;
    for (const auto& item : asList()) {
        auto text = item.asText();
        if (!text)
            continue;
        if (trimmed(*text).empty())
            item.error("empty", "an empty text in a list");
        else
            texts.push_back(std::move(*text));
    }
    return texts;
}

std::optional<std::string> YamlValue::asOneOf(const std::vector<std::string>& names) const
{
    auto text = asText();
    if (!text || std::find(names.begin(), names.end(), *text) != names.end())
        return text;
    const auto nearest = nearestName(*text, names);
    error("value", shown(*text) + " is not one of " + joinText(names, ", ") + "."
            + (nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?"));
    return std::nullopt;
}

std::optional<YamlMap> YamlMap::of(const YamlValue& value)
{
    if (value.isMapping())
        return YamlMap(value);
    value.error("type", kindName(value.node()) + " where a mapping is expected");
    return std::nullopt;
}

const YamlEntry* YamlMap::find(std::string_view key) const
{
    const auto& all = entries();
    const auto it = std::find_if(all.begin(), all.end(), [&](const YamlEntry& e) { return e.key == key; });
    return it == all.end() ? nullptr : &*it;
}

void YamlMap::know(std::string_view key)
{
    if (std::find(m_known.begin(), m_known.end(), key) == m_known.end())
        m_known.emplace_back(key);
}

std::optional<YamlValue> YamlMap::value(std::string_view key)
{
    know(key);
    const auto* entry = find(key);
    if (entry == nullptr || entry->value->kind == YamlNode::Kind::null)
        return std::nullopt;
    return valueOf(*entry);
}

std::optional<YamlValue> YamlMap::required(std::string_view key)
{
    auto found = value(key);
    if (!found)
        m_value.findings().error(markOf(key), "missing-key",
            "the key \"" + std::string(key) + (has(key) ? "\" has no value" : "\" is missing"));
    return found;
}

std::optional<YamlMap> YamlMap::map(std::string_view key)
{
    const auto found = value(key);
    return found ? of(*found) : std::nullopt;
}

std::vector<YamlValue> YamlMap::list(std::string_view key)
{
    const auto found = value(key);
    return found ? found->asList() : std::vector<YamlValue>{};
}

std::vector<std::string> YamlMap::texts(std::string_view key)
{
    const auto found = value(key);
    return found ? found->asTexts() : std::vector<std::string>{};
}

std::optional<std::string> YamlMap::text(std::string_view key)
{
    const auto found = value(key);
    return found ? found->asText() : std::nullopt;
}

std::optional<std::string> YamlMap::requiredText(std::string_view key)
{
    const auto found = required(key);
    auto written = found ? found->asText() : std::nullopt;
    if (written && trimmed(*written).empty()) {
        found->error("empty", "\"" + std::string(key) + "\" is empty");
        return std::nullopt;
    }
    return written;
}

bool YamlMap::flag(std::string_view key, bool otherwise)
{
    const auto found = value(key);
    return found ? found->asFlag().value_or(otherwise) : otherwise;
}

void YamlMap::read(std::string_view key, std::string& out)
{
    if (auto written = text(key))
        out = std::move(*written);
}

void YamlMap::readDuration(std::string_view key, Millis& out, Millis least)
{
    if (const auto found = value(key))
        out = found->asDuration(least).value_or(out);
}

bool YamlMap::has(std::string_view key) const { return find(key) != nullptr; }

YamlMark YamlMap::markOf(std::string_view key) const
{
    const auto* entry = find(key);
    return entry != nullptr ? entry->mark : m_value.where();
}

void YamlMap::finish(FindingLevel level) const
{
    for (const auto& entry : entries()) {
        if (std::find(m_known.begin(), m_known.end(), entry.key) != m_known.end())
            continue;
        const auto nearest = nearestName(entry.key, m_known);
        m_value.findings().add(level, entry.mark, "unknown-key",
            "unknown key " + shown(entry.key) + "." + (nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?"));
    }
}

} // namespace vedette
