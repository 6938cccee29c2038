#pragma once

#include "models/base/time.h"
#include "models/store/sqlite_database.h"

namespace vedette {

class SampleWriter;

/// Takes one bounded piece of what is too old, or of the oldest while the file is over `maxBytes`, out of the cache; never what
/// people wrote. A clock that went back takes nothing; one that ran ahead of all facts counts only one day beyond them. Inside
/// the caller's transaction. True: nothing more is to be done.
Result<bool> retirePiece(Database& db, SampleWriter& samples, Time now, int days, std::int64_t maxBytes);

} // namespace vedette
