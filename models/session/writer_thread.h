#pragma once

#include "models/core/batch.h"
#include "models/store/cache.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

namespace vedette {

/// The one thread that writes. Batches come in from the I/O thread, other writes from the keeper and the desk; each is one
/// transaction, in the order they came. A batch that finds no room on the disk is held and tried again (after 1 s, then twice as
/// long each time, at most 30 s, and after every other write, which may have made room); only those other writes overtake it.
/// While nothing waits the cache's background work is done, a bounded piece at a time.
/// All members are thread-safe.
class WriterThread final : public Sink {
public:
    using Job = std::function<void(CacheWriter&)>;
    struct Hooks {
        std::function<void(const CommitInfo&)> committed;    ///< on the writer's thread
        std::function<void(const Error&)> failed;            ///< on the writer's thread; once for a batch that is held
        std::function<void(const FeedStatus&)> statusChanged; ///< on the I/O thread
        std::function<void(const WatchFacts&)> learned;       ///< on the I/O thread
        std::function<void(const ToldRules&)> toldRules;      ///< on the I/O thread
        std::function<void(const AlertRouting&)> toldRouting; ///< on the I/O thread; as it was read, without secrets
    };

    /// What becomes of a batch that found no room: a console holds it, a single run gives it up.
    enum class NoRoom { hold, giveUp };

    WriterThread(std::unique_ptr<CacheWriter> writer, Hooks hooks, NoRoom noRoom = NoRoom::hold);
    ~WriterThread() override; ///< finishes what is queued; what then still finds no room is lost

    void accept(Batch batch) override; ///< waits while 256 batches are queued, 16 while one is held
    void status(const FeedStatus& status) override;
    void post(Job job);
    /// Returns when everything queued before is written, or waits behind a batch that is held.
    void flush();
    [[nodiscard]] std::int64_t newSamples() const;

private:
    void run();
    [[nodiscard]] bool full() const;
    [[nodiscard]] bool jobWaits() const;
    void keepTold(Batch& batch);
    void write(Batch batch, std::unique_lock<std::mutex>& lock);
    std::unique_ptr<CacheWriter> m_writer;
    Hooks m_hooks;
    const NoRoom m_noRoom;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_room;
    std::deque<std::variant<Batch, Job>> m_queue;
    std::optional<Batch> m_held; ///< found no room; stands before the queue's batches
    std::chrono::milliseconds m_patience{0}; ///< before m_held is tried again
    bool m_busy = false;
    bool m_mayTend = true; ///< the cache may have background work
    bool m_stop = false;
    std::chrono::steady_clock::time_point m_trimmed = std::chrono::steady_clock::now();
    std::int64_t m_newSamples = 0;
    std::map<std::string, std::uint64_t> m_toldBefore; ///< I/O thread: by state key, what is written already
    std::thread m_thread;
};

} // namespace vedette
