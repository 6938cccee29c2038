#pragma once

#include "models/store/sqlite_database.h"

#include <cstdint>
#include <string>

namespace vedette {

/// What was read back from a damaged cache.
struct Salvaged {
    std::int64_t notes = 0;
    std::int64_t changes = 0; ///< records, as told
    std::int64_t alerts = 0;
    std::int64_t unproved = 0;   ///< records that could be read and that nothing else in the file confirms: left out
    std::int64_t unreadable = 0; ///< places that could not be read

    /// "40 notes, 3 change records and 210 alerts were read back from it; 5 records that nothing confirms and 2 places that cannot be read were not".
    [[nodiscard]] std::string sentence() const;
};

/// Reads what it can of the damaged cache at `path` into `into`, record by record: notes, changes and episodes with all that was known when.
/// SQLite keeps no check sums, so a record is taken only where a second place in the file agrees: every word of it stands in the search index
/// in that order, a change is the fold of its tellings, an episode is its last version, labels give the fingerprint, and what was known before says
/// no other thing. At most the newest 100,000 of a
/// kind. What `into` holds already stays. Flags are made again from samples. Never fails: what cannot be read is counted. The file is not changed.
Salvaged salvage(const std::string& path, Database& into);

} // namespace vedette
