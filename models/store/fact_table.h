#pragma once

#include "models/base/time.h"
#include "models/store/sqlite_database.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// One row of a table of bitemporal facts (`episodes`, `changes`, `silences`).
struct FactRow {
    std::int64_t key = 0; ///< 0: new
    std::string source;
    std::string id;
    std::string group;
    std::int64_t starts = 0;
    std::int64_t ends = kOpenEnd;
    std::int64_t firstSeen = 0;
    std::int64_t lastSeen = 0;
    bool byHand = false;
    std::string body;
    static constexpr std::int64_t kOpenEnd = INT64_MAX;
};

struct FactVersion {
    std::int64_t seen = 0;
    std::string body;
    std::int64_t n = 0; ///< its number; 0: new
};

/// Access to such a table and its `_versions`. Used by the writer and by readers; belongs to the connection's thread.
class FactTable {
public:
    /// `name` is a table of the schema, never foreign text.
    FactTable(Database& db, std::string name) : m_db(&db), m_name(std::move(name)) {}

    using Each = std::function<Status(const FactRow&)>;
    /// Rows that meet a condition over the columns; `?1`.. are bound from `values`.
    Status select(const std::string& condition, const std::vector<std::int64_t>& values, const Each& each) const;
    Result<std::optional<FactRow>> find(const std::string& source, const std::string& id) const;
    Status ofGroup(const std::string& group, std::int64_t endsAfter, int atMost, const Each& each) const;
    /// Of one group, what overlaps or touches the span (ms).
    struct Span {
        std::int64_t from = 0;
        std::int64_t to = 0;
    };
    Status ofGroup(const std::string& group, Span span, const Each& each) const;
    Result<std::vector<FactVersion>> versions(std::int64_t key) const;
    /// Newest first, until `each` answers false.
    Status newestVersions(std::int64_t key, const std::function<Result<bool>(FactVersion&&)>& each) const;
    /// What overlaps the span (ms).
    Status selectNow(Span span, const Each& each) const;
    /// What overlapped the span as known at `asOf` (ms), each with its version then; null where the row itself holds. What had not ended then,
    /// as far as was known, overlaps whatever its end became.
    Status selectAsOf(Span span, std::int64_t asOf, const std::function<Status(const FactRow&, const FactVersion*)>& each) const;
    /// As selectAsOf, with what ends where the span begins; each with all versions seen until `asOf` (INT64_MAX: now) where the row is younger.
    Status selectWithVersions(Span span, std::int64_t asOf, const std::function<Status(const FactRow&, const std::vector<FactVersion>&)>& each) const;

    /// Inserts or updates the row; answers its key.
    Result<std::int64_t> put(const FactRow& row) const;
    Status append(std::int64_t key, const FactVersion& version) const;
    /// Another body for a stored version.
    Status amend(std::int64_t key, const FactVersion& version) const;
    Status replaceVersions(std::int64_t key, const std::vector<FactVersion>& versions) const;
    Status remove(std::int64_t key) const;

private:
    Database* m_db;
    std::string m_name;
};

} // namespace vedette
