#include "models/base/text.h"
#include "models/catalog/alertmanager_config.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"
#include "models/catalog/rule_files.h"

#include <algorithm>

namespace vedette {

namespace {

/// A list of conditions as amtool writes them.
Matchers readMatchers(const YamlValue& value)
{
    Matchers matchers;
    for (const auto& item : value.asList()) {
        const auto text = item.asText();
        if (!text)
            continue;
        auto matcher = Matcher::parse(*text);
        if (matcher.ok())
            matchers.push_back(std::move(matcher.value()));
        else
            item.error("matcher", visibleLine(matcher.error().detail));
    }
    return matchers;
}

void readSwitch(const YamlValue& value, ConfigPart& part)
{
    auto read = YamlMap::of(value);
    if (!read)
        return;
    auto& map = *read;
    DeadMansSwitch entry;
    entry.origin = value.origin();
    if (const auto name = map.requiredText("name")) {
        entry.name = *name;
        for (const auto& other : part.context.config.deadMansSwitches) {
            if (other.name == entry.name)
                value.findings().error(map.markOf("name"), "duplicate-name", "a dead man's switch named \"" + visibleLine(*name) + "\" is already at " + other.origin);
        }
    }
    if (const auto match = map.value("match")) {
        entry.matchers = readMatchers(*match);
    } else if (auto alert = Matcher::make("alertname", MatchOp::equal, entry.name); alert.ok()) {
        entry.matchers.push_back(std::move(alert.value())); // the name says it
    }
    if (const auto match = map.value("match"); match && match->isList() && match->node().items.empty())
        value.findings().error(map.markOf("match"), "match", "at least one condition is needed, e.g. [alertname=Watchdog]");
    if (const auto source = map.text("source")) {
        entry.source = *source;
        part.context.sourceUses.push_back({*source, value.findings().file(), map.markOf("source"), &tellsAlerts});
    }
    map.readDuration("absent_after", entry.absentAfter, std::chrono::seconds{10});
    map.finish();
    part.context.config.deadMansSwitches.push_back(std::move(entry));
}

void addOnce(std::vector<std::string>& list, std::string item)
{
    if (std::find(list.begin(), list.end(), item) == list.end())
        list.push_back(std::move(item));
}

} // namespace

void readRoutingFile(YamlMap& feed, const std::string& name, ConfigPart& part)
{
    const auto value = feed.value("config_file");
    const auto path = value ? value->asText() : std::nullopt;
    if (!path || path->empty())
        return;
    auto file = below(part.folder, *path);
    if (part.context.touchFiles) {
        if (const auto text = readWholeFile(file); !text.ok())
            return value->error("file", visibleLine(text.error().detail));
    }
    part.context.routingFiles.push_back({name, std::move(file)});
}

void readAlertFiles(ConfigContext& context, std::vector<std::string>& order)
{
    auto& config = context.config;
    const auto named = [&](const std::string& file) {
        addOnce(order, file);
        addOnce(config.files, absolutePath(file));
    };
    for (const auto& file : context.ruleFiles)
        named(file);
    auto rules = readRuleFiles(context.ruleFiles);
    config.rules = std::move(rules.rules);
    context.findings.insert(context.findings.end(), rules.findings.begin(), rules.findings.end());
    for (const auto& [feed, file] : context.routingFiles) {
        const bool known = std::find(order.begin(), order.end(), file) != order.end();
        named(file);
        const auto text = readWholeFile(file);
        if (!text.ok())
            continue; // said where it is named
        auto read = readAlertRouting(*text, file);
        if (!known) // members of a cluster share their file
            context.findings.insert(context.findings.end(), read.findings.begin(), read.findings.end());
        read.routing.feed = feed;
        if (read.ok)
            config.routings.push_back(std::move(read.routing));
    }
}

void readAlertChecks(YamlMap& root, ConfigPart& part)
{
    for (const auto& item : root.list("dead_mans_switches"))
        readSwitch(item, part);
    if (auto rules = root.map("rules")) {
        if (const auto files = rules->value("files")) {
            for (auto& file : namedFiles(*files, part))
                addOnce(part.context.ruleFiles, std::move(file));
        }
        rules->finish();
    }
    for (const auto& item : root.list("left_out")) {
        const auto text = item.asText();
        if (!text)
            continue;
        auto selector = parseSelector(text->find('{') == std::string::npos ? "{" + *text + "}" : *text);
        if (!selector.ok())
            item.error("selector", visibleLine(selector.error().detail));
        else
            part.context.config.leftOut.push_back(std::move(selector.value()));
    }
}

} // namespace vedette
