#pragma once

#include "models/store/sqlite_database.h"

#include <cstdint>
#include <string>

namespace vedette {

/// Rows of a table and the bytes of its `bytes` column with their keys, where asked for.
struct TableMeasure {
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    bool estimated = false; ///< not all of it was read
};

/// At most 200,000 rows are counted; of more, those are told that windows of keys spread evenly over their span let expect: some 5 % off where rows
/// come evenly. `key` is an integer that the table is ordered by; empty: it has none, then the rows are at least 200,000. Tables and columns are names of
/// the schema, never foreign text.
[[nodiscard]] Result<TableMeasure> measureRows(const Database& db, const std::string& table, const std::string& key);

/// Of a table of sample rows whose ids are a count of spans (days, slots) times `perSpan` and a place: all where there are at most 8,192 rows, else those
/// and the rest by the share of the spans that they take up.
[[nodiscard]] Result<TableMeasure> measureSampleRows(const Database& db, const std::string& table, std::int64_t perSpan);

} // namespace vedette
