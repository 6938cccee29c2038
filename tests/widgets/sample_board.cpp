#include "tests/widgets/sample_board.h"

#include "models/items/time_state.h"

#include <QTimeZone>

#include <algorithm>

namespace vedette::test {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kMidnight = 1763564400000; // 2025-11-20T00:00+09:00

struct View {
    Time now;
    Millis length;
};

View viewOf(Scene scene)
{
    if (scene == Scene::afternoon)
        return {kst("15:00"), minutes{40}};
    if (scene == Scene::feed)
        return {kst("15:00"), hours{6}};
    if (scene == Scene::quiet || scene == Scene::noFeeds)
        return {kst("14:00"), hours{6}};
    return {kst("18:00"), hours{12}};
}

/// One alert with everything the selection panel can show.
AlertEpisode orderAlert()
{
    AlertEpisode a;
    a.id = "a-order";
    a.name = "OrderCreate5xx";
    a.service = "order-api";
    a.environment = "prod";
    a.severity = "critical";
    a.level = Severity::critical;
    a.labels = Labels{{"alertname", "OrderCreate5xx"}, {"severity", "critical"}, {"service", "order-api"}, {"cluster", "kr1"},
        {"env", "prod"}, {"team", "order"}, {"tier", "1"}, {"handler", "/v2/orders"}};
    a.annotations = Labels{{"summary", "Order creation answers 5xx > 1 %"},
        {"description", "4.8 % of order requests ended with 5xx (limit 1 %). Usual at this hour: 0.06 %."},
        {"runbook_url", "https://wiki.shop.example/rb/order-5xx"}};
    a.state = AlertState::resolved;
    a.startsAt = kst("14:32:38");
    a.endsAt = kst("14:46:38");
    a.seenAt = a.startsAt + seconds{3};
    a.sources = {"am-kr1", "prom-kr1"};
    a.silencedBy = {"9f31c0"};
    a.link = "https://prom-kr1.shop.internal/graph?g0.expr=x";
    return a;
}

/// Whose the selected is and who stands around it.
void placeInFleet(Selection& s, const std::string& service)
{
    ServiceInfo info;
    info.name = service;
    info.owner = "Kim Min-su";
    info.team = "Orders";
    info.deputy = "Lee Ji-eun";
    info.members = {"Kim Min-su", "Lee Ji-eun", "Park Seo-yeon", "Choi Jun-ho"};
    info.channel = "#team-orders";
    info.tier = 1;
    info.environment = "production";
    info.links = {{"Runbook", "https://wiki.shop.example/runbooks/" + service}};
    info.origin = "catalog/services.yaml:41:3";
    s.service = info;
    s.edges = {{"web-bff", service, true, {"zipkin"}, 90'000, 12}, {service, "mysql-order", true, {"zipkin"}, 60'000, 0}, {service, "mail-relay", false, {"zipkin"}, 800, 3}};
}

Selection selectionOf(Scene scene, const Timeline& timeline)
{
    Selection s;
    if (scene == Scene::quiet || scene == Scene::noFeeds)
        return s;
    if (scene == Scene::feed) {
        s.kind = Selection::Kind::feed;
        s.id = "feed:argocd";
        for (int i = 0; i < 90; ++i) {
            FeedPoll poll;
            poll.feed = "argocd";
            poll.question = "applications";
            poll.at = kst("14:59:53") - seconds{31} * i;
            poll.ok = i >= 8;
            poll.took = Millis{i < 8 ? 11 + i % 2 : 60 + (i * 37) % 40 + (i == 30 || i == 60 ? 140 : 0)};
            poll.error = poll.ok ? "" : "TLS: certificate expired";
            poll.httpStatus = poll.ok ? 200 : 0;
            poll.records = poll.ok ? 38 : 0;
            s.polls.push_back(poll);
        }
        return s;
    }
    s.suspects = sampleSuspects();
    if (scene == Scene::afternoon) {
        s.kind = Selection::Kind::alert;
        s.id = "a-order";
        s.alert = orderAlert();
        placeInFleet(s, s.alert->service);
        s.dailyCounts.assign(30, 0);
        s.dailyCounts[8] = 1;
        s.dailyCounts[21] = 2;
        s.dailyCounts[29] = 3;
        Silence silence;
        silence.id = "9f31c0";
        silence.state = "active";
        silence.startsAt = kst("14:43:02");
        silence.endsAt = kst("15:30");
        silence.createdBy = "Lee";
        silence.comment = "rolling back, incident 47";
        s.silencing = {silence};
        return s;
    }
    s.kind = Selection::Kind::incident;
    s.id = "incident-47";
    placeInFleet(s, s.suspects->service);
    for (const auto& lane : timeline.lanes) {
        for (const auto& a : lane.alerts) {
            if (a.silenced || !s.suspects->range.contains(a.from))
                continue;
            AlertEpisode e;
            e.id = timeline.ids[a.id];
            e.name = timeline.texts[a.name];
            e.service = lane.service;
            e.level = a.severity;
            e.startsAt = a.from;
            e.endsAt = a.to;
            e.state = AlertState::resolved;
            s.related.push_back(e);
            s.suspects->alertIds.push_back(e.id);
        }
    }
    return s;
}

std::vector<Tile> tilesOf(bool quiet, bool empty)
{
    using What = Tile::What;
    if (empty) {
        std::vector<Tile> none;
        for (const auto what : {What::critical, What::warning, What::changes, What::burn, What::budget, What::anomalies})
            none.push_back({what, std::nullopt, Severity::unknown, "", "", 0, std::nullopt});
        return none;
    }
    if (quiet) {
        return {{What::critical, 0, Severity::ok, "", "", 0, {}}, {What::warning, 0, Severity::ok, "", "", 0, {}},
            {What::changes, 4, Severity::ok, "seller-center", "", 0, {}}, {What::burn, 0.4, Severity::ok, "search availability", "", 0, {}},
            {What::budget, 0.615, Severity::ok, "search availability", "", 0, {}}, {What::anomalies, 0, Severity::ok, "", "", 0, {}}};
    }
    return {{What::critical, 2, Severity::critical, "order-api", "inventory", 0, {}},
        {What::warning, 5, Severity::warning, "refund-api", "payment-api", 0, {}},
        {What::changes, 9, Severity::warning, "pricing-api v1.4.2", "", 1, {}},
        {What::burn, 14.4, Severity::critical, "payment-api payment availability", "", 0, {}},
        {What::budget, 0.382, Severity::warning, "payment-api payment availability", "", 0, hours{233}},
        {What::anomalies, 41, Severity::info, "checkout p95", "", 4, {}}};
}

/// Markup, line breaks and reordering controls where names come from outside.
void spoil(Snapshot& s)
{
    auto t = std::make_shared<Timeline>(*s.timeline);
    t->lanes[0].service = "<b>edge</b><img src=x>";
    t->lanes[1].service = "web\nbff\tline";
    t->lanes[2].service = "app-\u202Eiba\u202C";
    t->incidents[0].title = "<h1>Orders</h1>\nfall";
    for (auto& text : t->texts) {
        if (text == "v1.4.2")
            text = "<i>v1.4.2</i>";
    }
    t->texts.push_back(std::string(65536, 'x'));
    s.timeline = t;
    auto events = std::make_shared<EventTable>(*s.events);
    const std::string bold = "<b>bold</b>\n\u202Egnp.exe";
    for (auto& row : events->rows)
        row.text += bold;
    if (!events->rows.empty())
        events->rows.front().service = bold;
    events->facets.push_back({"service", bold, 3});
    events->problem = bold;
    s.events = events;
    for (auto& chart : s.charts)
        chart.watch += bold;
    auto main = std::make_shared<ChartFrame>(*s.mainChart);
    main->watch = main->service = main->unit = main->thresholdName = bold;
    s.mainChart = main;
    for (auto& slo : s.slos) {
        slo.spec.name += bold;
        slo.notes.push_back(bold);
    }
    for (auto& feed : s.feeds)
        feed.error = feed.hint = feed.product = bold + std::string(65536, 'x');
    s.config.findings.push_back({bold, 1, 1, FindingLevel::error, "x", bold});
    s.selection.suspects->suspects[0].change.service = "<u>pricing</u>";
    s.selection.service->owner = s.selection.service->deputy = s.selection.service->channel = bold;
    s.selection.service->links = {{bold, "javascript:alert(1)"}, {bold, "https://xn--e1awd7f.example/"}};
    s.selection.edges.front().caller = bold;
    s.selection.suspects->suspects[0].evidence[0].text = "<a href=\"file:///etc/passwd\">click</a>\nnow";
}

/// Nothing answers since twenty minutes; what was read before is shown.
void breakFeeds(Snapshot& s)
{
    s.overall = {Severity::unknown, s.asOf - minutes{20}, {}, kst("02:10"), {}};
    for (auto& feed : s.feeds) {
        if (feed.kind == FeedKind::byHand || feed.state == FeedState::paused)
            continue;
        feed.state = FeedState::failing;
        feed.failingSince = s.asOf - minutes{20};
        feed.lastSuccess = s.asOf - minutes{20} - seconds{9};
        feed.latency.reset();
        feed.nextPoll = s.asOf + seconds{47};
        feed.errors = 31;
        feed.error = feed.kind == FeedKind::json ? "the host name of " + feed.name + ".shop.internal was not found"
                                                 : "no connection to " + feed.name + ".shop.internal:9090 within 5s";
        feed.hint = feed.kind == FeedKind::json ? "Check the host name and this computer's network." : "The server or the network is slow; a longer timeout can be set.";
        feed.origin = "config.yaml:12:5";
        feed.backfillRatio = 1;
        s.overall.staleFeeds.push_back(feed.name);
    }
    s.work = {};
}

} // namespace

Time kst(std::string_view clock)
{
    const auto two = [&](std::size_t at) { return clock.size() > at + 1 ? (clock[at] - '0') * 10 + (clock[at + 1] - '0') : 0; };
    return timeFromMs(kMidnight + (two(0) * 3600 + two(3) * 60 + two(6)) * 1000LL);
}

std::shared_ptr<Snapshot> sampleSnapshot(Scene scene)
{
    const auto [now, length] = viewOf(scene);
    const bool quiet = scene == Scene::quiet;
    auto s = std::make_shared<Snapshot>();
    s->question.range = {now - length, now};
    s->asOf = now;
    s->config.file = "/etc/vedette/config.yaml";
    s->config.version = 14;
    s->config.loadedAt = now - hours{22};
    if (scene == Scene::noFeeds) {
        s->tiles = tilesOf(false, true);
        auto t = std::make_shared<Timeline>();
        t->now = now;
        t->loaded = s->question.range;
        s->timeline = t;
        s->config.version = 1;
        return s;
    }
    s->sequence = 41207;
    s->timeline = sampleTimeline(now, quiet);
    s->tiles = tilesOf(quiet, false);
    s->overall = {quiet ? Severity::ok : Severity::critical, now - seconds{12}, {}, kst("02:10"), {}};
    if (!quiet)
        s->overall.staleFeeds = {"argocd"};
    s->events = sampleEvents(*s->timeline, s->question.range);
    if (!quiet)
        s->incidents = {sampleSuspects()};
    s->slos = sampleSlos(now);
    s->charts = sampleCharts(s->question.range, 120);
    s->mainChart = std::make_shared<ChartFrame>(sampleCharts(s->question.range, 800).front());
    for (const auto& chart : s->charts)
        s->flags.insert(s->flags.end(), chart.flags.begin(), chart.flags.end());
    s->feeds = sampleFeeds(now, quiet);
    s->uses = sampleUses(s->feeds);
    s->selection = selectionOf(scene, *s->timeline);
    s->cache.bytes = 1'800'000'000;
    s->cache.limitBytes = 4'000'000'000;
    s->cache.samples = 856'000'000;
    s->cache.series = 21480;
    s->cache.bytesPerSample = 1.31;
    s->cache.alerts = 38914;
    s->cache.changes = 2293;
    s->cache.oldest = now - hours{24 * 30};
    s->cache.parts = {{"samples", 856'000'000, 1'120'000'000}, {"search", 41207, 212'000'000}, {"series", 21480, 176'000'000},
        {"episodes", 41207, 138'000'000}, {"polls", 120000, 68'000'000}, {"free", 0, 86'000'000}};
    for (const char* name : {"metrics kr1", "metrics kr2", "alerts", "changes"}) {
        CoverageRow row;
        row.name = name;
        row.firstDay = now - hours{24 * 30};
        row.days.assign(30, {CoverageDay::State::here});
        s->coverage.push_back(row);
    }
    s->coverage[0].days[21].state = CoverageDay::State::gap;
    if (!quiet) {
        for (std::size_t i = 0; i < 11; ++i)
            s->coverage[1].days[i].state = CoverageDay::State::none;
        s->coverage[1].days[11].state = CoverageDay::State::fetching;
        s->coverage[1].days[29].state = CoverageDay::State::partial;
        s->work.backfillRatio = 0.62;
        s->work.backfillEta = minutes{2};
        s->config.rejected = true;
        s->config.findings = {{"conf.d/20-slo.yaml", 47, 9, FindingLevel::error, "not-a-number", "\"99,9\" is not a number. Write 99.9."},
            {"conf.d/20-slo.yaml", 63, 5, FindingLevel::error, "unknown-key", "unknown key \"error_querry\". Did you mean \"error_query\"?"},
            {"config.yaml", 41, 7, FindingLevel::warning, "inline-secret", "a secret written into the configuration. Keep it in a file (..._file) or in the keyring (keyring: NAME)."},
            {"conf.d/30-watches.yaml", 12, 11, FindingLevel::warning, "bounds", "the lower bound is not below the upper one"}};
    }
    if (scene == Scene::down)
        breakFeeds(*s);
    if (scene == Scene::readOnly) {
        s->cache.readOnly = true;
        s->cache.reason = "in use by another console (process 4711)";
    }
    if (scene == Scene::fullDisk)
        s->work.message = "the disk is full: nothing of this was stored; what is in the cache stays (SQLite: database or disk is full)";
    if (scene == Scene::foreign)
        spoil(*s);
    return s;
}

void showScene(Board& board, Scene scene)
{
    const auto [now, length] = viewOf(scene);
    board.time().setZone(QTimeZone("Asia/Seoul"));
    board.time().tick(now);
    board.time().setRange({now - length, now}, true);
    auto snapshot = sampleSnapshot(scene);
    board.select(QString::fromStdString(snapshot->selection.id));
    board.show(snapshot);
    board.tick(now);
}

} // namespace vedette::test
