#include "widgets/timeline/timeline_overlay.h"

#include <QPainterPath>

#include <algorithm>

namespace vedette {

namespace {

constexpr double kTrunk = 16;
constexpr double kRadius = 6;

/// From the change to the trunk, along it and into one alert row.
QPainterPath branch(QPointF from, double trunk, QPointF to)
{
    QPainterPath path(from);
    const double side = trunk < from.x() ? -1 : 1;
    const double down = to.y() >= from.y() ? 1 : -1;
    const double turn = std::min(kRadius, std::abs(to.y() - from.y()) / 2);
    path.lineTo(trunk - side * turn, from.y());
    path.quadTo(trunk, from.y(), trunk, from.y() + down * turn);
    path.lineTo(trunk, to.y() - down * turn);
    const double into = to.x() >= trunk ? 1 : -1;
    path.quadTo(trunk, to.y(), trunk + into * turn, to.y());
    path.lineTo(to.x() - into * 3, to.y());
    return path;
}

} // namespace

void paintCauseLines(QPainter& p, const CauseLines& lines, const std::vector<QRectF>& words, TimelineText& text)
{
    if (lines.alerts.empty())
        return;
    const Theme& theme = Theme::instance();
    double nearest = lines.alerts.front().x();
    for (const auto& a : lines.alerts)
        nearest = std::min(nearest, a.x());
    const bool rightOf = nearest - lines.change.x() >= 24;
    const double trunk = rightOf ? lines.change.x() + 10 : std::min(lines.change.x(), nearest) - kTrunk;
    p.save();
    QRectF reach(lines.change, lines.alerts.back());
    reach = reach.normalized().united(QRectF(trunk, reach.normalized().top(), 1, 1));
    for (const auto& to : lines.alerts)
        reach = reach.united(QRectF(to, QSizeF(1, 1)));
    reach.adjust(-8, -8, 8, 8);
    QRegion open = reach.toAlignedRect();
    for (const auto& box : words) {
        if (box.intersects(reach))
            open -= box.toAlignedRect();
    }
    p.setClipRegion(open, Qt::IntersectClip);
    p.setRenderHint(QPainter::Antialiasing);
    p.setBrush(Qt::NoBrush);
    QColor halo = theme.panel;
    halo.setAlphaF(0.85F);
    for (const bool under : {true, false}) {
        p.setPen(QPen(under ? halo : theme.change, under ? 4 : 1.25, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        for (const auto& to : lines.alerts)
            p.drawPath(branch(lines.change, trunk, to));
    }
    p.setPen(Qt::NoPen);
    p.setBrush(theme.change);
    for (const auto& to : lines.alerts) {
        const double into = to.x() >= trunk ? 1 : -1;
        p.drawPolygon(QPolygonF{to, {to.x() - into * 5, to.y() - 3}, {to.x() - into * 5, to.y() + 3}});
    }
    p.restore();
    if (lines.more > 0)
        paintLabel(p, text.bold, trunk - 24, lines.alerts.back().y() + 18, QStringLiteral("+%1").arg(lines.more), theme.changeInk);
}

void paintHint(QPainter& p, const std::vector<HintLine>& lines, QPointF anchor, const QRectF& bounds, const QRectF& avoid, TimelineText& text)
{
    if (lines.empty())
        return;
    const Theme& theme = Theme::instance();
    constexpr double kLine = 18;
    double width = 120;
    for (const auto& line : lines) {
        TextCache& font = line.strong ? text.title : text.small;
        const double w = (line.glyph ? 14 : 0) + font.width(line.left) + (line.right.isEmpty() ? 0 : 20 + text.small.width(line.right));
        width = std::max(width, w);
    }
    width = std::min(width + 20, bounds.width() - 8);
    const double height = static_cast<double>(lines.size()) * kLine + 12;
    QRectF box(anchor.x() + 12, anchor.y() - 12, width, height);
    if (box.right() > bounds.right() - 4 || box.intersects(avoid)) {
        const QRectF left(anchor.x() - 12 - width, box.top(), width, height);
        if (left.left() >= bounds.left() + 4 && !left.intersects(avoid))
            box = left;
        else
            box.moveLeft(std::max(bounds.left() + 4, std::min(box.left(), bounds.right() - 4 - width)));
    }
    box.moveTop(std::clamp(box.top(), bounds.top() + 4, std::max(bounds.top() + 4, bounds.bottom() - 4 - height)));
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.strongBorder, 1));
    p.setBrush(theme.raised);
    p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    p.restore();
    double baseline = box.top() + 20;
    for (const auto& line : lines) {
        double x = box.left() + 10;
        if (line.glyph) {
            drawGlyph(p, *line.glyph, QRectF(x, baseline - 8.5, 9, 9), line.glyphInk);
            x += 14;
        }
        TextCache& font = line.strong ? text.title : text.small;
        const double room = box.right() - 10 - x - (line.right.isEmpty() ? 0 : 12 + text.small.width(line.right));
        font.draw(p, x, baseline, QFontMetrics(font.font()).elidedText(line.left, Qt::ElideRight, static_cast<int>(room) + 1), line.ink);
        if (!line.right.isEmpty())
            text.small.draw(p, box.right() - 10 - text.small.width(line.right), baseline, line.right, theme.text2);
        baseline += kLine;
    }
}

} // namespace vedette
