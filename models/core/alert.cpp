#include "models/core/alert.h"

#include <array>

namespace vedette {

static constexpr std::array<std::pair<AlertState, std::string_view>, 4> kStates{{{AlertState::pending, "pending"},
    {AlertState::firing, "firing"}, {AlertState::resolved, "resolved"}, {AlertState::doubtful, "doubtful"}}};

std::string_view alertStateName(AlertState s)
{
    for (const auto& [state, name] : kStates) {
        if (state == s)
            return name;
    }
    return "firing";
}

std::optional<AlertState> alertStateFrom(std::string_view name)
{
    for (const auto& [state, known] : kStates) {
        if (known == name)
            return state;
    }
    return std::nullopt;
}

} // namespace vedette
