#pragma once

#include "models/store/filled_days.h"
#include "models/store/search_index.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace vedette {

/// The place of an alert or a folded change in the log of both: a document's number.
[[nodiscard]] inline std::int64_t placeOf(std::int64_t key, bool change) { return searchDocId(change ? SearchDoc::folded : SearchDoc::alert, key); }

/// Days whose rows may overlap the range but for what is longer than a day, none before `first` or after `last`.
[[nodiscard]] inline std::pair<std::int64_t, std::int64_t> daysOf(TimeRange range, std::int64_t first, std::int64_t last)
{
    const auto from = factKeyDay(factKey(std::max(toMs(range.from), INT64_MIN + kDaySpan) - kDaySpan));
    const auto to = factKeyDay(factKeyEnd(toMs(range.to)));
    return {std::max({from, first, -kFarDay}), std::min({to, last, kFarDay})};
}

} // namespace vedette
