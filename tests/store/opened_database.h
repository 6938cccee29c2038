#pragma once

#include "models/store/sqlite_database.h"

#include <QtGlobal>

namespace vedette::test {

/// The database, or the end of the test program with what was wrong.
inline Database opened(const std::string& path, Database::Mode mode)
{
    auto db = Database::open(path, mode);
    if (!db.ok())
        qFatal("%s", db.error().text().c_str());
    return std::move(db.value());
}

} // namespace vedette::test
