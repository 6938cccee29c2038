#pragma once

#include "models/store/cache.h"
#include "models/store/cache_files.h"
#include "models/store/change_fold.h"
#include "models/store/change_store.h"
#include "models/store/sample_reader.h"
#include "models/store/sqlite_database.h"

#include <functional>
#include <map>
#include <memory>

namespace vedette {

struct CacheReader::Impl {
    std::string path;
    Database db;
    std::unique_ptr<SampleReader> samples;
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
};

} // namespace vedette
