#pragma once

#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/change.h"
#include "models/core/feed.h"
#include "models/core/severity.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

#include <optional>
#include <string>

namespace vedette {

// Numbers and times into text, in one place. 24 hours; the zone is always visible where an absolute time with a date is.

/// Foreign text on one line: control characters, line breaks and bidirectional controls made visible. Always plain text.
[[nodiscard]] QString plain(const std::string& text);
/// The same, at most `most` characters with "…".
[[nodiscard]] QString plain(const std::string& text, int most);

/// "14:32:08", "14:32" (seconds false)
[[nodiscard]] QString clockText(Time t, const QTimeZone& zone, bool seconds = true);
/// "11-20 (Thu) 14:32"
[[nodiscard]] QString dateClockText(Time t, const QTimeZone& zone, bool seconds = false);
/// The same with the year before it when it is not that of `now`: "2027-01-03 (Sun) 14:32"
[[nodiscard]] QString dateClockText(Time t, const QTimeZone& zone, Time now);
/// "2025-11-20"
[[nodiscard]] QString fullDayText(Time t, const QTimeZone& zone);
/// "11-20"
[[nodiscard]] QString dayText(Time t, const QTimeZone& zone);
/// "09:00–15:00 KST" or "10-21–11-20 KST": what fits the length of the range
[[nodiscard]] QString rangeText(TimeRange range, const QTimeZone& zone);
/// "KST", "UTC", "UTC+09:00"
[[nodiscard]] QString zoneText(const QTimeZone& zone, Time at);
/// "4 m 12 s", "52 min", "3 h 5 m", "2 d 4 h" / "4분 12초": at most two parts
[[nodiscard]] QString durationText(Millis d);
/// "12 s", "4 min", "2 h", "3 d" (age up to 99 of a unit)
[[nodiscard]] QString ageText(Millis d);
/// With a unit as configured (s, ms, bytes, percent, ratio, requests/s, ...): "363 ms", "1.28 GB", "1.45 %", "1.2 k/s". NaN: "–"
[[nodiscard]] QString valueText(double value, const QString& unit);
/// SI: 41 k, 1.2 M
[[nodiscard]] QString countText(double value);
/// "1,412"
[[nodiscard]] QString wholeText(std::int64_t value);
/// "1.80 GB"
[[nodiscard]] QString bytesText(std::int64_t bytes);
/// 0.99938 with as many decimals as the objective asks for: "99.938 %"; null: "–"
[[nodiscard]] QString percentText(std::optional<double> ratio, int decimals);
[[nodiscard]] int decimalsForObjective(double objectiveRatio);
/// "81 %", "< 1 %", "> 99 %"
[[nodiscard]] QString probabilityText(double p);

/// Words of the field in the user's language.
[[nodiscard]] QString severityWord(Severity severity);
[[nodiscard]] QString changeKindWord(ChangeKind kind);
[[nodiscard]] QString changeStatusWord(ChangeStatus status);
[[nodiscard]] QString alertStateWord(AlertState state);
[[nodiscard]] QString feedStateWord(FeedState state);
[[nodiscard]] Severity feedSeverity(FeedState state);

} // namespace vedette
