#pragma once

#include "models/base/result.h"
#include "models/core/change.h"
#include "models/core/silence.h"

#include <string>
#include <vector>

namespace vedette {

/// What people wrote, in a file of its own beside the cache (`<path>.people`), so that it outlives a damaged cache. Appended and
/// synced before the cache commits. Not thread-safe.
class PeopleFile {
public:
    explicit PeopleFile(const std::string& cachePath) : m_path(cachePath + ".people") {}

    struct Facts {
        std::vector<Note> notes;
        std::vector<ChangeRecord> changes;
    };
    /// All whole records; a torn end is left out (and cut off by the next append).
    Result<Facts> read();
    /// Appends and syncs; on failure the file is as it was.
    Status append(const std::vector<Note>& notes, const std::vector<ChangeRecord>& changes);
    /// Takes back the last append (the cache did not commit).
    void takeBack();
    [[nodiscard]] bool exists() const;

private:
    std::string m_path;
    std::int64_t m_good = -1; ///< bytes of whole records; -1: not read yet
    std::int64_t m_before = -1;
};

} // namespace vedette
