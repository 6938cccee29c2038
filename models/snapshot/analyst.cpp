#include "models/snapshot/analyst.h"

#include "models/snapshot/chart_reader.h"
#include "models/snapshot/coverage_rows.h"
#include "models/snapshot/dead_mans_switch.h"
#include "models/snapshot/event_page.h"
#include "models/snapshot/event_table.h"
#include "models/snapshot/feed_use_reader.h"
#include "models/snapshot/history.h"
#include "models/snapshot/incident_judge.h"
#include "models/snapshot/large_history.h"
#include "models/snapshot/mark_lookup.h"
#include "models/snapshot/rows_within.h"
#include "models/snapshot/selection.h"
#include "models/snapshot/slo_keeper.h"
#include "models/snapshot/stored_feeds.h"
#include "models/snapshot/tiles.h"
#include "models/snapshot/timeline_reader.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <tuple>
#include <unordered_set>

namespace vedette {

namespace {

constexpr const char* kFactsMark = "facts"; ///< state of the cache that alters with alerts and changes
constexpr Millis kFactsReread = std::chrono::minutes{10};
constexpr int kSearchHits = 5000;
constexpr Millis kNone{-1}; ///< no patience: only what is selected is judged
constexpr std::size_t kMostJudged = 120; ///< groups in view of a fleet with very many

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
    std::shared_ptr<const CorrelationInput> history = std::make_shared<CorrelationInput>();
    std::unique_ptr<LargeHistory> large; ///< of a fleet with very many alerts
    Question lastQuestion;
    AnalystContext lastContext;
    std::optional<int> changesBegun; ///< of the newest timeline
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
    [[nodiscard]] IncidentJudge::Order order(const Question& q, Time asOf, Millis patience) const;
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
        large.reset();
    }
    if (config && large)
        large = std::make_unique<LargeHistory>(); // what is left out may be another
    config = now;
    historySequence = -1;
    factsMark.reset();
    sloSequence = -1;
}

Status Analyst::Impl::refreshHistory(const Question& q, const AnalystContext& c, Time asOf, std::int64_t sequence)
{
    const LargeHistory::Wish wish{asOf, q.asOf.has_value(), q.range, q.selectedId};
    const bool same = sequence == historySequence && historyAsOf == q.asOf && correlator
        && asOf - historyAt < std::chrono::minutes{1} && asOf >= historyAt;
    if (same && (!large || large->serves(wish)))
        return Done{};
    // A poll that told of no alert and no change leaves them as they were; what falls out at the other end can wait a while.
    auto mark = reader->state(kFactsMark);
    if (!mark.ok())
        return mark.error();
    const bool sameFacts = mark->has_value() && *mark == factsMark && correlator && historyAsOf == q.asOf && asOf >= factsReadAt
        && asOf - factsReadAt < (q.asOf ? Millis{1} : kFactsReread);
    if (!sameFacts) {
        auto isLarge = LargeHistory::isLarge(*reader, LargeHistory::monthBefore(asOf));
        if (!isLarge.ok())
            return isLarge.error();
        if (*isLarge != (large != nullptr)) {
            large = *isLarge ? std::make_unique<LargeHistory>() : nullptr;
            correlator.reset();
        }
    }
    const bool kept = sameFacts && !large;
    std::shared_ptr<const CorrelationInput> now;
    if (large) {
        auto read = large->read(*reader, *c.config, wish, beside);
        if (!read.ok())
            return read.error();
        now = std::move(read).value();
    } else {
        CorrelationInput none;
        auto read = readHistory(*reader, *c.config, asOf, q.asOf.has_value(), {}, &beside, kept ? &none : nullptr);
        if (!read.ok())
            return read.error();
        now = std::make_shared<CorrelationInput>(std::move(read).value());
    }
    if (!sameFacts)
        factsReadAt = asOf;
    factsMark = std::move(mark).value();
    historySequence = sequence;
    historyAt = asOf;
    historyAsOf = q.asOf;
    if (large) {
        if (now == history && correlator)
            return Done{};
        history = std::move(now);
        correlator = std::make_shared<const Correlator>(history);
        judge.learn(*history, correlator, asOf, historyAsOf.has_value(), large->held());
        return Done{};
    }
    // Learning again pays only when a fact came or went: counts, newest knowledge and ends make the signature.
    const auto& facts = kept ? *history : *now;
    std::size_t signature = facts.alerts.size() * 31 + facts.changes.size() * 17 + now->services.size();
    for (const auto& a : facts.alerts)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(a.endsAt.value_or(Time{}))) + static_cast<std::size_t>(a.state);
    for (const auto& ch : facts.changes)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(ch.endsAt.value_or(Time{}))) + ch.stages.size();
    for (const auto& f : now->anomalies)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(f.from)) + (f.open ? 1 : 0);
    for (const auto& edge : beside.map.edges)
        signature = signature * 1099511628211ULL + std::hash<std::string>{}(edge.caller) * 31 + std::hash<std::string>{}(edge.callee);
    for (const auto& e : now->errors)
        signature = signature * 1099511628211ULL + static_cast<std::size_t>(toMs(e.bins.bins.back().start));
    const bool learns = signature != historySignature || !correlator;
    if (kept && !learns)
        return Done{};
    if (kept) {
        auto whole = std::make_shared<CorrelationInput>(*now);
        whole->alerts = history->alerts;
        whole->changes = history->changes;
        now = std::move(whole);
    }
    history = std::move(now);
    if (learns) {
        historySignature = signature;
        correlator = std::make_shared<const Correlator>(history);
        judge.learn(*history, correlator, asOf, historyAsOf.has_value());
    }
    return Done{};
}

IncidentJudge::Order Analyst::Impl::order(const Question& q, Time asOf, Millis patience) const
{
    if (large)
        return {q.range, q.selectedId, patience, kMostJudged};
    return {widened(q.range, static_cast<double>(kMinimapFactor.count()), asOf), q.selectedId, patience};
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

Status Analyst::Impl::fillEvents(Snapshot& s, const Question& q, Time asOf)
{
    const auto started = std::chrono::steady_clock::now();
    EventInput in;
    in.range = q.range;
    in.now = asOf;
    // Very many are not read to be listed: the cache counts them.
    const bool many = large || (!q.asOf && !isWithinMost(*history, q.range, asOf));
    if (!many) {
        in.alerts = within(history->alerts, q.range, asOf);
        in.changes = within(history->changes, q.range, asOf);
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
        if (auto read = readEventPage(*reader, in, kListed, q.asOf); !read.ok())
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
    for (const auto& f : history->anomalies) {
        if (f.from < q.range.to && f.to >= q.range.from)
            s.flags.push_back(f);
    }
    std::stable_sort(s.flags.begin(), s.flags.end(), [](const AnomalyFlag& a, const AnomalyFlag& b) { return a.score > b.score; });
    auto frames = charts.read(*reader, *c.config, q, asOf, {c.now, c.polls, &s.feeds, &c.far}, within(history->changes, q.range, asOf), s.flags);
    if (!frames.ok())
        return frames.error();
    s.charts = std::move(frames->small);
    s.mainChart = std::move(frames->main);
    TileInput tiles;
    tiles.now = asOf;
    tiles.range = q.range;
    for (const auto& a : history->alerts) {
        if (a.open() && a.startsAt <= asOf)
            tiles.openAlerts.push_back(a);
    }
    tiles.changes = within(history->changes, q.range, asOf);
    tiles.changesBegun = changesBegun;
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
    for (const auto& a : history->alerts) {
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

bool Analyst::unsettled() const { return m_impl->judge.unfinished() || (m_impl->large && m_impl->large->unfinished()); }

void Analyst::settle(Millis about, const std::function<bool()>& cancelled)
{
    auto& impl = *m_impl;
    if (!impl.large) {
        static_cast<void>(impl.judge.judge({{}, {}, about}, cancelled));
        return;
    }
    const auto& q = impl.lastQuestion;
    const Time asOf = q.asOf.value_or(impl.lastContext.now);
    const auto started = std::chrono::steady_clock::now();
    const auto left = [&] { return std::chrono::duration_cast<Millis>(started + about - std::chrono::steady_clock::now()); };
    while (impl.large->unfinished() && left() > Millis{0} && !cancelled()) {
        auto learnt = impl.large->settle(*impl.reader, *impl.config);
        if (!learnt.ok())
            return; // the next answer meets it too, and tells of it
        if (*learnt) {
            impl.historySequence = -1;
            static_cast<void>(impl.refreshHistory(q, impl.lastContext, asOf, impl.historySequence));
            impl.judge.forget(); // what was judged without it
        }
    }
    if (left() > Millis{0})
        static_cast<void>(impl.judge.judge(impl.order(q, asOf, left()), cancelled));
}

Result<std::shared_ptr<const Snapshot>> Analyst::answer(
    const Question& asked, const AnalystContext& c, const std::function<bool()>& cancelled)
{
    auto s = std::make_shared<Snapshot>();
    auto& impl = *m_impl;
    impl.follow(c.config);
    auto known = withoutMark(*impl.reader, asked);
    if (!known.ok())
        return known.error();
    const Question& q = *known;
    const Time asOf = q.asOf.value_or(c.now);
    s->question = asked;
    s->asOf = asOf;
    s->config = c.configState;
    s->work = c.work;
    s->feeds = c.feeds;
    if (s->feeds.empty()) {
        auto stored = storedFeeds(*impl.reader, *c.config, q.asOf);
        if (!stored.ok())
            return stored.error();
        s->feeds = std::move(stored).value();
    } else if (auto told = fillLastSuccess(s->feeds, *impl.reader); !told.ok()) {
        return told.error();
    }
    // What a feed said of itself was true when it said it.
    for (auto& feed : s->feeds) {
        if ((feed.state == FeedState::ok || feed.state == FeedState::partial) && isStale(feed, asOf))
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
    impl.lastQuestion = q;
    impl.lastContext = c;
    static_cast<void>(impl.judge.judge(impl.order(q, asOf, impl.large ? kNone : c.patience), cancelled));
    if (cancelled())
        return cancelledError();
    if (auto done = impl.refreshSlos(c, asOf, *sequence); !done.ok())
        return done.error();
    s->slos = impl.slos;
    auto timeline = readTimeline({impl.reader.get(), c.config.get(), &q, asOf, impl.history.get(), &impl.beside, &impl.judge, &s->feeds, impl.large.get()});
    if (!timeline.ok())
        return timeline.error();
    s->timeline = std::move(timeline->timeline);
    impl.changesBegun = timeline->changesBegun;
    auto silences = impl.reader->silences({asOf - std::chrono::hours{24 * 30}, asOf + std::chrono::hours{24}}, q.asOf);
    if (!silences.ok())
        return silences.error();
    SelectionInput pick;
    pick.id = q.selectedId.empty() ? leadIncident(s->timeline->incidents, q.range) : q.selectedId;
    if (impl.large && q.selectedId.empty()) // what is looked at is judged, whatever else is not
        static_cast<void>(impl.judge.judge({q.range, pick.id, kNone, kMostJudged}, cancelled));
    s->incidents.assign(impl.judge.incidents().rbegin(), impl.judge.incidents().rend());
    s->judged = impl.judge.judged();
    pick.now = asOf;
    pick.asOf = q.asOf;
    pick.history = impl.history.get();
    pick.large = impl.large != nullptr;
    pick.view = q.range;
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
