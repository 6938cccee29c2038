#pragma once

#include "models/core/alert.h"
#include "models/core/alerting.h"

#include <vector>

namespace vedette {

/// The rule that made an alert: of those with its name the one whose labels (templates aside) differ least from the alert's, then the one that
/// shares most; of equal ones a file's comes first, then one told by a feed that told of the alert. Null where none has its name.
[[nodiscard]] const AlertRule* ruleOf(const std::vector<AlertRule>& rules, const AlertEpisode& alert);

} // namespace vedette
