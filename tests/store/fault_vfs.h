#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace vedette::test {

/// SQLite's own way to the disk with a fault in it: the n-th call of a kind fails, or what was not synced is lost. While one lives, every
/// database of this process goes through it (one at a time, one thread; while calls are held, any).
class FaultVfs {
public:
    enum class Call { none, open, write, sync, truncate, shm };

    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    /// From now on the n-th (1 is the next) call of the kind fails once with this code; a torn write puts half of it down first.
    void fail(Call call, int nth, int code, bool torn = false);
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] int calls() const { return m_calls; } ///< of the kind, since fail()

    /// From now on calls of the kind wait, as on a disk that does not answer, until release(). Nothing else may be asked of this meanwhile.
    void hold(Call call);
    void waitUntilHeld(); ///< some call waits
    void release();

    /// Begins to keep what of each file (but shared memory) is synced.
    void watchPower();
    /// The power fails now: of what was not synced each write is on the disk or not, as the dice fall. Answers path and bytes of each file
    /// in a folder.
    [[nodiscard]] std::map<std::string, std::string> afterPowerCut(const std::string& folder, std::mt19937& random) const;

    struct Write {
        std::int64_t at = 0;
        std::string bytes;
        bool truncates = false;
    };
    struct Kept {
        std::string synced;
        std::vector<Write> since;
    };

    bool hit(Call call); ///< used by the shim: this call fails; waits while calls of the kind are held
    [[nodiscard]] int code() const { return m_code; }
    [[nodiscard]] bool torn() const { return m_torn; }
    Kept* kept(const std::string& name);
    void forget(const std::string& name);
    [[nodiscard]] sqlite3_vfs* real() const { return m_real; }

private:
    sqlite3_vfs* m_real;
    sqlite3_vfs m_shim{};
    Call m_call = Call::none;
    int m_left = 0;
    int m_code = 0;
    int m_calls = 0;
    bool m_torn = false;
    bool m_failed = false;
    bool m_power = false;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    Call m_holding = Call::none;
    int m_held = 0;
    std::map<std::string, Kept> m_files;
};

} // namespace vedette::test
