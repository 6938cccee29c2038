#include "models/store/search_index.h"

#include <sqlite3.h>

#include <utility>

namespace vedette {

Status SearchIndex::replace(SearchDoc kind, std::int64_t keyBefore, const std::string& before, std::int64_t key, const std::string& now)
{
    if (before == now && keyBefore == key)
        return Done{};
    if (!m_insert.isPrepared()) {
        auto remove = m_db->prepare("INSERT INTO search(search, rowid, body) VALUES('delete', ?1, ?2)");
        auto insert = m_db->prepare("INSERT INTO search(rowid, body) VALUES(?1, ?2)");
        if (!remove.ok() || !insert.ok())
            return remove.ok() ? insert.error() : remove.error();
        m_remove = std::move(remove.value());
        m_insert = std::move(insert.value());
    }
    if (!before.empty())
        VEDETTE_TRY(m_remove.bind(1, searchDocId(kind, keyBefore)).bind(2, std::string_view(before)).run());
    if (now.empty())
        return Done{};
    return m_insert.bind(1, searchDocId(kind, key)).bind(2, std::string_view(now)).run();
}

struct SearchTokens::Impl {
    fts5_tokenizer calls{};
    Fts5Tokenizer* tokenizer = nullptr;
};

Result<SearchTokens> SearchTokens::of(const Database& db)
{
    fts5_api* api = nullptr;
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db.handle(), "SELECT fts5(?1)", -1, &raw, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(raw, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(raw);
    }
    sqlite3_finalize(raw);
    SearchTokens out;
    if (api == nullptr)
        return makeError(ErrorKind::store, "this SQLite has no full text search");
    out.m_impl = new Impl;
    void* context = nullptr;
    const char* options[] = {"remove_diacritics", "2"}; // as the table's: the newest migration of `search`
    if (api->xFindTokenizer(api, "unicode61", &context, &out.m_impl->calls) != SQLITE_OK
        || out.m_impl->calls.xCreate(context, options, 2, &out.m_impl->tokenizer) != SQLITE_OK)
        return makeError(ErrorKind::store, "this SQLite has no full text search");
    return out;
}

SearchTokens::~SearchTokens()
{
    if (m_impl != nullptr && m_impl->tokenizer != nullptr)
        m_impl->calls.xDelete(m_impl->tokenizer);
    delete m_impl;
}
SearchTokens::SearchTokens(SearchTokens&& other) noexcept : m_impl(std::exchange(other.m_impl, nullptr)) {}
SearchTokens& SearchTokens::operator=(SearchTokens&& other) noexcept
{
    std::swap(m_impl, other.m_impl);
    return *this;
}

std::vector<std::string> SearchTokens::cut(std::string_view text) const
{
    std::vector<std::string> out;
    if (m_impl == nullptr)
        return out;
    const auto take = [](void* to, int, const char* token, int length, int, int) -> int {
        static_cast<std::vector<std::string>*>(to)->emplace_back(token, static_cast<std::size_t>(length));
        return SQLITE_OK;
    };
    m_impl->calls.xTokenize(m_impl->tokenizer, &out, FTS5_TOKENIZE_AUX, text.data(), static_cast<int>(text.size()), take);
    return out;
}

std::string quotedToken(const std::string& token)
{
    std::string out = "\"";
    for (const char c : token)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out += '"';
}

} // namespace vedette
