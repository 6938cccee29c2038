#pragma once

#include "models/store/sqlite_database.h"

namespace vedette {

/// The rest of migration 5, inside its transaction: facts move from the tables `*_before` to their new keys, everything is indexed anew, changes are
/// folded. Memory does not grow with the rows.
Status upgradeEvents(Database& db);

/// Folds all changes anew where another version of the rules folded them (change_fold.cpp, change_join.cpp; kFoldRules counts the versions).
Status refoldByNewRules(Database& db);

} // namespace vedette
