#pragma once

#include "models/core/config.h"
#include "models/core/paging.h"
#include "models/core/silence.h"
#include "models/store/cache.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace vedette {

/// What a story is told from.
struct PagingFacts {
    AlertEpisode alert;
    Time now{};                          ///< nothing after it counts
    std::vector<AlertEvent> events;      ///< of the alert, ascending
    std::vector<TimeRange> covered;      ///< in which every recorder was there and was read, ascending, apart
    bool recorder = false;
    std::vector<Silence> silences;       ///< those that may hold it back
    std::map<std::string, std::string> names; ///< of alerts that inhibit, by fingerprint: "HighErrorRate (checkout)"
    std::vector<std::string> configured; ///< see PagingStory
    Millis groupWait{30000};             ///< nobody is told sooner than that
};

/// Pure.
[[nodiscard]] PagingStory tellPaging(PagingFacts facts);

/// What all recorders covered: their coverage without the time in which their notifiers were down. A notifier that started without having
/// stopped is unknown since the event before. `events`: starts and stops, ascending. `lastBefore`: the newest event of a feed before a moment.
[[nodiscard]] std::vector<TimeRange> recordedSpans(const std::map<std::string, std::vector<TimeRange>>& coverage, const std::vector<AlertEvent>& events,
    const std::function<Time(const AlertEvent& started)>& lastBefore, TimeRange range);

/// The story of an episode as of `now`, from the cache. `asOf`: what was known then. `around`: alerts of that time; null: read. Error kind store.
[[nodiscard]] Result<PagingStory> readPaging(const CacheReader& reader, const Config& config, const AlertEpisode& alert, Time now, std::optional<Time> asOf,
    const std::vector<AlertEpisode>* around, const PagingRoutes& routes);

} // namespace vedette
