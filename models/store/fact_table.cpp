#include "models/store/fact_rows.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::string_view kFolded = "folded"; ///< has no versions
constexpr std::int64_t kFarTime = 1LL << 52U; ///< of a key; what lies further stands there

} // namespace

std::int64_t factKey(std::int64_t starts) { return std::clamp(starts, -kFarTime, kFarTime) * 256; }
std::int64_t factKeyEnd(std::int64_t starts) { return (std::clamp(starts, -kFarTime, kFarTime) + kKeySlack) * 256; }

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

Status FactTable::measureLongest() const
{
    auto statement = m_db->prepare("INSERT OR IGNORE INTO meta SELECT ?1, coalesce(max(ends-starts), 0) FROM " + m_name + " INDEXED BY " + m_name
        + "_long WHERE ends-starts>86400000 AND ends<9223372036854775807");
    if (!statement.ok())
        return statement.error();
    return statement->bind(1, longestOf(m_name)).run();
}

Status FactTable::select(const std::string& condition, const std::vector<std::int64_t>& values, const Each& each) const
{
    auto statement = m_db->prepare(kFactColumns + m_name + " WHERE " + condition);
    if (!statement.ok())
        return statement.error();
    for (std::size_t i = 0; i < values.size(); ++i)
        statement->bind(static_cast<int>(i) + 1, values[i]);
    return eachRow(*statement, each);
}

Result<std::optional<FactRow>> FactTable::find(const std::string& source, const std::string& id) const
{
    auto statement = ready(kFactColumns + m_name + " WHERE source=?1 AND id=?2");
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
        auto statement = ready(kFactColumns + m_name + " WHERE key=?1");
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
    auto statement = m_db->prepare(kFactColumns + m_name + " WHERE key>=?1 AND key<?2 ORDER BY key LIMIT ?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, from).bind(2, to).bind(3, atMost);
    return eachRow(*statement, each);
}

Status FactTable::open(const Each& each) const
{
    auto statement = m_db->prepare(kFactColumns + m_name + " INDEXED BY " + m_name + "_long WHERE ends-starts>86400000 AND ends=?1");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, FactRow::kOpenEnd);
    return eachRow(*statement, each);
}

Status FactTable::endedBefore(std::int64_t time, int atMost, const Each& each) const
{
    auto statement = m_db->prepare(kFactColumns + m_name + " WHERE key<?1 AND ends<?2 AND by_hand=0 ORDER BY key LIMIT ?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, factKeyEnd(time)).bind(2, time).bind(3, atMost);
    return eachRow(*statement, each);
}

Status FactTable::ofGroup(const std::string& group, std::int64_t endsAfter, int atMost, const Each& each) const
{
    auto statement = m_db->prepare(kFactColumns + m_name + " WHERE grp=?1 AND ends>=?2 ORDER BY ends DESC LIMIT ?3");
    if (!statement.ok())
        return statement.error();
    statement->bind(1, std::string_view(group)).bind(2, endsAfter).bind(3, atMost);
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
    const bool isFar = row.starts < INT64_MIN / 2 || row.ends > INT64_MAX / 2;
    const auto length = isFar ? FactRow::kOpenEnd - 1 : row.ends - row.starts;
    if (row.ends != FactRow::kOpenEnd && length > kDaySpan) {
        auto longest = ready("UPDATE meta SET value=?2 WHERE key=?1 AND value<?2");
        if (!longest.ok())
            return longest.error();
        VEDETTE_TRY((*longest)->bind(1, longestOf(m_name)).bind(2, length).run());
    }
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
