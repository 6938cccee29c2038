#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

enum class SloState { ok, burning, exhausted, noTraffic, noData };
[[nodiscard]] std::string_view sloStateName(SloState s); ///< "ok", "burning", "exhausted", "noTraffic", "noData"

/// One multiwindow alert of an SLO: burn over both windows above the factor (SRE workbook, chapter 5, table 5-8).
struct BurnAlertSpec {
    std::string severity; ///< page or ticket
    Millis shortWindow{};
    Millis longWindow{};
    double factor = 0;
    Millis holdFor{0};
};

/// One service level objective as read from a file.
struct SloSpec {
    std::string id; ///< SERVICE/NAME
    std::string name;
    std::string service;
    std::string description;
    std::string format = "sloth";
    std::string method = "occurrences";
    std::string file; ///< FILE:LINE:COLUMN
    double objectiveRatio = 0.999;
    Millis window{std::chrono::hours{24 * 30}};
    std::string errorQuery; ///< PromQL with {{.window}}; or:
    std::string totalQuery;
    std::string rawErrorRatioQuery; ///< instead of the two
    std::vector<BurnAlertSpec> alerts;
    Labels labels;
};

/// Events counted in one bin; the samples at t with start < t <= start + width. `seen` is the share of the bin that has
/// samples (0 to 1).
struct SloBin {
    Time start{};
    double good = 0;
    double total = 0;
    double seen = 0;
};

/// Events of one SLO, ascending, width each; bins without samples may be left out.
struct SloBins {
    std::string sloId;
    Millis width{std::chrono::minutes{5}};
    std::vector<SloBin> bins;
};

struct BurnWindow {
    Millis window{};
    Time from{};
    Time to{};
    std::optional<double> goodEvents;
    std::optional<double> totalEvents;
    std::optional<double> errorRatio;
    std::optional<double> burnRate;
};

struct BurnAlert {
    BurnAlertSpec spec;
    bool shortHolds = false;
    bool longHolds = false;
    bool firing = false;
};

/// A point of the burn-down: budget left at `at`, counted from the window's start (1 = whole). Null where nothing is known.
struct BudgetPoint {
    Time at{};
    std::optional<double> remaining;
};

/// One row of `vedette slo list`; the terms are those of CLI.md, "slo". Null is "not known", never 0.
struct SloReport {
    SloSpec spec;
    Time from{};
    Time to{};
    std::optional<double> goodEvents;
    std::optional<double> totalEvents;
    std::optional<double> errorRatio;
    std::optional<double> remainingRatio; ///< negative when overspent
    std::optional<double> budgetEvents;
    std::optional<double> remainingEvents;
    double budgetMinutes = 0;
    std::optional<double> remainingMinutes;
    double coverageRatio = 0;
    SloState state = SloState::noData;
    std::vector<BurnWindow> burn;
    std::vector<BurnAlert> alerts;
    std::optional<Millis> exhaustedIn; ///< rolling forecast at the 3-day rate; null: never, or already, or not known
    std::optional<Millis> exhaustedInFast; ///< band: at the 1-day rate
    std::optional<Millis> exhaustedInSlow; ///< band: at the 30-day usual rate
    bool neverExhausts = false;
    std::vector<BudgetPoint> burnDown;  ///< at most 400 points
    std::vector<BudgetPoint> forecast;  ///< centre line, from `to` on
    std::vector<std::string> notes;     ///< sentences: how it was counted, what is estimated
};

} // namespace vedette
