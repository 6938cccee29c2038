#pragma once

#include "app/demo/fleet_model.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette::demo {

/// One place that Prometheus asks: an instance of a service, the cluster's state or the prober.
struct Target {
    std::string path;   ///< of its metrics page, e.g. "/metrics/pricing-api-0"
    std::string job;    ///< shop, kube-state-metrics, blackbox
    std::string labels; ///< that the server adds: instance="...",job="...",service="..."
    int instance = -1;  ///< place in FleetState::instances; -1 for the other two
};
[[nodiscard]] const std::vector<Target>& fleetTargets();

/// Called with a metric's name, the labels it has of itself (a="b",c="d" or empty) and its value.
using SampleSink = std::function<void(std::string_view name, std::string_view labels, double value)>;
/// Every sample of the target's page at this state, always in the same order. Nothing for an instance that is down.
void visitSamples(const FleetState& state, const Target& target, const SampleSink& sink);

} // namespace vedette::demo
