#pragma once

#include "models/core/chart.h"
#include "widgets/charts/chart_paint.h"

#include <QString>
#include <QTimeZone>

namespace vedette {

/// What is said of the part before a chart's own samples: where it comes from, or why it is not there.
[[nodiscard]] QString farWords(const ChartFar& far, const QTimeZone& zone);
/// The line before the own samples, and a tint behind it.
void paintFarLine(QPainter& painter, const ChartFrame& frame, const ChartArea& area);
/// The boundary with words on both sides of it, in the top of the plot; `words`: small charts have no room for them.
void paintFarBoundary(QPainter& painter, const ChartFar& far, const ChartArea& area, const QTimeZone& zone, bool words);

} // namespace vedette
