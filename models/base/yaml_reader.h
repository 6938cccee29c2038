#pragma once

#include "models/base/finding.h"
#include "models/base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// A place in a text; both count from 1, columns in characters as yaml-cpp counts them.
struct YamlMark {
    int line = 1;
    int column = 1;
};

struct YamlNode;
using YamlPtr = std::shared_ptr<const YamlNode>;

struct YamlEntry {
    std::string key;
    YamlMark mark; ///< of the key
    YamlPtr value; ///< never null
};

/// One node of a parsed document. Immutable; aliases share their node.
struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    YamlMark mark;
    bool quoted = false; ///< a scalar in quotes or a block: text whatever it looks like
    std::string text;    ///< of a scalar, valid UTF-8
    std::vector<YamlPtr> items;
    std::vector<YamlEntry> entries; ///< keys unique (of a key written twice the last); `<<` merged in
    std::size_t weight = 1;         ///< nodes below and with it, aliases counted as often as they are used
};

/// Collects what is wrong in one file. Not thread-safe.
class FileFindings {
public:
    FileFindings(std::string file, std::vector<Finding>& out) : m_file(std::move(file)), m_out(&out) {}
    void error(YamlMark at, std::string rule, std::string message);
    void warning(YamlMark at, std::string rule, std::string message);
    void add(FindingLevel level, YamlMark at, std::string rule, std::string message);
    /// "file:line:column"
    [[nodiscard]] std::string origin(YamlMark at) const;
    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] std::size_t errorCount() const { return m_errors; } ///< added through this object

private:
    std::string m_file;
    std::size_t m_errors = 0;
    std::vector<Finding>* m_out;
};

struct YamlDocuments {
    std::vector<YamlPtr> documents;
    bool ok = true; ///< false: broken, too deep or too large; the reason is among the findings
};

/// Every document of `text`. Bounded: 8 MiB of text, 64 levels, 200,000 nodes with aliases written out. No exception leaves.
[[nodiscard]] YamlDocuments parseYaml(
    const std::string& text, FileFindings& findings, FindingLevel duplicateKeys = FindingLevel::error);

/// A node with the place to name when it is wrong: that of its key, in a list its own. Every as...() answers nothing and
/// leaves an error finding when the value is of another type.
class YamlValue {
public:
    YamlValue(YamlPtr node, YamlMark where, FileFindings& findings)
        : m_node(std::move(node)), m_where(where), m_findings(&findings) {}

    [[nodiscard]] bool isNull() const { return m_node->kind == YamlNode::Kind::null; }
    [[nodiscard]] bool isScalar() const { return m_node->kind == YamlNode::Kind::scalar; }
    [[nodiscard]] bool isList() const { return m_node->kind == YamlNode::Kind::sequence; }
    [[nodiscard]] bool isMapping() const { return m_node->kind == YamlNode::Kind::mapping; }
    [[nodiscard]] const YamlNode& node() const { return *m_node; }
    [[nodiscard]] YamlMark where() const { return m_where; }
    [[nodiscard]] std::string origin() const { return m_findings->origin(m_where); }
    [[nodiscard]] FileFindings& findings() const { return *m_findings; }

    void error(std::string rule, std::string message) const { m_findings->error(m_where, std::move(rule), std::move(message)); }
    void warning(std::string rule, std::string message) const { m_findings->warning(m_where, std::move(rule), std::move(message)); }

    [[nodiscard]] std::optional<std::string> asText() const; ///< any scalar, as written
    [[nodiscard]] std::optional<double> asNumber() const;    ///< finite, not in quotes
    [[nodiscard]] std::optional<std::int64_t> asInteger(std::int64_t least, std::int64_t most) const;
    [[nodiscard]] std::optional<bool> asFlag() const;        ///< true false yes no on off
    [[nodiscard]] std::optional<Millis> asDuration(Millis least) const;
    [[nodiscard]] std::vector<YamlValue> asList() const;
    [[nodiscard]] std::vector<std::string> asTexts() const;  ///< a list of non-empty texts
    /// One of `names`; another word is an error with the nearest one.
    [[nodiscard]] std::optional<std::string> asOneOf(const std::vector<std::string>& names) const;

private:
    YamlPtr m_node;
    YamlMark m_where;
    FileFindings* m_findings;
};

/// One mapping read key by key. What was asked for is what is known: finish() reports every other key.
class YamlMap {
public:
    /// Nothing, with a finding, when `value` is no mapping.
    [[nodiscard]] static std::optional<YamlMap> of(const YamlValue& value);

    /// The value of `key`; nothing when it is absent or null. `key` is known from now on.
    [[nodiscard]] std::optional<YamlValue> value(std::string_view key);
    /// As value(), and an error at the mapping's own place when there is none.
    [[nodiscard]] std::optional<YamlValue> required(std::string_view key);
    [[nodiscard]] std::optional<YamlMap> map(std::string_view key);
    [[nodiscard]] std::vector<YamlValue> list(std::string_view key);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    [[nodiscard]] std::optional<std::string> text(std::string_view key);
    /// A text that is not empty or only spaces; an error where it is missing.
    [[nodiscard]] std::optional<std::string> requiredText(std::string_view key);
    [[nodiscard]] bool flag(std::string_view key, bool otherwise);
    /// Leaves `out` alone when the key is absent or wrong.
    void read(std::string_view key, std::string& out);
    void readDuration(std::string_view key, Millis& out, Millis least);

    [[nodiscard]] bool has(std::string_view key) const; ///< present, also with null
    [[nodiscard]] YamlMark markOf(std::string_view key) const; ///< of the mapping where the key is absent
    [[nodiscard]] const std::vector<YamlEntry>& entries() const { return m_value.node().entries; }
    [[nodiscard]] const YamlValue& self() const { return m_value; }
    [[nodiscard]] YamlValue valueOf(const YamlEntry& entry) const { return {entry.value, entry.mark, m_value.findings()}; }
    void know(std::string_view key);
    /// Reports every key that was never asked for, with the nearest known name.
    void finish(FindingLevel level = FindingLevel::error) const;

private:
    explicit YamlMap(YamlValue value) : m_value(std::move(value)) {}
    [[nodiscard]] const YamlEntry* find(std::string_view key) const;
    YamlValue m_value;
    std::vector<std::string> m_known;
};

} // namespace vedette
