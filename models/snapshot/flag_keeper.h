#pragma once

#include "models/core/anomaly.h"
#include "models/core/chart.h"
#include "models/core/config.h"
#include "models/core/series.h"
#include "models/store/cache.h"

#include <string>
#include <utility>
#include <vector>

namespace vedette {

/// What running a detector over what is new amounts to: to be written by the writer.
struct FlagUpdate {
    std::string watch;
    std::string series;
    Time from{}; ///< flags that end at or after this are replaced
    std::vector<AnomalyFlag> flags;
    std::vector<std::pair<std::string, std::string>> states; ///< key, bytes
    Time seenAt{};
};

/// Key of a watched series: its labels without the console's own.
[[nodiscard]] std::string seriesKey(const Labels& labels);
/// The stored series of a watch that its present query made; where none says which query it was (an import), those of its name.
[[nodiscard]] Result<std::vector<StoredSeries>> watchSeries(const CacheReader& reader, const WatchConfig& watch);
/// The service of a watched series: the watch's own, else by label mapping.
[[nodiscard]] std::string watchService(const WatchConfig& watch, const LabelMapping& mapping, const Labels& labels);
/// The watch's step on its source.
[[nodiscard]] Millis watchStep(const Config& config, const WatchConfig& watch);

/// Runs the detectors of all watches over what the cache has gained, and keeps their bands in bins beside their states. A detector goes on from its newest checkpoint (one a day,
/// kept in the cache under "detector/..."), from the last one before a hole that has samples now (the newest 32 holes of a series are
/// remembered), and from the beginning where older samples have arrived since.
[[nodiscard]] Result<std::vector<FlagUpdate>> updateFlags(const CacheReader& reader, const Config& config, Time now);

/// The scored points of one series within the range, replayed from the checkpoint before it.
[[nodiscard]] Result<std::vector<ScoredPoint>> scoredPoints(const CacheReader& reader, const Config& config,
    const WatchConfig& watch, const StoredSeries& series, TimeRange range, double* daysNeeded);

/// The expected band as updateFlags keeps it in bins of a quarter of an hour (band_bins.h), ascending, without a look at samples; the newest,
/// unfinished bin is not there. nullopt: nothing is kept (yet). `daysNeeded`: as of the newest daily checkpoint.
[[nodiscard]] Result<std::optional<std::vector<BandPoint>>> keptBand(const CacheReader& reader, const Config& config, const WatchConfig& watch,
    const StoredSeries& series, TimeRange range, double* daysNeeded);

/// The scored points of a stored series that no watch names: from its first sample, with default options.
[[nodiscard]] Result<std::vector<ScoredPoint>> scoredUnwatched(
    const CacheReader& reader, const StoredSeries& series, Millis step, TimeRange range);

} // namespace vedette
