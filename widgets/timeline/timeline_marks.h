#pragma once

#include "models/items/time_state.h"
#include "widgets/timeline/timeline_frame.h"

#include <QRectF>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace vedette {

/// A mark that a person set, placed on the axis row; `chip` is null where another one has its room.
struct PlacedMark {
    std::size_t index = 0; ///< into TimeState::marks()
    double x = 0;
    QRectF chip;
    QString words;
};
/// Those in view, the newest first: the newest keeps the room. `crosshair`: its chip goes before all.
[[nodiscard]] std::vector<PlacedMark> placeMarks(const std::vector<TimeMark>& marks, const TimelineFrame& frame, std::optional<Time> crosshair, TimelineText& text);
/// A thin line each, and the chips. Kept ones are calm and have their words, those of this window are in the accent.
void paintMarks(QPainter& painter, const std::vector<TimeMark>& marks, const std::vector<PlacedMark>& placed, int bottom, TimelineText& text);

} // namespace vedette
