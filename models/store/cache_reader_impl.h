#pragma once

#include "models/store/cache.h"
#include "models/store/cache_files.h"
#include "models/store/change_fold.h"
#include "models/store/change_store.h"
#include "models/store/event_book.h"
#include "models/store/event_tally.h"
#include "models/store/row_order.h"
#include "models/store/sample_reader.h"
#include "models/store/search_reading.h"
#include "models/store/sqlite_database.h"
#include "models/store/text_sieve.h"

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace vedette {

/// A moment (no length) belongs to the range that contains it.
[[nodiscard]] inline bool meets(TimeRange range, Time start, std::optional<Time> end)
{
    return end && *end <= start ? range.contains(start) : range.overlaps(start, end.value_or(Time::max()));
}

struct CacheReader::Impl {
    std::string path;
    Database db;
    /// Their statements stay prepared.
    struct Tables {
        FactTable episodes;
        FactTable changes;
        FactTable folded;
        explicit Tables(Database& db) : episodes(db, "episodes"), changes(db, "changes"), folded(db, "folded") {}
    };
    std::optional<Tables> tables;
    std::unique_ptr<SampleReader> samples;
    std::unique_ptr<SearchReading> searching; ///< made when it is first needed
    std::unique_ptr<EventBook> book;          ///< so too
    FileMark opened;    ///< the file as it lay when it was opened
    bool asItLies = false; ///< opened without its WAL
    std::map<std::string, std::string> serviceNames; ///< theirs -> the catalogue's

    Status reopen();
    void rename(std::string& service) const
    {
        if (const auto it = serviceNames.find(service); it != serviceNames.end())
            service = it->second;
    }
    /// Another file lies there now, or somebody wrote the one that is read without its WAL.
    [[nodiscard]] bool moved() const
    {
        const auto now = fileMark(path);
        return asItLies ? !(now == opened) : now.inode != opened.inode && now.inode != 0;
    }

    /// Runs `work(value)` in one read transaction: one snapshot. Statements are done before it ends.
    template <class T, class Work> Result<T> read(Work work)
    {
        if (moved())
            VEDETTE_TRY(reopen());
        auto transaction = Transaction::begin(db, false);
        if (!transaction.ok())
            return transaction.error();
        T value{};
        Status done = work(value);
        if (asItLies && moved())
            return makeError(ErrorKind::store, "the cache is busy: another console wrote it while it was read; ask again");
        if (!done.ok()) {
            if (db.saysDamaged())
                noteDamage();
            return done.error();
        }
        auto ended = transaction->commit();
        if (!ended.ok())
            return ended.error();
        return value;
    }

    void noteDamage() const;

    /// Calls `row` for each row; false means that its bytes are damaged.
    static Status rows(Statement& statement, const std::function<bool(const Statement&)>& row);
    Status each(std::string_view sql, const std::vector<std::int64_t>& values, const std::function<bool(const Statement&)>& row) const;

    /// In any order.
    Status changeRecords(TimeRange range, std::optional<Time> asOf, std::vector<ChangeRecord>& out);
    Status allCoverage(std::vector<Coverage>& out) const;

    Status alerts(TimeRange range, std::optional<Time> asOf, std::vector<AlertEpisode>& out);

    // cache_reader_changes.cpp
    Status changes(TimeRange range, std::optional<Time> asOf, std::vector<Change>& out);
    /// Of these services (all where null) folded anew, as known then and under the catalogue's names.
    Status foldedAnew(TimeRange range, std::optional<Time> asOf, const std::set<std::string>* services, std::vector<Change>& out);
    /// Of all but these services as known then; what is folded in the file is taken where nothing it depends on was told of since. False: it must be
    /// folded anew.
    Result<bool> changesThen(TimeRange range, Time asOf, const std::set<std::string>& leftOut, std::vector<Change>& out); // cache_reader_past.cpp
    /// Services that are told under another name, and those names: what is folded of them in the file is not how it is told.
    [[nodiscard]] std::set<std::string> renamedServices() const;
    Status hits(const SearchPlan& plan, TimeRange range, std::size_t atMost, std::vector<SearchHit>& out);
    Result<bool> walkColumns(TextSieve& sieve, std::pair<std::int64_t, std::int64_t> keys, const std::function<Result<bool>(std::int64_t)>& each);
    Result<std::optional<std::int64_t>> walkRows(std::pair<std::int64_t, std::int64_t> keys, std::int64_t atMost, const std::function<Result<bool>(std::int64_t)>& each);
    Result<SearchReading*> search();

    // cache_reader_events.cpp
    class Paging;
    Result<std::optional<SearchPlan>> asked(const EventQuery& query);
    Status countRows(const EventQuery& query, const std::optional<SearchPlan>& plan, EventTally& tally);
    Result<bool> countColumns(const EventQuery& query, const std::optional<SearchPlan>& plan, EventTally& tally, EventBook& events);
    Result<EventBook*> events();
};

} // namespace vedette
