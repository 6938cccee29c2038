#include "models/store/page_ahead.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace vedette {

namespace {

// Pages of trees as https://www.sqlite.org/fileformat2.html tells them, section 1.6.
constexpr char kInteriorRows = 5;
constexpr char kInteriorKeys = 2;
constexpr std::size_t kHead = 12; ///< of an interior page
constexpr int kDeepest = 20;

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < size; ++i)
        out = out << 8U | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

/// SQLite's own: the most significant bits first, all eight of the ninth byte.
std::optional<std::uint64_t> varint(std::string_view bytes, std::size_t& at)
{
    std::uint64_t out = 0;
    for (int i = 0; i < 9 && at < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        if (i == 8)
            return out << 8U | byte;
        out = out << 7U | (byte & 0x7FU);
        if (byte < 0x80)
            return out;
    }
    return std::nullopt;
}

/// The first two values of a record, an integer and bytes.
std::optional<std::pair<std::int64_t, std::string_view>> keyOf(std::string_view record)
{
    std::size_t at = 0;
    const auto head = varint(record, at);
    const auto first = varint(record, at);
    const auto second = varint(record, at);
    if (!head || !first || !second || *head > record.size() || *second < 12)
        return std::nullopt;
    static constexpr std::array<std::size_t, 10> kSizes{0, 1, 2, 3, 4, 6, 8, 0, 0, 0};
    if (*first == 7 || *first >= kSizes.size())
        return std::nullopt;
    const auto size = kSizes[static_cast<std::size_t>(*first)];
    auto place = static_cast<std::size_t>(*head);
    const auto length = static_cast<std::size_t>((*second - 12) / 2);
    if (place + size > record.size())
        return std::nullopt;
    std::int64_t value = *first == 9 ? 1 : 0;
    for (std::size_t i = 0; i < size; ++i)
        value = i == 0 ? static_cast<signed char>(record[place]) : value * 256 + static_cast<unsigned char>(record[place + i]);
    place += size;
    return std::pair(value, record.substr(place, std::min(length, record.size() - place)));
}

/// Calls `each(child, cell)` for the cells of an interior page of that kind, and with an empty cell for what comes last. False: it is no such page.
template <class Each> bool eachChild(std::string_view page, char kind, Each each)
{
    if (page.size() < kHead || page[0] != kind)
        return false;
    const auto count = number(page, 3, 2);
    if (kHead + count * 2 > page.size())
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = number(page, kHead + i * 2, 2);
        if (at + 5 > page.size())
            return false;
        if (!each(number(page, at, 4), page.substr(at + 4)))
            return true;
    }
    each(number(page, 8, 4), std::string_view());
    return true;
}

/// A descriptor of that file in this process. None is opened: closing it would give up the locks that SQLite holds on the file.
int descriptorOf(const char* path)
{
    struct stat wanted {};
    DIR* all = path != nullptr && ::stat(path, &wanted) == 0 ? ::opendir("/proc/self/fd") : nullptr;
    if (all == nullptr)
        return -1;
    int out = -1;
    for (const auto* each = ::readdir(all); each != nullptr && out < 0; each = ::readdir(all)) {
        struct stat there {};
        // By its name: the descriptor itself may be another thread's, about to be closed.
        if (each->d_name[0] != '.' && ::fstatat(::dirfd(all), each->d_name, &there, 0) == 0 && there.st_dev == wanted.st_dev && there.st_ino == wanted.st_ino)
            out = std::atoi(each->d_name);
    }
    ::closedir(all);
    return out;
}

} // namespace

PageAhead::PageAhead(const Database& db) : m_db(&db)
{
    auto size = db.integer("PRAGMA page_size");
    if (!size.ok() || sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&m_file)) != SQLITE_OK || m_file == nullptr
        || m_file->pMethods == nullptr)
        return;
    m_pageSize = static_cast<std::size_t>(size->value_or(0));
    if (m_pageSize >= 512)
        m_descriptor = descriptorOf(sqlite3_db_filename(db.handle(), "main"));
}

bool PageAhead::read(std::uint32_t page, std::string& bytes) const
{
    bytes.resize(m_pageSize);
    return page > 1 && m_file->pMethods->xRead(m_file, bytes.data(), static_cast<int>(m_pageSize), static_cast<sqlite3_int64>(page - 1) * static_cast<sqlite3_int64>(m_pageSize)) == SQLITE_OK;
}

void PageAhead::announce(const std::vector<std::uint32_t>& pages) const
{
    for (std::size_t i = 0; i < pages.size();) {
        auto end = i + 1;
        while (end < pages.size() && pages[end] <= pages[end - 1] + 1)
            ++end;
        const auto size = static_cast<off_t>(m_pageSize);
        ::posix_fadvise(m_descriptor, static_cast<off_t>(pages[i] - 1) * size, static_cast<off_t>(pages[end - 1] - pages[i] + 1) * size, POSIX_FADV_WILLNEED);
        i = end;
    }
}

std::uint32_t PageAhead::rootOf(const char* table)
{
    const auto known = m_roots.find(table);
    if (known != m_roots.end())
        return known->second;
    auto root = m_db->prepare("SELECT rootpage FROM sqlite_schema WHERE name=?1");
    if (!root.ok())
        return 0;
    auto there = root->bind(1, std::string_view(table)).step();
    return m_roots[table] = there.ok() && *there ? static_cast<std::uint32_t>(root->integer(0)) : 0;
}

template <class Before> std::vector<std::uint32_t> PageAhead::walk(const char* table, char kind, std::size_t questions, Before before)
{
    std::vector<std::uint32_t> pages;
    if (!isOfUse() || questions == 0)
        return pages;
    struct Step {
        std::uint32_t page;
        std::size_t from; ///< the questions that lead into it
        std::size_t to;
    };
    std::vector<Step> level{{rootOf(table), 0, questions}};
    std::vector<Step> next;
    std::string page;
    for (int depth = 0; depth < kDeepest; ++depth) {
        next.clear();
        for (const auto& step : level) {
            auto from = step.from;
            const bool interior = read(step.page, page) && eachChild(page, kind, [&](std::uint32_t child, std::string_view cell) {
                auto to = from;
                while (to < step.to && (cell.empty() || before(to, cell)))
                    ++to;
                if (to > from)
                    next.push_back({child, from, to});
                from = to;
                return from < step.to;
            });
            if (!interior) // leaves lie all equally deep, and these are announced
                return pages;
        }
        pages.clear();
        for (const auto& step : next)
            pages.push_back(step.page);
        std::sort(pages.begin(), pages.end());
        announce(pages);
        std::swap(level, next);
    }
    return pages;
}

std::vector<std::uint32_t> PageAhead::rows(const char* table, std::vector<std::int64_t> ids)
{
    std::sort(ids.begin(), ids.end());
    return walk(table, kInteriorRows, ids.size(), [&](std::size_t i, std::string_view cell) {
        std::size_t at = 0;
        return ids[i] <= static_cast<std::int64_t>(varint(cell, at).value_or(0));
    });
}

/// Of the rows with ids beyond `after` in the tree below a page. False: it is no interior page.
bool PageAhead::collect(std::uint32_t page, std::int64_t after, int depth, Last& out) const
{
    struct Child {
        std::uint32_t page;
        std::int64_t after; ///< its rows have ids beyond
    };
    std::vector<Child> children;
    std::string bytes;
    const bool interior = depth < kDeepest && ++out.reads < out.atMost + kDeepest && read(page, bytes) && eachChild(bytes, kInteriorRows, [&](std::uint32_t child, std::string_view cell) {
        children.push_back({child, after});
        std::size_t at = 0;
        after = static_cast<std::int64_t>(varint(cell, at).value_or(0));
        return after < out.before - 1;
    });
    if (!interior)
        return false;
    for (auto child = children.rbegin(); child != children.rend() && out.leaves.size() < out.atMost; ++child) {
        if (out.leafDepth != depth) {
            if (collect(child->page, child->after, depth + 1, out))
                continue;
            out.leafDepth = depth;
        }
        out.leaves.push_back(child->page);
        out.least = child->after + 1;
    }
    return true;
}

std::int64_t PageAhead::last(const char* table, std::int64_t before, std::size_t atMost)
{
    Last out{before, atMost, before, {}};
    if (!isOfUse() || before == INT64_MIN)
        return before;
    collect(rootOf(table), INT64_MIN, 0, out);
    std::sort(out.leaves.begin(), out.leaves.end());
    announce(out.leaves);
    return out.least;
}

std::vector<std::uint32_t> PageAhead::keys(const char* table, std::vector<std::pair<std::int64_t, std::string>> keys)
{
    std::sort(keys.begin(), keys.end());
    return walk(table, kInteriorKeys, keys.size(), [&](std::size_t i, std::string_view cell) {
        std::size_t at = 0;
        const auto length = varint(cell, at);
        const auto key = keyOf(cell.substr(at, static_cast<std::size_t>(length.value_or(0))));
        return key && (keys[i].first != key->first ? keys[i].first < key->first : std::string_view(keys[i].second) <= key->second);
    });
}

} // namespace vedette
