#pragma once

#include "app/demo/fleet_plan.h"

#include <string>

// The same roll-outs as other teams' tools tell of them, in the shapes of those tools (tests/feeds/fixtures has them with their
// sources). Pure functions, as in change_feeds.h: only what had begun by `now`.

namespace vedette::demo {

/// GET /api/v4/projects/{id}/deployments of GitLab, newest first, paged from 1: those updated after `after`.
[[nodiscard]] std::string gitlabDeployments(const FleetPlan& plan, Time now, Time after, int page, int perPage);

/// api/json?tree=builds[...]{0,100} of one Jenkins job with parameters.
[[nodiscard]] std::string jenkinsBuilds(const FleetPlan& plan, Time now);
inline constexpr std::size_t kJenkinsBuilds = 100;

/// GET /api/v1/builds of Concourse, newest first, ids at most `to` (0: all), and the id that the next page begins with (0: none).
struct BuildPage {
    std::string body;
    std::int64_t next = 0;
};
[[nodiscard]] BuildPage concourseBuilds(const FleetPlan& plan, Time now, std::int64_t to, int limit);
/// GET /api/v1/builds/{id}/resources; empty where there is no such build.
[[nodiscard]] std::string concourseResources(const FleetPlan& plan, Time now, const std::string& id);

/// GET /applications/*/pipelines/search of Spinnaker, newest first: those triggered within `triggered`.
[[nodiscard]] std::string spinnakerExecutions(const FleetPlan& plan, Time now, TimeRange triggered, int start, int size);

/// GET /api/annotations of Grafana, newest first: marks within `within`, made when the new version was everywhere.
[[nodiscard]] std::string grafanaAnnotations(const FleetPlan& plan, Time now, TimeRange within, int limit);

} // namespace vedette::demo
