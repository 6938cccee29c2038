#pragma once

#include "models/core/change.h"

#include <vector>

namespace vedette {

/// One later telling onto what is known: empty fields leave it, a null end leaves it.
void tellChange(ChangeRecord& known, const ChangeRecord& telling);

inline constexpr Millis kRevisionMemory{31LL * 86'400'000}; ///< how long it is remembered what ran before

/// A run whose last told stage is a step on the way: it goes on, or was closed by the next deployment of its service.
[[nodiscard]] bool isBetweenStages(const Change& change);

/// Records to changes, ascending by startsAt. One change are: stages of one parent of one feed (a record whose id is its parent is
/// the run as a whole and says the outcome); deployments without a parent of one service and revision in several environments
/// within 6 h; what several feeds tell of one deploy or switch (change_join.h): then times, stages, outcome, environment and id are
/// those of the feed that tells most stages. A deployment back to an earlier revision of its service (of the last 31 days) is a rollback;
/// `previous` is filled from the service's earlier change of that time. `before`: folded changes that lie before all of the records, ascending;
/// they are only remembered. Pure; the order of the records does not matter.
[[nodiscard]] std::vector<Change> foldChanges(std::vector<ChangeRecord> records, const std::vector<Change>& before = {});

} // namespace vedette
