#pragma once

#include "models/base/yaml_reader.h"
#include "models/core/slo.h"

#include <map>
#include <string>
#include <vector>

namespace vedette {

/// Ids of one set of SLO files and where each was first used.
using SloOrigins = std::map<std::string, std::string>;

/// Reads one Sloth document, `prometheus/v1` or the Kubernetes form (camelCase keys below `spec`). Appends what is free of
/// errors to `out` and answers how many SLOs are written there. Rules are those of Sloth's own validation
/// (github.com/slok/sloth, internal model); keys it ignores are warnings here.
int readSlothDocument(YamlMap& document, bool kubernetes, SloOrigins& ids, std::vector<SloSpec>& out);

} // namespace vedette
