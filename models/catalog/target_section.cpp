#include "models/catalog/target_section.h"

#include "models/base/text.h"
#include "models/catalog/file_access.h"
#include "models/catalog/relabel_section.h"
#include "models/catalog/target_list.h"

#include <algorithm>

namespace vedette {

namespace {

bool isTargetFile(const std::string& path)
{
    const auto lower = lowerAscii(path);
    const auto star = path.find('*');
    const bool onlyInName = star == std::string::npos || path.find('/', star) == std::string::npos;
    return onlyInName && (lower.ends_with(".yml") || lower.ends_with(".yaml") || lower.ends_with(".json"));
}

/// Files as given; each pattern is watched, also one that is a plain name.
std::vector<std::string> targetFiles(YamlMap& entry, ConfigPart& part)
{
    std::vector<std::string> files;
    for (const auto& item : entry.list("file_sd_configs")) {
        auto map = YamlMap::of(item);
        if (!map)
            continue;
        const auto named = map->required("files");
        map->know("refresh_interval"); // Prometheus' word; files are looked at every two seconds here
        for (const auto& one : named ? named->asList() : std::vector<YamlValue>{}) {
            const auto path = one.asText();
            if (!path)
                continue;
            if (!isTargetFile(*path)) {
                one.error("file", "\"" + visibleLine(*path) + "\" is not a file of targets: they end with .yml, .yaml or .json, and a * stands in the last part only");
                continue;
            }
            const auto given = below(part.folder, *path);
            part.context.config.globs.push_back(absolutePath(given));
            if (!part.context.touchFiles)
                continue;
            const auto found = expandGlob(given);
            if (found.empty())
                one.warning("no-file", "no file matches " + visibleLine(given));
            for (const auto& file : found) {
                if (std::find(files.begin(), files.end(), file) == files.end())
                    files.push_back(file);
            }
        }
        map->finish();
    }
    return files;
}

/// The targets of a file, or those it had when it was last good.
std::vector<ListedTarget> targetsOf(const std::string& file, ConfigContext& context)
{
    const auto full = absolutePath(file);
    context.config.files.push_back(full);
    const auto text = readWholeFile(file);
    auto list = text.ok() ? readTargetList(*text, file) : TargetList{{}, {{file, 1, 1, FindingLevel::error, "file", visibleLine(text.error().detail)}}};
    auto* good = context.goodTargets;
    if (list.usable()) {
        if (good != nullptr)
            (*good)[full] = *text;
        return std::move(list.targets);
    }
    for (auto& finding : list.findings) {
        finding.level = FindingLevel::warning;
        context.findings.push_back(std::move(finding));
    }
    const auto kept = good == nullptr ? std::map<std::string, std::string>::iterator{} : good->find(full);
    const bool stay = good != nullptr && kept != good->end();
    context.findings.push_back({file, 1, 1, FindingLevel::warning, "targets",
        stay ? "the file of targets is not usable; those it had before stay" : "the file of targets is not usable; it adds none"});
    return stay ? readTargetList(kept->second, file).targets : std::vector<ListedTarget>{};
}

struct Place {
    std::string scheme = "http";
    std::string pathPrefix;
    RelabelSteps relabel;
};

/// The feed of one target; nullopt with a reason, or without one where a relabelling step dropped it.
std::optional<FeedConfig> feedOf(const ListedTarget& target, const Place& place, const FeedConfig& common, std::string& wrong)
{
    auto labels = target.labels;
    if (!labels.has("__scheme__"))
        labels.set("__scheme__", place.scheme);
    if (!labels.has("__metrics_path__"))
        labels.set("__metrics_path__", place.pathPrefix);
    if (!relabel(place.relabel, labels))
        return std::nullopt;
    const std::string address(labels.value("__address__"));
    const std::string scheme(labels.value("__scheme__"));
    std::string path(labels.value("__metrics_path__"));
    while (!path.empty() && path.back() == '/')
        path.pop_back();
    auto feed = common;
    feed.url = scheme + "://" + address + (path.empty() || path.front() == '/' ? "" : "/") + path;
    const auto shown = "\"" + visibleLine(truncateUtf8(redactUrl(feed.url), 120)) + "\"";
    if (address.empty() || address.find_first_of("/@?#") != std::string::npos)
        wrong = "\"" + visibleLine(truncateUtf8(address, 120)) + "\" is not an address, HOST:PORT";
    else if (path.find_first_of("?#") != std::string::npos || !isWebLink(feed.url))
        wrong = shown + " is not an http or https address";
    if (!wrong.empty())
        return std::nullopt;
    const std::string name(labels.value("name"));
    feed.name = common.name + "/" + (name.empty() ? address : name);
    for (const auto& [label, value] : labels) {
        if (label.starts_with("__param_"))
            feed.params.emplace_back(label.substr(8), value);
        else if (!label.starts_with("__") && label != "name")
            feed.externalLabels.set(label, value);
    }
    return feed;
}

std::vector<FeedConfig> feedsOfTargets(YamlMap& entry, ConfigPart& part, const FeedConfig& feed)
{
    std::vector<FeedConfig> feeds;
    Place place;
    auto& context = part.context;
    if (const auto scheme = entry.value("scheme"))
        place.scheme = scheme->asOneOf({"http", "https"}).value_or(place.scheme);
    entry.read("path_prefix", place.pathPrefix);
    place.relabel = readRelabelling(entry, "relabel_configs");
    if (entry.has("url"))
        entry.self().findings().error(entry.markOf("url"), "url", "only one of url and file_sd_configs");
    entry.know("url");
    for (const auto& file : targetFiles(entry, part)) {
        const auto findings = [&] { return FileFindings(file, context.findings); };
        for (const auto& target : targetsOf(file, context)) {
            std::string wrong;
            auto one = feedOf(target, place, feed, wrong);
            if (!wrong.empty())
                findings().warning(target.at, "target", wrong + "; it is left out");
            if (!one)
                continue;
            one->origin = findings().origin(target.at);
            one->keyOrigins["url"] = one->origin;
            if (visibleLine(one->name) != one->name || one->name.size() > 200)
                findings().warning(target.at, "name", "a name is one line of at most 200 bytes; it is left out");
            else if (const auto [known, fresh] = context.feedOrigins.emplace(one->name, one->origin); !fresh)
                findings().warning(target.at, "duplicate-name", "a feed named \"" + one->name + "\" is already at " + known->second + "; this one is left out");
            else
                feeds.push_back(std::move(*one));
        }
    }
    return feeds;
}

std::vector<FeedConfig> feedsOfTenants(YamlMap& tenants, const FeedConfig& entry, std::vector<FeedConfig> feeds)
{
    auto& findings = tenants.self().findings();
    std::string header = "X-Scope-OrgID";
    std::string label = "tenant";
    tenants.read("header", header);
    tenants.read("label", label);
    if (header.empty() || header.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != std::string::npos)
        findings.error(tenants.markOf("header"), "header", "\"" + visibleLine(header) + "\" is not a header's name");
    for (const auto& [name, value] : entry.http.headers) {
        if (lowerAscii(name) == lowerAscii(header))
            findings.error(tenants.markOf("header"), "header", "the header " + visibleLine(header) + " is under http_headers too");
    }
    std::vector<FeedConfig> all;
    std::vector<std::string> names;
    const auto list = tenants.required("names");
    for (const auto& item : list ? list->asList() : std::vector<YamlValue>{}) {
        const auto name = item.asText();
        if (!name)
            continue;
        if (trimmed(*name) != *name || name->empty() || visibleLine(*name) != *name || name->find('/') != std::string::npos || name->size() > 150)
            item.error("tenant", "a tenant's name is one line of at most 150 bytes without a slash");
        else if (std::find(names.begin(), names.end(), *name) != names.end())
            item.error("duplicate-name", "the tenant \"" + *name + "\" is named twice");
        else
            names.push_back(*name);
    }
    if (list && list->isList() && list->node().items.empty())
        list->error("tenant", "no tenant is named");
    tenants.finish();
    for (const auto& feed : feeds) {
        for (const auto& name : names) {
            auto one = feed;
            one.name += "/" + name;
            one.http.headers.emplace_back(header, Secret{name, {}, {}});
            if (!label.empty())
                one.externalLabels.set(label, name);
            all.push_back(std::move(one));
        }
    }
    return all;
}

} // namespace

std::vector<FeedConfig> spreadFeed(YamlMap& entry, ConfigPart& part, const FeedConfig& feed)
{
    std::vector<FeedConfig> feeds{feed};
    const bool targets = entry.has("file_sd_configs");
    if (targets)
        feeds = feedsOfTargets(entry, part, feed);
    for (const auto* key : {"scheme", "path_prefix", "relabel_configs"}) {
        if (!targets && entry.has(key))
            entry.self().findings().error(entry.markOf(key), "targets", std::string(key) + " belongs to file_sd_configs; here the url says it");
        entry.know(key);
    }
    auto tenants = entry.map("tenants");
    if (tenants)
        feeds = feedsOfTenants(*tenants, feed, std::move(feeds));
    if (targets || tenants)
        part.context.groups.emplace(feed.name, feed.kind);
    if (tenants) {
        for (const auto& one : feeds) {
            if (const auto [known, fresh] = part.context.feedOrigins.emplace(one.name, one.origin); !fresh)
                tenants->self().error("duplicate-name", "a feed named \"" + one.name + "\" is already at " + known->second);
        }
    }
    if (feed.kind == FeedKind::alertmanager && !entry.has("cluster")) {
        for (auto& one : feeds)
            one.cluster = one.name;
    }
    return feeds;
}

} // namespace vedette
