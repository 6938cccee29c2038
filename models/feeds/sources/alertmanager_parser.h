#pragma once

#include "models/base/result.h"
#include "models/core/batch.h"
#include "models/core/config.h"

#include <string_view>

namespace vedette {

/// Body of Alertmanager's GET /api/v2/alerts as a complete poll. endsAt of what is listed lies in the future and is not used: an
/// alert ends by not being listed. `rejected` counts alerts without labels, start or with impossible times,
/// `leftOut` those that relabelling drops.
[[nodiscard]] Result<AlertPoll> parseAlertmanagerAlerts(std::string_view body, const FeedConfig& feed,
    const SeverityMapping& severity, Time at, std::size_t& rejected, std::int64_t& leftOut);

/// Body of GET /api/v2/silences.
[[nodiscard]] Result<std::vector<Silence>> parseSilences(std::string_view body, const std::string& feed, Time at, std::size_t& rejected);

} // namespace vedette
