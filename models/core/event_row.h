#pragma once

#include "models/base/time.h"
#include "models/core/severity.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

enum class EventType { alert, change, silence, feed, note };

/// One row of the Events page.
struct EventRow {
    EventType type = EventType::alert;
    Time from{};
    std::optional<Time> to; ///< null: goes on
    Severity severity = Severity::none;
    std::string id;
    std::string service; ///< feed rows: the feed
    std::string text;    ///< what: alert name and summary, "1.4.1 → 1.4.2 (kim)", a feed's cause
    std::string kind;    ///< changes: kind name
    std::string state;   ///< firing pending resolved doubtful silenced / started success failed aborted rolledBack / active expired
    std::string source;  ///< feeds, joined
    std::string environment;
    Millis late{0};      ///< seen this much after it was true (0 when reconstructed)
    float suspicion = 0; ///< changes: probability for the selected alert
    bool firstCritical = false;
    bool leftOut = false; ///< of an instance that is kept out of its service's sums
};

/// The answer to one filter: rows newest first, with counts over all of the range.
struct EventTable {
    TimeRange range;
    std::vector<EventRow> rows;
    std::vector<EventRow> pinned; ///< feed outages that go on
    std::map<std::string, std::int64_t> counts; ///< "alerts", "pending", "changes" (of them "deployments", "rollbacks", "others"), "silences", "feeds", "notes"
    std::int64_t total = 0;  ///< rows of the cache in the range without the filter
    bool countedToday = false; ///< as of a past moment: the counts are of what is known of that range today, the rows of what was known then
    double tookMs = 0;
    std::string problem; ///< a filter that could not be read, in words
    struct Facet {
        std::string group; ///< "type", "severity", "service", "state", "source"
        std::string value;
        std::int64_t count = 0; ///< without its own group's filter
    };
    std::vector<Facet> facets;
    struct Bin {
        Time from{};
        int alerts = 0;
        int changes = 0;
        int silences = 0;
        int outages = 0;
    };
    std::vector<Bin> bins; ///< about 80 over the range
    Millis binWidth{0};
};

} // namespace vedette
