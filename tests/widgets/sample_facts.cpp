#include "tests/widgets/sample_board.h"
#include <cstdlib>

#include <algorithm>

namespace vedette::test {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Suspect suspect(const char* service, const char* revision, std::string_view at, double p, const char* one, const char* two)
{
    Suspect s;
    s.change.id = std::string("c-") + service + "-" + revision;
    s.change.service = service;
    s.change.revision = revision;
    s.change.startsAt = kst(at);
    s.change.endsAt = kst(at) + minutes{4};
    s.change.status = ChangeStatus::success;
    s.change.actor = "kim";
    s.probability = p;
    s.evidence = {{"lag", 2.1, one, {}}, {"dependency", 1.4, two, {}}};
    return s;
}

FeedStatus feed(const char* name, FeedKind kind, const char* product, FeedState state, Time now, int ageS, int latencyMs)
{
    FeedStatus f;
    f.name = name;
    f.kind = kind;
    f.product = product;
    f.url = std::string("https://") + name + ".shop.internal";
    f.state = state;
    if (ageS >= 0)
        f.lastSuccess = now - seconds{ageS};
    f.lastAttempt = f.lastSuccess;
    f.newest = f.lastSuccess;
    if (latencyMs >= 0) {
        f.latency = Millis{latencyMs};
        f.clockSkew = Millis{latencyMs % 7 * 100};
    }
    f.nextPoll = now + seconds{30 - std::min(std::max(ageS, 0), 29)};
    f.requests = 1422;
    f.records = 184 * 3600;
    f.bytes = 38'100'000 / (1 + std::abs(latencyMs) % 5);
    f.origin = "config.yaml:38:5";
    return f;
}

} // namespace

SuspectReport sampleSuspects()
{
    SuspectReport r;
    r.id = "incident-47";
    r.range = {kst("14:29:08"), kst("14:47")};
    r.service = "pricing-api";
    r.noChange = 0.06;
    r.noChangeEvidence = {{"recurrence", -0.6, "This group came twice in 30 days without a change.", {}},
        {"background", -0.3, "No host, network or traffic signal before 14:29.", {}}};
    r.suspects = {suspect("pricing-api", "v1.4.2", "14:29:08", 0.81, "First critical 3 min 12 s later; usual lag is 2-6 min.",
                      "All four services hit first call it directly (1 hop)."),
        suspect("coupon-api", "bulk_coupon=on", "14:21:40", 0.05, "Same callers, but 11 min before the first critical.",
            "Its own errors rose only after those of pricing-api."),
        suspect("payment-api", "v2.31.0", "14:24:55", 0.04, "Called by order-api, but not by cart-api.",
            "New pods: 0.08 % errors, the same as the old ones."),
        suspect("edge-gateway", "rate limit 1000/s", "14:26:12", 0.03, "In front of everything, yet first hit at 14:34.",
            "Share of 429 answers: 0.02 % before, 0.02 % after."),
        suspect("recommend", "model 2025-11-20", "14:22:00", 0.004, "No path to order-api in the dependency list.", "Began before."),
        suspect("notify-api", "v1.9.3", "14:27:30", 0.003, "No path to order-api in the dependency list.", "Began before."),
        suspect("search", "v3.8.0", "14:31:20", 0.002, "No path to order-api in the dependency list.", "Began after."),
        suspect("display-api", "v4.0.7", "14:38:00", 0.001, "Began after the first critical alert.", "No path.")};
    r.suspects[1].change.kind = ChangeKind::flag;
    r.suspects[1].change.title = "bulk_coupon=on";
    r.suspects[1].change.revision = "9f31c07d2ab4";
    for (auto& s : r.suspects)
        s.change.environment = "production";
    r.suspects[3].change.kind = ChangeKind::config;
    return r;
}

std::vector<FeedStatus> sampleFeeds(Time now, bool quiet)
{
    const auto ok = FeedState::ok;
    std::vector<FeedStatus> feeds{feed("prom-kr1", FeedKind::prometheus, "Prometheus 2.42.0", ok, now, 12, 84),
        feed("prom-kr2", FeedKind::prometheus, "VictoriaMetrics 1.79", ok, now, 4, 131),
        feed("am-kr1", FeedKind::alertmanager, "Alertmanager 0.25.0", ok, now, 5, 22),
        feed("am-kr2", FeedKind::alertmanager, "Alertmanager 0.25.0", FeedState::partial, now, 6, 31),
        feed("argocd", FeedKind::json, "Argo CD", FeedState::failing, now, 252, -1),
        feed("github", FeedKind::json, "GitHub", ok, now, 41, 312), feed("cdevents-inbox", FeedKind::cdevents, "folder", ok, now, 2, 1),
        feed("feature-flags", FeedKind::json, "", ok, now, 22, 58), feed("by-hand", FeedKind::byHand, "vedette change add", ok, now, -1, -1),
        feed("prom-lab", FeedKind::prometheus, "Prometheus", FeedState::paused, now, 172800, -1)};
    feeds[2].cluster = "am-kr1";
    feeds[3].cluster = "am-kr2";
    feeds[3].errors = 2;
    feeds[3].error = "silences: no answer from am-kr2-1:9093 within 10s";
    feeds[2].certificate = FeedCertificate{"am.kr1.shop.internal", "Shop Internal CA 2", now - hours{24 * 353}, now + hours{24 * 12 + 5}, "DNS:am.kr1.shop.internal, DNS:am-kr1"};
    feeds[5].certificate = FeedCertificate{"api.github.com", "Sectigo ECC Domain Validation Secure Server CA", now - hours{24 * 200}, now + hours{24 * 165}, "DNS:*.github.com, DNS:github.com"};
    feeds[1].backfillRatio = 0.62;
    feeds[1].backfillEta = minutes{2};
    feeds[4].failingSince = now - minutes{4} - seconds{12};
    feeds[4].errors = 8;
    feeds[4].error = "the certificate of argocd.shop.internal:443 expired on Nov 20 05:55:48 2025 GMT";
    feeds[4].hint = "The server's certificate has to be renewed or its name corrected.";
    feeds[4].nextPoll = now + seconds{31};
    feeds[4].origin = "config.yaml:41:7";
    feeds[4].certificate = FeedCertificate{"argocd.shop.internal", "Shop Internal CA 2", kst("14:55:48") - hours{24 * 365}, kst("14:55:48"), "DNS:argocd, DNS:argocd-kr1.shop.internal"};
    if (quiet) {
        feeds.erase(feeds.begin() + 9);
        feeds.erase(feeds.begin() + 4);
        feeds[3].state = ok;
        feeds[3].errors = 0;
        feeds[3].error.clear();
        feeds[1].backfillRatio = 1;
        feeds[1].backfillEta.reset();
    }
    return feeds;
}

std::vector<FeedUse> sampleUses(const std::vector<FeedStatus>& feeds)
{
    std::vector<FeedUse> uses;
    for (const auto& feed : feeds) {
        FeedUse use;
        use.feed = feed.name;
        if (feed.kind != FeedKind::byHand) {
            use.requestsADay = 2'880;
            use.wireBytesADay = 4'200'000;
            use.busyADay = seconds{240};
        }
        if (feed.kind == FeedKind::prometheus) {
            const bool large = feed.name == "prom-kr1";
            use.series = large ? 12'508 : 640;
            use.newSeries = large ? 4'110 : 3;
            use.samplesADay = large ? 18'011'520 : 921'600;
            use.cacheBytes = large ? 1'064'000'000 : 56'000'000;
            use.requestsADay = large ? 61'000 : 14'400;
            use.wireBytesADay = large ? 412'000'000 : 38'100'000;
            use.busyADay = large ? minutes{96} : minutes{11};
            use.covered = large ? 0.71 : 1;
            use.parts = {{"http_requests_total{service=\"checkout-api\"}", large ? 5'000 : 96, 5'000, large ? 7'200'000 : 138'240, Millis{0}, ""},
                {"watch checkout_p95", large ? 200 : 4, 200, large ? 288'000 : 5'760, minutes{1}, "conf.d/30-watches.yaml:12:5"}, {"watch orders", 1, 200, 1'440, minutes{1}, "conf.d/30-watches.yaml:4:5"}};
        }
        uses.push_back(std::move(use));
    }
    return uses;
}

std::shared_ptr<EventTable> sampleEvents(const Timeline& t, TimeRange range)
{
    auto table = std::make_shared<EventTable>();
    table->range = range;
    for (const auto& lane : t.lanes) {
        for (const auto& a : lane.alerts) {
            EventRow row;
            row.from = a.from;
            if (!a.open)
                row.to = a.to;
            row.severity = a.severity;
            row.id = t.ids[a.id];
            row.service = lane.service;
            row.text = t.texts[a.name];
            row.state = a.silenced ? "silenced" : a.doubtful ? "doubtful" : a.open ? "firing" : "resolved";
            row.source = "am-kr1";
            row.environment = "prod";
            row.late = Millis{a.id % 37 == 0 ? 180000 : 0};
            table->rows.push_back(row);
        }
        for (const auto& c : lane.changes) {
            EventRow row;
            row.type = EventType::change;
            row.from = c.at;
            row.to = c.to;
            row.id = t.ids[c.id];
            row.service = lane.service;
            row.text = t.texts[c.text] + " (kim)";
            row.kind = changeKindName(c.kind);
            row.state = t.texts[c.text] == "v1.4.2" ? "rolledBack" : "success";
            row.source = "argocd";
            row.suspicion = c.suspicion;
            table->rows.push_back(row);
        }
    }
    EventRow silence;
    silence.type = EventType::silence;
    silence.from = kst("14:25:02");
    silence.to = kst("15:20");
    silence.id = "silence-9f31c0";
    silence.service = "notify-api";
    silence.text = "SMS vendor work, 2 held back";
    silence.state = "active";
    table->rows.push_back(silence);
    for (int i = 0; i < 41000; ++i) {
        EventRow row;
        row.from = kst("06:00") - seconds{61 * (i + 1)};
        row.to = row.from + minutes{3 + i % 40};
        row.severity = i % 19 == 0 ? Severity::critical : i % 3 == 0 ? Severity::info : Severity::warning;
        row.id = "old" + std::to_string(i);
        row.service = t.lanes[static_cast<std::size_t>(i) % t.lanes.size()].service;
        row.text = i % 2 == 0 ? "p95 > 600 ms" : "error ratio > 1 %";
        row.state = "resolved";
        row.source = i % 4 == 0 ? "prom-kr2" : "am-kr1";
        table->rows.push_back(row);
    }
    table->total = static_cast<std::int64_t>(table->rows.size());
    std::erase_if(table->rows, [&](const EventRow& r) { return !range.overlaps(r.from, r.to.value_or(range.to)); });
    std::stable_sort(table->rows.begin(), table->rows.end(), [](const auto& a, const auto& b) { return a.from > b.from; });
    for (auto it = table->rows.rbegin(); it != table->rows.rend(); ++it) {
        if (it->type == EventType::alert && it->severity == Severity::critical && it->from >= kst("14:00")) {
            it->firstCritical = true;
            break;
        }
    }
    EventRow outage;
    outage.type = EventType::feed;
    outage.from = t.now - minutes{4} - seconds{12};
    outage.severity = Severity::unknown;
    outage.id = "feed:argocd";
    outage.service = "argocd";
    outage.text = "the certificate of argocd.shop.internal:443 expired on Nov 20 05:55:48 2025 GMT";
    if (!t.outages.empty())
        table->pinned.push_back(outage);
    table->tookMs = 18.4;

    std::map<std::pair<std::string, std::string>, std::int64_t> facets;
    table->binWidth = Millis{range.length().count() / 80};
    for (int i = 0; i < 80; ++i)
        table->bins.push_back({range.from + table->binWidth * i, 0, 0, 0, 0});
    for (const auto& row : table->rows) {
        const bool change = row.type == EventType::change;
        ++table->counts[change ? "changes" : row.type == EventType::silence ? "silences" : "alerts"];
        if (change)
            ++table->counts[row.kind == "deployment" ? "deployments" : row.kind == "rollback" ? "rollbacks" : "others"];
        ++facets[{"type", change ? "change" : row.type == EventType::silence ? "silence" : "alert"}];
        if (row.type == EventType::alert) {
            ++facets[{"severity", std::string(severityName(row.severity))}];
            ++facets[{"state", row.state}];
        }
        ++facets[{"service", row.service}];
        ++facets[{"source", row.source}];
        const auto i = std::clamp<std::int64_t>((row.from - range.from) / table->binWidth, 0, 79);
        auto& bin = table->bins[static_cast<std::size_t>(i)];
        (change ? bin.changes : row.type == EventType::silence ? bin.silences : bin.alerts) += 1;
    }
    table->counts["feeds"] = static_cast<std::int64_t>(table->pinned.size());
    for (const auto& [key, count] : facets)
        table->facets.push_back({key.first, key.second, count});
    std::stable_sort(table->facets.begin(), table->facets.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    return table;
}

} // namespace vedette::test
