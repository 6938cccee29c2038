#include "models/store/change_folder.h"

#include "models/store/change_join.h"
#include "models/store/change_store.h"
#include "models/store/record_packing.h"
#include "models/store/row_order.h"
#include "models/store/search_text.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

// How far one telling reaches to be one change with another (change_fold.cpp, change_join.cpp), with some room.
constexpr std::int64_t kReach = 16 * 60'000;              ///< by name or nearness
constexpr std::int64_t kRevisionReach = 6 * 3'600'000;    ///< one revision in several environments
constexpr std::int64_t kRunReach = 24 * 3'600'000 + kReach; ///< runs of one name told by several feeds
constexpr std::int64_t kFirstLook = 2 * kRunReach;
constexpr std::int64_t kWholePast = 400 * kDaySpan; ///< looked so far back for a cut: all is read

std::int64_t reachOf(const ChangeRecord& r) { return toMs(isDeploy(r.kind) && r.endsAt ? std::max(*r.endsAt, r.startsAt) : r.startsAt); }
std::int64_t startOf(const ChangeRecord& r) { return toMs(r.startsAt); }

/// Whether a cut before each record (and behind the last one) parts nothing that may be one change.
std::vector<bool> cutsOf(const std::vector<ChangeRecord>& records)
{
    const auto count = records.size();
    std::vector<int> over(count + 2, 0); // how many bonds reach over the cut, as differences
    const auto bind = [&](std::size_t first, std::size_t last) { ++over[first + 1], --over[last + 1]; };
    std::unordered_map<std::string, std::size_t> revisions;
    std::unordered_map<std::string, std::size_t> runs;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& r = records[i];
        if (isDeploy(r.kind) && !r.revision.empty()) {
            const auto [at, isNew] = revisions.emplace(r.revision, i);
            if (!isNew && startOf(r) - startOf(records[at->second]) <= kRevisionReach)
                bind(at->second, i);
            at->second = i;
        }
        for (const auto* name : {&r.parent, &r.id}) {
            if (name->empty() || (name == &r.id && r.id == r.parent))
                continue;
            const auto [at, isNew] = runs.emplace(*name, i);
            if (!isNew)
                bind(at->second, i);
            at->second = i;
        }
    }
    std::vector<bool> out(count + 1, true);
    std::int64_t reach = INT64_MIN;
    int bonds = 0;
    for (std::size_t i = 0; i <= count; ++i) {
        bonds += over[i];
        out[i] = bonds == 0 && (i == count || reach == INT64_MIN || startOf(records[i]) - kReach > reach);
        if (i < count)
            reach = std::max(reach, reachOf(records[i]));
    }
    return out;
}

} // namespace

bool unpackFolded(std::string_view body, Change& change) { return unpackRecord(body, change); }

void ChangeFolder::touch(const std::string& service, std::int64_t starts)
{
    auto& span = m_touched.try_emplace(service, Span{starts, starts}).first->second;
    span = {std::min(span.from, starts), std::max(span.to, starts)};
}

Result<std::vector<ChangeRecord>> ChangeFolder::load(const std::string& service, Span span, std::vector<FactRow>& rows)
{
    std::vector<ChangeRecord> records;
    std::vector<FactRow> found;
    const auto take = [&](const FactRow& row) -> Status {
        if (row.firstSeen > m_asOf)
            return Done{};
        auto record = recordAt(m_records, row, m_asOf);
        if (!record.ok())
            return record.error();
        if (!record->has_value())
            return Done{};
        if (m_asOf != INT64_MAX && (*record)->service != service) {
            const auto moved = m_moved.find((*record)->service);
            const bool listed = moved != m_moved.end() && std::any_of(moved->second.begin(), moved->second.end(), [&](const FactRow& each) { return each.key == row.key; });
            m_elsewhere = m_elsewhere || !listed;
            return Done{};
        }
        records.push_back(std::move(**record));
        found.push_back(row);
        found.back().body.clear();
        return Done{};
    };
    VEDETTE_TRY(m_records.ofGroup(service, {span.from, span.to}, take));
    if (const auto moved = m_moved.find(service); moved != m_moved.end()) {
        for (const auto& row : moved->second) {
            if (row.ends >= span.from && row.starts <= span.to)
                VEDETTE_TRY(take(row));
        }
    }
    std::vector<std::size_t> order(records.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return beganBefore(&records[a], &records[b]); });
    std::vector<ChangeRecord> sorted;
    sorted.reserve(records.size());
    rows.clear();
    for (const auto i : order) {
        sorted.push_back(std::move(records[i]));
        rows.push_back(std::move(found[i]));
    }
    return sorted;
}

/// Records that were told of this service then begin within the span.
bool ChangeFolder::movedWithin(const std::string& service, Span span) const
{
    const auto moved = m_moved.find(service);
    return moved != m_moved.end() && std::any_of(moved->second.begin(), moved->second.end(), [&](const FactRow& row) { return row.starts >= span.from && row.starts <= span.to; });
}

Result<ChangeFolder::Region> ChangeFolder::region(const std::string& service, Span touched, bool far)
{
    const auto last = touched.to + (far ? kRevisionMemory.count() : 0);
    std::int64_t back = kFirstLook;
    std::int64_t ahead = kFirstLook;
    for (;;) {
        const bool wholePast = back > kWholePast;
        const Span look{wholePast ? INT64_MIN : touched.from - back, ahead > kWholePast ? INT64_MAX : last + ahead};
        Region out;
        auto records = load(service, look, out.rows);
        if (!records.ok())
            return records.error();
        const auto count = records->size();
        const auto cuts = cutsOf(*records);
        // From a cut at or before the deployment that came before: it may have been left open for the next one to close.
        const auto cutAt = [&](std::int64_t time) -> std::optional<std::size_t> {
            std::optional<std::size_t> at;
            for (std::size_t i = 0; i < count && startOf((*records)[i]) <= time; ++i) {
                if (cuts[i] && startOf((*records)[i]) >= look.from + kRunReach)
                    at = i;
            }
            return at;
        };
        std::size_t first = count;
        bool cut = wholePast;
        if (const auto own = wholePast ? std::nullopt : cutAt(touched.from)) {
            auto before = *own;
            while (before > 0 && !isDeploy((*records)[before - 1].kind))
                --before;
            const auto earlier = before > 0 ? cutAt(startOf((*records)[before - 1])) : std::nullopt;
            cut = earlier.has_value();
            first = earlier.value_or(count);
        }
        if (wholePast)
            first = 0;
        if (!cut) { // nothing earlier at all is as good
            auto earlier = m_db->prepare("SELECT 1 FROM changes INDEXED BY changes_grp WHERE grp=?1 AND starts<?2 LIMIT 1");
            if (!earlier.ok())
                return earlier.error();
            auto there = earlier->bind(1, std::string_view(service)).bind(2, look.from).step();
            if (!there.ok())
                return there.error();
            if (*there || movedWithin(service, {INT64_MIN, look.from - 1})) {
                back *= 4;
                continue;
            }
            first = 0;
        }
        if (cut && !wholePast)
            out.from = startOf((*records)[first]);
        // To a cut behind what is touched, and on to one behind the next deployment.
        std::size_t end = count;
        std::size_t written = count;
        bool next = false;
        for (std::size_t i = first + 1; i < count; ++i) {
            const bool safe = cuts[i] && startOf((*records)[i]) <= look.to - kRunReach;
            if (written == count && safe && startOf((*records)[i]) > last)
                written = i;
            else if (written < count && safe && next) {
                end = i;
                break;
            }
            next = next || (written <= i && isDeploy((*records)[i].kind));
        }
        const bool unknown = m_asOf != INT64_MAX && look.to - kDaySpan > std::max(m_asOf, last); // nothing that is folded with these was known to begin so late
        if (end == count && look.to != INT64_MAX && !unknown) {
            auto later = m_db->prepare("SELECT 1 FROM changes INDEXED BY changes_grp WHERE grp=?1 AND starts>?2 LIMIT 1");
            if (!later.ok())
                return later.error();
            auto there = later->bind(1, std::string_view(service)).bind(2, look.to).step();
            if (!there.ok())
                return there.error();
            if (*there || movedWithin(service, {look.to + 1, INT64_MAX})) {
                ahead *= 4;
                continue;
            }
        }
        if (written < count)
            out.to = startOf((*records)[written]);
        const auto from = static_cast<std::ptrdiff_t>(first);
        const auto to = static_cast<std::ptrdiff_t>(end);
        out.records.assign(std::make_move_iterator(records->begin() + from), std::make_move_iterator(records->begin() + to));
        out.rows = {out.rows.begin() + from, out.rows.begin() + to};
        return out;
    }
}

/// Members of the runs of these records that lie elsewhere: in time or in another service.
Status ChangeFolder::widenByRuns(const Region& region, std::map<std::string, Span>& spans)
{
    auto members = m_db->prepare("SELECT fact FROM change_runs WHERE run=?1");
    if (!members.ok())
        return members.error();
    std::unordered_set<std::int64_t> here;
    for (const auto& row : region.rows)
        here.insert(row.key);
    const auto take = [&](const FactRow& row) {
        if (here.contains(row.key))
            return;
        auto& span = spans.try_emplace(row.group, Span{row.starts, row.starts}).first->second;
        span = {std::min(span.from, row.starts), std::max(span.to, row.starts)};
    };
    std::set<std::string> asked;
    for (const auto& r : region.records) {
        const auto& name = r.parent.empty() ? r.id : r.parent;
        const auto run = r.source + '\n' + name;
        if (!asked.insert(run).second)
            continue;
        members->reset();
        members->bind(1, std::string_view(run));
        std::vector<std::int64_t> keys;
        for (;;) {
            auto more = members->step();
            if (!more.ok())
                return more.error();
            if (!*more)
                break;
            keys.push_back(members->integer(0));
        }
        for (const auto key : keys) {
            if (here.contains(key))
                continue;
            auto row = m_records.at(key);
            if (!row.ok())
                return row.error();
            if (row->has_value())
                take(**row);
        }
        if (r.parent.empty() || r.parent == r.id)
            continue;
        auto whole = m_records.find(r.source, r.parent);
        if (!whole.ok())
            return whole.error();
        if (whole->has_value())
            take(**whole);
    }
    return Done{};
}

Result<std::map<std::string, ChangeFolder::Region>> ChangeFolder::regionsOf(std::map<std::string, Span> spans, bool far)
{
    for (;;) { // until no run reaches out of what is folded
        std::map<std::string, Region> regions;
        auto wider = spans;
        for (const auto& [service, span] : spans) {
            auto part = region(service, span, far);
            if (!part.ok())
                return part.error();
            VEDETTE_TRY(widenByRuns(*part, wider));
            regions.emplace(service, std::move(part.value()));
        }
        bool same = wider.size() == spans.size();
        for (auto& [service, span] : wider) {
            const auto touched = m_touched.find(service);
            if (touched != m_touched.end())
                span = {std::min(span.from, touched->second.from), std::max(span.to, touched->second.to)};
            const auto before = spans.find(service);
            if (before == spans.end())
                continue;
            span = {std::min(span.from, before->second.from), std::max(span.to, before->second.to)};
            same = same && span.from == before->second.from && span.to == before->second.to;
        }
        if (same)
            return regions;
        spans = std::move(wider);
    }
}

Result<std::vector<std::pair<Change, FactRow>>> ChangeFolder::foldRegions(const std::map<std::string, Region>& regions, std::unordered_multimap<std::string, FactRow>* stored)
{
    std::vector<ChangeRecord> records;
    std::vector<Change> before;
    std::unordered_map<std::string, FactRow> tellings; // by record id
    for (const auto& [service, region] : regions) {
        records.insert(records.end(), region.records.begin(), region.records.end());
        for (const auto& row : region.rows) {
            const auto [at, isNew] = tellings.emplace(row.id, row);
            if (isNew)
                continue;
            at->second.firstSeen = std::min(at->second.firstSeen, row.firstSeen);
            at->second.lastSeen = std::max(at->second.lastSeen, row.lastSeen);
        }
        auto select = m_db->prepare("SELECT key, starts, first_seen, last_seen, body FROM folded INDEXED BY folded_grp WHERE grp=?1 AND starts>=?2 AND starts<?3 ORDER BY starts");
        if (!select.ok())
            return select.error();
        const auto from = region.from == INT64_MIN ? INT64_MIN : region.from - kRevisionMemory.count();
        select->bind(1, std::string_view(service)).bind(2, from).bind(3, stored != nullptr ? region.to : region.from);
        for (;;) {
            auto more = select->step();
            if (!more.ok())
                return more.error();
            if (!*more)
                break;
            const auto starts = select->integer(1);
            if (select->integer(2) > m_asOf)
                continue;
            if (select->integer(3) > m_asOf)
                m_unsettled.emplace(service, starts); // the first is the earliest
            if (starts < region.from) {
                if (!unpackBeginning(select->blob(4), before.emplace_back()))
                    return damagedRecord();
                continue;
            }
            auto row = m_folded.at(select->integer(0));
            if (!row.ok())
                return row.error();
            if (row->has_value())
                stored->emplace((*row)->id, std::move(**row));
        }
    }
    sortByStart(before);
    std::unordered_map<std::string, std::string> services; // of each record: a change belongs to that of its first one
    std::unordered_map<std::string, std::int64_t> starts;
    for (const auto& r : records) {
        const auto [at, isNew] = starts.emplace(r.id, startOf(r));
        if (isNew || startOf(r) < at->second) {
            at->second = startOf(r);
            services[r.id] = r.service;
        }
    }
    std::vector<std::pair<Change, FactRow>> out;
    for (auto& change : foldChanges(std::move(records), before)) {
        FactRow row{0, "", change.id, change.service, toMs(change.startsAt), change.endsAt ? toMs(*change.endsAt) : FactRow::kOpenEnd, INT64_MAX, INT64_MIN, false, {}};
        std::int64_t first = INT64_MAX;
        for (const auto& id : change.recordIds) {
            const auto& told = tellings.at(id);
            row.firstSeen = std::min(row.firstSeen, told.firstSeen);
            row.lastSeen = std::max(row.lastSeen, told.lastSeen);
            if (starts.at(id) < first) {
                first = starts.at(id);
                row.group = services.at(id);
            }
        }
        const auto region = regions.find(row.group);
        if (region != regions.end() && row.starts >= region->second.from && row.starts < region->second.to)
            out.emplace_back(std::move(change), std::move(row));
    }
    return out;
}

Result<ChangeFolder::Known> ChangeFolder::knownAt(std::int64_t asOf, std::map<std::string, Span> spans, std::map<std::string, std::vector<FactRow>> moved)
{
    m_asOf = asOf;
    m_moved = std::move(moved);
    m_elsewhere = false;
    for (;;) {
        auto regions = regionsOf(spans, false);
        if (!regions.ok())
            return regions.error();
        m_unsettled.clear();
        auto folded = foldRegions(*regions, nullptr);
        if (!folded.ok())
            return folded.error();
        if (!m_unsettled.empty()) { // what is remembered was another change then: it is folded too
            for (const auto& [service, starts] : m_unsettled) {
                auto& span = spans.try_emplace(service, Span{starts, starts}).first->second;
                span.from = std::min(span.from, starts);
            }
            continue;
        }
        Known out;
        for (auto& [change, row] : *folded)
            out.rows.push_back({std::move(change), std::move(row.group)});
        for (const auto& [service, region] : *regions)
            out.spans.emplace(service, Span{region.from, region.to});
        out.elsewhere = m_elsewhere;
        return out;
    }
}

Status ChangeFolder::write(const std::map<std::string, Region>& regions)
{
    std::unordered_multimap<std::string, FactRow> stored;
    auto folded = foldRegions(regions, &stored);
    if (!folded.ok())
        return folded.error();
    std::vector<std::pair<Change, FactRow>> fresh;
    for (auto& [change, row] : *folded) {
        row.body = packRecord(change);
        const auto [from, to] = stored.equal_range(change.id);
        const auto same = std::find_if(from, to, [&now = row](const auto& each) {
            return each.second.body == now.body && each.second.group == now.group && each.second.firstSeen == now.firstSeen && each.second.lastSeen == now.lastSeen;
        });
        if (same != to)
            stored.erase(same);
        else
            fresh.emplace_back(std::move(change), std::move(row));
    }
    for (auto& [change, row] : fresh) {
        std::string textBefore;
        if (const auto old = stored.find(change.id); old != stored.end()) {
            row.key = old->second.key;
            Change earlier;
            if (!unpackFolded(old->second.body, earlier))
                return damagedRecord();
            textBefore = indexedText(earlier);
            if (WaitingChanges::isWaiting(earlier, old->second.firstSeen))
                m_waiting.remove(row.key);
            stored.erase(old);
        }
        VEDETTE_TRY(put(change, row, textBefore));
    }
    for (const auto& [id, row] : stored)
        VEDETTE_TRY(remove(row));
    return Done{};
}

Status ChangeFolder::put(const Change& change, const FactRow& row, const std::string& textBefore)
{
    auto key = m_folded.put(row);
    if (!key.ok())
        return key.error();
    const auto before = row.key != 0 ? row.key : *key;
    if (before != *key)
        VEDETTE_TRY(m_log.touch(SearchDoc::folded, before));
    VEDETTE_TRY(m_log.touch(SearchDoc::folded, *key));
    if (WaitingChanges::isWaiting(change, row.firstSeen))
        m_waiting.put(*key, row.group);
    return m_index.replace(SearchDoc::folded, before, textBefore, *key, indexedText(change));
}

Status ChangeFolder::remove(const FactRow& row)
{
    Change change;
    if (!unpackFolded(row.body, change))
        return damagedRecord();
    VEDETTE_TRY(m_index.replace(SearchDoc::folded, row.key, indexedText(change), row.key, {}));
    VEDETTE_TRY(m_log.touch(SearchDoc::folded, row.key));
    if (WaitingChanges::isWaiting(change, row.firstSeen))
        m_waiting.remove(row.key);
    return m_folded.remove(row.key);
}

Status ChangeFolder::fold(bool far)
{
    std::set<std::string> done;
    for (const auto& [service, span] : m_touched) {
        if (done.contains(service))
            continue;
        auto regions = regionsOf({{service, span}}, far);
        if (!regions.ok())
            return regions.error();
        for (const auto& [each, region] : *regions)
            done.insert(each);
        VEDETTE_TRY(write(*regions));
    }
    m_touched.clear();
    return m_waiting.store();
}

} // namespace vedette
