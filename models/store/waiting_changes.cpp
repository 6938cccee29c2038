#include "models/store/waiting_changes.h"

#include "models/store/byte_stream.h"
#include "models/store/change_fold.h"
#include "models/store/change_folder.h"
#include "models/store/fact_table.h"
#include "models/store/record_packing.h"

namespace vedette {

namespace {

constexpr std::string_view kName = "store/waiting";
constexpr std::size_t kMost = 500; ///< more are looked for in the rows themselves
constexpr int kPiece = 1'500;      ///< rows

} // namespace

bool WaitingChanges::isWaiting(const Change& change, std::int64_t firstSeen)
{
    const auto starts = toMs(change.startsAt);
    return isBetweenStages(change) || firstSeen < starts || (firstSeen == starts && change.sources.size() > 1);
}

Result<std::optional<WaitingChanges::List>> WaitingChanges::load() const
{
    auto select = m_db->prepare("SELECT body FROM states WHERE name=?1");
    if (!select.ok())
        return select.error();
    auto row = select->bind(1, kName).step();
    if (!row.ok())
        return row.error();
    if (!*row)
        return std::optional<List>();
    ByteReader in(select->blob(0));
    List out;
    out.until = in.zigzag();
    out.tooMany = in.u8() != 0;
    std::int64_t key = 0;
    for (auto left = in.count(2); left > 0; --left) {
        key += in.zigzag();
        out.groups.emplace_hint(out.groups.end(), key, in.text());
    }
    return in.ok() ? std::optional(std::move(out)) : std::optional<List>();
}

Status WaitingChanges::save(List& list) const
{
    list.tooMany = list.tooMany || list.groups.size() > kMost;
    if (list.tooMany)
        list.groups.clear();
    ByteWriter out;
    out.zigzag(list.until);
    out.u8(list.tooMany ? 1 : 0);
    out.varint(list.groups.size());
    std::int64_t last = 0;
    for (const auto& [key, group] : list.groups) {
        out.zigzag(key - last);
        out.text(group);
        last = key;
    }
    auto replace = m_db->prepare("INSERT OR REPLACE INTO states(name, body) VALUES(?1, ?2)");
    if (!replace.ok())
        return replace.error();
    return replace->bind(1, kName).bindBlob(2, out.bytes()).run();
}

Status WaitingChanges::store()
{
    const auto news = std::move(m_news);
    m_news.clear();
    if (news.empty())
        return Done{};
    auto list = load();
    if (!list.ok())
        return list.error();
    if (!*list || (*list)->tooMany) // tend() finds what is in the rows
        return Done{};
    bool altered = false;
    for (const auto& [key, group] : news) {
        if (key >= (*list)->until)
            continue;
        const auto known = (*list)->groups.find(key);
        const bool isKnown = known != (*list)->groups.end();
        if (group ? isKnown && known->second == *group : !isKnown)
            continue;
        altered = true;
        if (group)
            (*list)->groups.insert_or_assign(key, *group);
        else
            (*list)->groups.erase(known);
    }
    return altered ? save(**list) : Status(Done{});
}

Result<bool> WaitingChanges::tend() const
{
    auto known = load();
    if (!known.ok())
        return known.error();
    auto list = known->value_or(List{INT64_MIN, false, {}});
    if (list.until == INT64_MAX || list.tooMany)
        return false;
    int found = 0;
    auto next = list.until;
    VEDETTE_TRY(FactTable(*m_db, "folded").ofKeys(next, INT64_MAX, kPiece, [&](const FactRow& row) -> Status {
        next = row.key + 1;
        ++found;
        Change change;
        if (unpackFolded(row.body, change) && isWaiting(change, row.firstSeen)) // what is damaged is told of when it is read
            list.groups.emplace(row.key, row.group);
        return Done{};
    }));
    list.until = found == kPiece ? next : INT64_MAX;
    VEDETTE_TRY(save(list));
    return list.until != INT64_MAX && !list.tooMany;
}

Status WaitingChanges::forget(Database& db) { return db.exec("DELETE FROM states WHERE name='" + std::string(kName) + "'"); }

Result<std::optional<std::vector<WaitingChanges::Entry>>> WaitingChanges::all() const
{
    using Entries = std::optional<std::vector<Entry>>;
    auto list = load();
    if (!list.ok())
        return list.error();
    if (!*list || (*list)->tooMany || (*list)->until != INT64_MAX)
        return Entries();
    Entries out(std::in_place);
    for (auto& [key, group] : (*list)->groups)
        out->push_back({key, std::move(group)});
    return out;
}

} // namespace vedette
