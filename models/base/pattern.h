#pragma once

#include "models/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace vedette {

/// A regular expression as Prometheus and Alertmanager read it: RE2, anchored at both ends, linear time. Cheap to copy.
class Pattern {
public:
    /// Error kind usage with RE2's sentence when `expression` is not one.
    static Result<Pattern> anchored(std::string_view expression);
    [[nodiscard]] bool matches(std::string_view text) const;
    /// `form` with its $1, ${1}, ${name} and $$ filled in as Go's Regexp.Expand reads them (a group that is not there is empty);
    /// nullopt: `text` does not match.
    [[nodiscard]] std::optional<std::string> expanded(std::string_view text, std::string_view form) const;

private:
    std::shared_ptr<const re2::RE2> m_regex;
};

} // namespace vedette
