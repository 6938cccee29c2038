#include "models/store/sample_shelf.h"

#include "models/store/rollup_codec.h"
#include "models/store/sample_keys.h"
#include "models/store/tail_codec.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::uint64_t kHeadGuess = 1024;

Status keysOf(const Database& db, const std::string& table, std::int64_t& first, std::int64_t& last)
{
    auto least = db.integer("SELECT min(id) FROM " + table);
    auto most = db.integer("SELECT max(id) FROM " + table);
    if (!least.ok() || !most.ok())
        return least.ok() ? most.error() : least.error();
    first = least->value_or(0);
    last = most->value_or(-1);
    return Done{};
}

/// Appends what lies in the range; what is there already gives way where both have one time.
void append(SampleColumns& out, const SampleColumns& more, std::int64_t from, std::int64_t to)
{
    const auto begin = std::lower_bound(more.times.begin(), more.times.end(), from) - more.times.begin();
    const auto end = std::lower_bound(more.times.begin() + begin, more.times.end(), to) - more.times.begin();
    if (begin >= end)
        return;
    const auto cut = std::lower_bound(out.times.begin(), out.times.end(), more.times[static_cast<std::size_t>(begin)]) - out.times.begin();
    const SampleColumns over{{out.times.begin() + cut, out.times.end()}, {out.values.begin() + cut, out.values.end()}};
    const auto put = [&out](const SampleColumns& from_, std::ptrdiff_t b, std::ptrdiff_t e) {
        out.times.insert(out.times.end(), from_.times.begin() + b, from_.times.begin() + e);
        out.values.insert(out.values.end(), from_.values.begin() + b, from_.values.begin() + e);
    };
    if (over.empty()) {
        put(more, begin, end);
        return;
    }
    out.times.resize(static_cast<std::size_t>(cut));
    out.values.resize(static_cast<std::size_t>(cut));
    SampleColumns piece;
    piece.times.assign(more.times.begin() + begin, more.times.begin() + end);
    piece.values.assign(more.values.begin() + begin, more.values.begin() + end);
    std::int64_t added = 0;
    bool altered = false;
    const auto merged = mergeColumns(over, piece, added, altered);
    put(merged, 0, static_cast<std::ptrdiff_t>(merged.size()));
}

std::uint8_t lowOf(std::int64_t series) { return static_cast<std::uint8_t>(series & (kGroupSeries - 1)); }

} // namespace

Status SampleShelf::begin(bool changed)
{
    if (m_begun && !changed)
        return Done{};
    for (std::size_t i = 0; i < m_heads.size(); ++i) {
        m_heads[i].reset();
        m_blocks[i].reset();
    }
    VEDETTE_TRY(keysOf(*m_db, "blocks", m_firstSlot, m_lastSlot));
    m_firstSlot = spanOfGroupKey(m_firstSlot);
    m_lastSlot = m_lastSlot < 0 ? -1 : spanOfGroupKey(m_lastSlot);
    VEDETTE_TRY(keysOf(*m_db, "chunks", m_firstChunk, m_lastChunk));
    VEDETTE_TRY(keysOf(*m_db, "segments", m_firstSegment, m_lastSegment));
    m_begun = true;
    return Done{};
}

Result<bool> SampleShelf::find(Statement& statement, const char* sql, std::int64_t key)
{
    if (!statement.isPrepared()) {
        auto prepared = m_db->prepare(sql);
        if (!prepared.ok())
            return prepared.error();
        statement = std::move(prepared).value();
    }
    return statement.bind(1, key).step();
}

Result<bool> SampleShelf::hasSegment(std::int64_t group, std::int64_t day)
{
    const auto key = groupKey(day, group);
    if (key < m_firstSegment || key > m_lastSegment)
        return false;
    auto there = find(m_findSegment, "SELECT 1 FROM segments WHERE id=?1", key);
    m_findSegment.reset();
    return there;
}

Result<const SampleShelf::Kept*> SampleShelf::keep(std::array<std::unique_ptr<Kept>, 64>& where, std::size_t& next, std::int64_t key, std::string bytes)
{
    auto& slot = where[next];
    next = (next + 1) % where.size();
    slot = std::make_unique<Kept>();
    slot->bytes = std::move(bytes);
    auto parsed = parseSegmentHead(slot->bytes);
    if (!parsed.ok()) {
        slot.reset();
        return parsed.error();
    }
    slot->head = std::move(parsed).value();
    slot->key = key;
    return static_cast<const Kept*>(slot.get());
}

Result<const SampleShelf::Kept*> SampleShelf::segment(std::int64_t key)
{
    if (key < m_firstSegment || key > m_lastSegment)
        return static_cast<const Kept*>(nullptr);
    for (const auto& kept : m_heads) {
        if (kept && kept->key == key) {
            VEDETTE_TRY(m_segment.open(key));
            return static_cast<const Kept*>(kept.get());
        }
    }
    auto found = find(m_findSegment, "SELECT 1 FROM segments WHERE id=?1", key);
    m_findSegment.reset();
    if (!found.ok())
        return found.error();
    if (!*found)
        return static_cast<const Kept*>(nullptr);
    VEDETTE_TRY(m_segment.open(key));
    std::string bytes;
    VEDETTE_TRY(m_segment.read(0, std::min(m_segment.size(), kHeadGuess), bytes));
    if (const auto length = segmentHeadLength(bytes); length > bytes.size())
        VEDETTE_TRY(m_segment.read(0, length, bytes));
    else
        bytes.resize(static_cast<std::size_t>(length));
    return keep(m_heads, m_nextHead, key, std::move(bytes));
}

Result<const SampleShelf::Kept*> SampleShelf::block(std::int64_t key)
{
    for (const auto& kept : m_blocks) {
        if (kept && kept->key == key)
            return static_cast<const Kept*>(kept.get());
    }
    auto found = find(m_findBlock, "SELECT bytes FROM blocks WHERE id=?1", key);
    std::string bytes(found.ok() && *found ? m_findBlock.blob(0) : std::string_view{});
    m_findBlock.reset();
    if (!found.ok())
        return found.error();
    if (!*found)
        return static_cast<const Kept*>(nullptr);
    auto kept = keep(m_blocks, m_nextBlock, key, std::move(bytes));
    if (kept.ok() && (*kept)->head.length > (*kept)->bytes.size())
        return makeError(ErrorKind::store, "stored samples are damaged");
    return kept;
}

Status SampleShelf::samples(std::int64_t series, std::int64_t day, std::int64_t from, std::int64_t to, SampleColumns& out)
{
    auto ofDay = segment(groupKey(day, groupOf(series)));
    if (!ofDay.ok())
        return ofDay.error();
    if (const auto* entry = *ofDay != nullptr ? (*ofDay)->head.find(lowOf(series)) : nullptr) {
        std::string values;
        VEDETTE_TRY(m_segment.read(entry->valuesAt, entry->valuesLength, values));
        auto piece = unpackSegmentValues((*ofDay)->head, *entry, values);
        if (!piece.ok())
            return piece.error();
        append(out, *piece, from, to);
    }
    const auto firstSlot = std::max({m_firstSlot, day * kDaySlots, from / kSlotMs});
    const auto lastSlot = std::min({m_lastSlot, day * kDaySlots + kDaySlots - 1, (to - 1) / kSlotMs});
    for (auto slot = firstSlot; slot <= lastSlot; ++slot) {
        auto kept = block(groupKey(slot, groupOf(series)));
        if (!kept.ok())
            return kept.error();
        const auto* entry = *kept != nullptr ? (*kept)->head.find(lowOf(series)) : nullptr;
        if (entry == nullptr)
            continue;
        auto piece = unpackSegmentValues((*kept)->head, *entry, std::string_view((*kept)->bytes).substr(entry->valuesAt, entry->valuesLength));
        if (!piece.ok())
            return piece.error();
        append(out, *piece, from, to);
    }
    auto late = chunk(series, day);
    if (!late.ok())
        return late.error();
    append(out, *late, from, to);
    return Done{};
}

Result<SampleColumns> SampleShelf::chunk(std::int64_t series, std::int64_t day)
{
    const auto key = chunkKey(day, series);
    if (key < m_firstChunk || key > m_lastChunk)
        return SampleColumns{};
    auto there = find(m_findChunk, "SELECT bytes FROM chunks WHERE id=?1", key);
    if (!there.ok())
        return there.error();
    auto columns = *there ? decodeChunk(m_findChunk.blob(0)) : Result<SampleColumns>(SampleColumns{});
    m_findChunk.reset();
    return columns;
}

Result<std::optional<std::vector<RollupBin>>> SampleShelf::rollup(std::int64_t series, std::int64_t day, std::int64_t width)
{
    using Answer = std::optional<std::vector<RollupBin>>;
    auto late = chunk(series, day);
    if (!late.ok())
        return late.error();
    if (!late->empty() || (m_lastSlot >= day * kDaySlots && m_firstSlot < (day + 1) * kDaySlots))
        return Answer{};
    auto ofDay = segment(groupKey(day, groupOf(series)));
    if (!ofDay.ok())
        return ofDay.error();
    const auto* entry = *ofDay != nullptr ? (*ofDay)->head.find(lowOf(series)) : nullptr;
    if (entry == nullptr || entry->rollupLength == 0)
        return Answer{};
    std::string bytes;
    VEDETTE_TRY(m_segment.read(entry->rollupAt, entry->rollupLength, bytes));
    auto bins = unpackRollup(bytes, width);
    if (!bins.ok())
        return bins.error().kind == ErrorKind::notFound ? Result<Answer>(Answer{}) : bins.error();
    return Answer{std::move(bins).value()};
}

} // namespace vedette
