#include "models/base/text.h"
#include "models/catalog/config_context.h"

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

} // namespace

void readAlertChecks(YamlMap& root, ConfigPart& part)
{
    for (const auto& item : root.list("dead_mans_switches"))
        readSwitch(item, part);
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
