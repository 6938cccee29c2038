#include "models/base/pattern.h"
#include "models/base/text.h"
#include "models/catalog/config_context.h"

#include <algorithm>

namespace vedette {

namespace {

bool isPrometheus(FeedKind kind) { return kind == FeedKind::prometheus; }

/// The words of `infer:`; without the key all of them.
void readWhat(const YamlValue& value, InferenceConfig& what)
{
    what.kubernetes = what.builds = what.scale = false;
    for (const auto& item : value.asList()) {
        const auto word = item.asOneOf({"kubernetes", "builds", "scale"});
        what.kubernetes = what.kubernetes || word == "kubernetes";
        what.builds = what.builds || word == "builds";
        what.scale = what.scale || word == "scale";
    }
}

} // namespace

void readInference(YamlMap& feed, ConfigPart& part, FeedConfig& into)
{
    auto& what = into.inference;
    auto& findings = feed.self().findings();
    if (const auto source = feed.text("source")) {
        into.source = *source;
        part.context.sourceUses.push_back({*source, findings.file(), feed.markOf("source"), &isPrometheus});
    }
    if (const auto list = feed.value("infer"))
        readWhat(*list, what);
    if (feed.has("version_labels"))
        what.versionLabels = feed.texts("version_labels");
    feed.read("build_metrics", what.buildMetrics);
    if (const auto pattern = Pattern::anchored(what.buildMetrics); !pattern.ok())
        findings.error(feed.markOf("build_metrics"), "regex", visibleLine(pattern.error().detail));
    feed.read("selector", what.selector);
    if (const auto selector = parseSelector("{" + what.selector + "}"); !what.selector.empty() && !selector.ok())
        findings.error(feed.markOf("selector"), "selector", visibleLine(selector.error().detail));
}

void settleInference(ConfigContext& context)
{
    auto& feeds = context.config.feeds;
    std::vector<FeedConfig> all;
    const auto servers = std::count_if(feeds.begin(), feeds.end(), [](const FeedConfig& f) { return f.kind == FeedKind::prometheus; });
    // Without a source all servers are read, with one those it means.
    const auto reads = [](const FeedConfig& feed, const FeedConfig& server) {
        return server.kind == FeedKind::prometheus && (feed.source.empty() || sourceMeans(feed.source, server.name));
    };
    for (const auto& feed : feeds) {
        if (feed.kind != FeedKind::metrics) {
            all.push_back(feed);
            continue;
        }
        for (const auto& server : feeds) {
            if (!reads(feed, server))
                continue;
            auto one = feed;
            if (feed.source.empty() ? servers > 1 : feed.source != server.name)
                one.name += "/" + server.name;
            one.source = server.name;
            one.url = server.url;
            one.http = server.http;
            one.labels = server.labels;
            one.externalLabels = server.externalLabels;
            one.relabel = server.relabel;
            one.params = server.params;
            all.push_back(std::move(one));
        }
    }
    feeds = std::move(all);
}

} // namespace vedette
