#include "models/core/feed_labels.h"

namespace vedette {

void addExternalLabels(const FeedConfig& feed, Labels& labels)
{
    for (const auto& [name, value] : feed.externalLabels) {
        if (!labels.has(name))
            labels.set(name, value);
    }
}

bool asTheFeedSays(const FeedConfig& feed, Labels& labels)
{
    addExternalLabels(feed, labels);
    return relabel(feed.relabel, labels);
}

} // namespace vedette
