#pragma once

#include "models/core/alert.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"
#include "models/core/service.h"
#include "models/core/slo.h"
#include "models/core/suspect.h"
#include "models/correlation/past_onsets.h"

#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// Events of one SLO of a service.
struct ServiceErrors {
    std::string service;
    SloBins bins;
};

/// All that is known to the question: at most up to `asOf`, nothing after it. Rows may be newer than a question's own
/// `asOf`: ends, outcomes and stages after it are cut off. A row whose `seenAt` lies after it is not seen, unless that
/// is just (5 min) after one of the row's later moments (an end, a stage): then its beginning was known when it
/// happened. Pending alerts are left out.
struct CorrelationInput {
    std::vector<AlertEpisode> alerts; ///< history (30 days where there is that much) and present, any order
    std::vector<Change> changes; ///< any order
    std::vector<ServiceInfo> services; ///< dependency list; may be empty
    std::vector<AnomalyFlag> anomalies; ///< of the same days; may be empty
    std::vector<ServiceErrors> errors; ///< the last days; may be empty
    ZoneOffset zone = utcZone(); ///< of the site's calendar
    Time asOf{};
    /// Of a fleet whose history is too large for rows: what fired and went live before the rows are complete (PastOnsets::until, releasesUntil). Rows from
    /// before those moments are judged, and teach nothing. Null: the rows are all there is.
    std::shared_ptr<const PastOnsets> past;
    /// What was found out of single alerts' habits, for the next Correlator of the same fleet and past; may be null.
    std::shared_ptr<HabitMemory> habits;
};

/// Which change most probably caused these alerts, or none. Pure functions of their arguments (see DESIGN.md,
/// "Suspects"). Not thread-safe: what one question found out the next one uses.
class Correlator {
public:
    /// Learns background rates, rule informativeness and recurrence from the input once; questions are then cheap.
    explicit Correlator(CorrelationInput input);
    /// So, without a copy. Never null.
    explicit Correlator(std::shared_ptr<const CorrelationInput> input);
    ~Correlator();
    Correlator(Correlator&&) noexcept;
    Correlator& operator=(Correlator&&) noexcept;

    /// One question: these alerts as one group, with nothing known after `asOf` (input.asOf at most). Ids that are not
    /// known then count for nothing; with none left, noChange is 1. At most 20 suspects.
    [[nodiscard]] SuspectReport judge(const std::vector<std::string>& alertIds, Time asOf) const;
    /// The groups that judgeAll() judges, as ids of alerts, by begin.
    [[nodiscard]] std::vector<std::vector<std::string>> groups(TimeRange range) const;
    /// Groups of alerts that belong together (near in time and in the dependency graph) within the range, each judged
    /// as of input.asOf. A group that runs over the range's edge is whole.
    [[nodiscard]] std::vector<SuspectReport> judgeAll(TimeRange range) const;

private:
    struct Impl;
    std::shared_ptr<const Impl> m_impl;
};

} // namespace vedette
