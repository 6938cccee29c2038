#include "models/base/text.h"
#include "models/catalog/backstage_reader.h"
#include "models/catalog/file_access.h"
#include "models/catalog/service_catalogue.h"

namespace vedette {

namespace {

constexpr std::size_t kMostDocuments = 5000; ///< of one file

void readLinks(const YamlValue& value, ServiceInfo& service)
{
    const auto keep = [&](const YamlValue& at, const std::string& title, const std::string& url) {
        if (!isWebLink(url))
            at.error("link", "\"" + visibleLine(truncateUtf8(redactUrl(url), 120)) + "\" is not an http or https address");
        else
            service.links.emplace_back(title.empty() ? url : title, url);
    };
    if (value.isMapping()) {
        const auto map = *YamlMap::of(value);
        for (const auto& entry : map.entries()) {
            const auto item = map.valueOf(entry);
            if (const auto url = item.asText())
                keep(item, entry.key, *url);
        }
        return;
    }
    for (const auto& item : value.asList()) {
        if (item.isScalar()) {
            keep(item, {}, item.node().text);
        } else if (auto map = YamlMap::of(item)) {
            std::string title;
            map->read("title", title);
            if (const auto url = map->requiredText("url"))
                keep(*map->value("url"), title, *url);
            map->finish();
        }
    }
}

void readTexts(YamlMap& map, std::string_view key, std::vector<std::string>& into)
{
    for (const auto& item : map.list(key)) {
        if (auto text = item.asText(); text && !text->empty())
            into.push_back(std::move(*text));
    }
}

void readService(const YamlValue& value, ServiceCatalogue& catalogue)
{
    auto read = YamlMap::of(value);
    if (!read)
        return;
    auto& map = *read;
    ServiceInfo service;
    auto& findings = value.findings();
    std::vector<PlacedName> uses;
    if (const auto name = map.requiredText("name")) {
        service.name = *name;
        const auto [known, fresh] = catalogue.origins.emplace(*name, findings.origin(map.markOf("name")));
        if (!fresh)
            findings.error(map.markOf("name"), "duplicate-name", "the service \"" + visibleLine(*name) + "\" is already at " + known->second);
    }
    map.read("owner", service.owner);
    map.read("deputy", service.deputy);
    map.read("team", service.team);
    map.read("channel", service.channel);
    map.read("environment", service.environment);
    readTexts(map, "members", service.members);
    readTexts(map, "aliases", service.aliases);
    if (const auto tier = map.value("tier"))
        service.tier = static_cast<int>(tier->asInteger(1, 9).value_or(0));
    for (const auto& item : map.list("dependsOn")) {
        if (auto name = item.asText(); name && !name->empty())
            uses.push_back({std::move(*name), {findings.file(), item.where()}});
    }
    if (auto labels = map.map("labels")) {
        for (const auto& entry : labels->entries())
            service.labels.set(entry.key, labels->valueOf(entry).asText().value_or(std::string()));
    }
    if (const auto links = map.value("links"))
        readLinks(*links, service);
    map.finish();
    if (!service.name.empty())
        catalogue.services.push_back({std::move(service), {findings.file(), map.markOf("name")}, std::move(uses)});
}

void readDocument(const YamlValue& value, ServiceCatalogue& catalogue, BackstageEntities& entities)
{
    if (value.isNull())
        return;
    if (value.isList()) {
        for (const auto& item : value.asList())
            readService(item, catalogue);
        return;
    }
    auto map = YamlMap::of(value);
    if (!map)
        return;
    if (BackstageEntities::isEntity(*map)) {
        entities.read(*map);
    } else if (map->has("services")) {
        for (const auto& item : map->list("services"))
            readService(item, catalogue);
        map->finish();
    } else {
        readService(value, catalogue);
    }
}

void readServiceFile(const std::string& file, ConfigContext& context, ServiceCatalogue& catalogue, BackstageEntities& entities)
{
    FileFindings findings(file, context.findings);
    const auto text = readWholeFile(file);
    if (!text.ok()) {
        findings.error({}, "file", visibleLine(text.error().detail));
        return;
    }
    std::size_t count = 0;
    for (const auto& document : parseYaml(*text, findings).documents) {
        if (++count > kMostDocuments) {
            findings.error(document->mark, "too-many", "more than " + std::to_string(kMostDocuments) + " documents in one file; the rest is not read");
            return;
        }
        readDocument(YamlValue(document, document->mark, findings), catalogue, entities);
    }
}

} // namespace

void readServiceFiles(ConfigContext& context)
{
    ServiceCatalogue catalogue;
    BackstageEntities entities(context);
    for (const auto& file : context.serviceFiles)
        readServiceFile(file, context, catalogue, entities);
    entities.settle(catalogue);
    settleOwners(catalogue, context);
    settleDependencies(catalogue, context);
    for (auto& service : catalogue.services) {
        service.info.origin = FileFindings(service.place.file, context.findings).origin(service.place.at);
        for (const auto& alias : service.info.aliases)
            context.nameUses.push_back({alias, service.info.name, service.place.file, service.place.at});
        context.config.services.push_back(std::move(service.info));
    }
}

} // namespace vedette
