#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <string>

// The files round a cache: what may be opened, who writes, what is put aside.

namespace vedette {

enum class FileVerdict { fresh, cache, damaged };

/// What lies at `path`: nothing or 0 bytes (fresh), a cache, or what was one and cannot be read (damaged). Error: something that is
/// not ours (text, a folder, a FIFO, another program's file), which is not touched.
Result<FileVerdict> judgeFile(const std::string& path);

/// Makes the folder of `path` (0700) where it is missing; a sentence when it cannot be written.
Status prepareFolder(const std::string& path);

/// Why the cache that lies at `path` may be read but not written (its folder, its file or its file system); empty: it may, or there is none.
[[nodiscard]] std::string whyReadOnly(const std::string& path);

/// An exclusive lock on `<path>.lock`, held until destruction; "in use ..." naming the process that has it.
class WriterLock {
public:
    static Result<WriterLock> take(const std::string& path);
    WriterLock() = default;
    ~WriterLock();
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;

private:
    int m_file = -1;
};

/// Renames a damaged cache (its WAL too) to `<path>.damaged-` and the date of its last write; answers the new path.
Result<std::string> setAside(const std::string& path);

/// Which file lies there and when it was last written.
struct FileMark {
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t written = 0; ///< ns
    std::int64_t wal = 0;     ///< bytes of its WAL
    friend bool operator==(const FileMark&, const FileMark&) = default;
};
/// Somebody has (or had, when it was killed) the cache open: the shared memory of its WAL lies there.
[[nodiscard]] bool isShared(const std::string& path);
[[nodiscard]] FileMark fileMark(const std::string& path);

/// A mark beside the cache that a read found damage: the next opening checks it whole.
void markDamaged(const std::string& path);
[[nodiscard]] bool isMarkedDamaged(const std::string& path);
void clearDamagedMark(const std::string& path);

} // namespace vedette
