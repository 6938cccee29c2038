#pragma once

#include "app/demo/fleet_pace.h"
#include "models/base/time.h"

#include <string>
#include <vector>

// The files a user (and the servers) of the fleet would have. Pure functions: the same arguments, the same bytes.

namespace vedette::demo {

inline constexpr const char* kNotifierLog = "alertmanager-events.jsonl"; ///< below the demo's folder

struct FleetAddresses {
    int prometheus = 0;   ///< ports on 127.0.0.1
    int alertmanager = 0;
    int fleet = 0;
};

/// A feed of changes as the configuration names it.
struct FeedAddress {
    std::string name;
    std::string url; ///< or the folder of a watched folder
};
[[nodiscard]] std::vector<FeedAddress> feedAddresses(const FleetAddresses& addresses);

struct NamedFile {
    std::string path; ///< below the demo's folder
    std::string text;
};
/// vedette.yaml, catalog/services.yaml, slo/*.yaml.
[[nodiscard]] std::vector<NamedFile> userFiles(const FleetAddresses& addresses, Millis step, const FleetPace& pace = {});
/// prometheus.yml, rules.yml, alertmanager.yml.
[[nodiscard]] std::vector<NamedFile> serverFiles(const FleetAddresses& addresses, Millis step, const FleetPace& pace = {});

} // namespace vedette::demo
