#include "models/catalog/relabel_section.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace vedette {

namespace {

using Action = RelabelStep::Action;

struct ActionName {
    std::string_view name;
    Action action;
};
constexpr std::array<ActionName, 11> kActions{{{"replace", Action::replace}, {"keep", Action::keep}, {"drop", Action::drop}, {"keepequal", Action::keepEqual},
    {"dropequal", Action::dropEqual}, {"hashmod", Action::hashMod}, {"labelmap", Action::labelMap}, {"labeldrop", Action::labelDrop},
    {"labelkeep", Action::labelKeep}, {"lowercase", Action::lowercase}, {"uppercase", Action::uppercase}}};

/// Keys that an action reads, beside `action`.
std::vector<std::string_view> keysOf(Action action)
{
    switch (action) {
    case Action::replace:
        return {"source_labels", "separator", "regex", "target_label", "replacement"};
    case Action::keep:
    case Action::drop:
        return {"source_labels", "separator", "regex"};
    case Action::keepEqual:
    case Action::dropEqual:
        return {"source_labels", "target_label"};
    case Action::hashMod:
        return {"source_labels", "separator", "target_label", "modulus"};
    case Action::labelMap:
        return {"regex", "replacement"};
    case Action::labelDrop:
    case Action::labelKeep:
        return {"regex"};
    case Action::lowercase:
    case Action::uppercase:
        return {"source_labels", "separator", "target_label"};
    }
    return {};
}

/// Whether Prometheus refuses a key that the action does not read; others it leaves unused.
bool isRefused(Action action, std::string_view key)
{
    const bool byCase = action == Action::lowercase || action == Action::uppercase;
    const bool byEquality = action == Action::keepEqual || action == Action::dropEqual;
    return byEquality || action == Action::labelDrop || action == Action::labelKeep || (byCase && key == "replacement");
}

Action readAction(YamlMap& map)
{
    const auto value = map.value("action");
    const auto word = value && value->isScalar() ? lowerAscii(value->node().text) : std::string("replace");
    std::vector<std::string> names;
    for (const auto& [name, action] : kActions) {
        if ((!value || value->isScalar()) && word == name)
            return action;
        names.emplace_back(name);
    }
    (void)value->asOneOf(names);
    return Action::replace;
}

void checkName(const YamlValue& value, const std::string& name)
{
    if (trimmed(name) != name || name.empty() || visibleLine(name) != name)
        value.error("label", "\"" + visibleLine(name) + "\" is not a label's name");
}

RelabelStep readStep(YamlMap& map)
{
    RelabelStep step;
    auto& findings = map.self().findings();
    const auto errors = findings.errorCount();
    step.action = readAction(map);
    const bool actionKnown = findings.errorCount() == errors;
    for (const auto& item : map.list("source_labels")) {
        if (const auto name = item.asText()) {
            checkName(item, *name);
            step.sourceLabels.push_back(*name);
        }
    }
    map.read("separator", step.separator);
    map.read("regex", step.regexText);
    if (const auto target = map.value("target_label")) {
        step.targetLabel = target->asText().value_or(std::string());
        checkName(*target, step.targetLabel);
        if (step.action == Action::hashMod && step.targetLabel.find('$') != std::string::npos)
            target->error("label", "the target of hashmod is one label; no $1 is filled in");
    }
    map.read("replacement", step.replacement);
    if (const auto modulus = map.value("modulus"))
        step.modulus = static_cast<std::uint64_t>(modulus->asInteger(1, std::int64_t{1} << 53).value_or(1));
    map.finish();

    const auto allowed = keysOf(step.action);
    const auto word = std::find_if(kActions.begin(), kActions.end(), [&](const ActionName& a) { return a.action == step.action; })->name;
    const auto reads = [&](std::string_view key) { return std::find(allowed.begin(), allowed.end(), key) != allowed.end(); };
    for (const auto& entry : map.entries()) {
        const bool known = entry.key == "source_labels" || entry.key == "separator" || entry.key == "regex" || entry.key == "target_label"
            || entry.key == "replacement" || entry.key == "modulus";
        if (actionKnown && known && !reads(entry.key))
            findings.add(isRefused(step.action, entry.key) ? FindingLevel::error : FindingLevel::warning, entry.mark, "relabel",
                "the action " + std::string(word) + " does not read " + entry.key);
    }
    if (actionKnown && reads("target_label") && !map.value("target_label"))
        findings.error(map.markOf("target_label"), "missing-key", "the action " + std::string(word) + " needs a target_label");
    if (step.action == Action::hashMod && !map.value("modulus"))
        findings.error(map.markOf("modulus"), "missing-key", "the action hashmod needs a modulus");
    if (const auto compiled = compile(step); !compiled.ok())
        findings.error(map.markOf("regex"), "regex", visibleLine(compiled.error().detail));
    return step;
}

} // namespace

RelabelSteps readRelabelling(YamlMap& feed, std::string_view key)
{
    RelabelSteps steps;
    for (const auto& item : feed.list(key)) {
        if (auto map = YamlMap::of(item))
            steps.push_back(readStep(*map));
    }
    return steps;
}

} // namespace vedette
