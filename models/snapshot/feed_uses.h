#pragma once

#include "models/core/config.h"
#include "models/core/feed.h"
#include "models/core/overview.h"
#include "models/core/series.h"

#include <string>
#include <vector>

namespace vedette {

/// Series that are read at most of a watch, and of the selector of an objective (the defaults of models/feeds/feed_engine.h; a test compares them).
inline constexpr std::int64_t kWatchSeries = 200;
inline constexpr std::int64_t kSelectorSeries = 5000;

/// A series of the cache as far as its use is told from it.
struct UsedSeries {
    std::string feed;
    std::string watch; ///< empty: raw
    Labels labels;     ///< of a raw one
    Time first{};
    Time last{};
};

struct FeedUsesInput {
    const Config* config = nullptr;
    const std::vector<FeedStatus>* feeds = nullptr;
    const std::vector<Coverage>* coverage = nullptr;
    std::vector<UsedSeries> series;
    std::vector<FeedPoll> polls; ///< those since `since`, of all feeds, in any order; backfill is left out of the costs
    Time since{};
    std::int64_t sampleBytes = 0; ///< of all samples in the cache
    Time now{};
};

/// What each feed holds and costs, in the order of the feeds. Costs a day are those of the polls, scaled; samples a day are the watches' series by their
/// steps, and what else the polls read; the bytes in the cache are shared out by the samples that each series should have. Series are live that have a
/// sample within the last hour, or within ten steps where those are longer; only they count for samples a day. Pure; linear in series times selectors.
[[nodiscard]] std::vector<FeedUse> feedUses(const FeedUsesInput& in);

} // namespace vedette
