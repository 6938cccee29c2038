#pragma once

#include "models/correlation/known_fleet.h"

#include <array>
#include <vector>

namespace vedette::correlation {

/// What the final weighing reads of one release; weights in weights.h. Yes is 1, no is 0 where nothing else is said.
enum ReleasePart : std::size_t {
    rpExplains, ///< log of existence x share of the asked alert
    rpExists, ///< log odds that it carries a fault, explained away
    rpScore, ///< log odds of its best fit, before anything else explains
    rpScoreRoot, ///< square root of rpScore above its worst, -12: what more services tell is not independent
    rpShare, ///< log of the share of the asked alert, if it does
    rpLag5, ///< went live at most 5 min before
    rpLag15, ///< 5 to 15 min
    rpLag60, ///< 15 to 60 min
    rpLag240, ///< 1 to 4 h; more is the base
    rpChance, ///< log of how likely some change this near lies this close before by chance
    rpTooLate, ///< the alert's condition held before it went live
    rpMovedBefore, ///< metrics of the alerting service were abnormal before it went live
    rpOwnMoved, ///< 0 to 1: a metric of its own service became abnormal as it went live, and that is no everyday thing
    rpOwnQuiet, ///< watched metrics of its own service stayed usual
    rpElsewhere, ///< it went live in another place than the alert's
    rpCanaryOnly, ///< only a canary was out when the alert began
    rpSame, ///< its service is the one that alerts
    rpCaller1, ///< the alerting service calls it directly
    rpCaller2, ///< over 2 hops
    rpCallerFar, ///< over 3 or 4 hops
    rpChained, ///< over 2 hops or more, and every service between alerts too
    rpCallee, ///< it calls the alerting service
    rpNeighbour, ///< both call one service
    rpUnknown, ///< the dependency list does not say; no path is the base
    rpTogether, ///< 0 to 1, KnownFleet::together
    rpCovered, ///< 0 to 1, share of the alerting services within its reach
    rpRootAdvantage, ///< rpCovered less the best cover of a service without a change
    rpBestFit, ///< no other release fits better
    rpOwnAlert, ///< its own service alerts too
    rpOwnFirst, ///< and was the first within its reach
    rpSilence, ///< log odds that the silent services speak against it (zero or less)
    rpOwnBefore, ///< its own service alerted within 30 min before it went live
    rpReachBefore, ///< another within its reach did
    rpBeforeShare, ///< 0 to 1, share of the services within its reach that alerted in the 20 min before it went live
    rpNewerSame, ///< a later change of its service went live before the alert
    rpRivals, ///< log of 1 + later changes of the last hour that reach the alerting service
    rpRolledBack, ///< rolled back after the alert began
    rpEndedBack, ///< and the alert ended within 10 min of it
    rpStillOn, ///< rolled back 12 min ago and the alert is on
    rpOtherBack, ///< another one was rolled back
    rpEndedAlone, ///< the alert ended without a rollback
    rpFailed, ///< failed or aborted
    rpConfig, ///< configuration or flag
    rpIsRollback, ///< it is a rollback itself
    rpScale, ///< scale or maintenance
    kReleaseParts
};
using ReleaseParts = std::array<double, kReleaseParts>;

/// What it reads of "no change is to blame".
enum NonePart : std::size_t {
    npBase,
    npScore, ///< log odds of the best fit of a fault without a change
    npScoreRoot, ///< as rpScoreRoot
    npNoRelease, ///< log of 1 - the best release's part in the asked alert
    npFault, ///< log of the best part of a service's own fault
    npShared, ///< log of the part of a fault that many share
    npRate, ///< log of how often a day the rule fires anyway
    npCalendar,
    npFlapping,
    npServices, ///< log of how many services alert
    npInformative, ///< 0 to 1, KnownFleet::informativeness
    npCompany, ///< 0 to 1, KnownFleet::company
    npRelatives, ///< log of 1 + releases that reach the alerting service
    npBestCover, ///< 0 to 1, best rpCovered
    npAlone, ///< one service alerts
    npGraph, ///< there is a dependency list
    npCommonRoot, ///< 0 to 1, best cover of a service without a change, where several alert
    npEnded, ///< the alert has ended
    npEndedBack, ///< it ended within 10 min of a rollback of a change that reaches it
    kNoneParts
};
using NoneParts = std::array<double, kNoneParts>;

/// One release as an explanation of the alerts asked about.
struct Candidate {
    int release = 0; ///< index in KnownFleet::releases()
    Distance distance;
    double together = 0; ///< KnownFleet::together of the asked service
    double exists = 0; ///< probability that the release carries a fault
    double share = 0; ///< of the asked alert, if it does
    Millis lag{}; ///< begin of the asked alert's condition minus the last roll-out step before it
    double byChance = 1; ///< probability that some change this near lies this close before any moment
    std::optional<Moved> movedBefore; ///< the alerting service's metric that was abnormal before it went live
    std::optional<Moved> ownMoved; ///< its own service's that became so as it went live
    std::optional<ErrorStep> errorStep; ///< of its own service
    int explained = 0; ///< alerting services within its reach
    std::optional<Millis> rolledBackAfter; ///< its rollback began so long after the asked alert did
    Time rollbackAt{};
    std::optional<Millis> endedAfterRollback; ///< alerts ended so long after the rollback began
    bool endedAlone = false; ///< the alert ended without a rollback
    bool canaryOnly = false; ///< when the alert began
    ReleaseParts parts{};
};

/// Everything weighed for one group of alerts.
struct Explanation {
    std::vector<int> asked; ///< onsets, by time
    int first = -1; ///< the onset whose condition began first; the lag is counted from it
    int alertingServices = 0;
    Habit habit;
    double habitShare = 0; ///< of the asked alert, that its calendar explains
    std::vector<Candidate> candidates; ///< by release
    NoneParts none{};
    double noChange = 1;
    std::vector<double> probability; ///< one for each candidate; sums to 1 with noChange
};

/// Builds hypotheses (releases of the last 8 h, a fault of each service near, one that many services share), fits each
/// to the onsets around, and lets them explain one another away (noisy-or, damped). Fills `parts` and `none`, not the
/// probabilities.
[[nodiscard]] Explanation explain(const KnownFleet& fleet, const std::vector<int>& askedOnsets);

/// The conditional logit over releases and none: fills noChange and probability.
void weigh(Explanation& explanation);

} // namespace vedette::correlation
