#include "widgets/timeline/timeline_marks.h"

#include "widgets/format.h"
#include "widgets/glyphs.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr int kMostWords = 150;
constexpr double kCrosshairRoom = 56;

} // namespace

std::vector<PlacedMark> placeMarks(const std::vector<TimeMark>& marks, const TimelineFrame& frame, std::optional<Time> crosshair, TimelineText& text)
{
    std::vector<PlacedMark> placed;
    LabelRow row;
    if (crosshair)
        row.block(frame.axis.xOf(*crosshair) - kCrosshairRoom, frame.axis.xOf(*crosshair) + kCrosshairRoom);
    for (std::size_t i = marks.size(); i-- > 0;) {
        const double x = std::round(frame.axis.xOf(marks[i].at));
        if (x < frame.axis.left || x > frame.axis.right())
            continue;
        PlacedMark mark{i, x, {}, {}};
        const bool kept = !marks[i].id.isEmpty();
        mark.words = kept ? QFontMetrics(text.small.font()).elidedText(plain(marks[i].text.toStdString(), 80), Qt::ElideRight, kMostWords)
                          : clockText(marks[i].at, frame.zone);
        const double width = text.small.width(mark.words) + (kept ? 25 : 14);
        for (const double wanted : {x - width / 2, x, x - width + 1}) { // over its line, else beside it
            const double left = std::clamp(wanted, frame.axis.left + 1, frame.axis.right() + kRightMargin - width - 1);
            if (!row.take(left - 2, left + width + 2))
                continue;
            mark.chip = QRectF(left, kMinimapHeight + 1, width, kAxisHeight - 2);
            break;
        }
        placed.push_back(std::move(mark));
    }
    return placed;
}

void paintMarks(QPainter& p, const std::vector<TimeMark>& marks, const std::vector<PlacedMark>& placed, int bottom, TimelineText& text)
{
    const Theme& theme = Theme::instance();
    const int top = kMinimapHeight + kAxisHeight;
    for (const auto& mark : placed) {
        const bool kept = !marks[mark.index].id.isEmpty();
        const QColor ink = kept ? theme.text2 : theme.accent;
        p.fillRect(QRectF(mark.x, top, 1, bottom - top), ink);
        if (mark.chip.isNull()) {
            p.fillRect(QRectF(mark.x - 2, top - 6, 5, 5), ink);
            continue;
        }
        p.save();
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(ink, 1));
        p.setBrush(theme.panel);
        p.drawRoundedRect(mark.chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        p.restore();
        double x = mark.chip.left() + 7;
        if (kept) {
            drawGlyph(p, Glyph::note, QRectF(x, mark.chip.top() + 5, 8, 8), theme.text2);
            x += 12;
        }
        text.small.draw(p, x, kMinimapHeight + 14, mark.words, kept ? theme.text : theme.accent);
    }
}

} // namespace vedette
