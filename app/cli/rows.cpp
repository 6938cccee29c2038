#include "app/cli/rows.h"

#include "models/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vedette {

void writeLabels(JsonWriter& json, const Labels& labels)
{
    json.beginObject();
    for (const auto& [name, value] : labels)
        json.field(name, value);
    json.endObject();
}

void writeAlert(JsonWriter& json, const AlertEpisode& a, const char* type)
{
    json.beginObject();
    if (type != nullptr)
        json.field("type", type);
    json.field("id", a.id).field("fingerprint", a.fingerprint).field("name", a.name).field("service", a.service);
    json.field("environment", a.environment).field("severity", a.severity).field("level", std::string(severityName(a.level)));
    writeLabels(json.key("labels"), a.labels);
    writeLabels(json.key("annotations"), a.annotations);
    json.field("state", std::string(alertStateName(a.state))).field("pendingAt", a.pendingAt).field("startsAt", a.startsAt);
    json.field("endsAt", a.endsAt).field("seenAt", a.seenAt).field("reconstructed", a.reconstructed);
    json.field("sources", a.sources).field("silencedBy", a.silencedBy).field("inhibitedBy", a.inhibitedBy);
    json.endObject();
}

void writeChange(JsonWriter& json, const Change& c, const char* type)
{
    json.beginObject();
    if (type != nullptr)
        json.field("type", type);
    json.field("id", c.id).field("kind", std::string(changeKindName(c.kind))).field("service", c.service);
    json.field("environment", c.environment).field("revision", c.revision).field("previous", c.previous);
    json.field("status", std::string(changeStatusName(c.status))).field("startsAt", c.startsAt).field("endsAt", c.endsAt);
    json.field("actor", c.actor).field("url", c.url).field("title", c.title).field("sources", c.sources);
    json.field("seenAt", c.seenAt).field("reconstructed", c.reconstructed);
    json.key("stages").beginArray();
    for (const auto& s : c.stages) {
        json.beginObject().field("stage", s.stage).field("environment", s.environment);
        json.field("status", std::string(changeStatusName(s.status))).field("startsAt", s.startsAt).field("endsAt", s.endsAt);
        json.endObject();
    }
    json.endArray().endObject();
}

void writeSlo(JsonWriter& json, const SloReport& r, bool inDepth)
{
    json.beginObject();
    json.field("id", r.spec.id).field("name", r.spec.name).field("service", r.spec.service).field("format", r.spec.format);
    json.field("file", r.spec.file).field("method", r.spec.method).field("objectiveRatio", r.spec.objectiveRatio);
    json.field("window", formatDuration(r.spec.window));
    json.field("from", r.from).field("to", r.to).field("goodEvents", r.goodEvents).field("totalEvents", r.totalEvents);
    json.field("errorRatio", r.errorRatio).field("remainingRatio", r.remainingRatio).field("budgetEvents", r.budgetEvents);
    json.field("remainingEvents", r.remainingEvents).field("budgetMinutes", r.budgetMinutes);
    json.field("remainingMinutes", r.remainingMinutes).field("coverageRatio", r.coverageRatio);
    json.field("state", std::string(sloStateName(r.state)));
    json.key("burn").beginArray();
    for (const auto& b : r.burn) {
        json.beginObject().field("window", formatDuration(b.window)).field("from", b.from).field("to", b.to);
        json.field("goodEvents", b.goodEvents).field("totalEvents", b.totalEvents).field("errorRatio", b.errorRatio);
        json.field("burnRate", b.burnRate).endObject();
    }
    json.endArray().key("alerts").beginArray();
    for (const auto& a : r.alerts) {
        json.beginObject().field("severity", a.spec.severity).field("shortWindow", formatDuration(a.spec.shortWindow));
        json.field("longWindow", formatDuration(a.spec.longWindow)).field("factor", a.spec.factor);
        json.field("shortHolds", a.shortHolds).field("longHolds", a.longHolds).field("firing", a.firing).endObject();
    }
    json.endArray();
    const auto seconds = [](const std::optional<Millis>& d) { return d ? std::optional<double>(toSeconds(*d)) : std::nullopt; };
    json.field("exhaustedInSeconds", seconds(r.exhaustedIn)).field("neverExhausts", r.neverExhausts).field("notes", r.notes);
    if (inDepth) {
        json.field("description", r.spec.description).field("errorQuery", r.spec.errorQuery).field("totalQuery", r.spec.totalQuery);
        json.field("exhaustedInSecondsAtDayRate", seconds(r.exhaustedInFast));
        json.field("exhaustedInSecondsAtUsualRate", seconds(r.exhaustedInSlow));
        json.key("burnDown").beginArray();
        for (const auto& p : r.burnDown)
            json.beginObject().field("at", p.at).field("remainingRatio", p.remaining).endObject();
        json.endArray();
    }
    json.endObject();
}

void writeSuspects(JsonWriter& json, const SuspectReport& r)
{
    const auto evidence = [&](const std::vector<Evidence>& all) {
        json.beginArray();
        for (const auto& e : all)
            json.beginObject().field("kind", e.kind).field("weight", e.weight).field("text", e.text).endObject();
        json.endArray();
    };
    json.beginObject().field("id", r.id);
    json.key("range").beginObject().field("from", r.range.from).field("to", r.range.to).endObject();
    json.field("alerts", r.alertIds).field("service", r.service).field("noChange", r.noChange);
    json.key("noChangeEvidence");
    evidence(r.noChangeEvidence);
    json.key("suspects").beginArray();
    for (const auto& s : r.suspects) {
        json.beginObject().key("change");
        writeChange(json, s.change);
        json.field("probability", s.probability).key("evidence");
        evidence(s.evidence);
        json.endObject();
    }
    json.endArray().endObject();
}

void writeFeed(JsonWriter& json, const FeedStatus& f, Time now)
{
    const auto lag = f.newest ? std::optional<double>(toSeconds(now - *f.newest)) : std::nullopt;
    json.beginObject().field("name", f.name).field("kind", std::string(feedKindName(f.kind)));
    json.field("product", f.product).field("state", std::string(feedStateName(f.state))).field("requests", f.requests);
    json.field("records", f.records).field("lastSuccess", f.lastSuccess).field("lagSeconds", lag);
    if (f.error.empty())
        json.key("error").null();
    else
        json.field("error", f.error);
    json.field("backfillRatio", f.backfillRatio).endObject();
}

void writeSilence(JsonWriter& json, const Silence& s, const char* type)
{
    json.beginObject();
    if (type != nullptr)
        json.field("type", type);
    json.field("id", s.id).field("source", s.source).field("state", s.state);
    json.key("matchers").beginArray();
    for (const auto& m : s.matchers)
        json.beginObject().field("name", m.name).field("value", m.value).field("isRegex", m.isRegex).field("isEqual", m.isEqual).endObject();
    json.endArray();
    json.field("startsAt", s.startsAt).field("endsAt", s.endsAt).field("createdBy", s.createdBy).field("comment", s.comment);
    json.field("seenAt", s.seenAt).endObject();
}

void writeOutage(JsonWriter& json, const FeedOutage& o, const char* type)
{
    json.beginObject();
    if (type != nullptr)
        json.field("type", type);
    json.field("feed", o.feed).field("startsAt", o.from).field("endsAt", o.to).field("cause", o.cause).endObject();
}

void writeNote(JsonWriter& json, const Note& n, const char* type)
{
    json.beginObject();
    if (type != nullptr)
        json.field("type", type);
    json.field("startsAt", n.at).field("at", n.at).field("author", n.author).field("service", n.service).field("text", n.text);
    json.field("seenAt", n.seenAt).endObject();
}

void beginAnswer(JsonWriter& json, Time asOf, TimeRange range, const std::vector<std::string>& stale)
{
    json.beginObject().field("asOf", asOf);
    json.key("range").beginObject().field("from", range.from).field("to", range.to).endObject();
    json.field("stale", stale);
}

namespace {

std::size_t codePoints(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

std::string csvCell(const std::string& cell)
{
    std::string text = cell;
    if (!text.empty() && std::string("=+-@\t\r").find(text[0]) != std::string::npos) {
        double number = 0;
        if (!parseNumber(text, number))
            text.insert(text.begin(), '\'');
    }
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

} // namespace

std::string TextTable::text() const
{
    std::vector<std::size_t> widths(head.size());
    for (std::size_t i = 0; i < head.size(); ++i)
        widths[i] = codePoints(head[i]);
    std::vector<std::vector<std::string>> shown;
    for (const auto& row : rows) {
        auto& line = shown.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            line.push_back(visibleLine(truncateUtf8(row[i], 160)));
            widths[i] = std::max(widths[i], codePoints(line.back()));
        }
    }
    std::string out;
    const auto add = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size())
                out.append(widths[i] - codePoints(row[i]) + 2, ' ');
        }
        out += '\n';
    };
    add(head);
    for (const auto& row : shown)
        add(row);
    return out;
}

std::string TextTable::csv() const
{
    std::string out;
    const auto add = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i)
            out += (i > 0 ? "," : "") + csvCell(row[i]);
        out += "\r\n";
    };
    add(head);
    for (const auto& row : rows)
        add(row);
    return out;
}

std::string localTime(Time t, const ZoneOffset& zone)
{
    auto text = formatRfc3339(t + zone(t)).substr(0, 19);
    text[10] = ' ';
    return text;
}

std::string spokenDuration(Millis d)
{
    auto s = std::chrono::duration_cast<std::chrono::seconds>(d).count();
    if (s < 0)
        return "-" + spokenDuration(-d);
    if (s < 60)
        return std::to_string(s) + "s";
    if (s < 3600)
        return std::to_string(s / 60) + "m " + std::to_string(s % 60) + "s";
    if (s < 86400)
        return std::to_string(s / 3600) + "h " + std::to_string(s % 3600 / 60) + "m";
    return std::to_string(s / 86400) + "d " + std::to_string(s % 86400 / 3600) + "h";
}

std::string percent(std::optional<double> ratio, int decimals)
{
    if (!ratio || !std::isfinite(*ratio))
        return "-";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f %%", decimals, *ratio * 100);
    return buffer;
}

} // namespace vedette
