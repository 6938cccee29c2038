#include "models/snapshot/feed_use_reader.h"

#include "models/snapshot/feed_uses.h"

#include <iterator>

namespace vedette {

namespace {

constexpr Millis kLooked = std::chrono::hours{1};
constexpr int kPolls = 4000;

} // namespace

Result<std::vector<FeedUse>> readFeedUses(const CacheReader& reader, const Config& config, const std::vector<FeedStatus>& feeds,
    const std::vector<Coverage>& coverage, std::int64_t sampleBytes, Time now)
{
    FeedUsesInput in;
    in.config = &config;
    in.feeds = &feeds;
    in.coverage = &coverage;
    in.sampleBytes = sampleBytes;
    in.now = now;
    in.since = now - kLooked;
    auto series = reader.series({});
    if (!series.ok())
        return series.error();
    in.series.reserve(series->size());
    for (auto& each : *series) {
        UsedSeries used{std::string(each.labels.value(kFeedLabel)), std::string(each.labels.value(kWatchLabel)), {}, each.first, each.last};
        if (used.watch.empty())
            used.labels = std::move(each.labels);
        in.series.push_back(std::move(used));
    }
    for (const auto& feed : feeds) {
        auto polls = reader.polls(feed.name, {in.since, now + Millis{1}}, kPolls);
        if (!polls.ok())
            return polls.error();
        in.polls.insert(in.polls.end(), std::make_move_iterator(polls->begin()), std::make_move_iterator(polls->end()));
    }
    return feedUses(in);
}

} // namespace vedette
