#include "models/store/segment_codec.h"

#include "models/store/byte_stream.h"
#include "models/store/sample_keys.h"
#include "models/store/time_packing.h"
#include "models/store/value_packing.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint64_t kMaxHead = 16ULL << 20U; ///< 64 columns of arbitrary times
constexpr int kLevel = 3;

Error notASegment() { return makeError(ErrorKind::store, "stored samples are damaged"); }

} // namespace

const SegmentEntry* SegmentHead::find(std::uint8_t low) const
{
    const auto at = std::lower_bound(entries.begin(), entries.end(), low, [](const SegmentEntry& entry, std::uint8_t wanted) { return entry.low < wanted; });
    return at != entries.end() && at->low == low ? &*at : nullptr;
}

std::uint64_t segmentHeadLength(std::string_view bytes)
{
    ByteReader in(bytes);
    const auto version = in.u8();
    const auto length = in.varint();
    if (!in.ok() || version != kVersion || length > kMaxHead)
        return 0;
    return bytes.size() - in.left() + length;
}

Result<SegmentHead> parseSegmentHead(std::string_view bytes)
{
    const auto length = segmentHeadLength(bytes);
    if (length == 0 || length > bytes.size())
        return notASegment();
    ByteReader in(bytes.substr(0, static_cast<std::size_t>(length)));
    in.u8();
    in.varint();
    SegmentHead head;
    const auto columns = in.u8();
    if (columns > kGroupSeries)
        return notASegment();
    for (unsigned i = 0; i < columns; ++i) {
        const auto count = in.varint();
        const auto text = in.text();
        if (!in.ok() || count == 0 || count > kMaxChunkSamples)
            return notASegment();
        head.columns.push_back({static_cast<std::size_t>(count), text});
    }
    const auto entries = in.u8();
    if (entries > kGroupSeries)
        return notASegment();
    int before = -1;
    for (unsigned i = 0; i < entries; ++i) {
        SegmentEntry entry;
        entry.low = in.u8();
        entry.column = in.u8();
        entry.rollupLength = in.varint();
        entry.valuesLength = in.varint();
        if (!in.ok() || entry.low <= before || entry.low >= kGroupSeries || entry.column >= columns || entry.rollupLength > kMaxHead || entry.valuesLength > (kMaxHead << 1U))
            return notASegment();
        before = entry.low;
        head.entries.push_back(entry);
    }
    if (!in.ok() || !in.atEnd())
        return notASegment();
    auto at = length;
    for (auto& entry : head.entries) {
        entry.rollupAt = at;
        at += entry.rollupLength;
    }
    for (auto& entry : head.entries) {
        entry.valuesAt = at;
        at += entry.valuesLength;
    }
    head.length = at;
    return head;
}

Result<SampleColumns> unpackSegmentValues(const SegmentHead& head, const SegmentEntry& entry, std::string_view values)
{
    const auto& column = head.columns[entry.column];
    ByteReader in(values);
    const auto zstd = in.u8();
    std::string plain;
    if (zstd == 1) {
        const auto length = in.varint();
        auto unpacked = unsqueezed(in.raw(in.left()), length);
        if (!unpacked.ok())
            return unpacked.error();
        plain = std::move(unpacked.value());
        in = ByteReader(plain);
    } else if (zstd != 0) {
        return notASegment();
    }
    SampleColumns out;
    ByteReader times(column.bytes);
    if (!unpackValues(in, column.count, out.values) || !in.ok() || !unpackTimes(times, column.count, out.times))
        return notASegment();
    return out;
}

std::size_t SegmentBuilder::columnOf(std::string bytes)
{
    const auto known = std::find(m_columns.begin(), m_columns.end(), bytes);
    const auto at = static_cast<std::size_t>(known - m_columns.begin());
    if (known == m_columns.end())
        m_columns.push_back(std::move(bytes));
    return at;
}

void SegmentBuilder::add(std::uint8_t low, const SampleColumns& samples, SegmentPacking packing, std::string rollup)
{
    ByteWriter packedTimes;
    packTimes(packedTimes, samples.times);
    ByteWriter column;
    column.varint(samples.size());
    column.text(packedTimes.bytes());
    ByteWriter body;
    packValues(body, samples.values);
    bool zstd = false;
    auto packed = packing == SegmentPacking::smallest ? squeezed(body.bytes(), kLevel, zstd) : body.bytes();
    if (packing != SegmentPacking::quick) {
        ByteWriter coded;
        codeValues(coded, samples.values);
        if (coded.bytes().size() + (packing == SegmentPacking::coded ? packed.size() / 16 : 0) < packed.size()) {
            packed = coded.take();
            zstd = false;
        }
    }
    ByteWriter values;
    values.u8(zstd ? 1 : 0);
    if (zstd)
        values.varint(body.bytes().size());
    values.raw(packed);
    m_entries[low] = {columnOf(column.take()), std::move(rollup), values.take()};
}

void SegmentBuilder::addPacked(std::uint8_t low, const SegmentHead& head, const SegmentEntry& entry, std::string_view row)
{
    ByteWriter column;
    column.varint(head.columns[entry.column].count);
    column.text(head.columns[entry.column].bytes);
    m_entries[low] = {columnOf(column.take()), std::string(row.substr(entry.rollupAt, entry.rollupLength)),
        std::string(row.substr(entry.valuesAt, entry.valuesLength))};
}

std::string SegmentBuilder::bytes() const
{
    ByteWriter head;
    head.u8(static_cast<std::uint8_t>(m_columns.size()));
    for (const auto& column : m_columns)
        head.raw(column);
    head.u8(static_cast<std::uint8_t>(m_entries.size()));
    for (const auto& [low, piece] : m_entries) {
        head.u8(low);
        head.u8(static_cast<std::uint8_t>(piece.column));
        head.varint(piece.rollup.size());
        head.varint(piece.values.size());
    }
    ByteWriter out;
    out.u8(kVersion);
    out.varint(head.bytes().size());
    out.raw(head.bytes());
    for (const auto& [low, piece] : m_entries)
        out.raw(piece.rollup);
    for (const auto& [low, piece] : m_entries)
        out.raw(piece.values);
    return out.take();
}

} // namespace vedette
