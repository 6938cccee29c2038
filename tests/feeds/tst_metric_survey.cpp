// What a server says of the metrics behind the watches: how many series, what they mean, why a watch is empty; and edited queries.

#include "models/feeds/feed_engine.h"
#include "models/feeds/sources/query_words.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <atomic>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

/// A clock that another thread may set.
struct StepClock final : Clock {
    std::atomic<std::int64_t> ms{toMs(kNow)};
    Time now() const override { return timeFromMs(ms); }
};

std::string data(const std::string& json) { return "{\"status\":\"success\",\"data\":" + json + "}"; }
std::string matrix(const std::string& series) { return data("{\"resultType\":\"matrix\",\"result\":[" + series + "]}"); }
std::string vector(int value) { return data("{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"" + std::to_string(value) + "\"]}]}"); }
const std::string kSamples = "{\"metric\":{},\"values\":[[1787407440,\"1\"]]}";

bool asks(const SeenRequest& request, const char* part) { return (request.path + request.body).find(part) != std::string::npos; }

/// A server on which every part works; `samples` of the watch, `count` of its series.
FaultReply sound(const SeenRequest& request, const std::string& samples, int count)
{
    if (asks(request, "/series")) {
        std::string list;
        for (int i = 0; i < count; ++i)
            list += (i > 0 ? ",{\"i\":\"" : "{\"i\":\"") + std::to_string(i) + "\"}";
        return json(data("[" + list + "]"));
    }
    if (asks(request, "count%28"))
        return json(vector(count));
    if (asks(request, "/metadata"))
        return json(data(asks(request, "metric=lat_seconds&") ? "{\"lat_seconds\":[{\"type\":\"histogram\",\"help\":\"How long.\\nReally.\",\"unit\":\"\"}]}" : "{}"));
    if (asks(request, "/labels"))
        return json(data("[\"__name__\",\"code\",\"job\"]"));
    if (asks(request, "query_range"))
        return json(matrix(samples));
    return asks(request, "query") ? json(matrix("")) : reply(404, "text/plain", "");
}

EngineOptions watching(const std::string& url, const std::string& query)
{
    EngineOptions options;
    options.once = true;
    FeedConfig feed;
    feed.name = "kr1";
    feed.url = url;
    feed.backfill = std::chrono::hours(1);
    feed.timeout = Millis{5000};
    options.config.feeds = {feed};
    WatchConfig watch;
    watch.name = "lat";
    watch.query = query;
    options.config.watches = {watch};
    return options;
}

FeedStatus run(const EngineOptions& options, RecordingSink& sink)
{
    const ManualClock clock(kNow);
    FeedEngine engine(options, sink, clock);
    engine.start();
    const bool done = engine.waitUntilDone(Millis{20000});
    engine.stop();
    return done ? engine.statuses().at(0) : FeedStatus{};
}

int count(const FaultServer& server, const char* part)
{
    const auto requests = server.requests();
    return static_cast<int>(std::count_if(requests.begin(), requests.end(), [&](const SeenRequest& r) { return asks(r, part); }));
}

} // namespace

class TestMetricSurvey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsOfAQuery_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("metrics");
        QTest::addColumn<QString>("labels");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<bool>("plain");
        const auto row = [](const char* query, const char* metrics, const char* labels, const char* unit, bool plain) {
            QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(metrics) << QString::fromUtf8(labels) << QString::fromUtf8(unit) << plain;
        };
        row("up", "up", "", "", true);
        row("node_load1{job=\"a\", i!~'b{}'}", "node_load1", "i job", "", true);
        row("{__name__=\"free_bytes\",job=\"a\"}", "free_bytes", "job", "bytes", true);
        row("sum by (code, service) (rate(http_requests_total{job=\"a\"}[5m]))", "http_requests_total", "code job service", "1/s", false);
        row("sum(rate(net_bytes_total[5m])) by (job)", "net_bytes_total", "job", "bytes/s", false);
        row("histogram_quantile(0.99, sum by (le) (rate(lat_seconds_bucket[5m])))", "lat_seconds_bucket", "le", "s", false);
        row("max_over_time(temp_celsius[1h:5m] offset 1d)", "temp_celsius", "", "celsius", false);
        row("a_total / b_total", "a_total b_total", "", "", false);
        row("1 - avg(idle_ratio)", "idle_ratio", "", "", false);
        row("count(x_bytes) # of bytes", "x_bytes", "", "", false);
        row("a_seconds and on (job) b", "a_seconds b", "job", "", false);
        row("rate(lat_seconds_count[5m])", "lat_seconds_count", "", "1/s", false);
        row("avg without (pod) (x_seconds > 5)", "x_seconds", "", "s", false);
        row("", "", "", "", false);
        row("sum(", "", "", "", false);
        row("by (", "", "", "", false);
        row("x{a=\"", "x", "a", "", true);
        row("x[", "x", "", "", false);
    }
    void wordsOfAQuery()
    {
        QFETCH(QString, query);
        QFETCH(QString, metrics);
        QFETCH(QString, labels);
        QFETCH(QString, unit);
        QFETCH(bool, plain);
        const auto words = queryWords(query.toStdString());
        const auto joined = [](const std::set<std::string>& all) {
            QStringList list;
            for (const auto& one : all)
                list << QString::fromStdString(one);
            return list.join(QLatin1Char(' '));
        };
        QCOMPARE(joined(words.metrics), metrics);
        QCOMPARE(joined(words.labels), labels);
        QCOMPARE(QString::fromStdString(unitOfQuery(words, {})), unit);
        QCOMPARE(words.plain, plain);
    }

    void seriesAreCountedBeforeTheFirstSamples_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("series");
        QTest::addColumn<QString>("says");
        const auto sum = QStringLiteral("sum by (pod) (rate(lat_seconds_bucket[5m]))");
        QTest::newRow("few of an expression") << sum << 12 << QString();
        QTest::newRow("many of an expression") << sum << 12345 << QStringLiteral("watch lat has 12,345 series and is not fetched: narrow it");
        QTest::newRow("few of a selector") << QStringLiteral("lat_seconds_bucket") << 5000 << QString();
        QTest::newRow("many of a selector") << QStringLiteral("lat_seconds_bucket") << 5001 << QStringLiteral("watch lat has more than 5,000 series");
    }
    void seriesAreCountedBeforeTheFirstSamples()
    {
        QFETCH(QString, query);
        QFETCH(int, series);
        QFETCH(QString, says);
        FaultServer server([&](const SeenRequest& request) { return sound(request, kSamples, series); });
        RecordingSink sink;
        const auto status = run(watching(server.url(), query.toStdString()), sink);
        QVERIFY2(says.isEmpty() ? status.error.empty() : QString::fromStdString(status.error).contains(says), status.error.c_str());
        QCOMPARE(count(server, "query_range") > 0, says.isEmpty());
        QCOMPARE(status.state, says.isEmpty() ? FeedState::ok : FeedState::partial);
        QCOMPARE(status.backfillRatio, 1.0);
        QCOMPARE(count(server, "count%28") + count(server, "/series"), 1);
        if (says.isEmpty()) { // what is known once is not counted again
            auto options = watching(server.url(), query.toStdString());
            options.coverage = sink.all(&Batch::coverage);
            RecordingSink again;
            QCOMPARE(run(options, again).state, FeedState::ok);
            QCOMPARE(count(server, "count%28") + count(server, "/series"), 1);
        }
    }
    void aServerThatCannotCountIsReadAllTheSame()
    {
        FaultServer server([&](const SeenRequest& request) {
            const bool extra = asks(request, "/series") || asks(request, "count%28") || asks(request, "/metadata") || asks(request, "/labels");
            return extra ? reply(404, "text/plain", "404 page not found") : sound(request, kSamples, 1);
        });
        RecordingSink sink;
        EngineOptions options = watching(server.url(), "lat_seconds_bucket");
        options.once = false;
        options.intervalOverride = Millis{50};
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(!sink.series().empty(), 20000);
        QTRY_COMPARE(count(server, "/metadata"), 1);
        const auto polls = sink.all(&Batch::polls).size();
        QTRY_VERIFY(sink.all(&Batch::polls).size() > polls + 3);
        engine.stop();
        QCOMPARE(sink.statusOf("kr1").state, FeedState::ok);
        QCOMPARE(count(server, "/metadata"), 1); // missing: not asked again
        QCOMPARE(count(server, "/series"), 1);
    }

    void metadataIsKeptAndAskedRarely()
    {
        FaultServer server([&](const SeenRequest& request) { return sound(request, kSamples, 1); });
        auto options = watching(server.url(), "histogram_quantile(0.99, sum by (le) (rate(lat_seconds_bucket[5m])))");
        options.once = false;
        options.intervalOverride = Millis{50};
        RecordingSink sink;
        const ManualClock clock(kNow);
        {
            FeedEngine engine(options, sink, clock);
            engine.start();
            QTRY_VERIFY_WITH_TIMEOUT(!sink.all(&Batch::watchFacts).empty(), 20000);
            const auto polls = sink.all(&Batch::polls).size();
            QTRY_VERIFY(sink.all(&Batch::polls).size() > polls + 3);
            engine.stop();
        }
        const WatchFacts expected{"kr1", "lat", "lat_seconds_bucket", "histogram", "How long. Really.", "s", kNow};
        QCOMPARE(sink.all(&Batch::watchFacts).size(), 1U);
        const auto told = sink.all(&Batch::watchFacts).front();
        QVERIFY2(told == expected, watchFactsText(told).c_str());
        QVERIFY(watchFactsFrom(watchFactsText(told)) == told);
        QVERIFY(!watchFactsFrom("{"));
        QCOMPARE(count(server, "/metadata"), 2); // under its own name, then under that of its family
        options.coverage = sink.all(&Batch::coverage);
        RecordingSink again;
        FeedEngine engine(options, again, clock);
        engine.start();
        QTRY_VERIFY(again.all(&Batch::polls).size() > 3);
        engine.stop();
        QCOMPARE(count(server, "/metadata"), 2); // within six hours a new start does not ask either
    }

    void anEmptyWatchSaysWhatItMisses_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("known");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown metric") << QStringLiteral("sum(rate(requets_total[5m]))") << false
                                        << QStringLiteral("watch lat is empty: the server has had no metric requets_total for a day");
        QTest::newRow("unknown label") << QStringLiteral("sum by (servise) (lat_seconds{job=\"a\"})") << true
                                       << QStringLiteral("watch lat is empty: lat_seconds has no label servise (it has code, job)");
        QTest::newRow("nothing to say") << QStringLiteral("sum by (code) (lat_seconds{job=\"a\"})") << true << QString();
    }
    void anEmptyWatchSaysWhatItMisses()
    {
        QFETCH(QString, query);
        QFETCH(bool, known);
        QFETCH(QString, says);
        FaultServer server([&](const SeenRequest& request) { return asks(request, "/labels") && !known ? json(data("[]")) : sound(request, "", 0); });
        auto options = watching(server.url(), query.toStdString());
        options.once = false;
        options.intervalOverride = Millis{50};
        options.config.feeds.front().step = Millis{1000};
        RecordingSink sink;
        StepClock clock;
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(count(server, "/labels"), 1, 20000);
        const auto asked = count(server, "query_range");
        const auto polls = sink.all(&Batch::polls).size();
        clock.ms += 30000;
        QTRY_VERIFY(count(server, "query_range") > asked);
        QTRY_VERIFY(sink.all(&Batch::polls).size() > polls + 2);
        engine.stop();
        QCOMPARE(QString::fromStdString(sink.statusOf("kr1").error), says);
        QCOMPARE(count(server, "/labels"), 1);
    }

    void anEditedQueryIsReadAnewAndNeverMixed()
    {
        FaultServer server([&](const SeenRequest& request) {
            return asks(request, "query=up%5B") ? json(matrix("{\"metric\":{\"__name__\":\"up\"},\"values\":[[1787400000,\"1\"],[1787407440,\"1\"]]}")) : sound(request, kSamples, 1);
        });
        RecordingSink first;
        QCOMPARE(run(watching(server.url(), "lat_seconds"), first).state, FeedState::ok);
        const auto before = count(server, "query_range");
        QVERIFY(before > 0);
        auto options = watching(server.url(), "lat_seconds");
        options.coverage = first.all(&Batch::coverage);
        RecordingSink same;
        (void)run(options, same);
        QCOMPARE(count(server, "query_range"), before); // all of it is known
        options.config.watches.front().query = "max(lat_seconds)";
        RecordingSink edited;
        (void)run(options, edited);
        QVERIFY(count(server, "query_range") > before);
        const auto labelsIn = [](const RecordingSink& sink) {
            std::set<Labels> found;
            for (const auto& [labels, samples] : sink.series()) {
                if (labels.has(kWatchLabel))
                    found.insert(labels);
            }
            return found;
        };
        QCOMPARE(labelsIn(first).size(), 1U);
        QCOMPARE(labelsIn(edited).size(), 1U);
        const auto old = *labelsIn(first).begin();
        const auto now = *labelsIn(edited).begin();
        QVERIFY(old != now);
        QCOMPARE(old.value(kWatchLabel), now.value(kWatchLabel));
        QCOMPARE(old.value(kRevisionLabel), std::string_view(watchRevision("lat_seconds")));
        QCOMPARE(now.value(kRevisionLabel), std::string_view(watchRevision(" max(lat_seconds)\n")));
        options.config.watches.front().query = "lat_seconds"; // back again: what was read is still known
        RecordingSink back;
        const auto asked = count(server, "query_range");
        (void)run(options, back);
        QCOMPARE(count(server, "query_range"), asked);
        options.config.watches.front().step = Millis{15000}; // a finer step is another question
        RecordingSink finer;
        (void)run(options, finer);
        QVERIFY(count(server, "query_range") > asked);
    }

    void realServersTellOfTheirMetrics_data()
    {
        QTest::addColumn<bool>("victoria");
        QTest::newRow("Prometheus") << false;
        QTest::newRow("VictoriaMetrics") << true;
    }
    void realServersTellOfTheirMetrics()
    {
        QFETCH(bool, victoria);
        if (!hasProgram("prometheus") || !hasProgram("victoria-metrics"))
            QSKIP("the servers are not installed");
        const SystemClock clock;
        const TempFolder folder;
        const auto server = victoria ? startVictoriaMetrics(folder, "lat_seconds 1 " + std::to_string(toMs(clock.now())) + "\n")
                                     : startPrometheus(folder, {}, {}, 0); // it scrapes itself every second
        QVERIFY(server && server->running());
        if (!victoria)
            QTRY_VERIFY_WITH_TIMEOUT(httpGet(server->port(), "/api/v1/labels?match[]=go_memstats_alloc_bytes").find("job") != std::string::npos, 20000);
        auto options = watching(server->url(), victoria ? "lat_seconds" : "sum by (handler) (go_memstats_alloc_bytes{nolabel=\"x\"})");
        WatchConfig wrong;
        wrong.name = "wrong";
        wrong.query = "no_such_metric";
        options.config.watches.push_back(wrong);
        options.once = false;
        options.config.feeds.front().step = Millis{1000};
        options.intervalOverride = Millis{200};
        RecordingSink sink;
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(sink.all(&Batch::watchFacts).size() >= (victoria ? 0U : 2U), 20000);
        const auto said = [&](const char* words) { return sink.statusOf("kr1").error.find(words) != std::string::npos; };
        if (victoria) { // it tells neither of metadata nor of unknown metrics; what it is asked does no harm
            QTRY_VERIFY_WITH_TIMEOUT(sink.all(&Batch::polls).size() > 10, 20000);
            QCOMPARE(QString::fromStdString(sink.statusOf("kr1").error), QString());
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(said("watch wrong is empty: the server has had no metric no_such_metric for a day"), 20000);
            QTRY_VERIFY_WITH_TIMEOUT(said("go_memstats_alloc_bytes has no label handler, nolabel (it has instance, job)"), 20000);
            const auto facts = sink.all(&Batch::watchFacts);
            const auto it = std::find_if(facts.begin(), facts.end(), [](const WatchFacts& f) { return f.watch == "lat"; });
            QVERIFY(it != facts.end());
            QCOMPARE(it->type, std::string("gauge"));
            QCOMPARE(it->unit, std::string("bytes"));
            QVERIFY(it->help.find("Number of bytes allocated") == 0);
        }
        engine.stop();
        QCOMPARE(sink.statusOf("kr1").errors, 0);
    }
    void aRuleThatFailsIsAFinding()
    {
        if (!hasProgram("prometheus"))
            QSKIP("prometheus is not installed");
        const SystemClock clock;
        const TempFolder folder;
        const auto server = startPrometheus(folder, {},
            "groups:\n  - name: pages\n    interval: 1s\n    rules:\n"
            "      - {alert: Fine, expr: 'vector(0) > 1'}\n"
            "      - {record: a:b, expr: 'up * on () {__name__=~\"go_info|process_open_fds|go_goroutines\"}'}\n", 0);
        QVERIFY(server && server->running());
        FeedConfig feed;
        feed.name = "kr1";
        feed.url = server->url();
        feed.backfill = std::chrono::hours(1);
        RecordingSink sink;
        const auto failing = [&] {
            EngineOptions options; // rules are read at the first poll and every five minutes: a new engine each time
            options.once = true;
            options.config.feeds = {feed};
            FeedEngine engine(options, sink, clock);
            engine.start();
            (void)engine.waitUntilDone(Millis{20000});
            engine.stop();
            return sink.statusOf("kr1").error.find("rule a:b of group pages fails: ") != std::string::npos;
        };
        QTRY_VERIFY_WITH_TIMEOUT(failing(), 30000);
        const auto status = sink.statusOf("kr1");
        QCOMPARE(status.state, FeedState::partial);
        QVERIFY2(status.error.find("many-to-many") != std::string::npos || status.error.find("duplicate") != std::string::npos
                || status.error.find("multiple matches") != std::string::npos, status.error.c_str());
        QVERIFY(status.error.find("rule Fine") == std::string::npos);
    }
};

VEDETTE_TEST(TestMetricSurvey)
#include "tst_metric_survey.moc"
