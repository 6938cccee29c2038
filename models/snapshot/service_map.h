#pragma once

#include "models/base/finding.h"
#include "models/core/config.h"
#include "models/core/dependency.h"
#include "models/core/feed.h"
#include "models/core/service.h"

#include <string>
#include <vector>

namespace vedette {

/// The services of a fleet and who calls whom: as the catalogue says, as imports say, as traces show.
struct ServiceMap {
    std::vector<ServiceInfo> services; ///< of the catalogue and of imports; dependsOn holds what it says first, then the calls that were traced
    std::vector<ServiceInfo> traced;   ///< known from traces alone, by name
    std::vector<ServiceEdge> edges;    ///< by caller and callee, no service to itself
    std::vector<Finding> findings;     ///< not in the catalogue, circles of traced calls, services without any call, traces that ended
    [[nodiscard]] const ServiceInfo* find(const std::string& service) const; ///< null where only events name it
    /// What calls it and what it calls, most calls first.
    [[nodiscard]] std::vector<ServiceEdge> edgesOf(const std::string& service) const;
};

/// The catalogue of the configuration merged with services that were imported: an import adds services and dependencies and fills
/// what the configuration leaves open.
[[nodiscard]] std::vector<ServiceInfo> mergedServices(const std::vector<ServiceInfo>& configured, const std::vector<ServiceInfo>& imported);

/// Conditions that a service is (not) of a name, with the catalogue's name in its place: a label may still bear another one. What cannot be read as a
/// condition stays as it was typed.
[[nodiscard]] Matchers withOurNames(Matchers matchers, const Config& config);
[[nodiscard]] std::vector<std::string> withOurNames(std::vector<std::string> typed, const Config& config);

/// Names are the catalogue's already. Answers of feeds that are not configured count for nothing; of the calls that two feeds tell the greater
/// count is taken, for both may see the same traces. `feeds`: when each was read last; may be empty. Pure.
[[nodiscard]] ServiceMap serviceMap(const Config& config, const std::vector<ServiceInfo>& imported, const std::vector<DependencyPoll>& told,
    const std::vector<FeedStatus>& feeds = {});

} // namespace vedette
