#include "models/store/event_log.h"

namespace vedette {

Status EventLog::touch(SearchDoc kind, std::int64_t key)
{
    if (!m_touch.isPrepared()) {
        auto put = m_db->prepare("INSERT OR REPLACE INTO event_log(doc, n) SELECT ?1, value+1 FROM meta WHERE key='events'");
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
