#include "models/store/event_upgrade.h"

#include "models/core/opening_step.h"
#include "models/store/change_store.h"
#include "models/store/episode_store.h"
#include "models/store/record_packing.h"
#include "models/store/search_text.h"
#include "models/store/waiting_changes.h"

namespace vedette {

namespace {

constexpr int kPiece = 2'000;
constexpr std::int64_t kFoldRules = 1; ///< counts up whenever the same records would be folded otherwise

/// Rows of these tables, together.
Result<std::int64_t> rowsOf(const Database& db, std::initializer_list<const char*> tables)
{
    std::int64_t sum = 0;
    for (const std::string table : tables) {
        auto rows = db.integer("SELECT count(*) FROM " + table);
        if (!rows.ok())
            return rows.error();
        sum += rows->value_or(0);
    }
    return sum;
}

/// Calls `each(row)` with every row at its new key; tells how far it is.
Status move(Database& db, const std::string& name, OpeningStep& step, const FactTable::Each& each)
{
    const FactTable before(db, name + "_before");
    const FactTable now(db, name);
    // OR FAIL: a statement of several rows that could be undone alone would need a savepoint, at which the text index writes out each row for itself.
    auto versions = db.prepare("INSERT OR FAIL INTO " + name + "_versions(fact, n, seen, body) SELECT ?2, n, seen, body FROM " + name + "_versions_before WHERE fact=?1");
    if (!versions.ok())
        return versions.error();
    auto next = INT64_MIN;
    for (int found = kPiece; found == kPiece;) {
        std::vector<FactRow> rows;
        VEDETTE_TRY(before.ofKeys(next, INT64_MAX, kPiece, [&](const FactRow& row) -> Status {
            rows.push_back(row);
            return Done{};
        }));
        found = static_cast<int>(rows.size());
        for (auto& row : rows) {
            const auto old = row.key;
            next = old + 1;
            row.key = 0;
            auto key = now.put(row);
            if (!key.ok())
                return key.error();
            VEDETTE_TRY(versions->bind(1, old).bind(2, *key).run());
            row.key = *key;
            VEDETTE_TRY(each(row));
        }
        step.done += found;
        OpeningListener::tell(step);
    }
    VEDETTE_TRY(db.exec("DROP TABLE " + name + "_before"));
    return db.exec("DROP TABLE " + name + "_versions_before");
}

/// Every record is folded, a piece of time after the other.
Status foldAll(Database& db)
{
    ChangeFolder folder(db);
    const FactTable records(db, "changes");
    auto total = rowsOf(db, {"changes"});
    if (!total.ok())
        return total.error();
    OpeningStep step{OpeningStep::Part::folding, 0, *total};
    auto next = INT64_MIN;
    for (int found = kPiece; found == kPiece;) {
        found = 0;
        VEDETTE_TRY(records.ofKeys(next, INT64_MAX, kPiece, [&](const FactRow& row) -> Status {
            folder.touch(row.group, row.starts);
            next = row.key + 1;
            ++found;
            return Done{};
        }));
        VEDETTE_TRY(folder.fold(false));
        step.done += found;
        OpeningListener::tell(step);
    }
    return Done{};
}

} // namespace

Status refoldByNewRules(Database& db)
{
    auto rules = db.integer("SELECT value FROM meta WHERE key='fold'");
    if (!rules.ok())
        return rules.error();
    if (rules->value_or(0) == kFoldRules)
        return Done{};
    auto transaction = Transaction::begin(db, true);
    if (!transaction.ok())
        return transaction.error();
    VEDETTE_TRY(WaitingChanges::forget(db));
    VEDETTE_TRY(foldAll(db));
    VEDETTE_TRY(EventLog::advance(db));
    VEDETTE_TRY(db.exec("INSERT OR REPLACE INTO meta VALUES('fold', " + std::to_string(kFoldRules) + ")"));
    return transaction->commit();
}

Status upgradeEvents(Database& db)
{
    EpisodeStore episodes(db);
    ChangeStore changes(db);
    auto total = rowsOf(db, {"episodes_before", "changes_before", "silences_before"});
    if (!total.ok())
        return total.error();
    OpeningStep step{OpeningStep::Part::moving, 0, *total};
    // Bytes that cannot be read stay as they are; they are told of when somebody reads them.
    VEDETTE_TRY(move(db, "episodes", step, [&](const FactRow& row) -> Status {
        EpisodeState state;
        return unpackRecord(row.body, state) ? episodes.attach(row.key, state.episode) : Status(Done{});
    }));
    VEDETTE_TRY(move(db, "changes", step, [&](const FactRow& row) -> Status {
        ChangeRecord record;
        return unpackRecord(row.body, record) ? changes.attach(row.key, record) : Status(Done{});
    }));
    VEDETTE_TRY(move(db, "silences", step, [](const FactRow&) -> Status { return Done{}; }));
    SearchIndex index(db);
    auto notes = db.prepare("SELECT id, body FROM notes");
    if (!notes.ok())
        return notes.error();
    for (;;) {
        auto more = notes->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        Note note;
        if (unpackRecord(notes->blob(1), note))
            VEDETTE_TRY(index.replace(SearchDoc::note, notes->integer(0), {}, notes->integer(0), indexedText(note)));
    }
    VEDETTE_TRY(EventLog::advance(db));
    return db.exec("DELETE FROM states WHERE name='store/doubtful'"); // a list of keys
}

} // namespace vedette
