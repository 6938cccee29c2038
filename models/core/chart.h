#pragma once

#include "models/base/time.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

// The words of a chart: reduced to what pixels can show, gaps kept as gaps.

namespace vedette {

/// One column of a reduced line: all samples with at <= t < at + width of a column. min..max is drawn.
struct ChartColumn {
    Time at{};
    double min = 0;
    double max = 0;
    double first = 0;
    double last = 0;
};

struct BandPoint {
    Time at{};
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
    double expected = std::numeric_limits<double>::quiet_NaN();
};

struct ChartStats {
    std::optional<double> last;
    std::optional<Time> lastAt;
    std::optional<double> min;
    std::optional<double> mean;
    std::optional<double> max;
};

struct ChartMark {
    Time at{};
    std::string text; ///< revision
    std::string changeId;
    ChangeKind kind = ChangeKind::deployment;
};

/// What a chart shows from before its own samples: of the engine that holds the years, in coarser steps.
struct ChartFar {
    /// kept: all of it was asked once. nothing: asked, and the engine holds none either. wanted: not asked yet. asking: under way.
    /// refused: the engine did not answer. offline: part of it is not kept, and this console does not poll.
    enum class State { kept, nothing, wanted, asking, refused, offline } state = State::kept;
    Time ownFrom{};          ///< where own samples begin; after the range where it holds none
    std::string source;      ///< feed
    Millis step{0};          ///< of what is shown; 0: nothing is
    std::vector<ChartColumn> line; ///< all before ownFrom; samples at single moments
    TimeRange missing;       ///< to be asked for, wider than what is seen; empty: nothing
    Millis missingStep{0};
    std::string refusal;     ///< a sentence
    std::optional<Time> again; ///< when it is asked again after a refusal
};

/// One series of one watch over one range.
struct ChartFrame {
    std::string watch;   ///< name as configured
    std::string series;  ///< key: labels as text; empty: the watch's only series
    std::string service;
    std::string source;  ///< feed
    std::string unit;
    TimeRange range;
    Millis step{60000};
    std::vector<ChartColumn> line; ///< own samples, ascending; a new run starts after each gap
    std::vector<TimeRange> gaps;   ///< no samples though asked for; line is broken there
    std::vector<BandPoint> band;   ///< ascending; goes on through gaps inside the data, stops at the last sample
    std::optional<ChartFar> far;   ///< null: the range begins within what the cache holds
    std::vector<ChartColumn> weekAgo; ///< shifted into this range; empty when not known
    std::vector<AnomalyFlag> flags;
    std::vector<ScoredPoint> flagged; ///< the flagged samples themselves, for rings (at most 500)
    std::vector<ChartMark> marks;  ///< changes of this service
    std::optional<double> threshold; ///< of an alerting rule, where known
    std::string thresholdName;
    ChartStats stats;
    double daysNeeded = 0; ///< until a baseline is known; 0: known
    bool steadyState = false;
};

} // namespace vedette
