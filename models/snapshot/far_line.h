#pragma once

#include "models/core/chart.h"
#include "models/core/config.h"
#include "models/core/far_span.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// How it goes with what is asked of one feed for one watch from beyond the cache.
struct FarNote {
    std::string feed;
    std::string key; ///< farKey()
    ChartFar::State state = ChartFar::State::asking; ///< or refused
    std::string refusal;
    std::optional<Time> again;
};

/// The key of what is asked for a watch; an edited query is another question.
[[nodiscard]] std::string farKey(const WatchConfig& watch);

/// A step for a picture of the range: its length by 800, rounded up to 1, 2, 5, 10, 15 or 30 minutes, 1, 2, 6 or 12 hours or a day; at least
/// `ownStep`.
[[nodiscard]] Millis farStep(TimeRange range, Millis ownStep);

/// Since when the cache holds what it will ever hold by itself: what was asked for (`covered`, ascending) less what was dropped or was never
/// there (`first`: oldest sample of the feed), and all that is still being fetched (`history`; 0: nothing is).
[[nodiscard]] Time ownSamplesFrom(const std::vector<TimeRange>& covered, Time first, Time now, Millis history);

/// Which span tells of which part, ascending in time.
struct FarPieces {
    struct Piece {
        TimeRange range;
        const FarSpan* span;
    };
    std::vector<Piece> told;
    std::vector<TimeRange> left; ///< of which no span tells
};

/// For each moment of `far` the coarsest span that is fine enough for `step`, else the finest; one that told nothing only where no other is; of
/// equal ones the first.
[[nodiscard]] FarPieces bestFarPieces(std::vector<const FarSpan*> spans, TimeRange far, Millis step);

/// What of `far` is not kept at all, in steps too coarse, or was asked in vain more than an hour before `now`; ascending.
[[nodiscard]] std::vector<TimeRange> missingFar(const std::vector<const FarSpan*>& spans, TimeRange far, Millis step, Time now);

struct FarInput {
    TimeRange range;   ///< that is shown
    Time ownFrom{};
    Time now{};        ///< of the console
    std::optional<Time> asOf; ///< what was asked later is not seen
    Millis ownStep{0};
    int columns = 800;
    std::string series; ///< key of the series
    bool alone = false; ///< the watch has no other series: whatever single series was answered is it
};

/// The part of a chart before ownFrom, out of what is kept (overlapping spans of one question): for each moment the coarsest span that is fine
/// enough, else the finest. `gaps` receives where samples are missing though asked for. What is not kept at all, in steps too coarse or was
/// asked in vain more than an hour ago is `missing`, half a range wider where that lets the view move; at most 10,900 steps.
[[nodiscard]] ChartFar farPart(const std::vector<FarSpan>& kept, const FarInput& in, std::vector<TimeRange>& gaps);

} // namespace vedette
