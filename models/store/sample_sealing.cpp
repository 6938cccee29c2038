#include "models/store/rollup_codec.h"
#include "models/store/sample_writer.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::int64_t kLateness = 180'000;       ///< a slot is sealed this long after its end, so that most of what comes late is there
constexpr std::int64_t kJoinAfter = 28'800'000;   ///< the end of a day: what is looked at most, the last hours, is quickest to read from blocks
constexpr std::int64_t kBulkQuiet = 600'000;      ///< live time without bulk samples before their days are joined
constexpr int kPieceChunks = 16;
constexpr std::size_t kPieceGroups = 4;
constexpr std::size_t kPieceSamples = 20'000; ///< more only where a single group has more
/// The tail, whatever its slot: the writer and every reader hold it in memory, some 400 bytes a row, 9 or 17 a sample.
constexpr std::size_t kMostRows = 4'096;
constexpr std::int64_t kMostSamples = 2'000'000;

std::uint8_t lowOf(std::int64_t series) { return static_cast<std::uint8_t>(series & (kGroupSeries - 1)); }

SampleColumns cut(const SampleColumns& samples, std::size_t from, std::size_t to)
{
    const auto b = static_cast<std::ptrdiff_t>(from);
    const auto e = static_cast<std::ptrdiff_t>(to);
    return {{samples.times.begin() + b, samples.times.begin() + e}, {samples.values.begin() + b, samples.values.begin() + e}};
}

std::size_t indexOf(const SampleColumns& samples, std::int64_t time)
{
    return static_cast<std::size_t>(std::lower_bound(samples.times.begin(), samples.times.end(), time) - samples.times.begin());
}

/// First, last and number of samples over the columns of a row.
struct Extent {
    std::int64_t first = INT64_MAX;
    std::int64_t last = -1;
    std::int64_t count = 0;
    void add(const SampleColumns& samples)
    {
        first = std::min(first, samples.times.front());
        last = std::max(last, samples.times.back());
        count += static_cast<std::int64_t>(samples.size());
    }
};

Status putRow(Statement& put, std::int64_t key, const Extent& extent, const std::string& bytes)
{
    return put.bind(1, key).bind(2, extent.first).bind(3, extent.last).bind(4, extent.count).bindBlob(5, bytes).run();
}

/// Everything a block or segment holds, by series.
Status takeRow(std::string_view row, std::int64_t group, std::map<std::int64_t, SampleColumns>& into)
{
    auto head = parseSegmentHead(row);
    if (!head.ok())
        return head.error();
    if (head->length > row.size())
        return makeError(ErrorKind::store, "stored samples are damaged");
    for (const auto& entry : head->entries) {
        auto samples = unpackSegmentValues(*head, entry, row.substr(entry.valuesAt, entry.valuesLength));
        if (!samples.ok())
            return samples.error();
        auto& known = into[(group << kGroupBits) | entry.low];
        if (known.empty() || known.times.back() < samples->times.front()) {
            known.times.insert(known.times.end(), samples->times.begin(), samples->times.end());
            known.values.insert(known.values.end(), samples->values.begin(), samples->values.end());
        } else {
            std::int64_t added = 0;
            bool altered = false;
            known = mergeColumns(known, *samples, added, altered);
        }
    }
    return Done{};
}

} // namespace

std::int64_t SampleWriter::dueRow() const
{
    const auto newest = m_tail.newestFirst();
    const auto slot = newest / kSlotMs * kSlotMs;
    const auto due = m_tail.lastBefore(newest - slot >= kLateness ? slot : slot - kSlotMs);
    return due > 0 || (m_tail.rows() <= kMostRows && m_tail.samples() <= kMostSamples) ? due : m_tail.lastNumber();
}

void SampleWriter::beginSealing(std::int64_t upTo)
{
    m_sealing = m_tail.groups(upTo);
    std::reverse(m_sealing.begin(), m_sealing.end());
    m_sealUpTo = upTo;
    m_groupsAPiece = std::clamp<std::size_t>(kPieceSamples * m_sealing.size() / static_cast<std::size_t>(std::max<std::int64_t>(m_tail.samples(), 1)), 1, kPieceGroups);
}

Status SampleWriter::sealGroups(std::size_t groups)
{
    const ShelfUse use{m_shelf};
    VEDETTE_TRY(m_shelf.begin(true));
    for (; groups > 0 && !m_sealing.empty(); --groups) {
        VEDETTE_TRY(sealGroup(m_sealing.back()));
        m_sealing.pop_back();
    }
    if (!m_sealing.empty())
        return Done{};
    VEDETTE_TRY(m_db->exec("DELETE FROM tail WHERE id<=" + std::to_string(m_sealUpTo)));
    auto rewrite = m_db->prepare("UPDATE tail SET bytes=?2 WHERE id=?1");
    if (!rewrite.ok())
        return rewrite.error();
    for (const auto& [number, row] : m_tail.standAlone(m_sealUpTo)) {
        const auto bytes = encodeTail(*row);
        VEDETTE_TRY(rewrite->bind(1, number).bindBlob(2, bytes).run());
    }
    m_tail.dropUpTo(m_sealUpTo);
    m_sealUpTo = 0;
    m_seriesKnown = -1;
    return Done{};
}

Status SampleWriter::sealGroup(std::int64_t group)
{
    std::map<std::int64_t, std::map<std::int64_t, SampleColumns>> slots;
    const auto all = m_tail.groupColumns(group, m_sealUpTo);
    for (std::int64_t low = 0; low < kGroupSeries; ++low) {
        const auto series = (group << kGroupBits) | low;
        const auto& samples = all[static_cast<std::size_t>(low)];
        if (samples.empty())
            continue;
        VEDETTE_TRY(widenSpan(series, samples.times.front(), samples.times.back()));
        for (std::size_t from = 0; from < samples.size();) {
            const auto slot = samples.times[from] / kSlotMs;
            const auto to = indexOf(samples, (slot + 1) * kSlotMs);
            const auto day = slot / kDaySlots;
            auto piece = cut(samples, from, to);
            from = to;
            auto joined = m_shelf.hasSegment(group, day);
            auto chunk = m_shelf.chunk(series, day);
            if (!joined.ok() || !chunk.ok())
                return joined.ok() ? chunk.error() : joined.error();
            // What a chunk covers goes there, for it is read over blocks; so does all that comes after its day was joined.
            const auto late = *joined ? piece.size() : chunk->empty() ? 0 : indexOf(piece, chunk->times.back() + 1);
            if (late > 0)
                VEDETTE_TRY(putChunk(series, day, {piece.times.data(), late}, {piece.values.data(), late}, true));
            if (late < piece.size())
                slots[slot][series] = late == 0 ? std::move(piece) : cut(piece, late, piece.size());
        }
    }
    for (const auto& [slot, series] : slots)
        VEDETTE_TRY(putBlock(slot, group, series));
    return Done{};
}

Status SampleWriter::putBlock(std::int64_t slot, std::int64_t group, const std::map<std::int64_t, SampleColumns>& series)
{
    auto select = m_db->prepare("SELECT first, last, count, bytes FROM blocks WHERE id=?1");
    auto put = m_db->prepare("INSERT OR REPLACE INTO blocks(id, first, last, count, bytes) VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!select.ok() || !put.ok())
        return select.ok() ? put.error() : select.error();
    auto there = select->bind(1, groupKey(slot, group)).step();
    if (!there.ok())
        return there.error();
    Extent extent;
    SegmentBuilder builder;
    bool differs = false;
    const auto* rest = &series;
    std::map<std::int64_t, SampleColumns> merged;
    if (*there) {
        const auto row = select->blob(3);
        auto head = parseSegmentHead(row);
        if (!head.ok())
            return head.error();
        if (head->length > row.size())
            return makeError(ErrorKind::store, "stored samples are damaged");
        extent = {select->integer(0), select->integer(1), select->integer(2)};
        merged = series;
        rest = &merged;
        for (const auto& entry : head->entries) {
            const auto mine = merged.find((group << kGroupBits) | entry.low);
            if (mine == merged.end()) {
                builder.addPacked(entry.low, *head, entry, row);
                continue;
            }
            auto known = unpackSegmentValues(*head, entry, row.substr(entry.valuesAt, entry.valuesLength));
            if (!known.ok())
                return known.error();
            std::int64_t added = 0;
            bool altered = false;
            mine->second = mergeColumns(*known, mine->second, added, altered);
            extent.count -= static_cast<std::int64_t>(known->size());
            differs = differs || altered;
        }
        differs = differs || merged.size() + builder.size() > head->entries.size();
    }
    // A slot that goes on is packed anew soon.
    const auto packing = newest() >= (slot + 1) * kSlotMs ? SegmentPacking::coded : SegmentPacking::quick;
    for (const auto& [id, samples] : *rest) {
        if (samples.size() > kMaxChunkSamples)
            return makeError(ErrorKind::store, "a series has more than 2 million samples in two hours");
        extent.add(samples);
        builder.add(lowOf(id), samples, packing);
    }
    select->reset();
    return *there && !differs ? Status(Done{}) : putRow(*put, groupKey(slot, group), extent, builder.bytes());
}

Status SampleWriter::seal()
{
    if (m_tail.empty())
        return Done{};
    beginSealing(m_tail.lastNumber());
    return sealGroups(SIZE_MAX);
}

Result<bool> SampleWriter::tend()
{
    if (m_sealUpTo == 0) {
        if (const auto due = dueRow(); due > 0)
            beginSealing(due);
    }
    if (m_sealUpTo > 0) {
        VEDETTE_TRY(sealGroups(m_groupsAPiece));
        return true;
    }
    m_mayTend = true;
    auto more = joinNext();
    if (more.ok() && !*more)
        more = repackNext();
    if (more.ok())
        m_mayTend = *more;
    return more;
}

bool SampleWriter::bulkGoesOn() const { return m_bulkAt > 0 && newest() < m_bulkAt + kBulkQuiet; }

/// A commit packs a bulk quickly. Days that are over become segments; the chunks of those that go on are packed anew here.
Result<bool> SampleWriter::repackNext()
{
    if (m_repackAfter == kAllSmall || bulkGoesOn())
        return false;
    auto select = m_db->prepare("SELECT id, bytes FROM chunks WHERE id>?1 ORDER BY id LIMIT " + std::to_string(kPieceChunks));
    auto put = m_db->prepare("UPDATE chunks SET bytes=?2 WHERE id=?1");
    if (!select.ok() || !put.ok())
        return select.ok() ? put.error() : select.error();
    select->bind(1, m_repackAfter);
    m_repackAfter = kAllSmall;
    std::vector<std::pair<std::int64_t, std::string>> smaller;
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        m_repackAfter = select->integer(0);
        const auto samples = decodeChunk(select->blob(1)); // a damaged one is told where it is read
        if (auto bytes = samples.ok() ? encodeChunk(*samples) : std::string(); samples.ok() && bytes.size() < select->blob(1).size())
            smaller.emplace_back(m_repackAfter, std::move(bytes));
    }
    select->reset();
    for (const auto& [key, bytes] : smaller)
        VEDETTE_TRY(put->bind(1, key).bindBlob(2, bytes).run());
    return m_repackAfter != kAllSmall;
}

Status SampleWriter::sealAndJoin()
{
    VEDETTE_TRY(seal());
    bulkIsOver();
    m_repackAfter = 0;
    for (;;) {
        auto more = tend();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
    }
}

Result<bool> SampleWriter::joinNext()
{
    const auto finished = (newest() - kJoinAfter) / kDayMs; // days before this one
    auto block = m_db->integer("SELECT id FROM blocks WHERE id<" + std::to_string(groupKey(finished * kDaySlots, 0)) + " ORDER BY id LIMIT 1");
    if (!block.ok())
        return block.error();
    if (*block) {
        VEDETTE_TRY(joinGroup(spanOfGroupKey(**block) / kDaySlots, groupOfGroupKey(**block)));
        return true;
    }
    if (bulkGoesOn())
        return false;
    auto chunk = m_db->integer("SELECT id FROM chunks WHERE id<" + std::to_string(chunkKey(finished, 0)) + " ORDER BY id LIMIT 1");
    if (!chunk.ok())
        return chunk.error();
    if (*chunk)
        VEDETTE_TRY(joinGroup(**chunk >> kSeriesBits, groupOf(**chunk & ((std::int64_t{1} << kSeriesBits) - 1))));
    return chunk->has_value();
}

Status SampleWriter::joinGroup(std::int64_t day, std::int64_t group)
{
    std::map<std::int64_t, SampleColumns> all;
    auto segment = m_db->prepare("SELECT bytes FROM segments WHERE id=?1");
    auto block = m_db->prepare("SELECT bytes FROM blocks WHERE id=?1");
    auto chunks = m_db->prepare("SELECT id, bytes FROM chunks WHERE id>=?1 AND id<?2 ORDER BY id");
    auto put = m_db->prepare("INSERT OR REPLACE INTO segments(id, first, last, count, bytes) VALUES(?1, ?2, ?3, ?4, ?5)");
    for (auto* statement : {&segment, &block, &chunks, &put}) {
        if (!statement->ok())
            return statement->error();
    }
    const auto take = [&](Statement& statement, std::int64_t key) -> Status {
        auto there = statement.bind(1, key).step();
        Status done = !there.ok() ? Status(there.error()) : *there ? takeRow(statement.blob(0), group, all) : Status(Done{});
        statement.reset();
        return done;
    };
    VEDETTE_TRY(take(*segment, groupKey(day, group)));
    std::string blockKeys;
    for (auto slot = day * kDaySlots; slot < (day + 1) * kDaySlots; ++slot) {
        VEDETTE_TRY(take(*block, groupKey(slot, group)));
        blockKeys += (blockKeys.empty() ? "" : ",") + std::to_string(groupKey(slot, group));
    }
    const auto firstChunk = chunkKey(day, group << kGroupBits);
    const auto endChunk = firstChunk + kGroupSeries;
    chunks->bind(1, firstChunk).bind(2, endChunk);
    for (;;) {
        auto more = chunks->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        auto late = decodeChunk(chunks->blob(1));
        if (!late.ok())
            return late.error();
        auto& known = all[chunks->integer(0) & ((std::int64_t{1} << kSeriesBits) - 1)];
        std::int64_t added = 0;
        bool altered = false;
        known = mergeColumns(known, *late, added, altered);
    }
    chunks->reset();
    SegmentBuilder builder;
    Extent extent;
    for (const auto& [series, samples] : all) {
        if (samples.size() > kMaxChunkSamples)
            return makeError(ErrorKind::store, "a series has more than 2 million samples in one day");
        extent.add(samples);
        builder.add(lowOf(series), samples, SegmentPacking::smallest, packRollup(samples));
    }
    if (!builder.empty())
        VEDETTE_TRY(putRow(*put, groupKey(day, group), extent, builder.bytes()));
    VEDETTE_TRY(m_db->exec("DELETE FROM blocks WHERE id IN (" + blockKeys + ")"));
    m_seriesKnown = -1;
    return m_db->exec("DELETE FROM chunks WHERE id>=" + std::to_string(firstChunk) + " AND id<" + std::to_string(endChunk));
}

} // namespace vedette
