#pragma once

#include "models/core/rollup.h"
#include "models/store/segment_codec.h"
#include "models/store/sqlite_blob.h"

#include <array>
#include <memory>
#include <optional>

namespace vedette {

/// Sealed samples by series and day, whichever rows hold them: the day's segment, its two-hour blocks, the chunk of what came in
/// bulk or late (the later of these wins where two have one time). Inside the caller's transaction; one thread.
class SampleShelf {
public:
    explicit SampleShelf(const Database& db) : m_db(&db), m_segment(db, "segments") {}

    /// First thing in each transaction. `changed`: rows may differ from those of the last one.
    Status begin(bool changed);
    /// Lets go of what would hold the transaction; last thing.
    void end() { m_segment.close(); }

    /// Appends the samples of a day with from <= t < to.
    Status samples(std::int64_t series, std::int64_t day, std::int64_t from, std::int64_t to, SampleColumns& out);
    /// The stored bins of a day; nullopt: there are none of this width, or the day has rows besides its segment.
    Result<std::optional<std::vector<RollupBin>>> rollup(std::int64_t series, std::int64_t day, std::int64_t width);
    /// What the day's chunk alone holds.
    Result<SampleColumns> chunk(std::int64_t series, std::int64_t day);
    [[nodiscard]] Result<bool> hasSegment(std::int64_t group, std::int64_t day);

private:
    /// Rows read a moment ago: of a block the whole row, of a segment its head.
    struct Kept {
        std::int64_t key = -1;
        std::string bytes;
        SegmentHead head; ///< points into bytes
    };
    Result<bool> find(Statement& statement, const char* sql, std::int64_t key);
    /// Null: there is no such row.
    Result<const Kept*> segment(std::int64_t key);
    Result<const Kept*> block(std::int64_t key);
    Result<const Kept*> keep(std::array<std::unique_ptr<Kept>, 64>& where, std::size_t& next, std::int64_t key, std::string bytes);

    const Database* m_db;
    BlobReader m_segment;
    std::array<std::unique_ptr<Kept>, 64> m_heads;
    std::array<std::unique_ptr<Kept>, 64> m_blocks;
    std::size_t m_nextHead = 0;
    std::size_t m_nextBlock = 0;
    Statement m_findSegment;
    Statement m_findBlock;
    Statement m_findChunk;
    std::int64_t m_firstSlot = 0; ///< of blocks; none: greater than m_lastSlot
    std::int64_t m_lastSlot = -1;
    std::int64_t m_firstChunk = 0;
    std::int64_t m_lastChunk = -1; ///< keys
    std::int64_t m_firstSegment = 0;
    std::int64_t m_lastSegment = -1;
    bool m_begun = false;
};

} // namespace vedette
