#pragma once

#include "models/store/sqlite_database.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vedette {

/// Bodies of rows of a table of facts, asked for newest first: rows that lie close together are read on from one to the next, others are looked up.
/// Inside one read transaction, and gone before it ends.
class FactWalk {
public:
    /// `table` is one of the schema, never foreign text.
    FactWalk(const Database& db, const char* table) : m_db(&db), m_table(table) {}
    /// Of the row with that key; nullopt: there is none. `between`: how many rows lie between it and the one asked for before, as far as is known; a
    /// wrong number costs time. The bytes stay until the next call.
    Result<std::optional<std::string_view>> body(std::int64_t key, std::size_t between);

private:
    const Database* m_db;
    const char* m_table;
    Statement m_rows;
    std::optional<std::int64_t> m_at; ///< key of the row the statement stands at
};

} // namespace vedette
