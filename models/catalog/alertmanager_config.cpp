#include "models/catalog/alertmanager_config.h"

#include "models/base/text.h"
#include "models/base/yaml_reader.h"
#include "models/catalog/alert_matchers.h"
#include "models/catalog/time_intervals.h"

#include <algorithm>

namespace vedette {

namespace {

std::string shown(const std::string& text) { return "\"" + visibleLine(truncateUtf8(text, 80)) + "\""; }

void addMatcher(const YamlValue& at, const std::string& name, MatchOp op, const std::string& value, Matchers& into)
{
    auto matcher = Matcher::make(name, op, value);
    if (matcher.ok())
        into.push_back(std::move(matcher).value());
    else
        at.error("matcher", visibleLine(matcher.error().detail));
}

/// `match`, `match_re` and `matchers`, each with the prefix of its side ("source_", "target_" or nothing).
Matchers readConditions(YamlMap& map, const std::string& prefix)
{
    Matchers matchers;
    for (const auto& [key, op] : {std::pair("match", MatchOp::equal), {"match_re", MatchOp::regex}}) {
        auto old = map.map(prefix + key);
        if (!old)
            continue;
        for (const auto& entry : old->entries()) {
            const auto value = old->valueOf(entry);
            if (const auto text = value.asText())
                addMatcher(value, entry.key, op, *text, matchers);
        }
    }
    for (const auto& item : map.list(prefix + "matchers")) {
        const auto text = item.asText();
        if (!text)
            continue;
        auto read = parseAlertMatchers(*text);
        if (read.ok())
            matchers.insert(matchers.end(), read->begin(), read->end());
        else
            item.error("matcher", visibleLine(read.error().detail));
    }
    return matchers;
}

/// Where a name is used, to be looked up when all is read.
struct NameUse {
    std::string name;
    YamlMark at;
};

struct RoutingReader {
    FileFindings& findings;
    AlertRouting routing;
    std::vector<NameUse> receiverUses;
    std::vector<NameUse> intervalUses;

    void names(YamlMap& map, const char* key, std::vector<std::string>& into)
    {
        for (const auto& item : map.list(key)) {
            if (const auto name = item.asText()) {
                into.push_back(*name);
                intervalUses.push_back({*name, item.where()});
            }
        }
    }

    RouteNode route(YamlMap& map, const RouteNode* parent)
    {
        RouteNode node;
        if (parent != nullptr) { // mute and active times are not handed down
            node.receiver = parent->receiver;
            node.groupBy = parent->groupBy;
            node.groupWait = parent->groupWait;
            node.groupInterval = parent->groupInterval;
            node.repeatInterval = parent->repeatInterval;
        }
        node.line = map.self().node().mark.line;
        if (const auto name = map.text("receiver"); name && !name->empty()) {
            node.receiver = *name;
            receiverUses.push_back({*name, map.markOf("receiver")});
        } else if (parent == nullptr) {
            map.self().error("missing-key", "the root route names no receiver");
        }
        node.matchers = readConditions(map, {});
        if (const auto group = map.value("group_by"))
            node.groupBy = group->asTexts();
        node.goesOn = map.flag("continue", false);
        names(map, "mute_time_intervals", node.muteTimes);
        names(map, "active_time_intervals", node.activeTimes);
        map.readDuration("group_wait", node.groupWait, Millis{0});
        map.readDuration("group_interval", node.groupInterval, Millis{0});
        map.readDuration("repeat_interval", node.repeatInterval, Millis{0});
        for (const auto& item : map.list("routes")) {
            if (auto child = YamlMap::of(item))
                node.routes.push_back(route(*child, &node));
        }
        warnOfDeadRoutes(node);
        return node;
    }

    /// A later sibling whose conditions hold all those of an earlier one that does not continue.
    void warnOfDeadRoutes(const RouteNode& node)
    {
        const auto holds = [](const RouteNode& later, const Matcher& m) {
            return std::any_of(later.matchers.begin(), later.matchers.end(), [&](const Matcher& own) { return own.text() == m.text(); });
        };
        for (std::size_t later = 1; later < node.routes.size(); ++later) {
            for (std::size_t before = 0; before < later; ++before) {
                const auto& first = node.routes[before];
                if (first.goesOn || !std::all_of(first.matchers.begin(), first.matchers.end(), [&](const Matcher& m) { return holds(node.routes[later], m); }))
                    continue;
                findings.warning({node.routes[later].line, 1}, "dead-route",
                    "this route never matches: the one in line " + std::to_string(first.line) + " takes all of it and does not continue");
                break;
            }
        }
    }

    void receiver(YamlMap& map)
    {
        AlertReceiver receiver;
        const auto name = map.requiredText("name");
        if (!name)
            return;
        receiver.name = *name;
        for (const auto& entry : map.entries()) {
            const auto cut = entry.key.rfind("_configs");
            if (cut == std::string::npos || cut == 0 || cut + 8 != entry.key.size() || entry.value->items.empty())
                continue;
            const auto kind = visibleLine(truncateUtf8(entry.key.substr(0, cut), 40));
            if (std::find(receiver.integrations.begin(), receiver.integrations.end(), kind) == receiver.integrations.end())
                receiver.integrations.push_back(kind);
        }
        const auto& known = routing.receivers;
        if (std::any_of(known.begin(), known.end(), [&](const auto& r) { return r.name == receiver.name; }))
            findings.error(map.markOf("name"), "duplicate-name", "a receiver named " + shown(receiver.name) + " is already there");
        static const std::vector<std::string> onPurpose{"null", "none", "nobody", "devnull", "dev-null", "blackhole", "noop"};
        if (receiver.integrations.empty() && std::find(onPurpose.begin(), onPurpose.end(), lowerAscii(receiver.name)) == onPurpose.end())
            findings.warning(map.markOf("name"), "tells-nobody", "the receiver " + shown(receiver.name) + " has no integration: it tells nobody");
        routing.receivers.push_back(std::move(receiver));
    }

    void intervals(YamlMap& root, const char* key)
    {
        for (const auto& item : root.list(key)) {
            auto map = YamlMap::of(item);
            const auto name = map ? map->requiredText("name") : std::nullopt;
            if (!name)
                continue;
            const auto list = map->value("time_intervals");
            routing.timeIntervals.emplace_back(*name, list ? readTimeIntervals(*list) : std::vector<TimeIntervalSpec>{});
        }
    }

    void inhibition(const YamlValue& item)
    {
        auto map = YamlMap::of(item);
        if (!map)
            return;
        InhibitRule rule;
        rule.line = item.node().mark.line;
        rule.source = readConditions(*map, "source_");
        rule.target = readConditions(*map, "target_");
        rule.equal = map->texts("equal");
        routing.inhibitRules.push_back(std::move(rule));
    }

    void lookUp()
    {
        for (const auto& use : receiverUses) {
            if (std::none_of(routing.receivers.begin(), routing.receivers.end(), [&](const auto& r) { return r.name == use.name; }))
                findings.error(use.at, "receiver", "there is no receiver named " + shown(use.name) + nearest(use.name, routing.receivers, [](const auto& r) { return r.name; }));
        }
        for (const auto& use : intervalUses) {
            if (std::none_of(routing.timeIntervals.begin(), routing.timeIntervals.end(), [&](const auto& i) { return i.first == use.name; }))
                findings.error(use.at, "time-interval", "there is no time interval named " + shown(use.name) + nearest(use.name, routing.timeIntervals, [](const auto& i) { return i.first; }));
        }
    }

    template <typename List, typename Name>
    static std::string nearest(const std::string& word, const List& list, Name name)
    {
        std::vector<std::string> names;
        for (const auto& each : list)
            names.push_back(name(each));
        const auto near = nearestName(word, names);
        return near.empty() ? std::string() : ". Did you mean " + shown(near) + "?";
    }
};

void forgetLines(RouteNode& node)
{
    node.line = 0;
    for (auto& child : node.routes)
        forgetLines(child);
}

} // namespace

RoutingRead readAlertRouting(const std::string& text, const std::string& file)
{
    RoutingRead out;
    FileFindings findings(file, out.findings);
    const auto parsed = parseYaml(text, findings);
    std::optional<YamlMap> root;
    if (parsed.ok && !parsed.documents.empty())
        root = YamlMap::of(YamlValue(parsed.documents[0], parsed.documents[0]->mark, findings));
    else if (parsed.ok)
        findings.error({}, "empty", "an empty file where Alertmanager's configuration is expected");
    if (root) {
        RoutingReader reader{findings, {}, {}, {}};
        for (const auto& item : root->list("receivers")) {
            if (auto map = YamlMap::of(item))
                reader.receiver(*map);
        }
        reader.intervals(*root, "time_intervals");
        reader.intervals(*root, "mute_time_intervals");
        if (auto route = root->map("route"))
            reader.routing.root = reader.route(*route, nullptr);
        else
            findings.error(root->markOf("route"), "missing-key", "the key \"route\" is missing");
        reader.routing.root.matchers.clear(); // the root catches all
        for (const auto& item : root->list("inhibit_rules"))
            reader.inhibition(item);
        reader.lookUp();
        out.routing = std::move(reader.routing);
    }
    out.routing.origin = file;
    out.ok = findings.errorCount() == 0;
    return out;
}

std::optional<AlertRouting> toldRouting(const std::string& text, const std::string& feed)
{
    auto read = readAlertRouting(text, feed);
    if (!read.ok)
        return std::nullopt;
    read.routing.feed = feed;
    read.routing.origin = "GET /api/v2/status";
    read.routing.text = routingText(read.routing);
    forgetLines(read.routing.root);
    for (auto& rule : read.routing.inhibitRules)
        rule.line = 0;
    return std::move(read.routing);
}

} // namespace vedette
