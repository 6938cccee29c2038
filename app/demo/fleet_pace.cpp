#include "app/demo/fleet_pace.h"

#include <cctype>

namespace vedette::demo {

FleetPlan asTold(FleetPlan plan, const FleetPace& pace)
{
    for (auto& change : plan.changes) {
        change.startsAt = pace.wallTime(change.startsAt);
        change.endsAt = pace.wallTime(change.endsAt);
        for (auto& stage : change.stages) {
            stage.startsAt = pace.wallTime(stage.startsAt);
            stage.endsAt = pace.wallTime(stage.endsAt);
        }
    }
    return plan;
}

std::string quickened(std::string_view expression, const FleetPace& pace)
{
    if (pace.speed == 1)
        return std::string(expression);
    constexpr std::string_view kOffset = "offset ";
    std::string out;
    for (std::size_t at = 0; at < expression.size();) {
        const bool bracket = expression[at] == '[';
        const bool offset = expression.substr(at).starts_with(kOffset);
        const std::size_t before = bracket ? 1 : offset ? kOffset.size() : 0;
        std::size_t end = at + before;
        while (before > 0 && end < expression.size() && std::isalnum(static_cast<unsigned char>(expression[end])) != 0)
            ++end;
        const auto length = before > 0 ? parseDuration(std::string(expression.substr(at + before, end - at - before))) : Result<Millis>(Millis{0});
        if (before > 0 && length.ok() && *length > Millis{0}) {
            out += std::string(expression.substr(at, before)) + formatDuration(pace.length(*length));
            at = end;
        } else {
            out += expression[at++];
        }
    }
    return out;
}

} // namespace vedette::demo
