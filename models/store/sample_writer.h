#pragma once

#include "models/core/series.h"
#include "models/store/sqlite_database.h"
#include "models/store/tail_codec.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace vedette {

inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr int kSeriesBits = 24;
[[nodiscard]] constexpr std::int64_t chunkKey(std::int64_t day, std::int64_t series) { return (day << kSeriesBits) | series; }

/// The writer's side of samples: which series there are, the open tail in memory as on disk, chunks merged day by day.
/// All inside the caller's transaction; after a rollback call load() again.
class SampleWriter {
public:
    explicit SampleWriter(Database& db) : m_db(&db) {}
    /// Reads series and tail.
    Status load();
    /// Stores samples; answers how many are new.
    Result<std::int64_t> store(const std::vector<SeriesSamples>& samples);
    /// Moves the whole tail into chunks.
    Status seal();

private:
    struct Known {
        std::int64_t id = 0;
        Labels labels;
    };
    Result<std::int64_t> seriesId(const Labels& labels);
    Result<std::int64_t> putChunks(std::int64_t series, const SampleColumns& samples);
    Result<SampleColumns> chunk(std::int64_t key);
    /// What of `samples` goes to the tail of this commit; `added` counts new ones.
    Result<SampleColumns> sift(std::int64_t series, const SampleColumns& samples, std::int64_t& added);
    Status appendTail(TailSamples tail);
    [[nodiscard]] bool tailIsOld() const;

    Database* m_db;
    std::unordered_multimap<std::uint64_t, Known> m_series;
    std::unordered_map<std::int64_t, SampleColumns> m_tail;
    std::unordered_map<std::int64_t, std::int64_t> m_sealedTo; ///< newest sealed time per series
    std::int64_t m_tailRows = 0;
    std::int64_t m_tailCount = 0;
    std::int64_t m_tailOldest = 0; ///< newest time of the oldest row
    std::int64_t m_tailNewest = 0;
};

} // namespace vedette
