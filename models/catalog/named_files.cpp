#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"

#include <algorithm>

namespace vedette {

std::vector<std::string> namedFiles(const YamlValue& value, ConfigPart& part)
{
    std::vector<std::string> files;
    for (const auto& item : value.asList()) {
        const auto path = item.asText();
        if (!path || path->empty())
            continue;
        const auto given = below(part.folder, *path);
        if (isGlob(given)) {
            part.context.config.globs.push_back(absolutePath(given));
            if (!part.context.touchFiles)
                continue;
            const auto found = expandGlob(given);
            if (found.empty())
                item.warning("no-file", "no file matches " + visibleLine(given));
            files.insert(files.end(), found.begin(), found.end());
            continue;
        }
        if (part.context.touchFiles) {
            if (const auto text = readWholeFile(given); !text.ok()) {
                item.error("file", visibleLine(text.error().detail));
                continue;
            }
        }
        files.push_back(given);
    }
    return files;
}

static void keepFiles(const std::vector<std::string>& found, std::vector<std::string>& given, std::vector<std::string>& absolute)
{
    for (const auto& file : found) {
        auto full = absolutePath(file);
        if (std::find(absolute.begin(), absolute.end(), full) != absolute.end())
            continue;
        given.push_back(file);
        absolute.push_back(std::move(full));
    }
}

void readNamedFiles(YamlMap& root, ConfigPart& part)
{
    auto& context = part.context;
    if (auto services = root.map("services")) {
        if (const auto files = services->value("files"))
            keepFiles(namedFiles(*files, part), context.serviceFiles, context.config.serviceFiles);
        services->know("dependencies");
        if (auto names = services->map("names")) {
            for (const auto& entry : names->entries()) {
                const auto value = names->valueOf(entry);
                if (const auto our = value.asText(); our && !our->empty())
                    context.nameUses.push_back({entry.key, *our, value.findings().file(), value.where()});
            }
        }
        services->finish();
    }
    if (auto slo = root.map("slo")) {
        if (const auto files = slo->value("files"))
            keepFiles(namedFiles(*files, part), context.sloFiles, context.config.sloFiles);
        slo->finish();
    }
}

} // namespace vedette
