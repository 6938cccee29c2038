#include "models/store/note_store.h"

#include "models/store/fact_table.h"
#include "models/store/record_packing.h"
#include "models/store/search_index.h"
#include "models/store/search_text.h"

namespace vedette {

namespace {

Result<bool> isKnown(Database& db, const Note& note)
{
    auto select = db.prepare("SELECT body FROM notes WHERE at=?1");
    if (!select.ok())
        return select.error();
    select->bind(1, toMs(note.at));
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return false;
        Note stored;
        if (unpackRecord(select->blob(0), stored) && stored.author == note.author && stored.text == note.text && stored.service == note.service)
            return true;
    }
}

} // namespace

Status storeNotes(Database& db, const std::vector<Note>& notes)
{
    for (const auto& note : notes) {
        auto known = isKnown(db, note);
        if (!known.ok())
            return known.error();
        if (*known)
            continue;
        auto told = note;
        if (toMs(told.seenAt) == 0)
            told.seenAt = told.at;
        auto insert = db.prepare("INSERT INTO notes(at, seen, body) VALUES(?1, ?2, ?3)");
        if (!insert.ok())
            return insert.error();
        const auto body = packRecord(told);
        VEDETTE_TRY(insert->bind(1, toMs(told.at)).bind(2, toMs(told.seenAt)).bindBlob(3, body).run());
        VEDETTE_TRY(SearchIndex(db).replace(SearchDoc::note, db.lastRowId(), {}, db.lastRowId(), indexedText(told)));
    }
    return Done{};
}

Result<PeopleFile::Facts> peopleFacts(Database& db)
{
    PeopleFile::Facts out;
    auto notes = db.prepare("SELECT body FROM notes ORDER BY id");
    if (!notes.ok())
        return notes.error();
    for (;;) {
        auto more = notes->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        Note note;
        if (!unpackRecord(notes->blob(0), note))
            return damagedRecord();
        out.notes.push_back(std::move(note));
    }
    const FactTable changes(db, "changes");
    VEDETTE_TRY(changes.select("by_hand=1", {}, [&](const FactRow& row) -> Status {
        auto tellings = changes.versions(row.key);
        if (!tellings.ok())
            return tellings.error();
        for (const auto& telling : *tellings) {
            ChangeRecord record;
            if (!unpackRecord(telling.body, record))
                return damagedRecord();
            out.changes.push_back(std::move(record));
        }
        return Done{};
    }));
    return out;
}

} // namespace vedette
