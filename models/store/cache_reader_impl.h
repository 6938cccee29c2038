#pragma once

#include "models/store/cache.h"
#include "models/store/change_fold.h"
#include "models/store/change_store.h"
#include "models/store/sample_reader.h"
#include "models/store/sqlite_database.h"

#include <functional>
#include <memory>

namespace vedette {

struct CacheReader::Impl {
    std::string path;
    Database db;
    std::unique_ptr<SampleReader> samples;

    Status reopen();

    /// Runs `work(value)` in one read transaction: one snapshot. Statements are done before it ends.
    template <class T, class Work> Result<T> read(Work work)
    {
        auto transaction = Transaction::begin(db, false);
        if (!transaction.ok())
            return transaction.error();
        T value{};
        Status done = work(value);
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

    Status changeRecords(TimeRange range, std::optional<Time> asOf, std::vector<ChangeRecord>& out);
    Status allCoverage(std::vector<Coverage>& out) const;
};

} // namespace vedette
