#include "models/store/change_store.h"

#include "models/store/change_fold.h"
#include "models/store/record_packing.h"
#include "models/store/search_index.h"
#include "models/store/search_text.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

/// What the world knew when: nobody knows an end before it, and what was read back from history was known as it happened.
std::vector<ChangeRecord> tellingsOf(const ChangeRecord& record)
{
    auto told = record;
    const bool untold = toMs(record.seenAt) == 0;
    if (untold)
        told.seenAt = record.endsAt.value_or(record.startsAt);
    const bool planned = record.kind == ChangeKind::maintenance && !untold;
    std::vector<ChangeRecord> out;
    const bool endLater = record.endsAt && *record.endsAt > told.seenAt && !planned;
    const bool startKnown = record.endsAt && (untold || record.reconstructed) && !planned && record.startsAt < told.seenAt;
    if (endLater || startKnown) {
        auto begun = told;
        begun.endsAt.reset();
        begun.status = ChangeStatus::started;
        begun.seenAt = startKnown ? record.startsAt : told.seenAt;
        out.push_back(std::move(begun));
    }
    if (record.endsAt && (endLater || record.reconstructed) && !planned)
        told.seenAt = std::max(*record.endsAt, record.startsAt);
    out.push_back(std::move(told));
    return out;
}

bool sameButSeen(ChangeRecord a, ChangeRecord b)
{
    a.seenAt = b.seenAt = {};
    a.reconstructed = b.reconstructed = false;
    return packRecord(a) == packRecord(b);
}

/// Takes what the record says among what was told of it, by when it was seen; of one time what comes last has the say.
Status insertTellings(const ChangeRecord& record, std::vector<FactVersion>& tellings)
{
    for (const auto& telling : tellingsOf(record)) {
        const auto seen = toMs(telling.seenAt);
        const auto body = packRecord(telling);
        if (tellings.empty()) {
            tellings.push_back({seen, body});
            continue;
        }
        auto there = foldTellings(tellings, seen);
        if (!there.ok())
            return there.error();
        if (there->has_value()) {
            auto told = **there;
            tellChange(told, telling);
            if (sameButSeen(told, **there))
                continue;
            // A line that was read before, with what came after it: an import read twice takes no more room.
            std::erase_if(tellings, [&](const FactVersion& v) { return v.seen == seen && v.body == body; });
        } else if (telling.status == ChangeStatus::started && !telling.endsAt && !record.reconstructed && seen != toMs(record.seenAt)) {
            continue;
        }
        const auto at = std::upper_bound(tellings.begin(), tellings.end(), seen, [](std::int64_t s, const FactVersion& v) { return s < v.seen; });
        tellings.insert(at, {seen, body});
    }
    return Done{};
}

} // namespace

Result<std::optional<ChangeRecord>> foldTellings(const std::vector<FactVersion>& tellings, std::int64_t asOf)
{
    std::optional<ChangeRecord> out;
    for (const auto& each : tellings) {
        if (each.seen > asOf)
            continue;
        ChangeRecord telling;
        if (!unpackRecord(each.body, telling))
            return damagedRecord();
        if (!out)
            out = telling;
        else
            tellChange(*out, telling);
    }
    return out;
}

Result<std::optional<ChangeRecord>> recordAt(const FactTable& table, const FactRow& row, std::int64_t asOf)
{
    if (row.lastSeen > asOf) {
        auto tellings = table.versions(row.key);
        return tellings.ok() ? foldTellings(*tellings, asOf) : tellings.error();
    }
    ChangeRecord record;
    if (!unpackRecord(row.body, record))
        return damagedRecord();
    return std::optional(std::move(record));
}

Result<bool> ChangeStore::tell(const std::vector<ChangeRecord>& records, bool byHand)
{
    const auto& first = records.front();
    auto found = m_table.find(first.source, first.id);
    if (!found.ok())
        return found.error();
    std::vector<FactVersion> tellings;
    ChangeRecord before;
    if (found->has_value()) {
        auto known = m_table.versions((*found)->key);
        if (!known.ok())
            return known.error();
        tellings = std::move(known.value());
        if (!unpackRecord((*found)->body, before))
            return damagedRecord();
    }
    const auto stood = tellings;
    for (const auto& record : records)
        VEDETTE_TRY(insertTellings(record, tellings));
    if (tellings == stood)
        return false;
    auto now = foldTellings(tellings, INT64_MAX);
    if (!now.ok())
        return now.error();
    auto& c = **now;
    c.seenAt = timeFromMs(tellings.back().seen);
    FactRow row{found->has_value() ? (*found)->key : 0, first.source, first.id, c.service, toMs(c.startsAt),
        c.endsAt ? toMs(*c.endsAt) : c.status != ChangeStatus::started ? toMs(c.startsAt) : FactRow::kOpenEnd, tellings.front().seen, tellings.back().seen,
        byHand || (found->has_value() && (*found)->byHand), packRecord(c)};
    auto key = m_table.put(row);
    if (!key.ok())
        return key.error();
    if (found->has_value()) {
        VEDETTE_TRY(detach((*found)->key, before));
        VEDETTE_TRY(m_table.replaceVersions(*key, tellings));
    } else {
        for (const auto& telling : tellings)
            VEDETTE_TRY(m_table.append(*key, telling));
    }
    VEDETTE_TRY(attach(*key, c));
    return !found->has_value();
}

Status ChangeStore::attach(std::int64_t key, const ChangeRecord& record)
{
    m_folder.touch(record.service, toMs(record.startsAt));
    VEDETTE_TRY(m_index.replace(SearchDoc::change, key, {}, key, indexedText(record)));
    if (record.parent.empty())
        return Done{};
    auto insert = m_db->prepare("INSERT OR IGNORE INTO change_runs(run, fact) VALUES(?1, ?2)");
    if (!insert.ok())
        return insert.error();
    return insert->bind(1, std::string_view(record.source + '\n' + record.parent)).bind(2, key).run();
}

Status ChangeStore::detach(std::int64_t key, const ChangeRecord& record)
{
    m_folder.touch(record.service, toMs(record.startsAt));
    VEDETTE_TRY(m_index.replace(SearchDoc::change, key, indexedText(record), key, {}));
    if (record.parent.empty())
        return Done{};
    auto remove = m_db->prepare("DELETE FROM change_runs WHERE run=?1 AND fact=?2");
    if (!remove.ok())
        return remove.error();
    return remove->bind(1, std::string_view(record.source + '\n' + record.parent)).bind(2, key).run();
}

Result<std::int64_t> ChangeStore::apply(const std::vector<ChangeRecord>& records, bool byHand)
{
    std::int64_t created = 0;
    std::unordered_map<std::string, std::vector<ChangeRecord>> byId;
    std::vector<const std::vector<ChangeRecord>*> order;
    for (const auto& record : records) {
        auto told = record;
        if (told.id.empty())
            told.id = told.service + "-" + std::string(changeKindName(told.kind)) + "-" + std::to_string(toMs(told.startsAt));
        auto& together = byId[told.source + '\n' + told.id];
        if (together.empty())
            order.push_back(&together);
        together.push_back(std::move(told));
    }
    for (const auto* together : order) {
        auto isNew = tell(*together, byHand);
        if (!isNew.ok())
            return isNew.error();
        created += *isNew ? 1 : 0;
    }
    VEDETTE_TRY(m_folder.fold(true));
    return created;
}

Status ChangeStore::remove(const FactRow& row)
{
    ChangeRecord record;
    if (!unpackRecord(row.body, record))
        return damagedRecord();
    VEDETTE_TRY(detach(row.key, record));
    return m_table.remove(row.key);
}

Status SilenceStore::tell(const Silence& silence)
{
    auto found = m_table.find(silence.source, silence.id);
    if (!found.ok())
        return found.error();
    auto seenAt = silence.seenAt;
    FactRow row{0, silence.source, silence.id, "", toMs(silence.startsAt), toMs(silence.endsAt), toMs(seenAt), toMs(seenAt), false, {}};
    if (found->has_value()) {
        Silence before;
        if (!unpackRecord((*found)->body, before))
            return damagedRecord();
        auto same = silence;
        same.seenAt = before.seenAt;
        if (packRecord(same) == (*found)->body)
            return Done{};
        seenAt = std::max(seenAt, before.seenAt);
        row.key = (*found)->key;
        row.firstSeen = (*found)->firstSeen;
        row.lastSeen = toMs(seenAt);
        // An earlier version may have told of a longer span: the row must be found by it.
        row.ends = std::max(row.ends, std::min((*found)->ends, toMs(seenAt)));
    }
    auto told = silence;
    told.seenAt = seenAt;
    row.body = packRecord(told);
    auto key = m_table.put(row);
    if (!key.ok())
        return key.error();
    return m_table.append(*key, {toMs(seenAt), row.body});
}

Status SilenceStore::apply(const std::vector<Silence>& silences)
{
    for (const auto& silence : silences)
        VEDETTE_TRY(tell(silence));
    return Done{};
}

Status SilenceStore::expireOthers(const std::string& feed, const std::vector<Silence>& listed, Time at)
{
    std::unordered_set<std::string> ids;
    for (const auto& silence : listed)
        ids.insert(silence.id);
    std::vector<Silence> gone;
    VEDETTE_TRY(m_table.selectNow({toMs(at), FactRow::kOpenEnd}, [&](const FactRow& row) -> Status {
        Silence silence;
        if (!unpackRecord(row.body, silence))
            return damagedRecord();
        if (row.source == feed && !ids.contains(row.id) && silence.state != "expired") {
            silence.state = "expired";
            silence.endsAt = std::max(std::min(silence.endsAt, at), silence.startsAt);
            silence.seenAt = at;
            gone.push_back(std::move(silence));
        }
        return Done{};
    }));
    return apply(gone);
}

} // namespace vedette
