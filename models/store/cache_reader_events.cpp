#include "models/store/cache_reader_impl.h"

#include "models/store/change_folder.h"
#include "models/store/episode_store.h"
#include "models/store/event_labels.h"
#include "models/store/filled_days.h"
#include "models/store/record_packing.h"

#include <algorithm>

namespace vedette {

namespace {

std::int64_t beginOf(const AlertEpisode& e) { return toMs(e.pendingAt ? std::min(*e.pendingAt, e.startsAt) : e.startsAt); }
std::int64_t placeOf(std::int64_t key, bool change) { return searchDocId(change ? SearchDoc::folded : SearchDoc::alert, key); }

/// The place before which a page goes on; what is told of it without a key stands at its time.
std::int64_t placeBefore(const EventQuery& query) { return query.after ? placeOf(query.after->key, query.after->change) : INT64_MAX; }

/// Days whose rows may overlap the range but for what is longer than a day.
std::pair<std::int64_t, std::int64_t> daysOf(TimeRange range, std::int64_t first, std::int64_t last)
{
    const auto from = factKeyDay(factKey(std::max(toMs(range.from), INT64_MIN + kDaySpan) - kDaySpan));
    const auto to = factKeyDay(factKeyEnd(toMs(range.to)));
    return {std::max({from, first, -kFarDay}), std::min({to, last, kFarDay})};
}

} // namespace

Result<EventBook*> CacheReader::Impl::events()
{
    if (book == nullptr)
        book = std::make_unique<EventBook>(db);
    VEDETTE_TRY(book->refresh());
    return book.get();
}

Result<std::optional<SearchPlan>> CacheReader::Impl::asked(const EventQuery& query)
{
    if (query.text.empty())
        return std::optional<SearchPlan>{};
    auto reading = search();
    if (!reading.ok())
        return reading.error();
    auto plan = (*reading)->plan(query.text);
    if (!plan.ok())
        return plan.error();
    return std::optional(std::move(plan.value()));
}

Status CacheReader::Impl::countRows(const EventQuery& query, const std::optional<SearchPlan>& plan, EventTally& tally)
{
    const auto held = [&](const SearchedRow& row, bool change) {
        return !plan || (!plan->nothing && (change ? plan->changes : plan->alerts) && searching->holds(plan->all, row));
    };
    if (query.alerts) {
        std::vector<AlertEpisode> rows;
        VEDETTE_TRY(alerts(query.range, query.asOf, rows));
        for (const auto& alert : rows)
            tally.add(eventLabels(alert), beginOf(alert), false, held(searchedRow(alert), false));
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
    const std::array<FactTable, 2> tables{FactTable(db, "episodes"), FactTable(db, "folded")};
    const auto takeIf = [&](std::int64_t doc, const std::vector<SearchPlan::Check>& checks) -> Result<bool> {
        const bool change = searchDocKind(doc) == SearchDoc::folded;
        if (change ? !plan->changes : searchDocKind(doc) != SearchDoc::alert || !plan->alerts)
            return true;
        if (!checks.empty()) {
            auto row = tables[change ? 1 : 0].at(searchDocKey(doc));
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
        auto keys = tables[change ? 1 : 0].longOver(toMs(range.from));
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

/// Fills a page, newest first: what is in the file by its place, and changes that are told otherwise than they stand there.
class CacheReader::Impl::Paging {
public:
    Paging(Impl& impl, const EventQuery& query, const std::optional<SearchPlan>& plan, EventPage& out)
        : m_impl(impl), m_query(query), m_plan(plan), m_out(out), m_before(placeBefore(query)),
          m_sieve(query, [&impl](const std::string& service) {
              auto name = service;
              impl.rename(name);
              return name;
          }),
          m_byIndex(plan && !plan->match.empty()), m_renamed(impl.renamedServices())
    {
        if (plan)
            m_text.emplace(*impl.searching, *plan);
    }

    Status byColumns(EventBook& events)
    {
        if (m_query.changes && !m_renamed.empty())
            VEDETTE_TRY(m_impl.foldedAnew(m_query.range, {}, &m_renamed, m_anew));
        std::stable_sort(m_anew.begin(), m_anew.end(), [](const Change& a, const Change& b) { return a.startsAt < b.startsAt; });
        const auto [first, last] = daysOf(m_query.range, -kFarDay, m_before == INT64_MAX ? kFarDay : factKeyDay(searchDocKey(m_before)));
        if (m_byIndex) {
            VEDETTE_TRY(m_impl.searching->documents(*m_plan, factKey(first * kDaySpan) * 4, std::min(factKey((last + 1) * kDaySpan) * 4, m_before), [&](std::int64_t doc) -> Result<bool> {
                const bool change = searchDocKind(doc) == SearchDoc::folded;
                if (!change && searchDocKind(doc) != SearchDoc::alert)
                    return true;
                auto day = events.day(factKeyDay(searchDocKey(doc)));
                if (!day.ok())
                    return day.error();
                learn(events.dictionary());
                const auto& columns = (*day)->of(change);
                const auto row = columns.find(searchDocKey(doc));
                return row < columns.size() ? consider(columns, row, change, events.dictionary()) : Result<bool>(true);
            }));
        } else {
            VEDETTE_TRY(walk(events, first, last));
        }
        if (m_full)
            return Done{};
        return longer(events, first);
    }

    /// All rows are read; those of one moment stay on one page.
    Status byRows()
    {
        std::vector<AlertEpisode> alerts;
        std::vector<Change> changes;
        if (m_query.alerts)
            VEDETTE_TRY(m_impl.alerts(m_query.range, m_query.asOf, alerts));
        if (m_query.changes)
            VEDETTE_TRY(m_impl.changes(m_query.range, m_query.asOf, changes));
        struct Place {
            std::int64_t at;
            bool change;
            std::size_t index;
        };
        std::vector<Place> places;
        for (std::size_t i = 0; i < alerts.size(); ++i)
            places.push_back({placeOf(factKey(beginOf(alerts[i])), false), false, i});
        for (std::size_t i = 0; i < changes.size(); ++i)
            places.push_back({placeOf(factKey(toMs(changes[i].startsAt)), true), true, i});
        std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.at > b.at; });
        for (const auto& place : places) {
            if (place.at >= m_before)
                continue;
            if (isFull() && place.at != m_lastPlace) {
                m_out.next = EventPlace{searchDocKey(m_lastPlace), searchDocKind(m_lastPlace) == SearchDoc::folded};
                return Done{};
            }
            if (place.change ? !m_query.changes || !meetsAll(changes[place.index]) : !meetsAll(alerts[place.index]))
                continue;
            if (place.change)
                put(std::move(changes[place.index]), place.at);
            else
                put(std::move(alerts[place.index]), place.at);
        }
        return Done{};
    }

private:
    [[nodiscard]] bool isFull() const { return m_out.rows.size() >= static_cast<std::size_t>(std::max(m_query.atMost, 0)); }
    void put(AlertEpisode&& alert, std::int64_t place)
    {
        m_out.rows.push_back({searchDocKey(place), false, m_out.alerts.size()});
        m_out.alerts.push_back(std::move(alert));
        m_lastPlace = place;
    }
    void put(Change&& change, std::int64_t place)
    {
        m_out.rows.push_back({searchDocKey(place), true, m_out.changes.size()});
        m_out.changes.push_back(std::move(change));
        m_lastPlace = place;
    }

    /// Of a row as it is told: all matchers and the text.
    template <class Row> bool meetsAll(const Row& row) const
    {
        constexpr bool kChange = std::is_same_v<Row, Change>;
        if (m_plan && (m_plan->nothing || !(kChange ? m_plan->changes : m_plan->alerts) || !m_impl.searching->holds(m_plan->all, searchedRow(row))))
            return false;
        return matchesAll(m_query.matchers, eventLabels(row));
    }

    /// Changes that are told otherwise and are newer than the place.
    Status flush(std::int64_t place)
    {
        while (!m_anew.empty() && !m_full) {
            const auto at = placeOf(factKey(toMs(m_anew.back().startsAt)), true);
            if (at < place)
                return Done{};
            if (at < m_before && meetsAll(m_anew.back())) {
                if (stopAt())
                    return Done{};
                put(std::move(m_anew.back()), at);
            }
            m_anew.pop_back();
        }
        return Done{};
    }

    /// True where the page is full: there is more.
    bool stopAt()
    {
        if (!isFull())
            return false;
        m_full = true;
        m_out.next = EventPlace{searchDocKey(m_lastPlace), searchDocKind(m_lastPlace) == SearchDoc::folded};
        return true;
    }

    void learn(const EventDictionary& dictionary)
    {
        m_sieve.learn(dictionary);
        if (m_text)
            m_text->learn(dictionary);
    }

    /// True: go on.
    Result<bool> consider(const EventColumns& columns, std::size_t row, bool change, const EventDictionary& dictionary, bool asked = true)
    {
        const auto place = placeOf(columns.keys[row], change);
        if (place >= m_before || (change ? !m_query.changes : !m_query.alerts) || m_sieve.failing(columns, row, change) != 0 || !m_sieve.overlaps(columns, row, change)
            || (m_text && !m_text->passes(columns, row)))
            return true;
        if (change && !m_renamed.empty() && m_renamed.contains(dictionary.values(0)[columns.values[0][row]]))
            return true;
        VEDETTE_TRY(flush(place));
        if (m_full)
            return false;
        return read(place, asked);
    }

    /// `asked`: the index has named it.
    Result<bool> read(std::int64_t place, bool asked)
    {
        const bool change = searchDocKind(place) == SearchDoc::folded;
        auto& table = change ? m_folded : m_episodes;
        auto row = table.at(searchDocKey(place));
        if (!row.ok())
            return row.error();
        if (!row->has_value())
            return true;
        Change told;
        EpisodeState state;
        if (!(change ? unpackFolded((*row)->body, told) : unpackRecord((*row)->body, state)))
            return damagedRecord();
        const auto searched = change ? searchedRow(told) : searchedRow(state.episode);
        if (m_plan && (!(change ? m_plan->changes : m_plan->alerts) || !m_impl.searching->holds(asked ? m_plan->checks : m_plan->all, searched)))
            return true;
        m_impl.rename(change ? told.service : state.episode.service);
        if (!m_sieve.isExact() && !matchesAll(m_query.matchers, change ? eventLabels(told) : eventLabels(state.episode)))
            return true;
        if (stopAt())
            return false;
        if (change)
            put(std::move(told), place);
        else
            put(std::move(state.episode), place);
        return true;
    }

    Status walk(EventBook& events, std::int64_t first, std::int64_t last)
    {
        auto days = FilledDays::over(m_impl.db, first, last);
        if (!days.ok())
            return days.error();
        while (!m_full) {
            auto day = days->next();
            if (!day.ok())
                return day.error();
            if (!*day)
                break;
            auto columns = events.day(**day);
            if (!columns.ok())
                return columns.error();
            learn(events.dictionary());
            const auto& alerts = (*columns)->alerts;
            const auto& changes = (*columns)->changes;
            for (auto a = alerts.size(), c = changes.size(); a > 0 || c > 0;) {
                const bool change = a == 0 || (c > 0 && changes.keys[c - 1] >= alerts.keys[a - 1]);
                auto on = consider(change ? changes : alerts, change ? --c : --a, change, events.dictionary());
                if (!on.ok())
                    return on.error();
                if (!*on)
                    return Done{};
            }
        }
        return Done{};
    }

    /// What is longer than a day and began before the first of the days.
    Status longer(EventBook& events, std::int64_t first)
    {
        std::vector<std::int64_t> places;
        for (const bool change : {false, true}) {
            auto keys = (change ? m_folded : m_episodes).longOver(toMs(m_query.range.from));
            if (!keys.ok())
                return keys.error();
            for (const auto key : *keys) {
                if (key < factKey(first * kDaySpan))
                    places.push_back(placeOf(key, change));
            }
        }
        std::sort(places.rbegin(), places.rend());
        for (const auto place : places) {
            const bool change = searchDocKind(place) == SearchDoc::folded;
            auto entry = events.entry(searchDocKey(place), change);
            if (!entry.ok())
                return entry.error();
            if (!entry->has_value())
                continue;
            EventColumns one;
            one.append(**entry, events.dictionary());
            learn(events.dictionary());
            auto on = consider(one, 0, change, events.dictionary(), false); // it is looked at sooner than the index is asked for it
            if (!on.ok())
                return on.error();
            if (!*on)
                return Done{};
        }
        return flush(INT64_MIN);
    }

    Impl& m_impl;
    const EventQuery& m_query;
    const std::optional<SearchPlan>& m_plan;
    EventPage& m_out;
    std::int64_t m_before;
    EventSieve m_sieve;
    std::optional<TextSieve> m_text;
    bool m_byIndex;
    std::set<std::string> m_renamed;
    std::vector<Change> m_anew; ///< changes told otherwise, the newest last
    FactTable m_episodes{m_impl.db, "episodes"};
    FactTable m_folded{m_impl.db, "folded"};
    std::int64_t m_lastPlace = INT64_MAX;
    bool m_full = false;
};

Result<EventPage> CacheReader::events(const EventQuery& query) const
{
    return m_impl->read<EventPage>([&](EventPage& out) -> Status {
        auto plan = m_impl->asked(query);
        auto events = m_impl->events();
        if (!plan.ok() || !events.ok())
            return plan.ok() ? events.error() : plan.error();
        if (*plan && ((*plan)->nothing || (*plan)->impossible))
            return Done{};
        if (!query.asOf && !(*events)->dictionary().isFull()) {
            Impl::Paging paging(*m_impl, query, *plan, out);
            VEDETTE_TRY(paging.byColumns(**events));
            if (!(*events)->dictionary().isFull())
                return Done{};
            out = {}; // some values have no number
        }
        return Impl::Paging(*m_impl, query, *plan, out).byRows();
    });
}

} // namespace vedette
