#pragma once

#include "app/demo/fleet_series.h"

// The fleet's cluster as kube-state-metrics tells it.

namespace vedette::demo {

/// Deployments, their ReplicaSets and pods. An instance that tries a version before its rollout (the canary) still stands in the
/// ReplicaSet that it was started from.
void visitCluster(const FleetState& state, const SampleSink& sink);
/// False: both states have the same series.
[[nodiscard]] bool clusterMoved(const FleetState& before, const FleetState& after);

} // namespace vedette::demo
