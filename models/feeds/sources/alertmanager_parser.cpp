#include "models/feeds/sources/alertmanager_parser.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/core/feed_labels.h"
#include "models/feeds/sources/source.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kDay{86'400'000};

Labels labelsOf(JsonValue object)
{
    std::vector<Labels::Pair> pairs;
    object.eachMember([&](std::string name, JsonValue value) {
        if (value.isText())
            pairs.emplace_back(boundedText(std::move(name)), boundedText(value.text()));
    });
    return Labels(std::move(pairs));
}

std::vector<std::string> textsOf(JsonValue array)
{
    std::vector<std::string> out;
    array.eachElement([&](JsonValue v) {
        if (v.isText())
            out.push_back(boundedText(v.text()));
    });
    return out;
}

bool isFingerprint(const std::string& text)
{
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<JsonDocument> listDocument(std::string_view body)
{
    auto document = JsonDocument::parse(body);
    if (document.ok() && !document->root().isArray())
        return makeError(ErrorKind::parse, "the answer is not a list of the Alertmanager API (v2)");
    return document;
}

} // namespace

Result<AlertPoll> parseAlertmanagerAlerts(std::string_view body, const FeedConfig& feed, const SeverityMapping& severity, Time at,
    std::size_t& rejected, std::int64_t& leftOut)
{
    auto document = listDocument(body);
    if (!document.ok())
        return document.error();
    AlertPoll poll;
    poll.feed = feed.name;
    poll.at = at;
    poll.resolution = feed.pollInterval;
    document->root().eachElement([&](JsonValue alert) {
        AlertEpisode episode;
        episode.labels = labelsOf(alert["labels"]);
        const auto starts = parseRfc3339(alert["startsAt"].text());
        const auto state = alert.path("status.state").text();
        const bool known = state == "active" || state == "suppressed" || state == "unprocessed";
        if (episode.labels.empty() || !starts.ok() || toMs(*starts) <= 0 || *starts > at + kDay || !known) {
            ++rejected;
            return;
        }
        if (feed.externalLabels.empty()) {
            if (auto told = alert["fingerprint"].text(); isFingerprint(told))
                episode.fingerprint = std::move(told);
        }
        addExternalLabels(feed, episode.labels);
        episode.annotations = labelsOf(alert["annotations"]);
        if (!describeEpisode(episode, feed, severity)) {
            ++leftOut;
            return;
        }
        episode.state = AlertState::firing;
        episode.startsAt = *starts;
        episode.silencedBy = textsOf(alert.path("status.silencedBy"));
        episode.inhibitedBy = textsOf(alert.path("status.inhibitedBy"));
        // A time interval that mutes is named like a silence; older servers do not tell.
        if (state == "suppressed" && !episode.suppressed()) {
            for (auto& muted : textsOf(alert.path("status.mutedBy")))
                episode.silencedBy.push_back("muted by " + muted);
        }
        episode.link = boundedText(alert["generatorURL"].text());
        episode.seenAt = at;
        poll.alerts.push_back(std::move(episode));
    });
    return poll;
}

Result<std::vector<Silence>> parseSilences(std::string_view body, const std::string& feed, Time at, std::size_t& rejected)
{
    auto document = listDocument(body);
    if (!document.ok())
        return document.error();
    std::vector<Silence> out;
    document->root().eachElement([&](JsonValue row) {
        Silence silence;
        silence.id = boundedText(row["id"].text());
        silence.source = feed;
        silence.state = boundedText(row.path("status.state").text());
        const auto starts = parseRfc3339(row["startsAt"].text());
        const auto ends = parseRfc3339(row["endsAt"].text());
        if (silence.id.empty() || !starts.ok() || !ends.ok() || *ends < *starts || !row["matchers"].isArray()) {
            ++rejected;
            return;
        }
        silence.startsAt = *starts;
        silence.endsAt = *ends;
        silence.updatedAt = parseRfc3339(row["updatedAt"].text()).valueOr(*starts);
        silence.createdBy = boundedText(row["createdBy"].text());
        silence.comment = boundedText(row["comment"].text());
        silence.seenAt = at;
        row["matchers"].eachElement([&](JsonValue m) {
            silence.matchers.push_back({boundedText(m["name"].text()), boundedText(m["value"].text()), m["isRegex"].boolean(false), m["isEqual"].boolean(true)});
        });
        out.push_back(std::move(silence));
    });
    return out;
}

} // namespace vedette
