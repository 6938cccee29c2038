#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <QString>
#include <QTimeZone>

namespace vedette {

struct RangeAnswer {
    TimeRange range;
    bool live = false; ///< ends at now and follows it
};

/// What a person types into the time box: `6h`, `now-6h`, `14:00-15:30`, `yesterday 14:00-15:30`, `2025-11-20 14:00 - 15:30`,
/// `now-2d/d to now-1d/d`, RFC 3339, epoch seconds or milliseconds (one moment: 30 min around it). Error kind usage in words.
[[nodiscard]] Result<RangeAnswer> parseRangeText(const QString& text, Time now, const QTimeZone& zone);

} // namespace vedette
