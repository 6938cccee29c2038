#include "models/base/json_writer.h"
#include "models/catalog/alertmanager_config.h"

namespace vedette {

namespace {

/// In the quotes of matchers, which are none of JSON's.
std::string quotedName(const std::string& name)
{
    std::string out = "\"";
    for (const char c : name) {
        if (c == '\\' || c == '"')
            out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out + "\"";
}

void writeMatchers(JsonWriter& json, const char* key, const Matchers& matchers)
{
    json.key(key).beginArray();
    for (const auto& matcher : matchers)
        json.value(quotedName(matcher.name()) + matcher.text().substr(matcher.name().size()));
    json.endArray();
}

void writeRoute(JsonWriter& json, const RouteNode& node)
{
    json.beginObject().field("receiver", node.receiver);
    writeMatchers(json, "matchers", node.matchers);
    json.field("group_by", node.groupBy).field("continue", node.goesOn);
    json.field("mute_time_intervals", node.muteTimes).field("active_time_intervals", node.activeTimes);
    json.field("group_wait", formatDuration(node.groupWait)).field("group_interval", formatDuration(node.groupInterval));
    json.field("repeat_interval", formatDuration(node.repeatInterval)).key("routes").beginArray();
    for (const auto& child : node.routes)
        writeRoute(json, child);
    json.endArray().endObject();
}

std::string clockText(int minutes)
{
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

void writeSpans(JsonWriter& json, const char* key, const std::vector<TimeIntervalSpec::Span>& spans, const std::vector<std::string>& names = {})
{
    const auto word = [&](int value) { return names.empty() ? std::to_string(value) : names[static_cast<std::size_t>(value)]; };
    json.key(key).beginArray();
    for (const auto& s : spans)
        json.value(word(s.from) + ":" + word(s.to));
    json.endArray();
}

void writeInterval(JsonWriter& json, const TimeIntervalSpec& interval)
{
    static const std::vector<std::string> weekdays{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
    json.beginObject().key("times").beginArray();
    for (const auto& s : interval.minutes)
        json.beginObject().field("start_time", clockText(s.from)).field("end_time", clockText(s.to)).endObject();
    json.endArray();
    writeSpans(json, "weekdays", interval.weekdays, weekdays);
    writeSpans(json, "days_of_month", interval.daysOfMonth);
    writeSpans(json, "months", interval.months);
    writeSpans(json, "years", interval.years);
    if (!interval.zone.empty())
        json.field("location", interval.zone);
    json.endObject();
}

} // namespace

std::string routingText(const AlertRouting& routing)
{
    JsonWriter json;
    json.beginObject().key("route");
    writeRoute(json, routing.root);
    json.key("receivers").beginArray();
    for (const auto& receiver : routing.receivers) {
        json.beginObject().field("name", receiver.name);
        for (const auto& kind : receiver.integrations)
            json.key(kind + "_configs").beginArray().beginObject().endObject().endArray();
        json.endObject();
    }
    json.endArray().key("time_intervals").beginArray();
    for (const auto& [name, intervals] : routing.timeIntervals) {
        json.beginObject().field("name", name).key("time_intervals").beginArray();
        for (const auto& interval : intervals)
            writeInterval(json, interval);
        json.endArray().endObject();
    }
    json.endArray().key("inhibit_rules").beginArray();
    for (const auto& rule : routing.inhibitRules) {
        json.beginObject();
        writeMatchers(json, "source_matchers", rule.source);
        writeMatchers(json, "target_matchers", rule.target);
        json.field("equal", rule.equal).endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace vedette
