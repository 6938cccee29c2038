#pragma once

#include "app/demo/fleet_plan.h"
#include "models/base/time.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace vedette::demo {

/// How fast the fleet lives from where its history ends: an hour of its own time passes in 3600 / speed seconds of everybody else's. Before the pivot both
/// times are one.
struct FleetPace {
    Time pivot{};
    int speed = 1;

    [[nodiscard]] Time fleetTime(Time wall) const { return wall <= pivot ? wall : pivot + (wall - pivot) * speed; }
    [[nodiscard]] Time wallTime(Time fleet) const { return fleet <= pivot ? fleet : pivot + (fleet - pivot) / speed; }
    /// A length of the fleet as it passes here; at least a millisecond where it is more than nothing.
    [[nodiscard]] Millis length(Millis fleet) const { return fleet > Millis{0} ? std::max(Millis{1}, fleet / speed) : fleet; }
};

/// The plan with the times at which the world is told of it.
[[nodiscard]] FleetPlan asTold(FleetPlan plan, const FleetPace& pace);
/// An expression with the lengths in brackets and behind `offset` made shorter: "rate(x[5m] offset 1h)" at 60 is "rate(x[5s] offset 1m)".
[[nodiscard]] std::string quickened(std::string_view expression, const FleetPace& pace);

} // namespace vedette::demo
