#include "models/snapshot/stored_feeds.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

std::vector<FeedStatus> inConfiguredOrder(std::vector<FeedStatus> feeds, const Config& config)
{
    const auto place = [&](const FeedStatus& status) {
        const auto it = std::find_if(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& f) { return f.name == status.name; });
        return it - config.feeds.begin();
    };
    std::stable_sort(feeds.begin(), feeds.end(), [&](const FeedStatus& a, const FeedStatus& b) { return place(a) < place(b); });
    return feeds;
}

/// Feeds of the configuration that were never asked stand there as such.
void addUnasked(std::vector<FeedStatus>& feeds, const Config& config)
{
    for (const auto& feed : config.feeds) {
        if (std::any_of(feeds.begin(), feeds.end(), [&](const FeedStatus& f) { return f.name == feed.name; }))
            continue;
        FeedStatus status;
        status.name = feed.name;
        status.kind = feed.kind;
        status.cluster = feed.cluster;
        status.url = redactUrl(feed.url.empty() ? feed.path : feed.url);
        status.interval = feed.pollInterval;
        status.origin = feed.origin;
        feeds.push_back(std::move(status));
    }
}

} // namespace

Result<std::vector<FeedStatus>> storedFeeds(const CacheReader& reader, const Config& config)
{
    auto stored = reader.feedStatuses();
    if (!stored.ok())
        return stored;
    addUnasked(*stored, config);
    return inConfiguredOrder(std::move(stored).value(), config);
}

} // namespace vedette
