#pragma once

#include "models/store/cache.h"
#include "models/store/episode_merge.h"
#include "models/store/fact_table.h"

namespace vedette {

/// The writer's side of alert episodes: loads what a sighting may belong to, merges, stores what changed, keeps the search index
/// true. Inside the caller's transaction. Each answers how many episodes are new.
class EpisodeStore {
public:
    explicit EpisodeStore(Database& db) : m_db(&db), m_table(db, "episodes") {}
    Result<std::int64_t> applyPoll(const AlertPoll& poll);
    Result<std::int64_t> applyHistory(const AlertHistory& history, bool knownBefore, bool knownAfter);
    Result<std::int64_t> applyImport(const std::vector<AlertEpisode>& lines, bool byHand);
    Status settleDoubt(const std::vector<TelemetryGap>& gaps);
    Status remove(const FactRow& row);

private:
    Status save(std::vector<EpisodeRecord>& records, bool byHand, std::int64_t& created);
    Database* m_db;
    FactTable m_table;
};

/// A stored row as an episode; error when its bytes are damaged.
Result<EpisodeState> episodeOf(const FactRow& row);

} // namespace vedette
