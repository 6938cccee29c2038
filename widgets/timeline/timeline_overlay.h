#pragma once

#include "widgets/glyphs.h"
#include "widgets/timeline/timeline_frame.h"

#include <QPointF>
#include <QString>

#include <vector>

namespace vedette {

/// From the suspect change to the lanes it may have hurt.
struct CauseLines {
    QPointF change;             ///< foot of its mark
    std::vector<QPointF> alerts; ///< left ends of the alert rows
    int more = 0;               ///< lanes that got no branch of their own
};
/// One trunk with rounded branches and arrow heads, on a halo of the panel's colour, behind `words`. At most 8 branches.
void paintCauseLines(QPainter& painter, const CauseLines& lines, const std::vector<QRectF>& words, TimelineText& text);

/// A line of a hint box: words left and right, in ink, with a mark before them.
struct HintLine {
    QString left;
    QString right;
    QColor ink;
    std::optional<Glyph> glyph;
    QColor glyphInk;
    bool strong = false;
};
/// A box of plain text beside `anchor`, kept inside `bounds`, off `avoid`. Never markup, never a system tooltip.
void paintHint(QPainter& painter, const std::vector<HintLine>& lines, QPointF anchor, const QRectF& bounds, const QRectF& avoid,
    TimelineText& text);

} // namespace vedette
