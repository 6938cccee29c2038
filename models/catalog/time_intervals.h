#pragma once

#include "models/base/time.h"
#include "models/base/yaml_reader.h"
#include "models/core/alerting.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// The offsets of a zone by its IANA name; an empty function where this machine does not know the zone.
using ZoneLookup = std::function<ZoneOffset(const std::string& name)>;

/// Whether `at` lies in the interval, as Alertmanager decides it (timeinterval/timeinterval.go, ContainsTime): every field that is
/// given must hold; days that a month does not have are its last ones, a span that begins after the month's end holds never.
/// Nothing where the zone is not known here.
[[nodiscard]] std::optional<bool> containsTime(const TimeIntervalSpec& interval, Time at, const ZoneLookup& zones);

/// The `time_intervals` of a named interval. What Alertmanager refuses (a span that runs backwards or over midnight, a day that no month has) is
/// an error finding and left out.
[[nodiscard]] std::vector<TimeIntervalSpec> readTimeIntervals(const YamlValue& list);

} // namespace vedette
