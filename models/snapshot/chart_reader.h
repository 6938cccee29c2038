#pragma once

#include "models/core/chart.h"
#include "models/core/config.h"
#include "models/core/feed.h"
#include "models/snapshot/far_line.h"
#include "models/snapshot/question.h"
#include "models/store/cache.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// What a chart needs to know of the world beyond the cache.
struct FarView {
    Time now{};         ///< of the console, also where the question looks back
    bool polls = false; ///< this console asks feeds
    const std::vector<FeedStatus>* feeds = nullptr;
    const std::vector<FarNote>* notes = nullptr;
};

/// Reads and reduces the watched series for one range; keeps frames whose series and range did not change.
class ChartReader {
public:
    struct Answer {
        std::vector<ChartFrame> small;
        std::shared_ptr<const ChartFrame> main;
    };
    /// `changes`: of the range. `selected`: "watch" or "watch|series"; empty or unknown: the first with a flag, else the first.
    [[nodiscard]] Result<Answer> read(const CacheReader& reader, const Config& config, const Question& question, Time now,
        const FarView& world, const std::vector<Change>& changes, const std::vector<AnomalyFlag>& flags);

private:
    struct Kept {
        TimeRange range;
        Time last{};
        Time ownFrom{};
        ChartFrame frame;
    };
    std::map<std::string, Kept> m_kept;
};

} // namespace vedette
