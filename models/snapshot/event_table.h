#pragma once

#include "models/base/result.h"
#include "models/core/alert.h"
#include "models/core/change.h"
#include "models/core/event_row.h"
#include "models/core/feed.h"
#include "models/core/matcher.h"
#include "models/core/silence.h"
#include "models/core/suspect.h"
#include "models/store/event_labels.h"
#include "models/store/event_query.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace vedette {

/// Rows in. All overlap `range`.
struct EventInput {
    TimeRange range;
    Time now{};
    std::vector<AlertEpisode> alerts;
    std::vector<Change> changes;
    std::vector<Silence> silences;
    std::vector<FeedOutage> outages;
    std::vector<Note> notes;
    std::vector<std::string> matchers; ///< as typed
    std::string search;                ///< as typed
    std::optional<std::unordered_set<std::string>> hits; ///< ids the text search found; nullopt: no search
    std::unordered_set<std::string> leftOutIds;          ///< alerts and changes that are kept out of the sums
    const SuspectReport* suspects = nullptr;             ///< of the selection; may be null
    /// Where the range holds very many: `alerts` and `changes` are the newest that pass the filter, and these are the counts of all.
    std::optional<EventCounts> counted;
    bool countedToday = false; ///< these, of a past moment
};

/// Width of the bins over a range: about 80 of them.
[[nodiscard]] Millis eventBinWidth(TimeRange range);

/// The table of the Events page, newest first; outages that go on are pinned. Matchers see the labels of an alert and, for every
/// row, type, service, severity, state, kind, source, environment. Pure.
[[nodiscard]] std::shared_ptr<EventTable> buildEvents(const EventInput& input);

/// Counts as `vedette log` prints them: alerts, deployments (without rollbacks), rollbacks, changes (all kinds), silences, feeds, notes.
[[nodiscard]] std::map<std::string, std::int64_t> countEvents(const std::vector<AlertEpisode>& alerts,
    const std::vector<Change>& changes, std::size_t silences, std::size_t outages, std::size_t notes);

} // namespace vedette
