#include "models/store/fact_table.h"

#include <algorithm>
#include <utility>

namespace vedette {

namespace {

constexpr std::string_view kFolded = "folded"; ///< has no versions
constexpr std::string_view kChanges = "changes";
constexpr std::int64_t kFewLong = 64; ///< rows: so many are looked at one by one
constexpr const char* kBodiless = "SELECT key, source, id, grp, starts, ends, first_seen, last_seen, by_hand, x'' FROM ";
constexpr const char* kColumns = "SELECT key, source, id, grp, starts, ends, first_seen, last_seen, by_hand, body FROM ";

void take(const Statement& s, FactRow& row)
{
    row.key = s.integer(0);
    row.source = s.text(1);
    row.id = s.text(2);
    row.group = s.text(3);
    row.starts = s.integer(4);
    row.ends = s.integer(5);
    row.firstSeen = s.integer(6);
    row.lastSeen = s.integer(7);
    row.byHand = s.integer(8) != 0;
    row.body = s.blob(9);
}

FactRow rowOf(const Statement& s)
{
    FactRow out;
    take(s, out);
    return out;
}

Status eachRow(Statement& statement, const FactTable::Each& each)
{
    FactRow row; // its strings keep their room from row to row
    for (;;) {
        auto more = statement.step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        take(statement, row);
        VEDETTE_TRY(each(row));
    }
}

/// Rows with `ends` past ?1 and `starts` before ?2: what is short lies near its start, which its key tells (?5, ?6: keysOf), what is longer has an index
/// for each class of lengths. `past` is > or >=.
std::string eachLength(const std::string& table, const std::string& past, const std::string& more, const std::string& columns = kColumns)
{
    const auto part = [&](const std::string& index, const std::string& condition) {
        return columns + table + index + " WHERE " + condition + " AND starts<?2 AND ends" + past + "?1" + more;
    };
    return part(" NOT INDEXED", "key>=?5 AND key<?6 AND ends-starts<=3600000") + " UNION ALL "
        + part(" INDEXED BY " + table + "_day", "ends-starts>3600000 AND ends-starts<=86400000 AND starts" + past + "?1-86400000") + " UNION ALL "
        + part(" INDEXED BY " + table + "_long", "ends-starts>86400000");
}

constexpr std::int64_t kHour = 3'600'000;

void bindKeys(Statement& statement, std::int64_t from, std::int64_t to)
{
    statement.bind(5, factKey(std::max(from, INT64_MIN + kHour) - kHour)).bind(6, factKeyEnd(to));
}

constexpr std::int64_t kLate = 3'600'000; ///< told of so long after its end: migration 3 has an index of these

/// What ended before this and was told of after `asOf` was told of late.
std::int64_t earliestEnd(std::int64_t from, std::int64_t asOf) { return std::min(from, std::max(asOf, INT64_MIN + kLate) - kLate); }

/// Rows known at ?3 that began before ?2 and ended past ?4, or are younger than ?3. ?1: earliestEnd.
std::string knownThen(const std::string& table, const std::string& past)
{
    const std::string known = " AND first_seen<=?3";
    return eachLength(table, past, " AND (ends" + past + "?4 OR last_seen>?3)" + known) + " UNION ALL " + kColumns + table + " INDEXED BY " + table
        + "_late WHERE last_seen-ends>3600000 AND last_seen>?3 AND NOT ends" + past + "?1 AND starts<?2" + known;
}

constexpr std::int64_t kFarTime = 1LL << 52U; ///< of a key; what lies further stands there

} // namespace

std::int64_t factKey(std::int64_t starts) { return std::clamp(starts, -kFarTime, kFarTime) * 256; }
std::int64_t factKeyEnd(std::int64_t starts) { return (std::clamp(starts, -kFarTime, kFarTime) + kKeySlack) * 256; }

class FactTable::Lease {
public:
    explicit Lease(Statement& statement) : m_statement(&statement) {}
    Lease(Lease&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease()
    {
        if (m_statement != nullptr)
            m_statement->reset();
    }
    Statement* operator->() const { return m_statement; }
    Statement& operator*() const { return *m_statement; }

private:
    Statement* m_statement;
};

Result<FactTable::Lease> FactTable::ready(std::string sql) const
{
    auto found = m_ready->find(sql);
    if (found == m_ready->end()) {
        auto statement = m_db->prepare(sql);
        if (!statement.ok())
            return statement.error();
        found = m_ready->emplace(std::move(sql), std::move(statement.value())).first;
    }
    return Lease(found->second);
}

/// A free key for what begins then.
Result<std::int64_t> FactTable::place(std::int64_t starts) const
{
    auto greatest = ready("SELECT max(key) FROM " + m_name + " WHERE key>=?1 AND key<?2");
    if (!greatest.ok())
        return greatest.error();
    const auto first = factKey(starts);
    std::int64_t stride = 256;
    for (std::int64_t at = first; at - first < kKeySlack * 256; at += stride) {
        (*greatest)->reset();
        auto there = (*greatest)->bind(1, at).bind(2, at + 256).step();
        if (!there.ok())
            return there.error();
        const auto last = (*greatest)->maybeInteger(0);
        const auto next = last ? *last + 1 : at == 0 ? 1 : at; // 0 says "new"
        if (next < at + 256)
            return next;
        if (at - first > 16 * 256)
            stride *= 2;
    }
    return makeError(ErrorKind::store, "too many facts begin at one moment");
}

Status FactTable::select(const std::string& condition, const std::vector<std::int64_t>& values, const Each& each) const
{
    auto statement = m_db->prepare(kColumns + m_name + " WHERE " + condition);
    if (!statement.ok())
        return statement.error();
    for (std::size_t i = 0; i < values.size(); ++i)
        statement->bind(static_cast<int>(i) + 1, values[i]);
    return eachRow(*statement, each);
}

Result<std::optional<FactRow>> FactTable::find(const std::string& source, const std::string& id) const
{
    auto statement = ready(kColumns + m_name + " WHERE source=?1 AND id=?2");
    if (!statement.ok())
        return statement.error();
    (*statement)->bind(1, std::string_view(source)).bind(2, std::string_view(id));
    auto more = (*statement)->step();
    if (!more.ok())
        return more.error();
    return *more ? std::optional(rowOf(**statement)) : std::nullopt;
}

Result<std::optional<FactRow>> FactTable::at(std::int64_t key) const
{
    if (m_at == nullptr) {
        auto statement = ready(kColumns + m_name + " WHERE key=?1");
        if (!statement.ok())
            return statement.error();
        m_at = &**statement;
    }
    const Lease statement(*m_at);
    auto more = m_at->bind(1, key).step();
    if (!more.ok())
        return more.error();
    return *more ? std::optional(rowOf(*m_at)) : std::nullopt;
}

Status FactTable::ofKeys(std::int64_t from, std::int64_t to, int atMost, const Each& each) const
{
    auto statement = m_db->prepare(kColumns + m_name + " WHERE key>=?1 AND key<?2 ORDER BY key LIMIT ?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, from).bind(2, to).bind(3, atMost);
    return eachRow(*statement, each);
}

Status FactTable::open(const Each& each) const
{
    auto statement = m_db->prepare(kColumns + m_name + " INDEXED BY " + m_name + "_long WHERE ends-starts>86400000 AND ends=?1");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, FactRow::kOpenEnd);
    return eachRow(*statement, each);
}

Status FactTable::ending(Span span, const Each& each) const
{
    auto statement = m_db->prepare(eachLength(m_name, ">=", " AND ends<=?3"));
    if (!statement.ok())
        return statement.error();
    statement->bind(1, span.from).bind(2, FactRow::kOpenEnd).bind(3, span.to);
    bindKeys(*statement, span.from, span.to + 1);
    return eachRow(*statement, each);
}

Status FactTable::endedBefore(std::int64_t time, int atMost, const Each& each) const
{
    auto statement = m_db->prepare(kColumns + m_name + " WHERE key<?1 AND ends<?2 AND by_hand=0 ORDER BY key LIMIT ?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, factKeyEnd(time)).bind(2, time).bind(3, atMost);
    return eachRow(*statement, each);
}

Status FactTable::ofGroup(const std::string& group, std::int64_t endsAfter, int atMost, const Each& each) const
{
    auto statement = m_db->prepare(kColumns + m_name + " WHERE grp=?1 AND ends>=?2 ORDER BY ends DESC LIMIT ?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, std::string_view(group)).bind(2, endsAfter).bind(3, atMost);
    return eachRow(*statement, each);
}

Status FactTable::ofGroup(const std::string& group, Span span, const Each& each) const
{
    const std::string overlaps = " WHERE grp=?1 AND ends>=?2 AND starts<=?3";
    auto sql = kColumns + m_name + overlaps;
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
            sql = kColumns + m_name + " INDEXED BY changes_grp" + overlaps + " AND starts>=?4 AND ends-starts<=86400000 UNION ALL " + kColumns + m_name
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

Result<std::vector<FactVersion>> FactTable::versions(std::int64_t key) const
{
    auto statement = ready("SELECT seen, body, n FROM " + m_name + "_versions WHERE fact=?1 ORDER BY n");
    if (!statement.ok())
        return statement.error();
    const auto& row = **statement;
    (*statement)->bind(1, key);
    std::vector<FactVersion> out;
    for (;;) {
        auto more = (*statement)->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return out;
        out.push_back({row.integer(0), std::string(row.blob(1)), row.integer(2)});
    }
}

Status FactTable::newestVersions(std::int64_t key, const std::function<Result<bool>(FactVersion&&)>& each) const
{
    auto statement = m_db->prepare("SELECT seen, body, n FROM " + m_name + "_versions WHERE fact=?1 ORDER BY n DESC");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, key);
    for (;;) {
        auto more = statement->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        auto on = each({statement->integer(0), std::string(statement->blob(1)), statement->integer(2)});
        if (!on.ok() || !*on)
            return on.ok() ? Status(Done{}) : on.error();
    }
}

Status FactTable::selectNow(Span span, const Each& each) const { return overlapping(span, ">", each); }
Status FactTable::selectTouching(Span span, const Each& each) const { return overlapping(span, ">=", each); }

Status FactTable::overlapping(Span span, const char* past, const Each& each) const
{
    auto statement = m_db->prepare(eachLength(m_name, past, ""));
    if (!statement.ok())
        return statement.error();
    statement->bind(1, span.from).bind(2, span.to);
    bindKeys(*statement, span.from, span.to);
    return eachRow(*statement, each);
}

Status FactTable::touchingKnown(Span span, std::int64_t asOf, const Each& each) const
{
    auto statement = m_db->prepare(eachLength(m_name, ">=", " AND first_seen<=?3"));
    if (!statement.ok())
        return statement.error();
    statement->bind(1, span.from).bind(2, span.to).bind(3, asOf);
    bindKeys(*statement, span.from, span.to);
    return eachRow(*statement, each);
}

Status FactTable::toldAfter(std::int64_t asOf, std::int64_t startsBefore, const Each& each) const
{
    const std::string after = " AND last_seen>?3";
    auto statement = m_db->prepare(eachLength(m_name, ">", after, kBodiless) + " UNION ALL " + kBodiless + m_name + " INDEXED BY " + m_name
        + "_late WHERE last_seen-ends>3600000 AND last_seen>?3 AND NOT ends>?1 AND starts<?2");
    if (!statement.ok())
        return statement.error();
    const auto ends = std::max(asOf, INT64_MIN + kLate) - kLate; // what ended before and was told of after is in the index of the late
    statement->bind(1, ends).bind(2, startsBefore).bind(3, asOf);
    bindKeys(*statement, ends, startsBefore);
    return eachRow(*statement, each);
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
    auto statement = m_db->prepare("SELECT key FROM " + m_name + " INDEXED BY " + m_name + "_long WHERE ends-starts>86400000 AND ends>?1 AND starts<?1 ORDER BY key DESC");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, time);
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
    bindKeys(*statement, earliestEnd(span.from, asOf), span.to);
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
    bindKeys(*statement, earliestEnd(span.from, asOf), span.to);
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

Result<std::int64_t> FactTable::put(const FactRow& row) const
{
    auto key = row.key;
    const auto least = factKey(row.starts);
    const bool moves = key != 0 && (key < least || key >= least + kKeySlack * 256);
    if (key == 0 || moves) {
        auto free = place(row.starts);
        if (!free.ok())
            return free.error();
        key = *free;
    }
    auto statement = ready(row.key == 0
            ? "INSERT INTO " + m_name + "(source, id, grp, starts, ends, first_seen, last_seen, by_hand, body, key) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)"
            : "UPDATE " + m_name + " SET source=?1, id=?2, grp=?3, starts=?4, ends=?5, first_seen=?6, last_seen=?7, by_hand=?8, body=?9, key=?10 WHERE key=?11");
    if (!statement.ok())
        return statement.error();
    (*statement)->bind(1, std::string_view(row.source)).bind(2, std::string_view(row.id)).bind(3, std::string_view(row.group));
    (*statement)->bind(4, row.starts).bind(5, row.ends).bind(6, row.firstSeen).bind(7, row.lastSeen).bind(8, row.byHand ? 1 : 0);
    (*statement)->bindBlob(9, row.body).bind(10, key);
    if (row.key != 0)
        (*statement)->bind(11, row.key);
    VEDETTE_TRY((*statement)->run());
    if (moves && m_name != kFolded) {
        auto move = ready("UPDATE " + m_name + "_versions SET fact=?2 WHERE fact=?1");
        if (!move.ok())
            return move.error();
        VEDETTE_TRY((*move)->bind(1, row.key).bind(2, key).run());
    }
    return key;
}

Status FactTable::append(std::int64_t key, const FactVersion& version) const
{
    auto statement = ready("INSERT INTO " + m_name + "_versions(fact, n, seen, body) VALUES(?1, (SELECT coalesce(max(n), 0) + 1 FROM "
        + m_name + "_versions WHERE fact=?1), ?2, ?3)");
    if (!statement.ok())
        return statement.error();
    (*statement)->bind(1, key).bind(2, version.seen).bindBlob(3, version.body);
    return (*statement)->run();
}

Status FactTable::amend(std::int64_t key, const FactVersion& version) const
{
    auto statement = ready("UPDATE " + m_name + "_versions SET body=?3 WHERE fact=?1 AND n=?2");
    if (!statement.ok())
        return statement.error();
    return (*statement)->bind(1, key).bind(2, version.n).bindBlob(3, version.body).run();
}

Status FactTable::replaceVersions(std::int64_t key, const std::vector<FactVersion>& versions) const
{
    auto statement = ready("DELETE FROM " + m_name + "_versions WHERE fact=?1");
    if (!statement.ok())
        return statement.error();
    VEDETTE_TRY((*statement)->bind(1, key).run());
    for (const auto& version : versions)
        VEDETTE_TRY(append(key, version));
    return Done{};
}

Status FactTable::remove(std::int64_t key) const
{
    if (m_name != kFolded)
        VEDETTE_TRY(replaceVersions(key, {}));
    auto statement = ready("DELETE FROM " + m_name + " WHERE key=?1");
    if (!statement.ok())
        return statement.error();
    return (*statement)->bind(1, key).run();
}

} // namespace vedette
