#include "models/store/sample_reader.h"

#include "models/store/rollup_codec.h"
#include "models/store/sample_keys.h"

#include <algorithm>

namespace vedette {

namespace {

/// Lets the shelf go before the transaction ends.
struct ShelfUse {
    SampleShelf& shelf;
    ~ShelfUse() { shelf.end(); }
};

/// A chart looks the same as long as a bin is not wider than three of its columns.
constexpr std::int64_t kColumnsABin = 3;

Status prepareOnce(Statement& statement, const Database& db, const char* sql)
{
    if (statement.isPrepared())
        return Done{};
    auto prepared = db.prepare(sql);
    if (!prepared.ok())
        return prepared.error();
    statement = std::move(prepared).value();
    return Done{};
}

} // namespace

Status SampleReader::refresh()
{
    VEDETTE_TRY(prepareOnce(m_version, *m_db, "PRAGMA data_version"));
    auto row = m_version.step();
    if (!row.ok())
        return row.error();
    const auto version = m_version.integer(0);
    m_version.reset();
    const bool changed = version != m_seen;
    m_seen = -1;
    VEDETTE_TRY(m_shelf.begin(changed));
    if (changed) {
        VEDETTE_TRY(m_book.readNew(*m_db));
        VEDETTE_TRY(refreshTail());
    }
    m_seen = version;
    return Done{};
}

Status SampleReader::refreshTail()
{
    auto firstRow = m_db->integer("SELECT min(id) FROM tail");
    if (!firstRow.ok())
        return firstRow.error();
    m_tail.dropUpTo(*firstRow ? **firstRow - 1 : INT64_MAX);
    auto rows = m_db->prepare("SELECT id, bytes FROM tail WHERE id > ?1 ORDER BY id");
    if (!rows.ok())
        return rows.error();
    rows->bind(1, m_tail.lastNumber());
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        const auto number = rows->integer(0);
        auto row = decodeTail(rows->blob(1), [&](std::int64_t back) { return m_tail.row(number - back); });
        if (!row.ok())
            return row.error();
        m_tail.append(number, std::move(row).value(), 0);
    }
}

Result<std::vector<SampleReader::Entry>> SampleReader::series(const Matchers& matchers)
{
    const ShelfUse use{m_shelf};
    VEDETTE_TRY(refresh());
    auto spans = m_db->prepare("SELECT series, first, last FROM spans ORDER BY series");
    if (!spans.ok())
        return spans.error();
    std::vector<Entry> out;
    const auto put = [&](std::int64_t id, std::int64_t first, std::int64_t last) {
        if (!m_book.has(id) || !m_book.matches(id, matchers))
            return;
        std::int64_t tailFirst = 0;
        std::int64_t tailLast = 0;
        if (m_tail.span(id, tailFirst, tailLast)) {
            first = first == INT64_MAX ? tailFirst : first; // the tail remembers what retention may have taken since
            last = std::max(last, tailLast);
        }
        if (first <= last)
            out.push_back({id, m_book.labels(id), timeFromMs(first), timeFromMs(last)});
    };
    std::int64_t next = 0;
    for (;;) {
        auto more = spans->step();
        if (!more.ok())
            return more.error();
        const auto id = *more ? spans->integer(0) : m_book.greatest() + 1;
        for (; next < id; ++next)
            put(next, INT64_MAX, -1); // only in the tail
        if (!*more)
            return out;
        put(id, spans->integer(1), spans->integer(2));
        next = id + 1;
    }
}

Result<Labels> SampleReader::labels(std::int64_t id)
{
    const ShelfUse use{m_shelf};
    VEDETTE_TRY(refresh());
    if (!m_book.has(id))
        return makeError(ErrorKind::notFound, "no series " + std::to_string(id) + " in the cache");
    return m_book.labels(id);
}

Result<bool> SampleReader::sealedDays(std::int64_t id, std::int64_t from, std::int64_t to, std::int64_t& firstDay, std::int64_t& lastDay)
{
    VEDETTE_TRY(prepareOnce(m_span, *m_db, "SELECT first, last FROM spans WHERE series=?1"));
    auto more = m_span.bind(1, id).step();
    if (more.ok() && *more) {
        firstDay = std::max(from, m_span.integer(0)) / kDayMs;
        lastDay = std::min(to - 1, m_span.integer(1)) / kDayMs;
    }
    m_span.reset();
    return more;
}

Status SampleReader::appendSamples(std::int64_t id, std::int64_t from, std::int64_t to, SampleColumns& out)
{
    std::int64_t firstDay = 0;
    std::int64_t lastDay = 0;
    auto sealed = sealedDays(id, from, to, firstDay, lastDay);
    if (!sealed.ok())
        return sealed.error();
    SampleColumns piece;
    for (auto day = firstDay; *sealed && day <= lastDay; ++day)
        VEDETTE_TRY(m_shelf.samples(id, day, from, to, piece));
    const auto tail = m_tail.columns(id, from, to);
    if (piece.empty() || tail.empty() || piece.times.back() < tail.times.front()) {
        piece.times.insert(piece.times.end(), tail.times.begin(), tail.times.end());
        piece.values.insert(piece.values.end(), tail.values.begin(), tail.values.end());
    } else {
        std::int64_t added = 0;
        bool altered = false;
        piece = mergeColumns(piece, tail, added, altered);
    }
    if (out.empty()) {
        out = std::move(piece);
    } else {
        out.times.insert(out.times.end(), piece.times.begin(), piece.times.end());
        out.values.insert(out.values.end(), piece.values.begin(), piece.values.end());
    }
    return Done{};
}

Result<SampleColumns> SampleReader::samples(std::int64_t id, TimeRange range)
{
    const ShelfUse use{m_shelf};
    VEDETTE_TRY(refresh());
    SampleColumns out;
    const auto from = std::max<std::int64_t>(toMs(range.from), 0);
    if (toMs(range.to) > from)
        VEDETTE_TRY(appendSamples(id, from, toMs(range.to), out));
    return out;
}

Result<std::vector<RollupBin>> SampleReader::rollup(std::int64_t id, TimeRange range, int columns, Millis& width)
{
    const ShelfUse use{m_shelf};
    VEDETTE_TRY(refresh());
    width = Millis{0};
    std::vector<RollupBin> out;
    const auto from = std::max<std::int64_t>(toMs(range.from), 0);
    const auto to = toMs(range.to);
    if (to <= from)
        return out;
    const auto column = (to - from) / std::max(columns, 1);
    std::int64_t wanted = 0;
    for (const auto each : kRollupWidths) {
        if (each <= kColumnsABin * column)
            wanted = each;
    }
    SampleColumns samples;
    const auto flush = [&] {
        const auto bins = wanted == 0 ? asBins(samples) : rollUp(samples, wanted);
        out.insert(out.end(), bins.begin(), bins.end());
        samples = {};
    };
    if (wanted == 0) {
        VEDETTE_TRY(appendSamples(id, from, to, samples));
        flush();
        return out;
    }
    width = Millis{wanted};
    std::int64_t firstDay = 0;
    std::int64_t lastDay = 0;
    auto sealed = sealedDays(id, from, to, firstDay, lastDay);
    if (!sealed.ok())
        return sealed.error();
    // Whole days of which nothing is open or late are read as bins; what is left is read as samples and binned.
    auto at = from;
    for (auto day = firstDay; *sealed && day <= lastDay; ++day) {
        const auto begin = day * kDayMs;
        if (begin < from || begin + kDayMs > to || m_tail.overlaps(id, begin, begin + kDayMs))
            continue;
        auto bins = m_shelf.rollup(id, day, wanted);
        if (!bins.ok())
            return bins.error();
        if (!*bins)
            continue;
        if (at < begin) {
            VEDETTE_TRY(appendSamples(id, at, begin, samples));
            flush();
        }
        out.insert(out.end(), (*bins)->begin(), (*bins)->end());
        at = begin + kDayMs;
    }
    if (at < to) {
        VEDETTE_TRY(appendSamples(id, at, to, samples));
        flush();
    }
    return out;
}

} // namespace vedette
