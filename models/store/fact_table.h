#pragma once

#include "models/base/time.h"
#include "models/store/sqlite_database.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

// Keys of facts grow with `starts`: ms << 8, and a number among those of one ms. Where 256 of one ms are there the next ms' numbers are taken, at most
// kKeySlack further.
inline constexpr std::int64_t kKeySlack = 60'000;
inline constexpr std::int64_t kDaySpan = 86'400'000;
/// The least key of what begins at `starts` (ms) or later.
[[nodiscard]] std::int64_t factKey(std::int64_t starts);
/// Where the key of what begins before `starts` is below.
[[nodiscard]] std::int64_t factKeyEnd(std::int64_t starts);
[[nodiscard]] constexpr std::int64_t factKeyTime(std::int64_t key) { return key >> 8; }
/// Days since 1970 by key.
[[nodiscard]] constexpr std::int64_t factKeyDay(std::int64_t key) { return (factKeyTime(key) - (factKeyTime(key) < 0 ? kDaySpan - 1 : 0)) / kDaySpan; }

/// One row of a table of bitemporal facts (`episodes`, `changes`, `silences`) or of `folded`.
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
    friend bool operator==(const FactVersion& a, const FactVersion& b) { return a.seen == b.seen && a.body == b.body; }
};

/// Access to such a table and its `_versions`. Used by the writer and by readers; belongs to the connection's thread.
class FactTable {
public:
    /// `name` is a table of the schema, never foreign text.
    FactTable(Database& db, std::string name) : m_db(&db), m_name(std::move(name)), m_ready(std::make_shared<std::map<std::string, Statement>>()) {}

    using Each = std::function<Status(const FactRow&)>;
    struct Span {
        std::int64_t from = 0;
        std::int64_t to = 0;
    };
    /// Rows that meet a condition over the columns; `?1`.. are bound from `values`.
    Status select(const std::string& condition, const std::vector<std::int64_t>& values, const Each& each) const;
    Result<std::optional<FactRow>> find(const std::string& source, const std::string& id) const;
    Result<std::optional<FactRow>> at(std::int64_t key) const;
    /// By key, from `from` to `to` (not), at most so many.
    Status ofKeys(std::int64_t from, std::int64_t to, int atMost, const Each& each) const;
    /// What has no end.
    Status open(const Each& each) const;
    /// What ended from `from` to `to` (both included).
    Status ending(Span span, const Each& each) const;
    /// The oldest that ended before (ms), but for what was written by hand.
    Status endedBefore(std::int64_t time, int atMost, const Each& each) const;
    Status ofGroup(const std::string& group, std::int64_t endsAfter, int atMost, const Each& each) const;
    /// Of one group, what overlaps or touches the span (ms).
    Status ofGroup(const std::string& group, Span span, const Each& each) const;
    Result<std::vector<FactVersion>> versions(std::int64_t key) const;
    /// Newest first, until `each` answers false.
    Status newestVersions(std::int64_t key, const std::function<Result<bool>(FactVersion&&)>& each) const;
    /// What overlaps the span (ms).
    Status selectNow(Span span, const Each& each) const;
    /// So, with what ends where the span begins.
    Status selectTouching(Span span, const Each& each) const;
    /// So, of what was known at `asOf` in any shape.
    Status touchingKnown(Span span, std::int64_t asOf, const Each& each) const;
    /// What began before (ms) and was told of, first or again, after `asOf`; without bodies. A table that has versions.
    Status toldAfter(std::int64_t asOf, std::int64_t startsBefore, const Each& each) const;
    /// What begins within the span (ms), was known at `asOf` and told again after it; without bodies. Looks at all that begins there.
    Status announced(Span starts, std::int64_t asOf, const Each& each) const;
    /// Keys of what began before and overlaps what comes after, where it is longer than a day.
    Result<std::vector<std::int64_t>> longOver(std::int64_t time) const;
    /// What overlapped the span as known at `asOf` (ms), each with its version then; null where the row itself holds. What had not ended then,
    /// as far as was known, overlaps whatever its end became.
    Status selectAsOf(Span span, std::int64_t asOf, const std::function<Status(const FactRow&, const FactVersion*)>& each) const;
    /// As selectAsOf, with what ends where the span begins; each with all versions seen until `asOf` (INT64_MAX: now) where the row is younger.
    Status selectWithVersions(Span span, std::int64_t asOf, const std::function<Status(const FactRow&, const std::vector<FactVersion>&)>& each) const;

    /// Inserts or updates the row; answers its key, which is another than row.key where the row begins at another time than it did: its versions have
    /// moved then.
    Result<std::int64_t> put(const FactRow& row) const;
    Status append(std::int64_t key, const FactVersion& version) const;
    /// Another body for a stored version.
    Status amend(std::int64_t key, const FactVersion& version) const;
    Status replaceVersions(std::int64_t key, const std::vector<FactVersion>& versions) const;
    Status remove(std::int64_t key) const;
    /// Once for a table that has rows: from then on put() keeps how long its longest is, and what is asked of a time reads no further.
    Status measureLongest() const;

private:
    /// A statement kept for the life of this object; it is reset when the lease ends.
    class Lease;
    Result<Lease> ready(std::string sql) const;
    Result<std::int64_t> place(std::int64_t starts) const;
    Result<std::int64_t> lastEnd(std::int64_t startsBefore) const;
    /// Of what eachLength() made.
    Status bindLengths(Statement& statement, std::int64_t from, std::int64_t to) const;
    Status overlapping(Span span, const char* past, const Each& each) const;
    Database* m_db;
    std::string m_name;
    std::shared_ptr<std::map<std::string, Statement>> m_ready;
    mutable Statement* m_at = nullptr; ///< at()'s among them
};

} // namespace vedette
