#pragma once

#include "models/core/matcher.h"
#include "models/store/sqlite_database.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vedette {

/// Label sets by series id, packed as in the file: some 150 bytes a series where unpacked ones take 700.
class SeriesBook {
public:
    /// Takes in series with greater ids than those known.
    Status readNew(const Database& db);
    void add(std::int64_t id, std::string_view packed);
    void forget(std::int64_t id);
    void clear();

    [[nodiscard]] bool has(std::int64_t id) const { return id >= 0 && id < static_cast<std::int64_t>(m_packed.size()) && !at(id).empty(); }
    [[nodiscard]] std::int64_t greatest() const { return static_cast<std::int64_t>(m_packed.size()) - 1; } ///< id; -1: none
    [[nodiscard]] std::size_t size() const { return m_count; }
    [[nodiscard]] Labels labels(std::int64_t id) const; ///< of a known one
    [[nodiscard]] bool equals(std::int64_t id, const Labels& labels) const;
    [[nodiscard]] bool matches(std::int64_t id, const Matchers& matchers) const;

private:
    [[nodiscard]] std::string_view at(std::int64_t id) const { return m_packed[static_cast<std::size_t>(id)]; }
    std::vector<std::string_view> m_packed; ///< by id; empty: no such series
    std::vector<std::unique_ptr<char[]>> m_slabs;
    char* m_next = nullptr; ///< in the last slab
    std::size_t m_left = 0;
    std::size_t m_count = 0;
};

} // namespace vedette
