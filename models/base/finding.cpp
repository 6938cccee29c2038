#include "models/base/finding.h"

#include <algorithm>

namespace vedette {

std::string Finding::text() const
{
    return file + ":" + std::to_string(line) + ":" + std::to_string(column)
        + (level == FindingLevel::error ? ": error: " : ": warning: ") + message;
}

bool hasErrors(const std::vector<Finding>& findings)
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.level == FindingLevel::error; });
}

} // namespace vedette
