#pragma once

#include "models/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// The whole of a regular file or pipe, at most 8 MiB. Error kind notFound with a sentence.
[[nodiscard]] Result<std::string> readWholeFile(const std::string& path);
/// `path`, or where it is relative the same below `folder`; no "~" and no variables are expanded.
[[nodiscard]] std::string below(const std::string& folder, const std::string& path);
/// Folder part of a path as given; "" for a bare name.
[[nodiscard]] std::string folderOf(const std::string& path);
[[nodiscard]] std::string absolutePath(const std::string& path);
[[nodiscard]] bool isGlob(std::string_view path);
/// Regular files that match a shell pattern (* ? []), sorted by bytes.
[[nodiscard]] std::vector<std::string> expandGlob(const std::string& pattern);
/// Whether `name` is an IANA zone that this system knows; where it has no zone files, whether it looks like one.
[[nodiscard]] bool isKnownZone(const std::string& name);
/// The first existing resources/feeds folder: `preferred`, ../share/vedette/feeds beside the program, or resources/feeds in a
/// folder above it (a build tree). Empty when there is none.
[[nodiscard]] std::string stockMappingFolder(const std::string& preferred);

} // namespace vedette
