#pragma once

#include "models/core/batch.h"
#include "models/store/cache.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

namespace vedette {

/// The one thread that writes. Batches come in from the I/O thread, other writes from the keeper and the desk; each is one
/// transaction, in the order they came. All members are thread-safe.
class WriterThread final : public Sink {
public:
    using Job = std::function<void(CacheWriter&)>;
    struct Hooks {
        std::function<void(const CommitInfo&)> committed;    ///< on the writer's thread
        std::function<void(const Error&)> failed;            ///< on the writer's thread; the batch is lost unless it is asked again
        std::function<void(const FeedStatus&)> statusChanged; ///< on the I/O thread
        std::function<void(const WatchFacts&)> learned;       ///< on the I/O thread
    };

    WriterThread(std::unique_ptr<CacheWriter> writer, Hooks hooks);
    ~WriterThread() override; ///< finishes what is queued

    void accept(Batch batch) override; ///< waits while more than 256 batches are queued
    void status(const FeedStatus& status) override;
    void post(Job job);
    /// Returns when everything queued before is written.
    void flush();
    [[nodiscard]] std::int64_t newSamples() const;

private:
    void run();
    std::unique_ptr<CacheWriter> m_writer;
    Hooks m_hooks;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_room;
    std::deque<std::variant<Batch, Job>> m_queue;
    bool m_busy = false;
    bool m_stop = false;
    std::int64_t m_newSamples = 0;
    std::thread m_thread;
};

} // namespace vedette
