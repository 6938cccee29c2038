#pragma once

#include "models/core/matcher.h"
#include "models/store/label_squeezing.h"
#include "models/store/sqlite_database.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vedette {

/// Label sets by series id, packed as in the file: some 150 bytes a series where unpacked ones take 700. Ids are given out ascending, and from 1 on
/// again (another turn) once they are far more than series are; those in use are passed over.
class SeriesBook {
public:
    /// Takes in the series that were numbered since the last time.
    Status readNew(const Database& db);
    /// Notes the last id given out: from the second turn on, and (`begin`) from when the series with the greatest goes. Inside the caller's transaction.
    Status writeLast(Database& db, bool begin = false);
    /// An id for one more series; -1: all 2^24 are in use.
    [[nodiscard]] std::int64_t nextId();
    /// What the file is to hold of a new series. Makes the dictionary when there are enough series for one.
    Result<std::string> stored(Database& db, const std::string& packed);
    void add(std::int64_t id, std::string_view packed);
    void forget(std::int64_t id);
    void clear() { *this = {}; }

    [[nodiscard]] bool has(std::int64_t id) const { return id >= 0 && id < static_cast<std::int64_t>(m_packed.size()) && !at(id).empty(); }
    [[nodiscard]] std::int64_t greatest() const { return static_cast<std::int64_t>(m_packed.size()) - 1; } ///< id; -1: none
    [[nodiscard]] std::size_t size() const { return m_count; }
    [[nodiscard]] std::size_t bytes() const { return m_live + m_dead; } ///< of label sets, forgotten ones among them
    [[nodiscard]] Labels labels(std::int64_t id) const; ///< of a known one
    [[nodiscard]] bool equals(std::int64_t id, const Labels& labels) const;
    [[nodiscard]] bool matches(std::int64_t id, const Matchers& matchers) const;

private:
    [[nodiscard]] std::string_view at(std::int64_t id) const { return m_packed[static_cast<std::size_t>(id)]; }
    /// Without the bytes of what was forgotten.
    void compact();
    std::vector<std::string_view> m_packed; ///< by id; empty: no such series
    std::vector<std::unique_ptr<char[]>> m_slabs;
    char* m_next = nullptr; ///< in the last slab
    std::size_t m_left = 0;
    std::size_t m_count = 0;
    LabelSqueezing m_squeezing;
    std::size_t m_live = 0;  ///< bytes of those known
    std::size_t m_dead = 0;  ///< and of what was forgotten
    std::size_t m_taken = 0; ///< series read since all were read
    std::int64_t m_turn = 0;
    std::int64_t m_last = 0;    ///< id given out
    std::int64_t m_written = 0; ///< of these the one that the file tells
    bool m_noted = false;       ///< it does so by a note
};

} // namespace vedette
