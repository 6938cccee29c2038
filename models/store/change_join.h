#pragma once

#include "models/core/change.h"

#include <string>
#include <vector>

namespace vedette {

/// Records of one change, by startsAt. Points into records that outlive it.
using ChangeGroup = std::vector<const ChangeRecord*>;

/// Commits as prefixes of each other from seven digits on, anything else letter by letter; false where one is empty.
[[nodiscard]] bool sameRevision(const std::string& a, const std::string& b);
[[nodiscard]] bool isDeploy(ChangeKind k);
[[nodiscard]] bool beganBefore(const ChangeRecord* a, const ChangeRecord* b);

/// Groups of different feeds that tell of one change become one group. Of one service, never two of one feed, nearest first:
/// deployments that share a run, or a revision or one of the attributes version, commit, sha, tag, ref (of the latter only what
/// looks like a version or a commit) and begin within 15 min; then those whose names cannot be compared (one has none, or only
/// commits where the other has only versions) within 3 min of start or end; other kinds by kind and revision or title within 3 min.
void joinFeeds(std::vector<ChangeGroup>& groups);

} // namespace vedette
