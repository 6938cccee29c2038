#include "widgets/charts/chart_paint.h"

#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace vedette {

namespace {

constexpr int kSmoothPiece = 16; ///< points: longer wide-pen polylines are a hundred times slower in the raster engine
constexpr qreal kLeastHatch = 8;

bool gapBetween(const std::vector<TimeRange>& gaps, Time a, Time b)
{
    return std::any_of(gaps.begin(), gaps.end(), [&](const TimeRange& g) { return g.from < b && g.to > a; });
}

} // namespace

ChartSegments lineSegments(const std::vector<ChartColumn>& line, const std::vector<TimeRange>& gaps, Millis step,
    const ChartArea& area)
{
    ChartSegments segments;
    if (line.empty())
        return segments;
    segments.reserve(line.size() * 2);
    std::vector<std::int64_t> distances;
    for (std::size_t i = 1; i < line.size(); ++i)
        distances.push_back((line[i].at - line[i - 1].at).count());
    std::int64_t usual = step.count();
    if (!distances.empty()) {
        const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
        std::nth_element(distances.begin(), middle, distances.end());
        usual = std::max(usual, *middle);
    }
    const ChartColumn* before = nullptr;
    bool joined = false;
    for (const auto& column : line) {
        if (!std::isfinite(column.min) || !std::isfinite(column.max)) {
            before = nullptr;
            continue;
        }
        const qreal x = area.x(column.at);
        const bool joins = before != nullptr && (column.at - before->at).count() <= 5 * usual && !gapBetween(gaps, before->at, column.at);
        if (joins)
            segments.emplace_back(area.x(before->at), area.y(before->last), x, area.y(column.first));
        else if (before != nullptr && !joined)
            segments.emplace_back(area.x(before->at) - 1, area.y(before->last), area.x(before->at) + 1, area.y(before->last));
        if (column.max > column.min)
            segments.emplace_back(x, area.y(column.max), x, area.y(column.min));
        joined = joins || column.max > column.min;
        before = &column;
    }
    if (before != nullptr && !joined)
        segments.emplace_back(area.x(before->at) - 1, area.y(before->last), area.x(before->at) + 1, area.y(before->last));
    return segments;
}

void paintSegments(QPainter& painter, const ChartSegments& segments, const QColor& color)
{
    if (segments.empty())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(color, 0));
    painter.drawLines(segments.data(), static_cast<int>(segments.size()));
}

void paintSmooth(QPainter& painter, const std::vector<QPointF>& points, const QPen& pen)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    std::vector<QPointF> piece;
    const auto flush = [&] {
        if (piece.size() > 1)
            painter.drawPolyline(piece.data(), static_cast<int>(piece.size()));
    };
    for (const auto& p : points) {
        if (!std::isfinite(p.y())) {
            flush();
            piece.clear();
            continue;
        }
        piece.push_back(p);
        if (piece.size() == kSmoothPiece && pen.style() == Qt::SolidLine) {
            flush();
            piece = {p};
        }
    }
    flush();
    painter.restore();
}

void paintBand(QPainter& painter, const std::vector<BandPoint>& band, const ChartArea& area, const QColor& color)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    QPolygonF upper, lower;
    const auto flush = [&] {
        if (upper.size() > 1) {
            std::reverse(lower.begin(), lower.end());
            painter.drawPolygon(upper + lower);
        }
        upper.clear();
        lower.clear();
    };
    for (const auto& p : band) {
        if (!std::isfinite(p.lower) || !std::isfinite(p.upper)) {
            flush();
            continue;
        }
        const qreal x = area.x(p.at);
        upper << QPointF(x, area.y(p.upper));
        lower << QPointF(x, area.y(p.lower));
    }
    flush();
}

void paintGaps(QPainter& painter, const std::vector<TimeRange>& gaps, const ChartArea& area)
{
    for (const auto& gap : gaps) {
        const qreal left = std::max(area.plot.left(), area.x(gap.from));
        const qreal right = std::min(area.plot.right(), area.x(gap.to));
        if (right - left >= kLeastHatch)
            drawHatch(painter, QRectF(left, area.plot.top(), right - left, area.plot.height()), Theme::instance().strongBorder);
    }
}

void paintFlagSpans(QPainter& painter, const std::vector<AnomalyFlag>& flags, const ChartArea& area, qreal bar)
{
    const QColor fill = Theme::instance().fill(Severity::info);
    QColor tint = fill;
    tint.setAlphaF(0.16);
    for (const auto& flag : flags) {
        const Time end = flag.open ? area.span.to : flag.to;
        const qreal left = std::max(area.plot.left(), area.x(flag.from));
        const qreal right = std::min(area.plot.right(), std::max(area.x(end), left + 2));
        if (right <= left)
            continue;
        painter.fillRect(QRectF(left, area.plot.top(), right - left, area.plot.height()), tint);
        painter.fillRect(QRectF(left, area.plot.top(), right - left, bar), fill);
    }
}

void paintFlagRings(QPainter& painter, const ChartFrame& frame, const ChartArea& area)
{
    const auto& theme = Theme::instance();
    std::set<Time> wanted;
    for (const auto& flag : frame.flags)
        wanted.insert({flag.from, flag.peakAt, flag.to});
    std::vector<qreal> taken;
    std::vector<QPointF> rings;
    const auto add = [&](const ScoredPoint& p) {
        const qreal x = area.x(p.at);
        if (x < area.plot.left() || x > area.plot.right() || !std::isfinite(p.value))
            return;
        if (std::any_of(taken.begin(), taken.end(), [&](qreal other) { return std::abs(other - x) < 12; }))
            return;
        taken.push_back(x);
        rings.emplace_back(x, area.y(p.value));
    };
    for (const auto& p : frame.flagged) {
        if (wanted.count(p.at) != 0)
            add(p);
    }
    for (const auto& p : frame.flagged)
        add(p);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.ink(Severity::info), 1.5));
    painter.setBrush(theme.panel);
    for (const auto& at : rings)
        painter.drawEllipse(at, 3, 3);
    painter.restore();
}

bool valueBounds(const ChartFrame& frame, TimeRange span, double& lo, double& hi)
{
    lo = std::numeric_limits<double>::infinity();
    hi = -lo;
    const auto take = [&](double a, double b) {
        if (std::isfinite(a))
            lo = std::min(lo, a);
        if (std::isfinite(b))
            hi = std::max(hi, b);
    };
    for (const auto* line : {&frame.line, &frame.weekAgo, frame.far ? &frame.far->line : nullptr}) {
        for (std::size_t i = 0; line != nullptr && i < line->size(); ++i) {
            if (span.contains((*line)[i].at))
                take((*line)[i].min, (*line)[i].max);
        }
    }
    // A band still wide, as after a start or an incident, must not press the line flat: what is beyond is cut off.
    const bool drawn = lo <= hi;
    const double room = drawn ? std::max(2 * (hi - lo), std::abs(hi + lo) / 2) : 0;
    const double least = drawn ? lo - room : -std::numeric_limits<double>::infinity();
    const double most = drawn ? hi + room : std::numeric_limits<double>::infinity();
    for (const auto& p : frame.band) {
        if (span.contains(p.at))
            take(std::max(p.lower, least), std::min(p.upper, most));
    }
    return lo <= hi;
}

const ChartColumn* columnAt(const std::vector<ChartColumn>& line, Time at, Millis reach)
{
    auto after = std::upper_bound(line.begin(), line.end(), at, [](Time t, const ChartColumn& c) { return t < c.at; });
    const ChartColumn* best = nullptr;
    if (after != line.begin() && at - std::prev(after)->at <= reach)
        best = &*std::prev(after);
    if (after != line.end() && after->at - at <= reach && (best == nullptr || after->at - at < at - best->at))
        best = &*after;
    return best;
}

const BandPoint* bandAt(const std::vector<BandPoint>& band, Time at, Millis reach)
{
    auto after = std::upper_bound(band.begin(), band.end(), at, [](Time t, const BandPoint& p) { return t < p.at; });
    const BandPoint* best = nullptr;
    if (after != band.begin() && at - std::prev(after)->at <= reach)
        best = &*std::prev(after);
    if (after != band.end() && after->at - at <= reach && (best == nullptr || after->at - at < at - best->at))
        best = &*after;
    return best;
}

} // namespace vedette
