#pragma once

#include "models/core/config.h"
#include "models/core/series.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// One question through to a source, for `vedette query`: matrix, or vector where from == to.
struct QueryRun {
    std::string feed; ///< empty: the first prometheus
    std::string promql;
    TimeRange range;            ///< half-open where it begins before the hot range
    std::optional<Millis> step; ///< nullopt: a minute within the hot range, before it what farStep() says
};

/// Where a part of the answer comes from.
struct QueryPart {
    TimeRange range;
    Millis step{0};
    bool kept = false;  ///< by an earlier question, asked at askedAt; else the server told it now
    std::optional<Time> askedAt;
};

/// What could not be read, and why.
struct QueryGap {
    TimeRange range;
    Error error;
};

struct QueryResult {
    std::vector<SeriesSamples> series; ///< of all parts, each ascending
    std::vector<std::string> warnings;
    std::string resultType;
    std::string feed;
    std::optional<Time> boundary; ///< where the hot range begins, if the range begins before it
    std::vector<QueryPart> parts; ///< ascending, apart
    std::vector<QueryGap> unread; ///< ascending; the source could not be reached
    std::string notKept;          ///< why what was read could not be kept; empty: it is, or nothing was to be kept
};

/// Asks the source and keeps the answer: what lies within retention among the cache's samples, what lies before as far spans. These are not
/// asked again; where the source cannot be reached, whatever is kept answers and the rest is `unread`. Waits. An error: the question or the
/// configuration is wrong, or the source cannot be reached and nothing of the range is kept.
[[nodiscard]] Result<QueryResult> runQuery(const Config& config, const QueryRun& run, const std::string& cachePath, const Clock& clock);

} // namespace vedette
