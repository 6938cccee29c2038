#include "models/catalog/rule_files.h"

#include "models/base/text.h"
#include "models/base/yaml_reader.h"
#include "models/catalog/file_access.h"
#include "models/catalog/promql_check.h"

#include <algorithm>

namespace vedette {

namespace {

void readPairs(YamlMap& map, const char* key, Labels& into)
{
    auto pairs = map.map(key);
    if (!pairs)
        return;
    for (const auto& entry : pairs->entries()) {
        const auto value = pairs->valueOf(entry);
        if (value.isNull())
            continue;
        if (const auto text = value.asText())
            into.set(entry.key, *text);
    }
}

/// The expression of a rule; empty, with a finding, where there is none that can be.
std::string readExpression(YamlMap& map)
{
    const auto text = map.requiredText("expr");
    if (!text)
        return {};
    if (const auto wrong = unbalancedIn(*text); !wrong.empty()) {
        map.self().findings().error(map.markOf("expr"), "promql", visibleLine(wrong));
        return {};
    }
    return trimmed(*text);
}

void readRule(const YamlValue& item, const std::string& group, const Labels& groupLabels, RulesRead& into)
{
    auto read = YamlMap::of(item);
    if (!read)
        return;
    auto& map = *read;
    const auto name = map.text("alert");
    const auto record = map.text("record");
    auto expression = readExpression(map);
    if (name.has_value() == record.has_value()) {
        item.error("rule", name ? "a rule is an alert or a record, not both" : "a rule names an alert or a record");
        return;
    }
    if (record) {
        ++into.recording;
        return;
    }
    AlertRule rule;
    rule.name = *name;
    rule.group = group;
    rule.expression = std::move(expression);
    map.readDuration("for", rule.holdFor, Millis{0});
    map.readDuration("keep_firing_for", rule.keepFiringFor, Millis{0});
    rule.labels = groupLabels;
    readPairs(map, "labels", rule.labels);
    readPairs(map, "annotations", rule.annotations);
    rule.runbook = rule.annotations.firstOf({"runbook_url", "runbook"});
    rule.origin = item.findings().file() + ":" + std::to_string(item.node().mark.line);
    if (rule.name.empty())
        item.findings().error(map.markOf("alert"), "empty", "\"alert\" is empty");
    else if (rule.expression.empty())
        return;
    if (!rule.labels.has("severity"))
        item.warning("no-severity", "the alert \"" + visibleLine(truncateUtf8(rule.name, 80)) + "\" has no label \"severity\"");
    into.rules.push_back(std::move(rule));
}

void readGroup(const YamlValue& item, std::vector<std::string>& names, RulesRead& into)
{
    auto map = YamlMap::of(item);
    if (!map)
        return;
    const auto name = map->requiredText("name");
    if (name && std::find(names.begin(), names.end(), *name) != names.end())
        item.findings().error(map->markOf("name"), "duplicate-name", "the group \"" + visibleLine(truncateUtf8(*name, 80)) + "\" is in this file twice");
    names.push_back(name.value_or(std::string()));
    Labels labels;
    readPairs(*map, "labels", labels);
    for (const auto& rule : map->list("rules"))
        readRule(rule, names.back(), labels, into);
}

} // namespace

void readRuleText(const std::string& text, const std::string& file, RulesRead& into)
{
    FileFindings findings(file, into.findings);
    for (const auto& document : parseYaml(text, findings).documents) {
        const YamlValue value(document, document->mark, findings);
        if (value.isNull())
            continue;
        auto root = YamlMap::of(value);
        if (!root)
            continue;
        std::vector<std::string> names;
        if (const auto groups = root->required("groups")) {
            for (const auto& group : groups->asList())
                readGroup(group, names, into);
        }
    }
}

RulesRead readRuleFiles(const std::vector<std::string>& files)
{
    RulesRead out;
    for (const auto& file : files) {
        const auto text = readWholeFile(file);
        if (text.ok())
            readRuleText(*text, file, out);
        else
            FileFindings(file, out.findings).error({}, "file", visibleLine(text.error().detail));
    }
    const auto bare = std::count_if(out.rules.begin(), out.rules.end(), [](const AlertRule& rule) { return rule.runbook.empty(); });
    if (bare > 0)
        FileFindings(files.front(), out.findings).warning({}, "no-runbook",
            std::to_string(bare) + " of " + std::to_string(out.rules.size()) + " alerting rules name no runbook (annotation runbook_url)");
    return out;
}

} // namespace vedette
