#pragma once

#include "models/core/alert.h"
#include "models/core/change.h"
#include "models/core/config.h"

#include <vector>

namespace vedette {

/// Facts of instances that are kept out of a service's sums (`left_out`): listed, but not counted, grouped or suspected.
struct LeftOutFacts {
    std::vector<AlertEpisode> alerts;
    std::vector<Change> changes;
};

[[nodiscard]] bool isLeftOut(const Config& config, const Labels& labels);
/// Selectors see an alert's labels and what the mapping made of them, and a change's attributes, service and environment.
[[nodiscard]] bool isLeftOut(const Config& config, const AlertEpisode& alert);
[[nodiscard]] bool isLeftOut(const Config& config, const Change& change);
/// Moves out of both lists what does not count, in their order.
[[nodiscard]] LeftOutFacts takeLeftOut(const Config& config, std::vector<AlertEpisode>& alerts, std::vector<Change>& changes);

} // namespace vedette
