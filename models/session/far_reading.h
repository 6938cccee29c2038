#pragma once

#include "models/core/config.h"
#include "models/feeds/feed_engine.h"
#include "models/snapshot/snapshot.h"
#include "models/snapshot/far_line.h"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace vedette {

/// Reads through to the engines that hold the years: what the newest picture misses from before the cache is asked of each feed, one question
/// at a time, the main chart's first; a newer picture replaces what waits. A feed that fails, is paused or allows no requests is not asked; a
/// refusal is answered by waiting (1 minute, then twice as long each time, at most an hour). Thread-safe.
class FarReading {
public:
    using Answered = std::function<void(Result<FeedEngine::QueryAnswer>)>;
    using Ask = std::function<void(const std::string& feed, const std::string& query, TimeRange range, Millis step, Answered done)>;
    struct Doors {
        std::function<void(Batch)> keep;   ///< on the I/O thread
        std::function<void(const std::string& feed, const std::string& key, TimeRange range, Time at)> used; ///< what is kept was looked at
        std::function<void()> changed;     ///< notes() did; on any thread
    };
    FarReading(const Clock& clock, Doors doors) : m_clock(clock), m_doors(std::move(doors)) {}

    /// Who asks; empty: nobody, and when this returns nothing of the former is called any more. What is under way ends as cancelled.
    void setAsk(Ask ask);
    [[nodiscard]] bool asks() const;
    void look(const Snapshot& picture, const Config& config);
    [[nodiscard]] std::vector<FarNote> notes() const;

private:
    struct Want {
        std::string feed;
        std::string key;
        WatchConfig watch;
        TimeRange range;
        Millis step{0};
        [[nodiscard]] bool answers(const Want& other) const; ///< its answer is one to that too
    };
    struct Desk { ///< of one feed
        FeedConfig feed;
        std::deque<Want> waiting;
        std::optional<Want> underWay;
        bool closed = false; ///< it fails, is paused or allows no requests
        std::string refusal;
        std::optional<Time> again;
        int failures = 0;
    };
    struct Done {
        Want want;
        Time at{};
    };

    void pump(const std::string& feed);
    void settle(const Want& want, Result<FeedEngine::QueryAnswer> result);
    [[nodiscard]] bool wasAnswered(const Want& want, Time now) const;

    const Clock& m_clock;
    const Doors m_doors;
    mutable std::mutex m_askMutex; ///< held while a question is handed over; taken before m_mutex
    Ask m_ask;
    mutable std::mutex m_mutex; ///< guards what follows
    std::map<std::string, Desk> m_desks;
    std::deque<Done> m_done; ///< lately: a picture may be older than what was kept since
    std::map<std::string, Time> m_used;
};

} // namespace vedette
