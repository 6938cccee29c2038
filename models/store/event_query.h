#pragma once

#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/change.h"
#include "models/core/matcher.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What is asked of the log of alerts and changes: CacheReader::events() and eventCounts(). Values.

namespace vedette {

/// Where a page ends; the next one goes on behind it.
struct EventPlace {
    std::int64_t key = 0; ///< of the cache; grows with the time of beginning
    bool change = false;
    friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

/// Which alerts and folded changes overlap `range`, meet all matchers and hold the text.
struct EventQuery {
    TimeRange range;
    std::optional<Time> asOf; ///< nullopt: all that is known
    bool alerts = true;
    bool changes = true;
    Matchers matchers;   ///< see the labels of eventLabels() (models/store/event_labels.h)
    std::string text;    ///< as in the search box (CacheReader::search); empty: all
    int atMost = 500;    ///< events() only: rows of a page
    std::optional<EventPlace> after; ///< events() only: where the page before ended
    Millis binWidth{0};  ///< eventCounts() only: bins of this width from a whole multiple of it at or before range.from; 0: none
};

/// One page, newest beginning first over both kinds (by when the condition began, else when it fired).
struct EventPage {
    struct Row {
        std::int64_t key = 0;
        bool change = false;
        std::size_t index = 0; ///< in `alerts` or `changes`
    };
    std::vector<Row> rows;
    std::vector<AlertEpisode> alerts;
    std::vector<Change> changes;
    std::optional<EventPlace> next; ///< nullopt: there are no more
};

/// What a filter counts, exactly.
struct EventCounts {
    struct Facet {
        std::string group; ///< "type", "severity", "service", "state", "source"
        std::string value; ///< never empty
        std::int64_t count = 0; ///< of rows that meet the text and all matchers but those on the group's own label
        friend bool operator==(const Facet&, const Facet&) = default;
    };
    struct Bin {
        std::int64_t alerts = 0;
        std::int64_t changes = 0;
        friend bool operator==(const Bin&, const Bin&) = default;
    };
    std::int64_t total = 0;   ///< overlap the range, whatever the text and matchers say
    std::int64_t alerts = 0;  ///< meet all; without pending ones
    std::int64_t pending = 0;
    std::int64_t deployments = 0; ///< without rollbacks
    std::int64_t rollbacks = 0;
    std::int64_t others = 0;      ///< changes of any other kind
    std::vector<Facet> facets;    ///< by group, then the most frequent first, then by value
    Time binsFrom{};
    std::vector<Bin> bins; ///< by beginning; what began before the range is in the first. At most 1000
};

} // namespace vedette
