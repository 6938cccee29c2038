#pragma once

#include "models/store/people_file.h"
#include "models/store/sqlite_database.h"

namespace vedette {

/// Stores notes; one with the time, author and text of a stored one is that one. Inside the caller's transaction.
Status storeNotes(Database& db, const std::vector<Note>& notes);
/// Every note, and every change that was written by hand.
Result<PeopleFile::Facts> peopleFacts(Database& db);

} // namespace vedette
