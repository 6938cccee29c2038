#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vedette::demo {

/// One service of the shop. Rates are a weekday's peak over all instances; latency is the median.
struct FleetService {
    std::string name;
    std::string team;
    int tier = 3;
    int instances = 2;
    double peakRequestsPerSecond = 0; ///< 0: speaks no HTTP (database, broker, batch)
    double writeShare = 0.2;
    double errorRatio = 0.0004;
    double latencySeconds = 0.05;
    std::vector<std::string> dependsOn;
};

[[nodiscard]] const std::vector<FleetService>& fleetServices();
/// Place of the service in fleetServices(); the name must be there.
[[nodiscard]] int serviceIndex(std::string_view name);

} // namespace vedette::demo
