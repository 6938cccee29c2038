#pragma once

#include "models/correlation/known_fleet.h"

namespace vedette::correlation {

/// Alerts that belong together, as lists of ids by begin: near in time (a group's window grows with it) and connected
/// in the dependency list, of one service, or usually together. Alerts that come by the calendar stand apart, each by
/// itself. Groups with an alert that is on within `range`, by begin.
[[nodiscard]] std::vector<std::vector<std::string>> alertGroups(const KnownFleet& fleet, TimeRange range);

} // namespace vedette::correlation
