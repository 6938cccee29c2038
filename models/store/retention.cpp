#include "models/store/retention.h"

#include "models/store/change_store.h"
#include "models/store/episode_store.h"
#include "models/store/fact_table.h"
#include "models/store/sample_writer.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::int64_t kPieceRows = 400;
constexpr std::int64_t kPollDays = 14;

Result<std::int64_t> number(const Database& db, const std::string& sql)
{
    auto value = db.integer(sql);
    if (!value.ok())
        return value.error();
    return value->value_or(0);
}

/// Newest time that any source told of.
Result<std::int64_t> newestFact(const Database& db)
{
    return number(db, "SELECT max(coalesce((SELECT max(last) FROM series), 0), coalesce((SELECT max(last) FROM tail), 0),"
                      "coalesce((SELECT max(last_seen) FROM episodes), 0), coalesce((SELECT max(last_seen) FROM changes), 0),"
                      "coalesce((SELECT max(last_at) FROM polls), 0))");
}

class Piece {
public:
    Piece(Database& db, std::int64_t cutoff) : m_db(&db), m_cutoff(cutoff) {}

    Status chunks()
    {
        const auto key = chunkKey(std::max<std::int64_t>(m_cutoff, 0) / kDayMs, 0);
        const auto which = " FROM chunks WHERE id IN (SELECT id FROM chunks WHERE id<" + std::to_string(key) + " ORDER BY id LIMIT "
            + std::to_string(kPieceRows) + ")";
        auto samples = number(*m_db, "SELECT sum(count)" + which);
        if (!samples.ok())
            return samples.error();
        VEDETTE_TRY(sweep("DELETE" + which));
        if (*samples == 0)
            return Done{};
        samplesGone = true;
        return m_db->exec("UPDATE meta SET value=max(0, value-" + std::to_string(*samples) + ") WHERE key='samples'");
    }

    /// Series of which nothing is left, once a whole sweep of chunks is done.
    Status emptySeries()
    {
        const auto first = chunkKey(std::max<std::int64_t>(m_cutoff, 0) / kDayMs, 0) >> kSeriesBits;
        VEDETTE_TRY(m_db->exec("UPDATE series SET first=max(first, " + std::to_string(first * kDayMs) + ") WHERE first<" + std::to_string(first * kDayMs)));
        const auto before = number(*m_db, "SELECT count(*) FROM tail");
        if (!before.ok() || *before > 0)
            return before.ok() ? Status(Done{}) : before.error();
        VEDETTE_TRY(sweep("DELETE FROM series WHERE last<" + std::to_string(first * kDayMs)));
        samplesGone = samplesGone || m_swept > 0;
        return Done{};
    }

    template <class Store> Status facts(const char* table, Store store)
    {
        FactTable rows(*m_db, table);
        std::vector<FactRow> old;
        VEDETTE_TRY(rows.select("ends<?1 AND by_hand=0 LIMIT " + std::to_string(kPieceRows), {m_cutoff}, [&](const FactRow& row) -> Status {
            old.push_back(row);
            return Done{};
        }));
        for (const auto& row : old)
            VEDETTE_TRY(store(rows, row));
        more = more || static_cast<std::int64_t>(old.size()) >= kPieceRows;
        return Done{};
    }

    Status rows(const std::string& table, const std::string& condition)
    {
        return sweep("DELETE FROM " + table + " WHERE rowid IN (SELECT rowid FROM " + table + " WHERE " + condition + " LIMIT " + std::to_string(kPieceRows) + ")");
    }

    bool more = false;
    bool samplesGone = false;

private:
    Status sweep(const std::string& sql)
    {
        VEDETTE_TRY(m_db->exec(sql));
        m_swept = m_db->changes();
        more = more || m_swept >= kPieceRows;
        return Done{};
    }
    Database* m_db;
    std::int64_t m_cutoff;
    std::int64_t m_swept = 0;
};

Result<RetiredPiece> dropBefore(Database& db, std::int64_t cutoff, std::int64_t now)
{
    Piece piece(db, cutoff);
    const auto limit = std::to_string(cutoff);
    VEDETTE_TRY(piece.chunks());
    if (!piece.more)
        VEDETTE_TRY(piece.emptySeries());
    VEDETTE_TRY(piece.facts("episodes", [&db](const FactTable&, const FactRow& row) { return EpisodeStore(db).remove(row); }));
    VEDETTE_TRY(piece.facts("changes", [&db](const FactTable&, const FactRow& row) { return ChangeStore(db).remove(row); }));
    VEDETTE_TRY(piece.facts("silences", [](const FactTable& table, const FactRow& row) { return table.remove(row.key); }));
    VEDETTE_TRY(piece.rows("polls", "last_at<" + std::to_string(std::max(cutoff, now - kPollDays * kDayMs))));
    VEDETTE_TRY(piece.rows("outages", "ends<" + limit));
    VEDETTE_TRY(piece.rows("flags", "ends<" + limit));
    VEDETTE_TRY(piece.rows("slo_bins", "day<" + std::to_string(cutoff / kDayMs)));
    VEDETTE_TRY(db.exec("DELETE FROM coverage WHERE ends<" + limit));
    return RetiredPiece{!piece.more, piece.samplesGone};
}

} // namespace

Result<RetiredPiece> retirePiece(Database& db, Time now, int days, std::int64_t maxBytes)
{
    auto newest = newestFact(db);
    if (!newest.ok())
        return newest.error();
    const auto clock = std::min(toMs(now), *newest + kDayMs);
    auto greatest = number(db, "SELECT value FROM meta WHERE key='clock'");
    if (!greatest.ok())
        return greatest.error();
    if (toMs(now) < *greatest)
        return RetiredPiece{};
    VEDETTE_TRY(db.exec("UPDATE meta SET value=max(value, " + std::to_string(clock) + ") WHERE key='clock'"));
    const auto cutoff = clock - std::max(days, 1) * kDayMs;
    auto piece = dropBefore(db, cutoff, clock);
    if (!piece.ok())
        return piece.error();
    auto used = number(db, "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)");
    auto pageSize = number(db, "PRAGMA page_size");
    if (!used.ok() || !pageSize.ok())
        return used.ok() ? pageSize.error() : used.error();
    if (piece->finished && maxBytes > 0 && *used * *pageSize > maxBytes) {
        auto oldest = number(db, "SELECT min(id) FROM chunks");
        if (!oldest.ok())
            return oldest.error();
        const auto oldestDay = *oldest >> kSeriesBits;
        // The newest day stays whatever the limit says: an empty console helps nobody.
        if (*oldest > 0 && (oldestDay + 1) * kDayMs < *newest - kDayMs) {
            const bool gone = piece->samplesGone;
            piece = dropBefore(db, (oldestDay + 1) * kDayMs, clock);
            if (!piece.ok())
                return piece.error();
            piece->samplesGone = piece->samplesGone || gone;
            piece->finished = false;
        }
    }
    VEDETTE_TRY(db.exec("PRAGMA incremental_vacuum(256)"));
    return piece;
}

} // namespace vedette
