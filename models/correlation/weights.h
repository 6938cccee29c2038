#pragma once

#include "models/correlation/explanation.h"

// The weights of the last step: log odds a unit of each part, in the order of ReleasePart and NonePart. Fitted as a
// conditional logit (Newton, ridge 2) on 30 made-up fleets by
//     bench_correlation --fit --worlds 30
// and judged on fleets of other seeds and other families by
//     bench_correlation --worlds 12
// Base rate: 46 of 100 questions have a change to blame. Beside each stands what it means; where parts overlap (the
// Bayes parts come first, the plain facts after them) the fit shares the weight between them.

namespace vedette::correlation {

// clang-format off
inline constexpr ReleaseParts kReleaseWeights{
      0.341, // rpExplains: the one number that joins existence and share; the rest corrects it
     -0.142, // rpExists: a little back: existence is counted in rpExplains and in the scores already
     -0.018, // rpScore: the fit before explaining away adds next to nothing beside its root
      0.220, // rpScoreRoot: more services that fit speak for it, each less than the one before
      0.124, // rpShare: blame needs a share in this very alert
      2.694, // rpLag5: most faults show within minutes of the roll-out
      3.145, // rpLag15: an alert with a `for` of minutes comes here
      1.236, // rpLag60: faults that need load or data
      0.740, // rpLag240: still likelier than something of this morning
     -0.757, // rpCanaryOnly: a canary touches a quarter
      3.844, // rpSame: own service: the strongest of the places
      3.837, // rpCaller1: callers suffer as much as the service itself, where its own rules are blind
      1.693, // rpCaller2: a fault fades over hops
      1.009, // rpCallerFar: and fades further
      1.725, // rpChained: unless every service between alerts too
      1.537, // rpCallee: more load on what it calls
     -1.434, // rpNeighbour: sharing a dependency is hardly a way
      1.780, // rpUnknown: no list: may well be near
      0.437, // rpTogether: beside the list what used to alert together adds little
      0.565, // rpCovered: a cause explains the other alerts too
      0.575, // rpRootAdvantage: and more of them than a fault without a change does
     -0.019, // rpBestFit: being best is in the scores already
      1.267, // rpOwnAlert: its own service alerts
      0.095, // rpOwnFirst: order within minutes is mostly luck of `for`
      0.340, // rpSilence: silence of those that should alert
     -0.647, // rpOwnBefore: trouble that was there before is not its doing
      0.313, // rpReachBefore: others near did: a busy place, see the share below
     -0.792, // rpBeforeShare: what was on before cannot be its doing
     -0.620, // rpNewerSame: the later of two changes has the better lag already
     -0.055, // rpRivals: others that fit are in the sum already
      1.944, // rpRolledBack: somebody on call thought so
      1.767, // rpEndedBack: and was right: it ended
     -0.908, // rpStillOn: or was not: it went on
      0.074, // rpOtherBack: the other's own weight says it
     -2.914, // rpEndedAlone: healed while the change stayed: not its doing
      1.669, // rpFailed: failed or aborted roll-outs failed for a reason
      0.300, // rpConfig: configuration and flags break a little more than their share
     -2.552, // rpIsRollback: a rollback is a cure, rarely a culprit
     -1.240, // rpScale: more of the same breaks least
};

inline constexpr NoneParts kNoneWeights{
      3.779, // npBase: half of all alerts have no change to blame, and there are many changes
     -0.016, // npScore: as rpScore
      0.442, // npScoreRoot: a fault without a change that fits well
      0.390, // npNoRelease: no release explains the alert
     -0.058, // npFault: in the scores already
     -0.145, // npShared: many at once: in npServices already
      0.068, // npRate: a rule that fires anyway
      1.425, // npCalendar: comes by the calendar (its share is taken off besides, see weigh())
      0.479, // npFlapping: the raised rate says most of it
      0.139, // npServices: load, clusters and databases hit many
     -1.348, // npInformative: a name that follows releases is no noise
     -0.755, // npCompany: nor is one that comes with its neighbours'
      0.054, // npRelatives: the sum over releases says it
      0.372, // npBestCover: corrects npServices where one release covers all
      0.121, // npAlone: a lone alert is a little more often noise
     -0.187, // npGraph: hardly matters
     -0.111, // npCommonRoot: a service without a change covers all: in the scores already
      0.990, // npEnded: most alerts without a cause end by themselves
     -0.608, // npEndedBack: ended by a rollback
};
// clang-format on

} // namespace vedette::correlation
