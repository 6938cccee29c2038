#pragma once

#include "models/core/config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette {

/// Notices that a file of a configuration changed, came or went (by size, time and inode; globs are expanded again). Cheap
/// enough to be asked every two seconds; no inotify, so that network homes work.
class ConfigWatch {
public:
    explicit ConfigWatch(const Config& config);
    /// True once after each change.
    [[nodiscard]] bool changed();

private:
    [[nodiscard]] std::uint64_t fingerprint() const;
    std::vector<std::string> m_files;
    std::vector<std::string> m_globs;
    std::uint64_t m_last;
};

} // namespace vedette
