#pragma once

#include "models/core/config.h"
#include "models/core/service.h"
#include "models/correlation/suspects.h"
#include "models/store/cache.h"

#include <memory>
#include <optional>
#include <vector>

namespace vedette {

/// The catalogue of the configuration merged with services that were imported: an import adds services and dependencies and fills
/// what the configuration leaves open.
[[nodiscard]] std::vector<ServiceInfo> mergedServices(const std::vector<ServiceInfo>& configured, const std::vector<ServiceInfo>& imported);

/// What a correlation needs to know, as known at `asOf`: alerts and changes since `since` (nullopt: 30 days before `asOf`, up to 100
/// where the cache keeps so many), 8 hours
/// more of changes. pastOnly: nothing that became known after `asOf`.
[[nodiscard]] Result<CorrelationInput> readHistory(
    const CacheReader& reader, const Config& config, Time asOf, bool pastOnly, std::optional<Time> since = {});

} // namespace vedette
