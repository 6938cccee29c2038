#pragma once

#include "models/base/time.h"

#include <string>

namespace vedette::demo {

/// GET /api/v1/rules/history of a Grafana that evaluates a few rules of its own on the fleet's business numbers from `since` on (what was
/// before is the truth's alone): a data frame, oldest first; where there are more than `limit` rows the newest. The same for the same time,
/// whenever it is asked.
[[nodiscard]] std::string grafanaStateHistory(TimeRange range, Time since, Time now, int limit);

/// GET /api/alertmanager/grafana/api/v2/alerts of it: what is alerting or without data now.
[[nodiscard]] std::string grafanaFiring(Time since, Time now);

} // namespace vedette::demo
