#include "models/store/cache_reader_impl.h"

#include "models/store/change_folder.h"
#include "models/store/episode_store.h"
#include "models/store/event_labels.h"
#include "models/store/event_places.h"
#include "models/store/filled_days.h"
#include "models/store/record_packing.h"

#include <algorithm>

namespace vedette {

Status CacheReader::Impl::countRows(const EventQuery& query, const std::optional<SearchPlan>& plan, EventTally& tally)
{
    const auto held = [&](const SearchedRow& row, bool change) {
        return !plan || (!plan->nothing && (change ? plan->changes : plan->alerts) && searching->holds(plan->all, row));
    };
    if (query.alerts) {
        std::vector<AlertEpisode> rows;
        VEDETTE_TRY(alerts(query.range, query.asOf, rows));
        for (const auto& alert : rows)
            tally.add(eventLabels(alert), toMs(beginOf(alert)), false, held(searchedRow(alert), false));
    }
    if (query.changes) {
        std::vector<Change> rows;
        VEDETTE_TRY(changes(query.range, query.asOf, rows));
        for (const auto& change : rows)
            tally.add(eventLabels(change), toMs(change.startsAt), true, held(searchedRow(change), true));
    }
    return Done{};
}

/// False: there are more values than columns have numbers for.
Result<bool> CacheReader::Impl::countColumns(const EventQuery& query, const std::optional<SearchPlan>& plan, EventTally& tally, EventBook& events)
{
    const auto [first, last] = daysOf(query.range, -kFarDay, kFarDay);
    const auto range = query.range;
    std::array<std::vector<std::int64_t>, 2> hits; // keys the text is found in, ascending
    const bool found = plan && !plan->nothing && !plan->impossible;
    const bool byIndex = found && !plan->match.empty();
    std::optional<TextSieve> text;
    if (found)
        text.emplace(*searching, *plan);
    const std::array<const FactTable*, 2> facts{&tables->episodes, &tables->folded};
    const auto takeIf = [&](std::int64_t doc, const std::vector<SearchPlan::Check>& checks) -> Result<bool> {
        const bool change = searchDocKind(doc) == SearchDoc::folded;
        if (change ? !plan->changes : searchDocKind(doc) != SearchDoc::alert || !plan->alerts)
            return true;
        if (!checks.empty()) {
            auto row = facts[change ? 1 : 0]->at(searchDocKey(doc));
            if (!row.ok())
                return row.error();
            Change told;
            EpisodeState state;
            if (!row->has_value() || !(change ? unpackFolded((*row)->body, told) : unpackRecord((*row)->body, state))
                || !searching->holds(checks, change ? searchedRow(told) : searchedRow(state.episode)))
                return true;
        }
        hits[change ? 1 : 0].push_back(searchDocKey(doc));
        return true;
    };
    if (byIndex)
        VEDETTE_TRY(searching->documents(*plan, factKey(first * kDaySpan) * 4, factKey((last + 1) * kDaySpan) * 4, [&](std::int64_t doc) { return takeIf(doc, text->others()); }));
    const auto renamed = renamedServices();
    tally.leaveOut(renamed);
    const auto add = [&](const EventColumns& columns, bool change, bool inside) {
        auto& keys = hits[change ? 1 : 0];
        auto next = keys.begin();
        const auto held = [&](std::size_t row) {
            if (!found || !text->passes(columns, row))
                return false;
            if (!byIndex)
                return change ? plan->changes : plan->alerts;
            while (next != keys.end() && *next < columns.keys[row])
                ++next;
            return next != keys.end() && *next == columns.keys[row];
        };
        if (text)
            text->learn(events.dictionary());
        tally.add(columns, change, inside, plan ? std::function<bool(std::size_t)>(held) : nullptr);
    };
    // What is longer than a day and began before the first of these.
    std::array<EventColumns, 2> longer;
    for (const bool change : {false, true}) {
        if (change ? !query.changes : !query.alerts)
            continue;
        auto keys = facts[change ? 1 : 0]->longOver(toMs(range.from));
        if (!keys.ok())
            return keys.error();
        for (auto key = keys->rbegin(); key != keys->rend(); ++key) {
            if (*key >= factKey(first * kDaySpan))
                continue;
            auto entry = events.entry(*key, change);
            if (!entry.ok())
                return entry.error();
            if (!entry->has_value())
                continue;
            longer[change ? 1 : 0].append(**entry, events.dictionary());
            if (byIndex) // one row is looked at sooner than the index is asked for it
                VEDETTE_TRY(takeIf(placeOf(*key, change), plan->all));
        }
    }
    for (auto& keys : hits)
        std::sort(keys.begin(), keys.end());
    for (const bool change : {false, true}) {
        tally.learn(events.dictionary());
        if (events.dictionary().isFull())
            return false;
        add(longer[change ? 1 : 0], change, false);
    }
    auto days = FilledDays::over(db, first, last);
    if (!days.ok())
        return days.error();
    for (;;) {
        auto next = days->next();
        if (!next.ok())
            return next.error();
        if (!*next)
            break;
        const auto day = **next;
        auto columns = events.day(day);
        if (!columns.ok())
            return columns.error();
        tally.learn(events.dictionary());
        if (events.dictionary().isFull())
            return false;
        for (const bool change : {false, true}) {
            if (change ? !query.changes : !query.alerts)
                continue;
            const auto& rows = (*columns)->of(change);
            const auto& counts = events.counts(**columns, change);
            const bool all = day * kDaySpan >= toMs(range.from) && (day + 1) * kDaySpan + kKeySlack <= toMs(range.to) && counts.within(toMs(range.to));
            if (!plan && tally.asksNothing() && all && counts.ordered && (!change || renamed.empty()))
                tally.addWhole(counts, rows, change);
            else if (const auto* groups = !plan && all && counts.ordered ? &events.groups(**columns, change) : nullptr; groups != nullptr && !groups->groups.empty())
                tally.addGroups(*groups, rows, change);
            else
                add(rows, change, all);
        }
    }
    if (query.changes && !renamed.empty()) {
        std::vector<Change> anew;
        VEDETTE_TRY(foldedAnew(range, {}, &renamed, anew));
        for (const auto& change : anew)
            tally.add(eventLabels(change), toMs(change.startsAt), true, !plan || (found && plan->changes && searching->holds(plan->all, searchedRow(change))));
    }
    return true;
}

Result<EventCounts> CacheReader::eventCounts(const EventQuery& query) const
{
    return m_impl->read<EventCounts>([&](EventCounts& out) -> Status {
        auto plan = m_impl->asked(query);
        auto events = m_impl->events();
        if (!plan.ok() || !events.ok())
            return plan.ok() ? events.error() : plan.error();
        const auto renamed = [this](const std::string& service) {
            auto name = service;
            m_impl->rename(name);
            return name;
        };
        EventSieve sieve(query, renamed);
        const bool byColumns = !*plan || (*plan)->nothing || (*plan)->impossible || !(*plan)->match.empty() || TextSieve(*m_impl->searching, **plan).others().empty();
        if (!query.asOf && sieve.isExact() && byColumns) {
            EventTally tally(query, sieve);
            auto counted = m_impl->countColumns(query, *plan, tally, **events);
            if (!counted.ok())
                return counted.error();
            if (*counted) {
                out = tally.take((*events)->dictionary());
                return Done{};
            }
        }
        EventTally tally(query, sieve);
        VEDETTE_TRY(m_impl->countRows(query, *plan, tally));
        out = tally.take((*events)->dictionary());
        return Done{};
    });
}

} // namespace vedette
