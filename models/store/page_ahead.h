#pragma once

#include "models/store/sqlite_database.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3_file;

namespace vedette {

/// Tells the system which pages of the file a question is going to read, many at once: SQLite reads one after the other, and each waits for the disk.
/// Walks the trees of tables level by level, past SQLite and its log of pages: what it says may be stale or wrong, which costs time and never an
/// answer. Of one connection and its thread; where the system does not tell which descriptor is the file's, it does nothing.
class PageAhead {
public:
    PageAhead() = default;
    explicit PageAhead(const Database& db);
    [[nodiscard]] bool isOfUse() const { return m_descriptor >= 0; }
    /// Pages of a table in which rows with these ids lie, or would. Answers the last level, the leaves, ascending.
    std::vector<std::uint32_t> rows(const char* table, std::vector<std::int64_t> ids);
    /// Pages of the last rows of a table with ids below `before`, so many of them. Answers the least id whose page was told of; `before`: none was.
    std::int64_t last(const char* table, std::int64_t before, std::size_t atMost);
    /// Of a table without row ids whose key is an integer and bytes, the pages of the last row at or before each of these.
    std::vector<std::uint32_t> keys(const char* table, std::vector<std::pair<std::int64_t, std::string>> keys);

private:
    /// The last leaves of a tree with ids below `before`.
    struct Last {
        std::int64_t before;
        std::size_t atMost;
        std::int64_t least;
        std::vector<std::uint32_t> leaves;
        int leafDepth = -1;    ///< not known yet
        std::size_t reads = 0; ///< of pages: broken ones may lead in rings
    };
    bool collect(std::uint32_t page, std::int64_t after, int depth, Last& out) const;
    /// Asks the tree level by level; `before(question, cell)`: the question lies at or before the cell of an interior page of that kind.
    template <class Before> std::vector<std::uint32_t> walk(const char* table, char kind, std::size_t questions, Before before);
    [[nodiscard]] bool read(std::uint32_t page, std::string& bytes) const;
    void announce(const std::vector<std::uint32_t>& pages) const; ///< ascending
    [[nodiscard]] std::uint32_t rootOf(const char* table);
    const Database* m_db = nullptr;
    sqlite3_file* m_file = nullptr;
    int m_descriptor = -1;
    std::size_t m_pageSize = 0;
    std::map<std::string, std::uint32_t> m_roots;
};

} // namespace vedette
