#pragma once

#include "models/core/labels.h"

#include <string>
#include <vector>

namespace vedette {

/// One service of the catalogue.
struct ServiceInfo {
    std::string name;
    std::string owner;
    int tier = 0; ///< 1 is the most important; 0: not said
    std::vector<std::string> dependsOn; ///< names of the services it calls
    Labels labels;
    std::vector<std::pair<std::string, std::string>> links; ///< title, URL
};

} // namespace vedette
