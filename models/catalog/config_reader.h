#pragma once

#include "models/base/finding.h"
#include "models/core/config.h"

#include <map>
#include <string>
#include <vector>

namespace vedette {

/// A configuration as read, with everything found on the way. Usable when there is no error among the findings.
struct ConfigRead {
    Config config;
    std::vector<Finding> findings;
    [[nodiscard]] bool usable() const { return !hasErrors(findings); }
};

struct ConfigReadOptions {
    std::string stockMappings; ///< folder of resources/feeds; empty: only the mappings built in
    bool readSlos = true;
    bool readServices = true;
    /// Text of each file of targets (absolute path) when it was last good. Who reads a configuration again hands in the same map:
    /// a file that is broken by then goes on standing for the targets it had. Null: nothing is remembered.
    std::map<std::string, std::string>* goodTargets = nullptr;
};

/// Reads `path` and conf.d/*.yaml beside it (CONFIG.md), SLO and service files it names. All findings at once, in the order of
/// file, line, column; never throws; a file that cannot be opened is a finding.
[[nodiscard]] ConfigRead readConfig(const std::string& path, const ConfigReadOptions& options = {});

/// A file that opens on its own: same, from text (for tests and the fuzzers). `file` names it in findings.
[[nodiscard]] ConfigRead readConfigText(const std::string& text, const std::string& file);

/// SLO files as one set (names unique across them); Sloth prometheus/v1. Files as given in findings.
struct SloRead {
    struct File {
        std::string file;
        std::string format; ///< empty when not recognised
        int slos = 0;
    };
    std::vector<File> files;
    std::vector<SloSpec> slos;
    std::vector<Finding> findings;
};
[[nodiscard]] SloRead readSloFiles(const std::vector<std::string>& files);

} // namespace vedette
