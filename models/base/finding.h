#pragma once

#include <string>
#include <vector>

namespace vedette {

enum class FindingLevel { error, warning };

/// One thing wrong in a file a person wrote. Lines and columns count from 1.
struct Finding {
    std::string file;
    int line = 1;
    int column = 1;
    FindingLevel level = FindingLevel::error;
    std::string rule;    ///< short stable word, e.g. "unknown-key"
    std::string message; ///< what is wrong and what was expected

    /// "file:line:column: error: message"
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] bool hasErrors(const std::vector<Finding>& findings);

} // namespace vedette
