#pragma once

#include "app/demo/fleet_model.h"
#include "app/demo/fleet_pace.h"

#include <map>
#include <string>
#include <vector>

namespace vedette::demo {

/// One of the fleet's alerting rules, as Prometheus gets it and as the history is judged by.
struct AlertRule {
    std::string name;
    std::string severity;
    std::string expr;
    Millis holdFor{};
    std::string summary;
};
[[nodiscard]] const std::vector<AlertRule>& alertRules();
/// The rules file for Prometheus: recording rules, then alerting rules. `step` is the fleet's own.
[[nodiscard]] std::string rulesYaml(Millis step, const FleetPace& pace);

/// An alert while it lives. `labels` are those of the ALERTS series without alertname and alertstate, in the text form
/// a="b",c="d", sorted by name.
struct LiveAlert {
    int rule = 0;
    int service = 0;
    std::string labels;
    Time activeAt{};
    bool firing = false;
    Time firedAt{};
};

/// An alert that fired, start to end, as ALERTS tells it.
struct Episode {
    LiveAlert alert;
    Time endsAt{};         ///< first evaluation without it
    bool open = false;     ///< still fires at the end of the history
    bool doubtful = false; ///< the service's telemetry ended at or before the alert's end
};

/// Derived series of one service that the recording rules give; NaN: no value.
struct RecordedValues {
    double rate = 0;
    double errorRatio = 0;
    double p95 = 0;
};

/// The rules evaluated on the model's steps in place of a server. Its state is copyable, like the model's.
class RuleEngine {
public:
    explicit RuleEngine(Millis step);
    /// Judges the state after a step.
    void evaluate(const FleetState& state);
    [[nodiscard]] const std::map<std::string, LiveAlert>& alive() const { return m_alive; }
    [[nodiscard]] const std::vector<RecordedValues>& recorded() const { return m_recorded; }
    /// Takes the episodes that ended since the last call.
    [[nodiscard]] std::vector<Episode> takeEnded();
    /// Keys (as alive()) of the alerts that ended or changed from pending to firing at the last evaluation, as they were before.
    [[nodiscard]] const std::vector<LiveAlert>& changed() const { return m_changed; }

private:
    struct Point {
        double increments = 0; ///< steps that were seen at both ends
        double total = 0;
        double errors = 0;
        std::array<double, kBuckets + 1> buckets{};
    };
    void remember(const FleetState& state);
    void record(const FleetState& state);
    void hold(Time now, int rule, int service, const std::string& before = {});
    [[nodiscard]] Point window(std::size_t service, Millis length) const;
    [[nodiscard]] bool ordersDropped() const;

    Millis m_step;
    std::size_t m_size;                      ///< points kept: one hour
    std::size_t m_count = 0;                 ///< evaluations so far
    std::vector<std::vector<Point>> m_rings; ///< by service; cumulative
    std::vector<double> m_orders;            ///< ring, cumulative
    std::vector<Time> m_lastScraped;         ///< by service; when any instance was last asked
    std::map<std::string, LiveAlert> m_alive;
    std::map<std::string, LiveAlert> m_next;
    std::vector<Episode> m_ended;
    std::vector<LiveAlert> m_changed;
    std::vector<RecordedValues> m_recorded;
};

} // namespace vedette::demo
