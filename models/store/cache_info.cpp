#include "models/store/cache_reader_impl.h"
#include "models/store/sample_keys.h"
#include "models/store/table_measure.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <sys/stat.h>

namespace vedette {

namespace {

constexpr std::int64_t kWalkBelow = 512LL << 20U; ///< counting pages reads them all

using Span = std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>;

void widen(Span& span, std::optional<std::int64_t> least, std::optional<std::int64_t> greatest)
{
    if (least)
        span.first = std::min(span.first.value_or(*least), *least);
    if (greatest)
        span.second = std::max(span.second.value_or(*greatest), *greatest);
}

Status eachRow(Statement& statement, const std::function<Status(const Statement&)>& row)
{
    for (;;) {
        auto more = statement.step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        VEDETTE_TRY(row(statement));
    }
}

/// Reads the parts of a CacheInfo within one read transaction.
class InfoReading {
public:
    InfoReading(const Database& db, CacheInfo& out) : m_db(db), m_out(out) {}

    Status samples()
    {
        for (const auto& [table, perSpan] : {std::pair{"segments", groupKey(1, 0)}, {"blocks", groupKey(1, 0)}, {"chunks", chunkKey(1, 0)}, {"tail", std::int64_t{1}}}) {
            auto measure = measureSampleRows(m_db, table, perSpan);
            if (!measure.ok())
                return measure.error();
            m_out.sampleBytes += measure->bytes;
            m_out.tables.push_back({table, measure->rows, 0, measure->estimated});
        }
        m_out.bytesPerSample = m_out.samples > 0 ? static_cast<double>(m_out.sampleBytes) / static_cast<double>(m_out.samples) : 0;
        Span span;
        VEDETTE_TRY(ends(span, "SELECT min(first) FROM spans", "SELECT max(last) FROM spans"));
        VEDETTE_TRY(ends(span, "SELECT min(first) FROM tail", "SELECT max(last) FROM tail"));
        kind("samples", m_out.samples, false, span);
        return Done{};
    }

    /// Facts by their starts, which their keys follow.
    Status facts(const char* name, const std::string& table)
    {
        Span span;
        VEDETTE_TRY(ends(span, "SELECT starts FROM " + table + " ORDER BY key LIMIT 1", "SELECT starts FROM " + table + " ORDER BY key DESC LIMIT 1"));
        return counted(name, table, "key", span);
    }

    /// `least`, `greatest`: an aggregate, or a column whose first or last row by id is meant.
    Status rows(const char* name, const std::string& table, const std::string& least, const std::string& greatest)
    {
        Span span;
        VEDETTE_TRY(ends(span, ordered(least, table, "ASC"), ordered(greatest, table, "DESC")));
        return counted(name, table, "id", span);
    }

    /// Tables not measured yet, and pages where the file is small.
    Status tables(bool walk)
    {
        auto names = m_db.prepare("SELECT name, sql LIKE '%WITHOUT ROWID%', (SELECT name FROM pragma_table_info(s.name) WHERE pk=1 AND type='INTEGER')"
                                  " FROM sqlite_schema s WHERE type='table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT EXISTS"
                                  " (SELECT 1 FROM sqlite_schema v WHERE v.sql LIKE 'CREATE VIRTUAL%' AND substr(s.name, 1, length(v.name)+1)=v.name||'_')");
        if (!names.ok())
            return names.error();
        VEDETTE_TRY(eachRow(*names, [&](const Statement& s) -> Status {
            const std::string name(s.text(0));
            const std::string column(s.text(2));
            if (known(name))
                return Done{};
            return measure(name, column.empty() ? s.integer(1) != 0 ? "" : "rowid" : column);
        }));
        VEDETTE_TRY(searches());
        std::sort(m_out.tables.begin(), m_out.tables.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        if (!walk)
            return Done{};
        for (auto& table : m_out.tables) {
            auto pages = m_db.prepare("SELECT sum(pgsize) FROM dbstat WHERE aggregate=TRUE AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name=?1 OR (substr(tbl_name, 1,"
                                      " length(?1)+1)=?1||'_' AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name=?1 AND sql LIKE 'CREATE VIRTUAL%')))");
            if (!pages.ok())
                return pages.error();
            pages->bind(1, std::string_view(table.name));
            VEDETTE_TRY(eachRow(*pages, [&](const Statement& s) -> Status {
                table.bytes = s.integer(0);
                return Done{};
            }));
        }
        return Done{};
    }

    [[nodiscard]] std::int64_t rowsOf(std::string_view table) const
    {
        const auto* found = known(table);
        return found != nullptr ? found->rows : 0;
    }
    [[nodiscard]] bool isEstimated(std::string_view table) const
    {
        const auto* found = known(table);
        return found != nullptr && found->estimated;
    }

private:
    static std::string ordered(const std::string& what, const std::string& table, const char* direction)
    {
        return "SELECT " + what + " FROM " + table + (what.back() == ')' ? "" : std::string(" ORDER BY id ") + direction + " LIMIT 1");
    }

    [[nodiscard]] const CacheInfo::Table* known(std::string_view name) const
    {
        const auto found = std::find_if(m_out.tables.begin(), m_out.tables.end(), [&](const auto& t) { return t.name == name; });
        return found == m_out.tables.end() ? nullptr : &*found;
    }

    Status ends(Span& span, const std::string& least, const std::string& greatest)
    {
        auto first = m_db.integer(least);
        auto last = m_db.integer(greatest);
        if (!first.ok() || !last.ok())
            return first.ok() ? last.error() : first.error();
        widen(span, *first, *last);
        return Done{};
    }

    Status measure(const std::string& table, const std::string& key)
    {
        auto rows = measureRows(m_db, table, key);
        if (!rows.ok())
            return rows.error();
        m_out.tables.push_back({table, rows->rows, 0, rows->estimated});
        return Done{};
    }

    Status counted(const char* name, const std::string& table, const std::string& key, const Span& span)
    {
        if (known(table) == nullptr)
            VEDETTE_TRY(measure(table, key));
        kind(name, rowsOf(table), isEstimated(table), span);
        return Done{};
    }

    void kind(const char* name, std::int64_t rows, bool estimated, const Span& span)
    {
        CacheInfo::Kind kind{name, rows, {}, {}, estimated};
        if (span.first && span.second) {
            kind.oldest = timeFromMs(*span.first);
            kind.newest = timeFromMs(*span.second);
        }
        m_out.kinds.push_back(std::move(kind));
    }

    /// Contentless full text: one document for each row of these.
    Status searches()
    {
        auto exists = m_db.integer("SELECT 1 FROM sqlite_schema WHERE name='search'");
        if (!exists.ok())
            return exists.error();
        if (!*exists)
            return Done{};
        CacheInfo::Table search{"search", 0, 0, false};
        for (const char* table : {"episodes", "changes", "folded", "notes"}) {
            search.rows += rowsOf(table);
            search.estimated = search.estimated || isEstimated(table);
        }
        m_out.tables.push_back(std::move(search));
        return Done{};
    }

    const Database& m_db;
    CacheInfo& m_out;
};

} // namespace

Result<CacheInfo> CacheReader::info() const
{
    return m_impl->read<CacheInfo>([&](CacheInfo& out) -> Status {
        const auto& db = m_impl->db;
        const auto number = [&](std::int64_t& to, const std::string& sql) -> Status {
            auto value = db.integer(sql);
            if (!value.ok())
                return value.error();
            to = value->value_or(0);
            return Done{};
        };
        VEDETTE_TRY(number(out.sequence, "SELECT value FROM meta WHERE key='sequence'"));
        VEDETTE_TRY(number(out.pollCycles, "SELECT value FROM meta WHERE key='poll_cycles'"));
        VEDETTE_TRY(number(out.samples, "SELECT value FROM meta WHERE key='samples'"));
        for (const char* suffix : {"", "-wal"}) {
            struct stat file {};
            if (::stat((m_impl->path + suffix).c_str(), &file) == 0)
                out.bytes += file.st_size;
        }
        InfoReading reading(db, out);
        VEDETTE_TRY(reading.samples());
        VEDETTE_TRY(reading.facts("alerts", "episodes"));
        VEDETTE_TRY(reading.facts("changes", "changes"));
        VEDETTE_TRY(reading.facts("silences", "silences"));
        VEDETTE_TRY(reading.rows("notes", "notes", "min(at)", "max(at)"));
        VEDETTE_TRY(reading.rows("polls", "polls", "at", "last_at"));
        VEDETTE_TRY(reading.rows("flags", "flags", "min(starts)", "max(starts)"));
        VEDETTE_TRY(reading.rows("alertEvents", "alert_events", "min(at)", "max(at)"));
        VEDETTE_TRY(reading.rows("farSpans", "far", "min(starts)", "max(starts)"));
        VEDETTE_TRY(reading.tables(out.bytes < kWalkBelow));
        out.series = reading.rowsOf("series");
        out.alerts = reading.rowsOf("episodes");
        out.changeRecords = reading.rowsOf("changes");
        for (const auto& kind : out.kinds) {
            if (kind.name != "samples" && kind.name != "alerts" && kind.name != "changes")
                continue;
            if (kind.oldest)
                out.oldest = std::min(out.oldest.value_or(*kind.oldest), *kind.oldest);
            if (kind.newest)
                out.newest = std::max(out.newest.value_or(*kind.newest), *kind.newest);
        }
        auto folded = measureRows(db, "folded", "key");
        if (!folded.ok())
            return folded.error();
        out.changes = folded->rows;
        out.changesEstimated = folded->estimated;
        return Done{};
    });
}

} // namespace vedette
