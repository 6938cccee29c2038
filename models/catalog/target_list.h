#pragma once

#include "models/base/yaml_reader.h"
#include "models/core/labels.h"

#include <string>
#include <vector>

namespace vedette {

/// One target of a file in the form of Prometheus' file_sd_configs.
struct ListedTarget {
    Labels labels; ///< those of its group and __address__
    YamlMark at;
};

/// All targets of a file: a YAML or JSON list of {targets, labels}.
struct TargetList {
    std::vector<ListedTarget> targets;
    std::vector<Finding> findings; ///< errors at their places; with one, nothing of the file may be used
    [[nodiscard]] bool usable() const { return !hasErrors(findings); }
};

/// `text` of a file named `file` in findings. At most 10,000 targets. No exception leaves.
[[nodiscard]] TargetList readTargetList(std::string text, const std::string& file);

} // namespace vedette
