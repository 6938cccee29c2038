#pragma once

#include "models/core/alert.h"
#include "models/feeds/matrix_parser.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// The evaluation interval of the group an alert belongs to; nullopt when nothing says.
using EvaluationInterval = std::function<std::optional<Millis>(const Labels& alert)>;

/// Raw samples of ALERTS and ALERTS_FOR_STATE folded to episodes. A gap of more than one and a half evaluation intervals parts
/// two episodes, and so does a new activeAt. startsAt: first firing sample; endsAt: last one plus the interval, null when it is
/// still there at the end of `covered`. Spells that were pending only are kept while they last, not when they came to nothing.
/// Labels of the episodes are those of the alert (without __name__ and alertstate) and `extra`. `resolution` receives the
/// largest interval that was used. Pure.
[[nodiscard]] std::vector<AlertEpisode> foldAlerts(const MatrixAnswer& answer, TimeRange covered, const Labels& extra,
    const EvaluationInterval& interval, Millis& resolution);

} // namespace vedette
