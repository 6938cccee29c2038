#pragma once

#include "models/base/time.h"
#include "models/items/view_link.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>

namespace vedette {

/// How the desk or a picture of it looks, as far as it was said on the command line; else the configuration, else the system.
struct DeskLook {
    QString theme;    ///< "dark", "light" or empty
    QString language; ///< "en", "ko" or empty
    QString zone;     ///< IANA name or empty
};

struct DeskOptions {
    std::string configPath;
    std::string cachePath;
    DeskLook look;
    QString page;   ///< first page; empty: now
    std::optional<ViewLink> link; ///< the view to open, instead of the page
};

/// Opens the desk on a configuration and runs until it is closed; the exit code. The QApplication exists.
[[nodiscard]] int runDesk(const DeskOptions& options, const Clock& clock);

struct PictureOptions {
    DeskOptions desk;
    int width = 1440;
    int height = 900;
    QString select;
    std::optional<TimeRange> range;
    std::optional<Time> asOf;
    QString file;
};

/// Draws one page from the cache alone into a PNG; the exit code. The QApplication exists (offscreen).
[[nodiscard]] int drawPicture(const PictureOptions& options, const Clock& clock);

/// Installs theme, language and zone; `system` are the defaults where neither look nor configuration says.
void dressUp(const DeskLook& look, const std::string& theme, const std::string& language);

} // namespace vedette
