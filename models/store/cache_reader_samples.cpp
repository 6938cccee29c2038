#include "models/store/cache_files.h"
#include "models/store/cache_reader_impl.h"
#include "models/store/fact_table.h"
#include "models/store/record_packing.h"
#include "models/store/rollup_codec.h"
#include "models/store/sample_keys.h"
#include "models/store/telemetry_gaps.h"

#include <algorithm>
#include <unordered_set>

namespace vedette {

namespace {

/// Every series of a block or segment decodes, lies in its span and agrees with what its row and its rollups say.
bool soundSegment(std::string_view row, TimeRange span, std::int64_t first, std::int64_t last, std::int64_t count)
{
    const auto head = parseSegmentHead(row);
    if (!head.ok() || head->length != row.size())
        return false;
    std::int64_t least = INT64_MAX;
    std::int64_t most = -1;
    for (const auto& entry : head->entries) {
        const auto samples = unpackSegmentValues(*head, entry, row.substr(entry.valuesAt, entry.valuesLength));
        if (!samples.ok())
            return false;
        least = std::min(least, samples->times.front());
        most = std::max(most, samples->times.back());
        count -= static_cast<std::int64_t>(samples->size());
        const auto rollup = row.substr(entry.rollupAt, entry.rollupLength);
        for (const auto width : rollupWidths(rollup)) {
            const auto bins = unpackRollup(rollup, width);
            if (!bins.ok() || bins->size() != rollUp(*samples, width).size())
                return false;
        }
    }
    return count == 0 && least == first && most == last && span.contains(timeFromMs(least)) && span.contains(timeFromMs(most));
}

} // namespace

void CacheReader::Impl::noteDamage() const { markDamaged(path); }

Status CacheReader::Impl::rows(Statement& statement, const std::function<bool(const Statement&)>& row)
{
    for (;;) {
        auto more = statement.step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        if (!row(statement))
            return damagedRecord();
    }
}

Status CacheReader::Impl::each(std::string_view sql, const std::vector<std::int64_t>& values, const std::function<bool(const Statement&)>& row) const
{
    auto statement = db.prepare(sql);
    if (!statement.ok())
        return statement.error();
    for (std::size_t i = 0; i < values.size(); ++i)
        statement->bind(static_cast<int>(i) + 1, values[i]);
    return rows(*statement, row);
}

Status CacheReader::Impl::allCoverage(std::vector<Coverage>& out) const
{
    return each("SELECT feed, key, starts, ends FROM coverage WHERE substr(key, 1, 1) <> '#' ORDER BY feed, key, starts", {}, [&](const Statement& s) {
        out.push_back({std::string(s.text(0)), std::string(s.text(1)), timeFromMs(s.integer(2)), timeFromMs(s.integer(3))});
        return true;
    });
}

Result<std::vector<StoredSeries>> CacheReader::series(const Matchers& matchers) const
{
    return m_impl->read<std::vector<StoredSeries>>([&](std::vector<StoredSeries>& out) -> Status {
        auto found = m_impl->samples->series(matchers);
        if (!found.ok())
            return found.error();
        for (auto& entry : *found)
            out.push_back({entry.id, std::move(entry.labels), entry.first, entry.last});
        return Done{};
    });
}

Result<SeriesSamples> CacheReader::samples(std::int64_t seriesId, TimeRange range) const
{
    return m_impl->read<SeriesSamples>([&](SeriesSamples& out) -> Status {
        auto labels = m_impl->samples->labels(seriesId);
        if (!labels.ok())
            return labels.error();
        auto columns = m_impl->samples->samples(seriesId, range);
        if (!columns.ok())
            return columns.error();
        out.labels = std::move(labels.value());
        out.times.reserve(columns->size());
        for (const auto t : columns->times)
            out.times.push_back(timeFromMs(t));
        out.values = std::move(columns->values);
        return Done{};
    });
}

Result<SeriesRollup> CacheReader::rollup(std::int64_t seriesId, TimeRange range, int columns) const
{
    return m_impl->read<SeriesRollup>([&](SeriesRollup& out) -> Status {
        auto labels = m_impl->samples->labels(seriesId);
        if (!labels.ok())
            return labels.error();
        auto bins = m_impl->samples->rollup(seriesId, range, columns, out.width);
        if (!bins.ok())
            return bins.error();
        out.labels = std::move(labels.value());
        out.bins = std::move(bins.value());
        return Done{};
    });
}

Result<std::vector<TelemetryGap>> CacheReader::telemetryGaps(
    TimeRange range, const std::vector<std::string>& serviceLabels, const std::vector<Matchers>& leftOut) const
{
    return m_impl->read<std::vector<TelemetryGap>>([&](std::vector<TelemetryGap>& out) -> Status {
        auto up = Matcher::make("__name__", MatchOp::equal, "up");
        if (!up.ok())
            return up.error();
        auto found = m_impl->samples->series({std::move(up.value())});
        if (!found.ok())
            return found.error();
        std::vector<UpSeries> series;
        for (const auto& entry : *found) {
            if (std::any_of(leftOut.begin(), leftOut.end(), [&](const Matchers& m) { return matchesAll(m, entry.labels); }))
                continue;
            auto columns = m_impl->samples->samples(entry.id, range);
            if (!columns.ok())
                return columns.error();
            UpSeries each{std::string(entry.labels.firstOf(serviceLabels)), std::string(entry.labels.value(kFeedLabel)), std::move(columns->times), {}};
            m_impl->rename(each.service);
            for (const auto v : columns->values)
                each.alive.push_back(v == 1);
            series.push_back(std::move(each));
        }
        std::vector<Coverage> asked;
        VEDETTE_TRY(m_impl->allCoverage(asked));
        out = findTelemetryGaps(series, asked, range);
        return Done{};
    });
}

Result<std::int64_t> CacheReader::sequence() const
{
    auto value = m_impl->db.integer("SELECT value FROM meta WHERE key='sequence'");
    if (!value.ok())
        return value.error();
    return value->value_or(0);
}

Result<std::vector<std::string>> CacheReader::verify() const
{
    return m_impl->read<std::vector<std::string>>([&](std::vector<std::string>& out) -> Status {
        const auto check = [&](const char* sql, const std::function<bool(const Statement&)>& row) {
            auto done = m_impl->each(sql, {}, row);
            if (!done.ok())
                out.push_back(done.error().detail);
        };
        check("PRAGMA integrity_check(20)", [&](const Statement& s) {
            if (s.text(0) != "ok")
                out.emplace_back(s.text(0));
            return true;
        });
        check("SELECT id, first, last, count, bytes FROM chunks", [&](const Statement& s) {
            auto chunk = decodeChunk(s.blob(4));
            const bool good = chunk.ok() && static_cast<std::int64_t>(chunk->size()) == s.integer(3) && chunk->times.front() == s.integer(1)
                && chunk->times.back() == s.integer(2) && chunk->times.front() / kDayMs == s.integer(0) >> kSeriesBits
                && chunk->times.back() / kDayMs == s.integer(0) >> kSeriesBits;
            if (!good)
                out.push_back("chunk " + std::to_string(s.integer(0)) + " cannot be decoded");
            return true;
        });
        for (const bool block : {true, false}) {
            check(block ? "SELECT id, first, last, count, bytes FROM blocks" : "SELECT id, first, last, count, bytes FROM segments", [&](const Statement& s) {
                const auto length = block ? kSlotMs : kDayMs;
                const TimeRange span{timeFromMs(spanOfGroupKey(s.integer(0)) * length), timeFromMs((spanOfGroupKey(s.integer(0)) + 1) * length)};
                if (!soundSegment(s.blob(4), span, s.integer(1), s.integer(2), s.integer(3)))
                    out.push_back(std::string(block ? "block " : "segment ") + std::to_string(s.integer(0)) + " cannot be decoded");
                return true;
            });
        }
        TailRows tail;
        check("SELECT id, bytes FROM tail ORDER BY id", [&](const Statement& s) {
            const auto number = s.integer(0);
            auto row = decodeTail(s.blob(1), [&](std::int64_t back) { return tail.row(number - back); });
            if (row.ok())
                tail.append(number, std::move(row).value(), 0);
            else
                out.push_back("tail row " + std::to_string(number) + " cannot be decoded");
            return true;
        });
        for (const char* table : {"episodes", "changes", "silences"}) {
            const FactTable facts(m_impl->db, table);
            auto done = facts.select("1", {}, [&](const FactRow& row) -> Status {
                EpisodeState episode;
                ChangeRecord change;
                Silence silence;
                const std::string_view name(table);
                if (!(name == "episodes" ? unpackRecord(row.body, episode) : name == "changes" ? unpackRecord(row.body, change) : unpackRecord(row.body, silence)))
                    out.push_back(std::string(name) + " " + std::to_string(row.key) + " cannot be read");
                return Done{};
            });
            if (!done.ok())
                out.push_back(done.error().detail);
        }
        if (!out.empty())
            m_impl->noteDamage();
        return Done{};
    });
}

} // namespace vedette
