#pragma once

#include "models/core/config.h"
#include "models/core/slo.h"
#include "models/store/cache.h"

#include <string>
#include <vector>

namespace vedette {

/// The selectors whose raw counters the SLOs need, without those that another one contains. Queries that are not linear in
/// counters give none; their reason comes out of sloProblem.
[[nodiscard]] std::vector<std::string> sloSelectors(const std::vector<SloSpec>& slos);
/// Why an SLO cannot be counted from counters; empty when it can.
[[nodiscard]] std::string sloProblem(const SloSpec& slo);

/// Counts events of all SLOs into 5-minute bins. `since`: only bins from then on (bins before it stand); the samples before it are
/// read as far as needed to know what a counter stood at. `knownFrom`: since when counters were asked for.
[[nodiscard]] Result<std::vector<SloBins>> countSlos(const CacheReader& reader, const Config& config, Time knownFrom, Time since, Time now);

/// All SLOs judged from the bins of the cache at `asOf`, worst first.
[[nodiscard]] Result<std::vector<SloReport>> judgeSlos(const CacheReader& reader, const Config& config, Time asOf);

} // namespace vedette
