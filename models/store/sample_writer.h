#pragma once

#include "models/core/series.h"
#include "models/store/quick_packing.h"
#include "models/store/sample_keys.h"
#include "models/store/sample_shelf.h"
#include "models/store/series_book.h"
#include "models/store/sqlite_database.h"
#include "models/store/tail_rows.h"

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vedette {

/// The writer's side of samples: which series there are, the open tail in memory as on disk, what moves from tail to blocks to
/// segments. All inside the caller's transaction; after a rollback call load() again.
class SampleWriter {
public:
    explicit SampleWriter(Database& db) : m_db(&db), m_shelf(db) {}
    /// Reads series and tail.
    Status load();
    /// Stores samples; answers how many are new.
    Result<std::int64_t> store(const std::vector<SeriesSamples>& samples);
    /// Moves the whole tail into blocks.
    Status seal();
    /// One bounded piece (some milliseconds) of what is due: sealing whole two-hour slots of the tail, or joining one group of 64
    /// series of a finished day to its segment. False: nothing is due.
    Result<bool> tend();
    [[nodiscard]] bool mayTend() const { return m_mayTend; }
    /// No more bulk is to come: what it brought is made small by tend() at once, not after some quiet minutes.
    void bulkIsOver()
    {
        m_bulkAt = 0;
        m_mayTend = true;
    }
    /// Everything that is due or will be: the whole tail to blocks, every finished day to segments, chunks as small as they get.
    Status sealAndJoin();
    /// Forgets series of which nothing is left after everything before `cutoff` (ms, a day's start) is gone; a bounded piece.
    /// True: there may be more.
    Result<bool> dropEmptySeries(std::int64_t cutoff);

private:
    /// The samples of one commit that go to the tail.
    struct Pending {
        std::vector<std::int64_t> ids;
        std::vector<std::int64_t> times;
        std::vector<double> values;
        std::vector<char> isNew;
        std::unordered_set<std::int64_t> rewritten; ///< series that had a sample with a known time
    };
    /// Lets the shelf go before the transaction ends.
    struct ShelfUse {
        SampleShelf& shelf;
        ~ShelfUse() { shelf.end(); }
    };
    /// -1: there are as many series as ids.
    Result<std::int64_t> seriesId(const Labels& labels, std::int64_t before);
    Status addPending(Pending& pending, std::int64_t series, std::int64_t time, double value);
    Status storeBulk(const std::vector<SeriesSamples>& batch, Pending& pending, std::int64_t& added);
    /// All that a bulk brings of one series; times ascend.
    Status storeColumns(std::int64_t series, const SampleColumns& samples, Pending& pending, std::int64_t& added);
    /// What the file holds at that time; false: nothing.
    Result<bool> stored(std::int64_t series, std::int64_t time, double& value);
    Status appendTail(Pending& pending, std::int64_t& added);
    /// `there`: the day may have a chunk already, to be merged.
    Status putChunk(std::int64_t series, std::int64_t day, std::span<const std::int64_t> times, std::span<const double> values, bool there);
    Status widenSpan(std::int64_t series, std::int64_t first, std::int64_t last);
    /// Prepares once; what is prepared lives as long as the writer.
    Status prepared(Statement& statement, const char* sql);

    // sample_sealing.cpp
    [[nodiscard]] std::int64_t dueRow() const;
    void beginSealing(std::int64_t upTo);
    Status sealGroups(std::size_t groups);
    Status sealGroup(std::int64_t group);
    Status putBlock(std::int64_t slot, std::int64_t group, const std::map<std::int64_t, SampleColumns>& series);
    Result<bool> joinNext();
    Result<bool> repackNext();
    [[nodiscard]] bool bulkGoesOn() const;
    Status joinGroup(std::int64_t day, std::int64_t group);
    [[nodiscard]] std::int64_t newest() const { return std::max(m_tail.newest(), m_sealedNewest); }

    Database* m_db;
    SampleShelf m_shelf;
    SeriesBook m_book;
    TailRows m_tail;
    std::unordered_multimap<std::uint64_t, std::int64_t> m_byFingerprint;
    std::vector<std::int64_t> m_next;   ///< by series: which one followed it in a batch the last time
    std::vector<std::int64_t> m_newest; ///< by series: newest time anywhere; -1: none
    std::int64_t m_sealedNewest = 0;
    static constexpr std::int64_t kAllSmall = INT64_MAX;
    std::int64_t m_repackAfter = kAllSmall; ///< chunks up to this key are as small as they get; what an earlier run left waits for its day's segment
    std::int64_t m_bulkAt = 0; ///< what was newest when samples last came in bulk
    std::int64_t m_dayKnown = -1; ///< m_known is what the file held of that series and day
    std::int64_t m_seriesKnown = -1;
    SampleColumns m_known;
    QuickPacker m_packer;
    bool m_shelfBegun = false; ///< in this transaction
    std::vector<std::int64_t> m_sealing; ///< groups still to seal, the last first
    std::int64_t m_sealUpTo = 0;         ///< row number; 0: nothing is being sealed
    std::size_t m_groupsAPiece = 1;
    std::int64_t m_dropAfter = 0;        ///< series id: where dropEmptySeries goes on
    bool m_mayTend = true;
    bool m_refused = false; ///< series, in this batch
    bool m_told = false;    ///< and in the one before
    Statement m_insertTail;
    Statement m_putSpan;
    Statement m_insertSeries;
    Statement m_selectChunk;
    Statement m_insertChunk;
};

} // namespace vedette
