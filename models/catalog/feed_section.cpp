#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"
#include "models/catalog/relabel_section.h"
#include "models/catalog/target_section.h"

#include <algorithm>

namespace vedette {

namespace {

bool isLoopback(const std::string& url)
{
    const auto rest = lowerAscii(url.substr(url.find("://") + 3));
    return rest.rfind("localhost", 0) == 0 || rest.rfind("127.", 0) == 0 || rest.rfind("[::1]", 0) == 0;
}

bool sendsSecrets(const HttpConfig& http)
{
    const auto secret = [](const auto& header) { return lowerAscii(header.first) == "authorization" || header.second.inlineValue.empty(); };
    return !http.basicUser.empty() || !http.credentials.empty() || http.oauth2
        || std::any_of(http.headers.begin(), http.headers.end(), secret);
}

/// An http or https address, as the feed takes it.
void readUrl(const YamlValue& value, bool isBase, std::string& url)
{
    const auto text = value.asText();
    if (!text)
        return;
    url = trimmed(*text);
    const auto shown = "\"" + visibleLine(truncateUtf8(redactUrl(url), 120)) + "\"";
    const auto scheme = url.find("://");
    const auto host = scheme == std::string::npos ? std::string() : url.substr(scheme + 3, url.find_first_of("/?#", scheme + 3) - scheme - 3);
    if (host.find('@') != std::string::npos)
        value.error("url", shown + " holds a user or password. Write them under basic_auth.");
    else if (!isWebLink(url))
        value.error("url", shown + " is not an http or https address" + (scheme == std::string::npos ? ". Write http://... or https://..." : ""));
    else if (isBase && url.find_first_of("?#") != std::string::npos)
        value.error("url", shown + " is the address that /api is added to; it cannot have a query or fragment");
    while (isBase && url.size() > 1 && url.back() == '/')
        url.pop_back();
}

void readName(YamlMap& map, ConfigContext& context, std::string& name)
{
    const auto text = map.requiredText("name");
    if (!text)
        return;
    name = *text;
    const auto at = map.markOf("name");
    auto& findings = map.self().findings();
    if (visibleLine(name) != name || trimmed(name) != name || name.size() > 100)
        findings.error(at, "name", "a name is one line of at most 100 bytes without spaces around it");
    if (name == feedKindName(FeedKind::byHand))
        findings.error(at, "name", "the name \"by-hand\" is taken by changes that are written by hand");
    const auto [known, fresh] = context.feedOrigins.emplace(name, findings.origin(at));
    if (!fresh)
        findings.error(at, "duplicate-name", "a feed named \"" + name + "\" is already at " + known->second);
}

void noteOrigins(const YamlMap& map, const std::string& prefix, FeedConfig& feed)
{
    for (const auto& entry : map.entries()) {
        const auto value = map.valueOf(entry);
        feed.keyOrigins[prefix + entry.key] = value.origin();
        if (value.isMapping() && prefix.empty())
            noteOrigins(*YamlMap::of(value), entry.key + ".", feed);
    }
}

void readChangeSource(YamlMap& map, ConfigPart& part, FeedConfig& feed)
{
    const auto kind = map.required("kind");
    const auto word = kind ? kind->asOneOf({"cdevents", "json", "metrics"}) : std::nullopt;
    if (word == "metrics") {
        feed.kind = FeedKind::metrics;
        return readInference(map, part, feed);
    }
    if (word == "cdevents")
        feed.kind = FeedKind::cdevents;
    const auto url = map.value("url");
    if (url)
        readUrl(*url, false, feed.url);
    const auto path = map.value("path");
    if (path) {
        if (const auto text = path->asText(); text && !text->empty())
            feed.path = absolutePath(below(part.folder, *text));
        if (feed.kind == FeedKind::json)
            path->error("path", "a json feed is read from a url; path belongs to kind cdevents");
    }
    if (!url && !path)
        map.self().error("missing-key", feed.kind == FeedKind::json ? "the key \"url\" is missing" : "one of \"path\" and \"url\" is missing");
    if (url && path)
        map.self().findings().error(map.markOf("path"), "path", "only one of path and url");
    const auto mapping = map.value("mapping");
    if (mapping && feed.kind == FeedKind::json)
        readMapping(*mapping, part, feed.mapping);
    else if (mapping)
        mapping->error("mapping", "a mapping belongs to kind json; the shape of CDEvents is fixed");
    else if (word == "json")
        map.self().error("missing-key", "the key \"mapping\" is missing: a stock name, a file, or written out");
}

void readDependencySource(YamlMap& map, FeedConfig& feed)
{
    if (const auto kind = map.required("kind"); kind && kind->asOneOf({"zipkin", "jaeger"}) == "jaeger")
        feed.kind = FeedKind::jaeger;
    if (const auto url = map.required("url"))
        readUrl(*url, true, feed.url);
    map.readDuration("lookback", feed.lookback, std::chrono::minutes{1});
}

/// Kinds whose entry may stand for several feeds: targets and tenants.
bool spreads(FeedKind kind) { return tellsSeries(kind) || kind == FeedKind::alertmanager; }

void readFeed(const YamlValue& value, FeedKind kind, ConfigPart& part)
{
    auto read = YamlMap::of(value);
    if (!read)
        return;
    auto& map = *read;
    FeedConfig feed;
    LabelOverrides labels;
    feed.kind = kind;
    feed.origin = value.origin();
    if (kind == FeedKind::json || kind == FeedKind::grafana)
        feed.pollInterval = std::chrono::seconds{60};
    if (kind == FeedKind::zipkin)
        feed.pollInterval = std::chrono::minutes{10};
    readName(map, part.context, feed.name);
    if (kind == FeedKind::json) {
        readChangeSource(map, part, feed);
    } else if (kind == FeedKind::alertEvents) {
        if (const auto path = map.requiredText("path"))
            feed.path = absolutePath(below(part.folder, *path));
    } else if (kind == FeedKind::zipkin) {
        readDependencySource(map, feed);
    } else if (const auto url = map.has("file_sd_configs") && spreads(kind) ? std::nullopt : map.required("url")) {
        readUrl(*url, true, feed.url);
    }
    if (kind == FeedKind::alertmanager) {
        feed.cluster = feed.name;
        map.read("cluster", feed.cluster);
        readRoutingFile(map, feed.name, part);
    }
    map.readDuration("poll_interval", feed.pollInterval, Millis{100});
    map.readDuration("timeout", feed.timeout, Millis{100});
    if (tellsSeries(kind))
        map.readDuration("step", feed.step, std::chrono::seconds{1});
    if (kind != FeedKind::alertmanager && kind != FeedKind::zipkin) {
        if (const auto backfill = map.value("backfill"))
            feed.backfill = backfill->asDuration(Millis{0});
    }
    if (kind != FeedKind::json && kind != FeedKind::zipkin) {
        if (auto external = map.map("external_labels")) {
            for (const auto& entry : external->entries())
                feed.externalLabels.set(entry.key, external->valueOf(entry).asText().value_or(std::string()));
        }
        if (auto names = map.map("labels"))
            readLabelNames(*names, labels);
    }
    if (feed.kind != FeedKind::metrics && feed.kind != FeedKind::alertEvents)
        readHttp(map, part, feed.http);
    if (spreads(kind) || kind == FeedKind::grafana)
        feed.relabel = readRelabelling(map, "metric_relabel_configs");
    if (kind == FeedKind::prometheus)
        feed.alertRelabel = readRelabelling(map, "alert_relabel_configs");
    noteOrigins(map, {}, feed);
    auto feeds = spreads(kind) ? spreadFeed(map, part, feed) : std::vector<FeedConfig>{std::move(feed)};
    map.finish();
    const auto bare = [](const FeedConfig& f) { return lowerAscii(f.url).rfind("http://", 0) == 0 && sendsSecrets(f.http) && !isLoopback(f.url); };
    if (std::any_of(feeds.begin(), feeds.end(), bare))
        map.self().findings().warning(map.markOf("url"), "plain-http", "credentials are sent unencrypted. Use https.");
    for (auto& one : feeds) {
        part.context.config.feeds.push_back(std::move(one));
        part.context.feedLabels.push_back(labels);
    }
}

/// The order in which feeds are shown.
int sectionOf(FeedKind kind)
{
    switch (kind) {
    case FeedKind::prometheus:
        return 0;
    case FeedKind::loki:
        return 1;
    case FeedKind::alertmanager:
        return 2;
    case FeedKind::grafana:
        return 3;
    case FeedKind::alertEvents:
        return 4;
    case FeedKind::zipkin:
    case FeedKind::jaeger:
        return 6;
    case FeedKind::cdevents:
    case FeedKind::json:
    case FeedKind::metrics:
    case FeedKind::byHand:
        break;
    }
    return 5;
}

/// Feeds of all files in the order of their sections, each with the fleet's labels where it has no own.
void settleFeeds(ConfigContext& context)
{
    auto& config = context.config;
    context.labels.apply(config.labels);
    for (std::size_t i = 0; i < config.feeds.size(); ++i) {
        config.feeds[i].labels = config.labels;
        context.feedLabels[i].apply(config.feeds[i].labels);
    }
    std::stable_sort(config.feeds.begin(), config.feeds.end(),
        [](const FeedConfig& a, const FeedConfig& b) { return sectionOf(a.kind) < sectionOf(b.kind); });
    const auto words = [&](const char* level, std::vector<std::string>& into) {
        if (const auto it = context.severity.names.find(level); it != context.severity.names.end())
            into = it->second;
    };
    words("critical", config.severity.critical);
    words("warning", config.severity.warning);
    words("info", config.severity.info);
}

void checkSources(ConfigContext& context)
{
    for (const auto& use : context.sourceUses) {
        std::vector<std::string> names;
        for (const auto& feed : context.config.feeds) {
            if (use.fits(feed.kind))
                names.push_back(feed.name);
        }
        for (const auto& [name, kind] : context.groups) {
            if (use.fits(kind))
                names.push_back(name);
        }
        if (std::find(names.begin(), names.end(), use.source) != names.end())
            continue;
        const auto nearest = nearestName(use.source, names);
        const bool other = context.feedOrigins.count(use.source) != 0;
        FileFindings(use.file, context.findings).error(use.at, "source", "\"" + visibleLine(use.source)
                + (!other ? "\" is not a feed." : use.fits == &tellsAlerts ? "\" is not a feed that tells of alerts." : use.fits == &tellsSeries ? "\" is not a prometheus or loki feed; only those have series."
                                                    : "\" is not a prometheus feed; only those have series.")
                + (nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?"));
    }
}

} // namespace

void readFeeds(YamlMap& root, ConfigPart& part)
{
    for (const auto& item : root.list("prometheus"))
        readFeed(item, FeedKind::prometheus, part);
    for (const auto& item : root.list("loki"))
        readFeed(item, FeedKind::loki, part);
    for (const auto& item : root.list("alertmanager"))
        readFeed(item, FeedKind::alertmanager, part);
    for (const auto& item : root.list("grafana"))
        readFeed(item, FeedKind::grafana, part);
    for (const auto& item : root.list("notifications"))
        readFeed(item, FeedKind::alertEvents, part);
    for (const auto& item : root.list("changes"))
        readFeed(item, FeedKind::json, part);
    if (auto services = root.map("services")) {
        for (const auto& item : services->list("dependencies"))
            readFeed(item, FeedKind::zipkin, part);
    }
}

void finishConfig(ConfigContext& context, const std::string& file)
{
    checkSources(context);
    checkQueries(context);
    settleFeeds(context);
    settleInference(context);
    if (context.config.feeds.empty() && context.groups.empty() && !hasErrors(context.findings))
        FileFindings(file, context.findings).error({}, "no-feed", "no feed is named. Add one under prometheus, alertmanager or changes.");
}

} // namespace vedette
