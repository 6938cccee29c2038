#include "models/feeds/sources/source.h"

#include "models/base/text.h"

namespace vedette {

std::unique_ptr<Source> makeSource(SourceContext context)
{
    switch (context.feed.kind) {
    case FeedKind::prometheus:
        return makePrometheus(std::move(context));
    case FeedKind::loki:
        return makeLoki(std::move(context));
    case FeedKind::alertmanager:
        return makeAlertmanager(std::move(context));
    case FeedKind::cdevents:
        return makeCdevents(std::move(context));
    case FeedKind::json:
        return makeMappedJson(std::move(context));
    case FeedKind::zipkin:
    case FeedKind::jaeger:
        return makeDependencies(std::move(context));
    case FeedKind::alertEvents:
        return makeAlertEvents(std::move(context));
    case FeedKind::metrics:
        return makeInferredChanges(std::move(context));
    case FeedKind::grafana:
        return makeGrafanaAlerts(std::move(context));
    case FeedKind::byHand:
        break;
    }
    return nullptr;
}

std::optional<Error> notJson(const Told& told, const std::string& what)
{
    const auto start = told.body.find_first_not_of(" \t\r\n");
    const auto type = lowerAscii(told.contentType);
    const auto saw = " (HTTP " + std::to_string(told.status) + (type.empty() ? "" : ", " + visibleLine(type)) + ")";
    if (start == std::string::npos)
        return makeError(ErrorKind::parse, "the answer is empty" + saw + ", not " + what);
    if (told.body[start] == '<' || type.find("html") != std::string::npos)
        return makeError(ErrorKind::parse, "the answer is a web page, not " + what + saw);
    if (told.body[start] != '{' && told.body[start] != '[')
        return makeError(ErrorKind::parse, "the answer is not JSON and not " + what + saw);
    return std::nullopt;
}

bool describeEpisode(AlertEpisode& episode, const FeedConfig& feed, const SeverityMapping& severity)
{
    if (!relabel(feed.alertRelabel, episode.labels))
        return false;
    if (episode.fingerprint.empty())
        episode.fingerprint = hex64(episode.labels.fingerprint());
    const std::string name(episode.labels.value("alertname"));
    if (!relabel(feed.relabel, episode.labels))
        return false;
    episode.name = episode.labels.has("alertname") ? std::string(episode.labels.value("alertname")) : name;
    episode.service = std::string(episode.labels.firstOf(feed.labels.service));
    episode.environment = std::string(episode.labels.firstOf(feed.labels.environment));
    episode.severity = std::string(episode.labels.firstOf(feed.labels.severity));
    episode.level = severity.level(episode.severity);
    episode.sources = {feed.name};
    return true;
}

std::string leftOutOf(std::size_t rejected, std::size_t records, const std::string& why)
{
    return std::to_string(rejected) + " of " + std::to_string(records) + " records were left out (" + why + ")";
}

std::string boundedText(std::string text)
{
    constexpr std::size_t kMaxBytes = 8192;
    return text.size() <= kMaxBytes ? std::move(text) : truncateUtf8(text, kMaxBytes);
}

} // namespace vedette
