#pragma once

#include "models/core/alert.h"
#include "models/core/alert_event.h"
#include "models/core/alerting.h"
#include "models/core/change.h"
#include "models/core/dependency.h"
#include "models/core/far_span.h"
#include "models/core/feed.h"
#include "models/core/series.h"
#include "models/core/service.h"
#include "models/core/silence.h"
#include "models/core/watch_facts.h"

#include <string>
#include <vector>

namespace vedette {

/// A complete list of the alerts that one source holds at one moment. Absence is a fact: open episodes of this source that are
/// not listed ended (they resolve when no other source still tells of them).
struct AlertPoll {
    std::string feed;
    Time at{};
    std::vector<AlertEpisode> alerts; ///< ids may be empty: the cache finds the episode by fingerprint and time
    Millis resolution{0};             ///< how coarse the source's times are (evaluation interval or poll interval)
};

/// Episodes read back from history (`ALERTS`). `covered` is what was asked; episodes touching its edges may go on beyond.
struct AlertHistory {
    std::string feed;
    TimeRange covered;
    Millis resolution{0}; ///< evaluation interval
    std::vector<AlertEpisode> episodes; ///< endsAt null: still there at covered.to
};

/// What one answer of a feed amounts to: a value that crosses from the I/O thread to the writer. One batch, one commit.
struct Batch {
    std::vector<FeedPoll> polls;
    std::vector<SeriesSamples> samples;
    std::vector<Coverage> coverage;
    std::vector<AlertPoll> alertPolls;
    std::vector<AlertHistory> alertHistories;
    std::vector<ChangeRecord> changes;
    std::vector<Silence> silences;
    bool silencesComplete = false; ///< `silences` is all that `silencesFeed` holds
    std::string silencesFeed;
    std::vector<Note> notes;
    std::vector<AlertEpisode> importedAlerts; ///< `vedette import`: upserts by id
    std::vector<ServiceInfo> services;
    std::vector<WatchFacts> watchFacts;
    std::vector<AlertEvent> alertEvents;
    std::vector<DependencyPoll> dependencies;
    std::vector<FarSpan> farSpans;
    std::vector<AlertRouting> routings; ///< as servers told them: kept as text under a state key
    std::vector<ToldRules> rules;       ///< likewise; each is all that its server holds
    bool byHand = false; ///< written by a person: committed with full sync
    [[nodiscard]] bool empty() const
    {
        return polls.empty() && samples.empty() && coverage.empty() && alertPolls.empty() && alertHistories.empty()
            && changes.empty() && silences.empty() && !silencesComplete && notes.empty() && importedAlerts.empty()
            && services.empty() && watchFacts.empty() && alertEvents.empty() && dependencies.empty() && farSpans.empty()
            && routings.empty() && rules.empty();
    }
};

/// Where feeds put what they read. Called on the I/O thread; must not block for long.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void accept(Batch batch) = 0;
    /// The state of a feed changed (or its counters did).
    virtual void status(const FeedStatus& status) = 0;
};

} // namespace vedette
