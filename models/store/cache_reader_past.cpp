#include "models/store/cache_reader_impl.h"

#include "models/store/change_folder.h"
#include "models/store/change_join.h"
#include "models/store/change_store.h"
#include "models/store/record_packing.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::int64_t kReach = 16 * 60'000; ///< further apart nothing is joined that names no run in common (change_join.h), with some room

/// By service: from when on something was told of after a moment.
using Since = std::map<std::string, std::int64_t>;

std::int64_t since(const Since& told, const std::string& service)
{
    const auto at = told.find(service);
    return at == told.end() ? INT64_MAX : at->second;
}

void mark(Since& told, const std::string& service, std::int64_t starts)
{
    const auto [at, isNew] = told.emplace(service, starts);
    if (!isNew)
        at->second = std::min(at->second, starts);
}

/// Of each service the last deployment that began until `until` and was known then: it may have waited for its next stage until one came that was not.
Status eachLastDeploy(const Database& db, std::int64_t until, std::int64_t asOf, const std::function<void(const FactRow&, const Change&)>& each)
{
    auto service = db.prepare("SELECT grp FROM folded INDEXED BY folded_grp WHERE grp>?1 ORDER BY grp LIMIT 1");
    auto newest = db.prepare("SELECT starts, last_seen, body FROM folded INDEXED BY folded_grp WHERE grp=?1 AND starts<=?2 AND first_seen<=?3 ORDER BY starts DESC");
    if (!service.ok() || !newest.ok())
        return service.ok() ? newest.error() : service.error();
    FactRow row;
    service->bind(1, std::string_view());
    for (;;) {
        auto there = service->step();
        if (!there.ok())
            return there.error();
        if (!*there)
            return Done{};
        row.group = service->text(0);
        service->reset();
        service->bind(1, std::string_view(row.group));
        newest->reset();
        newest->bind(1, std::string_view(row.group)).bind(2, until).bind(3, asOf);
        for (;;) {
            auto more = newest->step();
            if (!more.ok())
                return more.error();
            if (!*more)
                break;
            Change change;
            if (!unpackFolded(newest->blob(2), change))
                return damagedRecord();
            if (!isDeploy(change.kind))
                continue;
            row.starts = newest->integer(0);
            row.lastSeen = newest->integer(1);
            each(row, change);
            if (change.service == row.group && row.lastSeen <= asOf) // else it may have been another's, or none
                break;
        }
    }
}

struct Settled {
    Change change;
    std::string group;
};

} // namespace

Result<bool> CacheReader::Impl::changesThen(TimeRange range, Time asOf, const std::set<std::string>& leftOut, std::vector<Change>& out)
{
    const auto then = toMs(asOf);
    const auto from = toMs(range.from);
    const auto to = toMs(range.to);
    if (then < from - kDaySpan || to > INT64_MAX / 2 || from < INT64_MIN / 2)
        return false;
    const FactTable records(db, "changes");
    const FactTable folded(db, "folded");
    Since told;                                    // records, and what is folded of them
    std::map<std::string, ChangeFolder::Span> anew; // what was another change then, or may have been
    const auto touch = [&](const std::string& service, std::int64_t starts) {
        auto& span = anew.try_emplace(service, ChangeFolder::Span{starts, to}).first->second;
        span.from = std::min(starts, span.from);
    };
    std::map<std::string, std::vector<FactRow>> moved; // records by the service of then
    VEDETTE_TRY(records.toldAfter(then, then + kReach, [&](const FactRow& row) -> Status {
        if (row.firstSeen > then) {
            mark(told, row.group, row.starts);
            if (row.ends <= from) // its change may have gone on then and be over before the range now
                touch(row.group, row.starts);
            return Done{};
        }
        auto record = recordAt(records, row, then);
        if (!record.ok() || !record->has_value())
            return record.ok() ? Status(Done{}) : record.error();
        const auto& was = **record;
        const auto starts = std::min(toMs(was.startsAt), row.starts);
        for (const auto& service : {row.group, was.service}) {
            mark(told, service, starts);
            if (starts <= to + kDaySpan)
                touch(service, starts);
        }
        if (was.service != row.group)
            moved[was.service].push_back(row);
        return Done{};
    }));
    // What was known to come, or was said to have begun earlier than it did.
    std::vector<std::int64_t> later;
    if (then < to + kDaySpan) {
        VEDETTE_TRY(folded.announced({then, to + kDaySpan}, then, [&](const FactRow& row) -> Status {
            later.push_back(row.key);
            return Done{};
        }));
    }
    for (const auto key : later) {
        auto row = folded.at(key);
        Change change;
        if (!row.ok() || !row->has_value() || !unpackFolded((*row)->body, change))
            return row.ok() ? damagedRecord() : row.error();
        touch((*row)->group, (*row)->starts);
        for (const auto& source : change.sources) {
            for (const auto& id : change.recordIds) {
                auto record = records.find(source, id);
                auto was = record.ok() && record->has_value() ? recordAt(records, **record, then) : Result<std::optional<ChangeRecord>>(std::optional<ChangeRecord>());
                if (!record.ok() || !was.ok())
                    return record.ok() ? was.error() : record.error();
                if (was->has_value())
                    touch((*record)->group, toMs((*was)->startsAt));
            }
        }
    }
    VEDETTE_TRY(eachLastDeploy(db, std::min(then, to), then, [&](const FactRow& row, const Change& change) {
        if (row.lastSeen > then || isBetweenStages(change))
            touch(row.group, row.starts);
    }));
    std::vector<std::pair<FactRow, Change>> found;
    VEDETTE_TRY(folded.touchingKnown({from, to}, then, [&](const FactRow& row) -> Status {
        auto& [kept, change] = found.emplace_back(row, Change{});
        kept.body.clear();
        if (!unpackFolded(row.body, change))
            return damagedRecord();
        if (row.lastSeen > then)
            for (const auto& service : {row.group, change.service})
                mark(told, service, row.starts);
        return Done{};
    }));
    std::vector<Settled> settled;
    for (auto& [row, change] : found) {
        // Nobody tells an end before it: the last telling lies behind all ends but planned ones.
        const auto reach = std::max({row.starts, row.ends == FactRow::kOpenEnd ? row.starts : row.ends, row.lastSeen});
        if (row.lastSeen > then || reach > then || isBetweenStages(change) || reach + kReach >= std::min(since(told, row.group), since(told, change.service)))
            touch(row.group, row.starts);
        else
            settled.push_back({std::move(change), row.group});
    }
    for (auto& [service, span] : anew)
        span.from = std::min(span.from, since(told, service));
    auto known = ChangeFolder(db).knownAt(then, anew, moved);
    for (bool again = true; known.ok() && !known->elsewhere && again;) { // a run led into another service: what comes after it there may follow another revision
        again = false;
        for (const auto& each : settled) {
            const auto span = known->spans.find(each.group);
            if (span == known->spans.end() || toMs(each.change.startsAt) < span->second.to)
                continue;
            again = true;
            touch(each.group, span->second.from);
            anew.at(each.group).to = to;
        }
        if (again)
            known = ChangeFolder(db).knownAt(then, anew, moved);
    }
    if (!known.ok())
        return known.error();
    if (known->elsewhere)
        return false;
    const auto keep = [&](Change&& change) {
        if (meets(range, change.startsAt, change.endsAt) && !leftOut.contains(change.service))
            out.push_back(std::move(change));
    };
    for (auto& each : settled) {
        const auto span = known->spans.find(each.group);
        const auto starts = toMs(each.change.startsAt);
        if (span == known->spans.end() || starts < span->second.from || starts >= span->second.to)
            keep(std::move(each.change));
    }
    for (auto& row : known->rows)
        keep(std::move(row.change));
    return true;
}

} // namespace vedette
