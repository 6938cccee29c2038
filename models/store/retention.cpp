#include "models/store/retention.h"

#include "models/store/change_store.h"
#include "models/store/episode_store.h"
#include "models/store/fact_table.h"
#include "models/store/sample_writer.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::int64_t kPieceRows = 400;
constexpr std::int64_t kPieceFacts = 200;   ///< each with its versions and its words of the search index
constexpr std::int64_t kPieceSegments = 8;  ///< of some 130 kB each
constexpr std::int64_t kPollDays = 14;

Result<std::int64_t> number(const Database& db, const std::string& sql)
{
    auto value = db.integer(sql);
    if (!value.ok())
        return value.error();
    return value->value_or(0);
}

/// About the newest thing told of these facts: what began last, what was told of late, and what has no end.
std::string newestOf(const std::string& table)
{
    return "coalesce((SELECT last_seen FROM " + table + " ORDER BY key DESC LIMIT 1), 0), coalesce((SELECT max(last_seen) FROM " + table + " INDEXED BY " + table
        + "_late WHERE last_seen-ends>3600000), 0), coalesce((SELECT max(last_seen) FROM " + table + " INDEXED BY " + table + "_long WHERE ends-starts>86400000 AND ends="
        + std::to_string(FactRow::kOpenEnd) + "), 0)";
}

/// Newest time that any source told of.
Result<std::int64_t> newestFact(const Database& db)
{
    return number(db, "SELECT max(coalesce((SELECT max(last) FROM spans), 0), coalesce((SELECT max(last) FROM tail), 0),"
                      "coalesce((SELECT max(last_at) FROM polls), 0), coalesce((SELECT max(at) FROM alert_events), 0), " + newestOf("episodes") + ", " + newestOf("changes") + ")");
}

class Piece {
public:
    Piece(Database& db, std::int64_t cutoff) : m_db(&db), m_cutoff(cutoff) {}

    /// Whole days of samples.
    Status samples()
    {
        const auto day = std::max<std::int64_t>(m_cutoff, 0) / kDayMs;
        VEDETTE_TRY(rowsBelow("segments", groupKey(day, 0), kPieceSegments));
        VEDETTE_TRY(rowsBelow("blocks", groupKey(day * kDaySlots, 0), kPieceRows));
        return rowsBelow("chunks", chunkKey(day, 0), kPieceRows);
    }

    /// What is known of the series whose samples went. Looks at all of them: once a day that goes, not once a piece.
    Status series(SampleWriter& writer)
    {
        const auto day = std::max<std::int64_t>(m_cutoff, 0) / kDayMs;
        VEDETTE_TRY(m_db->exec("UPDATE spans SET first=" + std::to_string(day * kDayMs) + " WHERE first<" + std::to_string(day * kDayMs) + " AND last>="
            + std::to_string(day * kDayMs)));
        auto left = writer.dropEmptySeries(day * kDayMs);
        if (!left.ok())
            return left.error();
        more = more || *left;
        return Done{};
    }

    template <class Store> Status facts(const char* table, Store store)
    {
        FactTable rows(*m_db, table);
        std::vector<FactRow> old;
        VEDETTE_TRY(rows.endedBefore(m_cutoff, kPieceFacts, [&](const FactRow& row) -> Status {
            old.push_back(row);
            return Done{};
        }));
        for (const auto& row : old)
            VEDETTE_TRY(store(rows, row));
        more = more || static_cast<std::int64_t>(old.size()) >= kPieceFacts;
        return Done{};
    }

    Status rows(const std::string& table, const std::string& condition)
    {
        return sweep("DELETE FROM " + table + " WHERE rowid IN (SELECT rowid FROM " + table + " WHERE " + condition + " LIMIT " + std::to_string(kPieceRows) + ")");
    }

    bool more = false;

private:
    Status rowsBelow(const std::string& table, std::int64_t key, std::int64_t atMost)
    {
        const auto which = " FROM " + table + " WHERE id IN (SELECT id FROM " + table + " WHERE id<" + std::to_string(key) + " ORDER BY id LIMIT "
            + std::to_string(atMost) + ")";
        auto gone = number(*m_db, "SELECT sum(count)" + which);
        if (!gone.ok())
            return gone.error();
        if (*gone == 0)
            return Done{};
        VEDETTE_TRY(m_db->exec("DELETE" + which));
        more = more || m_db->changes() >= atMost;
        return m_db->exec("UPDATE meta SET value=max(0, value-" + std::to_string(*gone) + ") WHERE key='samples'");
    }
    Status sweep(const std::string& sql)
    {
        VEDETTE_TRY(m_db->exec(sql));
        more = more || m_db->changes() >= kPieceRows;
        return Done{};
    }
    Database* m_db;
    std::int64_t m_cutoff;
};

/// True: there is more.
Result<bool> dropBefore(Database& db, SampleWriter& samples, std::int64_t cutoff, std::int64_t now)
{
    Piece piece(db, cutoff);
    const auto limit = std::to_string(cutoff);
    VEDETTE_TRY(piece.samples());
    EpisodeStore episodes(db);
    ChangeStore changes(db);
    VEDETTE_TRY(piece.facts("episodes", [&](const FactTable&, const FactRow& row) { return episodes.remove(row); }));
    VEDETTE_TRY(piece.facts("changes", [&](const FactTable&, const FactRow& row) { return changes.remove(row); }));
    VEDETTE_TRY(changes.settle());
    VEDETTE_TRY(piece.facts("silences", [](const FactTable& table, const FactRow& row) { return table.remove(row.key); }));
    VEDETTE_TRY(piece.rows("polls", "last_at<" + std::to_string(std::max(cutoff, now - kPollDays * kDayMs))));
    VEDETTE_TRY(piece.rows("alert_events", "at<" + limit));
    VEDETTE_TRY(piece.rows("outages", "ends<" + limit));
    VEDETTE_TRY(piece.rows("flags", "ends<" + limit));
    VEDETTE_TRY(piece.rows("slo_bins", "day<" + std::to_string(cutoff / kDayMs)));
    VEDETTE_TRY(db.exec("DELETE FROM coverage WHERE ends<" + limit));
    if (!piece.more)
        VEDETTE_TRY(piece.series(samples));
    return piece.more;
}

/// -1: there are no sealed samples.
Result<std::int64_t> oldestDay(const Database& db)
{
    std::int64_t oldest = INT64_MAX;
    for (const auto& [table, perDay] : {std::pair{"segments", groupKey(1, 0)}, {"blocks", groupKey(kDaySlots, 0)}, {"chunks", chunkKey(1, 0)}}) {
        auto least = db.integer("SELECT min(id) FROM " + std::string(table));
        if (!least.ok())
            return least.error();
        if (*least)
            oldest = std::min(oldest, **least / perDay);
    }
    return oldest == INT64_MAX ? -1 : oldest;
}

} // namespace

Result<bool> retirePiece(Database& db, SampleWriter& samples, Time now, int days, std::int64_t maxBytes)
{
    auto newest = newestFact(db);
    if (!newest.ok())
        return newest.error();
    const auto clock = std::min(toMs(now), *newest + kDayMs);
    auto greatest = number(db, "SELECT value FROM meta WHERE key='clock'");
    if (!greatest.ok())
        return greatest.error();
    if (toMs(now) < *greatest)
        return true;
    VEDETTE_TRY(db.exec("UPDATE meta SET value=max(value, " + std::to_string(clock) + ") WHERE key='clock'"));
    const auto cutoff = clock - std::max(days, 1) * kDayMs;
    auto more = dropBefore(db, samples, cutoff, clock);
    if (!more.ok())
        return more.error();
    auto used = number(db, "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)");
    auto pageSize = number(db, "PRAGMA page_size");
    if (!used.ok() || !pageSize.ok())
        return used.ok() ? pageSize.error() : used.error();
    if (!*more && maxBytes > 0 && *used * *pageSize > maxBytes) {
        auto oldest = oldestDay(db);
        if (!oldest.ok())
            return oldest.error();
        // The newest day stays whatever the limit says: an empty console helps nobody.
        if (*oldest >= 0 && (*oldest + 1) * kDayMs < *newest - kDayMs) {
            more = dropBefore(db, samples, (*oldest + 1) * kDayMs, clock);
            if (!more.ok())
                return more.error();
            more = true;
        }
    }
    // Free pages are for the next day's samples; only what is far more than that goes back to the disk.
    auto pages = number(db, "PRAGMA page_count");
    auto free = number(db, "PRAGMA freelist_count");
    if (!pages.ok() || !free.ok())
        return pages.ok() ? free.error() : pages.error();
    if (*free > *pages / 8)
        VEDETTE_TRY(db.exec("PRAGMA incremental_vacuum(256)"));
    return !*more;
}

} // namespace vedette
