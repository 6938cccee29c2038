#include "models/catalog/config_reader.h"

#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"

#include <algorithm>
#include <tuple>

namespace vedette {

namespace {

/// One file of the configuration with its parsed root, so that every section can be read over all files in turn.
struct Loaded {
    std::string folder;
    FileFindings findings;
    std::optional<YamlMap> root;
};

void loadText(const std::string& text, const std::string& file, ConfigContext& context, std::vector<std::unique_ptr<Loaded>>& parts)
{
    auto part = std::make_unique<Loaded>(Loaded{folderOf(file), FileFindings(file, context.findings), {}});
    const auto parsed = parseYaml(text, part->findings);
    if (!parsed.ok || parsed.documents.empty())
        return;
    if (parsed.documents.size() > 1)
        part->findings.error(parsed.documents[1]->mark, "documents", "a configuration file is one document; this is its second");
    const YamlValue root(parsed.documents[0], parsed.documents[0]->mark, part->findings);
    if (root.isNull())
        return;
    part->root = YamlMap::of(root);
    if (part->root)
        parts.push_back(std::move(part));
}

void loadFile(const std::string& file, ConfigContext& context, std::vector<std::unique_ptr<Loaded>>& parts)
{
    const auto text = readWholeFile(file);
    if (!text.ok()) {
        FileFindings(file, context.findings).error({}, "file", text.error().detail);
        return;
    }
    context.config.files.push_back(absolutePath(file));
    loadText(*text, file, context, parts);
}

void readParts(std::vector<std::unique_ptr<Loaded>>& parts, ConfigContext& context)
{
    for (auto* section : {&readFleet, &readFeeds, &readWatches, &readAlertChecks, &readNamedFiles}) {
        for (auto& loaded : parts) {
            ConfigPart part{loaded->folder, context};
            section(*loaded->root, part);
        }
    }
    for (const auto& loaded : parts)
        loaded->root->finish();
}

void sortFindings(std::vector<Finding>& findings, const std::vector<std::string>& order)
{
    const auto rank = [&](const std::string& file) {
        return std::find(order.begin(), order.end(), file) - order.begin();
    };
    std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
        return std::make_tuple(rank(a.file), std::cref(a.file), a.line, a.column)
            < std::make_tuple(rank(b.file), std::cref(b.file), b.line, b.column);
    });
}

ConfigRead done(ConfigContext& context, const std::vector<std::string>& order)
{
    sortFindings(context.findings, order);
    return {std::move(context.config), std::move(context.findings)};
}

} // namespace

ConfigRead readConfig(const std::string& path, const ConfigReadOptions& options)
{
    ConfigContext context;
    context.stockFolder = stockMappingFolder(options.stockMappings);
    context.goodTargets = options.goodTargets;
    std::vector<std::unique_ptr<Loaded>> parts;
    std::vector<std::string> order{path};
    loadFile(path, context, parts);
    if (context.config.files.empty())
        return done(context, order);

    const auto pattern = below(folderOf(path), "conf.d/*.yaml");
    context.config.globs.push_back(absolutePath(pattern));
    for (const auto& file : expandGlob(pattern)) {
        order.push_back(file);
        loadFile(file, context, parts);
    }
    readParts(parts, context);
    finishConfig(context, path);

    if (options.readServices)
        readServiceFiles(context);
    if (options.readSlos && !context.sloFiles.empty()) {
        auto slos = readSloFiles(context.sloFiles);
        context.config.slos = std::move(slos.slos);
        context.findings.insert(context.findings.end(), slos.findings.begin(), slos.findings.end());
    }
    settleServiceNames(context);
    for (const auto* files : {&context.config.serviceFiles, &context.config.sloFiles})
        context.config.files.insert(context.config.files.end(), files->begin(), files->end());
    order.insert(order.end(), context.serviceFiles.begin(), context.serviceFiles.end());
    order.insert(order.end(), context.sloFiles.begin(), context.sloFiles.end());
    readAlertFiles(context, order);
    return done(context, order);
}

ConfigRead readConfigText(const std::string& text, const std::string& file)
{
    ConfigContext context;
    context.touchFiles = false;
    context.stockFolder = stockMappingFolder({});
    std::vector<std::unique_ptr<Loaded>> parts;
    loadText(text, file, context, parts);
    readParts(parts, context);
    finishConfig(context, file);
    settleServiceNames(context);
    return done(context, {file});
}

} // namespace vedette
