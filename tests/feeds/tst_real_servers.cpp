#include "models/feeds/feed_engine.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <future>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr std::int64_t kStep = 15;

/// Two hours that ended some hours ago on a 15 s grid: up, orders, and an alert that was pending, fired and went.
struct Story {
    std::int64_t begin;
    std::int64_t end;
    std::int64_t pendingAt;
    std::int64_t firesAt;
    std::int64_t endsAt; ///< first evaluation without it

    explicit Story(Time now)
        : begin((toMs(now) / 1000 / 3600 - 6) * 3600), end(begin + 7200), pendingAt(begin + 1800), firesAt(begin + 1920), endsAt(begin + 3000)
    {
    }
    double orders(std::int64_t t) const { return 100.0 + std::sin(static_cast<double>(t) / 600.0) * 10.0 + 0.125; }

    /// OpenMetrics with times in seconds, or an exposition with times in ms.
    std::string text(bool openMetrics) const
    {
        std::string out;
        const auto line = [&](const std::string& series, double value, std::int64_t t) {
            char number[64];
            std::snprintf(number, sizeof number, "%.17g", value);
            out += series + " " + number + " " + std::to_string(openMetrics ? t : t * 1000) + "\n";
        };
        const auto type = [&](const char* name) {
            if (openMetrics)
                out += std::string("# TYPE ") + name + " gauge\n";
        };
        const std::string alert = "alertname=\"HighErrors\",service=\"cart\",severity=\"critical\"";
        type("ALERTS");
        for (auto t = pendingAt; t < firesAt; t += kStep)
            line("ALERTS{" + alert + ",alertstate=\"pending\"}", 1, t);
        for (auto t = firesAt; t < endsAt; t += kStep)
            line("ALERTS{" + alert + ",alertstate=\"firing\"}", 1, t);
        type("ALERTS_FOR_STATE");
        for (auto t = pendingAt; t < endsAt; t += kStep)
            line("ALERTS_FOR_STATE{" + alert + "}", static_cast<double>(pendingAt), t);
        type("orders");
        for (auto t = begin; t < end; t += kStep)
            line("orders{service=\"shop\"}", orders(t), t);
        type("up");
        for (auto t = begin + 7; t < end; t += kStep)
            line("up{instance=\"a\",job=\"cart\"}", t % 4 == 0 ? 0 : 1, t);
        if (openMetrics)
            out += "# EOF\n";
        return out;
    }
};

FeedConfig prometheusFeed(const std::string& url)
{
    FeedConfig feed;
    feed.name = "kr1";
    feed.kind = FeedKind::prometheus;
    feed.url = url;
    feed.step = Millis{60000};
    feed.backfill = std::chrono::hours(24);
    feed.externalLabels = Labels{{"cluster", "kr"}};
    return feed;
}

EngineOptions onceOptions(const std::string& url)
{
    EngineOptions options;
    options.once = true;
    options.config.feeds.push_back(prometheusFeed(url));
    WatchConfig watch;
    watch.name = "orders";
    watch.query = "sum by (service) (orders)";
    options.config.watches.push_back(watch);
    SeriesQuestion up;
    up.form = SeriesQuestion::Form::raw;
    up.key = "raw:up";
    up.query = "up{job=\"cart\"}";
    options.extraQuestions.push_back(up);
    return options;
}

} // namespace

class TestRealServers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void historyIsReadExactly_data()
    {
        QTest::addColumn<bool>("victoria");
        QTest::newRow("Prometheus") << false;
        QTest::newRow("VictoriaMetrics") << true;
    }
    void historyIsReadExactly()
    {
        QFETCH(bool, victoria);
        if (!hasProgram("promtool") || !hasProgram("prometheus") || !hasProgram("victoria-metrics"))
            QSKIP("the servers are not installed");
        const SystemClock clock;
        const TempFolder folder;
        const Story story(clock.now());
        const auto server = victoria ? startVictoriaMetrics(folder, story.text(false)) : startPrometheus(folder, story.text(true), {}, 0);
        QVERIFY(server && server->running());

        RecordingSink sink;
        FeedEngine engine(onceOptions(server->url()), sink, clock);
        engine.start();
        QVERIFY(engine.waitUntilDone(Millis{60000}));
        engine.stop();
        const auto status = sink.statusOf("kr1");
        QCOMPARE(QString::fromStdString(status.error), QString());
        QCOMPARE(status.backfillRatio, 1.0);
        QVERIFY2(status.product.find(victoria ? "Prometheus-compatible" : "Prometheus 2.") == 0, status.product.c_str());
        QCOMPARE(status.errors, 0);

        const auto series = sink.series();
        const Labels up{{"__name__", "up"}, {"instance", "a"}, {"job", "cart"}, {"cluster", "kr"}, {kFeedLabel, "kr1"}};
        QVERIFY(series.contains(up));
        QCOMPARE(series.at(up).size(), static_cast<std::size_t>(7200 / kStep));
        for (const auto& [t, v] : series.at(up)) {
            const auto seconds = toMs(t) / 1000;
            QCOMPARE((seconds - story.begin) % kStep, 7);
            QCOMPARE(v, seconds % 4 == 0 ? 0.0 : 1.0);
        }
        const Labels orders{{"service", "shop"}, {"cluster", "kr"}, {kWatchLabel, "orders"},
            {kRevisionLabel, watchRevision("sum by (service) (orders)")}, {kFeedLabel, "kr1"}};
        QVERIFY(series.contains(orders));
        QVERIFY(series.at(orders).size() >= 120U);
        for (const auto& [t, v] : series.at(orders)) {
            QCOMPARE(toMs(t) % 60000, 0);
            if (toMs(t) / 1000 < story.end)
                QCOMPARE(v, story.orders(toMs(t) / 1000));
        }

        std::vector<AlertEpisode> episodes;
        for (const auto& history : sink.all(&Batch::alertHistories))
            episodes.insert(episodes.end(), history.episodes.begin(), history.episodes.end());
        QCOMPARE(episodes.size(), 1U);
        const auto& episode = episodes.front();
        QCOMPARE(episode.name, std::string("HighErrors"));
        QCOMPARE(episode.service, std::string("cart"));
        QCOMPARE(episode.level, Severity::critical);
        QCOMPARE(toMs(*episode.pendingAt) / 1000, story.pendingAt);
        QCOMPARE(toMs(episode.startsAt) / 1000, story.firesAt);
        QVERIFY(episode.endsAt.has_value());
        QCOMPARE(toMs(*episode.endsAt) / 1000, story.endsAt);
        QVERIFY(episode.reconstructed);
        QCOMPARE(episode.seenAt, *episode.endsAt);
        QVERIFY(sink.all(&Batch::alertPolls).empty() == true); // no alerting rule: its empty list says nothing

        // Everything asked is covered, without holes, and is not asked again.
        const auto revision = watchRevision("sum by (service) (orders)");
        for (const auto& key : {"watch:orders#" + revision + "/60000", std::string("raw:up"), std::string("alerts")}) {
            std::vector<Coverage> rows;
            for (const auto& row : sink.all(&Batch::coverage)) {
                if (row.key == key)
                    rows.push_back(row);
            }
            std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
            QVERIFY(!rows.empty());
            for (std::size_t i = 1; i < rows.size(); ++i)
                QCOMPARE(rows[i].from, rows[i - 1].to);
        }
        auto options = onceOptions(server->url());
        options.coverage = sink.all(&Batch::coverage);
        RecordingSink again;
        FeedEngine second(options, again, clock);
        second.start();
        QVERIFY(second.waitUntilDone(Millis{60000}));
        second.stop();
        for (const auto& row : again.all(&Batch::coverage))
            QVERIFY(row.key.rfind("metadata:", 0) == 0 || row.to - row.from < std::chrono::minutes(10));
    }

    void liveAlertsAgreeBetweenPrometheusAndAlertmanager()
    {
        if (!hasProgram("prometheus") || !hasProgram("prometheus-alertmanager"))
            QSKIP("the servers are not installed");
        const SystemClock clock;
        const TempFolder folder;
        const auto manager = startAlertmanager(folder);
        QVERIFY(manager && manager->running());
        const auto prometheus = startPrometheus(folder, {},
            "groups:\n  - name: g\n    interval: 1s\n    rules:\n"
            "      - {alert: Always, expr: 'vector(1)', for: 2s, labels: {severity: page, service: cart}, annotations: {summary: '<b>x</b>'}}\n"
            "      - {alert: Waiting, expr: 'vector(1)', for: 1h}\n",
            manager->port());
        QVERIFY(prometheus && prometheus->running());
        EngineOptions options;
        auto feed = prometheusFeed(prometheus->url());
        feed.externalLabels = {};
        options.config.feeds.push_back(feed);
        FeedConfig am;
        am.name = "am";
        am.cluster = "main";
        am.kind = FeedKind::alertmanager;
        am.url = manager->url();
        options.config.feeds.push_back(am);
        options.intervalOverride = Millis{200};
        RecordingSink sink;
        FeedEngine engine(options, sink, clock);
        engine.start();
        const auto newest = [&](const std::string& feedName) {
            std::map<std::string, AlertEpisode> out;
            for (const auto& poll : sink.all(&Batch::alertPolls)) {
                if (poll.feed != feedName)
                    continue;
                out.clear();
                for (const auto& alert : poll.alerts)
                    out[alert.name] = alert;
            }
            return out;
        };
        QTRY_VERIFY_WITH_TIMEOUT(newest("am").contains("Always") && newest("kr1").contains("Always")
                && newest("kr1").at("Always").state == AlertState::firing, 20000);
        const auto here = newest("kr1");
        const auto there = newest("am").at("Always");
        QCOMPARE(there.fingerprint, here.at("Always").fingerprint);
        QCOMPARE(there.level, Severity::critical);
        QCOMPARE(there.annotations.value("summary"), std::string_view("<b>x</b>"));
        QVERIFY(!there.endsAt.has_value());
        QCOMPARE(here.at("Waiting").state, AlertState::pending);
        // `for: 2s` on a 1 s grid: it fired two evaluations after it began.
        QCOMPARE(here.at("Always").startsAt - *here.at("Always").pendingAt, Millis{2000});
        QVERIFY(std::chrono::abs(there.startsAt - here.at("Always").startsAt) <= Millis{1});

        std::promise<Result<std::string>> said;
        engine.test("am", [&](Result<std::string> r) { said.set_value(std::move(r)); });
        const auto sentence = said.get_future().get();
        QVERIFY(sentence.ok());
        QVERIFY2(sentence->find("Alertmanager 0.") != std::string::npos, sentence->c_str());
        std::promise<Result<FeedEngine::QueryAnswer>> asked;
        const auto now = clock.now();
        engine.query("kr1", "vector(42)", {now, now}, Millis{0}, [&](auto r) { asked.set_value(std::move(r)); });
        const auto answer = asked.get_future().get();
        QVERIFY(answer.ok());
        QCOMPARE(answer->resultType, std::string("vector"));
        QCOMPARE(answer->series.at(0).values.at(0), 42.0);
        std::promise<Result<FeedEngine::QueryAnswer>> wrong;
        engine.query("kr1", "sum(", {now, now}, Millis{0}, [&](auto r) { wrong.set_value(std::move(r)); });
        const auto refusal = wrong.get_future().get();
        QVERIFY(!refusal.ok());
        QVERIFY2(refusal.error().detail.find("parse error") != std::string::npos, refusal.error().detail.c_str());
        engine.stop();
        QCOMPARE(sink.statusOf("am").state, FeedState::ok);
    }
};

VEDETTE_TEST(TestRealServers)
#include "tst_real_servers.moc"
