#pragma once

#include "models/core/chart.h"
#include "models/core/event_row.h"
#include "models/core/lane.h"
#include "models/core/overview.h"
#include "models/core/slo.h"
#include "models/core/suspect.h"
#include "models/snapshot/question.h"

#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// One immutable picture of what is known. Parts are shared with the picture before where nothing changed.
struct Snapshot {
    Question question;
    Time asOf{};
    std::int64_t sequence = 0; ///< of the cache it was read from
    std::vector<Tile> tiles;
    OverallState overall;
    std::shared_ptr<const Timeline> timeline = std::make_shared<Timeline>();
    std::shared_ptr<const EventTable> events = std::make_shared<EventTable>();
    std::vector<SuspectReport> incidents; ///< judged groups of the last 31 days, newest first
    JudgedSpans judged;                   ///< how much of those days they are
    std::vector<SloReport> slos;          ///< worst first
    std::vector<ChartFrame> charts;       ///< one a watched series, in the order of the configuration; the line in few columns
    std::shared_ptr<const ChartFrame> mainChart; ///< the selected watch in question.chartColumns columns; null: none
    std::vector<AnomalyFlag> flags;       ///< in the range, highest score first
    std::vector<FeedStatus> feeds;
    Selection selection;
    CacheUse cache;
    std::vector<FeedUse> uses; ///< in the order of the feeds
    std::vector<CoverageRow> coverage;
    ConfigState config;
    BackgroundWork work;
};

} // namespace vedette
