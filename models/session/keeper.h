#pragma once

#include "models/core/config.h"
#include "models/session/writer_thread.h"
#include "models/store/cache.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace vedette {

/// Keeps what is derived from the cache up to date, behind everything else: doubt of ended episodes, events of SLOs, states and flags of the
/// detectors, retention. Reads on its own connection and thread; every write goes through the writer.
class Keeper {
public:
    Keeper(std::string cachePath, WriterThread& writer, const Clock& clock, std::function<void(const Error&)> failed);
    ~Keeper();

    void setConfig(std::shared_ptr<const Config> config);
    /// The cache changed: work is due, at most once in 2 s (5 s while a backfill goes on).
    void poke(bool backfilling);
    /// One whole round on the caller's thread; for `sync`. Returns the first error.
    Status runOnce();
    void start();
    void stop();

private:
    void run();
    Status round();
    std::string m_path;
    WriterThread& m_writer;
    const Clock& m_clock;
    std::function<void(const Error&)> m_failed;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::shared_ptr<const Config> m_config;
    bool m_due = false;
    bool m_backfilling = false;
    bool m_stop = false;
    std::thread m_thread;

    // Of the round's thread alone.
    std::unique_ptr<CacheReader> m_reader;
    std::shared_ptr<const Config> m_countedFor; ///< the configuration the bins were counted for
    Time m_countedFrom{};                       ///< how far back counters were known then
    Time m_countedTo{};
};

} // namespace vedette
