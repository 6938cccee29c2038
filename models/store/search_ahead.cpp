#include "models/store/search_ahead.h"

#include <algorithm>
#include <set>
#include <utility>

namespace vedette {

namespace {

// The tables behind FTS5 as https://www.sqlite.org/src/file/ext/fts5/fts5_index.c tells them: `search_data` holds pages of 4 kB under ids made of a
// segment's number and the page's; `search_idx` the first word of each page that begins with one; record 10 which segments there are.
constexpr const char* kBlock = "SELECT block FROM search_data WHERE id=?1";
constexpr const char* kPageOfWord = "SELECT pgno FROM search_idx WHERE segid=?1 AND term<=?2 ORDER BY term DESC LIMIT 1";
constexpr std::int64_t kStructure = 10;
constexpr char kWord = '0'; ///< before each word
constexpr std::size_t kMostPlaces = 512; ///< words; then all are forgotten
constexpr std::int64_t kFewPages = 4;    ///< documents on no more than these have no index
constexpr std::int64_t kManyPages = 48;  ///< where words must meet, which may be far back

std::int64_t pageId(std::int64_t segment, std::int64_t page) { return (segment << 37) + page; }
std::int64_t indexId(std::int64_t segment, std::int64_t height, std::int64_t page) { return (segment << 37) + (std::int64_t{1} << 36) + (height << 31) + page; }

/// Numbers of seven bits a byte, the most significant first; the ninth byte has eight.
class Numbers {
public:
    Numbers(std::string_view bytes, std::size_t at) : m_bytes(bytes), m_at(at) {}
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_at >= m_bytes.size(); }
    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] char peek() const { return m_bytes[m_at]; }
    void skip() { ++m_at; }
    std::int64_t next()
    {
        std::uint64_t out = 0;
        for (int i = 0; i < 9 && m_at < m_bytes.size(); ++i) {
            const auto byte = static_cast<unsigned char>(m_bytes[m_at++]);
            if (i == 8)
                return static_cast<std::int64_t>(out << 8U | byte);
            out = out << 7U | (byte & 0x7FU);
            if (byte < 0x80)
                return static_cast<std::int64_t>(out);
        }
        m_ok = false;
        return 0;
    }

private:
    std::string_view m_bytes;
    std::size_t m_at;
    bool m_ok = true;
};

std::optional<std::string> blockAt(Statement& block, std::int64_t id)
{
    block.reset();
    auto there = block.bind(1, id).step();
    return there.ok() && *there ? std::optional(std::string(block.blob(0))) : std::nullopt;
}

/// Calls `each` for the words that begin on a page, ascending, until it answers false. A page is its first document's place, where its footer begins
/// (both of two bytes), its content and in the footer where words begin, each less the one before; a word is told by how much of the word before on the
/// page it begins with (the first one does not say), the length of the rest and the rest. False: it is no such page.
template <class Each> bool eachWord(std::string_view page, Each each)
{
    if (page.size() < 4)
        return false;
    const auto footer = static_cast<std::size_t>(static_cast<unsigned char>(page[2])) << 8U | static_cast<unsigned char>(page[3]);
    if (footer > page.size())
        return false;
    Numbers places(page, footer);
    std::string word;
    std::size_t at = 0;
    for (bool isFirst = true; !places.atEnd(); isFirst = false) {
        const auto step = static_cast<std::uint64_t>(places.next());
        if (!places.ok() || step > footer - at)
            return false;
        at += static_cast<std::size_t>(step);
        Numbers in(page.substr(0, footer), at);
        const auto same = isFirst ? 0 : static_cast<std::uint64_t>(in.next());
        const auto length = static_cast<std::uint64_t>(in.next());
        if (!in.ok() || same > word.size() || length > footer - in.at())
            return false;
        word.resize(static_cast<std::size_t>(same));
        word += page.substr(in.at(), static_cast<std::size_t>(length));
        if (!each(word))
            return true;
    }
    return true;
}

/// The last page that an index of pages names: a flag, the first page, its first document, then for each further page how much the document grows; a
/// zero stands for a page on which none begins.
std::int64_t lastNamed(std::string_view index)
{
    Numbers in(index, 1);
    auto page = in.next();
    auto last = page;
    static_cast<void>(in.next());
    while (in.ok() && !in.atEnd()) {
        ++page;
        if (in.peek() == 0) {
            in.skip();
            continue;
        }
        static_cast<void>(in.next());
        last = page;
    }
    return in.ok() ? last : 0;
}

} // namespace

std::optional<std::vector<SearchAhead::Segment>> SearchAhead::segmentsOf(std::string_view structure)
{
    std::vector<Segment> out;
    Numbers in(structure, 4);
    const auto levels = in.next();
    const auto count = in.next();
    static_cast<void>(in.next()); // how often it was written
    for (std::int64_t level = 0; level < levels && in.ok(); ++level) {
        static_cast<void>(in.next()); // how many are being merged
        for (auto left = in.next(); left > 0 && in.ok(); --left) {
            Segment segment{in.next(), 0, 0};
            segment.first = in.next();
            segment.last = in.next();
            out.push_back(segment);
        }
    }
    if (!in.ok() || !in.atEnd() || count != static_cast<std::int64_t>(out.size()))
        return std::nullopt;
    std::erase_if(out, [](const Segment& segment) { return segment.first == 0; }); // all of it was merged
    return out;
}

std::optional<std::vector<std::string>> SearchAhead::endings(const std::string& begin, std::size_t atMost) const
{
    auto block = m_db->prepare(kBlock);
    auto first = m_db->prepare(kPageOfWord);
    auto further = m_db->prepare("SELECT pgno FROM search_idx WHERE segid=?1 AND term>?2 ORDER BY term");
    auto structure = block.ok() ? blockAt(*block, kStructure) : std::nullopt;
    const auto segments = structure ? segmentsOf(*structure) : std::nullopt;
    if (!segments || !first.ok() || !further.ok())
        return std::nullopt;
    const auto term = kWord + begin;
    std::set<std::string> out;
    for (const auto& segment : *segments) {
        first->reset();
        further->reset();
        auto there = first->bind(1, segment.id).bindBlob(2, term).step();
        further->bind(1, segment.id).bindBlob(2, term);
        std::size_t found = 0; // in this segment
        std::int64_t before = 0;
        for (auto* page = &*first; there.ok(); there = further->step(), page = &*further) {
            if (!*there && page == &*first) // the segment begins behind it
                continue;
            if (!*there)
                break;
            const auto at = std::max(page->integer(0) / 2, segment.first);
            if (at == std::exchange(before, at))
                continue;
            const auto leaf = blockAt(*block, pageId(segment.id, at));
            bool past = false;
            if (!leaf || !eachWord(*leaf, [&](const std::string& word) {
                    past = word > term && !word.starts_with(term);
                    if (word.starts_with(term)) {
                        out.insert(word.substr(1));
                        ++found;
                    }
                    return !past && found < atMost;
                }))
                return std::nullopt;
            if (past || found >= atMost)
                break;
        }
        if (!there.ok())
            return std::nullopt;
    }
    std::vector<std::string> words(out.begin(), out.end());
    words.resize(std::min(words.size(), atMost));
    return words;
}

void SearchAhead::words(const std::vector<std::string>& words)
{
    if (!m_pages.isOfUse())
        return;
    auto block = m_db->prepare(kBlock);
    auto page = m_db->prepare(kPageOfWord);
    if (!block.ok() || !page.ok())
        return;
    auto structure = blockAt(*block, kStructure);
    if (!structure)
        return;
    if (*structure != m_structure || m_places.size() > kMostPlaces)
        m_places.clear();
    m_structure = std::move(*structure);
    std::vector<std::string> fresh;
    for (const auto& word : words) {
        if (m_places.emplace(word, std::vector<Place>()).second)
            fresh.push_back(word);
    }
    if (fresh.empty())
        return;
    const auto segments = segmentsOf(m_structure);
    if (!segments)
        return;
    std::vector<std::pair<std::int64_t, std::string>> keys;
    for (const auto& segment : *segments) {
        for (const auto& word : fresh)
            keys.emplace_back(segment.id, kWord + word);
    }
    m_pages.keys("search_idx", std::move(keys));
    std::vector<std::int64_t> ids;
    for (const auto& word : fresh) {
        const auto term = kWord + word;
        for (const auto& segment : *segments) {
            page->reset();
            auto there = page->bind(1, segment.id).bindBlob(2, term).step();
            if (!there.ok())
                return;
            const auto found = *there ? page->integer(0) : 0;
            const Place place{segment, std::max(found / 2, segment.first), found % 2 == 1 && found / 2 >= segment.first, false};
            m_places[word].push_back(place);
            ids.push_back(pageId(segment.id, place.page));
            if (place.hasIndex)
                ids.push_back(indexId(segment.id, 0, place.page));
        }
    }
    m_pages.rows("search_data", std::move(ids));
}

std::int64_t SearchAhead::lastPage(Statement& block, const Place& place) const
{
    if (!place.hasIndex)
        return std::min(place.page + kFewPages, place.segment.last);
    std::int64_t height = 0;
    auto index = blockAt(block, indexId(place.segment.id, height, place.page));
    while (index && !index->empty() && ((*index)[0] & 1) != 0 && height < 30) // another one stands above it
        index = blockAt(block, indexId(place.segment.id, ++height, place.page));
    auto page = index ? lastNamed(*index) : 0;
    while (height > 0 && index) {
        index = blockAt(block, indexId(place.segment.id, --height, page));
        page = index ? lastNamed(*index) : 0;
    }
    return page;
}

void SearchAhead::documents(const std::vector<std::string>& words)
{
    auto block = m_db->prepare(kBlock);
    if (!m_pages.isOfUse() || !block.ok())
        return;
    std::vector<std::int64_t> ids;
    for (const auto& word : words) {
        const auto known = m_places.find(word);
        if (known == m_places.end())
            continue;
        for (auto& place : known->second) {
            if (std::exchange(place.told, true))
                continue;
            const auto last = lastPage(*block, place);
            for (auto page = std::max(last - (words.size() > 1 ? kManyPages : kFewPages), place.page + 1); page <= last; ++page)
                ids.push_back(pageId(place.segment.id, page));
        }
    }
    m_pages.rows("search_data", std::move(ids));
}

} // namespace vedette
