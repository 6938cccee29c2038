#include "models/feeds/sources/prometheus_rules.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/core/feed_labels.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

Labels labelsOf(JsonValue object)
{
    std::vector<Labels::Pair> pairs;
    object.eachMember([&](std::string name, JsonValue value) {
        if (value.isText())
            pairs.emplace_back(std::move(name), boundedText(value.text()));
    });
    return Labels(std::move(pairs));
}

std::optional<Millis> seconds(JsonValue value)
{
    const auto number = value.number();
    if (!number || !(*number >= 0 && *number < 1e9))
        return std::nullopt;
    return Millis{std::llround(*number * 1000.0)};
}

/// The data of the API's envelope, or what the server says is wrong.
Result<JsonValue> dataOf(const JsonDocument& document)
{
    const auto root = document.root();
    if (root["status"].text() == "error")
        return makeError(ErrorKind::http, root["errorType"].text() + ": " + visibleLine(truncateUtf8(root["error"].text(), 300)));
    if (root["status"].text() != "success" || !root["data"].isObject())
        return makeError(ErrorKind::parse, "the answer is not one of the Prometheus API");
    return root["data"];
}

AlertRule toldRule(JsonValue told, const std::string& group)
{
    AlertRule rule;
    rule.name = boundedText(told["name"].text());
    rule.group = group;
    rule.expression = boundedText(told["query"].text());
    rule.holdFor = seconds(told["duration"]).value_or(Millis{0});
    rule.keepFiringFor = seconds(told["keepFiringFor"]).value_or(Millis{0});
    rule.labels = labelsOf(told["labels"]);
    rule.annotations = labelsOf(told["annotations"]);
    rule.runbook = rule.annotations.firstOf({"runbook_url", "runbook"});
    return rule;
}

} // namespace

const RuleBook::Rule* RuleBook::find(const Labels& alert) const
{
    const auto [first, last] = rules.equal_range(std::string(alert.value("alertname")));
    const Rule* best = nullptr;
    std::size_t bestMatches = 0;
    for (auto it = first; it != last; ++it) {
        const auto& own = it->second.labels;
        const auto matches = static_cast<std::size_t>(
            std::count_if(own.begin(), own.end(), [&](const auto& p) { return alert.value(p.first) == p.second; }));
        if (best == nullptr || matches > bestMatches) {
            best = &it->second;
            bestMatches = matches;
        }
    }
    return best;
}

Millis RuleBook::longestInterval() const
{
    Millis longest{0};
    for (const auto& [name, rule] : rules)
        longest = std::max(longest, rule.interval);
    return longest;
}

Result<RuleBook> parseRules(std::string_view body)
{
    constexpr std::size_t kMaxSentences = 10;
    constexpr std::size_t kMaxTold = 5'000;
    auto document = JsonDocument::parse(body);
    if (!document.ok())
        return document.error();
    auto data = dataOf(*document);
    if (!data.ok())
        return data.error();
    RuleBook book;
    book.known = true;
    std::size_t failing = 0;
    (*data)["groups"].eachElement([&](JsonValue group) {
        const auto interval = seconds(group["interval"]).value_or(Millis{60000});
        const auto groupName = visibleLine(truncateUtf8(group["name"].text(), 200));
        group["rules"].eachElement([&](JsonValue rule) {
            const auto name = rule["name"].text();
            if (rule["health"].text() == "err" && ++failing <= kMaxSentences)
                book.unhealthy.push_back("rule " + visibleLine(truncateUtf8(name, 200)) + (groupName.empty() ? "" : " of group " + groupName)
                    + " fails: " + visibleLine(truncateUtf8(rule["lastError"].text(), 200)));
            if (rule["type"].text() != "alerting" || name.empty() || interval <= Millis{0})
                return;
            if (book.told.size() < kMaxTold)
                book.told.push_back(toldRule(rule, groupName));
            book.rules.emplace(name, RuleBook::Rule{interval, seconds(rule["duration"]).value_or(Millis{0}), labelsOf(rule["labels"])});
        });
    });
    if (failing > kMaxSentences)
        book.unhealthy.push_back("and " + std::to_string(failing - kMaxSentences) + " more rules fail");
    return book;
}

Result<AlertPoll> parsePrometheusAlerts(std::string_view body, const RuleBook& rules, const FeedConfig& feed,
    const SeverityMapping& severity, Time at, std::size_t& rejected, std::int64_t& leftOut)
{
    auto document = JsonDocument::parse(body);
    if (!document.ok())
        return document.error();
    auto data = dataOf(*document);
    if (!data.ok())
        return data.error();
    if (!(*data)["alerts"].isArray())
        return makeError(ErrorKind::parse, "the answer has no list of alerts");
    AlertPoll poll;
    poll.feed = feed.name;
    poll.at = at;
    poll.resolution = rules.longestInterval() > Millis{0} ? rules.longestInterval() : feed.pollInterval;
    (*data)["alerts"].eachElement([&](JsonValue alert) {
        AlertEpisode episode;
        episode.labels = labelsOf(alert["labels"]);
        addExternalLabels(feed, episode.labels);
        const auto state = alert["state"].text();
        const auto active = parseRfc3339(alert["activeAt"].text());
        if (!episode.labels.has("alertname") || !active.ok() || (state != "firing" && state != "pending")) {
            ++rejected;
            return;
        }
        episode.annotations = labelsOf(alert["annotations"]);
        const auto* rule = rules.find(episode.labels); // known by the labels it was written with
        if (!describeEpisode(episode, feed, severity)) {
            ++leftOut;
            return;
        }
        episode.pendingAt = *active;
        episode.startsAt = *active;
        episode.state = state == "firing" ? AlertState::firing : AlertState::pending;
        if (episode.state == AlertState::firing && rule != nullptr) {
            const auto evaluations = (rule->holdFor + rule->interval - Millis{1}) / rule->interval;
            episode.startsAt = std::min(*active + rule->interval * evaluations, std::max(*active, at));
        }
        episode.seenAt = at;
        poll.alerts.push_back(std::move(episode));
    });
    return poll;
}

} // namespace vedette
