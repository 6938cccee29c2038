#pragma once

#include "models/store/cache_files.h"
#include "models/store/people_file.h"
#include "models/store/sqlite_database.h"

namespace vedette {

/// The writer's connection with its lock.
struct OpenedCache {
    WriterLock lock;
    Database db; ///< destroyed before the lock is given back
    std::string setAside;
    std::string salvaged; ///< what came of it, a sentence
    int schemaVersion = 0;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
};

/// Judges the file, takes the lock, opens or makes the cache, migrates it; puts a damaged one aside and brings back what people wrote.
Result<OpenedCache> openForWriting(const std::string& path, PeopleFile& people);
/// The file that is open is no longer the one at `path` (deleted or replaced while running).
[[nodiscard]] bool fileIsGone(const std::string& path, const OpenedCache& cache);

} // namespace vedette
