#pragma once

#include "models/core/alert.h"
#include "models/core/change.h"

namespace vedette {

/// The labels that matchers see of a row that is a change.
[[nodiscard]] Labels changeLabels(const Change& change);
/// The labels that matchers see of an alert: its own plus service, severity, state, environment where mapping gave them.
[[nodiscard]] Labels alertLabels(const AlertEpisode& alert);

/// "silenced" where it goes on and is silenced or inhibited, else its state's name.
[[nodiscard]] std::string eventState(const AlertEpisode& alert);
/// What matchers see in the log of events: as above, with `type` (alert, change) and `source` (feeds, joined by ", "); an alert's
/// `state` is eventState().
[[nodiscard]] Labels eventLabels(const AlertEpisode& alert);
[[nodiscard]] Labels eventLabels(const Change& change);

} // namespace vedette
