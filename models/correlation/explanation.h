#pragma once

#include "models/correlation/known_fleet.h"

#include <array>
#include <vector>

namespace vedette::correlation {

/// What the final weighing reads of one release. Names and weights stand in weights.h, in the same order.
inline constexpr std::size_t kReleaseParts = 27;
using ReleaseParts = std::array<double, kReleaseParts>;
/// What it reads of "no change is to blame".
inline constexpr std::size_t kNoneParts = 14;
using NoneParts = std::array<double, kNoneParts>;

/// One release as an explanation of the alerts asked about.
struct Candidate {
    int release = 0; ///< index in KnownFleet::releases()
    Distance distance;
    double together = 0;   ///< KnownFleet::together of the asked service
    double exists = 0;     ///< probability that the release carries a fault
    double share = 0;      ///< of the asked alert, if it does
    Millis lag{};          ///< asked alert's begin minus the last roll-out step before it
    int explained = 0;     ///< alerting services within its reach
    std::optional<Millis> rolledBackAfter; ///< its rollback began so long after the asked alert did
    Time rollbackAt{};
    std::optional<Millis> endedAfterRollback; ///< alerts ended so long after the rollback began
    bool endedAlone = false; ///< the alert ended without a rollback
    ReleaseParts parts{};
};

/// Everything weighed for one group of alerts.
struct Explanation {
    std::vector<int> asked;  ///< onsets, by time
    int first = -1;          ///< the onset the lag is counted from
    int alertingServices = 0;
    Habit habit;
    std::vector<Candidate> candidates; ///< by release
    NoneParts none{};
    double noChange = 1;
    std::vector<double> probability; ///< one for each candidate; sums to 1 with noChange
};

/// Builds hypotheses (releases of the last 8 h, a fault of each service near, one that many services share), fits each to the
/// onsets around, and lets them explain one another away (noisy-or, damped). Fills `parts` and `none`, not the probabilities.
[[nodiscard]] Explanation explain(const KnownFleet& fleet, const std::vector<int>& askedOnsets);

/// The conditional logit over releases and none: fills noChange and probability.
void weigh(Explanation& explanation);

} // namespace vedette::correlation
