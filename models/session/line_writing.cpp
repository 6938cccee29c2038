#include "models/session/json_lines.h"

#include "models/base/json_writer.h"
#include "models/base/text.h"

namespace vedette {

namespace {

void writeLabels(JsonWriter& json, const char* key, const Labels& labels)
{
    json.key(key).beginObject();
    for (const auto& [name, value] : labels)
        json.field(name, value);
    json.endObject();
}

std::string ended(JsonWriter& json)
{
    json.endObject();
    return json.take() + "\n";
}

} // namespace

std::string alertLine(const AlertEpisode& a)
{
    JsonWriter json;
    json.beginObject().field("type", "alert").field("id", a.id).field("fingerprint", a.fingerprint).field("name", a.name);
    json.field("service", a.service).field("environment", a.environment).field("severity", a.severity);
    writeLabels(json, "labels", a.labels);
    writeLabels(json, "annotations", a.annotations);
    json.field("state", std::string(alertStateName(a.state))).field("pendingAt", a.pendingAt).field("startsAt", a.startsAt);
    json.field("endsAt", a.endsAt).field("seenAt", a.seenAt).field("sources", a.sources);
    return ended(json);
}

std::string changeLine(const ChangeRecord& c)
{
    JsonWriter json;
    json.beginObject().field("type", "change").field("id", c.id).field("kind", std::string(changeKindName(c.kind)));
    json.field("service", c.service).field("environment", c.environment).field("revision", c.revision).field("previous", c.previous);
    json.field("stage", c.stage).field("status", std::string(changeStatusName(c.status))).field("actor", c.actor).field("url", c.url);
    json.field("title", c.title).field("startsAt", c.startsAt).field("endsAt", c.endsAt).field("parent", c.parent);
    writeLabels(json, "attributes", c.attributes);
    json.field("seenAt", c.seenAt).field("source", c.source);
    return ended(json);
}

std::string serviceLine(const ServiceInfo& s)
{
    JsonWriter json;
    json.beginObject().field("type", "service").field("name", s.name).field("owner", s.owner).field("tier", s.tier).field("dependsOn", s.dependsOn);
    writeLabels(json, "labels", s.labels);
    for (const auto& [key, text] : {std::pair{"deputy", &s.deputy}, {"team", &s.team}, {"channel", &s.channel}, {"environment", &s.environment}}) {
        if (!text->empty())
            json.field(key, *text);
    }
    for (const auto& [key, texts] : {std::pair{"members", &s.members}, {"aliases", &s.aliases}}) {
        if (!texts->empty())
            json.field(key, *texts);
    }
    if (!s.links.empty()) {
        json.key("links").beginObject();
        for (const auto& [title, url] : s.links)
            json.field(title, url);
        json.endObject();
    }
    return ended(json);
}

std::string noteLine(const Note& n)
{
    JsonWriter json;
    json.beginObject().field("type", "note").field("at", n.at).field("author", n.author).field("text", n.text);
    if (!n.service.empty())
        json.field("service", n.service);
    json.field("seenAt", n.seenAt);
    return ended(json);
}

std::string sampleLines(const SeriesSamples& series)
{
    JsonWriter head;
    head.beginObject().field("type", "sample");
    writeLabels(head, "labels", series.labels);
    const std::string start = head.take();
    std::string out;
    for (std::size_t i = 0; i < series.times.size(); ++i) {
        const auto value = formatNumber(series.values[i]);
        const bool plain = value.find_first_of("nNI") == std::string::npos;
        out += start + ",\"t\":" + std::to_string(toMs(series.times[i])) + ",\"v\":" + (plain ? value : "\"" + value + "\"") + "}\n";
    }
    return out;
}

} // namespace vedette
