#pragma once

#include "models/slo/bin_sums.h"

namespace vedette::slo {

/// Runs the rolling window forward from report.to: consumed(t + h) = (bad in (t+h-P, t] + rate x h) / (e x total
/// likewise), so that a bad day that leaves the window gives its budget back. Centre at the rate of the last 3 days,
/// band at those of the last day and of the whole window. Fills exhaustedIn, exhaustedInFast, exhaustedInSlow,
/// neverExhausts and forecast. Needs the report's remainingRatio; an objective of 1 has no forecast.
void forecastBudget(SloReport& report, const BinSums& sums, Millis step);

} // namespace vedette::slo
