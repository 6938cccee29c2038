#pragma once

#include "models/base/yaml_reader.h"
#include "models/core/relabel.h"

namespace vedette {

/// The relabelling steps under `key` of a feed, compiled. Everything Prometheus refuses is a finding, and so is a setting that it
/// would leave unused.
[[nodiscard]] RelabelSteps readRelabelling(YamlMap& feed, std::string_view key);

} // namespace vedette
