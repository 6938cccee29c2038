#include "models/store/cache_reader_impl.h"

#include "models/store/change_folder.h"
#include "models/store/episode_store.h"
#include "models/store/event_labels.h"
#include "models/store/event_places.h"
#include "models/store/fact_walk.h"
#include "models/store/filled_days.h"
#include "models/store/record_packing.h"

#include <algorithm>

namespace vedette {

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

namespace {

/// The place before which a page goes on; what is told of it without a key stands at its time.
std::int64_t placeBefore(const EventQuery& query) { return query.after ? placeOf(query.after->key, query.after->change) : INT64_MAX; }

} // namespace

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
            places.push_back({placeOf(factKey(toMs(beginOf(alerts[i]))), false), false, i});
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
    void note(std::int64_t place, std::size_t index)
    {
        m_out.rows.push_back({searchDocKey(place), searchDocKind(place) == SearchDoc::folded, index});
        m_lastPlace = place;
    }
    void put(AlertEpisode&& alert, std::int64_t place)
    {
        m_out.alerts.push_back(std::move(alert));
        note(place, m_out.alerts.size() - 1);
    }
    void put(Change&& change, std::int64_t place)
    {
        m_out.changes.push_back(std::move(change));
        note(place, m_out.changes.size() - 1);
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
        auto& [of, last] = m_read[change ? 1 : 0];
        const auto between = of == &columns && last > row ? last - row - 1 : SIZE_MAX;
        of = &columns;
        last = row;
        return read(place, between, asked);
    }

    /// Reads the row; one that does not meet what is asked leaves the page again. `asked`: the index has named it.
    Result<bool> read(std::int64_t place, std::size_t between, bool asked)
    {
        const bool change = searchDocKind(place) == SearchDoc::folded;
        auto body = (change ? m_folded : m_episodes).body(searchDocKey(place), between);
        if (!body.ok())
            return body.error();
        if (!body->has_value())
            return true;
        const auto take = [&](auto& rows, auto unpack) -> Result<bool> {
            auto& row = rows.emplace_back();
            if (!unpack(**body, row))
                return damagedRecord();
            bool wanted = !m_plan || ((change ? m_plan->changes : m_plan->alerts) && m_impl.searching->holds(asked ? m_plan->checks : m_plan->all, searchedRow(row)));
            if (wanted && !m_impl.serviceNames.empty())
                m_impl.rename(row.service);
            wanted = wanted && (m_sieve.isExact() || matchesAll(m_query.matchers, eventLabels(row)));
            const bool full = wanted && stopAt();
            if (!wanted || full)
                rows.pop_back();
            else
                note(place, rows.size() - 1);
            return !full;
        };
        return change ? take(m_out.changes, unpackFolded) : take(m_out.alerts, unpackEpisode);
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
            auto keys = (change ? m_impl.tables->folded : m_impl.tables->episodes).longOver(toMs(m_query.range.from));
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
    FactWalk m_episodes{m_impl.db, "episodes"};
    FactWalk m_folded{m_impl.db, "folded"};
    std::array<std::pair<const EventColumns*, std::size_t>, 2> m_read{}; ///< of alerts, of changes: the row read last
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
