#pragma once

#include "models/core/config.h"
#include "models/session/json_lines.h"
#include "models/store/cache.h"

#include <string>
#include <vector>

namespace vedette {

/// Beside each cache lies a folder `<cache>.inbox`: a process that may not write the cache, because a console has it open, leaves
/// lines there; the console takes them in. Each file is written whole, synced and renamed into place; one that cannot be taken in
/// is kept as `*.refused`.

/// Leaves lines for whoever writes the cache. Error kind store.
[[nodiscard]] Status leaveInInbox(const std::string& cachePath, const std::string& lines, Time now);
/// Files that wait, oldest first.
[[nodiscard]] std::vector<std::string> waitingInInbox(const std::string& cachePath);
/// Takes one file in and removes it; on the writer's thread.
[[nodiscard]] Status takeFromInbox(CacheWriter& writer, const Config& config, const std::string& file, Time now);

} // namespace vedette
