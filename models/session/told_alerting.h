#pragma once

#include "models/core/alerting.h"
#include "models/core/config.h"
#include "models/store/cache.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What servers told of their own alerting. Of files nothing is here.
struct ToldAlerting {
    std::vector<ToldRules> rules;       ///< by feed
    std::vector<AlertRouting> routings; ///< by feed
    void take(ToldRules told);
    void take(AlertRouting told);
};

/// Under which key of the cache's states they are kept, and as what: JSON without addresses and secrets of receivers.
[[nodiscard]] std::string toldRulesKey(std::string_view feed);
[[nodiscard]] std::string toldRulesText(const ToldRules& told);
[[nodiscard]] std::optional<ToldRules> toldRulesFrom(std::string_view text, const std::string& feed);
[[nodiscard]] std::string toldRoutingKey(std::string_view feed);

/// What was told by the feeds of a configuration, as the cache keeps it.
[[nodiscard]] ToldAlerting keptAlerting(const CacheReader& reader, const Config& config);
/// Adds it to a configuration: rules behind those of its files, a routing where no file of that Alertmanager is named.
void addTold(Config& config, const ToldAlerting& told);

} // namespace vedette
