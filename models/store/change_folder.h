#pragma once

#include "models/store/change_fold.h"
#include "models/store/event_log.h"
#include "models/store/fact_table.h"
#include "models/store/search_index.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace vedette {

/// Keeps the table `folded` true: what was written is folded anew with all that it may be one with, service by service, between two moments over which
/// nothing reaches. The writer's; inside the caller's transaction.
class ChangeFolder {
public:
    explicit ChangeFolder(Database& db) : m_db(&db), m_records(db, "changes"), m_folded(db, "folded"), m_index(db), m_log(db) {}
    /// A record of that service that begins (or began) then was written or is gone.
    void touch(const std::string& service, std::int64_t starts);
    /// Folds what was touched. `far`: with what later deployments of a service say of their revisions (31 days); else only what may be one change
    /// with it, as after retention.
    Status fold(bool far);

private:
    struct Span {
        std::int64_t from = 0;
        std::int64_t to = 0;
    };
    /// What of a service is folded anew.
    struct Region {
        std::vector<ChangeRecord> records; ///< by beganBefore
        std::vector<FactRow> rows;         ///< of each record, without its body
        std::int64_t from = INT64_MIN;     ///< what begins from here
        std::int64_t to = INT64_MAX;       ///< to here (not) is written; the records may reach further
    };
    Result<Region> region(const std::string& service, Span touched, bool far);
    Result<std::vector<ChangeRecord>> load(const std::string& service, Span span, std::vector<FactRow>& rows);
    Status widenByRuns(const Region& region, std::map<std::string, Span>& spans);
    Status foldTogether(std::map<std::string, Span> spans, bool far, std::set<std::string>& done);
    Status write(const std::map<std::string, Region>& regions);
    Status put(const Change& change, const FactRow& row, const std::string& textBefore);
    Status remove(const FactRow& row);

    Database* m_db;
    FactTable m_records;
    FactTable m_folded;
    SearchIndex m_index;
    EventLog m_log;
    std::map<std::string, Span> m_touched;
};

/// A folded change's row, unpacked; false where its bytes are damaged.
[[nodiscard]] bool unpackFolded(std::string_view body, Change& change);

} // namespace vedette
