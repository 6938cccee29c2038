#pragma once

#include "models/core/config.h"
#include "models/snapshot/incident_judge.h"
#include "models/snapshot/lanes.h"
#include "models/snapshot/large_history.h"
#include "models/snapshot/question.h"

#include <functional>
#include <memory>

namespace vedette {

/// A range as many times as long around its middle, but not beyond now.
[[nodiscard]] TimeRange widened(TimeRange range, double factor, Time now);
inline constexpr Millis kMinimapFactor{4};

/// What a timeline is read for.
struct TimelineSource {
    const CacheReader* reader = nullptr;
    const Config* config = nullptr;
    const Question* question = nullptr;
    Time asOf{};
    const CorrelationInput* history = nullptr;
    const HistoryBeside* beside = nullptr;
    const IncidentJudge* judge = nullptr;
    const std::vector<FeedStatus>* feeds = nullptr;
    const LargeHistory* large = nullptr; ///< null: all is in the history
};

struct ReadTimeline {
    std::shared_ptr<const Timeline> timeline;
    std::optional<int> changesBegun; ///< within the question's range, where the history does not hold them all
};
[[nodiscard]] Result<ReadTimeline> readTimeline(const TimelineSource& source);

} // namespace vedette
