#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Samples of one series, times ascending, parallel columns.
struct SeriesSamples {
    Labels labels; ///< for a watch: its own labels plus `vedette_watch="NAME"`; for raw series: the label set with __name__
    std::vector<Time> times;
    std::vector<double> values;
};

/// Label that marks series that come from a watch; the value is the watch's name.
inline constexpr const char* kWatchLabel = "vedette_watch";
/// Label of such a series that says which query of that watch was answered: samples of an edited query never join the old ones.
inline constexpr const char* kRevisionLabel = "vedette_revision";
[[nodiscard]] std::string watchRevision(std::string_view query); ///< 8 hexadecimal digits
/// Label that says which feed a series was read from.
inline constexpr const char* kFeedLabel = "vedette_feed";

/// A span of time for which a question was answered by its feed (with or without samples).
struct Coverage {
    std::string feed;
    std::string key; ///< which question: watch name, selector, "alerts"
    Time from{};
    Time to{}; ///< half open
};

} // namespace vedette
