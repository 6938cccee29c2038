#pragma once

#include "models/core/change.h"
#include "models/store/sqlite_database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// A list, in the file, of the folded changes that may have stood otherwise at some moment although nothing was told of them since: runs that stand
/// between two stages until another deployment closes them, and what was announced before it began. Kept with each change of `folded`; rows of
/// before there was a list are looked through in pieces. Inside the caller's transaction.
class WaitingChanges {
public:
    explicit WaitingChanges(Database& db) : m_db(&db) {}
    struct Entry {
        std::int64_t key = 0;
        std::string group; ///< as the row's
    };
    [[nodiscard]] static bool isWaiting(const Change& change, std::int64_t firstSeen);
    /// The row is listed from now on, or not. In memory until store().
    void put(std::int64_t key, const std::string& group) { m_news[key] = group; }
    void remove(std::int64_t key) { m_news[key].reset(); }
    Status store();
    /// Looks through some rows that were there before the list. True: there are more.
    Result<bool> tend() const;
    /// The rows are to be looked through anew.
    static Status forget(Database& db);
    /// By key. Nullopt: there is no whole list (yet), or too many would be on it.
    [[nodiscard]] Result<std::optional<std::vector<Entry>>> all() const;

private:
    struct List {
        std::int64_t until = 0; ///< rows with lesser keys were looked at
        bool tooMany = false;
        std::map<std::int64_t, std::string> groups; ///< by key
    };
    [[nodiscard]] Result<std::optional<List>> load() const;
    Status save(List& list) const;
    Database* m_db;
    std::map<std::int64_t, std::optional<std::string>> m_news;
};

} // namespace vedette
