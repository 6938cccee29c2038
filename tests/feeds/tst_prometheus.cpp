#include "models/feeds/feed_engine.h"
#include "models/feeds/transport.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <cmath>
#include <future>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

const std::string kOrdersKey = "watch:orders#" + watchRevision("orders") + "/60000";

std::string matrix(const std::string& series, const std::string& more = {})
{
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series + "]}" + more + "}";
}

double parameter(const std::string& path, const std::string& name)
{
    const auto at = path.find(name + "=");
    return at == std::string::npos ? 0 : std::stod(path.substr(at + name.size() + 1));
}

/// A target that was up all the time: one sample at the older edge of what is asked.
FaultReply upSince(const SeenRequest& request)
{
    const auto bracket = request.path.find("%5B");
    if (request.path.find("query=up%5B") == std::string::npos)
        return json(matrix(""));
    const auto at = parameter(request.path, "time") + 0.001 - std::stod(request.path.substr(bracket + 3)) / 1000.0;
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "{\"metric\":{\"__name__\":\"up\"},\"values\":[[%.3f,\"1\"]]}", at);
    return json(matrix(text.data()));
}

int countOf(const FaultServer& server, const std::string& part)
{
    const auto requests = server.requests();
    return static_cast<int>(std::count_if(requests.begin(), requests.end(), [&](const SeenRequest& r) { return r.path.find(part) != std::string::npos; }));
}

template <class T> Result<T> waitFor(const std::function<void(std::function<void(Result<T>)>)>& begin)
{
    auto promise = std::make_shared<std::promise<Result<T>>>();
    auto answer = promise->get_future();
    begin([promise](Result<T> result) { promise->set_value(std::move(result)); });
    if (answer.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
        return makeError(ErrorKind::timeout, "nothing was told");
    return answer.get();
}

EngineOptions options(const std::string& url, Millis backfill)
{
    EngineOptions out;
    out.once = true;
    FeedConfig feed;
    feed.name = "kr1";
    feed.url = url;
    feed.backfill = backfill;
    feed.timeout = Millis{5000};
    out.config.feeds = {feed};
    WatchConfig watch;
    watch.name = "orders";
    watch.query = "orders";
    watch.service = "shop";
    out.config.watches = {watch};
    return out;
}

FeedStatus run(const EngineOptions& how, RecordingSink& sink)
{
    const ManualClock clock(kNow);
    FeedEngine engine(how, sink, clock);
    engine.start();
    const bool done = engine.waitUntilDone(Millis{20000});
    engine.stop();
    return done ? engine.statuses().at(0) : FeedStatus{};
}

} // namespace

class TestPrometheus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rangeQuestionsAreAlignedAndCoverWithoutHoles()
    {
        const auto perHost = static_cast<std::size_t>(TransportOptions{}.perHost);
        FaultServer server(upSince);
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(24 * 20)), sink);
        QCOMPARE(status.backfillRatio, 1.0);
        std::vector<double> ends;
        for (const auto& request : server.requests()) {
            if (request.path.find("query_range") == std::string::npos)
                continue;
            const auto start = parameter(request.path, "start");
            const auto end = parameter(request.path, "end");
            QCOMPARE(parameter(request.path, "step"), 60.0);
            QCOMPARE(std::fmod(start, 60.0), 0.0);
            QCOMPARE(std::fmod(end, 60.0), 0.0);
            QVERIFY((end - start) / 60.0 < 11000);
            QVERIFY(std::find(ends.begin(), ends.end(), end) == ends.end());
            ends.push_back(end);
        }
        auto newestFirst = ends;
        std::sort(newestFirst.begin(), newestFirst.end(), std::greater<>());
        for (std::size_t seen = 0; seen < ends.size(); ++seen) { // those under way together may overtake each other, no more
            const auto asked = static_cast<std::size_t>(std::find(newestFirst.begin(), newestFirst.end(), ends[seen]) - newestFirst.begin());
            QVERIFY(asked < seen + perHost);
        }
        for (const auto& key : {kOrdersKey, std::string("alerts")}) {
            std::vector<Coverage> rows;
            for (const auto& row : sink.all(&Batch::coverage)) {
                if (row.key == key)
                    rows.push_back(row);
            }
            std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
            QVERIFY(rows.size() > 1);
            QCOMPARE(rows.front().from, kNow - std::chrono::hours(24 * 20));
            for (std::size_t i = 1; i < rows.size(); ++i)
                QCOMPARE(rows[i].from, rows[i - 1].to);
        }
    }
    void tooManySamplesAreAskedInHalves()
    {
        FaultServer server([](const SeenRequest& request) {
            if (request.path.find("/alerts") != std::string::npos)
                return json("{\"status\":\"success\",\"data\":{\"alerts\":[]}}");
            const bool heavy = request.path.find("query_range") != std::string::npos && parameter(request.path, "end") - parameter(request.path, "start") > 1000;
            return heavy ? reply(422, "application/json", "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many samples\"}") : upSince(request);
        });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QCOMPARE(QString::fromStdString(status.error), QString());
        Millis covered{0};
        for (const auto& row : sink.all(&Batch::coverage)) {
            if (row.key == kOrdersKey)
                covered += row.to - row.from;
        }
        QVERIFY(covered > std::chrono::minutes(58));
    }
    void missingEndpointsAreNoError()
    {
        FaultServer server([](const SeenRequest& request) {
            return request.path.find("query") != std::string::npos ? json(matrix("")) : reply(404, "text/plain", "404 page not found");
        });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QCOMPARE(status.state, FeedState::ok);
        QVERIFY(sink.all(&Batch::alertPolls).empty());
    }
    void aServerThatKnowsNothingIsFailing()
    {
        FaultServer server([](const SeenRequest&) { return reply(404, "text/plain", "404 page not found"); });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(status.error.find("HTTP 404") != std::string::npos, status.error.c_str());
    }
    void seriesAreCutWithASentenceAndDressed()
    {
        FaultServer server([](const SeenRequest& request) {
            std::string series;
            for (int i = 0; request.path.find("query_range") != std::string::npos && i < 1000; ++i)
                series += (i > 0 ? "," : "") + std::string("{\"metric\":{\"pod\":\"") + std::to_string(i) + "\"},\"values\":[[1787407440,\"1\"]]}";
            return json(matrix(series));
        });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QCOMPARE(status.state, FeedState::partial);
        QVERIFY2(status.error.find("showing 200 of 1,000") != std::string::npos, status.error.c_str());
        const auto series = sink.series();
        QCOMPARE(series.size(), 200U);
        QCOMPARE(series.begin()->first, (Labels{{"pod", "0"}, {"service", "shop"}, {kWatchLabel, "orders"}, {kRevisionLabel, watchRevision("orders")}, {kFeedLabel, "kr1"}}));
    }
    void anOldAnswerIsStale()
    {
        FaultServer server([](const SeenRequest& request) {
            return json(request.path.find("query_range") != std::string::npos ? matrix("{\"metric\":{},\"values\":[[1787405000,\"1\"]]}") : matrix(""));
        });
        RecordingSink sink;
        QCOMPARE(run(options(server.url(), std::chrono::hours(1)), sink).state, FeedState::stale);
    }
    void warningsOfTheServerMakeItPartial()
    {
        FaultServer server([](const SeenRequest&) { return json(matrix("", ",\"warnings\":[\"store gateway is down\"]")); });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QCOMPARE(status.state, FeedState::partial);
        QVERIFY(status.error.find("store gateway is down") != std::string::npos);
    }
    void deepJsonIsRefusedInEveryAnswer()
    {
        FaultServer server([](const SeenRequest&) { return json("{\"status\":\"success\",\"data\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"); });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY(sink.all(&Batch::coverage).empty());
    }
    void queriesOnlyPollsNothing()
    {
        FaultServer server([](const SeenRequest&) { return json("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"42\"]}}"); });
        RecordingSink sink;
        const ManualClock clock(kNow);
        auto how = options(server.url(), std::chrono::hours(1));
        how.once = false;
        how.queriesOnly = true;
        FeedEngine engine(how, sink, clock);
        engine.start();
        QVERIFY(engine.waitUntilDone(Millis{10000}));
        engine.pollNow({});
        const auto answer = waitFor<FeedEngine::QueryAnswer>([&](auto done) { engine.query("kr1", "42", {kNow, kNow}, Millis{0}, done); });
        QVERIFY(answer.ok());
        QCOMPARE(answer->resultType, std::string("scalar"));
        engine.stop();
        QCOMPARE(server.requests().size(), 1U);
        QVERIFY(sink.batches().empty());
    }
    void theTestSaysWhatWorks_data()
    {
        QTest::addColumn<int>("buildinfo");
        QTest::addColumn<int>("query");
        QTest::addColumn<QString>("said");
        QTest::newRow("all") << 200 << 200 << QStringLiteral("^answers in \\d+ ms: Prometheus 2.42.0$");
        QTest::newRow("no version") << 404 << 200 << QStringLiteral("^answers in \\d+ ms; it does not tell its version$");
        QTest::newRow("unsupported path") << 400 << 200 << QStringLiteral("^answers in \\d+ ms; it does not tell its version$");
        QTest::newRow("another service") << 404 << 404 << QStringLiteral("HTTP 404");
        QTest::newRow("credentials") << 401 << 200 << QStringLiteral("HTTP 401");
    }
    void theTestSaysWhatWorks()
    {
        QFETCH(int, buildinfo);
        QFETCH(int, query);
        QFETCH(QString, said);
        FaultServer server([&](const SeenRequest& request) {
            const bool version = request.path.find("buildinfo") != std::string::npos;
            const auto status = version ? buildinfo : query;
            if (status != 200)
                return reply(status, "text/plain", "no");
            return json(version ? "{\"status\":\"success\",\"data\":{\"version\":\"2.42.0\",\"revision\":\"r\"}}"
                                : "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
        });
        RecordingSink sink;
        const ManualClock clock(kNow);
        auto how = options(server.url(), std::chrono::hours(1));
        how.queriesOnly = true;
        FeedEngine engine(how, sink, clock);
        const auto result = waitFor<std::string>([&](auto done) { engine.test("kr1", done); });
        const auto text = QString::fromStdString(result.ok() ? *result : result.error().text());
        QVERIFY2(QRegularExpression(said).match(text).hasMatch(), qPrintable(text));
    }
    void theKeyringIsAsked()
    {
        FaultServer server([](const SeenRequest&) { return json("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"); });
        RecordingSink sink;
        const ManualClock clock(kNow);
        auto how = options(server.url(), std::chrono::hours(1));
        how.queriesOnly = true;
        how.config.feeds.front().http.credentials.keyring = "kr1-token";
        how.keyring = [](const std::string& entry) -> Result<std::string> { return "secret of " + entry; };
        FeedEngine engine(how, sink, clock);
        const auto answer = waitFor<FeedEngine::QueryAnswer>([&](auto done) { engine.query("kr1", "1", {kNow, kNow}, Millis{0}, done); });
        QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().detail.c_str());
        QVERIFY(server.requests().at(0).head.find("Authorization: Bearer secret of kr1-token") != std::string::npos);
    }
    void pollsComeTenTimesASecond()
    {
        FaultServer server([](const SeenRequest& request) {
            return request.path.find("/alerts") != std::string::npos ? json("{\"status\":\"success\",\"data\":{\"alerts\":[]}}")
                : request.path.find("/rules") != std::string::npos  ? json("{\"status\":\"success\",\"data\":{\"groups\":[]}}")
                                                                    : upSince(request);
        });
        RecordingSink sink;
        const ManualClock clock(kNow);
        auto how = options(server.url(), std::chrono::hours(1));
        how.once = false;
        how.intervalOverride = Millis{100};
        FeedEngine engine(how, sink, clock);
        const auto started = std::chrono::steady_clock::now();
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(countOf(server, "/api/v1/alerts") >= 20, 20000);
        const auto took = std::chrono::steady_clock::now() - started;
        engine.stop();
        QVERIFY(took > std::chrono::milliseconds(1500) && took < std::chrono::milliseconds(6000));
        // Where no time passed there is nothing new to read: each question was asked for its hour once.
        QCOMPARE(countOf(server, "query_range"), 1);
        QCOMPARE(countOf(server, "query=up%5B"), 1);
        QCOMPARE(countOf(server, "/api/v1/rules"), 1);
    }
    void aChangeFolderIsWatched()
    {
        QTemporaryDir folder;
        const auto write = [&](const char* name, const QByteArray& bytes) {
            QFile file(folder.filePath(QString::fromUtf8(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        };
        const auto event = [](const char* id) {
            return QByteArray("{\"context\":{\"version\":\"0.4.1\",\"id\":\"") + id
                + "\",\"type\":\"dev.cdevents.service.deployed.0.2.0\",\"timestamp\":\"2026-08-22T14:01:10Z\"},\"subject\":{\"id\":\"cart\",\"content\":{\"environment\":{\"id\":\"prod\"},\"artifactId\":\"pkg:oci/cart@1.4\"}}}";
        };
        write("a.json", event("1"));
        write("b.jsonl", event("2") + "\n{broken\n");
        write(".hidden.json", event("9"));
        EngineOptions how;
        FeedConfig feed;
        feed.name = "pipelines";
        feed.kind = FeedKind::cdevents;
        feed.path = folder.path().toStdString();
        feed.pollInterval = Millis{50};
        how.config.feeds = {feed};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(how, sink, clock);
        engine.start();
        QTRY_COMPARE(sink.all(&Batch::changes).size(), 2U);
        QTRY_COMPARE(sink.statusOf("pipelines").state, FeedState::partial); // the broken line is counted
        write("c.json", event("3"));
        QTRY_COMPARE(sink.all(&Batch::changes).size(), 3U);
        engine.stop();
        const auto changes = sink.all(&Batch::changes);
        QTRY_VERIFY(!sink.all(&Batch::coverage).empty());
        const auto known = sink.all(&Batch::coverage).front();
        QCOMPARE(known.key, std::string("changes"));
        QCOMPARE(known.from, timeFromMs(1'787'407'270'000)); // the oldest record told
        QCOMPARE(known.to, kNow);
        QVERIFY(changes[0].reconstructed);
        QVERIFY(!changes[2].reconstructed);
        QCOMPARE(changes[2].seenAt, kNow);
        QCOMPARE(changes[2].source, std::string("pipelines"));
    }
};

VEDETTE_TEST(TestPrometheus)
#include "tst_prometheus.moc"
