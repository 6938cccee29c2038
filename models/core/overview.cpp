#include "models/core/overview.h"

namespace vedette {

std::string_view switchStateName(SwitchState s)
{
    switch (s) {
    case SwitchState::present:
        return "present";
    case SwitchState::late:
        return "late";
    case SwitchState::absent:
        return "absent";
    case SwitchState::neverSeen:
        return "neverSeen";
    case SwitchState::unknown:
        return "unknown";
    }
    return "unknown";
}

Severity SwitchReport::severity() const
{
    switch (state) {
    case SwitchState::absent:
    case SwitchState::neverSeen:
        return Severity::critical;
    case SwitchState::unknown:
        return Severity::unknown;
    case SwitchState::present:
    case SwitchState::late:
        break;
    }
    return Severity::ok;
}

} // namespace vedette
