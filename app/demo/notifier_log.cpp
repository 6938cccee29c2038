#include "app/demo/notifier_log.h"

#include "models/base/json_reader.h"
#include "models/base/json_writer.h"

#include <cstdint>
#include <fstream>
#include <vector>

namespace vedette::demo {

namespace {

/// The API's hexadecimal fingerprint as the recorder's decimal one.
std::string decimal(const std::string& hex)
{
    std::uint64_t number = 0;
    for (const char c : hex)
        number = number * 16 + static_cast<std::uint64_t>(c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0);
    return std::to_string(number);
}

void writePairs(JsonWriter& w, const char* name, JsonValue object)
{
    w.key(name).beginObject().key("labels").beginArray();
    object.eachMember([&](const std::string& key, JsonValue value) { w.beginObject().field("key", key).field("value", value.text()).endObject(); });
    w.endArray().endObject();
}

std::string alertText(JsonValue alert, bool resolved)
{
    JsonWriter w;
    w.beginObject().field("fingerprint", decimal(alert["fingerprint"].text())).field("name", alert["labels"]["alertname"].text());
    writePairs(w, "labels", alert["labels"]);
    writePairs(w, "annotations", alert["annotations"]);
    w.field("startsAt", alert["startsAt"].text()).field("endsAt", alert["endsAt"].text());
    if (resolved) // the encoder leaves zero values out
        w.field("resolved", true);
    return w.endObject().text();
}

std::string silenceText(JsonValue silence)
{
    JsonWriter w;
    w.beginObject().field("id", silence["id"].text()).key("matchers").beginArray();
    silence["matchers"].eachElement([&](JsonValue m) {
        const bool equal = m["isEqual"].boolean(true);
        const bool regex = m["isRegex"].boolean(false);
        const char* type = regex ? (equal ? "TYPE_REGEXP" : "TYPE_NOT_REGEXP") : equal ? "TYPE_EQUAL" : "TYPE_NOT_EQUAL";
        w.beginObject().field("type", type).field("name", m["name"].text()).field("pattern", m["value"].text()).endObject();
    });
    w.endArray();
    for (const auto* key : {"startsAt", "endsAt", "updatedAt", "createdBy", "comment"})
        w.field(key, silence[key].text());
    return w.endObject().text();
}

std::string groupInfo(const std::string& key, const std::string& receiver)
{
    return JsonWriter().beginObject().field("groupKey", key).field("receiverName", receiver).endObject().text();
}

std::string muted(JsonValue alert)
{
    JsonWriter w;
    w.beginObject();
    writePairs(w, "labels", alert["labels"]);
    return w.field("fingerprint", decimal(alert["fingerprint"].text())).endObject().text();
}

} // namespace

NotifierLog::NotifierLog(std::string path, const Clock& clock) : m_path(std::move(path)), m_clock(clock)
{
    write(R"({"alertmanagerStartupEvent":{"version":"0.25.0","buildContext":"demo"}})", m_clock.now());
}

NotifierLog::~NotifierLog() { write(R"({"alertmanagerShutdownEvent":{}})", m_clock.now()); }

void NotifierLog::write(const std::string& data, Time at)
{
    JsonWriter w;
    w.beginObject().field("@timestamp", at).field("instance", "demo-alertmanager").key("data").raw(data).endObject();
    std::ofstream(m_path, std::ios::app | std::ios::binary) << w.text() + "\n";
}

std::string NotifierLog::grouped(const Known& alert, const std::string& fingerprint) const
{
    return JsonWriter().beginObject().field("hash", decimal(fingerprint)).key("details").raw(alert.details).endObject().text();
}

bool NotifierLog::notified(const std::string& body)
{
    const auto document = JsonDocument::parse(body);
    if (!document.ok() || !document->root()["alerts"].isArray())
        return false;
    const auto root = document->root();
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    const auto key = root["groupKey"].text();
    const auto receiver = root["receiver"].text();
    const bool ended = root["status"].text() == "resolved";
    const bool first = m_groups.insert(key + receiver).second;
    JsonWriter alerts;
    JsonWriter firing;
    JsonWriter resolved;
    alerts.beginArray();
    firing.beginArray();
    resolved.beginArray();
    root["alerts"].eachElement([&](JsonValue a) {
        const auto fingerprint = a["fingerprint"].text();
        const bool over = a["status"].text() == "resolved";
        const Known alert{alertText(a, over), {}, {}, false};
        alerts.raw(grouped(alert, fingerprint));
        (over ? resolved : firing).raw(JsonWriter().beginObject().field("hash", decimal(fingerprint)).endObject().text());
    });
    JsonWriter w;
    w.beginObject().key("notification").beginObject().key("alerts").raw(alerts.endArray().text());
    w.key("firingAlerts").raw(firing.endArray().text()).key("resolvedAlerts").raw(resolved.endArray().text());
    w.key("groupInfo").raw(groupInfo(key, receiver));
    w.field("reason", ended ? "NOTIFY_REASON_ALL_ALERTS_RESOLVED" : first ? "NOTIFY_REASON_FIRST_NOTIFICATION" : "NOTIFY_REASON_NEW_ALERTS_IN_GROUP");
    w.field("flushId", std::to_string(++m_flushes)).key("integration").beginObject().field("name", "webhook").endObject().endObject().endObject();
    write(w.text(), now);
    if (ended)
        m_groups.erase(key + receiver);
    return true;
}

void NotifierLog::looked(const std::string& alerts, const std::string& silences)
{
    const auto alertList = JsonDocument::parse(alerts);
    const auto silenceList = JsonDocument::parse(silences);
    if (!alertList.ok() || !silenceList.ok() || !alertList->root().isArray() || !silenceList->root().isArray())
        return;
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    silenceList->root().eachElement([&](JsonValue s) {
        const auto id = s["id"].text();
        auto text = silenceText(s);
        const auto known = m_silences.find(id);
        if (known != m_silences.end() && known->second == text)
            return;
        write(JsonWriter().beginObject().key(known == m_silences.end() ? "silenceCreated" : "silenceUpdated").beginObject().key("silence").raw(text).endObject().endObject().text(), now);
        m_silences[id] = std::move(text);
    });
    for (auto& [fingerprint, alert] : m_alerts)
        alert.gone = true;
    alertList->root().eachElement([&](JsonValue a) {
        const auto fingerprint = a["fingerprint"].text();
        const bool fresh = m_alerts.count(fingerprint) == 0;
        auto& alert = m_alerts[fingerprint];
        alert.gone = false;
        alert.details = alertText(a, false);
        const auto receiver = a["receivers"].at(0)["name"].text();
        if (fresh) {
            write(JsonWriter().beginObject().key("alertCreated").beginObject().key("alert").raw(alert.details).endObject().endObject().text(), now);
            alert.group = receiver;
            write(JsonWriter().beginObject().key("alertGrouped").beginObject().key("alert").raw(grouped(alert, fingerprint)).key("groupInfo").raw(groupInfo("{}:" + receiver, receiver))
                    .endObject().endObject().text(),
                now);
        }
        const auto silence = a.path("status.silencedBy").at(0).text();
        const auto inhibitor = a.path("status.inhibitedBy").at(0).text();
        const auto held = silence.empty() ? inhibitor : silence;
        if (held != alert.held && !silence.empty() && m_silences.count(silence) > 0)
            write(JsonWriter().beginObject().key("silenceMutedAlert").beginObject().key("silence").raw(m_silences[silence]).key("mutedAlert").raw(muted(a)).endObject().endObject().text(), now);
        else if (held != alert.held && !inhibitor.empty())
            write(JsonWriter().beginObject().key("inhibitionMutedAlert").beginObject().key("mutedAlert").raw(muted(a)).field("inhibitingFingerprints", std::vector<std::string>{decimal(inhibitor)})
                    .endObject().endObject().text(),
                now);
        alert.held = held;
    });
    std::erase_if(m_alerts, [&](const auto& entry) {
        const auto& alert = entry.second;
        if (alert.gone)
            write(JsonWriter().beginObject().key("alertResolved").beginObject().key("alert").raw(grouped(alert, entry.first)).key("groupInfo").raw(groupInfo("{}:" + alert.group, alert.group))
                    .endObject().endObject().text(),
                now);
        return alert.gone;
    });
}

} // namespace vedette::demo
