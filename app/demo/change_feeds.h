#pragma once

#include "app/demo/fleet_plan.h"

#include <string>
#include <vector>

// The change feeds of the demo as their servers would answer at `now`: only what had begun by then is told, and what had not
// ended by then is still running. Pure functions of their arguments.

namespace vedette::demo {

/// The in-house pipeline: a row a stage, newest first, paged from 1. {"items":[...],"total":n}
[[nodiscard]] std::string pipelineRuns(const FleetPlan& plan, Time now, int page, int perPage);
/// Configuration and flag changes, another in-house API, epoch ms. {"changes":[...]}
[[nodiscard]] std::string flagChanges(const FleetPlan& plan, Time now);
/// GET /repos/{o}/{r}/deployments of some services (one repository), newest first, paged from 1. `base` is the server's URL.
[[nodiscard]] std::string githubDeployments(const FleetPlan& plan, Time now, const std::string& base, int page, int perPage);
/// GET .../deployments/{id}/statuses, newest first; empty where there is no such deployment.
[[nodiscard]] std::string githubStatuses(const FleetPlan& plan, Time now, const std::string& id);
/// GET /api/v1/applications of Argo CD: per application the ten newest syncs.
[[nodiscard]] std::string argocdApplications(const FleetPlan& plan, Time now);
inline constexpr std::size_t kArgocdHistory = 10;

/// Names of the feeds that tell of the change at `index` of the plan to one who asks at `now` for the first time, sorted.
[[nodiscard]] std::vector<std::string> sourcesAt(const FleetPlan& plan, std::size_t index, Time now);

/// CDEvents of the changes that `source` tells of, oldest first; of both forms (0.4 `version`, 0.5 `specversion`).
struct CdEvent {
    std::string name; ///< file name in a watched folder
    Time at{};
    std::string body;
};
[[nodiscard]] std::vector<CdEvent> cdEvents(const FleetPlan& plan, Time now, const std::string& source);
/// The same as one JSON array.
[[nodiscard]] std::string cdEventList(const FleetPlan& plan, Time now, const std::string& source);

} // namespace vedette::demo
