#pragma once

#include "models/store/change_fold.h"
#include "models/store/event_log.h"
#include "models/store/fact_table.h"
#include "models/store/search_index.h"
#include "models/store/waiting_changes.h"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vedette {

/// Keeps the table `folded` true: what was written is folded anew with all that it may be one with, service by service, between two moments over which
/// nothing reaches. The writer's; inside the caller's transaction.
class ChangeFolder {
public:
    struct Span {
        std::int64_t from = 0;
        std::int64_t to = 0;
    };
    explicit ChangeFolder(Database& db) : m_db(&db), m_records(db, "changes"), m_folded(db, "folded"), m_index(db), m_log(db), m_waiting(db) {}
    /// A record of that service that begins (or began) then was written or is gone.
    void touch(const std::string& service, std::int64_t starts);
    /// Folds what was touched. `far`: with what later deployments of a service say of their revisions (31 days); else only what may be one change
    /// with it, as after retention.
    Status fold(bool far);

    /// Changes that begin in `spans` (ms; by service), folded as known at a moment.
    struct Known {
        struct Row {
            Change change;
            std::string group; ///< as the row's
        };
        std::vector<Row> rows;
        std::map<std::string, Span> spans; ///< wider than what was asked for; `to` does not belong to it
        bool elsewhere = false; ///< a record that is not among `moved` was told of another service then: nothing of this holds
    };
    /// Writes nothing; for that only. `moved`: records by the service they were told of then, where it is another now.
    Result<Known> knownAt(std::int64_t asOf, std::map<std::string, Span> spans, std::map<std::string, std::vector<FactRow>> moved);

private:
    /// What of a service is folded anew.
    struct Region {
        std::vector<ChangeRecord> records; ///< by beganBefore
        std::vector<FactRow> rows;         ///< of each record, without its body
        std::int64_t from = INT64_MIN;     ///< what begins from here
        std::int64_t to = INT64_MAX;       ///< to here (not) is written; the records may reach further
    };
    [[nodiscard]] bool movedWithin(const std::string& service, Span span) const;
    Result<Region> region(const std::string& service, Span touched, bool far);
    Result<std::vector<ChangeRecord>> load(const std::string& service, Span span, std::vector<FactRow>& rows);
    Status widenByRuns(const Region& region, std::map<std::string, Span>& spans);
    /// The regions of these spans, widened until no run reaches out of them.
    Result<std::map<std::string, Region>> regionsOf(std::map<std::string, Span> spans, bool far);
    /// What begins in the regions, each with its row but for its key; `stored` (where not null) gets what stands there now, by id.
    Result<std::vector<std::pair<Change, FactRow>>> foldRegions(const std::map<std::string, Region>& regions, std::unordered_multimap<std::string, FactRow>* stored);
    Status write(const std::map<std::string, Region>& regions);
    Status put(const Change& change, const FactRow& row, const std::string& textBefore);
    Status remove(const FactRow& row);

    Database* m_db;
    FactTable m_records;
    FactTable m_folded;
    SearchIndex m_index;
    EventLog m_log;
    WaitingChanges m_waiting;
    std::map<std::string, Span> m_touched;
    std::int64_t m_asOf = INT64_MAX; ///< records are read as known then
    bool m_elsewhere = false;
    std::map<std::string, std::vector<FactRow>> m_moved;
    std::map<std::string, std::int64_t> m_unsettled; ///< by service: the earliest change that is remembered and was told of again since then
};

/// A folded change's row, unpacked; false where its bytes are damaged.
[[nodiscard]] bool unpackFolded(std::string_view body, Change& change);

} // namespace vedette
