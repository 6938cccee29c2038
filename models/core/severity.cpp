#include "models/core/severity.h"

namespace vedette {

std::string_view severityName(Severity s)
{
    switch (s) {
    case Severity::none:
        return "none";
    case Severity::ok:
        return "ok";
    case Severity::info:
        return "info";
    case Severity::warning:
        return "warning";
    case Severity::critical:
        return "critical";
    case Severity::unknown:
        return "unknown";
    }
    return "unknown";
}

int severityRank(Severity s)
{
    switch (s) {
    case Severity::none:
        return 0;
    case Severity::ok:
        return 1;
    case Severity::info:
        return 2;
    case Severity::unknown:
        return 3;
    case Severity::warning:
        return 4;
    case Severity::critical:
        return 5;
    }
    return 3;
}

Severity worse(Severity a, Severity b) { return severityRank(a) >= severityRank(b) ? a : b; }

} // namespace vedette
