#pragma once

#include "widgets/timeline/timeline_frame.h"

#include <QRectF>

#include <optional>
#include <utility>
#include <vector>

namespace vedette {

/// The range that the minimap shows: what the timeline holds for it, or four times the view.
[[nodiscard]] TimeRange minimapSpan(const Timeline& timeline, TimeRange view);

/// 48 h at a glance with the window of the view; `axis` is the minimap's own.
void paintMinimap(QPainter& painter, const TimelineFrame& frame, const TimeAxis& axis, int y, TimelineText& text);

struct AxisRowExtras {
    std::optional<Time> crosshair;
    QString since; ///< beside the crosshair's time
    QString left;  ///< words of the label column
    QColor leftInk;
    std::vector<std::pair<double, double>> taken; ///< stretches where no tick is written
};
void paintAxisRow(QPainter& painter, const TimelineFrame& frame, const std::vector<AxisTick>& ticks, int y, const AxisRowExtras& extras,
    TimelineText& text);

/// A bracket in the incident row and where a click on it counts.
struct IncidentMark {
    QRectF box;
    std::vector<std::size_t> incidents; ///< more than one: too close together to be told apart
};
[[nodiscard]] std::vector<IncidentMark> placeIncidents(const TimelineFrame& frame, int y);
/// `notJudged`: in these no incident is known, whatever fired.
void paintIncidentRow(QPainter& painter, const TimelineFrame& frame, const std::vector<IncidentMark>& marks, const std::vector<TimeRange>& notJudged,
    const std::string& selected, int y, TimelineText& text);

} // namespace vedette
