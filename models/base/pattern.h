#pragma once

#include "models/base/result.h"

#include <memory>
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

private:
    std::shared_ptr<const re2::RE2> m_regex;
};

} // namespace vedette
