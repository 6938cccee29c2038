#include "models/session/inbox.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace vedette {

namespace {

std::string folderOf(const std::string& cachePath) { return cachePath + ".inbox"; }

Error trouble(const std::string& what, const std::string& path)
{
    return makeError(ErrorKind::store, what + " " + path + ": " + std::strerror(errno));
}

} // namespace

Status leaveInInbox(const std::string& cachePath, const std::string& lines, Time now)
{
    const auto folder = folderOf(cachePath);
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return trouble("cannot make", folder);
    const auto stem = folder + "/" + std::to_string(toMs(now)) + "-" + std::to_string(getpid());
    const auto part = stem + ".part";
    const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return trouble("cannot make", part);
    std::size_t written = 0;
    while (written < lines.size()) {
        const auto n = write(file, lines.data() + written, lines.size() - written);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            const auto error = trouble("cannot write", part);
            close(file);
            unlink(part.c_str());
            return error;
        }
        written += static_cast<std::size_t>(n);
    }
    const bool synced = fsync(file) == 0;
    close(file);
    if (!synced || rename(part.c_str(), (stem + ".jsonl").c_str()) != 0) {
        const auto error = trouble("cannot keep", part);
        unlink(part.c_str());
        return error;
    }
    const int dir = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir >= 0) {
        fsync(dir);
        close(dir);
    }
    return Done{};
}

std::vector<std::string> waitingInInbox(const std::string& cachePath)
{
    std::vector<std::string> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folderOf(cachePath), ignored)) {
        if (entry.path().extension() == ".jsonl")
            files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Status takeFromInbox(CacheWriter& writer, const Config& config, const std::string& file, Time now)
{
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto read = readLines(text, file, config, now, [&](Batch batch) -> Status {
        auto info = writer.commit(batch);
        if (!info.ok())
            return info.error();
        return Done{};
    });
    if (!read.ok())
        return read.error(); // the cache is in trouble: the file waits
    if (read->brokenLines > 0)
        std::rename(file.c_str(), (file + ".refused").c_str());
    else
        unlink(file.c_str());
    return Done{};
}

} // namespace vedette
