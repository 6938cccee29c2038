#include "models/store/search_index.h"

namespace vedette {

Status indexText(Database& db, SearchDoc kind, std::int64_t key, const std::string& before, const std::string& now)
{
    if (before == now)
        return Done{};
    const auto doc = searchDocId(kind, key);
    if (!before.empty()) {
        auto remove = db.prepare("INSERT INTO search(search, rowid, body) VALUES('delete', ?1, ?2)");
        if (!remove.ok())
            return remove.error();
        VEDETTE_TRY(remove->bind(1, doc).bind(2, std::string_view(before)).run());
    }
    if (now.empty())
        return Done{};
    auto insert = db.prepare("INSERT INTO search(rowid, body) VALUES(?1, ?2)");
    if (!insert.ok())
        return insert.error();
    return insert->bind(1, doc).bind(2, std::string_view(now)).run();
}

} // namespace vedette
