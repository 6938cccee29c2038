#pragma once

#include "models/feeds/matrix_parser.h"
#include "models/feeds/sources/inference_queries.h"
#include "models/feeds/sources/inferred_records.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace vedette {

/// What is to be asked of a Prometheus server about a span of time, one question after the other, and what the answers amount to.
/// Facts of all spans come together here. No I/O, no thread of its own.
class InferenceReader {
public:
    struct Question {
        enum class Kind { nothing, lookKubernetes, lookBuilds, deployments, statefulSets, daemonSets, autoscalers, builds, images, imagesBefore, imagesAfter };
        Kind kind = Kind::nothing;
        const char* name = "changes"; ///< in words, for FeedPoll
        std::string query;
        bool instant = true; ///< else for every step of the span
        TimeRange span;      ///< first and last evaluation; an instant one is evaluated at `to`
        std::set<std::string> names; ///< workloads that it is about
        std::vector<std::pair<WorkloadKey, std::string>> templates; ///< whose images are asked
    };
    /// One span on its way through looks, questions about what moved, and questions about images.
    struct Job {
        TimeRange range;
        Time settled{}; ///< what is later cannot be asked yet
        bool backfill = false;
        int phase = 0;
        std::deque<Question> todo;
        Question current; ///< under way
        std::set<std::string> deployments; ///< names of what moved
        std::set<std::string> statefulSets;
        std::set<std::string> daemonSets;
        std::set<std::string> targets; ///< of autoscalers
        std::map<std::string, std::set<std::string>> builds; ///< label -> values: services with several versions
        std::set<std::string> touched; ///< services of which something was learnt
    };

    /// Evaluations are `step` apart; facts older than `keep` are forgotten.
    InferenceReader(const FeedConfig& feed, Millis step, Millis keep);
    InferenceReader(const InferenceReader&) = delete;
    InferenceReader& operator=(const InferenceReader&) = delete;

    /// Plans at least one question about `range`.
    void begin(Job& job, TimeRange range, Time settled, bool backfill);
    /// Takes the answer to the job's current question; `partials` gains what was not found.
    void read(Job& job, const MatrixAnswer& answer, std::vector<std::string>& partials);
    /// Whether there is a further question in job.todo.
    [[nodiscard]] bool advance(Job& job);
    void end(const Job& job);
    /// Records of the services of which something was learnt or is under way since they were told last.
    [[nodiscard]] std::vector<ChangeRecord> records(Time heldBefore);
    /// A span that was not asked about because the metrics were not there, and now are; told once.
    [[nodiscard]] std::optional<TimeRange> missed() { return std::exchange(m_missed, std::nullopt); }
    /// What there is to infer from.
    [[nodiscard]] std::string product() const;

private:
    using Kind = Question::Kind;
    struct Presence {
        bool seen = false;
        std::optional<Time> absentAt; ///< asked in vain
        [[nodiscard]] bool due(const Job& job) const;
    };

    [[nodiscard]] Time onGrid(Time t, bool up) const;
    [[nodiscard]] TimeRange gridOf(const Job& job) const;
    void noteLook(Job& job, Presence& presence, bool here, const char* sentence, std::vector<std::string>& partials);
    void readLook(Job& job, const SeriesSamples& series);
    void readSign(Job& job, const SeriesSamples& series);
    void readBuild(Job& job, const SeriesSamples& series);
    void readImages(Job& job, const MatrixAnswer& answer);
    [[nodiscard]] WorkloadFacts& factsOf(const WorkloadKey& key, Job& job);
    void planSigns(Job& job);
    void planFollowing(Job& job);
    void planImages(Job& job);
    void wantImages(Job& job, const WorkloadKey& key, const WorkloadFacts& facts, std::vector<std::pair<WorkloadKey, std::string>>& sets, TimeRange& span);
    void forget(Time before);
    void askSigns(Job& job, Kind kind, const std::set<std::string>& names, TimeRange span);

    const FeedConfig& m_feed;
    Millis m_step;
    Millis m_keep;
    InferenceQueries m_queries;
    std::map<std::string, ServiceFacts> m_services;
    std::map<WorkloadKey, std::string> m_serviceOf;
    ImageBook m_images;
    std::map<std::pair<WorkloadKey, std::string>, int> m_tries;
    std::set<WorkloadKey> m_open; ///< rollouts that are under way
    std::set<std::string> m_news; ///< services to be told anew
    Presence m_cluster;
    Presence m_builds;
    std::optional<TimeRange> m_missed;
    Time m_knownTo{};
    Time m_forgotAt{};
};

} // namespace vedette
