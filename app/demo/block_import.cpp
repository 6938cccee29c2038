#include "app/demo/block_import.h"

#include "app/demo/child_process.h"
#include "app/demo/stale_marks.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace vedette::demo {

namespace fs = std::filesystem;

Result<ImportFigures> importPiece(const FleetHistory& history, const HistoryPiece& piece, const std::string& promtool,
    const std::string& workFolder, const std::string& dataFolder, const std::atomic<bool>& cancelled)
{
    ImportFigures figures;
    std::error_code failed;
    const std::string blocks = workFolder + "/blocks";
    fs::remove_all(blocks, failed);
    fs::create_directories(blocks, failed);
    const std::string file = workFolder + "/history.om";
    {
        std::ofstream out(file, std::ios::binary | std::ios::trunc);
        figures.samples = history.write(piece,
            [&](std::string_view text) { out.write(text.data(), static_cast<std::streamsize>(text.size())); });
        out.close();
        if (!out)
            return makeError(ErrorKind::store, "cannot write " + file + ": " + std::strerror(errno));
    }
    const std::string log = workFolder + "/promtool.log";
    auto child = ChildProcess::start({promtool, "tsdb", "create-blocks-from", "openmetrics",
                                         "--max-block-duration=" + formatDuration(piece.blockLength), file, blocks},
        log);
    if (!child.ok())
        return child.error();
    while (child->running()) {
        if (cancelled) {
            child->stop();
            fs::remove(file, failed);
            return makeError(ErrorKind::cancelled, "the import was ended");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    const int code = child->exitCode();
    fs::remove(file, failed);
    if (code != 0)
        return makeError(ErrorKind::parse, "promtool did not accept the generated history (exit " + std::to_string(code)
                + "), see " + log);
    for (const auto& block : fs::directory_iterator(blocks, failed)) {
        const auto patched = patchBlock(block.path().string());
        if (!patched.ok())
            return patched.error();
        figures.marks += patched->marks;
        fs::rename(block.path(), fs::path(dataFolder) / block.path().filename(), failed);
        if (failed)
            return makeError(ErrorKind::store, "cannot move a block into " + dataFolder + ": " + failed.message());
    }
    return figures;
}

} // namespace vedette::demo
