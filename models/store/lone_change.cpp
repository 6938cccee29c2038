#include "models/store/lone_change.h"

#include "models/store/change_fold.h"
#include "models/store/change_folder.h"
#include "models/store/change_join.h"
#include "models/store/change_store.h"
#include "models/store/record_packing.h"

#include <algorithm>

namespace vedette {

namespace {

// How far one telling reaches to be one change with another (change_fold.cpp, change_join.cpp), with some room.
constexpr std::int64_t kNameReach = 16 * 60'000;
constexpr std::int64_t kRevisionReach = 6 * 3'600'000 + kNameReach;
constexpr std::int64_t kRunReach = 24 * 3'600'000 + kNameReach;
constexpr std::int64_t kLookBack = kRunReach + 3 * 3'600'000; ///< a run that is told of began at most some hours before what was told of last

/// What decides with what else a record is one change, and what is remembered of it.
bool standsAsItWas(const ChangeRecord& was, const ChangeRecord& now)
{
    return was.service == now.service && was.startsAt == now.startsAt && was.kind == now.kind && was.revision == now.revision && was.environment == now.environment
        && was.parent == now.parent && was.previous == now.previous && was.stage == now.stage;
}

} // namespace

/// The change of the service that was known then and told of again since, where there is one and all else that was known lies well before it.
Result<std::optional<Change>> LoneChange::onlyOne(const std::string& service, std::int64_t from)
{
    if (!m_near.isPrepared()) {
        auto near = m_db->prepare("SELECT starts, ends, last_seen, body FROM folded INDEXED BY folded_grp WHERE grp=?1 AND starts>=?2 AND starts<=?3 AND first_seen<=?3 ORDER BY starts DESC");
        if (!near.ok())
            return near.error();
        m_near = std::move(near.value());
    }
    m_near.reset();
    m_near.bind(1, std::string_view(service)).bind(2, from - kLookBack).bind(3, m_asOf);
    std::optional<Change> one;
    std::int64_t starts = 0;
    for (;;) {
        auto more = m_near.step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        Change change;
        if (!unpackFolded(m_near.blob(3), change))
            return damagedRecord();
        const bool toldSince = m_near.integer(2) > m_asOf;
        if (toldSince == one.has_value() || change.service != service || change.sources.size() != 1) // the latest one, and no other
            return std::optional<Change>();
        if (toldSince) {
            starts = m_near.integer(0);
            if (starts - kRunReach < from - kLookBack)
                return std::optional<Change>();
            one = std::move(change);
            continue;
        }
        const auto ends = m_near.integer(1);
        const auto reach = std::max({m_near.integer(0), ends == FactRow::kOpenEnd ? INT64_MIN : ends, m_near.integer(2)});
        const bool isNear = reach + kNameReach >= starts || (one->stages.empty() && m_near.integer(0) + kRevisionReach >= starts);
        if (isNear || isBetweenStages(change) || change.sources != one->sources)
            return std::optional<Change>();
    }
    if (one) {
        auto near = isLongNear(service, starts);
        if (!near.ok())
            return near.error();
        if (*near)
            one.reset();
    }
    return one;
}

/// Something of the service began long before and ended shortly before, or later.
Result<bool> LoneChange::isLongNear(const std::string& service, std::int64_t starts)
{
    if (!m_long.isPrepared()) {
        auto statement = m_db->prepare("SELECT 1 FROM folded INDEXED BY folded_long WHERE ends-starts>86400000 AND ends>=?1 AND ends<?2 AND starts<?3 AND grp=?4 LIMIT 1");
        if (!statement.ok())
            return statement.error();
        m_long = std::move(statement.value());
    }
    m_long.reset();
    return m_long.bind(1, starts - kNameReach).bind(2, FactRow::kOpenEnd).bind(3, starts).bind(4, std::string_view(service)).step();
}

/// Nullopt: one of them stood otherwise, or what they tell of does not show who else told of the same.
Result<std::optional<std::vector<ChangeRecord>>> LoneChange::recordsThen(const std::string& service, const Change& now) const
{
    using Records = std::optional<std::vector<ChangeRecord>>;
    Records out(std::in_place);
    std::optional<ChangeRecord> first;
    for (const auto& id : now.recordIds) {
        auto row = m_records->find(now.sources.front(), id);
        if (!row.ok())
            return row.error();
        ChangeRecord record;
        if (!row->has_value() || (*row)->group != service || !unpackRecord((*row)->body, record))
            return row->has_value() && (*row)->group == service ? Result<Records>(damagedRecord()) : Records();
        const bool alike = !first || (record.kind == first->kind && record.revision == first->revision && record.environment == first->environment && record.parent == first->parent
            && record.previous == first->previous);
        if (!alike || (record.parent.empty() && now.recordIds.size() > 1))
            return Records();
        if ((*row)->firstSeen <= m_asOf) {
            auto was = recordAt(*m_records, **row, m_asOf);
            if (!was.ok())
                return was.error();
            if (!was->has_value() || !standsAsItWas(**was, record))
                return Records();
            out->push_back(std::move(**was));
        }
        if (!first)
            first = std::move(record);
    }
    return out;
}

Result<std::optional<Change>> LoneChange::of(const std::string& service, std::int64_t from, const std::vector<std::string>& told)
{
    auto now = onlyOne(service, from);
    if (!now.ok() || !*now)
        return now;
    const auto& ids = (*now)->recordIds;
    if (!std::all_of(told.begin(), told.end(), [&](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }))
        return std::optional<Change>();
    auto records = recordsThen(service, **now);
    if (!records.ok())
        return records.error();
    if (!*records)
        return std::optional<Change>();
    auto folded = foldChanges(std::move(**records));
    if (folded.size() != 1)
        return std::optional<Change>();
    // What ran before was known, and is the same to this day.
    auto& was = folded.front();
    was.previous = (*now)->previous;
    was.kind = (*now)->kind;
    return std::optional(std::move(was));
}

} // namespace vedette
