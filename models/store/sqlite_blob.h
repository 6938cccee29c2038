#pragma once

#include "models/store/sqlite_database.h"

struct sqlite3_blob;

namespace vedette {

/// Reads parts of the column `bytes` of one table without loading the rest of the row. Close it (or let it go) before the
/// transaction ends. One thread.
class BlobReader {
public:
    /// `table`: a name of this program's, never of outside.
    BlobReader(const Database& db, const char* table) : m_db(&db), m_table(table) {}
    ~BlobReader() { close(); }
    BlobReader(const BlobReader&) = delete;
    BlobReader& operator=(const BlobReader&) = delete;

    /// The row must exist.
    Status open(std::int64_t row);
    [[nodiscard]] std::uint64_t size() const;
    /// `length` bytes from `offset`; an error when the row has not so many.
    Status read(std::uint64_t offset, std::uint64_t length, std::string& out);
    void close();

private:
    const Database* m_db;
    const char* m_table;
    sqlite3_blob* m_blob = nullptr;
};

} // namespace vedette
