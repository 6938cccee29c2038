#include "models/feeds/file_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace vedette {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMaxBytes = 64ULL << 20U;
constexpr std::size_t kMaxFiles = 10'000;

bool halfWritten(const std::string& name)
{
    return name.empty() || name.front() == '.' || name.back() == '~' || (name.size() > 4 && name.substr(name.size() - 4) == ".tmp");
}

} // namespace

Result<std::vector<FileReader::Found>> FileReader::changed(const std::string& path, const std::function<bool(const std::string&)>& wants)
{
    std::error_code code;
    std::vector<std::string> paths;
    const auto status = fs::status(path, code);
    if (code || !fs::exists(status))
        return makeError(ErrorKind::notFound, path + " cannot be read: " + (code ? code.message() : std::string("no such file or folder")));
    if (fs::is_directory(status)) {
        for (fs::directory_iterator it(path, code), end; !code && it != end && paths.size() < kMaxFiles; it.increment(code)) {
            const auto name = it->path().filename().string();
            std::error_code ignored;
            if (!halfWritten(name) && wants(name) && it->is_regular_file(ignored))
                paths.push_back(it->path().string());
        }
        if (code)
            return makeError(ErrorKind::notFound, path + " cannot be read: " + code.message());
        std::sort(paths.begin(), paths.end());
    } else if (fs::is_regular_file(status)) {
        paths.push_back(path);
    } else {
        return makeError(ErrorKind::notFound, path + " is neither a file nor a folder");
    }
    std::erase_if(m_known, [&](const auto& entry) { return !std::binary_search(paths.begin(), paths.end(), entry.first); });
    std::vector<Found> out;
    for (const auto& file : paths) {
        Stamp stamp;
        stamp.size = fs::file_size(file, code);
        if (!code)
            stamp.modified = fs::last_write_time(file, code).time_since_epoch().count();
        if (const auto known = m_known.find(file); !code && known != m_known.end() && known->second == stamp)
            continue;
        m_known[file] = stamp;
        const auto refuse = [&](const std::string& why) { out.push_back({file, makeError(ErrorKind::notFound, file + " cannot be read: " + why)}); };
        if (code) {
            refuse(code.message());
            continue;
        }
        if (stamp.size > kMaxBytes) {
            refuse("it is larger than 64 MiB");
            continue;
        }
        std::ifstream stream(file, std::ios::binary);
        std::string bytes(static_cast<std::size_t>(stamp.size), '\0');
        if (!stream || (!bytes.empty() && !stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))) {
            refuse(errno != 0 ? std::strerror(errno) : "it changed while it was read");
            m_known.erase(file);
            continue;
        }
        out.push_back({file, std::move(bytes)});
    }
    return out;
}

} // namespace vedette
