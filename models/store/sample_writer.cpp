#include "models/store/sample_writer.h"

#include "models/base/log.h"
#include "models/store/record_packing.h"

#include <algorithm>
#include <numeric>

namespace vedette {

namespace {

constexpr std::size_t kSealAtOnce = 32;
constexpr std::int64_t kSealInCommit = 65'536; ///< samples of the tail that a commit may seal itself
constexpr std::int64_t kTailSamples = 6'000'000;
constexpr std::size_t kTailRows = 40'000;
constexpr std::int64_t kLastTime = 253'402'300'799'999; ///< end of 9999

bool isTime(std::int64_t t) { return t >= 0 && t <= kLastTime; }

template <class T> T& slotOf(std::vector<T>& all, std::int64_t id, T none)
{
    if (id >= static_cast<std::int64_t>(all.size()))
        all.resize(static_cast<std::size_t>(id) + 1, none);
    return all[static_cast<std::size_t>(id)];
}

} // namespace

Status SampleWriter::load()
{
    m_book.clear();
    m_tail.clear();
    m_byFingerprint.clear();
    m_next.clear();
    m_newest.clear();
    m_sealing.clear();
    m_sealUpTo = m_sealedNewest = m_dropAfter = 0;
    m_seriesKnown = -1;
    m_mayTend = true;
    VEDETTE_TRY(m_book.readNew(*m_db));
    auto series = m_db->prepare("SELECT id, fingerprint FROM series");
    auto spans = m_db->prepare("SELECT series, last FROM spans");
    auto rows = m_db->prepare("SELECT id, bytes FROM tail ORDER BY id");
    if (!series.ok() || !spans.ok() || !rows.ok())
        return !series.ok() ? series.error() : !spans.ok() ? spans.error() : rows.error();
    const auto each = [](Statement& statement, const auto& row) -> Status {
        for (;;) {
            auto more = statement.step();
            if (!more.ok())
                return more.error();
            if (!*more)
                return Done{};
            VEDETTE_TRY(row(statement));
        }
    };
    VEDETTE_TRY(each(*series, [&](const Statement& s) -> Status {
        m_byFingerprint.emplace(static_cast<std::uint64_t>(s.integer(1)), s.integer(0));
        return Done{};
    }));
    VEDETTE_TRY(each(*spans, [&](const Statement& s) -> Status {
        if (m_book.has(s.integer(0)))
            slotOf<std::int64_t>(m_newest, s.integer(0), -1) = s.integer(1);
        m_sealedNewest = std::max(m_sealedNewest, s.integer(1));
        return Done{};
    }));
    return each(*rows, [&](const Statement& s) -> Status {
        const auto number = s.integer(0);
        std::int64_t base = 0;
        auto row = decodeTail(s.blob(1), [&](std::int64_t back) { return m_tail.row(base = number - back); });
        if (!row.ok())
            return row.error();
        for (std::size_t i = 0; i < row->ids->size(); ++i) {
            auto& newest = slotOf<std::int64_t>(m_newest, (*row->ids)[i], -1);
            newest = std::max(newest, row->time(i));
        }
        m_tail.append(number, std::move(row).value(), base);
        return Done{};
    });
}

Result<std::int64_t> SampleWriter::seriesId(const Labels& labels, std::int64_t before)
{
    // Answers of one question list the same series in the same order: the one that followed last time follows again.
    if (before >= 0) {
        const auto guess = slotOf<std::int64_t>(m_next, before, -1);
        if (guess >= 0 && m_book.equals(guess, labels))
            return guess;
    }
    const auto fingerprint = labels.fingerprint();
    const auto [first, last] = m_byFingerprint.equal_range(fingerprint);
    std::int64_t id = -1;
    for (auto it = first; it != last && id < 0; ++it) {
        if (m_book.equals(it->second, labels))
            id = it->second;
    }
    if (id < 0) {
        VEDETTE_TRY(prepared(m_insertSeries, "INSERT INTO series(id, fingerprint, labels) VALUES(?1, ?2, ?3)"));
        const auto bytes = packRecord(labels);
        id = m_book.nextId();
        if (id < 0) {
            m_refused = true;
            return std::int64_t{-1};
        }
        auto row = m_book.stored(*m_db, bytes);
        if (!row.ok())
            return row.error();
        VEDETTE_TRY(m_insertSeries.bind(1, id).bind(2, static_cast<std::int64_t>(fingerprint)).bindBlob(3, *row).run());
        m_book.add(id, bytes);
        m_byFingerprint.emplace(fingerprint, id);
    }
    if (before >= 0)
        slotOf<std::int64_t>(m_next, before, -1) = id;
    return id;
}

Result<bool> SampleWriter::stored(std::int64_t series, std::int64_t time, double& value)
{
    if (m_tail.find(series, time, value))
        return true;
    if (m_seriesKnown != series || m_dayKnown != time / kDayMs) {
        if (!m_shelfBegun)
            VEDETTE_TRY(m_shelf.begin(true));
        m_shelfBegun = true;
        m_known = {};
        m_seriesKnown = series;
        m_dayKnown = time / kDayMs;
        VEDETTE_TRY(m_shelf.samples(series, m_dayKnown, m_dayKnown * kDayMs, (m_dayKnown + 1) * kDayMs, m_known));
    }
    const auto at = std::lower_bound(m_known.times.begin(), m_known.times.end(), time);
    if (at == m_known.times.end() || *at != time)
        return false;
    value = m_known.values[static_cast<std::size_t>(at - m_known.times.begin())];
    return true;
}

Status SampleWriter::addPending(Pending& pending, std::int64_t series, std::int64_t time, double value)
{
    auto& newest = slotOf<std::int64_t>(m_newest, series, -1);
    bool isNew = true;
    if (time > newest) {
        newest = time;
    } else {
        double known = 0;
        auto there = stored(series, time, known);
        if (!there.ok())
            return there.error();
        isNew = !*there;
        if (!isNew && sameBits(known, value) && !pending.rewritten.contains(series))
            return Done{};
        pending.rewritten.insert(series);
    }
    pending.ids.push_back(series);
    pending.times.push_back(time);
    pending.values.push_back(value);
    pending.isNew.push_back(isNew ? 1 : 0);
    return Done{};
}

Result<std::int64_t> SampleWriter::store(const std::vector<SeriesSamples>& batch)
{
    if (batch.empty())
        return std::int64_t{0};
    const ShelfUse use{m_shelf};
    m_shelfBegun = false;
    m_seriesKnown = -1;
    std::int64_t added = 0;
    Pending pending;
    pending.ids.reserve(batch.size());
    pending.times.reserve(batch.size());
    pending.values.reserve(batch.size());
    pending.isNew.reserve(batch.size());
    const bool bulk = std::any_of(batch.begin(), batch.end(), [](const SeriesSamples& each) { return each.times.size() >= kSealAtOnce; });
    if (bulk) {
        VEDETTE_TRY(storeBulk(batch, pending, added));
    } else {
        std::int64_t before = 0; // no series has the id 0: what begins a batch follows it
        for (const auto& each : batch) {
            const auto n = std::min(each.times.size(), each.values.size());
            if (n == 0)
                continue;
            auto id = seriesId(each.labels, before);
            if (!id.ok())
                return id.error();
            if (*id < 0)
                continue;
            before = *id;
            for (std::size_t i = 0; i < n; ++i) {
                if (const auto t = toMs(each.times[i]); isTime(t))
                    VEDETTE_TRY(addPending(pending, *id, t, each.values[i]));
            }
        }
    }
    if (!pending.ids.empty())
        VEDETTE_TRY(appendTail(pending, added));
    VEDETTE_TRY(m_book.writeLast(*m_db));
    if (m_refused && !m_told)
        logWarning("the cache holds 16 million series and takes no more");
    m_told = m_refused;
    m_refused = false;
    m_mayTend = true;
    return added;
}

Status SampleWriter::storeBulk(const std::vector<SeriesSamples>& batch, Pending& pending, std::int64_t& added)
{
    std::vector<std::pair<std::int64_t, const SeriesSamples*>> parts; // by series; those of one series in their order
    parts.reserve(batch.size());
    std::int64_t before = 0;
    for (const auto& each : batch) {
        if (each.times.empty() || each.values.empty())
            continue;
        auto id = seriesId(each.labels, before);
        if (!id.ok())
            return id.error();
        if (*id >= 0)
            parts.emplace_back(before = *id, &each);
    }
    const auto less = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::is_sorted(parts.begin(), parts.end(), less))
        std::stable_sort(parts.begin(), parts.end(), less);
    SampleColumns columns;
    for (auto part = parts.begin(); part != parts.end();) {
        const auto id = part->first;
        columns.times.clear();
        columns.values.clear();
        for (; part != parts.end() && part->first == id; ++part) {
            const auto& [_, from] = *part;
            const auto n = std::min(from->times.size(), from->values.size());
            for (std::size_t i = 0; i < n; ++i) {
                if (const auto t = toMs(from->times[i]); isTime(t))
                    columns.push(t, from->values[i]);
            }
        }
        columns = ordered(std::move(columns));
        VEDETTE_TRY(storeColumns(id, columns, pending, added));
    }
    m_bulkAt = newest();
    m_repackAfter = 0;
    return Done{};
}

Status SampleWriter::storeColumns(std::int64_t series, const SampleColumns& samples, Pending& pending, std::int64_t& added)
{
    if (samples.size() < kSealAtOnce) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            VEDETTE_TRY(addPending(pending, series, samples.times[i], samples.values[i]));
        return Done{};
    }
    // What is not newer than everything known of the series is compared with it first.
    const auto newest = slotOf<std::int64_t>(m_newest, series, -1);
    const auto fresh = static_cast<std::size_t>(std::upper_bound(samples.times.begin(), samples.times.end(), newest) - samples.times.begin());
    SampleColumns changed;
    const SampleColumns* all = &samples;
    if (fresh > 0) {
        for (std::size_t i = 0; i < fresh; ++i) {
            const auto t = samples.times[i];
            const auto v = samples.values[i];
            double known = 0;
            // What the tail holds wins over chunks: what differs from it goes there too.
            if (m_tail.find(series, t, known)) {
                if (!sameBits(known, v))
                    VEDETTE_TRY(addPending(pending, series, t, v));
                continue;
            }
            auto there = stored(series, t, known);
            if (!there.ok())
                return there.error();
            if (*there && sameBits(known, v))
                continue;
            added += *there ? 0 : 1;
            changed.push(t, v);
        }
        const auto from = static_cast<std::ptrdiff_t>(fresh);
        changed.times.insert(changed.times.end(), samples.times.begin() + from, samples.times.end());
        changed.values.insert(changed.values.end(), samples.values.begin() + from, samples.values.end());
        all = &changed;
    }
    if (all->empty())
        return Done{};
    added += static_cast<std::int64_t>(samples.size() - fresh);
    for (std::size_t from = 0; from < all->size();) {
        const auto day = all->times[from] / kDayMs;
        const auto to = static_cast<std::size_t>(std::lower_bound(all->times.begin() + static_cast<std::ptrdiff_t>(from), all->times.end(), (day + 1) * kDayMs) - all->times.begin());
        const std::span<const std::int64_t> times(all->times.data() + from, to - from);
        VEDETTE_TRY(putChunk(series, day, times, {all->values.data() + from, to - from}, newest >= day * kDayMs));
        from = to;
    }
    m_seriesKnown = -1;
    slotOf<std::int64_t>(m_newest, series, -1) = std::max(newest, all->times.back());
    return widenSpan(series, all->times.front(), all->times.back());
}

Status SampleWriter::putChunk(std::int64_t series, std::int64_t day, std::span<const std::int64_t> times, std::span<const double> values, bool there)
{
    SampleColumns merged;
    if (there) {
        VEDETTE_TRY(prepared(m_selectChunk, "SELECT bytes FROM chunks WHERE id=?1"));
        auto row = m_selectChunk.bind(1, chunkKey(day, series)).step();
        auto known = row.ok() && *row ? decodeChunk(m_selectChunk.blob(0)) : Result<SampleColumns>(SampleColumns{});
        m_selectChunk.reset();
        if (!row.ok() || !known.ok())
            return row.ok() ? known.error() : row.error();
        if (!known->empty()) {
            std::int64_t added = 0;
            bool altered = false;
            merged = mergeColumns(*known, {{times.begin(), times.end()}, {values.begin(), values.end()}}, added, altered);
            if (!altered)
                return Done{};
            times = merged.times;
            values = merged.values;
        }
    }
    if (times.size() > kMaxChunkSamples)
        return makeError(ErrorKind::store, "a series has more than 2 million samples in one day");
    VEDETTE_TRY(prepared(m_insertChunk, "INSERT OR REPLACE INTO chunks(id, first, last, count, bytes) VALUES(?1, ?2, ?3, ?4, ?5)"));
    m_insertChunk.bind(1, chunkKey(day, series)).bind(2, times.front()).bind(3, times.back());
    return m_insertChunk.bind(4, static_cast<std::int64_t>(times.size())).bindBlob(5, m_packer.chunk(times, values)).run();
}

Status SampleWriter::prepared(Statement& statement, const char* sql)
{
    if (statement.isPrepared())
        return Done{};
    auto made = m_db->prepare(sql);
    if (!made.ok())
        return made.error();
    statement = std::move(made).value();
    return Done{};
}

Status SampleWriter::widenSpan(std::int64_t series, std::int64_t first, std::int64_t last)
{
    m_sealedNewest = std::max(m_sealedNewest, last);
    VEDETTE_TRY(prepared(m_putSpan, "INSERT INTO spans(series, first, last) VALUES(?1, ?2, ?3)"
                                    " ON CONFLICT(series) DO UPDATE SET first=min(first, ?2), last=max(last, ?3)"));
    return m_putSpan.bind(1, series).bind(2, first).bind(3, last).run();
}

Status SampleWriter::appendTail(Pending& pending, std::int64_t& added)
{
    const auto n = pending.ids.size();
    const auto before = [&](std::size_t a, std::size_t b) {
        return pending.ids[a] != pending.ids[b] ? pending.ids[a] < pending.ids[b] : pending.times[a] < pending.times[b];
    };
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    if (!std::is_sorted(order.begin(), order.end(), before))
        std::stable_sort(order.begin(), order.end(), before);
    TailRow row;
    std::vector<std::int64_t> ids;
    ids.reserve(n);
    row.times.reserve(n);
    row.values.reserve(n);
    bool counted = false;
    for (const auto i : order) {
        const bool again = !ids.empty() && ids.back() == pending.ids[i] && row.times.back() == pending.times[i];
        if (again) {
            row.values.back() = pending.values[i];
        } else {
            ids.push_back(pending.ids[i]);
            row.times.push_back(pending.times[i]);
            row.values.push_back(pending.values[i]);
            counted = false;
        }
        if (pending.isNew[i] != 0 && !counted) {
            ++added;
            counted = true;
        }
    }
    const auto first = *std::min_element(row.times.begin(), row.times.end());
    const auto last = *std::max_element(row.times.begin(), row.times.end());
    if (first == last)
        row.times.assign(1, first);
    const auto base = m_tail.rowOf(ids);
    row.ids = std::make_shared<const std::vector<std::int64_t>>(std::move(ids));
    if (!m_insertTail.isPrepared()) {
        auto insert = m_db->prepare("INSERT INTO tail(id, first, last, count, bytes) VALUES(?1, ?2, ?3, ?4, ?5)");
        if (!insert.ok())
            return insert.error();
        m_insertTail = std::move(insert).value();
    }
    // Numbers follow on each other as long as there is a tail; that of the first one is SQLite's, which gives none out twice.
    const auto number = m_tail.lastNumber() + 1;
    const auto bytes = encodeTail(row, m_tail.row(base), base > 0 ? number - base : 0);
    m_insertTail.bind(1, m_tail.empty() ? std::nullopt : std::optional(number)).bind(2, first).bind(3, last).bind(4, static_cast<std::int64_t>(row.ids->size()));
    VEDETTE_TRY(m_insertTail.bindBlob(5, bytes).run());
    m_tail.append(m_db->lastRowId(), std::move(row), base);
    const bool small = m_tail.samples() <= kSealInCommit && m_tail.rows() <= kTailRows / 8;
    const bool large = m_tail.samples() > kTailSamples || m_tail.rows() > kTailRows;
    if (const auto due = dueRow(); due > 0 && (small || large)) {
        beginSealing(due);
        VEDETTE_TRY(sealGroups(SIZE_MAX));
    }
    return large ? seal() : Status(Done{});
}

Result<bool> SampleWriter::dropEmptySeries(std::int64_t cutoff)
{
    constexpr int kPiece = 400;
    auto select = m_db->prepare("SELECT series FROM spans WHERE series>?1 AND last<?2 ORDER BY series LIMIT " + std::to_string(kPiece));
    if (!select.ok())
        return select.error();
    select->bind(1, m_dropAfter).bind(2, cutoff);
    std::vector<std::int64_t> old;
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        old.push_back(select->integer(0));
    }
    auto dropSpan = m_db->prepare("DELETE FROM spans WHERE series=?1");
    auto dropSeries = m_db->prepare("DELETE FROM series WHERE id=?1");
    if (!dropSpan.ok() || !dropSeries.ok())
        return dropSpan.ok() ? dropSeries.error() : dropSpan.error();
    for (const auto id : old) {
        if (slotOf<std::int64_t>(m_newest, id, -1) >= cutoff)
            continue; // the tail has newer ones
        if (id == m_book.greatest()) // else its number would be given to the next one, which readers then do not see
            VEDETTE_TRY(m_book.writeLast(*m_db, true));
        VEDETTE_TRY(dropSpan->bind(1, id).run());
        VEDETTE_TRY(dropSeries->bind(1, id).run());
        if (m_book.has(id)) {
            const auto [first, last] = m_byFingerprint.equal_range(m_book.labels(id).fingerprint());
            for (auto it = first; it != last; ++it) {
                if (it->second == id) {
                    m_byFingerprint.erase(it);
                    break;
                }
            }
        }
        m_book.forget(id);
        m_newest[static_cast<std::size_t>(id)] = -1;
    }
    const bool more = old.size() >= kPiece;
    m_dropAfter = more ? old.back() : 0;
    return more;
}

} // namespace vedette
