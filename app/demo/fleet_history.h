#pragma once

#include "app/demo/alert_rules.h"
#include "app/demo/fleet_model.h"
#include "app/demo/log_book.h"

#include <string>
#include <vector>

namespace vedette::demo {

/// An objective of the demo: the share of requests of a service that do not fail (latencyBucket < 0) or that are answered
/// within kBucketBounds[latencyBucket].
struct FleetObjective {
    std::string name;
    int service = 0;
    double objectiveRatio = 0.999;
    int latencyBucket = -1;
};
[[nodiscard]] const std::vector<FleetObjective>& fleetObjectives();

/// Events of one objective in bins of 5 minutes, counted from the samples that are written: bin k holds the samples at t with
/// firstBin + k x 5 min < t <= firstBin + (k + 1) x 5 min.
struct ObjectiveCount {
    std::vector<double> good;
    std::vector<double> total;
};

/// A span of the history that becomes one block of the server: samples at from <= t < to.
struct HistoryPiece {
    Time from{};
    Time to{};
    Millis sampleStep{}; ///< of everything but the alerts, which are always told at the fleet's own step
    Millis blockLength{};
};

struct HistoryOptions {
    std::uint64_t seed = 1;
    int days = 30;
    Millis step{60000}; ///< 5 s to 60 s, divides 2 hours
    Time at{};          ///< the last step is the last multiple of `step` up to here
    Millis live{std::chrono::hours{72}}; ///< how long the plan goes on beyond
};

/// The past of the fleet: lived through once on construction (truth, and a state kept for every piece), then written piece by
/// piece in any order. A function of its options. Not thread-safe.
class FleetHistory {
public:
    explicit FleetHistory(const HistoryOptions& options);

    [[nodiscard]] const HistoryOptions& options() const { return m_options; }
    [[nodiscard]] Time from() const { return m_from; }
    [[nodiscard]] Time to() const { return m_to; } ///< the last sample
    [[nodiscard]] const FleetPlan& plan() const { return m_plan; }
    [[nodiscard]] const std::vector<Episode>& episodes() const { return m_episodes; } ///< by start of firing
    [[nodiscard]] const std::vector<ObjectiveCount>& counts() const { return m_counts; } ///< as fleetObjectives()
    [[nodiscard]] Time firstBin() const { return m_firstBin; }
    [[nodiscard]] const FleetState& last() const { return m_last; }
    [[nodiscard]] const LogBook& logs() const { return m_logs; }
    [[nodiscard]] const std::vector<HistoryPiece>& pieces() const { return m_pieces; } ///< newest first
    /// How many of pieces() the first picture needs: the newest 5 to 7 hours.
    [[nodiscard]] std::size_t urgentPieces() const { return m_urgent; }

    /// The piece as OpenMetrics text, handed out in chunks. Answers the number of samples. A NaN stands for "this series ends
    /// here" (see stale_marks.h).
    std::size_t write(const HistoryPiece& piece, const std::function<void(std::string_view)>& sink) const;

private:
    void cutPieces();
    void live();
    void count(const FleetState& state, Millis sampleStep);

    struct Checkpoint {
        Time from{};
        FleetState state;
        RuleEngine rules;
    };
    struct Previous {
        bool known = false;
        std::array<double, kRequestSeries> requests{};
        std::array<double, kBuckets> buckets{};
        double count = 0;
    };

    HistoryOptions m_options;
    Time m_from{};
    Time m_to{};
    Time m_firstBin{};
    FleetPlan m_plan;
    std::vector<HistoryPiece> m_pieces;
    std::size_t m_urgent = 0;
    std::vector<Checkpoint> m_checkpoints;
    std::vector<Episode> m_episodes;
    std::vector<ObjectiveCount> m_counts;
    std::vector<Previous> m_previous; ///< by instance
    LogBook m_logs;
    FleetState m_last;
};

} // namespace vedette::demo
