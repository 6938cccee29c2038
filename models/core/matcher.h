#pragma once

#include "models/base/pattern.h"
#include "models/core/labels.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

enum class MatchOp { equal, notEqual, regex, notRegex };

/// One condition on one label, as amtool writes it: name=value, name!=value, name=~regex, name!~regex (RE2, anchored).
class Matcher {
public:
    static Result<Matcher> make(std::string name, MatchOp op, std::string value);
    /// service=checkout, severity=~"critical|page"; quotes are optional.
    static Result<Matcher> parse(std::string_view text);

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] MatchOp op() const { return m_op; }
    [[nodiscard]] const std::string& value() const { return m_value; }
    [[nodiscard]] bool matches(std::string_view labelValue) const; ///< an absent label is the empty value
    [[nodiscard]] bool matches(const Labels& labels) const { return matches(labels.value(m_name)); }
    [[nodiscard]] std::string text() const;

private:
    std::string m_name;
    MatchOp m_op = MatchOp::equal;
    std::string m_value;
    Pattern m_pattern;
};

using Matchers = std::vector<Matcher>; ///< all must hold

[[nodiscard]] bool matchesAll(const Matchers& matchers, const Labels& labels);

/// A PromQL vector selector: name, {a="b",c=~"d"} or both. Error kind usage with the position of what is wrong.
Result<Matchers> parseSelector(std::string_view text);

} // namespace vedette
