#include "tests/store/fault_vfs.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace vedette::test {

namespace {

FaultVfs* s_live = nullptr;

struct ShimFile {
    sqlite3_file base;
    std::string* name;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

ShimFile* shim(sqlite3_file* file) { return reinterpret_cast<ShimFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return shim(file)->real(); }
const sqlite3_io_methods* methods(sqlite3_file* file) { return real(file)->pMethods; }

void note(sqlite3_file* file, FaultVfs::Write write)
{
    if (auto* kept = s_live->kept(*shim(file)->name))
        kept->since.push_back(std::move(write));
}

int xClose(sqlite3_file* f)
{
    const int code = methods(f)->xClose(real(f));
    delete shim(f)->name;
    return code;
}
int xRead(sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return methods(f)->xRead(real(f), to, n, at); }
int xWrite(sqlite3_file* f, const void* from, int n, sqlite3_int64 at)
{
    if (s_live->hit(FaultVfs::Call::write)) {
        if (s_live->torn()) {
            note(f, {at, std::string(static_cast<const char*>(from), static_cast<std::size_t>(n / 2)), false});
            methods(f)->xWrite(real(f), from, n / 2, at);
        }
        return s_live->code();
    }
    note(f, {at, std::string(static_cast<const char*>(from), static_cast<std::size_t>(n)), false});
    return methods(f)->xWrite(real(f), from, n, at);
}
int xTruncate(sqlite3_file* f, sqlite3_int64 size)
{
    if (s_live->hit(FaultVfs::Call::truncate))
        return s_live->code();
    note(f, {size, {}, true});
    return methods(f)->xTruncate(real(f), size);
}

void putDown(std::string& bytes, const FaultVfs::Write& write)
{
    const auto at = static_cast<std::size_t>(write.at);
    if (write.truncates) {
        bytes.resize(std::min(bytes.size(), at));
        return;
    }
    if (bytes.size() < at + write.bytes.size())
        bytes.resize(at + write.bytes.size());
    bytes.replace(at, write.bytes.size(), write.bytes);
}

int xSync(sqlite3_file* f, int flags)
{
    if (s_live->hit(FaultVfs::Call::sync))
        return s_live->code();
    if (auto* kept = s_live->kept(*shim(f)->name)) {
        for (const auto& write : kept->since)
            putDown(kept->synced, write);
        kept->since.clear();
    }
    return methods(f)->xSync(real(f), flags);
}
int xFileSize(sqlite3_file* f, sqlite3_int64* size) { return methods(f)->xFileSize(real(f), size); }
int xLock(sqlite3_file* f, int lock) { return methods(f)->xLock(real(f), lock); }
int xUnlock(sqlite3_file* f, int lock) { return methods(f)->xUnlock(real(f), lock); }
int xCheckReservedLock(sqlite3_file* f, int* out) { return methods(f)->xCheckReservedLock(real(f), out); }
int xFileControl(sqlite3_file* f, int op, void* arg) { return methods(f)->xFileControl(real(f), op, arg); }
int xSectorSize(sqlite3_file* f) { return methods(f)->xSectorSize(real(f)); }
int xDeviceCharacteristics(sqlite3_file* f) { return methods(f)->xDeviceCharacteristics(real(f)); }
int xShmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out)
{
    return s_live->hit(FaultVfs::Call::shm) ? s_live->code() : methods(f)->xShmMap(real(f), page, size, extend, out);
}
int xShmLock(sqlite3_file* f, int offset, int n, int flags) { return methods(f)->xShmLock(real(f), offset, n, flags); }
void xShmBarrier(sqlite3_file* f) { methods(f)->xShmBarrier(real(f)); }
int xShmUnmap(sqlite3_file* f, int remove) { return methods(f)->xShmUnmap(real(f), remove); }

const sqlite3_io_methods s_methods{2, xClose, xRead, xWrite, xTruncate, xSync, xFileSize, xLock, xUnlock, xCheckReservedLock, xFileControl, xSectorSize,
    xDeviceCharacteristics, xShmMap, xShmLock, xShmBarrier, xShmUnmap, nullptr, nullptr};

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    file->pMethods = nullptr;
    if (s_live->hit(FaultVfs::Call::open))
        return s_live->code();
    const int code = s_live->real()->xOpen(s_live->real(), name, real(file), flags, outFlags);
    if (code != SQLITE_OK || real(file)->pMethods == nullptr)
        return code;
    shim(file)->name = new std::string(name == nullptr ? "" : name);
    file->pMethods = &s_methods;
    return SQLITE_OK;
}
int deleteFile(sqlite3_vfs*, const char* name, int sync)
{
    s_live->forget(name);
    return s_live->real()->xDelete(s_live->real(), name, sync);
}

} // namespace

FaultVfs::FaultVfs() : m_real(sqlite3_vfs_find(nullptr)), m_shim(*m_real)
{
    m_shim.pNext = nullptr;
    m_shim.zName = "vedette-faults";
    m_shim.szOsFile = static_cast<int>(sizeof(ShimFile)) + m_real->szOsFile;
    m_shim.xOpen = openFile;
    m_shim.xDelete = deleteFile;
    s_live = this;
    sqlite3_vfs_register(&m_shim, 1);
}

FaultVfs::~FaultVfs()
{
    sqlite3_vfs_unregister(&m_shim);
    sqlite3_vfs_register(m_real, 1);
    s_live = nullptr;
}

void FaultVfs::fail(Call call, int nth, int code, bool torn)
{
    m_call = call;
    m_left = nth;
    m_code = code;
    m_torn = torn;
    m_failed = false;
    m_calls = 0;
}

void FaultVfs::hold(Call call)
{
    const std::lock_guard lock(m_mutex);
    m_holding = call;
}

void FaultVfs::waitUntilHeld()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_held > 0; });
}

void FaultVfs::release()
{
    {
        const std::lock_guard lock(m_mutex);
        m_holding = Call::none;
    }
    m_wake.notify_all();
}

bool FaultVfs::hit(Call call)
{
    {
        std::unique_lock lock(m_mutex);
        if (m_holding == call) {
            ++m_held;
            m_wake.notify_all();
            m_wake.wait(lock, [this, call] { return m_holding != call; });
            --m_held;
        }
    }
    if (call != m_call)
        return false;
    ++m_calls;
    if (m_left <= 0 || --m_left > 0)
        return false;
    m_failed = true;
    return true;
}

void FaultVfs::watchPower()
{
    m_power = true;
    m_files.clear();
}

FaultVfs::Kept* FaultVfs::kept(const std::string& name) { return m_power && !name.empty() ? &m_files[name] : nullptr; }
void FaultVfs::forget(const std::string& name) { m_files.erase(name); }

std::map<std::string, std::string> FaultVfs::afterPowerCut(const std::string& folder, std::mt19937& random) const
{
    std::map<std::string, std::string> out;
    for (const auto& [name, kept] : m_files) {
        if (!name.starts_with(folder))
            continue;
        auto bytes = kept.synced;
        for (auto write : kept.since) {
            const auto fate = random() % 4; // none, whole, whole, a part of whole sectors
            if (fate == 0)
                continue;
            if (fate == 3 && !write.truncates)
                write.bytes.resize(write.bytes.size() / 1024 * 512);
            putDown(bytes, write);
        }
        out[name] = std::move(bytes);
    }
    return out;
}

} // namespace vedette::test
