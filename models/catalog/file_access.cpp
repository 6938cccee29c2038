#include "models/catalog/file_access.h"

#include <glob.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

namespace vedette {

namespace fs = std::filesystem;

Result<std::string> readWholeFile(const std::string& path)
{
    constexpr std::size_t kMaxBytes = 8U << 20U;
    std::error_code ec;
    if (fs::is_directory(path, ec))
        return makeError(ErrorKind::notFound, path + " is a folder, not a file");
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return makeError(ErrorKind::notFound, path + (fs::exists(path, ec) ? " cannot be read" : " does not exist"));
    std::string text;
    std::string chunk(64 * 1024, '\0');
    while (in && text.size() <= kMaxBytes) {
        in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (text.size() > kMaxBytes)
        return makeError(ErrorKind::notFound, path + " is larger than 8 MiB");
    if (in.bad())
        return makeError(ErrorKind::notFound, path + " cannot be read");
    return text;
}

std::string below(const std::string& folder, const std::string& path)
{
    if (path.empty() || path.front() == '/' || folder.empty())
        return path;
    return folder.back() == '/' ? folder + path : folder + "/" + path;
}

std::string folderOf(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return {};
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string absolutePath(const std::string& path)
{
    std::error_code ec;
    const auto absolute = fs::absolute(path, ec);
    return ec ? path : absolute.lexically_normal().string();
}

bool isGlob(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

std::vector<std::string> expandGlob(const std::string& pattern)
{
    std::vector<std::string> found;
    glob_t matches{};
    if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &matches) == 0) {
        std::error_code ec;
        for (std::size_t i = 0; i < matches.gl_pathc; ++i) {
            if (!fs::is_directory(matches.gl_pathv[i], ec))
                found.emplace_back(matches.gl_pathv[i]);
        }
    }
    ::globfree(&matches);
    std::sort(found.begin(), found.end());
    return found;
}

bool isKnownZone(const std::string& name)
{
    const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-' || c == '+'; };
    if (name.empty() || name.size() > 64 || !std::isalpha(static_cast<unsigned char>(name.front()))
        || !std::all_of(name.begin(), name.end(), plain) || name.back() == '/')
        return false;
    std::error_code ec;
    const fs::path zones("/usr/share/zoneinfo");
    if (!fs::is_directory(zones, ec))
        return name == "UTC" || name.find('/') != std::string::npos;
    std::ifstream in(zones / name, std::ios::binary);
    char magic[4] = {};
    return in.read(magic, 4) && std::string_view(magic, 4) == "TZif";
}

std::string stockMappingFolder(const std::string& preferred)
{
    std::error_code ec;
    if (!preferred.empty() && fs::is_directory(preferred, ec))
        return preferred;
    const auto program = fs::read_symlink("/proc/self/exe", ec);
    if (ec)
        return {};
    auto folder = program.parent_path();
    if (const auto shared = folder / "../share/vedette/feeds"; fs::is_directory(shared, ec))
        return shared.lexically_normal().string();
    for (int level = 0; level < 5 && folder.has_relative_path(); ++level, folder = folder.parent_path()) {
        if (const auto source = folder / "resources/feeds"; fs::is_directory(source, ec))
            return source.string();
    }
    return {};
}

} // namespace vedette
