#pragma once

#include "models/base/time.h"
#include "models/core/change.h"

#include <string>
#include <vector>

namespace vedette {

/// One sentence that a person can check, with what it weighs (log odds; positive speaks for).
/// `kind`: lag, sameService, dependency, noPath, changeKind, outcome, rollback, recurrence, background, competition,
/// silence, onset, metric, errors, chance, place.
struct Evidence {
    std::string kind;
    double weight = 0;
    std::string text;
    std::vector<std::string> args; ///< the numbers and names of the sentence, for translation
};

struct Suspect {
    Change change;
    double probability = 0;
    std::vector<Evidence> evidence; ///< strongest first
};

/// Which change did it, for one group of alerts that belong together. Probabilities with noChange sum to 1.
struct SuspectReport {
    std::string id;
    TimeRange range;
    std::vector<std::string> alertIds;
    std::string service; ///< where it began
    double noChange = 1;
    std::vector<Evidence> noChangeEvidence;
    std::vector<Suspect> suspects; ///< by probability, highest first
};

/// Of which alerts groups, and so verdicts, are known: in a history of very many only near now and around what is looked at.
struct JudgedSpans {
    bool all = true; ///< of the last 31 days
    std::vector<TimeRange> grouped; ///< else: what began within one of these is in a known group; ascending, apart
    int waiting = 0; ///< known groups without a verdict (yet)
    /// What of a range is not grouped, ascending.
    [[nodiscard]] std::vector<TimeRange> notGrouped(TimeRange range) const;
};

} // namespace vedette
