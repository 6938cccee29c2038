#pragma once

#include "models/base/pattern.h"
#include "models/core/labels.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// One step of Prometheus' relabelling (docs/configuration, <relabel_config>), checked and with defaults filled in.
struct RelabelStep {
    enum class Action { replace, keep, drop, keepEqual, dropEqual, hashMod, labelMap, labelDrop, labelKeep, lowercase, uppercase };
    Action action = Action::replace;
    std::vector<std::string> sourceLabels;
    std::string separator = ";";
    std::string regexText = "(.*)"; ///< RE2, anchored at both ends
    std::string targetLabel;
    std::string replacement = "$1";
    std::uint64_t modulus = 0;
};
using RelabelSteps = std::vector<RelabelStep>;

} // namespace vedette
