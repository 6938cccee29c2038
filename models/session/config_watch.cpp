#include "models/session/config_watch.h"

#include "models/base/text.h"

#include <glob.h>
#include <sys/stat.h>

#include <set>

namespace vedette {

ConfigWatch::ConfigWatch(const Config& config) : m_files(config.files), m_globs(config.globs), m_last(fingerprint()) {}

bool ConfigWatch::changed()
{
    const auto now = fingerprint();
    const bool moved = now != m_last;
    m_last = now;
    return moved;
}

std::uint64_t ConfigWatch::fingerprint() const
{
    std::set<std::string> files(m_files.begin(), m_files.end());
    for (const auto& pattern : m_globs) {
        glob_t found{};
        if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
            for (std::size_t i = 0; i < found.gl_pathc; ++i)
                files.insert(found.gl_pathv[i]);
        }
        globfree(&found);
    }
    std::uint64_t hash = fnv1a({});
    for (const auto& file : files) {
        struct stat info {};
        const bool there = stat(file.c_str(), &info) == 0;
        hash = fnv1a(file, hash);
        hash = fnv1a(there ? std::to_string(info.st_size) + "/" + std::to_string(info.st_mtim.tv_sec) + "."
                        + std::to_string(info.st_mtim.tv_nsec) + "/" + std::to_string(info.st_ino)
                           : std::string("gone"),
            hash);
    }
    return hash;
}

} // namespace vedette
