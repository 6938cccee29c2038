#include "models/feeds/sources/alert_events_parser.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/core/feed_labels.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace vedette {

namespace {

constexpr Millis kDay{86'400'000};
constexpr std::size_t kMostAlerts = 10'000; ///< of one notification
constexpr std::size_t kMostBy = 100;

std::string snakeCase(std::string_view camel)
{
    std::string out;
    for (const char c : camel) {
        if (c >= 'A' && c <= 'Z')
            out.push_back('_');
        out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return out;
}

JsonValue member(JsonValue object, std::string_view camel)
{
    const auto value = object[camel];
    return value.present() ? value : object[snakeCase(camel)];
}

Labels labelsIn(JsonValue set)
{
    std::vector<Labels::Pair> pairs;
    set["labels"].eachElement([&](JsonValue pair) {
        if (auto name = pair["key"].text(); !name.empty())
            pairs.emplace_back(boundedText(std::move(name)), boundedText(pair["value"].text()));
    });
    return Labels(std::move(pairs));
}

std::optional<std::uint64_t> unsignedIn(JsonValue value)
{
    const auto digits = value.scalarText();
    std::uint64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    if (digits.empty() || read.ptr != end || read.ec != std::errc())
        return std::nullopt;
    return number;
}

/// NOTIFY_REASON_FIRST_NOTIFICATION: "first notification".
std::string reasonWords(std::string told)
{
    constexpr std::string_view kPrefix = "NOTIFY_REASON_";
    if (told.rfind(kPrefix, 0) == 0)
        told.erase(0, kPrefix.size());
    if (told == "UNSPECIFIED" || told == "0")
        return {};
    std::replace(told.begin(), told.end(), '_', ' ');
    return boundedText(lowerAscii(told));
}

class Line {
public:
    Line(const FeedConfig& feed, AlertEvent head, AlertEventsAnswer& out) : m_feed(feed), m_head(std::move(head)), m_out(out) {}

    /// A sentence when the event cannot be used; empty when it was.
    std::string read(const std::string& kind, JsonValue body)
    {
        if (kind == "alertmanager_startup_event" || kind == "alertmanager_shutdown_event") {
            auto event = of(kind == "alertmanager_startup_event" ? AlertEventKind::started : AlertEventKind::stopped);
            event.text = boundedText(body["version"].text());
            add(std::move(event));
            return {};
        }
        if (kind == "alert_created")
            return ofAlert(AlertEventKind::created, body["alert"], {});
        if (kind == "alert_grouped" || kind == "alert_resolved")
            return ofAlert(kind == "alert_grouped" ? AlertEventKind::grouped : AlertEventKind::resolved, body["alert"]["details"], member(body, "groupInfo"));
        if (kind == "notification")
            return notification(body);
        if (kind == "silence_created" || kind == "silence_updated") {
            auto event = of(kind == "silence_created" ? AlertEventKind::silenceCreated : AlertEventKind::silenceUpdated);
            if (!takeSilence(event, body["silence"]))
                return "it names no silence";
            add(std::move(event));
            return {};
        }
        if (kind == "silence_muted_alert") {
            auto event = of(AlertEventKind::silenced);
            if (!takeSilence(event, body["silence"]))
                return "it names no silence";
            return muted(std::move(event), member(body, "mutedAlert"));
        }
        if (kind == "inhibition_muted_alert") {
            auto event = of(AlertEventKind::inhibited);
            member(body, "inhibitingFingerprints").eachElement([&](JsonValue v) {
                if (const auto number = unsignedIn(v); number && event.by.size() < kMostBy)
                    event.by.push_back(hex64(*number));
            });
            return muted(std::move(event), member(body, "mutedAlert"));
        }
        m_out.firstUnknown = m_out.unknown++ == 0 ? truncateUtf8(visibleLine(kind), 80) : m_out.firstUnknown;
        return {};
    }

private:
    [[nodiscard]] AlertEvent of(AlertEventKind kind) const
    {
        auto event = m_head;
        event.kind = kind;
        return event;
    }

    /// False where nothing says which alert it is.
    bool takeAlert(AlertEvent& event, JsonValue alert) const
    {
        auto labels = labelsIn(alert["labels"]);
        const auto number = unsignedIn(alert["fingerprint"]);
        if (labels.empty() && !number)
            return false;
        const bool own = m_feed.externalLabels.empty() || labels.empty();
        if (!own)
            addExternalLabels(m_feed, labels);
        event.fingerprint = hex64(own && number ? *number : labels.fingerprint());
        event.name = labels.has("alertname") ? std::string(labels.value("alertname")) : boundedText(alert["name"].text());
        event.service = std::string(labels.firstOf(m_feed.labels.service));
        event.resolved = alert["resolved"].boolean(false);
        if (event.kind == AlertEventKind::created) // once an alert is enough
            event.labels = std::move(labels);
        return true;
    }

    static void takeGroup(AlertEvent& event, JsonValue group)
    {
        event.groupKey = boundedText(member(group, "groupKey").text());
        event.receiver = boundedText(member(group, "receiverName").text());
    }

    static bool takeSilence(AlertEvent& event, JsonValue silence)
    {
        auto id = boundedText(silence["id"].text());
        if (id.empty())
            return false;
        event.by = {std::move(id)};
        event.text = visibleLine(truncateUtf8(member(silence, "createdBy").text(), 200)) + "\n" + truncateUtf8(visibleLine(member(silence, "endsAt").text()), 40)
            + "\n" + boundedText(silence["comment"].text());
        return true;
    }

    std::string ofAlert(AlertEventKind kind, JsonValue alert, JsonValue group)
    {
        auto event = of(kind);
        if (!takeAlert(event, alert))
            return "it names no alert";
        takeGroup(event, group);
        add(std::move(event));
        return {};
    }

    std::string muted(AlertEvent event, JsonValue alert)
    {
        if (!takeAlert(event, alert))
            return "it names no alert";
        add(std::move(event));
        return {};
    }

    /// Lists refer to each other by hash: only the first, of all alerts, must hold their details.
    std::string notification(JsonValue body)
    {
        std::map<std::string, JsonValue> details;
        for (const auto* list : {"alerts", "firingAlerts", "resolvedAlerts", "mutedAlerts"}) {
            member(body, list).eachElement([&](JsonValue alert) {
                if (alert["details"].isObject() && details.size() < kMostAlerts)
                    details.emplace(alert["hash"].scalarText(), alert["details"]);
            });
        }
        auto head = of(AlertEventKind::notified);
        takeGroup(head, member(body, "groupInfo"));
        const auto integration = body["integration"];
        if (auto name = boundedText(integration["name"].text()); !name.empty())
            head.integration = name + "[" + std::to_string(unsignedIn(integration["index"]).value_or(0)) + "]";
        head.reason = reasonWords(body["reason"].scalarText());
        std::size_t told = 0;
        std::size_t lost = 0;
        std::map<std::string, AlertEventKind> done;
        const auto each = [&](const char* list, AlertEventKind kind, bool resolved) {
            member(body, list).eachElement([&](JsonValue alert) {
                const auto hash = alert["hash"].scalarText();
                if (told >= kMostAlerts || (!hash.empty() && !done.emplace(hash, kind).second))
                    return;
                auto event = head;
                event.kind = kind;
                const auto known = details.find(hash);
                if (!takeAlert(event, alert["details"].isObject() || known == details.end() ? alert["details"] : known->second)) {
                    ++lost;
                    return;
                }
                event.resolved = resolved || event.resolved;
                add(std::move(event));
                ++told;
            });
        };
        each("mutedAlerts", AlertEventKind::muted, false);
        each("resolvedAlerts", AlertEventKind::notified, true);
        each("firingAlerts", AlertEventKind::notified, false);
        each("alerts", AlertEventKind::notified, false);
        return told == 0 || lost > 0 ? "it names no alert" : "";
    }

    void add(AlertEvent event)
    {
        auto said = event.instance + '\n' + std::string(alertEventKindName(event.kind)) + '\n' + event.fingerprint + '\n' + event.receiver + '\n' + event.integration
            + '\n' + event.groupKey + '\n' + event.reason + '\n' + event.text + (event.resolved ? "\nresolved" : "\n");
        for (const auto& by : event.by)
            said += '\n' + by;
        event.id = hex64(static_cast<std::uint64_t>(toMs(event.at))).substr(4) + hex64(fnv1a(said));
        m_out.newest = std::max(m_out.newest.value_or(event.at), event.at);
        m_out.events.push_back(std::move(event));
    }

    const FeedConfig& m_feed;
    AlertEvent m_head;
    AlertEventsAnswer& m_out;
};

std::string readLine(std::string_view line, const FeedConfig& feed, Time now, AlertEventsAnswer& out)
{
    const auto document = JsonDocument::parse(line);
    if (!document.ok())
        return "it is not whole JSON";
    const auto root = document->root();
    if (!root.isObject())
        return "it is no object";
    const auto told = root["@timestamp"].present() ? root["@timestamp"] : root["timestamp"];
    const auto at = parseRfc3339(told.text());
    if (!at.ok() || *at < timeFromMs(946'684'800'000))
        return "its time is missing or cannot be read";
    if (*at > now + kDay)
        return "its time lies in the future";
    AlertEvent head;
    head.feed = feed.name;
    head.at = *at;
    head.seenAt = *at;
    head.instance = boundedText(root["instance"].text());
    std::string kind;
    JsonValue body;
    root["data"].eachMember([&](const std::string& name, JsonValue value) {
        if (kind.empty()) {
            kind = snakeCase(name);
            body = value;
        }
    });
    return kind.empty() ? "it tells of nothing" : Line(feed, std::move(head), out).read(kind, body);
}

} // namespace

AlertEventsAnswer parseAlertEvents(std::string_view lines, const FeedConfig& feed, Time now)
{
    AlertEventsAnswer out;
    std::size_t number = 0;
    for (std::size_t at = 0; at < lines.size(); ++number) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        const auto line = lines.substr(at, end - at);
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
            if (auto fault = readLine(line, feed, now, out); !fault.empty() && out.damaged++ == 0) {
                out.firstFault = std::move(fault);
                out.firstFaultLine = number;
                out.firstFaultByte = at;
            }
        }
        at = end + 1;
    }
    return out;
}

std::optional<Time> alertEventTime(std::string_view line)
{
    for (const std::string_view key : {"\"@timestamp\"", "\"timestamp\""}) {
        const auto at = line.find(key);
        if (at == std::string_view::npos)
            continue;
        const auto open = line.find('"', at + key.size());
        const auto close = open == std::string_view::npos ? open : line.find('"', open + 1);
        if (close == std::string_view::npos || trimmed(line.substr(at + key.size(), open - at - key.size())) != ":")
            continue;
        if (const auto time = parseRfc3339(line.substr(open + 1, close - open - 1)); time.ok())
            return *time;
    }
    return std::nullopt;
}

} // namespace vedette
