#pragma once

#include "models/core/chart.h"

#include <QColor>
#include <QPainter>
#include <QRectF>

#include <algorithm>
#include <vector>

namespace vedette {

/// Where a chart's times and values lie in pixels.
struct ChartArea {
    QRectF plot;
    TimeRange span;
    double lo = 0;
    double hi = 1;
    [[nodiscard]] qreal x(Time at) const
    {
        return plot.left() + plot.width() * static_cast<double>((at - span.from).count())
            / static_cast<double>(std::max<std::int64_t>(1, span.length().count()));
    }
    [[nodiscard]] qreal y(double value) const { return plot.bottom() - plot.height() * (value - lo) / (hi - lo); }
};

/// One straight piece of a line, as it is drawn.
using ChartSegments = std::vector<QLineF>;

/// A reduced line as single segments: each column from its least to its greatest, joined from the last of one to the first of the
/// next, but never across a gap (nor across a hole of more than five steps that nobody declared). Pure.
[[nodiscard]] ChartSegments lineSegments(const std::vector<ChartColumn>& line, const std::vector<TimeRange>& gaps, Millis step,
    const ChartArea& area);
/// Cosmetic, 1 device pixel, as drawLines: the only way that stays fast at every scale factor.
void paintSegments(QPainter& painter, const ChartSegments& segments, const QColor& color);
/// A short, smooth line with a wider pen, antialiased, in pieces of 16 points. NaN breaks it.
void paintSmooth(QPainter& painter, const std::vector<QPointF>& points, const QPen& pen);

/// The expected band as filled pieces; NaN breaks it.
void paintBand(QPainter& painter, const std::vector<BandPoint>& band, const ChartArea& area, const QColor& color);
/// Hatch over spans without samples of at least 8 px.
void paintGaps(QPainter& painter, const std::vector<TimeRange>& gaps, const ChartArea& area);
/// Spans of flags: tint with a bar on top.
void paintFlagSpans(QPainter& painter, const std::vector<AnomalyFlag>& flags, const ChartArea& area, qreal bar);
/// Hollow rings at flagged samples: start, peak, end, then at most one in 12 px.
void paintFlagRings(QPainter& painter, const ChartFrame& frame, const ChartArea& area);

/// Least and greatest of what is drawn within the span (line, band, the week before); false when there is nothing.
[[nodiscard]] bool valueBounds(const ChartFrame& frame, TimeRange span, double& lo, double& hi);
/// The column that holds or is nearest to a moment (within a column's width or two steps); null: no data there.
[[nodiscard]] const ChartColumn* columnAt(const std::vector<ChartColumn>& line, Time at, Millis reach);
[[nodiscard]] const BandPoint* bandAt(const std::vector<BandPoint>& band, Time at, Millis reach);

} // namespace vedette
