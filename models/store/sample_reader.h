#pragma once

#include "models/core/matcher.h"
#include "models/core/series.h"
#include "models/store/sqlite_database.h"
#include "models/store/tail_codec.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace vedette {

/// A reader's side of samples: labels and the open tail are kept in memory and brought up by what is new. Inside the caller's
/// read transaction; one thread.
class SampleReader {
public:
    explicit SampleReader(Database& db) : m_db(&db) {}

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

private:
    Status refreshLabels();
    Status refreshTail();

    Database* m_db;
    std::vector<std::pair<std::int64_t, Labels>> m_labels; ///< by id
    std::unordered_map<std::int64_t, SampleColumns> m_tail;
    std::int64_t m_tailFirstRow = 0;
    std::int64_t m_tailLastRow = 0;
};

} // namespace vedette
