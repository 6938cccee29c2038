#include "models/catalog/target_list.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kMostTargets = 10'000;

void readGroup(const YamlValue& value, TargetList& list)
{
    auto map = YamlMap::of(value);
    if (!map)
        return;
    std::vector<Labels::Pair> labels;
    if (auto named = map->map("labels")) {
        for (const auto& entry : named->entries()) {
            const auto label = named->valueOf(entry);
            if (entry.key.empty() || visibleLine(entry.key) != entry.key)
                label.error("label", "\"" + visibleLine(entry.key) + "\" is not a label's name");
            labels.emplace_back(entry.key, label.asText().value_or(std::string()));
        }
    }
    const auto targets = map->required("targets");
    for (const auto& item : targets ? targets->asList() : std::vector<YamlValue>{}) {
        const auto address = item.asText();
        if (!address)
            continue;
        if (trimmed(*address).empty() || visibleLine(*address) != *address) {
            item.error("target", "a target is an address, HOST:PORT");
            continue;
        }
        if (list.targets.size() == kMostTargets) {
            item.error("target", "a file may list at most 10,000 targets");
            break;
        }
        ListedTarget target{Labels(labels), item.where()};
        target.labels.set("__address__", *address);
        list.targets.push_back(std::move(target));
    }
    map->finish();
}

} // namespace

TargetList readTargetList(std::string text, const std::string& file)
{
    TargetList list;
    FileFindings findings(file, list.findings);
    // JSON may be indented by tabs, which YAML does not take; within a JSON text a tab is always written \t.
    if (const auto first = text.find_first_not_of(" \t\r\n"); first != std::string::npos && text[first] == '[')
        std::replace(text.begin(), text.end(), '\t', ' ');
    const auto parsed = parseYaml(text, findings);
    if (!parsed.ok)
        return list;
    if (parsed.documents.size() > 1)
        findings.error(parsed.documents[1]->mark, "documents", "a file of targets is one document; this is its second");
    if (parsed.documents.empty())
        return list;
    const YamlValue root(parsed.documents[0], parsed.documents[0]->mark, findings);
    for (const auto& group : root.asList())
        readGroup(group, list);
    return list;
}

} // namespace vedette
