#pragma once

#include "models/core/config.h"
#include "models/core/service.h"
#include "models/correlation/suspects.h"
#include "models/snapshot/left_out.h"
#include "models/snapshot/service_map.h"
#include "models/store/cache.h"

#include <memory>
#include <optional>
#include <vector>

namespace vedette {

/// What was read beside a history and is no part of the question.
struct HistoryBeside {
    ServiceMap map;
    LeftOutFacts leftOut;
    std::vector<AlertEpisode> switches; ///< alerts of dead man's switches; they are among leftOut.alerts too
};

/// The calendar of the site: of the configuration, else of this computer.
[[nodiscard]] ZoneOffset siteZone(const Config& config);

/// How far back a history reaches: 30 days, up to 100 where the cache keeps so many.
[[nodiscard]] Millis historySpan(const Config& config);

/// What a correlation needs to know, as known at `asOf`: alerts and changes since `since` (nullopt: historySpan() before `asOf`), 8 hours
/// more of changes. pastOnly: nothing that became known after `asOf`. Without what is left out and without the alerts of dead man's switches. The graph is the catalogue's, imports' and traces'.
/// The reader tells services by the configuration's names. `kept`, where given: alerts and changes are moved from there instead of being read,
/// and of `beside` only the map is made anew; nothing is moved where an error is answered.
[[nodiscard]] Result<CorrelationInput> readHistory(
    const CacheReader& reader, const Config& config, Time asOf, bool pastOnly, std::optional<Time> since = {},
    HistoryBeside* beside = nullptr, CorrelationInput* kept = nullptr);

} // namespace vedette
