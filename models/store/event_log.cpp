#include "models/store/event_log.h"

namespace vedette {

Status EventLog::touch(SearchDoc kind, std::int64_t key)
{
    if (!m_touch.isPrepared()) {
        // One row that cannot fail half way: OR REPLACE would need a savepoint, at which the text index writes out each row for itself.
        auto put = m_db->prepare("INSERT INTO event_log(doc, n) VALUES(?1, (SELECT value+1 FROM meta WHERE key='events')) ON CONFLICT(doc) DO UPDATE SET n=excluded.n");
        if (!put.ok())
            return put.error();
        m_touch = std::move(put.value());
    }
    return m_touch.bind(1, searchDocId(kind, key)).run();
}

Status EventLog::advance(Database& db)
{
    VEDETTE_TRY(db.exec("INSERT OR REPLACE INTO states(name, body) SELECT 'facts', CAST(value+1 AS TEXT) FROM meta WHERE key='events'"
                        " AND EXISTS(SELECT 1 FROM event_log WHERE n=value+1)"));
    return db.exec("UPDATE meta SET value=value+1 WHERE key='events'");
}

} // namespace vedette
