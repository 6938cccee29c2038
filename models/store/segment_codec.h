#pragma once

#include "models/base/result.h"
#include "models/store/chunk_codec.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What the head of a block or segment says of one of its series: where its bytes are, counted from the row's first byte.
struct SegmentEntry {
    std::uint8_t low = 0;    ///< the series' number in its group, 0 to 63
    std::uint8_t column = 0; ///< which of the head's columns of times is its own
    std::uint64_t rollupAt = 0;
    std::uint64_t rollupLength = 0;
    std::uint64_t valuesAt = 0;
    std::uint64_t valuesLength = 0;
};

struct SegmentHead {
    struct Column {
        std::size_t count = 0;
        std::string_view bytes; ///< into what was parsed
    };
    std::vector<Column> columns;
    std::vector<SegmentEntry> entries; ///< low ascending
    std::uint64_t length = 0;          ///< of the whole row
    [[nodiscard]] const SegmentEntry* find(std::uint8_t low) const;
};

/// How many bytes the head takes, itself included; 0: `bytes` (the row's first 16 or more, or all) are no segment.
[[nodiscard]] std::uint64_t segmentHeadLength(std::string_view bytes);
/// Reads the head of a block or segment out of at least its first segmentHeadLength() bytes. Safe on hostile bytes; kind store.
Result<SegmentHead> parseSegmentHead(std::string_view bytes);
/// The samples of one entry from the bytes of its values.
Result<SampleColumns> unpackSegmentValues(const SegmentHead& head, const SegmentEntry& entry, std::string_view values);

/// quick: plain; coded: coded where that is a sixteenth smaller, for it is slower to read; smallest: of all that is known.
enum class SegmentPacking { quick, coded, smallest };

/// Makes the bytes of a block or segment (format: DESIGN.md, "The cache"); series in any order, each once.
class SegmentBuilder {
public:
    void add(std::uint8_t low, const SampleColumns& samples, SegmentPacking packing, std::string rollup = {});
    /// Takes an entry over as it is.
    void addPacked(std::uint8_t low, const SegmentHead& head, const SegmentEntry& entry, std::string_view row);
    [[nodiscard]] bool empty() const { return m_entries.empty(); }
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] std::string bytes() const;

private:
    struct Piece {
        std::size_t column = 0;
        std::string rollup;
        std::string values;
    };
    std::size_t columnOf(std::string bytes);
    std::vector<std::string> m_columns; ///< count and packed times
    std::map<std::uint8_t, Piece> m_entries;
};

} // namespace vedette
