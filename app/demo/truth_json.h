#pragma once

#include "app/demo/fleet_history.h"

#include <string>

namespace vedette::demo {

/// What really happened, for tests: seed, from, to, zone, incidents, alerts, changes, slos, periodic. Alerts are exactly what was
/// written into ALERTS; counts are those of fleetObjectives().
[[nodiscard]] std::string truthJson(const FleetHistory& history);

} // namespace vedette::demo
