#pragma once

#include "models/store/search_index.h"
#include "models/store/sqlite_database.h"

namespace vedette {

/// Which alerts and folded changes were written since (`event_log`): what keeps the columns of whole days true. `n` is the state of the log that
/// an entry belongs to; a transaction's entries are of the state it ends with. An entry goes when a day's columns hold it.
class EventLog {
public:
    explicit EventLog(Database& db) : m_db(&db) {}
    /// A row was made, altered or removed. Inside the caller's transaction.
    Status touch(SearchDoc kind, std::int64_t key);
    /// Once, before a transaction that touched ends. The state "facts" tells whether alerts or changes are still as they were: it alters with each
    /// transaction that touched one.
    static Status advance(Database& db);

private:
    Database* m_db;
    Statement m_touch;
};

} // namespace vedette
