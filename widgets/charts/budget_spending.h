#pragma once

#include "models/core/chart.h"
#include "models/core/lane.h"
#include "models/core/slo.h"
#include "models/core/suspect.h"

#include <string>
#include <vector>

namespace vedette {

/// Where error budget went: a span of the window and what it cost, read off the burn-down.
struct BudgetSpending {
    enum class Kind { change, incident, burst, rest };
    Kind kind = Kind::rest;
    TimeRange range;
    std::string text;    ///< label of the suspect change, service of the incident; empty for burst and rest
    std::string service; ///< of the change or incident
    std::string id;      ///< of the change or the incident; empty: none
    double cost = 0;     ///< share of the whole budget, >= 0
};

/// Incidents that overlap the window and cost at least 0.5 % of the budget, then steep falls that no incident explains (five times
/// the even burn, at least 1 %), costliest first, at most `most`; the last row is the rest, so that all rows sum to what was
/// spent (1 - remaining). Spans reach to the burn-down's neighbouring points and never count a moment twice. Empty when the budget
/// is not known.
[[nodiscard]] std::vector<BudgetSpending> budgetSpending(const SloReport& report, const std::vector<SuspectReport>& incidents,
    std::size_t most = 6);

/// Changes of the SLO's service within its window, as far as the timeline holds them.
[[nodiscard]] std::vector<ChartMark> budgetMarks(const SloReport& report, const Timeline& timeline);

/// Spans of the burn-down in which nothing is known.
[[nodiscard]] std::vector<TimeRange> budgetGaps(const SloReport& report);

} // namespace vedette
