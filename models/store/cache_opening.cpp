#include "models/store/cache_opening.h"

#include "models/store/change_store.h"
#include "models/store/event_upgrade.h"
#include "models/store/note_store.h"
#include "models/store/salvage.h"
#include "models/store/schema.h"

#include <sys/stat.h>
#include <unistd.h>

namespace vedette {

namespace {

constexpr std::int64_t kCheckWholeBelow = 32LL << 20U;

/// What an opening came to: open, or damaged in a way that only a new file mends.
struct Attempt {
    Database db;
    int schema = 0;
    bool damaged = false;
};

Result<Attempt> attempt(const std::string& path)
{
    Attempt out;
    const auto mask = ::umask(0077);
    auto opened = Database::open(path, Database::Mode::write, &out.damaged);
    ::umask(mask);
    if (!opened.ok())
        return out.damaged ? Result<Attempt>(std::move(out)) : opened.error();
    out.db = std::move(opened.value());
    const auto failed = [&out](const Error& error) -> Result<Attempt> {
        if (!out.db.saysDamaged())
            return error;
        Attempt damaged;
        damaged.damaged = true;
        return damaged;
    };
    auto version = out.db.integer("PRAGMA user_version");
    if (!version.ok())
        return failed(version.error());
    if (version->value_or(0) > static_cast<std::int64_t>(schemaMigrations().size())) {
        auto newer = migrateSchema(out.db, path);
        return newer.ok() ? failed(makeError(ErrorKind::store, "the schema of the cache is newer than this program")) : failed(newer.error());
    }
    // The page size and vacuum mode count only before the first table.
    if (auto set = out.db.exec("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                               "PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=1000;");
        !set.ok())
        return failed(set.error());
    auto schema = migrateSchema(out.db, path);
    if (!schema.ok())
        return failed(schema.error());
    out.schema = *schema;
    auto pages = out.db.integer("PRAGMA page_count");
    if (!pages.ok())
        return failed(pages.error());
    const bool whole = isMarkedDamaged(path) || pages->value_or(0) * 8192 <= kCheckWholeBelow;
    auto check = out.db.prepare(whole ? "PRAGMA quick_check(1)" : "SELECT 'ok' FROM meta WHERE key='sequence'");
    if (!check.ok())
        return failed(check.error());
    auto row = check->step();
    if (!row.ok())
        return failed(row.error());
    if (!*row || check->text(0) != "ok") {
        Attempt damaged;
        damaged.damaged = true;
        return damaged;
    }
    check->reset();
    clearDamagedMark(path);
    return out;
}

/// Facts of people that the file beside the cache holds and the cache does not, and the other way round.
Status reconcile(Database& db, PeopleFile& people, bool fresh)
{
    if (fresh && people.exists()) {
        auto facts = people.read();
        if (!facts.ok())
            return facts.error();
        auto transaction = Transaction::begin(db, true);
        if (!transaction.ok())
            return transaction.error();
        VEDETTE_TRY(storeNotes(db, facts->notes));
        auto changes = ChangeStore(db).apply(facts->changes, true);
        if (!changes.ok())
            return changes.error();
        return transaction->commit();
    }
    if (people.exists())
        return Done{};
    auto facts = peopleFacts(db);
    if (!facts.ok())
        return facts.error();
    return facts->notes.empty() && facts->changes.empty() ? Status(Done{}) : people.append(facts->notes, facts->changes);
}

} // namespace

Result<OpenedCache> openForWriting(const std::string& path, PeopleFile& people)
{
    VEDETTE_TRY(prepareFolder(path));
    auto verdict = judgeFile(path);
    if (!verdict.ok())
        return verdict.error();
    auto lock = WriterLock::take(path);
    if (!lock.ok())
        return lock.error();
    OpenedCache out;
    out.lock = std::move(lock.value());
    bool fresh = *verdict == FileVerdict::fresh;
    for (int round = 0; round < 2; ++round) {
        if (*verdict != FileVerdict::damaged) {
            auto tried = attempt(path);
            if (!tried.ok())
                return tried.error();
            if (!tried->damaged) {
                out.db = std::move(tried->db);
                out.schemaVersion = tried->schema;
                break;
            }
        }
        auto aside = setAside(path);
        if (!aside.ok())
            return aside.error();
        clearDamagedMark(path);
        out.setAside = *aside;
        fresh = true;
        verdict = FileVerdict::fresh;
    }
    if (!out.db.isOpen())
        return makeError(ErrorKind::store, "no sound cache can be made at " + path);
    VEDETTE_TRY(refoldByNewRules(out.db));
    VEDETTE_TRY(reconcile(out.db, people, fresh));
    if (!out.setAside.empty())
        out.salvaged = salvage(out.setAside, out.db).sentence();
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
        out.device = info.st_dev;
        out.inode = info.st_ino;
    }
    return out;
}

bool fileIsGone(const std::string& path, const OpenedCache& cache)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) != 0 || info.st_ino != cache.inode || info.st_dev != cache.device;
}

} // namespace vedette
