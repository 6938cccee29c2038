#include "models/store/dependency_store.h"

#include "models/store/cache_reader_impl.h"
#include "models/store/record_packing.h"

namespace vedette {

namespace {

/// Whether the feed's kept answer holds calls that lie within the span of an empty one.
Result<bool> standsAgainst(Database& db, const DependencyPoll& empty)
{
    auto select = db.prepare("SELECT body FROM dependencies WHERE feed=?1 AND at>=?2");
    if (!select.ok())
        return select.error();
    select->bind(1, std::string_view(empty.feed)).bind(2, toMs(empty.span.from));
    auto row = select->step();
    if (!row.ok())
        return row.error();
    DependencyPoll kept;
    return *row && unpackRecord(select->blob(0), kept) && !kept.calls.empty();
}

} // namespace

Status storeDependencies(Database& db, const std::vector<DependencyPoll>& polls)
{
    for (const auto& poll : polls) {
        if (poll.calls.empty()) {
            auto stands = standsAgainst(db, poll);
            if (!stands.ok())
                return stands.error();
            if (*stands)
                continue;
        }
        auto put = db.prepare("INSERT OR REPLACE INTO dependencies(feed, at, body) VALUES(?1, ?2, ?3)");
        if (!put.ok())
            return put.error();
        VEDETTE_TRY(put->bind(1, std::string_view(poll.feed)).bind(2, toMs(poll.at)).bindBlob(3, packRecord(poll)).run());
    }
    return Done{};
}

Result<std::vector<DependencyPoll>> CacheReader::dependencies() const
{
    return m_impl->read<std::vector<DependencyPoll>>([&](std::vector<DependencyPoll>& out) -> Status {
        VEDETTE_TRY(m_impl->each("SELECT body FROM dependencies ORDER BY feed", {}, [&](const Statement& s) { return unpackRecord(s.blob(0), out.emplace_back()); }));
        for (auto& poll : out) {
            for (auto& call : poll.calls) {
                m_impl->rename(call.parent);
                m_impl->rename(call.child);
            }
        }
        return Done{};
    });
}

} // namespace vedette
