#pragma once

#include "models/items/board.h"
#include "models/snapshot/snapshot.h"

#include <memory>
#include <string_view>

namespace vedette::test {

/// The story of the drawn studies, 2025-11-20 KST: pricing-api v1.4.2 at 14:29:08, first critical 14:32:20, back at 14:45, 189 alerts.
enum class Scene {
    badNight,  ///< now 18:00, the last 12 h, incident selected
    afternoon, ///< now 15:00, the last 40 min, an order-api alert selected
    quiet,     ///< nothing fires, every feed fresh
    noFeeds,   ///< nothing configured yet
    feed,      ///< afternoon with the failing feed chosen
    down,      ///< afternoon, every feed fails
    readOnly,  ///< badNight, another console writes the cache
    fullDisk,  ///< badNight, nothing can be stored
    foreign,   ///< badNight with names that hold markup, line breaks and bidirectional controls
};

/// A moment of 2025-11-20 in Korea, "14:29:08" or "14:29".
[[nodiscard]] Time kst(std::string_view clock);
[[nodiscard]] std::shared_ptr<Snapshot> sampleSnapshot(Scene scene);
/// Zone Asia/Seoul, the scene's time and range, its selection and its snapshot.
void showScene(Board& board, Scene scene);
/// A timeline of `lanes` lanes with `perLane` alerts and changes each over 30 days before `now`; deterministic.
[[nodiscard]] std::shared_ptr<Timeline> manyLanes(int lanes, int perLane, Time now);

// The parts, each in a file of its own.
[[nodiscard]] std::shared_ptr<Timeline> sampleTimeline(Time now, bool quiet);
[[nodiscard]] std::shared_ptr<EventTable> sampleEvents(const Timeline& timeline, TimeRange range);
[[nodiscard]] SuspectReport sampleSuspects();
[[nodiscard]] std::vector<FeedStatus> sampleFeeds(Time now, bool quiet);
/// A small feed of each kind, and a large one (prom-kr1) with a question that is cut and series that come and go.
[[nodiscard]] std::vector<FeedUse> sampleUses(const std::vector<FeedStatus>& feeds);
[[nodiscard]] std::vector<SloReport> sampleSlos(Time now);
/// `columns` points a chart over `range`.
[[nodiscard]] std::vector<ChartFrame> sampleCharts(TimeRange range, int columns);

} // namespace vedette::test
