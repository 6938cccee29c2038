#include "models/store/sample_reader.h"

#include "models/store/record_packing.h"
#include "models/store/sample_writer.h"

#include <algorithm>

namespace vedette {

Status SampleReader::refreshLabels()
{
    auto rows = m_db->prepare("SELECT id, labels FROM series WHERE id > ?1 ORDER BY id");
    if (!rows.ok())
        return rows.error();
    rows->bind(1, m_labels.empty() ? 0 : m_labels.back().first);
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        Labels labels;
        if (!unpackRecord(rows->blob(1), labels))
            return damagedRecord();
        m_labels.emplace_back(rows->integer(0), std::move(labels));
    }
}

Status SampleReader::refreshTail()
{
    auto firstRow = m_db->integer("SELECT min(id) FROM tail");
    if (!firstRow.ok())
        return firstRow.error();
    const auto first = firstRow->value_or(0);
    if (first != m_tailFirstRow) { // sealed meanwhile; row numbers are never used again
        m_tail.clear();
        m_tailLastRow = 0;
        m_tailFirstRow = first;
    }
    auto rows = m_db->prepare("SELECT id, bytes FROM tail WHERE id > ?1 ORDER BY id");
    if (!rows.ok())
        return rows.error();
    rows->bind(1, m_tailLastRow);
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        auto tail = decodeTail(rows->blob(1));
        if (!tail.ok())
            return tail.error();
        for (const auto& [id, columns] : *tail) {
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
        m_tailLastRow = rows->integer(0);
    }
}

Result<std::vector<SampleReader::Entry>> SampleReader::series(const Matchers& matchers)
{
    VEDETTE_TRY(refreshLabels());
    VEDETTE_TRY(refreshTail());
    auto span = m_db->prepare("SELECT first, last FROM series WHERE id=?1");
    if (!span.ok())
        return span.error();
    std::vector<Entry> out;
    for (const auto& [id, labels] : m_labels) {
        if (!matchesAll(matchers, labels))
            continue;
        auto more = span->bind(1, id).step();
        if (!more.ok())
            return more.error();
        const bool there = *more;
        std::int64_t first = there ? span->maybeInteger(0).value_or(INT64_MAX) : INT64_MAX;
        std::int64_t last = there ? span->maybeInteger(1).value_or(-1) : -1;
        span->reset();
        if (const auto tail = m_tail.find(id); there && tail != m_tail.end() && !tail->second.empty()) {
            first = std::min(first, tail->second.times.front());
            last = std::max(last, tail->second.times.back());
        }
        if (first <= last)
            out.push_back({id, labels, timeFromMs(first), timeFromMs(last)});
    }
    return out;
}

Result<Labels> SampleReader::labels(std::int64_t id)
{
    VEDETTE_TRY(refreshLabels());
    const auto at = std::lower_bound(m_labels.begin(), m_labels.end(), id, [](const auto& entry, std::int64_t wanted) { return entry.first < wanted; });
    if (at == m_labels.end() || at->first != id)
        return makeError(ErrorKind::notFound, "no series " + std::to_string(id) + " in the cache");
    return at->second;
}

Result<SampleColumns> SampleReader::samples(std::int64_t id, TimeRange range)
{
    VEDETTE_TRY(refreshTail());
    SampleColumns out;
    const auto from = std::max<std::int64_t>(toMs(range.from), 0);
    const auto to = toMs(range.to);
    if (to <= from)
        return out;
    // The day range is narrowed to what the series has, so that an open-ended question does not try every day there ever was.
    auto span = m_db->prepare("SELECT first, last FROM series WHERE id=?1");
    if (!span.ok())
        return span.error();
    auto more = span->bind(1, id).step();
    if (!more.ok())
        return more.error();
    const auto first = *more ? span->maybeInteger(0) : std::nullopt;
    const auto last = *more ? span->maybeInteger(1) : std::nullopt;
    if (first && last) {
        auto select = m_db->prepare("SELECT bytes FROM chunks WHERE id=?1");
        if (!select.ok())
            return select.error();
        const auto lastDay = std::min(to - 1, *last) / kDayMs;
        for (auto day = std::max(from, *first) / kDayMs; day <= lastDay; ++day) {
            auto row = select->bind(1, chunkKey(day, id)).step();
            if (!row.ok())
                return row.error();
            if (*row) {
                auto columns = decodeChunk(select->blob(0));
                if (!columns.ok())
                    return columns.error();
                const auto begin = std::lower_bound(columns->times.begin(), columns->times.end(), from) - columns->times.begin();
                const auto end = std::lower_bound(columns->times.begin(), columns->times.end(), to) - columns->times.begin();
                if (begin < end) {
                    out.times.insert(out.times.end(), columns->times.begin() + begin, columns->times.begin() + end);
                    out.values.insert(out.values.end(), columns->values.begin() + begin, columns->values.begin() + end);
                }
            }
            select->reset();
        }
    }
    if (const auto tail = m_tail.find(id); tail != m_tail.end()) {
        const auto& t = tail->second;
        const auto begin = std::lower_bound(t.times.begin(), t.times.end(), from) - t.times.begin();
        const auto end = std::lower_bound(t.times.begin(), t.times.end(), to) - t.times.begin();
        if (begin < end) {
            const SampleColumns piece{{t.times.begin() + begin, t.times.begin() + end}, {t.values.begin() + begin, t.values.begin() + end}};
            std::int64_t added = 0;
            bool altered = false;
            out = mergeColumns(out, piece, added, altered);
        }
    }
    return out;
}

} // namespace vedette
