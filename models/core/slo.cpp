#include "models/core/slo.h"

namespace vedette {

std::string_view sloStateName(SloState s)
{
    switch (s) {
    case SloState::ok:
        return "ok";
    case SloState::burning:
        return "burning";
    case SloState::exhausted:
        return "exhausted";
    case SloState::noTraffic:
        return "noTraffic";
    case SloState::noData:
        return "noData";
    }
    return "noData";
}

} // namespace vedette
