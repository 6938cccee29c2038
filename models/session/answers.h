#pragma once

#include "models/core/config.h"
#include "models/core/matcher.h"
#include "models/core/suspect.h"
#include "models/snapshot/history.h"
#include "models/snapshot/snapshot.h"
#include "models/store/cache.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// What the headless verbs ask of the cache: the same engine as the window's, without a window. Not thread-safe.
class Answers {
public:
    /// Error kind store when the cache cannot be opened. `now` stands for the whole answer.
    static Result<std::unique_ptr<Answers>> open(const std::string& cachePath, std::shared_ptr<const Config> config, Time now);

    /// nullopt: all that is known now.
    void setAsOf(std::optional<Time> asOf) { m_asOf = asOf; }
    [[nodiscard]] Time asOf() const { return m_asOf.value_or(m_now); }

    [[nodiscard]] Result<std::vector<AlertEpisode>> alerts(TimeRange range, const Matchers& matchers) const;
    /// The episode of that id, else the newest of that fingerprint.
    [[nodiscard]] Result<std::optional<AlertEpisode>> episode(const std::string& idOrFingerprint) const;
    [[nodiscard]] Result<std::vector<Change>> changes(TimeRange range, const Matchers& matchers) const;

    struct Log {
        std::map<std::string, std::int64_t> counts;
        std::vector<AlertEpisode> alerts;
        std::vector<Change> changes;
        std::vector<Silence> silences;
        std::vector<FeedOutage> outages;
        std::vector<Note> notes;
    };
    [[nodiscard]] Result<Log> log(TimeRange range, const Matchers& matchers, const std::string& search) const;

    struct Judged {
        std::vector<SuspectReport> reports; ///< by begin
        std::size_t notJudged = 0; ///< groups that were left out: in a history of very many alerts the 120 worst and newest are judged
    };
    /// All groups within the range, or of them the one that holds an alert.
    [[nodiscard]] Result<Judged> suspects(TimeRange range, const std::string& holding = {}) const;
    /// Error kind notFound when there is no such alert.
    [[nodiscard]] Result<SuspectReport> suspectsOf(const std::string& alertId) const;
    /// One question with nothing known after its own `asOf`. Questions that share an `asOf` share what was learnt.
    [[nodiscard]] Result<SuspectReport> suspectsAt(const std::string& alertId, Time asOf);

    [[nodiscard]] Result<std::vector<SloReport>> slos() const;
    [[nodiscard]] Result<std::vector<FeedStatus>> feeds() const;
    /// Dead man's switches, in the order of the configuration.
    [[nodiscard]] Result<std::vector<SwitchReport>> switches() const;
    /// An alert that a switch waits for: its presence is no alarm.
    [[nodiscard]] bool isSwitch(const AlertEpisode& alert) const;
    /// Names of feeds that could not be read, as configured; of an Alertmanager cluster only when all members failed.
    [[nodiscard]] Result<std::vector<std::string>> staleFeeds() const;
    [[nodiscard]] const CacheReader& reader() const { return *m_reader; }
    [[nodiscard]] const Config& config() const { return *m_config; }

    /// Scored samples of the stored series a selector names.
    struct Scored {
        Labels labels;
        std::vector<ScoredPoint> points;
    };
    [[nodiscard]] Result<std::vector<Scored>> detect(const Matchers& matchers, TimeRange range) const;

private:
    Answers() = default;
    struct Facts {
        std::shared_ptr<const CorrelationInput> input;
        bool large = false; ///< not all rows are there
    };
    [[nodiscard]] Result<Facts> judged(
        TimeRange range, const std::string& alertId, Time then, bool past, std::optional<Time> since, HistoryBeside& beside) const;
    [[nodiscard]] Result<Log> found(TimeRange range, const Matchers& matchers, const std::string& search) const;
    std::unique_ptr<CacheReader> m_reader;
    std::shared_ptr<const Config> m_config;
    Time m_now{};
    std::optional<Time> m_asOf;
    std::unique_ptr<Correlator> m_correlator; ///< of m_correlatorAsOf
    std::optional<Time> m_correlatorAsOf;
    std::string m_correlatorOf; ///< the alert it has the surroundings of; empty: it has all
};

} // namespace vedette
