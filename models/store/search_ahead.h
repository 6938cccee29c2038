#pragma once

#include "models/store/page_ahead.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// Reads the tables behind the index where the index itself would read too much or one page after the other. It tells the system which pages a search is
/// going to read, for all its words and all parts of the index at once, and which words begin in some way: for the next word the index reads all documents
/// of the one before. What it does not understand it lets be.
class SearchAhead {
public:
    SearchAhead() = default;
    explicit SearchAhead(const Database& db) : m_db(&db), m_pages(db) {}
    /// Where these words stand; such as were told before are let be.
    void words(const std::vector<std::string>& words);
    /// The newest documents of words that words() was told.
    void documents(const std::vector<std::string>& words);
    /// Words that begin so, ascending, at most so many of them; some may be in no row any more. Nullopt: the tables are not as they are known here.
    [[nodiscard]] std::optional<std::vector<std::string>> endings(const std::string& begin, std::size_t atMost) const;
    [[nodiscard]] PageAhead& pages() { return m_pages; }

private:
    /// A part that was written at one time or merged of such.
    struct Segment {
        std::int64_t id = 0;
        std::int64_t first = 0; ///< its first page; those before were merged into another part already
        std::int64_t last = 0;  ///< its last page
    };
    struct Place {
        Segment segment;
        std::int64_t page = 0;
        bool hasIndex = false; ///< of the pages its documents take
        bool told = false;     ///< documents() was
    };
    /// Of the structure as it stands in the file; nullopt: it is another than is known here.
    [[nodiscard]] static std::optional<std::vector<Segment>> segmentsOf(std::string_view structure);
    [[nodiscard]] std::int64_t lastPage(Statement& block, const Place& place) const;
    const Database* m_db = nullptr;
    PageAhead m_pages;
    std::string m_structure; ///< of the index, when m_places was true
    std::map<std::string, std::vector<Place>> m_places;
};

} // namespace vedette
