#pragma once

#include "models/core/config.h"
#include "models/core/feed.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// `vedette sync`.
struct SyncOptions {
    std::shared_ptr<const Config> config;
    std::string cachePath;
    bool once = false;
    std::optional<Millis> length;   ///< --for
    std::optional<Millis> backfill; ///< --backfill
    std::optional<Millis> interval; ///< --interval
    std::function<void(std::int64_t)> acknowledged; ///< after each commit, on the writer's thread
    std::function<void(const std::string&)> progress; ///< a line for the person, on any thread
    const std::atomic<bool>* interrupted = nullptr;
};

struct SyncReport {
    std::vector<FeedStatus> feeds; ///< in the order of the configuration
    std::int64_t samples = 0;      ///< newly committed
    double seconds = 0;
    std::string trouble;           ///< of the last commit that failed; empty: none
    bool interrupted = false;
    /// A feed that could not be read; of an Alertmanager cluster only when all members failed.
    [[nodiscard]] bool anyFailed() const;
};

/// Polls into the cache and returns when done. Errors: kind store when the cache cannot be opened or written.
[[nodiscard]] Result<SyncReport> runSync(const SyncOptions& options, const Clock& clock);

} // namespace vedette
