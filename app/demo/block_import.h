#pragma once

#include "app/demo/fleet_history.h"
#include "models/base/result.h"

#include <atomic>
#include <string>

namespace vedette::demo {

struct ImportFigures {
    std::size_t samples = 0;
    std::size_t marks = 0;
};

/// Writes one piece of the history as blocks of the server's data folder: text to a file beside it, promtool, staleness markers,
/// then a rename, so that a running server never sees half a block. The folders must exist on one file system.
/// Blocks as long as the import takes, or until `cancelled` (error kind cancelled); call from one thread a `workFolder`.
Result<ImportFigures> importPiece(const FleetHistory& history, const HistoryPiece& piece, const std::string& promtool,
    const std::string& workFolder, const std::string& dataFolder, const std::atomic<bool>& cancelled);

} // namespace vedette::demo
