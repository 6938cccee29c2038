#pragma once

#include "models/base/pattern.h"
#include "models/core/labels.h"

#include <cstdint>
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
    Pattern pattern; ///< of regexText once compile() was called; fits nothing before
};
using RelabelSteps = std::vector<RelabelStep>;

/// Reads regexText into pattern. Error kind usage with RE2's sentence.
[[nodiscard]] Status compile(RelabelStep& step);

/// The steps in their order over `labels`, as Prometheus does (model/relabel); false: dropped, and what is in `labels` means
/// nothing. A label that is made empty is gone; those that begin with __tmp are gone at the end. Any thread.
[[nodiscard]] bool relabel(const RelabelSteps& steps, Labels& labels);

} // namespace vedette
