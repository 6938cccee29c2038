#pragma once

#include "models/core/anomaly.h"
#include "models/core/chart.h"

#include "widgets/pages/page.h"

#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <optional>
#include <vector>

namespace vedette {

/// "↑"-less difference of the peak from what was expected: "+94 %", "−18 %", "×6.2"; "–" where nothing was expected.
[[nodiscard]] QString flagDifference(const AnomalyFlag& flag);
/// Watches of other series whose flag starts within five minutes of this one.
[[nodiscard]] std::vector<std::string> movedTogether(const AnomalyFlag& flag, const std::vector<AnomalyFlag>& all);
/// The last change of the flag's service at most six hours before it began (or five minutes after).
struct NearChange {
    ChartMark mark;
    Millis before{0}; ///< negative: after the flag began
};
[[nodiscard]] std::optional<NearChange> nearestChange(const AnomalyFlag& flag, const std::vector<ChartFrame>& charts);
/// The flag of this id within the frame, else its strongest; null: none.
[[nodiscard]] const AnomalyFlag* flagOf(const ChartFrame& frame, const QString& flagId);

/// A moment of a chart: the flagged span that it lies in, else the series there.
[[nodiscard]] Subject chartSubject(const ChartFrame& frame, std::optional<Time> at);
[[nodiscard]] Subject flagSubject(const AnomalyFlag& flag);
/// Why a span is flagged, in sentences made of its numbers.
[[nodiscard]] QStringList whySentences(const AnomalyFlag& flag, const ChartFrame& frame, const std::vector<AnomalyFlag>& all,
    const std::vector<ChartFrame>& charts, const QTimeZone& zone);
[[nodiscard]] inline bool strongFlag(const AnomalyFlag& flag) { return flag.score >= 0.99; }

} // namespace vedette
