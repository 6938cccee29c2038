#include "models/session/answers.h"

#include "models/base/text.h"
#include "models/snapshot/dead_mans_switch.h"
#include "models/snapshot/event_table.h"
#include "models/snapshot/flag_keeper.h"
#include "models/snapshot/slo_keeper.h"
#include "models/snapshot/tiles.h"

#include <algorithm>
#include <unordered_set>

namespace vedette {

namespace {

constexpr int kSearchHits = 200000;

/// A range is judged with what was learnt in the month before it.
Time learnFrom(Time from)
{
    constexpr Millis kMonth = std::chrono::hours{24 * 30};
    return from - Time{} > kMonth ? from - kMonth : Time{};
}

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

Result<Answers::Log> Answers::log(TimeRange range, const Matchers& matchers, const std::string& search) const
{
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
    keepIf(out.notes, [](const Note& n) { return Labels{{"type", "note"}, {"service", n.service}, {"author", n.author}}; });
    if (!search.empty()) {
        auto hits = m_reader->search(search, range, kSearchHits);
        if (!hits.ok())
            return hits.error();
        std::unordered_set<std::string> ids;
        for (const auto& hit : *hits)
            ids.insert(hit.id);
        const auto missing = [&](const auto& row) { return ids.count(row.id) == 0; };
        out.alerts.erase(std::remove_if(out.alerts.begin(), out.alerts.end(), missing), out.alerts.end());
        const auto untold = [&](const Change& c) {
            return missing(c) && std::none_of(c.recordIds.begin(), c.recordIds.end(), [&](const std::string& id) { return ids.count(id) > 0; });
        };
        out.changes.erase(std::remove_if(out.changes.begin(), out.changes.end(), untold), out.changes.end());
        out.notes.erase(std::remove_if(out.notes.begin(), out.notes.end(),
                            [&](const Note& n) { return ids.count(std::to_string(n.id)) == 0; }),
            out.notes.end());
        out.silences.clear();
        out.outages.clear();
    }
    out.counts = countEvents(out.alerts, out.changes, out.silences.size(), out.outages.size(), out.notes.size());
    return out;
}

Result<std::vector<SuspectReport>> Answers::suspects(TimeRange range) const
{
    auto history = readHistory(*m_reader, *m_config, asOf(), m_asOf.has_value(), learnFrom(range.from));
    if (!history.ok())
        return history.error();
    return Correlator(std::move(history).value()).judgeAll(range);
}

Result<SuspectReport> Answers::suspectsOf(const std::string& alertId) const
{
    HistoryBeside beside;
    auto history = readHistory(*m_reader, *m_config, asOf(), m_asOf.has_value(), Time{}, &beside);
    if (!history.ok())
        return history.error();
    const auto& out = beside.leftOut.alerts;
    if (std::any_of(out.begin(), out.end(), [&](const AlertEpisode& a) { return a.id == alertId; }))
        return makeError(ErrorKind::notFound, "the alert \"" + alertId + "\" is of an instance that is left out");
    const auto it = std::find_if(history->alerts.begin(), history->alerts.end(), [&](const AlertEpisode& a) { return a.id == alertId; });
    if (it == history->alerts.end())
        return makeError(ErrorKind::notFound, "there is no alert with the id \"" + alertId + "\"");
    const Time startsAt = it->startsAt;
    const Correlator correlator(std::move(history).value());
    // Judged with the group it belongs to: a late part of a cascade says little on its own.
    for (auto& report : correlator.judgeAll({startsAt - std::chrono::hours{2}, startsAt + std::chrono::hours{2}})) {
        if (std::find(report.alertIds.begin(), report.alertIds.end(), alertId) != report.alertIds.end())
            return report;
    }
    return correlator.judge({alertId}, asOf());
}

Result<SuspectReport> Answers::suspectsAt(const std::string& alertId, Time asOf)
{
    if (!m_correlator || m_correlatorAsOf != asOf) {
        auto history = readHistory(*m_reader, *m_config, asOf, true);
        if (!history.ok())
            return history.error();
        m_correlator = std::make_unique<Correlator>(std::move(history).value());
        m_correlatorAsOf = asOf;
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
