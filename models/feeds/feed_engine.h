#pragma once

#include "models/base/time.h"
#include "models/core/batch.h"
#include "models/core/config.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// One thing to be read from a Prometheus-compatible server.
struct SeriesQuestion {
    enum class Form {
        range,    ///< query_range of a PromQL expression, aligned to the step
        raw,      ///< raw samples of a selector: query with SELECTOR[range]
        alerts,   ///< ALERTS and ALERTS_FOR_STATE, raw, folded to episodes
    };
    Form form = Form::range;
    std::string key;    ///< coverage key, unique within the feed: "watch:orders#REVISION/STEP", "raw:up", "alerts"
    std::string watch;  ///< name of the watch (form range)
    std::string query;  ///< PromQL or selector
    Millis step{60000};
    std::string service; ///< overrides the label mapping; empty: by label
    int maxSeries = 200; ///< more than that are cut, with a message
};

struct EngineOptions {
    Config config;
    std::vector<SeriesQuestion> extraQuestions; ///< beside the watches: raw:up, SLO counters
    std::vector<Coverage> coverage;             ///< what the cache holds already
    std::optional<Millis> intervalOverride;     ///< `sync --interval`: lowers poll intervals
    std::optional<Millis> backfill;             ///< `sync --backfill`: overrides every feed's
    bool once = false;                          ///< poll everything once, finish the backfill, then end
    std::uint64_t jitterSeed = 0;               ///< 0: from the process
    bool ignoreBackoff = false;
    bool queriesOnly = false; ///< nothing is polled: only query() and test() are served
    /// Looks an entry of the desktop's keyring up (I/O thread); empty: secrets in a keyring cannot be read.
    std::function<Result<std::string>(const std::string& entry)> keyring;
};

/// Polls all feeds on one I/O thread (libcurl multi) into a Sink. All calls are thread-safe and return at once.
class FeedEngine {
public:
    FeedEngine(EngineOptions options, Sink& sink, const Clock& clock);
    ~FeedEngine(); ///< stops and joins
    FeedEngine(const FeedEngine&) = delete;
    FeedEngine& operator=(const FeedEngine&) = delete;

    void start();
    void stop();                              ///< cancels what is under way; returns when the thread has ended
    /// `once`: waits until everything was asked once and the backfill is done (or failed), or the deadline passed.
    bool waitUntilDone(Millis atMost);
    void pollNow(const std::string& feed);    ///< empty: all
    void setPaused(const std::string& feed, bool paused);
    void cancelBackfill();
    [[nodiscard]] std::vector<FeedStatus> statuses() const; ///< a copy, in the order of the configuration

    /// Through to one source: query or query_range. The callback runs on the I/O thread.
    struct QueryAnswer {
        std::vector<SeriesSamples> series;
        std::vector<std::string> warnings;
        std::string resultType; ///< matrix, vector, scalar, string
    };
    void query(const std::string& feed, const std::string& promql, TimeRange range, Millis step,
        std::function<void(Result<QueryAnswer>)> done); ///< range.from == range.to: an instant query
    /// One poll whose outcome is a sentence for a person ("answers in 84 ms: Prometheus 2.42.0", or what is wrong).
    void test(const std::string& feed, std::function<void(Result<std::string>)> done);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vedette
