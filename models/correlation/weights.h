#pragma once

#include "models/correlation/explanation.h"

// The weights of the last step: log odds a unit of each part, in the order of ReleasePart and NonePart. Fitted as a
// conditional logit (Newton, ridge 2) on 40 made-up fleets (seeds 1 to 40) by
//     bench_correlation --fit --worlds 40
// and judged on fleets of other seeds (1000 on) by
//     bench_correlation --worlds 20
// Base rate: 46 of 100 questions have a change to blame. Beside each stands what it means; where parts overlap (the
// Bayes parts come first, the plain facts after them) the fit shares the weight between them.

namespace vedette::correlation {

// clang-format off
inline constexpr ReleaseParts kReleaseWeights{
      0.108, // rpExplains: the one number that joins existence and share; the plain facts carry most of it
      0.028, // rpExists: existence is counted in rpExplains already
      0.009, // rpScore: the fit before explaining away adds nothing beside the plain facts
     -0.047, // rpScoreRoot: nor does its root
      0.116, // rpShare: blame needs a share in this very alert
      3.009, // rpLag5: most faults show within minutes of the roll-out
      3.095, // rpLag15: an alert with a `for` of minutes comes here
      1.921, // rpLag60: faults that need load or data
      0.997, // rpLag240: still likelier than something of this morning
     -0.426, // rpChance: where many go live, one just before is no surprise
     -4.000, // rpTooLate: what held before cannot be its doing; by hand, for the fit finds it explained by the lag already
     -1.000, // rpMovedBefore: the trouble was there already; by hand, for made-up alerts follow too soon to show it
      0.579, // rpOwnMoved: its own service moved as it went live
     -0.370, // rpOwnQuiet: a fault mostly shows in its own service's metrics
     -3.896, // rpElsewhere: another environment or cluster
     -1.004, // rpCanaryOnly: a canary touches a quarter
      2.345, // rpSame: own service: the strongest of the places
      2.276, // rpCaller1: callers suffer as much as the service itself, where its own rules are blind
      1.310, // rpCaller2: a fault fades over hops
      1.132, // rpCallerFar: and fades further
      0.919, // rpChained: unless every service between alerts too
      0.068, // rpCallee: more load on what it calls: hardly ever
     -1.059, // rpNeighbour: sharing a dependency is hardly a way
      0.643, // rpUnknown: no list: may well be near
      1.269, // rpTogether: where the list is silent, what used to alert together is the next best
      0.609, // rpCovered: a cause explains the other alerts too
      0.780, // rpRootAdvantage: and more of them than a fault without a change does
     -0.133, // rpBestFit: being best is in the scores already
      0.781, // rpOwnAlert: its own service alerts
      0.495, // rpOwnFirst: order within minutes is partly luck of `for`
      0.572, // rpSilence: silence of those that should alert
     -0.542, // rpOwnBefore: trouble that was there before is not its doing
     -0.113, // rpReachBefore: others near did: says little
      0.329, // rpBeforeShare: corrects rpOwnBefore: a busy place alerts before and after
     -0.051, // rpNewerSame: the later of two changes has the better lag already
     -0.069, // rpRivals: others that fit are in the sum already
      1.845, // rpRolledBack: somebody on call thought so
      2.271, // rpEndedBack: and was right: it ended
     -1.958, // rpStillOn: or was not: it went on
     -0.187, // rpOtherBack: the other's own weight says it
     -2.928, // rpEndedAlone: healed while the change stayed: not its doing
      2.003, // rpFailed: failed or aborted roll-outs failed for a reason
      0.215, // rpConfig: configuration and flags break a little more than their share
     -2.392, // rpIsRollback: a rollback is a cure, rarely a culprit
     -0.687, // rpScale: more of the same breaks least
};

inline constexpr NoneParts kNoneWeights{
      5.308, // npBase: half of all alerts have no change to blame, and there are many changes
     -0.017, // npScore: as rpScore
      0.298, // npScoreRoot: a fault without a change that fits well
      0.106, // npNoRelease: no release explains the alert: in the releases' own weights
      0.017, // npFault: in the scores already
      0.008, // npShared: in the scores already
      0.245, // npRate: a rule that fires anyway
      2.188, // npCalendar: comes by the calendar (its share is taken off besides, see weigh())
      0.877, // npFlapping: the raised rate says most of it
      0.430, // npServices: load, clusters and databases hit many
     -1.739, // npInformative: a name that follows releases is no noise
     -1.486, // npCompany: nor is one that comes with its neighbours'
      0.315, // npRelatives: the more changes are near, the less one of them says
      0.340, // npBestCover: corrects npServices where one release covers all
      0.539, // npAlone: a lone alert is more often noise
     -0.406, // npGraph: with a list a cause would show its path
     -0.368, // npCommonRoot: corrects npServices: what one service covers may have a change after all
      0.635, // npEnded: most alerts without a cause end by themselves
      0.271, // npEndedBack: hardly matters beside rpEndedBack
};
// clang-format on

/// Not fitted, for the made-up fleets count no events. Errors of the changed service that stepped up as it went live and
/// stayed do so in 9 of 10 cases where it is to blame; where it is not, the step fell into this very quarter of an hour of
/// the 8 hours asked about: ln(0.9 / (15 / 480)).
inline constexpr double kErrorStepWeight = 3.4;

} // namespace vedette::correlation
