#pragma once

#include "models/store/cache.h"
#include "models/store/episode_merge.h"
#include "models/store/event_log.h"
#include "models/store/fact_table.h"
#include "models/store/search_index.h"

#include <set>

namespace vedette {

/// The writer's side of alert episodes: loads what a sighting may belong to, merges, stores what changed, keeps the search index
/// true. Inside the caller's transaction. Each answers how many episodes are new.
class EpisodeStore {
public:
    explicit EpisodeStore(Database& db) : m_db(&db), m_table(db, "episodes"), m_index(db), m_log(db) {}
    Result<std::int64_t> applyPoll(const AlertPoll& poll);
    Result<std::int64_t> applyHistory(const AlertHistory& history, const std::vector<Coverage>& known);
    Result<std::int64_t> applyImport(const std::vector<AlertEpisode>& lines, bool byHand);
    Status settleDoubt(const std::vector<TelemetryGap>& gaps, std::optional<TimeRange> looked);
    Status remove(const FactRow& row);
    /// What goes with an episode that stands in its table: its words, its place in the log of events.
    Status attach(std::int64_t key, const AlertEpisode& episode);

private:
    Result<bool> concerns(const TelemetryGap& gap, const AlertEpisode& episode, const std::vector<TelemetryGap>& gaps) const;
    Result<std::optional<std::set<std::int64_t>>> loadDoubted() const;
    Status storeDoubted(const std::set<std::int64_t>& keys) const;
    /// A row as it stands before it is written.
    struct Standing {
        AlertEpisode episode;
        std::int64_t lastSeen = 0;
    };
    Status keepStanding(const EpisodeRecord& record, const Standing& before);
    Status save(std::vector<EpisodeRecord>& records, bool byHand, std::int64_t& created);
    Database* m_db;
    FactTable m_table;
    SearchIndex m_index;
    EventLog m_log;
};

/// A stored row as an episode; error when its bytes are damaged.
Result<EpisodeState> episodeOf(const FactRow& row);

} // namespace vedette
