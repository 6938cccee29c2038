#include "models/store/cache_files.h"

#include "models/store/schema.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>

namespace vedette {

namespace {

constexpr std::size_t kHeader = 512;

Error refused(const std::string& path, const std::string& what)
{
    return makeError(ErrorKind::store, path + " is " + what + ", not a Vedette cache: it was left as it is");
}

bool exists(const std::string& path)
{
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0;
}

/// What the system says against it; empty: nothing.
std::string notWritable(const std::string& path, int how)
{
    return ::faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) == 0 ? std::string() : std::string(std::strerror(errno));
}

bool looksLikeText(const unsigned char* bytes, std::size_t size)
{
    return std::none_of(bytes, bytes + size, [](unsigned char c) { return c == 0 || (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x0C && c != 0x1B); });
}

} // namespace

Result<FileVerdict> judgeFile(const std::string& path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return FileVerdict::fresh;
        return makeError(ErrorKind::store, path + " cannot be looked at: " + std::strerror(errno));
    }
    if (S_ISDIR(info.st_mode))
        return refused(path, "a folder");
    if (!S_ISREG(info.st_mode))
        return refused(path, S_ISFIFO(info.st_mode) ? "a FIFO" : "a device or socket");
    if (info.st_size == 0)
        return FileVerdict::fresh;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return makeError(ErrorKind::store, path + " cannot be read: " + std::strerror(errno));
    std::array<unsigned char, kHeader> header{};
    const auto got = ::read(file, header.data(), header.size());
    ::close(file);
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    const bool ours = exists(path + ".lock");
    if (size < 100)
        return ours && !looksLikeText(header.data(), size) ? Result<FileVerdict>(FileVerdict::damaged) : refused(path, "too short");
    const bool magic = std::memcmp(header.data(), "SQLite format 3", 16) == 0;
    if (!magic) {
        if (looksLikeText(header.data(), size))
            return refused(path, "a text file");
        return ours ? Result<FileVerdict>(FileVerdict::damaged) : refused(path, "some other file");
    }
    std::int64_t application = 0;
    for (std::size_t i = 68; i < 72; ++i)
        application = application << 8 | header[i];
    if (application == kApplicationId)
        return FileVerdict::cache;
    // Every sound SQLite file has these three bytes; without them the header, and the mark in it, is damaged.
    const bool sound = header[21] == 64 && header[22] == 32 && header[23] == 32;
    if (!sound && ours)
        return FileVerdict::damaged;
    // A cache whose first transaction was cut off: no table, no mark.
    const bool empty = application == 0 && header[28] == 0 && header[29] == 0 && header[30] == 0 && header[31] <= 1;
    if (empty && ours)
        return FileVerdict::fresh;
    return refused(path, "another program's SQLite file");
}

Status prepareFolder(const std::string& path)
{
    const auto folder = std::filesystem::path(path).parent_path();
    if (folder.empty())
        return Done{};
    std::error_code error;
    if (!std::filesystem::exists(folder, error)) {
        const auto mask = ::umask(0077);
        std::filesystem::create_directories(folder, error);
        ::umask(mask);
        if (error)
            return makeError(ErrorKind::store, "the folder " + folder.string() + " cannot be made: " + error.message());
    }
    if (!std::filesystem::is_directory(folder, error))
        return makeError(ErrorKind::store, folder.string() + " is not a folder");
    if (const auto why = notWritable(folder.string(), W_OK | X_OK); !why.empty())
        return makeError(ErrorKind::store, "the folder " + folder.string() + " may not be written (" + why + "): nothing can be kept");
    return Done{};
}

std::string whyReadOnly(const std::string& path)
{
    const auto verdict = judgeFile(path);
    if (!verdict.ok() || *verdict != FileVerdict::cache)
        return {};
    const auto parent = std::filesystem::path(path).parent_path();
    const auto folder = parent.empty() ? std::string(".") : parent.string();
    const auto say = [](const std::string& what, const std::string& why) {
        return what + " may not be written (" + why + "): what is stored is shown, nothing is added";
    };
    if (const auto why = notWritable(folder, W_OK | X_OK); !why.empty())
        return say("the folder " + folder, why);
    if (const auto why = notWritable(path, W_OK); !why.empty())
        return say("the cache " + path, why);
    return {};
}

Result<WriterLock> WriterLock::take(const std::string& path)
{
    const auto name = path + ".lock";
    WriterLock lock;
    lock.m_file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock.m_file < 0)
        return makeError(ErrorKind::store, "the lock file " + name + " cannot be opened: " + std::strerror(errno));
    if (::flock(lock.m_file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return makeError(ErrorKind::store, "the folder of the cache cannot lock files (" + std::string(std::strerror(errno))
                    + "): put the cache on a local disk");
        std::array<char, 32> pid{};
        const auto got = ::pread(lock.m_file, pid.data(), pid.size() - 1, 0);
        std::string who(pid.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        who.erase(std::remove(who.begin(), who.end(), '\n'), who.end());
        return makeError(ErrorKind::store, "in use by another console" + (who.empty() ? std::string() : " (process " + who + ")"));
    }
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.m_file, 0) != 0 || ::pwrite(lock.m_file, pid.data(), pid.size(), 0) < 0) {
        // The lock itself holds; only its owner's number is missing (a full disk).
    }
    return lock;
}

WriterLock::~WriterLock()
{
    if (m_file >= 0)
        ::close(m_file);
}
WriterLock::WriterLock(WriterLock&& other) noexcept : m_file(std::exchange(other.m_file, -1)) {}
WriterLock& WriterLock::operator=(WriterLock&& other) noexcept
{
    std::swap(m_file, other.m_file);
    return *this;
}

Result<std::string> setAside(const std::string& path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return makeError(ErrorKind::store, path + " cannot be looked at: " + std::strerror(errno));
    std::tm parts{};
    const std::time_t written = info.st_mtime;
    ::gmtime_r(&written, &parts);
    std::array<char, 32> date{};
    std::strftime(date.data(), date.size(), "%Y%m%dT%H%M%SZ", &parts);
    const auto base = path + ".damaged-" + date.data();
    auto name = base;
    for (int i = 2; exists(name); ++i)
        name = base + "-" + std::to_string(i);
    if (::rename(path.c_str(), name.c_str()) != 0)
        return makeError(ErrorKind::store, "the damaged cache cannot be put aside as " + name + ": " + std::strerror(errno));
    for (const char* more : {"-wal", "-shm"}) {
        if (exists(path + more))
            ::rename((path + more).c_str(), (name + more).c_str());
    }
    return name;
}

bool isShared(const std::string& path)
{
    constexpr off_t kFirstRegion = 32'768; // a shorter one is what a full disk left of an attempt
    struct stat info {};
    return ::stat((path + "-shm").c_str(), &info) == 0 && info.st_size >= kFirstRegion;
}

FileMark fileMark(const std::string& path)
{
    struct stat info {};
    FileMark out;
    if (::stat(path.c_str(), &info) == 0)
        out = {info.st_ino, info.st_size, info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec, 0};
    if (::stat((path + "-wal").c_str(), &info) == 0)
        out.wal = info.st_size;
    return out;
}

void markDamaged(const std::string& path)
{
    const int file = ::open((path + ".check").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0)
        ::close(file);
}
bool isMarkedDamaged(const std::string& path) { return exists(path + ".check"); }
void clearDamagedMark(const std::string& path) { ::unlink((path + ".check").c_str()); }

} // namespace vedette
