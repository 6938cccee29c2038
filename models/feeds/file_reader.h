#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vedette {

/// Reads a file or the files of a watched folder that are new or changed since the last call. Regular files only, at most 64 MiB
/// each; names that begin with a dot or end in .tmp or ~ are left alone (half-written). I/O thread only.
class FileReader {
public:
    struct Found {
        std::string path;
        Result<std::string> bytes;
    };
    /// Error: the path itself cannot be read. `wants` is asked for the names in a folder.
    [[nodiscard]] Result<std::vector<Found>> changed(const std::string& path, const std::function<bool(const std::string&)>& wants);
    /// The file is read again at the next call.
    void forget(const std::string& path) { m_known.erase(path); }

private:
    struct Stamp {
        std::int64_t modified = 0;
        std::uintmax_t size = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    std::map<std::string, Stamp> m_known;
};

} // namespace vedette
