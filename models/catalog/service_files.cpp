#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"

namespace vedette {

namespace {

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

void readService(const YamlValue& value, ConfigContext& context, std::map<std::string, std::string>& origins)
{
    auto read = YamlMap::of(value);
    if (!read)
        return;
    auto& map = *read;
    ServiceInfo service;
    auto& findings = value.findings();
    if (const auto name = map.requiredText("name")) {
        service.name = *name;
        const auto [known, fresh] = origins.emplace(*name, findings.origin(map.markOf("name")));
        if (!fresh)
            findings.error(map.markOf("name"), "duplicate-name", "the service \"" + visibleLine(*name) + "\" is already at " + known->second);
    }
    map.read("owner", service.owner);
    if (const auto tier = map.value("tier"))
        service.tier = static_cast<int>(tier->asInteger(1, 9).value_or(0));
    service.dependsOn = map.texts("dependsOn");
    if (auto labels = map.map("labels")) {
        for (const auto& entry : labels->entries())
            service.labels.set(entry.key, labels->valueOf(entry).asText().value_or(std::string()));
    }
    if (const auto links = map.value("links"))
        readLinks(*links, service);
    map.finish();
    if (!service.name.empty())
        context.config.services.push_back(std::move(service));
}

void readDocument(const YamlValue& value, ConfigContext& context, std::map<std::string, std::string>& origins)
{
    if (value.isNull())
        return;
    if (value.isList()) {
        for (const auto& item : value.asList())
            readService(item, context, origins);
        return;
    }
    auto map = YamlMap::of(value);
    if (!map)
        return;
    if (map->has("apiVersion") && map->has("kind")) {
        value.warning("not-read", "Backstage catalog-info is not read by this version; write {name, owner, tier, dependsOn, links}");
    } else if (map->has("services")) {
        for (const auto& item : map->list("services"))
            readService(item, context, origins);
        map->finish();
    } else {
        readService(value, context, origins);
    }
}

} // namespace

void readServiceFile(const std::string& file, ConfigContext& context, std::map<std::string, std::string>& origins)
{
    FileFindings findings(file, context.findings);
    const auto text = readWholeFile(file);
    if (!text.ok()) {
        findings.error({}, "file", visibleLine(text.error().detail));
        return;
    }
    for (const auto& document : parseYaml(*text, findings).documents)
        readDocument(YamlValue(document, document->mark, findings), context, origins);
}

} // namespace vedette
