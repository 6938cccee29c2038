#pragma once

#include "models/core/slo.h"

namespace vedette {

/// Computes one row of `slo list` from counted events. Pure: everything it knows is in its arguments.
/// `bins`: ascending, bins.width wide, aligned to the width; may reach further back and further ahead than needed.
/// `asOf`: `to` is asOf rounded down to the bin width (at most 5 minutes before asOf), `from` = to - window.
/// Bins that are missing count as not covered.
/// Formulas: SRE workbook chapter 5 and CLI.md "slo".
[[nodiscard]] SloReport judgeSlo(const SloSpec& spec, const SloBins& bins, Time asOf);

/// Worst first: exhausted, burning, no data, then by remaining budget, no traffic last.
[[nodiscard]] bool worseSlo(const SloReport& a, const SloReport& b);

} // namespace vedette
