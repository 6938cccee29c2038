#pragma once

#include "models/store/event_columns.h"

#include <optional>

namespace vedette {

/// The writer's side of `event_days`: makes the columns of finished days out of rows, a bounded piece a call; before them WaitingChanges. Each inside the
/// caller's transaction; after a rollback call forget().
class EventDays {
public:
    explicit EventDays(Database& db) : m_db(&db) {}
    /// Whether something may be due; cheap.
    [[nodiscard]] bool mayTend(const Database& db) const;
    /// True: there is more to do now.
    Result<bool> tend();
    void forget() { *this = EventDays(*m_db); }

private:
    /// A day whose rows are being read.
    struct Work {
        std::int64_t day = 0;
        std::int64_t stamp = 0; ///< what the log holds up to here is in the rows
        bool change = false;    ///< alerts are read
        std::int64_t next = 0;
        std::vector<EventEntry> alerts;
        std::vector<EventEntry> changes;
        bool written = false;   ///< what is left is to clear the log
    };
    Result<bool> findWork();
    Status read();
    Database* m_db;
    bool m_isListed = false; ///< WaitingChanges are
    std::optional<Work> m_work;
    std::int64_t m_lookedAt = -1; ///< state of the log when nothing was due
    std::int64_t m_from = INT64_MIN; ///< documents before this were looked at
};

} // namespace vedette
