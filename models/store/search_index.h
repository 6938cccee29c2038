#pragma once

#include "models/store/sqlite_database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette {

/// What a document of the index stands for. `change` is a record as told, `folded` a change as it is shown.
enum class SearchDoc : std::int64_t { alert = 0, change = 1, note = 2, folded = 3 };
[[nodiscard]] constexpr std::int64_t searchDocId(SearchDoc kind, std::int64_t key) { return key * 4 + static_cast<std::int64_t>(kind); }
[[nodiscard]] constexpr SearchDoc searchDocKind(std::int64_t doc) { return static_cast<SearchDoc>(doc & 3); }
[[nodiscard]] constexpr std::int64_t searchDocKey(std::int64_t doc) { return doc >> 2; }

/// The writer's side of the contentless index; inside the caller's transaction.
class SearchIndex {
public:
    explicit SearchIndex(Database& db) : m_db(&db) {}
    /// Replaces a row's text; `before` must be the very text that was put under `keyBefore`, empty for a new row; an empty `now` takes it out.
    Status replace(SearchDoc kind, std::int64_t keyBefore, const std::string& before, std::int64_t key, const std::string& now);

private:
    Database* m_db;
    Statement m_remove;
    Statement m_insert;
};

/// Cuts text into words as the index does: lower case, no diacritics. Of one connection; one that has no full text cuts nothing.
class SearchTokens {
public:
    SearchTokens() = default;
    static Result<SearchTokens> of(const Database& db);
    ~SearchTokens();
    SearchTokens(SearchTokens&& other) noexcept;
    SearchTokens& operator=(SearchTokens&& other) noexcept;
    [[nodiscard]] std::vector<std::string> cut(std::string_view text) const;

private:
    struct Impl;
    Impl* m_impl = nullptr;
};

/// A word, as SearchTokens cuts it, for an FTS5 expression.
[[nodiscard]] std::string quotedToken(const std::string& token);

} // namespace vedette
