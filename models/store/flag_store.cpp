#include "models/store/flag_store.h"

#include "models/store/record_packing.h"

#include <map>

namespace vedette {

Status storeFlags(Database& db, const std::string& watch, const std::string& series, Time from, const std::vector<AnomalyFlag>& flags, Time seenAt)
{
    std::map<std::int64_t, std::int64_t> standing; ///< start -> row
    auto select = db.prepare("SELECT id, starts FROM flags WHERE watch=?1 AND series=?2 AND ends>=?3 AND gone=?4");
    if (!select.ok())
        return select.error();
    select->bind(1, std::string_view(watch)).bind(2, std::string_view(series)).bind(3, toMs(from)).bind(4, INT64_MAX);
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        standing[select->integer(1)] = select->integer(0);
    }
    auto update = db.prepare("UPDATE flags SET ends=?2, body=?3 WHERE id=?1");
    auto insert = db.prepare("INSERT INTO flags(watch, series, starts, ends, seen, gone, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    auto remove = db.prepare("UPDATE flags SET gone=?2 WHERE id=?1");
    for (auto* statement : {&update, &insert, &remove}) {
        if (!statement->ok())
            return statement->error();
    }
    for (const auto& flag : flags) {
        const auto body = packRecord(flag);
        if (const auto known = standing.find(toMs(flag.from)); known != standing.end()) {
            VEDETTE_TRY(update->bind(1, known->second).bind(2, toMs(flag.to)).bindBlob(3, body).run());
            standing.erase(known);
            continue;
        }
        insert->bind(1, std::string_view(watch)).bind(2, std::string_view(series)).bind(3, toMs(flag.from)).bind(4, toMs(flag.to));
        VEDETTE_TRY(insert->bind(5, toMs(seenAt)).bind(6, INT64_MAX).bindBlob(7, body).run());
    }
    for (const auto& [start, id] : standing)
        VEDETTE_TRY(remove->bind(1, id).bind(2, toMs(seenAt)).run());
    return Done{};
}

Result<std::vector<AnomalyFlag>> loadFlags(const Database& db, TimeRange range, std::optional<Time> asOf)
{
    auto select = db.prepare("SELECT body FROM flags WHERE ends>=?1 AND starts<?2 AND seen<=?3 AND gone>?3 ORDER BY starts, watch, series");
    if (!select.ok())
        return select.error();
    select->bind(1, toMs(range.from)).bind(2, toMs(range.to)).bind(3, asOf ? toMs(*asOf) : INT64_MAX - 1);
    std::vector<AnomalyFlag> out;
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return out;
        AnomalyFlag flag;
        if (!unpackRecord(select->blob(0), flag))
            return damagedRecord();
        if (asOf && flag.from > *asOf)
            continue;
        if (asOf && flag.to > *asOf) {
            flag.to = *asOf;
            flag.open = true;
        }
        out.push_back(std::move(flag));
    }
}

} // namespace vedette
