#pragma once

#include "models/core/dependency.h"
#include "models/store/sqlite_database.h"

#include <vector>

namespace vedette {

/// Each answer replaces what its feed told before. An empty one does not while the kept one is no older than the span that was asked for: its
/// calls lie within that span, so the server has lost sight of them (a store of traces that starts anew each day) rather than they ended.
Status storeDependencies(Database& db, const std::vector<DependencyPoll>& polls);

} // namespace vedette
