#include "models/store/cache_reader_impl.h"

#include "models/store/change_folder.h"
#include "models/store/change_store.h"
#include "models/store/episode_store.h"
#include "models/store/filled_days.h"
#include "models/store/record_packing.h"

#include <algorithm>
#include <array>

namespace vedette {

namespace {

constexpr std::size_t kTogether = 256;     ///< rows
constexpr std::int64_t kRowsFirst = 5'000; ///< looked at themselves, not by columns

bool newestFirst(const SearchHit& a, const SearchHit& b) { return a.at != b.at ? a.at > b.at : a.id < b.id; }

} // namespace

Result<SearchReading*> CacheReader::Impl::search()
{
    if (searching == nullptr) {
        auto made = SearchReading::of(db);
        if (!made.ok())
            return made.error();
        searching = std::make_unique<SearchReading>(std::move(made.value()));
    }
    return searching.get();
}

/// Alerts and folded changes by their keys, which follow their beginnings; what began a day before the range or earlier and reaches into it is long
/// and rare, and looked at one by one.
Status CacheReader::Impl::hits(const SearchPlan& plan, TimeRange range, std::size_t atMost, std::vector<SearchHit>& out)
{
    const auto& episodes = tables->episodes;
    const auto& folded = tables->folded;
    const auto from = toMs(range.from);
    const auto to = toMs(range.to);
    const auto isWanted = [&](std::int64_t doc) { return searchDocKind(doc) == SearchDoc::folded ? plan.changes : searchDocKind(doc) == SearchDoc::alert && plan.alerts; };
    const auto takeIf = [&](std::int64_t doc, const std::vector<SearchPlan::Check>& checks) -> Status {
        const bool change = searchDocKind(doc) == SearchDoc::folded;
        auto row = (change ? folded : episodes).at(searchDocKey(doc));
        if (!row.ok())
            return row.error();
        if (!row->has_value() || (*row)->starts >= to || ((*row)->ends <= from && !(change && (*row)->starts >= from)))
            return Done{};
        if (!checks.empty()) {
            Change told;
            EpisodeState state;
            if (!(change ? unpackFolded((*row)->body, told) : unpackRecord((*row)->body, state)))
                return damagedRecord();
            if (!searching->holds(checks, change ? searchedRow(told) : searchedRow(state.episode)))
                return Done{};
        }
        out.push_back({change ? SearchHit::Kind::change : SearchHit::Kind::alert, (*row)->id, timeFromMs((*row)->starts)});
        return Done{};
    };
    // Rows of one moment are told by id: all of the last one are read.
    const auto enough = [&](std::int64_t doc) { return out.size() >= atMost && (atMost == 0 || factKeyTime(searchDocKey(doc)) + kKeySlack < toMs(out[atMost - 1].at)); };
    // As many as are still wanted are looked at together: their pages are told to the system before the first is read.
    std::vector<std::int64_t> waiting;
    const auto takeWaiting = [&]() -> Status {
        searching->announce(waiting);
        for (const auto doc : waiting)
            VEDETTE_TRY(takeIf(doc, plan.checks));
        waiting.clear();
        return Done{};
    };
    bool finished = false;
    const auto each = [&](std::int64_t doc) -> Result<bool> {
        finished = enough(doc);
        if (finished)
            return false;
        if (!isWanted(doc))
            return true;
        waiting.push_back(doc);
        if (out.size() + waiting.size() >= std::min(atMost, out.size() + kTogether))
            VEDETTE_TRY(takeWaiting());
        return true;
    };
    const auto first = factKey(std::max(from, INT64_MIN + kDaySpan) - kDaySpan);
    const auto last = factKeyEnd(to);
    TextSieve sieve(*searching, plan);
    if (plan.match.empty() && sieve.isOfUse()) {
        auto walked = walkColumns(sieve, {first, last}, each);
        if (!walked.ok())
            return walked.error();
    } else if (plan.match.empty()) {
        auto walked = walkRows({first, last}, INT64_MAX, each);
        if (!walked.ok())
            return walked.error();
    } else {
        VEDETTE_TRY(searching->documents(plan, first * 4, last * 4, each));
    }
    VEDETTE_TRY(takeWaiting());
    if (finished)
        return Done{};
    for (const auto& [table, kind] : {std::pair{&episodes, SearchDoc::alert}, {&folded, SearchDoc::folded}}) {
        auto keys = table->longOver(from);
        if (!keys.ok())
            return keys.error();
        for (const auto key : *keys) {
            if (key >= first || !isWanted(searchDocId(kind, key)) || (out.size() >= atMost && kind == SearchDoc::alert))
                continue;
            VEDETTE_TRY(takeIf(searchDocId(kind, key), plan.all)); // one row is looked at sooner than the index is asked for it
        }
    }
    return Done{};
}

/// Documents of these keys, newest first, so many and what has the last one's key. Answers the key before which the others are; nullopt: `each` had enough.
Result<std::optional<std::int64_t>> CacheReader::Impl::walkRows(std::pair<std::int64_t, std::int64_t> keys, std::int64_t atMost, const std::function<Result<bool>(std::int64_t)>& each)
{
    auto select = db.prepare("SELECT key*4, key FROM episodes WHERE key>=?1 AND key<?2 UNION ALL SELECT key*4+3, key FROM folded WHERE key>=?1 AND key<?2 ORDER BY 2 DESC");
    if (!select.ok())
        return select.error();
    select->bind(1, keys.first).bind(2, keys.second);
    auto last = keys.second;
    // Their pages are told to the system before they are read, more each time: few rows may be enough.
    struct Told {
        const char* table;
        std::int64_t least;
        std::size_t pages;
    };
    std::array<Told, 2> told{Told{"episodes", last, 32}, Told{"folded", last, 4}};
    for (std::int64_t count = 0;; ++count) {
        for (auto& [table, least, pages] : told) {
            if (least < last || least <= keys.first)
                continue;
            const auto further = searching->pages().last(table, least, pages);
            least = further < least ? further : INT64_MIN;
            pages *= 2;
        }
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return std::optional(keys.first);
        const auto key = searchDocKey(select->integer(0));
        if (count >= atMost && key != last)
            return std::optional(last);
        last = key;
        auto on = each(select->integer(0));
        if (!on.ok())
            return on.error();
        if (!*on)
            return std::optional<std::int64_t>();
    }
}

/// Documents of these keys whose columns pass, newest first. False: `each` had enough.
Result<bool> CacheReader::Impl::walkColumns(TextSieve& sieve, std::pair<std::int64_t, std::int64_t> keys, const std::function<Result<bool>(std::int64_t)>& each)
{
    // The newest day has no columns in the file: a fresh connection, which may not ask again, looks at some rows sooner than at all of that day.
    if (book == nullptr) {
        auto walked = walkRows(keys, kRowsFirst, each);
        book = std::make_unique<EventBook>(db);
        if (!walked.ok() || !*walked)
            return walked.ok() ? Result<bool>(false) : walked.error();
        keys.second = **walked;
        if (keys.second <= keys.first)
            return true;
    }
    auto columns = events();
    auto days = FilledDays::over(db, std::max(factKeyDay(keys.first), -kFarDay), std::min(factKeyDay(keys.second), kFarDay));
    if (!columns.ok() || !days.ok())
        return columns.ok() ? days.error() : columns.error();
    for (;;) {
        auto day = days->next();
        if (!day.ok())
            return day.error();
        if (!*day)
            return true;
        auto rows = (*columns)->day(**day);
        if (!rows.ok())
            return rows.error();
        sieve.learn((*columns)->dictionary());
        const auto& alerts = (*rows)->alerts;
        const auto& changes = (*rows)->changes;
        for (auto a = alerts.size(), c = changes.size(); a > 0 || c > 0;) {
            const bool change = a == 0 || (c > 0 && changes.keys[c - 1] >= alerts.keys[a - 1]);
            const auto row = change ? --c : --a;
            const auto& side = change ? changes : alerts;
            if (side.keys[row] < keys.first || side.keys[row] >= keys.second || !sieve.passes(side, row))
                continue;
            auto on = each(searchDocId(change ? SearchDoc::folded : SearchDoc::alert, side.keys[row]));
            if (!on.ok() || !*on)
                return on;
        }
    }
}

Result<std::vector<SearchHit>> CacheReader::search(const std::string& text, TimeRange range, int atMost) const
{
    return m_impl->read<std::vector<SearchHit>>([&](std::vector<SearchHit>& out) -> Status {
        auto reading = m_impl->search();
        if (!reading.ok())
            return reading.error();
        auto plan = (*reading)->plan(text);
        if (!plan.ok())
            return plan.error();
        if (plan->nothing || plan->impossible)
            return Done{};
        const auto most = atMost < 0 ? SIZE_MAX : static_cast<std::size_t>(atMost);
        VEDETTE_TRY(m_impl->hits(*plan, range, most, out));
        std::sort(out.begin(), out.end(), newestFirst);
        if (plan->notes) { // few: people write them
            std::vector<SearchHit> notes;
            VEDETTE_TRY(m_impl->each("SELECT id, at, body FROM notes WHERE at>=?1 AND at<?2 ORDER BY at DESC", {toMs(range.from), toMs(range.to)}, [&](const Statement& s) {
                Note note;
                const auto id = s.integer(0);
                if (!unpackRecord(s.blob(2), note))
                    return false;
                if (!plan->match.empty()) {
                    auto named = (*reading)->names(*plan, searchDocId(SearchDoc::note, id));
                    if (!named.ok() || !*named)
                        return named.ok();
                }
                if ((*reading)->holds(plan->checks, searchedRow(note)))
                    notes.push_back({SearchHit::Kind::note, std::to_string(id), timeFromMs(s.integer(1))});
                return true;
            }));
            out.insert(out.end(), notes.begin(), notes.end());
            std::sort(out.begin(), out.end(), newestFirst);
        }
        if (out.size() > most)
            out.resize(most);
        return Done{};
    });
}

std::set<std::string> CacheReader::Impl::renamedServices() const
{
    std::set<std::string> out;
    for (const auto& [theirs, ours] : serviceNames)
        out.insert({theirs, ours});
    return out;
}

Status CacheReader::Impl::foldedAnew(TimeRange range, std::optional<Time> asOf, const std::set<std::string>* services, std::vector<Change>& out)
{
    // Stages, other feeds and earlier revisions lie beyond the range: fold a wider one, then cut.
    constexpr Millis kAfter{86'400'000};
    const TimeRange wide{range.from - kRevisionMemory, range.to < Time::max() - kAfter ? range.to + kAfter : range.to};
    std::vector<ChangeRecord> records;
    if (services == nullptr) {
        VEDETTE_TRY(changeRecords(wide, asOf, records));
    } else {
        const auto& table = tables->changes;
        const auto then = asOf ? toMs(*asOf) : INT64_MAX;
        for (const auto& service : *services) {
            VEDETTE_TRY(table.ofGroup(service, {toMs(wide.from), toMs(wide.to)}, [&](const FactRow& row) -> Status {
                auto record = row.firstSeen <= then ? recordAt(table, row, then) : std::optional<ChangeRecord>();
                if (!record.ok())
                    return record.error();
                if (record->has_value())
                    records.push_back(std::move(**record));
                return Done{};
            }));
        }
    }
    for (auto& record : records) // before they are folded: two feeds may tell of one deploy under two names
        rename(record.service);
    for (auto& change : foldChanges(std::move(records))) {
        if (meets(range, change.startsAt, change.endsAt))
            out.push_back(std::move(change));
    }
    return Done{};
}

Status CacheReader::Impl::changes(TimeRange range, std::optional<Time> asOf, std::vector<Change>& out)
{
    const auto renamed = renamedServices();
    if (asOf) {
        auto told = changesThen(range, *asOf, renamed, out);
        if (!told.ok())
            return told.error();
        if (!*told) {
            out.clear();
            return foldedAnew(range, asOf, nullptr, out);
        }
        if (!renamed.empty())
            VEDETTE_TRY(foldedAnew(range, asOf, &renamed, out));
        sortByStart(out);
        return Done{};
    }
    VEDETTE_TRY(tables->folded.selectTouching({toMs(range.from), toMs(range.to)}, [&](const FactRow& row) -> Status {
        auto& change = out.emplace_back();
        if (!unpackFolded(row.body, change))
            return damagedRecord();
        if (!meets(range, change.startsAt, change.endsAt) || renamed.contains(change.service))
            out.pop_back();
        return Done{};
    }));
    if (!renamed.empty())
        VEDETTE_TRY(foldedAnew(range, {}, &renamed, out));
    sortByStart(out);
    return Done{};
}

Result<std::vector<Change>> CacheReader::changes(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<Change>>([&](std::vector<Change>& out) { return m_impl->changes(range, asOf, out); });
}

} // namespace vedette
