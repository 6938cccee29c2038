#pragma once

#include "models/feeds/file_reader.h"
#include "models/feeds/poll_schedule.h"
#include "models/feeds/sources/source.h"
#include "models/feeds/transport.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace vedette {

struct RunnerOptions {
    Millis interval{30000};
    std::uint64_t seed = 1;
    bool once = false;
    bool ignoreBackoff = false;
};

/// Drives one feed: polls by its schedule, history behind, keeps its FeedStatus true. I/O thread only.
class FeedRunner {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    FeedRunner(FeedConfig feed, std::unique_ptr<Source> source, RunnerOptions options, Transport& transport, Sink& sink, const Clock& clock);
    FeedRunner(const FeedRunner&) = delete;
    FeedRunner& operator=(const FeedRunner&) = delete;

    void tick(SteadyTime now);             ///< does what is due
    [[nodiscard]] SteadyTime nextDue() const; ///< when tick() has something to do without an answer arriving
    void pollNow();
    void setPaused(bool paused);
    void cancelBackfill();
    [[nodiscard]] bool done() const { return m_done; } ///< of a run with `once`
    [[nodiscard]] const FeedStatus& status() const { return m_status; }
    [[nodiscard]] const FeedConfig& feed() const { return m_feed; }
    [[nodiscard]] HttpRequest requestFor(const Ask& ask) const;
    [[nodiscard]] Source& source() { return *m_source; }
    /// The failure in an answer whose status is not success; nullopt for 2xx. 304 is one: whoever asked for it looks first.
    [[nodiscard]] std::optional<Untold> refusal(const HttpAnswer& answer) const;

    /// An answer to a question that is none of the polls': what it says of rate limits holds for them too.
    void heed(const HttpAnswer& answer);

    std::function<void(const FeedStatus&)> onStatus; ///< set before the first tick

private:
    struct Cycle {
        Time at{};
        SteadyTime started;
        std::deque<Ask> queue;
        int inFlight = 0;
        bool aloneInFlight = false;
        int answered = 0;
        int failed = 0;
        std::int64_t records = 0;
        std::int64_t bytes = 0;
        int httpStatus = 0;
        int asked = 0;
        std::optional<Untold> failure;  ///< the first
        std::optional<Untold> forgiven; ///< a missing endpoint the source can do without
        std::optional<Millis> wait; ///< the longest that the server asked for
    };

    void begin(SteadyTime now);
    void pump(SteadyTime now);
    void pumpBackfill(SteadyTime now);
    void launch(Ask ask);
    void arrived(const Ask& ask, std::variant<HttpAnswer, HttpFailure> outcome);
    /// `untold` receives why nothing was told, also where the source forgives it.
    [[nodiscard]] Reading readingOf(const Ask& ask, std::variant<HttpAnswer, HttpFailure>& outcome, std::optional<Untold>& untold);
    void settleAsk(const Ask& ask, Reading reading, std::int64_t bytes, bool told);
    void holdBack(Millis wait, const std::optional<Untold>& untold);
    void leaveQueue();
    void settleHistory(const Ask& ask, const Reading& reading, Millis took, std::int64_t bytes);
    void endCycle(SteadyTime now);
    void readFiles();
    void readTail();
    void noteClock(const HttpAnswer& answer);
    void noteProgress(SteadyTime now);
    void publish();
    [[nodiscard]] FeedState stateNow(Time now) const;
    [[nodiscard]] std::string partialSentence() const;
    [[nodiscard]] std::string leftOutSentence() const;
    [[nodiscard]] std::string host() const;
    [[nodiscard]] std::string timeAfter(Millis wait) const;

    FeedConfig m_feed;
    std::unique_ptr<Source> m_source;
    RunnerOptions m_options;
    Transport& m_transport;
    Sink& m_sink;
    const Clock& m_clock;
    PollSchedule m_schedule;
    FileReader m_files;
    std::unique_ptr<FileTail> m_tail; ///< of a feed that is a growing file
    bool m_tailGoesOn = false;        ///< it has more to be read at once
    FeedStatus m_status;
    SteadyTime m_due{};
    std::unique_ptr<Cycle> m_cycle;
    std::deque<Ask> m_history;
    int m_historyInFlight = 0;
    bool m_historyDry = false; ///< the source had nothing more to ask
    SteadyTime m_historyNotBefore{};
    std::optional<SteadyTime> m_historySince;
    double m_historyRatioAtStart = 0;
    std::map<std::string, std::string> m_partials; ///< by question: what is wrong with it
    std::map<std::string, std::int64_t> m_leftOut; ///< by question: what relabelling dropped of its newest answer
    bool m_lastCycleOk = false;
    int m_lastStatus = 0;
    bool m_paused = false;
    bool m_done = false;
};

} // namespace vedette
