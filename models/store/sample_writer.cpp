#include "models/store/sample_writer.h"

#include "models/store/record_packing.h"

#include <algorithm>
#include <map>

namespace vedette {

namespace {

constexpr std::size_t kSealAtOnce = 32;
constexpr std::int64_t kTailSpan = 2LL * 3600 * 1000;
constexpr std::int64_t kTailSamples = 1'000'000;
constexpr std::int64_t kTailRows = 20'000;
constexpr std::int64_t kLastTime = 253'402'300'799'999; ///< end of 9999

} // namespace

Status SampleWriter::load()
{
    m_series.clear();
    m_tail.clear();
    m_sealedTo.clear();
    m_tailRows = m_tailCount = m_tailOldest = m_tailNewest = 0;
    auto series = m_db->prepare("SELECT id, fingerprint, labels, last FROM series");
    if (!series.ok())
        return series.error();
    for (;;) {
        auto more = series->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        Known known{series->integer(0), {}};
        if (!unpackRecord(series->blob(2), known.labels))
            return damagedRecord();
        if (const auto last = series->maybeInteger(3))
            m_sealedTo[known.id] = *last;
        m_series.emplace(static_cast<std::uint64_t>(series->integer(1)), std::move(known));
    }
    auto rows = m_db->prepare("SELECT last, count, bytes FROM tail ORDER BY id");
    if (!rows.ok())
        return rows.error();
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        auto tail = decodeTail(rows->blob(2));
        if (!tail.ok())
            return tail.error();
        if (m_tailRows++ == 0)
            m_tailOldest = rows->integer(0);
        m_tailNewest = std::max(m_tailNewest, rows->integer(0));
        m_tailCount += rows->integer(1);
        for (const auto& [id, columns] : *tail) {
            std::int64_t added = 0;
            bool altered = false;
            m_tail[id] = mergeColumns(m_tail[id], columns, added, altered);
        }
    }
}

Result<std::int64_t> SampleWriter::seriesId(const Labels& labels)
{
    const auto fingerprint = labels.fingerprint();
    const auto [first, last] = m_series.equal_range(fingerprint);
    for (auto it = first; it != last; ++it) {
        if (it->second.labels == labels)
            return it->second.id;
    }
    auto insert = m_db->prepare("INSERT INTO series(fingerprint, labels) VALUES(?1, ?2)");
    if (!insert.ok())
        return insert.error();
    const auto bytes = packRecord(labels);
    VEDETTE_TRY(insert->bind(1, static_cast<std::int64_t>(fingerprint)).bindBlob(2, bytes).run());
    const auto id = m_db->lastRowId();
    if (id >= std::int64_t{1} << kSeriesBits)
        return makeError(ErrorKind::store, "the cache holds 16 million series and takes no more");
    m_series.emplace(fingerprint, Known{id, labels});
    return id;
}

Result<SampleColumns> SampleWriter::chunk(std::int64_t key)
{
    auto select = m_db->prepare("SELECT bytes FROM chunks WHERE id=?1");
    if (!select.ok())
        return select.error();
    auto more = select->bind(1, key).step();
    if (!more.ok())
        return more.error();
    return *more ? decodeChunk(select->blob(0)) : Result<SampleColumns>(SampleColumns{});
}

Result<std::int64_t> SampleWriter::putChunks(std::int64_t series, const SampleColumns& samples)
{
    auto insert = m_db->prepare("INSERT OR REPLACE INTO chunks(id, first, last, count, bytes) VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!insert.ok())
        return insert.error();
    std::int64_t allAdded = 0;
    for (std::size_t from = 0; from < samples.size();) {
        const auto day = samples.times[from] / kDayMs;
        const auto end = static_cast<std::size_t>(
            std::lower_bound(samples.times.begin() + static_cast<std::ptrdiff_t>(from), samples.times.end(), (day + 1) * kDayMs) - samples.times.begin());
        SampleColumns piece{{samples.times.begin() + static_cast<std::ptrdiff_t>(from), samples.times.begin() + static_cast<std::ptrdiff_t>(end)},
            {samples.values.begin() + static_cast<std::ptrdiff_t>(from), samples.values.begin() + static_cast<std::ptrdiff_t>(end)}};
        from = end;
        auto known = chunk(chunkKey(day, series));
        if (!known.ok())
            return known.error();
        std::int64_t added = static_cast<std::int64_t>(piece.size());
        if (!known->empty()) {
            bool altered = false;
            piece = mergeColumns(*known, piece, added, altered);
            if (!altered)
                continue;
        }
        if (piece.size() > kMaxChunkSamples)
            return makeError(ErrorKind::store, "a series has more than 2 million samples in one day");
        allAdded += added;
        const auto bytes = encodeChunk(piece);
        insert->bind(1, chunkKey(day, series)).bind(2, piece.times.front()).bind(3, piece.times.back());
        insert->bind(4, static_cast<std::int64_t>(piece.size())).bindBlob(5, bytes);
        VEDETTE_TRY(insert->run());
    }
    auto update = m_db->prepare("UPDATE series SET first=min(coalesce(first, ?2), ?2), last=max(coalesce(last, ?3), ?3) WHERE id=?1");
    if (!update.ok())
        return update.error();
    VEDETTE_TRY(update->bind(1, series).bind(2, samples.times.front()).bind(3, samples.times.back()).run());
    const auto sealed = m_sealedTo.find(series);
    if (sealed == m_sealedTo.end() || sealed->second < samples.times.back())
        m_sealedTo[series] = samples.times.back();
    return allAdded;
}

Result<SampleColumns> SampleWriter::sift(std::int64_t series, const SampleColumns& samples, std::int64_t& added)
{
    static const SampleColumns kNone;
    const auto tail = m_tail.find(series);
    const auto& known = tail == m_tail.end() ? kNone : tail->second;
    const auto sealed = m_sealedTo.find(series);
    SampleColumns chunkOfDay;
    std::int64_t loadedDay = -1;
    SampleColumns out;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto t = samples.times[i];
        const auto valueIn = [t](const SampleColumns& columns) -> const double* {
            const auto at = std::lower_bound(columns.times.begin(), columns.times.end(), t);
            return at != columns.times.end() && *at == t ? &columns.values[static_cast<std::size_t>(at - columns.times.begin())] : nullptr;
        };
        const double* before = valueIn(known);
        if (before == nullptr && sealed != m_sealedTo.end() && t <= sealed->second) {
            if (loadedDay != t / kDayMs) {
                loadedDay = t / kDayMs;
                auto loaded = chunk(chunkKey(loadedDay, series));
                if (!loaded.ok())
                    return loaded.error();
                chunkOfDay = std::move(loaded.value());
            }
            before = valueIn(chunkOfDay);
        }
        if (before == nullptr)
            ++added;
        else if (sameBits(*before, samples.values[i]))
            continue;
        out.push(t, samples.values[i]);
    }
    return out;
}

Result<std::int64_t> SampleWriter::store(const std::vector<SeriesSamples>& batch)
{
    std::int64_t added = 0;
    std::map<std::int64_t, SampleColumns> together;
    for (const auto& each : batch) {
        SampleColumns columns;
        const auto n = std::min(each.times.size(), each.values.size());
        columns.times.reserve(n);
        columns.values.reserve(n);
        for (std::size_t i = 0; i < n; ++i) {
            const auto t = toMs(each.times[i]);
            if (t >= 0 && t <= kLastTime)
                columns.push(t, each.values[i]);
        }
        if (columns.empty())
            continue;
        columns = ordered(std::move(columns));
        auto id = seriesId(each.labels);
        if (!id.ok())
            return id.error();
        const auto [it, isNew] = together.try_emplace(*id, std::move(columns));
        if (!isNew) {
            std::int64_t unused = 0;
            bool altered = false;
            it->second = mergeColumns(it->second, columns, unused, altered);
        }
    }
    TailSamples tail;
    for (auto& [id, columns] : together) {
        if (columns.size() < kSealAtOnce) {
            auto kept = sift(id, columns, added);
            if (!kept.ok())
                return kept.error();
            if (!kept->empty())
                tail.emplace_back(id, std::move(kept.value()));
            continue;
        }
        const auto open = m_tail.find(id);
        if (open != m_tail.end()) {
            // The tail wins over chunks: what differs from it goes there too, and what it holds is not new.
            SampleColumns differing;
            SampleColumns rest;
            std::size_t at = 0;
            for (std::size_t i = 0; i < columns.size(); ++i) {
                while (at < open->second.size() && open->second.times[at] < columns.times[i])
                    ++at;
                const bool there = at < open->second.size() && open->second.times[at] == columns.times[i];
                if (!there)
                    rest.push(columns.times[i], columns.values[i]);
                else if (!sameBits(open->second.values[at], columns.values[i]))
                    differing.push(columns.times[i], columns.values[i]);
            }
            if (!differing.empty())
                tail.emplace_back(id, std::move(differing));
            columns = std::move(rest);
            if (columns.empty())
                continue;
        }
        auto sealed = putChunks(id, columns);
        if (!sealed.ok())
            return sealed.error();
        added += *sealed;
    }
    if (!tail.empty())
        VEDETTE_TRY(appendTail(std::move(tail)));
    return added;
}

Status SampleWriter::appendTail(TailSamples tail)
{
    std::int64_t first = INT64_MAX;
    std::int64_t last = 0;
    std::int64_t count = 0;
    for (const auto& [id, columns] : tail) {
        first = std::min(first, columns.times.front());
        last = std::max(last, columns.times.back());
        count += static_cast<std::int64_t>(columns.size());
    }
    auto insert = m_db->prepare("INSERT INTO tail(first, last, count, bytes) VALUES(?1, ?2, ?3, ?4)");
    if (!insert.ok())
        return insert.error();
    const auto bytes = encodeTail(tail);
    VEDETTE_TRY(insert->bind(1, first).bind(2, last).bind(3, count).bindBlob(4, bytes).run());
    for (const auto& [id, columns] : tail) {
        std::int64_t added = 0;
        bool altered = false;
        auto& known = m_tail[id];
        if (known.empty() || known.times.back() < columns.times.front()) {
            known.times.insert(known.times.end(), columns.times.begin(), columns.times.end());
            known.values.insert(known.values.end(), columns.values.begin(), columns.values.end());
        } else {
            known = mergeColumns(known, columns, added, altered);
        }
    }
    if (m_tailRows++ == 0)
        m_tailOldest = last;
    m_tailNewest = std::max(m_tailNewest, last);
    m_tailCount += count;
    return tailIsOld() ? seal() : Status(Done{});
}

bool SampleWriter::tailIsOld() const
{
    return m_tailNewest - m_tailOldest >= kTailSpan || m_tailCount >= kTailSamples || m_tailRows >= kTailRows;
}

Status SampleWriter::seal()
{
    std::vector<std::int64_t> ids;
    for (const auto& [id, columns] : m_tail)
        ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    for (const auto id : ids) {
        auto sealed = putChunks(id, m_tail[id]);
        if (!sealed.ok())
            return sealed.error();
    }
    VEDETTE_TRY(m_db->exec("DELETE FROM tail"));
    m_tail.clear();
    m_tailRows = m_tailCount = m_tailOldest = m_tailNewest = 0;
    return Done{};
}

} // namespace vedette
