#include "models/snapshot/analyst.h"

#include "models/base/text.h"
#include "models/snapshot/chart_reader.h"
#include "models/snapshot/coverage_rows.h"
#include "models/snapshot/dead_mans_switch.h"
#include "models/snapshot/event_page.h"
#include "models/snapshot/event_table.h"
#include "models/snapshot/feed_use_reader.h"
#include "models/snapshot/history.h"
#include "models/snapshot/incident_judge.h"
#include "models/snapshot/lanes.h"
#include "models/snapshot/selection.h"
#include "models/snapshot/slo_keeper.h"
#include "models/snapshot/tiles.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <tuple>
#include <unordered_set>

namespace vedette {

namespace {

constexpr Millis kMinimapFactor{4};
constexpr const char* kFactsMark = "facts"; ///< state of the cache that alters with alerts and changes
constexpr Millis kFactsReread = std::chrono::minutes{10};
constexpr int kSearchHits = 5000;

TimeRange widened(TimeRange range, double factor, Time now)
{
    const auto extra = Millis{static_cast<std::int64_t>(static_cast<double>(range.length().count()) * (factor - 1) / 2)};
    TimeRange wide{range.from - extra, range.to + extra};
    if (wide.to > now) {
        wide.from -= wide.to - now;
        wide.to = std::max(now, range.to);
    }
    return wide;
}

template <class T> std::vector<T> within(const std::vector<T>& all, TimeRange range, Time now)
{
    std::vector<T> out;
    for (const auto& row : all) {
        const Time end = row.endsAt.value_or(now);
        if (row.startsAt < range.to && end >= range.from)
            out.push_back(row);
    }
    return out;
}

/// No more rows than a list holds.
bool isWithinMost(const CorrelationInput& history, TimeRange range, Time now)
{
    std::size_t rows = 0;
    const auto count = [&](const auto& all) {
        for (const auto& row : all)
            rows += row.startsAt < range.to && row.endsAt.value_or(now) >= range.from ? 1 : 0;
    };
    count(history.alerts);
    count(history.changes);
    return rows <= kMostListed;
}

std::vector<FeedStatus> inConfiguredOrder(std::vector<FeedStatus> feeds, const Config& config)
{
    const auto place = [&](const FeedStatus& status) {
        const auto it = std::find_if(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& f) { return f.name == status.name; });
        return it - config.feeds.begin();
    };
    std::stable_sort(feeds.begin(), feeds.end(), [&](const FeedStatus& a, const FeedStatus& b) { return place(a) < place(b); });
    return feeds;
}

/// Feeds of the configuration that were never asked stand there as such.
void addUnasked(std::vector<FeedStatus>& feeds, const Config& config)
{
    for (const auto& feed : config.feeds) {
        if (std::any_of(feeds.begin(), feeds.end(), [&](const FeedStatus& f) { return f.name == feed.name; }))
            continue;
        FeedStatus status;
        status.name = feed.name;
        status.kind = feed.kind;
        status.cluster = feed.cluster;
        status.url = redactUrl(feed.url.empty() ? feed.path : feed.url);
        status.interval = feed.pollInterval;
        status.origin = feed.origin;
        feeds.push_back(std::move(status));
    }
}

/// What is looked at when nothing is selected: the worst group in view, one that goes on before one that is over.
std::string leadIncident(const std::vector<IncidentSpan>& spans, TimeRange range)
{
    const IncidentSpan* lead = nullptr;
    const auto rank = [](const IncidentSpan& s) {
        return std::tuple(severityRank(s.severity) + (s.over ? 0 : 1), s.alerts, s.range.from);
    };
    for (const auto& span : spans) {
        if (span.range.from < range.to && span.range.to >= range.from && (lead == nullptr || rank(span) > rank(*lead)))
            lead = &span;
    }
    return lead == nullptr ? std::string() : lead->id;
}

Error cancelledError() { return makeError(ErrorKind::cancelled, "a newer question came"); }

} // namespace

struct Analyst::Impl {
    std::unique_ptr<CacheReader> reader;
    ChartReader charts;

    // What is known of 30 days, and what was learnt from it; for one state of the cache and one moment.
    std::int64_t historySequence = -1;
    Time historyAt{};
    std::optional<Time> historyAsOf;
    std::optional<std::string> factsMark; ///< of the cache when alerts and changes were read
    Time factsReadAt{};
    CorrelationInput history;
    HistoryBeside beside;
    std::shared_ptr<const Config> config; ///< that the reader and all of this follow
    std::shared_ptr<const Correlator> correlator;
    std::size_t historySignature = 0;
    IncidentJudge judge;

    std::int64_t sloSequence = -1;
    Time sloAt{};
    std::vector<SloReport> slos;

    std::shared_ptr<const Timeline> timeline;
    std::size_t timelineSignature = 0;
    CacheInfo info;
    Time infoAt{};
    std::vector<FeedUse> uses; ///< as of infoAt
    std::vector<TimeRange> blind;

    void follow(const std::shared_ptr<const Config>& now);
    Status refreshHistory(const Question& q, const AnalystContext& c, Time asOf, std::int64_t sequence);
    Status refreshSlos(const AnalystContext& c, Time asOf, std::int64_t sequence);
    Status fillTimeline(Snapshot& s, const Question& q, const AnalystContext& c, Time asOf);
    Status fillEvents(Snapshot& s, const Question& q, Time asOf);
    Status fillRest(Snapshot& s, const Question& q, const AnalystContext& c, Time asOf);
};

/// Names, catalogue and what is left out are the configuration's: another one makes another history of the same cache.
void Analyst::Impl::follow(const std::shared_ptr<const Config>& now)
{
    if (now == config)
        return;
    const auto same = [](const Config& a, const Config& b) {
        const auto texts = [](const Config& c) {
            std::vector<std::string> out;
            for (const auto& selector : c.leftOut) {
                for (const auto& matcher : selector)
                    out.push_back(matcher.text());
                out.emplace_back();
            }
            for (const auto& s : c.services) {
                out.push_back(s.name);
                out.insert(out.end(), s.dependsOn.begin(), s.dependsOn.end());
                out.emplace_back();
            }
            return out;
        };
        return a.serviceAliases == b.serviceAliases && texts(a) == texts(b);
    };
    if (!config || !same(*config, *now)) {
        reader->setServiceNames(now->serviceAliases);
        correlator.reset();
        infoAt = {};
    }
    config = now;
    historySequence = -1;
    factsMark.reset();
    sloSequence = -1;
}

Status Analyst::Impl::refreshHistory(const Question& q, const AnalystContext& c, Time asOf, std::int64_t sequence)
{
    const bool same = sequence == historySequence && historyAsOf == q.asOf && correlator
        && asOf - historyAt < std::chrono::minutes{1} && asOf >= historyAt;
    if (same)
        return Done{};
    // A poll that told of no alert and no change leaves them as they were; what falls out at the other end can wait a while.
    auto mark = reader->state(kFactsMark);
    if (!mark.ok())
        return mark.error();
    const bool kept = mark->has_value() && *mark == factsMark && correlator && historyAsOf == q.asOf && asOf >= factsReadAt
        && asOf - factsReadAt < (q.asOf ? Millis{1} : kFactsReread);
    auto read = readHistory(*reader, *c.config, asOf, q.asOf.has_value(), {}, &beside, kept ? &history : nullptr);
    if (!read.ok())
        return read.error();
    if (!kept)
        factsReadAt = asOf;
    factsMark = std::move(mark).value();
    history = std::move(read).value();
    historySequence = sequence;
    historyAt = asOf;
    historyAsOf = q.asOf;
    // Learning again pays only when a fact came or went: counts, newest knowledge and ends make the signature.
    std::size_t signature = history.alerts.size() * 31 + history.changes.size() * 17 + history.services.size();
    for (const auto& a : history.alerts)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(a.endsAt.value_or(Time{}))) + static_cast<std::size_t>(a.state);
    for (const auto& ch : history.changes)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(ch.endsAt.value_or(Time{}))) + ch.stages.size();
    for (const auto& f : history.anomalies)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(f.from)) + (f.open ? 1 : 0);
    for (const auto& edge : beside.map.edges)
        signature = signature * 1099511628211ULL + std::hash<std::string>{}(edge.caller) * 31 + std::hash<std::string>{}(edge.callee);
    for (const auto& e : history.errors)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(e.bins.bins.back().start));
    if (signature != historySignature || !correlator) {
        historySignature = signature;
        correlator = std::make_shared<const Correlator>(history);
        judge.learn(history, correlator, asOf, historyAsOf.has_value());
    }
    return Done{};
}

Status Analyst::Impl::refreshSlos(const AnalystContext& c, Time asOf, std::int64_t sequence)
{
    const bool same = sequence == sloSequence && asOf >= sloAt && asOf - sloAt < std::chrono::minutes{1};
    if (same)
        return Done{};
    auto read = judgeSlos(*reader, *c.config, asOf);
    if (!read.ok())
        return read.error();
    slos = std::move(read).value();
    sloSequence = sequence;
    sloAt = asOf;
    return Done{};
}

Status Analyst::Impl::fillTimeline(Snapshot& s, const Question& q, const AnalystContext& c, Time asOf)
{
    const TimeRange loaded = widened(q.range, 3, asOf);
    TimelineInput in;
    in.minimapRange = widened(q.range, static_cast<double>(kMinimapFactor.count()), asOf);
    in.loaded = {std::min(loaded.from, in.minimapRange.from), std::max(loaded.to, in.minimapRange.to)};
    in.now = asOf;
    in.alerts = within(history.alerts, in.loaded, asOf);
    in.changes = within(history.changes, in.loaded, asOf);
    in.services = beside.map.services; // what only traces name has a lane once an event names it
    for (const auto& report : judge.incidents()) {
        if (report.range.from < in.loaded.to && report.range.to >= in.loaded.from)
            in.incidents.push_back(report);
    }
    for (const auto& f : history.anomalies) {
        if (f.from < in.loaded.to && f.to >= in.loaded.from)
            in.flags.push_back(f);
    }
    auto notes = reader->notes(in.loaded, q.asOf);
    if (!notes.ok())
        return notes.error();
    in.notes = std::move(notes).value();
    auto gaps = reader->telemetryGaps(in.loaded, c.config->labels.service, c.config->leftOut);
    if (!gaps.ok())
        return gaps.error();
    for (const auto& g : *gaps)
        in.gaps.push_back({g.service, g.from, g.to, g.service.empty() ? "no telemetry at all" : "no telemetry"});
    auto outages = reader->outages(in.loaded, q.asOf);
    if (!outages.ok())
        return outages.error();
    in.outages = std::move(outages).value();
    for (const auto& feed : s.feeds) {
        if (feed.kind != FeedKind::prometheus)
            continue;
        auto spans = reader->coverage(feed.name, "alerts");
        if (!spans.ok())
            return spans.error();
        in.covered.insert(in.covered.end(), spans->begin(), spans->end());
    }
    for (const auto& report : judge.incidents()) {
        for (const auto& e : report.noChangeEvidence) {
            if (e.kind == "recurrence" && report.noChange > 0.5)
                in.recurringIds.insert(in.recurringIds.end(), report.alertIds.begin(), report.alertIds.end());
        }
    }
    s.timeline = buildTimeline(in);
    return Done{};
}

Status Analyst::Impl::fillEvents(Snapshot& s, const Question& q, Time asOf)
{
    const auto started = std::chrono::steady_clock::now();
    EventInput in;
    in.range = q.range;
    in.now = asOf;
    // Very many are not read to be listed: the cache counts them.
    const bool many = !q.asOf && !isWithinMost(history, q.range, asOf);
    if (!many) {
        in.alerts = within(history.alerts, q.range, asOf);
        in.changes = within(history.changes, q.range, asOf);
    }
    const auto list = [&](auto& into, const auto& leftOut) {
        for (auto& row : within(leftOut, q.range, asOf)) {
            in.leftOutIds.insert(row.id);
            if (!many)
                into.push_back(std::move(row));
        }
    };
    list(in.alerts, beside.leftOut.alerts);
    list(in.changes, beside.leftOut.changes);
    auto silences = reader->silences(q.range, q.asOf);
    if (!silences.ok())
        return silences.error();
    in.silences = std::move(silences).value();
    in.outages = s.timeline->outages;
    in.outages.erase(std::remove_if(in.outages.begin(), in.outages.end(),
                         [&](const FeedOutage& o) { return !q.range.overlaps(o.from, o.to.value_or(asOf)); }),
        in.outages.end());
    auto notes = reader->notes(q.range, q.asOf);
    if (!notes.ok())
        return notes.error();
    in.notes = std::move(notes).value();
    in.matchers = withOurNames(q.matchers, *config);
    in.search = q.search;
    if (many) {
        if (auto read = readEventPage(*reader, in); !read.ok())
            return read.error();
    } else if (!q.search.empty()) {
        auto hits = reader->search(q.search, q.range, kSearchHits);
        if (!hits.ok())
            return hits.error();
        in.hits.emplace();
        for (const auto& hit : *hits)
            in.hits->insert(hit.kind == SearchHit::Kind::note ? "note:" + hit.id : hit.id);
        // A hit names one telling of a change; the row is the change it was folded into.
        for (const auto& change : in.changes) {
            const auto found = [&](const std::string& id) { return in.hits->count(id) > 0; };
            if (std::any_of(change.recordIds.begin(), change.recordIds.end(), found))
                in.hits->insert(change.id);
        }
    }
    in.suspects = s.selection.suspects ? &*s.selection.suspects : nullptr;
    auto table = buildEvents(in);
    table->tookMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
    s.events = std::move(table);
    return Done{};
}

Status Analyst::Impl::fillRest(Snapshot& s, const Question& q, const AnalystContext& c, Time asOf)
{
    for (const auto& f : history.anomalies) {
        if (f.from < q.range.to && f.to >= q.range.from)
            s.flags.push_back(f);
    }
    std::stable_sort(s.flags.begin(), s.flags.end(), [](const AnomalyFlag& a, const AnomalyFlag& b) { return a.score > b.score; });
    auto frames = charts.read(*reader, *c.config, q, asOf, {c.now, c.polls, &s.feeds, &c.far}, within(history.changes, q.range, asOf), s.flags);
    if (!frames.ok())
        return frames.error();
    s.charts = std::move(frames->small);
    s.mainChart = std::move(frames->main);
    TileInput tiles;
    tiles.now = asOf;
    tiles.range = q.range;
    for (const auto& a : history.alerts) {
        if (a.open() && a.startsAt <= asOf)
            tiles.openAlerts.push_back(a);
    }
    tiles.changes = within(history.changes, q.range, asOf);
    tiles.slos = slos;
    tiles.flags = s.flags;
    for (const auto& report : s.incidents) {
        if (report.range.from < q.range.to && report.range.to >= q.range.from)
            tiles.incidents.push_back(report);
    }
    tiles.feeds = s.feeds;
    tiles.watches = !c.config->watches.empty();
    s.tiles = buildTiles(tiles);
    auto switches = readSwitches(*reader, *c.config, s.feeds, beside.switches, asOf, q.asOf.has_value());
    if (!switches.ok())
        return switches.error();
    s.overall = overallState(s.feeds, tiles.openAlerts, c.now, std::move(switches).value());
    for (const auto& a : history.alerts) {
        if (!s.overall.lastAlert || a.startsAt > *s.overall.lastAlert)
            s.overall.lastAlert = a.startsAt;
    }
    auto coverage = reader->allCoverage();
    if (!coverage.ok())
        return coverage.error();
    const Time firstDay = asOf - std::chrono::hours{24 * (c.config->retentionDays - 1)};
    if (infoAt == Time{} || c.now - infoAt > std::chrono::seconds{30} || c.now < infoAt) {
        auto read = reader->info();
        if (!read.ok())
            return read.error();
        info = std::move(read).value();
        infoAt = c.now;
        auto used = readFeedUses(*reader, *c.config, s.feeds, *coverage, info.sampleBytes, c.now);
        if (!used.ok())
            return used.error();
        uses = std::move(used).value();
        // Days that were asked for and hold nothing: the server has them no more.
        auto gaps = reader->telemetryGaps({firstDay, asOf}, c.config->labels.service, c.config->leftOut);
        if (!gaps.ok())
            return gaps.error();
        blind.clear();
        for (const auto& g : *gaps) {
            if (g.service.empty())
                blind.push_back({g.from, g.to});
        }
    }
    s.uses = uses;
    s.coverage = coverageRows(*coverage, s.feeds, blind, firstDay, asOf);
    s.cache = {info.bytes, c.config->retentionBytes, info.samples, info.series, info.bytesPerSample, info.alerts, info.changes,
        info.oldest, {}, c.readOnly, c.reason};
    for (const auto& t : info.tables)
        s.cache.parts.push_back({t.name, t.rows, t.bytes});
    return Done{};
}

Analyst::Analyst(std::unique_ptr<CacheReader> reader) : m_impl(std::make_unique<Impl>()) { m_impl->reader = std::move(reader); }

Analyst::~Analyst() = default;

bool Analyst::unsettled() const { return m_impl->judge.unfinished(); }

void Analyst::settle(Millis about, const std::function<bool()>& cancelled) { static_cast<void>(m_impl->judge.judge({{}, {}, about}, cancelled)); }

Result<std::shared_ptr<const Snapshot>> Analyst::answer(
    const Question& q, const AnalystContext& c, const std::function<bool()>& cancelled)
{
    auto s = std::make_shared<Snapshot>();
    auto& impl = *m_impl;
    impl.follow(c.config);
    const Time asOf = q.asOf.value_or(c.now);
    s->question = q;
    s->asOf = asOf;
    s->config = c.configState;
    s->work = c.work;
    s->feeds = c.feeds;
    if (s->feeds.empty()) {
        auto stored = impl.reader->feedStatuses();
        if (!stored.ok())
            return stored.error();
        addUnasked(*stored, *c.config);
        s->feeds = inConfiguredOrder(std::move(stored).value(), *c.config);
    }
    // What a feed said of itself was true when it said it.
    for (auto& feed : s->feeds) {
        if ((feed.state == FeedState::ok || feed.state == FeedState::partial) && isStale(feed, c.now))
            feed.state = FeedState::stale;
    }
    auto sequence = impl.reader->sequence();
    if (!sequence.ok())
        return sequence.error();
    s->sequence = *sequence;
    if (auto done = impl.refreshHistory(q, c, asOf, *sequence); !done.ok())
        return done.error();
    if (cancelled())
        return cancelledError();
    s->config.findings.insert(s->config.findings.end(), impl.beside.map.findings.begin(), impl.beside.map.findings.end());
    static_cast<void>(impl.judge.judge({widened(q.range, static_cast<double>(kMinimapFactor.count()), asOf), q.selectedId, c.patience}, cancelled));
    if (cancelled())
        return cancelledError();
    s->incidents.assign(impl.judge.incidents().rbegin(), impl.judge.incidents().rend());
    if (auto done = impl.refreshSlos(c, asOf, *sequence); !done.ok())
        return done.error();
    s->slos = impl.slos;
    if (auto done = impl.fillTimeline(*s, q, c, asOf); !done.ok())
        return done.error();
    auto silences = impl.reader->silences({asOf - std::chrono::hours{24 * 30}, asOf + std::chrono::hours{24}}, q.asOf);
    if (!silences.ok())
        return silences.error();
    SelectionInput pick;
    pick.id = q.selectedId.empty() ? leadIncident(s->timeline->incidents, q.range) : q.selectedId;
    pick.now = asOf;
    pick.asOf = q.asOf;
    pick.history = &impl.history;
    pick.correlator = impl.correlator.get();
    pick.incidents = &impl.judge.incidents();
    pick.silences = &*silences;
    pick.reader = impl.reader.get();
    pick.config = c.config.get();
    pick.routes = &c.routes;
    pick.map = &impl.beside.map;
    pick.leftOut = &impl.beside.leftOut;
    pick.rules = &c.config->rules;
    auto selection = readSelection(pick);
    if (!selection.ok())
        return selection.error();
    s->selection = std::move(selection).value();
    if (cancelled())
        return cancelledError();
    if (auto done = impl.fillEvents(*s, q, asOf); !done.ok())
        return done.error();
    if (cancelled())
        return cancelledError();
    if (auto done = impl.fillRest(*s, q, c, asOf); !done.ok())
        return done.error();
    return std::shared_ptr<const Snapshot>(std::move(s));
}

} // namespace vedette
