#pragma once

#include "models/core/change.h"

#include <vector>

namespace vedette {

/// One later telling onto what is known: empty fields leave it, a null end leaves it.
void tellChange(ChangeRecord& known, const ChangeRecord& telling);

/// Records to changes, ascending by startsAt. One change are: stages of one parent; deployments without a parent of one service
/// and revision in several environments within 6 h; deployments of several feeds of one service and revision (or a prefix of the
/// other's commit) that begin within 15 min. A deployment back to an earlier revision of its service is a rollback; `previous` is
/// filled from the service's earlier change. Pure; the order of the records does not matter.
[[nodiscard]] std::vector<Change> foldChanges(std::vector<ChangeRecord> records);

} // namespace vedette
