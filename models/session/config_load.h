#pragma once

#include "models/base/finding.h"
#include "models/base/result.h"
#include "models/core/config.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// Reads a configuration for a headless verb. Error kind config with all findings, one a line; warnings go to `warn`.
[[nodiscard]] Result<std::shared_ptr<const Config>> loadConfigFile(
    const std::string& path, const std::function<void(const std::string&)>& warn);

/// All findings of a configuration; `ok` false when one is an error.
struct ConfigCheck {
    std::vector<Finding> findings;
    bool ok = true;
};
[[nodiscard]] ConfigCheck checkConfigFile(const std::string& path);

/// All findings of SLO files as one set, and what was read of each.
struct SloFilesCheck {
    struct File {
        std::string file;
        std::string format;
        int slos = 0;
    };
    std::vector<File> files;
    std::vector<Finding> findings;
    bool ok = true;
};
[[nodiscard]] SloFilesCheck checkSloFiles(const std::vector<std::string>& files);

} // namespace vedette
