#include "models/base/text.h"
#include "models/feeds/feed_engine.h"
#include "models/feeds/sources/alert_fold.h"
#include "models/feeds/sources/alertmanager_parser.h"
#include "models/feeds/sources/prometheus_rules.h"
#include "models/feeds/sources/source.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000);
using Action = RelabelStep::Action;

RelabelStep step(Action action, std::vector<std::string> sources, std::string regex, std::string target = {}, std::string replacement = "$1")
{
    RelabelStep s;
    s.action = action;
    s.sourceLabels = std::move(sources);
    s.regexText = std::move(regex);
    s.targetLabel = std::move(target);
    s.replacement = std::move(replacement);
    if (!compile(s).ok())
        qFatal("a wrong step");
    return s;
}

/// What a cluster that says app means by service.
RelabelSteps appToService() { return {step(Action::replace, {"app"}, "(.+)", "service"), step(Action::labelDrop, {}, "app")}; }

FeedConfig feedOf(const std::string& name, FeedKind kind, const std::string& url = {})
{
    FeedConfig feed;
    feed.name = name;
    feed.kind = kind;
    feed.url = url;
    feed.backfill = std::chrono::hours(1);
    feed.timeout = Millis{5000};
    return feed;
}

const char* const kAlerts = R"({"status":"success","data":{"alerts":[
{"labels":{"alertname":"HighErrors","app":"cart","severity":"page"},"annotations":{},"state":"firing","activeAt":"2026-08-22T14:00:00Z","value":"1"},
{"labels":{"alertname":"Noise","app":"cart"},"annotations":{},"state":"firing","activeAt":"2026-08-22T14:00:00Z","value":"1"}]}})";
const char* const kManaged = R"([{"labels":{"alertname":"HighErrors","app":"cart","severity":"page"},"startsAt":"2026-08-22T14:00:00Z","fingerprint":"FP","status":{"state":"active"}}])";

FeedStatus run(EngineOptions how, RecordingSink& sink)
{
    how.once = true;
    const ManualClock clock(kNow);
    FeedEngine engine(std::move(how), sink, clock);
    engine.start();
    const bool done = engine.waitUntilDone(Millis{20000});
    engine.stop();
    return done ? engine.statuses().at(0) : FeedStatus{};
}

std::string sampleOf(const std::string& metric)
{
    return "{\"metric\":" + metric + ",\"values\":[[1787407440,\"1\"],[1787407445,\"2\"]]}";
}

} // namespace

class TestRelabelledFeeds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAlertOfTwoServersStaysOneWhoeverRewritesIt_data()
    {
        QTest::addColumn<bool>("byPrometheus");
        QTest::addColumn<bool>("byAlertmanager");
        QTest::newRow("neither") << false << false;
        QTest::newRow("Prometheus") << true << false;
        QTest::newRow("Alertmanager") << false << true;
        QTest::newRow("both") << true << true;
    }
    void anAlertOfTwoServersStaysOneWhoeverRewritesIt()
    {
        QFETCH(bool, byPrometheus);
        QFETCH(bool, byAlertmanager);
        auto metrics = feedOf("kr1", FeedKind::prometheus);
        auto managed = feedOf("am", FeedKind::alertmanager);
        metrics.relabel = byPrometheus ? appToService() : RelabelSteps{};
        managed.relabel = byAlertmanager ? appToService() : RelabelSteps{};
        const auto own = hex64(Labels{{"alertname", "HighErrors"}, {"app", "cart"}, {"severity", "page"}}.fingerprint());
        std::string body = kManaged;
        body.replace(body.find("FP"), 2, own);
        std::size_t rejected = 0;
        std::int64_t leftOut = 0;
        const auto live = parsePrometheusAlerts(kAlerts, {}, metrics, {}, kNow, rejected, leftOut);
        const auto told = parseAlertmanagerAlerts(body, managed, {}, kNow, rejected, leftOut);
        QVERIFY(live.ok() && told.ok());
        MatrixAnswer history;
        history.series.push_back({{{"__name__", "ALERTS"}, {"alertname", "HighErrors"}, {"alertstate", "firing"}, {"app", "cart"}, {"severity", "page"}}, {kNow - Millis{60000}, kNow}, {1, 1}});
        Millis resolution{0};
        auto past = foldAlerts(history, {kNow - Millis{600'000}, kNow + Millis{1}}, {}, [](const Labels&) { return std::nullopt; }, resolution);
        QVERIFY(describeEpisode(past.at(0), metrics, {}));
        for (const AlertEpisode* alert : {&live->alerts[0], &told->alerts[0], static_cast<const AlertEpisode*>(&past[0])}) {
            QCOMPARE(alert->fingerprint, own);
            QCOMPARE(alert->name, std::string("HighErrors"));
        }
        QCOMPARE(live->alerts[0].service, std::string(byPrometheus ? "cart" : "cart"));
        QCOMPARE(live->alerts[0].labels.has("service"), byPrometheus);
        QCOMPARE(live->alerts[0].labels.has("app"), !byPrometheus);
        QCOMPARE(told->alerts[0].labels.has("service"), byAlertmanager);
    }

    void whatTheServerRewritesItselfIsPartOfTheIdentity()
    {
        auto metrics = feedOf("kr1", FeedKind::prometheus);
        metrics.externalLabels.set("cluster", "kr1");
        metrics.alertRelabel = {step(Action::replace, {"cluster"}, "(.*)", "region"), step(Action::labelDrop, {}, "cluster")};
        metrics.relabel = appToService();
        std::size_t rejected = 0;
        std::int64_t leftOut = 0;
        const auto live = parsePrometheusAlerts(kAlerts, {}, metrics, {}, kNow, rejected, leftOut);
        QCOMPARE(live->alerts.at(0).fingerprint, hex64(Labels{{"alertname", "HighErrors"}, {"app", "cart"}, {"region", "kr1"}, {"severity", "page"}}.fingerprint()));
        QCOMPARE(QString::fromStdString(live->alerts.at(0).labels.text()), QStringLiteral("{alertname=\"HighErrors\", region=\"kr1\", service=\"cart\", severity=\"page\"}"));
    }

    void droppedAlertsAreCountedAndItsRuleIsStillFound()
    {
        auto metrics = feedOf("kr1", FeedKind::prometheus);
        metrics.relabel = {step(Action::drop, {"alertname"}, "Noise"), step(Action::labelDrop, {}, "severity|alertname")};
        RuleBook rules;
        rules.rules.emplace("HighErrors", RuleBook::Rule{Millis{30'000}, Millis{60'000}, Labels{{"severity", "page"}}});
        rules.rules.emplace("HighErrors", RuleBook::Rule{Millis{30'000}, Millis{120'000}, Labels{{"severity", "ticket"}}});
        std::size_t rejected = 0;
        std::int64_t leftOut = 0;
        const auto live = parsePrometheusAlerts(kAlerts, rules, metrics, {}, kNow, rejected, leftOut);
        QCOMPARE(leftOut, std::int64_t(1));
        QCOMPARE(rejected, std::size_t(0));
        QCOMPARE(live->alerts.size(), std::size_t(1));
        QCOMPARE(live->alerts[0].name, std::string("HighErrors"));
        QCOMPARE(live->alerts[0].startsAt - *live->alerts[0].pendingAt, Millis{60'000});
    }

    void seriesAreRewrittenDroppedAndJoined()
    {
        FaultServer server([](const SeenRequest& request) {
            const bool watch = request.path.find("query_range") != std::string::npos;
            const bool counters = request.path.find("query=http_requests_total") != std::string::npos;
            const std::string series = watch ? sampleOf("{\"app\":\"cart\",\"pod\":\"1\"}") + "," + sampleOf("{\"app\":\"cart\",\"pod\":\"2\"}") + "," + sampleOf("{\"app\":\"noise\"}")
                : counters                   ? sampleOf("{\"__name__\":\"http_requests_total\",\"app\":\"cart\",\"pod\":\"1\"}")
                                             : std::string();
            return request.path.find("/query") != std::string::npos ? json("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series + "]}}")
                                                                    : reply(404, "text/plain", "no");
        });
        EngineOptions how;
        auto feed = feedOf("kr1", FeedKind::prometheus, server.url());
        feed.externalLabels.set("cluster", "KR1");
        feed.relabel = appToService();
        feed.relabel.push_back(step(Action::drop, {"service"}, "noise"));
        feed.relabel.push_back(step(Action::labelDrop, {}, "pod"));
        feed.relabel.push_back(step(Action::lowercase, {"cluster"}, "(.*)", "cluster"));
        how.config.feeds = {feed};
        WatchConfig watch;
        watch.name = "orders";
        watch.query = "orders";
        how.config.watches = {watch};
        SeriesQuestion counters;
        counters.form = SeriesQuestion::Form::raw;
        counters.query = "http_requests_total{app=\"cart\"}";
        counters.key = "raw:" + counters.query;
        how.extraQuestions = {counters};
        RecordingSink sink;
        const auto status = run(how, sink);
        QCOMPARE(QString::fromStdString(status.hint), QStringLiteral("1 series and alerts are left out by metric_relabel_configs."));
        QCOMPARE(QString::fromStdString(status.error), QStringLiteral("1 series became equal to others by metric_relabel_configs; the first of each stays"));
        const auto series = sink.series();
        QCOMPARE(series.size(), std::size_t(2));
        // The selector's own label stays: by it the cache is asked for them.
        QVERIFY(series.contains(Labels{{"__name__", "http_requests_total"}, {"app", "cart"}, {"cluster", "kr1"}, {"service", "cart"}, {kFeedLabel, "kr1"}}));
        QVERIFY(series.contains(Labels{{"cluster", "kr1"}, {"service", "cart"}, {kFeedLabel, "kr1"}, {kWatchLabel, "orders"}, {kRevisionLabel, watchRevision("orders")}}));
    }

    void aPollOfLeftOutAlertsIsStillComplete()
    {
        FaultServer server([](const SeenRequest& request) {
            return request.path.find("/api/v2/alerts") != std::string::npos ? json(kManaged)
                : request.path.find("/silences") != std::string::npos       ? json("[]")
                                                                            : json("{\"versionInfo\":{\"version\":\"0.27\"},\"cluster\":{}}");
        });
        EngineOptions how;
        auto feed = feedOf("am", FeedKind::alertmanager, server.url());
        feed.relabel = {step(Action::keep, {"app"}, "pay")};
        how.config.feeds = {feed};
        RecordingSink sink;
        const auto status = run(how, sink);
        QCOMPARE(status.state, FeedState::ok);
        QCOMPARE(QString::fromStdString(status.hint), QStringLiteral("1 series and alerts are left out by metric_relabel_configs."));
        const auto polls = sink.all(&Batch::alertPolls);
        QCOMPARE(polls.size(), std::size_t(1));
        QVERIFY(polls[0].alerts.empty());
    }
};

VEDETTE_TEST(TestRelabelledFeeds)
#include "tst_relabelled_feeds.moc"
