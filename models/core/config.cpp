#include "models/core/config.h"

#include "models/base/text.h"

namespace vedette {

Severity SeverityMapping::level(std::string_view word) const
{
    const auto lower = lowerAscii(word);
    const auto in = [&](const std::vector<std::string>& words) {
        for (const auto& known : words) {
            if (lowerAscii(known) == lower)
                return true;
        }
        return false;
    };
    if (in(critical))
        return Severity::critical;
    if (in(warning))
        return Severity::warning;
    if (in(info))
        return Severity::info;
    return Severity::warning;
}

} // namespace vedette
