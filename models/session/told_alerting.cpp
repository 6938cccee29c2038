#include "models/session/told_alerting.h"

#include "models/base/json_reader.h"
#include "models/base/json_writer.h"
#include "models/catalog/alertmanager_config.h"

#include <algorithm>

namespace vedette {

namespace {

void writeLabels(JsonWriter& json, const char* key, const Labels& labels)
{
    json.key(key).beginObject();
    for (const auto& [name, value] : labels)
        json.field(name, value);
    json.endObject();
}

Labels readLabels(JsonValue object)
{
    std::vector<Labels::Pair> pairs;
    object.eachMember([&](std::string name, JsonValue value) { pairs.emplace_back(std::move(name), value.text()); });
    return Labels(std::move(pairs));
}

Millis millis(JsonValue value)
{
    const auto number = value.number().value_or(0);
    return number > 0 && number < 1e15 ? Millis{static_cast<std::int64_t>(number)} : Millis{0};
}

template <class T> void replaceOf(std::vector<T>& list, T told)
{
    const auto it = std::find_if(list.begin(), list.end(), [&](const T& one) { return one.feed == told.feed; });
    if (it == list.end())
        list.push_back(std::move(told));
    else
        *it = std::move(told);
}

} // namespace

void ToldAlerting::take(ToldRules told) { replaceOf(rules, std::move(told)); }

void ToldAlerting::take(AlertRouting told) { replaceOf(routings, std::move(told)); }

std::string toldRulesKey(std::string_view feed) { return "rules/" + std::string(feed); }

std::string toldRoutingKey(std::string_view feed) { return "routing/" + std::string(feed); }

std::string toldRulesText(const ToldRules& told)
{
    JsonWriter json;
    json.beginArray();
    for (const auto& rule : told.rules) {
        json.beginObject().field("name", rule.name).field("group", rule.group).field("expression", rule.expression);
        json.field("holdFor", rule.holdFor.count()).field("keepFiringFor", rule.keepFiringFor.count());
        writeLabels(json, "labels", rule.labels);
        writeLabels(json, "annotations", rule.annotations);
        json.field("runbook", rule.runbook).endObject();
    }
    json.endArray();
    return json.take();
}

std::optional<ToldRules> toldRulesFrom(std::string_view text, const std::string& feed)
{
    const auto document = JsonDocument::parse(text);
    if (!document.ok() || !document->root().isArray())
        return std::nullopt;
    ToldRules told{feed, {}};
    document->root().eachElement([&](JsonValue one) {
        AlertRule rule;
        rule.name = one["name"].text();
        rule.group = one["group"].text();
        rule.expression = one["expression"].text();
        rule.holdFor = millis(one["holdFor"]);
        rule.keepFiringFor = millis(one["keepFiringFor"]);
        rule.labels = readLabels(one["labels"]);
        rule.annotations = readLabels(one["annotations"]);
        rule.runbook = one["runbook"].text();
        rule.origin = rule.feed = feed;
        if (!rule.name.empty())
            told.rules.push_back(std::move(rule));
    });
    return told;
}

ToldAlerting keptAlerting(const CacheReader& reader, const Config& config)
{
    ToldAlerting told;
    for (const auto& feed : config.feeds) {
        if (!tellsAlerts(feed.kind))
            continue;
        if (const auto kept = reader.state(toldRulesKey(feed.name)); kept.ok() && kept->has_value()) {
            if (auto rules = toldRulesFrom(**kept, feed.name))
                told.take(std::move(*rules));
        }
        if (const auto kept = reader.state(toldRoutingKey(feed.name)); kept.ok() && kept->has_value()) {
            if (auto routing = toldRouting(**kept, feed.name))
                told.take(std::move(*routing));
        }
    }
    return told;
}

void addTold(Config& config, const ToldAlerting& told)
{
    for (const auto& one : told.rules)
        config.rules.insert(config.rules.end(), one.rules.begin(), one.rules.end());
    for (const auto& routing : told.routings) {
        if (std::none_of(config.routings.begin(), config.routings.end(), [&](const AlertRouting& r) { return r.feed == routing.feed; }))
            config.routings.push_back(routing);
    }
}

} // namespace vedette
