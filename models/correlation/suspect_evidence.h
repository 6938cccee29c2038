#pragma once

#include "models/correlation/explanation.h"

namespace vedette::correlation {

/// Sentences about one release that a person can check, each with its log odds in the weighing, strongest first.
[[nodiscard]] std::vector<Evidence> evidenceFor(
    const KnownFleet& fleet, const Explanation& explanation, const Candidate& candidate);
/// Sentences about "no change is to blame".
[[nodiscard]] std::vector<Evidence> evidenceForNone(const KnownFleet& fleet, const Explanation& explanation);

} // namespace vedette::correlation
