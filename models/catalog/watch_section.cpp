#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/promql_check.h"

#include <algorithm>

namespace vedette {

namespace {

std::optional<double> boundFrom(const YamlValue& value) { return value.isNull() ? std::nullopt : value.asNumber(); }

void readBounds(const YamlValue& value, WatchConfig& watch)
{
    const auto bounds = value.asList();
    if (!value.isList())
        return;
    if (bounds.size() != 2) {
        value.error("bounds", "bounds are two numbers, [lower, upper]; null where there is none");
        return;
    }
    watch.lowerBound = boundFrom(bounds[0]);
    watch.upperBound = boundFrom(bounds[1]);
    if (watch.lowerBound && watch.upperBound && *watch.lowerBound >= *watch.upperBound)
        value.error("bounds", "the lower bound is not below the upper one");
}

void readWatch(const YamlValue& value, ConfigPart& part)
{
    auto read = YamlMap::of(value);
    if (!read)
        return;
    auto& map = *read;
    auto& findings = value.findings();
    WatchConfig watch;
    watch.origin = value.origin();
    if (const auto name = map.requiredText("name")) {
        watch.name = *name;
        const auto [known, fresh] = part.context.watchOrigins.emplace(*name, findings.origin(map.markOf("name")));
        if (!fresh)
            findings.error(map.markOf("name"), "duplicate-name", "a watch named \"" + visibleLine(*name) + "\" is already at " + known->second);
    }
    if (const auto query = map.requiredText("query")) {
        watch.query = trimmed(*query);
        part.context.queryUses.push_back({part.context.config.watches.size(), findings.file(), map.markOf("query")});
    }
    if (const auto source = map.text("source")) {
        watch.source = *source;
        part.context.sourceUses.push_back({*source, findings.file(), map.markOf("source")});
    }
    if (const auto step = map.value("step"))
        watch.step = step->asDuration(std::chrono::seconds{1});
    map.read("unit", watch.unit);
    map.read("service", watch.service);
    if (const auto direction = map.value("bad_direction")) {
        const auto word = direction->asOneOf({"up", "down", "both"}).value_or("both");
        watch.badDirection = word == "up" ? BadDirection::up : word == "down" ? BadDirection::down : BadDirection::both;
    }
    if (const auto bounds = map.value("bounds"))
        readBounds(*bounds, watch);
    watch.steadyState = map.flag("steady_state", false);
    map.finish();
    part.context.config.watches.push_back(std::move(watch));
}

bool isOfLoki(const WatchConfig& watch, const ConfigContext& context)
{
    const auto group = context.groups.find(watch.source);
    const auto& feeds = context.config.feeds;
    return (group != context.groups.end() && group->second == FeedKind::loki)
        || std::any_of(feeds.begin(), feeds.end(), [&](const FeedConfig& f) { return f.kind == FeedKind::loki && isAskedOf(watch, f); });
}

} // namespace

void checkQueries(ConfigContext& context)
{
    for (const auto& use : context.queryUses) {
        const auto& watch = context.config.watches[use.watch];
        FileFindings findings(use.file, context.findings);
        const bool logs = isOfLoki(watch, context);
        if (const auto wrong = unbalancedIn(watch.query); !wrong.empty())
            findings.error(use.at, logs ? "logql" : "promql", (logs ? "the query is not LogQL: " : "the query is not PromQL: ") + wrong);
        else if (logs && watch.query.starts_with('{'))
            findings.error(use.at, "logql", "the query lists log lines; a watch counts them, e.g. sum(count_over_time(" + visibleLine(truncateUtf8(watch.query, 80)) + " [5m]))");
    }
}

void readWatches(YamlMap& root, ConfigPart& part)
{
    for (const auto& item : root.list("watches"))
        readWatch(item, part);
}

} // namespace vedette
