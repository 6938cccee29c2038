#pragma once

#include "models/catalog/config_context.h"

namespace vedette {

/// What an entry with file_sd_configs, tenants or both stands for: a feed for each target and tenant, named ENTRY/TARGET/TENANT.
/// `feed` is what all have in common; without either key it is the only one. Whatever is wrong in a file of targets is a
/// warning: it must not keep the others from being asked. Its text as it was last good stands in for it.
[[nodiscard]] std::vector<FeedConfig> spreadFeed(YamlMap& entry, ConfigPart& part, const FeedConfig& feed);

} // namespace vedette
