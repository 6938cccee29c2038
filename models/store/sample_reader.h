#pragma once

#include "models/core/matcher.h"
#include "models/core/rollup.h"
#include "models/core/series.h"
#include "models/store/sample_shelf.h"
#include "models/store/series_book.h"
#include "models/store/sqlite_database.h"
#include "models/store/tail_rows.h"

#include <cstdint>
#include <vector>

namespace vedette {

/// A reader's side of samples: labels and the open tail are kept in memory and brought up by what is new. Inside the caller's
/// read transaction; one thread.
class SampleReader {
public:
    explicit SampleReader(Database& db) : m_db(&db), m_shelf(db) {}

    struct Entry {
        std::int64_t id = 0;
        Labels labels;
        Time first{};
        Time last{};
    };
    /// Series that have samples and meet all matchers, by id.
    Result<std::vector<Entry>> series(const Matchers& matchers);
    Result<Labels> labels(std::int64_t id);
    /// Samples with from <= t < to.
    Result<SampleColumns> samples(std::int64_t id, TimeRange range);
    /// The range in bins of one of the stored widths, or in samples where `columns` columns ask for no less; the width is told.
    Result<std::vector<RollupBin>> rollup(std::int64_t id, TimeRange range, int columns, Millis& width);

private:
    /// What the file holds of a series, its days narrowed to the range; false: nothing.
    Result<bool> sealedDays(std::int64_t id, std::int64_t from, std::int64_t to, std::int64_t& firstDay, std::int64_t& lastDay);
    Status refresh();
    Status refreshTail();
    Status appendSamples(std::int64_t id, std::int64_t from, std::int64_t to, SampleColumns& out);

    Database* m_db;
    SampleShelf m_shelf;
    SeriesBook m_book;
    TailRows m_tail;
    Statement m_version;
    Statement m_span;
    std::int64_t m_seen = -1; ///< data_version
};

} // namespace vedette
