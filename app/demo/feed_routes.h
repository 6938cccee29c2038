#pragma once

#include "app/demo/fleet_plan.h"

#include <map>
#include <optional>
#include <string>

namespace vedette::demo {

struct FeedAnswer {
    std::string body;
    std::string link; ///< Link header; empty: none
};

/// What the demo's change feeds answer to GET `path` at `now`; nullopt: there is no such page. `base` is the server's own URL.
[[nodiscard]] std::optional<FeedAnswer> feedAnswer(const FleetPlan& plan, Time now, const std::string& base, const std::string& path, const std::multimap<std::string, std::string>& params);

} // namespace vedette::demo
