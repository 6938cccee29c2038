#pragma once

#include "models/core/config.h"
#include "models/session/json_lines.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vedette {

// Headless verbs that write the cache or look at it whole. Errors: kind store.

/// `import`: reads a file's text into the cache.
[[nodiscard]] Result<LinesRead> importText(
    const std::string& cachePath, const Config& config, std::string_view text, const std::string& file, Time now);

struct AddedChange {
    std::string id;
    bool left = false; ///< another console writes the cache: left in its inbox, taken in within seconds
};
/// `change add`: committed with full sync.
[[nodiscard]] Result<AddedChange> addChange(const std::string& cachePath, const Config& config, ChangeRecord record, Time now);

/// `export`: lines to `write`, kinds of CLI.md in the plural ("alerts", "changes", "services", "samples", "notes").
[[nodiscard]] Status exportLines(const std::string& cachePath, TimeRange range, std::optional<Time> asOf, const std::vector<std::string>& kinds,
    const std::function<void(const std::string&)>& write);

[[nodiscard]] Status compactCache(const std::string& cachePath, const Config& config);

} // namespace vedette
