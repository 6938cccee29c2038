#include "models/store/alert_onsets.h"

#include "models/store/cache_reader_impl.h"
#include "models/store/episode_store.h"
#include "models/store/filled_days.h"
#include "models/store/record_packing.h"

#include <algorithm>
#include <unordered_map>

namespace vedette {

namespace {

constexpr int kMostNews = 2'000;

std::uint32_t numberOf(const std::string& text, std::unordered_map<std::string, std::uint32_t>& numbers, std::vector<std::string>& texts)
{
    const auto [at, isNew] = numbers.emplace(text, static_cast<std::uint32_t>(texts.size()));
    if (isNew)
        texts.push_back(text);
    return at->second;
}

} // namespace

Result<AlertOnsets> CacheReader::alertOnsets(TimeRange range) const
{
    return m_impl->read<AlertOnsets>([&](AlertOnsets& out) -> Status {
        std::unordered_map<std::string, std::uint32_t> names;
        std::unordered_map<std::string, std::uint32_t> services;
        // By key, which is when the condition began: what waited long before it fired is not looked for.
        const auto from = factKey(toMs(range.from) - kDaySpan / 24);
        VEDETTE_TRY(FactTable(m_impl->db, "episodes").ofKeys(from, factKeyEnd(toMs(range.to)), INT32_MAX, [&](const FactRow& row) -> Status {
            auto state = episodeOf(row);
            if (!state.ok())
                return state.error();
            auto& episode = state->episode;
            if (episode.state == AlertState::pending || !range.contains(episode.startsAt))
                return Done{};
            m_impl->rename(episode.service);
            out.rows.push_back({episode.startsAt, numberOf(episode.name, names, out.names), numberOf(episode.service, services, out.services)});
            return Done{};
        }));
        std::stable_sort(out.rows.begin(), out.rows.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        return Done{};
    });
}

Result<std::vector<KeyedAlert>> CacheReader::keyedAlerts(TimeRange range) const
{
    return m_impl->read<std::vector<KeyedAlert>>([&](std::vector<KeyedAlert>& out) -> Status {
        VEDETTE_TRY(FactTable(m_impl->db, "episodes").selectNow({toMs(range.from), toMs(range.to)}, [&](const FactRow& row) -> Status {
            auto state = episodeOf(row);
            if (!state.ok())
                return state.error();
            m_impl->rename(state->episode.service);
            if (meets(range, state->episode.startsAt, state->episode.endsAt))
                out.push_back({row.key, std::move(state->episode)});
            return Done{};
        }));
        std::sort(out.begin(), out.end(), [](const KeyedAlert& a, const KeyedAlert& b) { return a.key < b.key; });
        return Done{};
    });
}

Result<std::optional<AlertEpisode>> CacheReader::alert(const std::string& id, std::optional<Time> asOf) const
{
    return m_impl->read<std::optional<AlertEpisode>>([&](std::optional<AlertEpisode>& out) -> Status {
        const FactTable table(m_impl->db, "episodes");
        auto row = table.find("", id);
        if (!row.ok())
            return row.error();
        if (!row->has_value() || (asOf && (*row)->firstSeen > toMs(*asOf)))
            return Done{};
        auto state = episodeOf(**row);
        if (!state.ok())
            return state.error();
        if (asOf && (*row)->lastSeen > toMs(*asOf)) {
            bool known = false;
            VEDETTE_TRY(table.newestVersions((*row)->key, [&](FactVersion&& version) -> Result<bool> {
                if (version.seen > toMs(*asOf))
                    return true;
                EpisodeFacts facts;
                if (!unpackRecord(version.body, facts))
                    return damagedRecord();
                applyFacts(state->episode, facts, timeFromMs(version.seen));
                known = true;
                return false;
            }));
            if (!known)
                return Done{};
        }
        out = std::move(state->episode);
        m_impl->rename(out->service);
        return Done{};
    });
}

Result<bool> CacheReader::eventMarks(TimeRange range, const std::function<void(const EventMark&, const EventMarkNames&)>& each) const
{
    return m_impl->read<bool>([&](bool& whole) -> Status {
        auto found = m_impl->events();
        if (!found.ok())
            return found.error();
        auto& events = **found;
        whole = !events.dictionary().isFull();
        const auto from = toMs(range.from);
        const auto to = toMs(range.to);
        const auto column = [&](EventColumn c) { return &events.dictionary().values(static_cast<std::size_t>(c)); };
        const EventMarkNames names{column(EventColumn::service), column(EventColumn::severity), column(EventColumn::state), column(EventColumn::kind)};
        const auto tell = [&](const EventColumns& rows, bool change) {
            const auto value = [&](EventColumn c, std::size_t i) { return rows.values[static_cast<std::size_t>(c)][i]; };
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (rows.starts[i] >= to || rows.ends[i] < from || (rows.ends[i] == from && rows.starts[i] < from))
                    continue;
                const auto ends = rows.ends[i] == FactRow::kOpenEnd ? std::nullopt : std::optional(timeFromMs(rows.ends[i]));
                each({rows.keys[i], change, timeFromMs(rows.starts[i]), timeFromMs(rows.fires[i]), ends, value(EventColumn::service, i), value(EventColumn::severity, i),
                         value(EventColumn::state, i), value(EventColumn::kind, i)},
                    names);
            }
        };
        const auto first = factKeyDay(factKey(from - kDaySpan));
        auto days = FilledDays::over(m_impl->db, first, factKeyDay(factKeyEnd(to)));
        if (!days.ok())
            return days.error();
        for (;;) {
            auto next = days->next();
            if (!next.ok())
                return next.error();
            if (!*next)
                break;
            auto day = events.day(**next);
            if (!day.ok())
                return day.error();
            whole = whole && !events.dictionary().isFull();
            if (!whole)
                return Done{};
            tell((*day)->alerts, false);
            tell((*day)->changes, true);
        }
        for (const bool change : {false, true}) {
            auto keys = FactTable(m_impl->db, change ? "folded" : "episodes").longOver(from);
            if (!keys.ok())
                return keys.error();
            for (const auto key : *keys) {
                if (factKeyDay(key) >= first)
                    continue;
                auto entry = events.entry(key, change);
                if (!entry.ok())
                    return entry.error();
                EventColumns one;
                if (entry->has_value())
                    one.append(**entry, events.dictionary());
                tell(one, change);
            }
        }
        whole = whole && !events.dictionary().isFull();
        return Done{};
    });
}

Result<EventNews> CacheReader::eventNews(std::int64_t since) const
{
    return m_impl->read<EventNews>([&](EventNews& out) -> Status {
        auto state = m_impl->db.integer("SELECT value FROM meta WHERE key='events'");
        auto made = m_impl->db.prepare("SELECT 1 FROM event_days WHERE stamp>?1 LIMIT 1");
        auto log = m_impl->db.prepare("SELECT doc FROM event_log WHERE n>?1 ORDER BY n DESC LIMIT ?2");
        if (!state.ok() || !made.ok() || !log.ok())
            return !state.ok() ? state.error() : !made.ok() ? made.error() : log.error();
        out.mark = state->value_or(0);
        auto anew = made->bind(1, since).step();
        if (!anew.ok())
            return anew.error();
        out.tooMuch = since < 0 || since > out.mark || *anew;
        if (out.tooMuch)
            return Done{};
        const FactTable table(m_impl->db, "episodes");
        log->bind(1, since).bind(2, kMostNews);
        int read = 0;
        for (;;) {
            auto more = log->step();
            if (!more.ok())
                return more.error();
            if (!*more)
                break;
            if (++read == kMostNews) {
                out = {out.mark, true, {}, {}, false};
                return Done{};
            }
            const auto doc = log->integer(0);
            out.changes = out.changes || searchDocKind(doc) == SearchDoc::folded;
            if (searchDocKind(doc) != SearchDoc::alert)
                continue;
            out.touched.push_back(searchDocKey(doc));
            auto row = table.at(searchDocKey(doc));
            if (!row.ok())
                return row.error();
            if (!row->has_value())
                continue;
            auto episode = episodeOf(**row);
            if (!episode.ok())
                return episode.error();
            m_impl->rename(episode->episode.service);
            out.alerts.push_back({searchDocKey(doc), std::move(episode->episode)});
        }
        return Done{};
    });
}

} // namespace vedette
