#pragma once

#include "models/core/alert.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"
#include "models/core/service.h"
#include "models/core/suspect.h"

#include <memory>
#include <vector>

namespace vedette {

/// All that is known to the question: at most up to `asOf`, nothing after it.
struct CorrelationInput {
    std::vector<AlertEpisode> alerts;   ///< history (30 days where there is that much) and present, any order
    std::vector<Change> changes;        ///< any order
    std::vector<ServiceInfo> services;  ///< dependency list; may be empty
    std::vector<AnomalyFlag> anomalies; ///< may be empty
    Time asOf{};
};

/// Which change most probably caused these alerts, or none. Pure functions of their arguments (see DESIGN.md, "Suspects").
class Correlator {
public:
    /// Learns background rates, rule informativeness and recurrence from the input once; questions are then cheap.
    explicit Correlator(CorrelationInput input);
    ~Correlator();
    Correlator(Correlator&&) noexcept;
    Correlator& operator=(Correlator&&) noexcept;

    /// One question: these alerts as one group, with nothing known after `asOf`.
    [[nodiscard]] SuspectReport judge(const std::vector<std::string>& alertIds, Time asOf) const;
    /// Groups of alerts that belong together (near in time and in the dependency graph) within the range, each judged.
    [[nodiscard]] std::vector<SuspectReport> judgeAll(TimeRange range) const;

private:
    struct Impl;
    std::shared_ptr<const Impl> m_impl;
};

} // namespace vedette
