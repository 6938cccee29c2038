#pragma once

#include "app/demo/alert_rules.h"
#include "app/demo/fleet_series.h"

#include <string>
#include <string_view>

namespace vedette::demo {

/// Writes states and alerts as OpenMetrics text with timestamps, as promtool reads it. Where a series ends, a NaN is written.
class SampleText {
public:
    /// `before` is the state just before the first that is appended.
    SampleText(const FleetState& before, const RuleEngine& rules);
    void appendState(const FleetState& state, const std::vector<RecordedValues>& recorded);
    void appendAlerts(Time now, const RuleEngine& rules);
    void finish();
    [[nodiscard]] std::size_t pending() const { return m_out.size(); }
    [[nodiscard]] std::string take();
    [[nodiscard]] std::size_t samples() const { return m_samples; }

private:
    void line(std::string_view name, std::string_view labels, std::string_view more, double value);
    void stamp(Time t);
    void appendTarget(const FleetState& state, const Target& target);
    void endCluster(const FleetState& state, const Target& target);

    std::string m_out;
    std::string m_stamp;
    std::size_t m_samples = 0;
    FleetState m_before;
    std::vector<RecordedValues> m_recordedBefore;
};

/// The page of a target without timestamps, as a server scrapes it (Prometheus text format 0.0.4).
[[nodiscard]] std::string metricsPage(const FleetState& state, const Target& target);

} // namespace vedette::demo
