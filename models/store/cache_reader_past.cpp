#include "models/store/cache_reader_impl.h"

#include "models/store/change_folder.h"
#include "models/store/change_join.h"
#include "models/store/change_store.h"
#include "models/store/lone_change.h"
#include "models/store/record_packing.h"
#include "models/store/waiting_changes.h"

#include <algorithm>
#include <iterator>

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

/// Of a service (row.group) the last deployment that began until `until` and was known then: it may have waited for its next stage until one came that
/// was not. `newest` is kNewest.
Status lastDeploy(Statement& newest, FactRow& row, std::int64_t until, std::int64_t asOf, const std::function<void(const FactRow&, const Change&)>& each)
{
    newest.reset();
    newest.bind(1, std::string_view(row.group)).bind(2, until).bind(3, asOf);
    auto last = INT64_MIN; // what began together with it may be the last one as well
    for (;;) {
        auto more = newest.step();
        if (!more.ok())
            return more.error();
        if (!*more || newest.integer(0) < last)
            return Done{};
        Change change;
        if (!unpackFolded(newest.blob(2), change))
            return damagedRecord();
        if (!isDeploy(change.kind))
            continue;
        row.starts = newest.integer(0);
        row.lastSeen = newest.integer(1);
        each(row, change);
        if (change.service == row.group && row.lastSeen <= asOf) // else it may have been another's, or none
            last = row.starts;
    }
}
constexpr std::string_view kNewest = "SELECT starts, last_seen, body FROM folded INDEXED BY folded_grp WHERE grp=?1 AND starts<=?2 AND first_seen<=?3 ORDER BY starts DESC";

/// Of each of these services; null: of all.
Status eachLastDeploy(const Database& db, const std::set<std::string>* services, std::int64_t until, std::int64_t asOf, const std::function<void(const FactRow&, const Change&)>& each)
{
    auto newest = db.prepare(kNewest);
    if (!newest.ok())
        return newest.error();
    FactRow row;
    if (services != nullptr) {
        for (const auto& service : *services) {
            row.group = service;
            VEDETTE_TRY(lastDeploy(*newest, row, until, asOf, each));
        }
        return Done{};
    }
    auto service = db.prepare("SELECT grp FROM folded INDEXED BY folded_grp WHERE grp>?1 ORDER BY grp LIMIT 1");
    if (!service.ok())
        return service.error();
    for (;;) {
        auto there = service->bind(1, std::string_view(row.group)).step();
        if (!there.ok())
            return there.error();
        if (!*there)
            return Done{};
        row.group = service->text(0);
        service->reset();
        VEDETTE_TRY(lastDeploy(*newest, row, until, asOf, each));
    }
}

/// One question for the changes of a range as they were known at a moment: finds out what was another change then, or may have been, and folds that.
class ChangesThen {
public:
    /// All outlive it.
    ChangesThen(Database& db, const FactTable& records, const FactTable& folded, TimeRange range, std::int64_t then)
        : m_db(db), m_records(records), m_folded(folded), m_then(then), m_from(toMs(range.from)), m_to(toMs(range.to))
    {
    }
    /// Calls `keep` for each change that may overlap the range. False: it must all be folded.
    Result<bool> tell(const std::function<void(Change&&)>& keep)
    {
        VEDETTE_TRY(lookAtRecords());
        VEDETTE_TRY(lookAtWaiting());
        VEDETTE_TRY(lookAtFolded());
        VEDETTE_TRY(takeLone());
        return foldRest(keep);
    }

private:
    /// A change that stood then as it is told here.
    struct Settled {
        Change change;
        std::string group;
    };

    void touch(const std::string& service, std::int64_t starts)
    {
        auto& span = m_anew.try_emplace(service, ChangeFolder::Span{starts, m_to}).first->second;
        span.from = std::min(starts, span.from);
    }
    /// Its changes cannot be told each for itself.
    void touchAll(const std::string& service, std::int64_t starts)
    {
        touch(service, starts);
        m_entangled.insert(service);
    }

    Status lookAtRecords()
    {
        return m_records.toldAfter(m_then, m_then + kReach, [&](const FactRow& row) -> Status {
            m_toldIds[row.group].push_back(row.id);
            if (row.firstSeen > m_then) {
                mark(m_told, row.group, row.starts);
                if (row.ends <= m_from) // its change may have gone on then and be over before the range now
                    touch(row.group, row.starts);
                return Done{};
            }
            auto record = recordAt(m_records, row, m_then);
            if (!record.ok() || !record->has_value())
                return record.ok() ? Status(Done{}) : record.error();
            const auto& was = **record;
            const auto starts = std::min(toMs(was.startsAt), row.starts);
            const bool stayed = was.service == row.group && toMs(was.startsAt) == row.starts;
            for (const auto& service : {row.group, was.service}) {
                mark(m_told, service, starts);
                if (starts <= m_to + kDaySpan)
                    stayed ? touch(service, starts) : touchAll(service, starts);
            }
            if (was.service != row.group)
                m_moved[was.service].push_back(row);
            return Done{};
        });
    }

    Status lookAtWaiting()
    {
        auto waiting = WaitingChanges(m_db).all();
        if (!waiting.ok())
            return waiting.error();
        m_isListed = waiting->has_value();
        std::vector<std::int64_t> announced;
        std::set<std::string> began; // services of those that did
        for (const auto& each : m_isListed ? **waiting : std::vector<WaitingChanges::Entry>()) {
            if (each.key < factKeyEnd(m_then))
                began.insert(each.group);
            if (each.key < factKey(m_then))
                continue;
            m_entangled.insert(each.group);
            if (each.key < factKeyEnd(m_to + kDaySpan))
                announced.push_back(each.key);
        }
        if (!m_isListed && m_then < m_to + kDaySpan) {
            VEDETTE_TRY(m_folded.announced({m_then, m_to + kDaySpan}, m_then, [&](const FactRow& row) -> Status {
                announced.push_back(row.key);
                return Done{};
            }));
        }
        for (const auto key : announced)
            VEDETTE_TRY(lookAtAnnounced(key));
        // What was told of since and is over before the range is found by what was told; but not where the moment lies before the range.
        return eachLastDeploy(m_db, m_isListed && m_then >= m_from ? &began : nullptr, std::min(m_then, m_to), m_then, [&](const FactRow& row, const Change& change) {
            if (row.lastSeen > m_then || isBetweenStages(change))
                touchAll(row.group, row.starts);
        });
    }

    /// What was known to come, or was said to have begun earlier than it did.
    Status lookAtAnnounced(std::int64_t key)
    {
        auto row = m_folded.at(key);
        if (!row.ok())
            return row.error();
        if (!row->has_value() || (*row)->firstSeen > m_then || (*row)->lastSeen <= m_then)
            return Done{};
        Change change;
        if (!unpackFolded((*row)->body, change))
            return damagedRecord();
        touchAll((*row)->group, (*row)->starts);
        for (const auto& source : change.sources) {
            for (const auto& id : change.recordIds) {
                auto record = m_records.find(source, id);
                auto was = record.ok() && record->has_value() ? recordAt(m_records, **record, m_then) : Result<std::optional<ChangeRecord>>(std::optional<ChangeRecord>());
                if (!record.ok() || !was.ok())
                    return record.ok() ? was.error() : record.error();
                if (was->has_value())
                    touchAll((*record)->group, toMs((*was)->startsAt));
            }
        }
        return Done{};
    }

    /// What is folded in the file is as it was where nothing near it was told of since.
    Status lookAtFolded()
    {
        struct Found {
            Change change;
            std::string group;
            std::int64_t starts;
            std::int64_t ends;
            std::int64_t lastSeen;
        };
        std::vector<Found> found;
        VEDETTE_TRY(m_folded.touchingKnown({m_from, m_to}, m_then, [&](const FactRow& row) -> Status {
            auto& change = found.emplace_back(Found{{}, row.group, row.starts, row.ends, row.lastSeen}).change;
            if (!unpackFolded(row.body, change))
                return damagedRecord();
            if (row.lastSeen > m_then)
                for (const auto& service : {row.group, change.service})
                    mark(m_told, service, row.starts);
            return Done{};
        }));
        for (auto& [change, group, starts, ends, lastSeen] : found) {
            // Nobody tells an end before it: the last telling lies behind all ends but planned ones.
            const auto reach = std::max({starts, ends == FactRow::kOpenEnd ? starts : ends, lastSeen});
            if (lastSeen > m_then && group == change.service)
                touch(group, starts);
            else if (lastSeen > m_then || reach > m_then || isBetweenStages(change) || reach + kReach >= std::min(since(m_told, group), since(m_told, change.service)))
                touchAll(group, starts);
            else
                m_settled.push_back({std::move(change), std::move(group)});
        }
        for (auto& [service, span] : m_anew)
            span.from = std::min(span.from, since(m_told, service));
        return Done{};
    }

    Status takeLone()
    {
        LoneChange lone(m_db, m_records, m_then);
        for (auto each = m_anew.begin(); m_isListed && each != m_anew.end();) {
            const auto& [service, span] = *each;
            auto change = m_entangled.contains(service) || m_moved.contains(service) ? Result<std::optional<Change>>(std::optional<Change>()) : lone.of(service, span.from, m_toldIds[service]);
            if (!change.ok())
                return change.error();
            if (!*change) {
                ++each;
                continue;
            }
            m_settled.push_back({std::move(**change), service});
            each = m_anew.erase(each);
        }
        return Done{};
    }

    Result<bool> foldRest(const std::function<void(Change&&)>& keep)
    {
        auto known = ChangeFolder(m_db).knownAt(m_then, m_anew, m_moved);
        for (bool again = true; known.ok() && !known->elsewhere && again;) { // a run led into another service: what comes after it there may follow another revision
            again = false;
            for (const auto& each : m_settled) {
                const auto span = known->spans.find(each.group);
                if (span == known->spans.end() || toMs(each.change.startsAt) < span->second.to)
                    continue;
                again = true;
                touch(each.group, span->second.from);
                m_anew.at(each.group).to = m_to;
            }
            if (again)
                known = ChangeFolder(m_db).knownAt(m_then, m_anew, m_moved);
        }
        if (!known.ok())
            return known.error();
        if (known->elsewhere)
            return false;
        for (auto& each : m_settled) {
            const auto span = known->spans.find(each.group);
            const auto starts = toMs(each.change.startsAt);
            if (span == known->spans.end() || starts < span->second.from || starts >= span->second.to)
                keep(std::move(each.change));
        }
        for (auto& row : known->rows)
            keep(std::move(row.change));
        return true;
    }

    Database& m_db;
    const FactTable& m_records;
    const FactTable& m_folded;
    std::int64_t m_then;
    std::int64_t m_from;
    std::int64_t m_to;
    bool m_isListed = false; ///< WaitingChanges are
    Since m_told;            ///< records, and what is folded of them
    std::map<std::string, std::vector<std::string>> m_toldIds; ///< records, by the service of now
    std::map<std::string, std::vector<FactRow>> m_moved;       ///< records by the service of then
    std::map<std::string, ChangeFolder::Span> m_anew;          ///< what was another change then, or may have been
    std::set<std::string> m_entangled; ///< services of these whose changes cannot be told each for itself
    std::vector<Settled> m_settled;
};

} // namespace

Result<bool> CacheReader::Impl::changesThen(TimeRange range, Time asOf, const std::set<std::string>& leftOut, std::vector<Change>& out)
{
    if (toMs(asOf) < toMs(range.from) - kDaySpan || toMs(range.to) > INT64_MAX / 2 || toMs(range.from) < INT64_MIN / 2)
        return false;
    return ChangesThen(db, tables->changes, tables->folded, range, toMs(asOf)).tell([&](Change&& change) {
        if (meets(range, change.startsAt, change.endsAt) && !leftOut.contains(change.service))
            out.push_back(std::move(change));
    });
}

} // namespace vedette
