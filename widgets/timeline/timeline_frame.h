#pragma once

#include "models/core/suspect.h"
#include "widgets/theme.h"
#include "widgets/timeline/lane_scene.h"
#include "widgets/timeline/text_cache.h"

#include <QRect>
#include <QTimeZone>

#include <optional>
#include <unordered_set>

namespace vedette {

inline constexpr int kLabelColumn = 156;
inline constexpr int kMinimapHeight = 32;
inline constexpr int kAxisHeight = 20;
inline constexpr int kIncidentHeight = 26;
inline constexpr int kHeadHeight = kMinimapHeight + kAxisHeight + kIncidentHeight;
inline constexpr int kRightMargin = 12;

/// Where things stand inside a lane, in pixels from its top.
struct LaneShape {
    int height;
    bool compact;
    int strip; ///< centre
    int alert;
    int alertHeight;
    int baseline;
    int changeBaseline;
    [[nodiscard]] static LaneShape compactLane() { return {28, true, 10, 17, 8, 25, 25}; }
    [[nodiscard]] static LaneShape roomyLane() { return {36, true, 11, 20, 10, 29, 29}; } ///< compact ones that need not scroll
    [[nodiscard]] static LaneShape regularLane() { return {46, false, 11, 19, 15, 31, 43}; }
};

/// Fonts of the timeline with their shaped texts.
struct TimelineText {
    TextCache small{Theme::font(12)};
    TextCache bold{Theme::font(12, 600)};
    TextCache name{Theme::font(13)};
    TextCache nameBold{Theme::font(13, 600)};
    TextCache title{Theme::font(13, 600)};
    TextCache meta{Theme::font(12)};
};

/// One lane as it is placed and drawn in this frame.
struct PlacedLane {
    std::size_t number = 0; ///< index into Timeline::lanes
    int y = 0;              ///< top
    bool groupStart = false;
    bool pinned = false;
    LaneScene scene;
};

/// Everything that one frame of the timeline is made from. A value of references: lives for one paint or one hit test.
struct TimelineFrame {
    const Timeline& timeline;
    const LaneIndex& index;
    TimeAxis axis;
    LaneShape shape;
    QRect plot; ///< lanes only, right of the label column
    QTimeZone zone;
    std::uint32_t selectedChange = 0; ///< id index; 0: none
    std::uint32_t selectedId = 0;     ///< id index of whatever is selected
    double selectedProbability = 0;
    std::optional<TimeRange> incident; ///< of the selected incident
    int currentLane = -1;              ///< index into the placed lanes
    std::vector<QRectF>* words = nullptr; ///< where labels stand, noted while painting; null: nobody asks
};

/// Strip, bars, changes, notes and their labels of one lane; `above`: the lane drawn before it (its gap label is not repeated).
void paintLane(QPainter& painter, const TimelineFrame& frame, const PlacedLane& placed, const Lane* above, TimelineText& text);
/// Name and count, left.
void paintLaneLabel(QPainter& painter, const TimelineFrame& frame, const PlacedLane& placed, TimelineText& text, bool current);

/// A label with its own ground so that grid lines do not cut it.
void paintLabel(QPainter& painter, TextCache& text, double x, double baseline, const QString& words, const QColor& ink);

} // namespace vedette
