#include "models/store/schema.h"

#include "models/core/opening_step.h"
#include "models/store/event_upgrade.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vedette {

namespace {

constexpr const char* kFirst =
#include "models/store/migrations/0001_first.sql"
    ;
constexpr const char* kSegments =
#include "models/store/migrations/0002_segments.sql"
    ;
constexpr const char* kWindows =
#include "models/store/migrations/0003_windows.sql"
    ;
constexpr const char* kFleet =
#include "models/store/migrations/0004_fleet.sql"
    ;

constexpr const char* kEvents =
#include "models/store/migrations/0005_events.sql"
    ;

constexpr int kTellEvery = 200'000; ///< steps of SQLite's machine: some milliseconds

/// Keeps the cache as it is in a file of its own.
Status keepCopy(Database& db, const std::string& copy)
{
    ::unlink(copy.c_str());
    auto bytes = db.integer("SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
    auto statement = db.prepare("VACUUM INTO ?1");
    if (!bytes.ok() || !statement.ok())
        return bytes.ok() ? statement.error() : bytes.error();
    struct Copying {
        const std::string& path;
        OpeningStep step;
    } copying{copy, {OpeningStep::Part::copying, 0, bytes->value_or(0)}};
    const auto tell = [](void* of) {
        auto& one = *static_cast<Copying*>(of);
        struct stat file {};
        if (::stat(one.path.c_str(), &file) == 0)
            one.step.done = file.st_size;
        OpeningListener::tell(one.step);
        return 0;
    };
    sqlite3_progress_handler(db.handle(), kTellEvery, tell, &copying);
    auto copied = statement->bind(1, std::string_view(copy)).run();
    sqlite3_progress_handler(db.handle(), 0, nullptr, nullptr);
    if (!copied.ok())
        ::unlink(copy.c_str()); // half a copy is none, and it takes the room
    return copied;
}

Error newerSchema(std::int64_t found, std::size_t known)
{
    return makeError(ErrorKind::store, "the cache has schema " + std::to_string(found) + " and this program knows up to schema "
            + std::to_string(known) + ": a newer version wrote it; it was left as it is");
}

} // namespace

const std::vector<const char*>& schemaMigrations()
{
    static const std::vector<const char*> s_all{kFirst, kSegments, kWindows, kFleet, kEvents};
    return s_all;
}

Result<int> migrateSchema(Database& db, const std::string& path, const std::vector<const char*>& migrations)
{
    auto found = db.integer("PRAGMA user_version");
    if (!found.ok())
        return found.error();
    const auto from = found->value_or(0);
    if (from < 0 || static_cast<std::size_t>(from) > migrations.size())
        return newerSchema(from, migrations.size());
    if (from > 0 && static_cast<std::size_t>(from) < migrations.size()) {
        VEDETTE_TRY(keepCopy(db, path + ".before-v" + std::to_string(migrations.size())));
    }
    for (auto number = static_cast<std::size_t>(from); number < migrations.size(); ++number) {
        auto transaction = Transaction::begin(db, true);
        if (!transaction.ok())
            return transaction.error();
        VEDETTE_TRY(db.exec(migrations[number]));
        if (migrations[number] == kEvents)
            VEDETTE_TRY(upgradeEvents(db));
        VEDETTE_TRY(db.exec("PRAGMA user_version=" + std::to_string(number + 1)));
        if (number == 0)
            VEDETTE_TRY(db.exec("PRAGMA application_id=" + std::to_string(kApplicationId)));
        VEDETTE_TRY(transaction->commit());
    }
    // The mark and number must be in the file itself, not only in its WAL: that is where a file is judged by.
    if (static_cast<std::size_t>(from) < migrations.size())
        VEDETTE_TRY(db.exec("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)"));
    return static_cast<int>(migrations.size());
}

Status checkSchema(const Database& db)
{
    auto application = db.integer("PRAGMA application_id");
    if (!application.ok())
        return application.error();
    if (application->value_or(0) != kApplicationId)
        return makeError(ErrorKind::store, "this file is not a Vedette cache");
    auto found = db.integer("PRAGMA user_version");
    if (!found.ok())
        return found.error();
    const auto known = schemaMigrations().size();
    if (found->value_or(0) > static_cast<std::int64_t>(known))
        return newerSchema(found->value_or(0), known);
    if (found->value_or(0) < static_cast<std::int64_t>(known))
        return makeError(ErrorKind::store, "the cache has the older schema " + std::to_string(found->value_or(0)) + " (now "
                + std::to_string(known) + "): it is brought up when a console opens it for writing");
    return Done{};
}

} // namespace vedette
