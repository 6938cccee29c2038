#include "models/session/answers.h"

#include "models/base/text.h"
#include "models/snapshot/dead_mans_switch.h"
#include "models/snapshot/event_table.h"
#include "models/snapshot/flag_keeper.h"
#include "models/snapshot/large_history.h"
#include "models/snapshot/slo_keeper.h"
#include "models/snapshot/tiles.h"
#include "models/store/event_labels.h"
#include "models/store/event_query.h"
#include "models/store/row_order.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

constexpr int kSearchHits = 200000;
constexpr std::size_t kMostJudged = 120; ///< of very many groups, as in the window

/// A range is judged with what was learnt in the month before it.
Time learnFrom(Time from)
{
    constexpr Millis kMonth = std::chrono::hours{24 * 30};
    return from - Time{} > kMonth ? from - kMonth : Time{};
}

Labels noteLabels(const Note& n) { return {{"type", "note"}, {"service", n.service}, {"author", n.author}}; }

} // namespace

Result<std::unique_ptr<Answers>> Answers::open(const std::string& cachePath, std::shared_ptr<const Config> config, Time now)
{
    auto reader = CacheReader::open(cachePath);
    if (!reader.ok())
        return reader.error();
    std::unique_ptr<Answers> answers(new Answers);
    answers->m_reader = std::move(reader).value();
    answers->m_config = std::move(config);
    answers->m_reader->setServiceNames(answers->m_config->serviceAliases);
    answers->m_now = now;
    return answers;
}

Result<std::vector<AlertEpisode>> Answers::alerts(TimeRange range, const Matchers& matchers) const
{
    auto all = m_reader->alerts(range, m_asOf);
    if (!all.ok())
        return all;
    auto& rows = *all;
    const auto wanted = withOurNames(matchers, *m_config);
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                   [&](const AlertEpisode& a) { return !matchesAll(wanted, alertLabels(a)); }),
        rows.end());
    return all;
}

Result<std::optional<AlertEpisode>> Answers::episode(const std::string& wanted) const
{
    auto byId = m_reader->alert(wanted, m_asOf);
    if (!byId.ok() || byId->has_value())
        return byId;
    // Back in longer and longer pieces: mostly it is one of the newest that is asked about.
    Millis length = std::chrono::hours{6};
    for (Time to = asOf() + Millis{1}; to > Time{}; length *= 4) {
        const Time from = to - Time{} > length ? to - length : Time{};
        auto rows = m_reader->alerts({from, to}, m_asOf);
        if (!rows.ok())
            return rows.error();
        std::optional<AlertEpisode> newest;
        for (auto& a : *rows) {
            if (a.fingerprint == wanted && (!newest || a.startsAt >= newest->startsAt))
                newest = std::move(a);
        }
        if (newest)
            return newest;
        to = from;
    }
    return std::optional<AlertEpisode>();
}

Result<std::vector<Change>> Answers::changes(TimeRange range, const Matchers& matchers) const
{
    auto all = m_reader->changes(range, m_asOf);
    if (!all.ok())
        return all;
    auto& rows = *all;
    const auto wanted = withOurNames(matchers, *m_config);
    rows.erase(
        std::remove_if(rows.begin(), rows.end(), [&](const Change& c) { return !matchesAll(wanted, changeLabels(c)); }),
        rows.end());
    return all;
}

/// Alerts, changes and notes that hold the text: in pages of what is found, not out of all rows of the range.
Result<Answers::Log> Answers::found(TimeRange range, const Matchers& matchers, const std::string& search) const
{
    constexpr std::size_t kFew = 2'000; ///< read one by one
    Log out;
    auto any = m_reader->search(search, range, 1);
    if (!any.ok())
        return any.error();
    if (any->empty())
        return out;
    const auto wanted = withOurNames(matchers, *m_config);
    // Changes under another name than they are stored by, and what was known then, are found by the ids of the hits.
    const bool pagedChanges = !m_asOf && m_config->serviceAliases.empty();
    EventQuery query{range, {}, !m_asOf, pagedChanges, {}, search, 5'000, {}, {}};
    for (bool more = query.alerts || query.changes; more;) {
        auto page = m_reader->events(query);
        if (!page.ok())
            return page.error();
        std::move(page->alerts.begin(), page->alerts.end(), std::back_inserter(out.alerts));
        std::move(page->changes.begin(), page->changes.end(), std::back_inserter(out.changes));
        query.after = page->next;
        more = page->next.has_value();
    }
    sortByStart(out.alerts);
    sortByStart(out.changes);
    if (m_asOf || !pagedChanges) {
        auto hits = m_reader->search(search, range, kSearchHits);
        if (!hits.ok())
            return hits.error();
        std::unordered_set<std::string> ids;
        for (const auto& hit : *hits)
            ids.insert(hit.id);
        if (m_asOf && hits->size() <= kFew) {
            for (const auto& hit : *hits) {
                auto alert = hit.kind == SearchHit::Kind::alert ? m_reader->alert(hit.id, m_asOf) : std::optional<AlertEpisode>();
                if (!alert.ok())
                    return alert.error();
                if (!alert->has_value())
                    continue;
                const auto& a = **alert;
                if (a.endsAt && *a.endsAt <= a.startsAt ? range.contains(a.startsAt) : range.overlaps(a.startsAt, a.endsAt.value_or(Time::max())))
                    out.alerts.push_back(a);
            }
            sortByStart(out.alerts);
        } else if (m_asOf) {
            auto all = m_reader->alerts(range, m_asOf);
            if (!all.ok())
                return all.error();
            out.alerts = std::move(all).value();
            std::erase_if(out.alerts, [&](const AlertEpisode& a) { return !ids.contains(a.id); });
        }
        auto all = m_reader->changes(range, m_asOf);
        if (!all.ok())
            return all.error();
        out.changes = std::move(all).value();
        std::erase_if(out.changes, [&](const Change& c) {
            return !ids.contains(c.id) && std::none_of(c.recordIds.begin(), c.recordIds.end(), [&](const std::string& id) { return ids.contains(id); });
        });
    }
    std::erase_if(out.alerts, [&](const AlertEpisode& a) { return !matchesAll(wanted, alertLabels(a)); });
    std::erase_if(out.changes, [&](const Change& c) { return !matchesAll(wanted, changeLabels(c)); });
    auto notes = m_reader->notes(range, m_asOf);
    auto named = m_reader->search("type:note " + search, range, kSearchHits);
    if (!notes.ok() || !named.ok())
        return notes.ok() ? named.error() : notes.error();
    std::unordered_set<std::string> ids;
    for (const auto& hit : *named)
        ids.insert(hit.id);
    out.notes = std::move(notes).value();
    std::erase_if(out.notes, [&](const Note& n) { return !ids.contains(std::to_string(n.id)) || !matchesAll(matchers, noteLabels(n)); });
    return out;
}

Result<Answers::Log> Answers::log(TimeRange range, const Matchers& matchers, const std::string& search) const
{
    if (!search.empty()) {
        auto out = found(range, matchers, search);
        if (out.ok())
            out->counts = countEvents(out->alerts, out->changes, 0, 0, out->notes.size());
        return out;
    }
    Log out;
    auto alertRows = alerts(range, matchers);
    if (!alertRows.ok())
        return alertRows.error();
    auto changeRows = changes(range, matchers);
    if (!changeRows.ok())
        return changeRows.error();
    out.alerts = std::move(alertRows).value();
    out.changes = std::move(changeRows).value();
    const auto keepIf = [&](auto& rows, auto&& labelsOf) {
        rows.erase(std::remove_if(rows.begin(), rows.end(), [&](const auto& row) { return !matchesAll(matchers, labelsOf(row)); }), rows.end());
    };
    auto silences = m_reader->silences(range, m_asOf);
    if (!silences.ok())
        return silences.error();
    out.silences = std::move(silences).value();
    keepIf(out.silences, [](const Silence& s) {
        Labels labels{{"type", "silence"}, {"state", s.state}, {"source", s.source}};
        for (const auto& m : s.matchers) {
            if (m.isEqual && !m.isRegex)
                labels.set(m.name, m.value);
        }
        return labels;
    });
    auto outages = m_reader->outages(range, m_asOf);
    if (!outages.ok())
        return outages.error();
    out.outages = std::move(outages).value();
    keepIf(out.outages, [](const FeedOutage& o) { return Labels{{"type", "feed"}, {"feed", o.feed}, {"source", o.feed}}; });
    auto notes = m_reader->notes(range, m_asOf);
    if (!notes.ok())
        return notes.error();
    out.notes = std::move(notes).value();
    keepIf(out.notes, noteLabels);
    out.counts = countEvents(out.alerts, out.changes, out.silences.size(), out.outages.size(), out.notes.size());
    return out;
}

/// What is judged from: of a fleet with very many alerts the rows around the range or the alert.
Result<Answers::Facts> Answers::judged(TimeRange range, const std::string& alertId, Time then, bool past, std::optional<Time> since, HistoryBeside& beside) const
{
    // Rows are many where they are many now, or where they are asked about.
    Time asked = range.to;
    if (!alertId.empty()) {
        auto alert = m_reader->alert(alertId);
        if (!alert.ok())
            return alert.error();
        if (alert->has_value())
            asked = (*alert)->startsAt;
    }
    bool isLarge = false;
    for (const Time at : {then, std::min(then, asked)}) {
        auto many = isLarge ? Result<bool>(true) : LargeHistory::isLarge(*m_reader, LargeHistory::monthBefore(at));
        if (!many.ok())
            return many.error();
        isLarge = *many;
    }
    if (!isLarge) {
        auto history = readHistory(*m_reader, *m_config, then, past, since, &beside);
        if (!history.ok())
            return history.error();
        return Facts{std::make_shared<const CorrelationInput>(std::move(history).value()), false};
    }
    LargeHistory history;
    auto rows = history.read(*m_reader, *m_config, {then, past, range, alertId}, beside);
    if (!rows.ok())
        return rows.error();
    const auto holds = [&](TimeRange held) { return held.from <= range.from && range.from < held.to; };
    if (alertId.empty() && std::none_of(history.held().begin(), history.held().end(), holds))
        return makeError(ErrorKind::usage, "the range holds more than the " + std::to_string(kMostHeld) + " alerts that are judged at once: ask for a shorter one");
    return Facts{std::move(rows).value(), true};
}

Result<Answers::Judged> Answers::suspects(TimeRange range, const std::string& holding) const
{
    HistoryBeside beside;
    auto facts = judged(range, {}, asOf(), m_asOf.has_value(), learnFrom(range.from), beside);
    if (!facts.ok())
        return facts.error();
    Judged out;
    const Correlator correlator(facts->input);
    auto groups = correlator.groups(range);
    if (!holding.empty())
        std::erase_if(groups, [&](const auto& ids) { return std::find(ids.begin(), ids.end(), holding) == ids.end(); });
    if (facts->large && groups.size() > kMostJudged) {
        std::unordered_map<std::string_view, const AlertEpisode*> rows;
        for (const auto& a : facts->input->alerts)
            rows.emplace(a.id, &a);
        using Rank = std::tuple<int, std::size_t, std::size_t>; // the worst, then the largest, then the newest
        std::vector<Rank> ranks;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            int worst = 0;
            for (const auto& id : groups[i])
                worst = std::max(worst, severityRank(rows.at(id)->level));
            ranks.emplace_back(worst, groups[i].size(), i);
        }
        std::sort(ranks.rbegin(), ranks.rend());
        ranks.resize(kMostJudged);
        std::sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) { return std::get<2>(a) < std::get<2>(b); });
        out.notJudged = groups.size() - ranks.size();
        std::vector<std::vector<std::string>> kept;
        for (const auto& rank : ranks)
            kept.push_back(std::move(groups[std::get<2>(rank)]));
        groups = std::move(kept);
    }
    for (const auto& ids : groups)
        out.reports.push_back(correlator.judge(ids, asOf()));
    return out;
}

Result<SuspectReport> Answers::suspectsOf(const std::string& alertId) const
{
    HistoryBeside beside;
    auto history = judged({asOf() - std::chrono::hours{6}, asOf()}, alertId, asOf(), m_asOf.has_value(), Time{}, beside);
    if (!history.ok())
        return history.error();
    const auto& out = beside.leftOut.alerts;
    if (std::any_of(out.begin(), out.end(), [&](const AlertEpisode& a) { return a.id == alertId; }))
        return makeError(ErrorKind::notFound, "the alert \"" + alertId + "\" is of an instance that is left out");
    const auto& alerts = history->input->alerts;
    const auto it = std::find_if(alerts.begin(), alerts.end(), [&](const AlertEpisode& a) { return a.id == alertId; });
    if (it == alerts.end())
        return makeError(ErrorKind::notFound, "there is no alert with the id \"" + alertId + "\"");
    const Time startsAt = it->startsAt;
    const Correlator correlator(history->input);
    // Judged with the group it belongs to: a late part of a cascade says little on its own.
    for (const auto& ids : correlator.groups({startsAt - std::chrono::hours{2}, startsAt + std::chrono::hours{2}})) {
        if (std::find(ids.begin(), ids.end(), alertId) != ids.end())
            return correlator.judge(ids, asOf());
    }
    return correlator.judge({alertId}, asOf());
}

Result<SuspectReport> Answers::suspectsAt(const std::string& alertId, Time asOf)
{
    if (!m_correlator || m_correlatorAsOf != asOf || (!m_correlatorOf.empty() && m_correlatorOf != alertId)) {
        HistoryBeside beside;
        auto history = judged({asOf - std::chrono::hours{6}, asOf}, alertId, asOf, true, {}, beside);
        if (!history.ok())
            return history.error();
        m_correlator = std::make_unique<Correlator>(history->input);
        m_correlatorAsOf = asOf;
        m_correlatorOf = history->large ? alertId : std::string();
    }
    return m_correlator->judge({alertId}, asOf);
}

Result<std::vector<SloReport>> Answers::slos() const { return judgeSlos(*m_reader, *m_config, asOf()); }

Result<std::vector<FeedStatus>> Answers::feeds() const { return m_reader->feedStatuses(); }

Result<std::vector<SwitchReport>> Answers::switches() const
{
    if (m_config->deadMansSwitches.empty())
        return std::vector<SwitchReport>{};
    auto alerts = m_reader->alerts({asOf() - std::chrono::hours{24 * 31}, asOf() + Millis{1}}, m_asOf);
    if (!alerts.ok())
        return alerts.error();
    auto stored = m_reader->feedStatuses();
    if (!stored.ok())
        return stored.error();
    return readSwitches(*m_reader, *m_config, *stored, takeSwitchAlerts(*m_config, *alerts), asOf(), m_asOf.has_value());
}

bool Answers::isSwitch(const AlertEpisode& alert) const { return isSwitchAlert(*m_config, alert.labels); }

Result<std::vector<std::string>> Answers::staleFeeds() const
{
    auto stored = m_reader->feedStatuses();
    if (!stored.ok())
        return stored.error();
    // Feeds of the configuration that were never asked are stale too.
    std::vector<FeedStatus> statuses;
    for (const auto& feed : m_config->feeds) {
        const auto it = std::find_if(stored->begin(), stored->end(), [&](const FeedStatus& s) { return s.name == feed.name; });
        FeedStatus status;
        if (it != stored->end())
            status = *it;
        status.name = feed.name;
        status.kind = feed.kind;
        status.cluster = feed.cluster;
        // Between two runs of a program nothing polls: what counts is whether the last poll was answered.
        if (status.lastSuccess && status.state != FeedState::failing && status.state != FeedState::stale)
            status.lastSuccess = m_now;
        statuses.push_back(std::move(status));
    }
    return overallState(statuses, {}, m_now).staleFeeds;
}

Result<std::vector<Answers::Scored>> Answers::detect(const Matchers& matchers, TimeRange range) const
{
    auto all = m_reader->series(matchers);
    if (!all.ok())
        return all.error();
    std::vector<Scored> out;
    for (const auto& series : *all) {
        const auto watchName = series.labels.value(kWatchLabel);
        const auto watch = std::find_if(m_config->watches.begin(), m_config->watches.end(),
            [&](const WatchConfig& w) { return w.name == watchName; });
        const auto revision = series.labels.value(kRevisionLabel);
        if (watch != m_config->watches.end() && !revision.empty() && revision != watchRevision(watch->query))
            continue; // what an earlier query of this watch answered
        Scored scored;
        scored.labels = series.labels;
        if (watch != m_config->watches.end()) {
            auto points = scoredPoints(*m_reader, *m_config, *watch, series, range, nullptr);
            if (!points.ok())
                return points.error();
            scored.points = std::move(points).value();
        } else {
            const Millis step = m_config->feeds.empty() ? Millis{60000} : m_config->feeds.front().step;
            auto points = scoredUnwatched(*m_reader, series, step, range);
            if (!points.ok())
                return points.error();
            scored.points = std::move(points).value();
        }
        out.push_back(std::move(scored));
    }
    return out;
}

} // namespace vedette
