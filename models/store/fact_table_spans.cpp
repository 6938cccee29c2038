#include "models/store/fact_rows.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::string_view kChanges = "changes";
constexpr std::int64_t kFewLong = 64; ///< rows: so many are looked at one by one
constexpr const char* kBodiless = "SELECT key, source, id, grp, starts, ends, first_seen, last_seen, by_hand, x'' FROM ";
constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kLate = 3'600'000; ///< told of so long after its end: migration 3 has an index of these

/// Rows with `ends` past ?1 and `starts` before ?2: what is short lies near its start, which its key tells (?5, ?6), what is longer has an index
/// for each class of lengths, of which the longest is read no further than rows that ended can reach (?7). `past` is > or >=.
std::string eachLength(const std::string& table, const std::string& past, const std::string& more, const std::string& columns = kFactColumns)
{
    const auto part = [&](const std::string& index, const std::string& condition) {
        return columns + table + index + " WHERE " + condition + " AND starts<?2 AND ends" + past + "?1" + more;
    };
    const auto longer = " INDEXED BY " + table + "_long";
    return part(" NOT INDEXED", "key>=?5 AND key<?6 AND ends-starts<=3600000") + " UNION ALL "
        + part(" INDEXED BY " + table + "_day", "ends-starts>3600000 AND ends-starts<=86400000 AND starts" + past + "?1-86400000") + " UNION ALL "
        + part(longer, "ends-starts>86400000 AND ends<=?7") + " UNION ALL " + part(longer, "ends-starts>86400000 AND ends=9223372036854775807");
}

/// What ended before this and was told of after `asOf` was told of late.
std::int64_t earliestEnd(std::int64_t from, std::int64_t asOf) { return std::min(from, std::max(asOf, INT64_MIN + kLate) - kLate); }

/// Rows known at ?3 that began before ?2 and ended past ?4, or are younger than ?3. ?1: earliestEnd.
std::string knownThen(const std::string& table, const std::string& past)
{
    const std::string known = " AND first_seen<=?3";
    return eachLength(table, past, " AND (ends" + past + "?4 OR last_seen>?3)" + known) + " UNION ALL " + kFactColumns + table + " INDEXED BY " + table
        + "_late WHERE last_seen-ends>3600000 AND last_seen>?3 AND NOT ends" + past + "?1 AND starts<?2" + known;
}

} // namespace

/// The latest end of what begins before and has ended.
Result<std::int64_t> FactTable::lastEnd(std::int64_t startsBefore) const
{
    constexpr auto kLast = FactRow::kOpenEnd - 1;
    auto statement = ready("SELECT value FROM meta WHERE key=?1");
    if (!statement.ok())
        return statement.error();
    auto there = (*statement)->bind(1, longestOf(m_name)).step();
    if (!there.ok())
        return there.error();
    const auto longest = *there ? (*statement)->integer(0) : kLast;
    return startsBefore > kLast - longest ? kLast : startsBefore + longest;
}

Status FactTable::bindLengths(Statement& statement, std::int64_t from, std::int64_t to) const
{
    auto last = lastEnd(to);
    if (!last.ok())
        return last.error();
    statement.bind(5, factKey(std::max(from, INT64_MIN + kHour) - kHour)).bind(6, factKeyEnd(to)).bind(7, *last);
    return Done{};
}

Status FactTable::ending(Span span, const Each& each) const
{
    auto statement = m_db->prepare(eachLength(m_name, ">=", " AND ends<=?3"));
    if (!statement.ok())
        return statement.error();
    statement->bind(1, span.from).bind(2, FactRow::kOpenEnd).bind(3, span.to);
    VEDETTE_TRY(bindLengths(*statement, span.from, span.to + 1));
    return eachRow(*statement, each);
}

Status FactTable::ofGroup(const std::string& group, Span span, const Each& each) const
{
    const std::string overlaps = " WHERE grp=?1 AND ends>=?2 AND starts<=?3";
    auto sql = kFactColumns + m_name + overlaps;
    bool near = false;
    if (m_name == kChanges) { // whose index of groups goes by beginnings: what is no longer than a day begins at most a day before the span
        auto longer = m_db->prepare("SELECT count(*) FROM (SELECT 1 FROM changes INDEXED BY changes_long WHERE ends-starts>86400000 AND ends>=?1 AND starts<=?2 LIMIT ?3)");
        if (!longer.ok())
            return longer.error();
        auto counted = longer->bind(1, span.from).bind(2, span.to).bind(3, kFewLong).step();
        if (!counted.ok())
            return counted.error();
        near = longer->integer(0) < kFewLong;
        if (near)
            sql = kFactColumns + m_name + " INDEXED BY changes_grp" + overlaps + " AND starts>=?4 AND ends-starts<=86400000 UNION ALL " + kFactColumns + m_name
                + " INDEXED BY changes_long" + overlaps + " AND ends-starts>86400000";
    }
    auto statement = m_db->prepare(sql + " ORDER BY ends");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, std::string_view(group)).bind(2, span.from).bind(3, span.to);
    if (near)
        statement->bind(4, std::max(span.from, INT64_MIN + kDaySpan) - kDaySpan);
    return eachRow(*statement, each);
}

Status FactTable::selectNow(Span span, const Each& each) const { return overlapping(span, ">", each); }
Status FactTable::selectTouching(Span span, const Each& each) const { return overlapping(span, ">=", each); }

Status FactTable::overlapping(Span span, const char* past, const Each& each) const
{
    auto statement = ready(eachLength(m_name, past, ""));
    if (!statement.ok())
        return statement.error();
    (*statement)->bind(1, span.from).bind(2, span.to);
    VEDETTE_TRY(bindLengths(**statement, span.from, span.to));
    return eachRow(**statement, each);
}

Status FactTable::touchingKnown(Span span, std::int64_t asOf, const Each& each) const
{
    auto statement = ready(eachLength(m_name, ">=", " AND first_seen<=?3"));
    if (!statement.ok())
        return statement.error();
    (*statement)->bind(1, span.from).bind(2, span.to).bind(3, asOf);
    VEDETTE_TRY(bindLengths(**statement, span.from, span.to));
    return eachRow(**statement, each);
}

Status FactTable::toldAfter(std::int64_t asOf, std::int64_t startsBefore, const Each& each) const
{
    const std::string after = " AND last_seen>?3";
    auto statement = ready(eachLength(m_name, ">", after, kBodiless) + " UNION ALL " + kBodiless + m_name + " INDEXED BY " + m_name
        + "_late WHERE last_seen-ends>3600000 AND last_seen>?3 AND NOT ends>?1 AND starts<?2");
    if (!statement.ok())
        return statement.error();
    const auto ends = std::max(asOf, INT64_MIN + kLate) - kLate; // what ended before and was told of after is in the index of the late
    (*statement)->bind(1, ends).bind(2, startsBefore).bind(3, asOf);
    VEDETTE_TRY(bindLengths(**statement, ends, startsBefore));
    return eachRow(**statement, each);
}

Status FactTable::announced(Span starts, std::int64_t asOf, const Each& each) const
{
    auto statement = m_db->prepare(kBodiless + m_name + " WHERE key>=?1 AND key<?2 AND first_seen<=?3 AND last_seen>?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, factKey(starts.from)).bind(2, factKeyEnd(starts.to)).bind(3, asOf);
    return eachRow(*statement, each);
}

Result<std::vector<std::int64_t>> FactTable::longOver(std::int64_t time) const
{
    // The index goes by ends: where nothing at all began before, it would be read to its end for nothing.
    auto least = m_db->integer("SELECT min(key) FROM " + m_name);
    if (!least.ok() || !*least || factKeyTime(**least) - kKeySlack >= time)
        return least.ok() ? Result<std::vector<std::int64_t>>(std::vector<std::int64_t>()) : least.error();
    const auto part = "SELECT key FROM " + m_name + " INDEXED BY " + m_name + "_long WHERE ends-starts>86400000 AND starts<?1 AND ends";
    auto statement = m_db->prepare(part + ">?1 AND ends<=?2 UNION ALL " + part + "=9223372036854775807 ORDER BY key DESC");
    auto last = lastEnd(time);
    if (!statement.ok() || !last.ok())
        return statement.ok() ? last.error() : statement.error();
    statement->bind(1, time).bind(2, *last);
    std::vector<std::int64_t> out;
    for (;;) {
        auto more = statement->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return out;
        out.push_back(statement->integer(0));
    }
}

Status FactTable::selectAsOf(Span span, std::int64_t asOf, const std::function<Status(const FactRow&, const FactVersion*)>& each) const
{
    auto statement = m_db->prepare(knownThen(m_name, ">"));
    if (!statement.ok())
        return statement.error();
    statement->bind(1, earliestEnd(span.from, asOf)).bind(2, span.to).bind(3, asOf).bind(4, span.from);
    VEDETTE_TRY(bindLengths(*statement, earliestEnd(span.from, asOf), span.to));
    auto newest = m_db->prepare("SELECT seen, body FROM " + m_name + "_versions WHERE fact=?1 AND seen<=?2 ORDER BY n DESC LIMIT 1");
    if (!newest.ok())
        return newest.error();
    return eachRow(*statement, [&](const FactRow& row) -> Status {
        if (row.lastSeen <= asOf)
            return each(row, nullptr);
        newest->reset();
        auto there = newest->bind(1, row.key).bind(2, asOf).step();
        if (!there.ok())
            return there.error();
        if (!*there)
            return Done{};
        const FactVersion version{newest->integer(0), std::string(newest->blob(1)), 0};
        return each(row, &version);
    });
}

Status FactTable::selectWithVersions(Span span, std::int64_t asOf, const std::function<Status(const FactRow&, const std::vector<FactVersion>&)>& each) const
{
    auto statement = m_db->prepare(knownThen(m_name, ">="));
    if (!statement.ok())
        return statement.error();
    statement->bind(1, earliestEnd(span.from, asOf)).bind(2, span.to).bind(3, asOf).bind(4, span.from);
    VEDETTE_TRY(bindLengths(*statement, earliestEnd(span.from, asOf), span.to));
    auto tellings = m_db->prepare("SELECT seen, body, n FROM " + m_name + "_versions WHERE fact=?1 AND seen<=?2 ORDER BY n");
    if (!tellings.ok())
        return tellings.error();
    return eachRow(*statement, [&](const FactRow& row) -> Status {
        std::vector<FactVersion> versions;
        if (row.lastSeen > asOf) {
            tellings->reset();
            tellings->bind(1, row.key).bind(2, asOf);
            for (;;) {
                auto more = tellings->step();
                if (!more.ok())
                    return more.error();
                if (!*more)
                    break;
                versions.push_back({tellings->integer(0), std::string(tellings->blob(1)), tellings->integer(2)});
            }
        }
        return each(row, versions);
    });
}

} // namespace vedette
