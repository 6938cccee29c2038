#pragma once

#include "models/feeds/feed_engine.h"
#include "models/feeds/sources/source.h"

namespace vedette {

/// Samples of one answer to `question` for the cache: labels as the feed's entry makes them, those of a watch marked with its
/// name and revision. Series that the relabelling drops are counted in `reading`; of two that it makes equal the first stays.
/// Labels that a raw selector names stay as the server told them, for it is read back from the cache by that selector. Full
/// batches go to `reading`, the rest is in `last`.
void addSamples(std::vector<SeriesSamples> series, const SeriesQuestion& question, const FeedConfig& feed, Reading& reading, Batch& last);

/// The parameters of a range query: times as `time` writes them, step in seconds.
[[nodiscard]] Params rangeParams(const std::string& query, Time first, Time last, Millis step, std::string (*time)(Time));

} // namespace vedette
