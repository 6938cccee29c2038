#include "models/feeds/feed_engine.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/moved_clock.h"
#include "tests/support/test_main.h"

#include <QFile>

#include <algorithm>
#include <future>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'505'000); // 2026-08-22 14:05:05
const char* const kQuery = "sum by (app) (count_over_time({app=~\"cart|pay\"} |= `error` [5m]))";

std::string fixture(const char* name)
{
    QFile file(QStringLiteral("tests/feeds/fixtures/loki/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string key() { return "watch:logs#" + watchRevision(kQuery) + "/60000"; }

double parameter(const std::string& path, const std::string& name)
{
    const auto at = path.find("&" + name + "=");
    return at == std::string::npos ? 0 : std::stod(path.substr(at + name.size() + 2));
}

bool isSamples(const SeenRequest& request) { return request.path.find("/query_range") != std::string::npos; }
double lengthOf(const SeenRequest& request) { return (parameter(request.path, "end") - parameter(request.path, "start")) / 1e9; }

FaultReply empty() { return json("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[],\"stats\":{}}}"); }
FaultReply usual(const SeenRequest& request) { return isSamples(request) ? empty() : json(fixture("buildinfo.json")); }

EngineOptions options(const std::string& url, Millis backfill)
{
    EngineOptions out;
    out.once = true;
    out.ignoreBackoff = true;
    FeedConfig feed;
    feed.name = "logs";
    feed.kind = FeedKind::loki;
    feed.url = url;
    feed.backfill = backfill;
    feed.timeout = Millis{5000};
    out.config.feeds = {feed};
    WatchConfig watch;
    watch.name = "logs";
    watch.query = kQuery;
    watch.source = "logs";
    WatchConfig other;
    other.name = "orders";
    other.query = "orders";
    out.config.watches = {watch, other};
    SeriesQuestion up;
    up.form = SeriesQuestion::Form::raw;
    up.key = "raw:up";
    up.query = "up";
    out.extraQuestions = {up};
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

std::vector<SeenRequest> samples(const FaultServer& server)
{
    auto requests = server.requests();
    std::erase_if(requests, [](const SeenRequest& r) { return !isSamples(r); });
    return requests;
}

} // namespace

class TestLoki : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreSamplesOfTheWatch()
    {
        FaultServer server([](const SeenRequest& request) { return json(fixture(isSamples(request) ? "matrix.json" : "buildinfo.json")); });
        RecordingSink sink;
        auto how = options(server.url(), std::chrono::hours(1));
        how.config.feeds[0].externalLabels.set("cluster", "kr1");
        const auto status = run(how, sink);
        QCOMPARE(QString::fromStdString(status.product), QStringLiteral("Loki 2.9.4"));
        QCOMPARE(status.state, FeedState::partial); // the server's own warning
        QCOMPARE(QString::fromStdString(status.error), QStringLiteral("watch logs: tests: one querier was slow"));
        const auto series = sink.series();
        QCOMPARE(series.size(), std::size_t(2));
        const Labels cart{{"app", "cart"}, {"cluster", "kr1"}, {kFeedLabel, "logs"}, {kWatchLabel, "logs"}, {kRevisionLabel, watchRevision(kQuery)}};
        QCOMPARE(QString::fromStdString(series.begin()->first.text()), QString::fromStdString(cart.text()));
        QCOMPARE(series.begin()->second.at(timeFromMs(1'787'407'380'000)), 12.0);
        QCOMPARE(series.rbegin()->second.size(), std::size_t(2));
    }

    void onlyItsOwnWatchesAreAskedAndNothingElse()
    {
        FaultServer server(usual);
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(6)), sink);
        QCOMPARE(status.state, FeedState::ok);
        for (const auto& request : server.requests()) {
            QVERIFY2(request.path.starts_with("/loki/api/v1/query_range?query=sum%20by") || request.path == "/loki/api/v1/status/buildinfo", request.path.c_str());
            if (isSamples(request)) {
                QCOMPARE(parameter(request.path, "step"), 60.0);
                QCOMPARE(std::fmod(parameter(request.path, "start"), 60e9), 0.0);
            }
        }
    }

    void silenceIsKnown()
    {
        FaultServer server(usual);
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(24 * 9)), sink);
        QCOMPARE(status.backfillRatio, 1.0);
        auto rows = sink.all(&Batch::coverage);
        std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
        QVERIFY(rows.size() > 1);
        QCOMPARE(rows.front().from, kNow - std::chrono::hours(24 * 9));
        QCOMPARE(rows.back().to, timeFromMs(1'787'407'500'001));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i].key, key());
            QVERIFY(i == 0 || rows[i].from == rows[i - 1].to);
        }
        const auto asked = samples(server).size();
        auto again = options(server.url(), std::chrono::hours(24 * 9));
        again.coverage = rows;
        RecordingSink second;
        QCOMPARE(run(again, second).state, FeedState::ok);
        QCOMPARE(samples(server).size(), asked); // nothing is left to be asked
    }

    void whatIsTooMuchIsAskedInHalves_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("range") << 400 << QByteArray("text/plain; charset=utf-8") << QByteArray("the query time range exceeds the limit (query length: 2h0m0s, limit: 30m)");
        QTest::newRow("entries") << 400 << QByteArray("text/plain") << QByteArray("max entries limit per query exceeded, limit > max_entries_limit_per_query (5000 > 5)");
        QTest::newRow("length as JSON") << 400 << QByteArray("application/json") << QByteArray("{\"code\":400,\"status\":\"error\",\"message\":\"the query length exceeds the limit\"}");
        QTest::newRow("bytes") << 400 << QByteArray("text/plain") << QByteArray("the query would read too many bytes (query: 1.2TB, limit: 1GB)");
        QTest::newRow("points") << 400 << QByteArray("text/plain") << QByteArray("exceeded maximum resolution of 11,000 points per time series");
        QTest::newRow("deadline") << 504 << QByteArray("text/plain") << QByteArray("context deadline exceeded");
        QTest::newRow("inside") << 500 << QByteArray("text/plain") << QByteArray("rpc error: code = Code(500) desc = context deadline exceeded");
    }
    void whatIsTooMuchIsAskedInHalves()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        FaultServer server([&](const SeenRequest& request) {
            return isSamples(request) && lengthOf(request) > 1800 ? reply(status, type.toStdString(), body.toStdString()) : usual(request);
        });
        RecordingSink sink;
        const auto outcome = run(options(server.url(), std::chrono::hours(3)), sink);
        QCOMPARE(QString::fromStdString(outcome.error), QString());
        QCOMPARE(outcome.backfillRatio, 1.0);
        Millis known{0};
        for (const auto& row : sink.all(&Batch::coverage))
            known += row.to - row.from;
        QVERIFY(known > std::chrono::minutes(178));
    }

    void aWrongQueryIsSaidAndNotHalved()
    {
        FaultServer server([](const SeenRequest& request) {
            return isSamples(request) ? reply(400, "text/plain; charset=utf-8", "parse error at line 1, col 6: syntax error: unexpected IDENTIFIER\n") : usual(request);
        });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(3)), sink);
        QVERIFY2(status.error.find("parse error at line 1, col 6") != std::string::npos, status.error.c_str());
        QVERIFY2(samples(server).size() < 6, qPrintable(QString::number(samples(server).size())));
        QVERIFY(sink.all(&Batch::coverage).empty());
    }

    void linesInPlaceOfCountsAreSaid()
    {
        FaultServer server([](const SeenRequest& request) { return json(fixture(isSamples(request) ? "streams.json" : "buildinfo.json")); });
        RecordingSink sink;
        auto how = options(server.url(), std::chrono::hours(1));
        how.config.watches[0].query = "{app=\"cart\"}";
        const auto status = run(how, sink);
        QCOMPARE(status.state, FeedState::partial);
        QVERIFY2(status.error.starts_with("watch logs: the query lists log lines; a watch counts them, e.g. sum(count_over_time({app=\"cart\"} [5m]))"), status.error.c_str());
        QVERIFY(sink.series().empty() && sink.all(&Batch::coverage).empty());
    }

    void whatIsAskedTooOftenWaits()
    {
        FaultServer server([](const SeenRequest& request) {
            return isSamples(request) ? reply(429, "text/plain", "too many outstanding requests", "Retry-After: 120\r\n") : usual(request);
        });
        RecordingSink sink;
        auto how = options(server.url(), std::chrono::hours(3));
        how.once = false;
        const ManualClock clock(kNow);
        FeedEngine engine(how, sink, clock);
        engine.start();
        QTRY_VERIFY(sink.statusOf("logs").hint.find("The server asks to wait until 2026-08-22T14:07:05") != std::string::npos);
        engine.stop();
        QCOMPARE(samples(server).size(), std::size_t(1));
    }

    void aMissingTenantIsNoMissingPassword()
    {
        FaultServer server([](const SeenRequest& request) { return isSamples(request) ? reply(401, "text/plain", "no org id\n") : usual(request); });
        RecordingSink sink;
        const auto status = run(options(server.url(), std::chrono::hours(1)), sink);
        QVERIFY2(status.error.find("asks for a tenant (HTTP 401). Name it under tenants.") != std::string::npos, status.error.c_str());
    }

    void theTenantIsSent()
    {
        FaultServer server(usual);
        RecordingSink sink;
        auto how = options(server.url(), std::chrono::hours(1));
        how.config.feeds[0].http.headers.emplace_back("X-Scope-OrgID", Secret{"shop", {}, {}});
        how.config.feeds[0].params = {{"dedup", "true"}};
        QCOMPARE(run(how, sink).state, FeedState::ok);
        for (const auto& request : server.requests()) {
            QVERIFY(request.head.find("X-Scope-OrgID: shop") != std::string::npos);
            QVERIFY(request.path.find("dedup=true") != std::string::npos);
        }
    }

    void theNewestStepIsAskedOnceMore()
    {
        std::atomic<int> lines{2};
        FaultServer server([&](const SeenRequest& request) {
            if (!isSamples(request))
                return usual(request);
            std::string values;
            for (auto t = parameter(request.path, "start") / 1e9; t <= parameter(request.path, "end") / 1e9; t += 60)
                values += (values.empty() ? "[" : ",[") + std::to_string(static_cast<long long>(t)) + ",\"" + std::to_string(lines.load()) + "\"]";
            return json("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[" + values + "]}]}}");
        });
        RecordingSink sink;
        auto how = options(server.url(), std::chrono::minutes(10));
        how.once = false;
        how.intervalOverride = Millis{50};
        MovedClock clock(kNow);
        FeedEngine engine(how, sink, clock);
        const auto valueAt = [&](std::int64_t ms) { // an answer comes after its question was seen
            const auto series = sink.series();
            const auto it = series.empty() ? std::map<Time, double>::const_iterator{} : series.begin()->second.find(timeFromMs(ms));
            return series.empty() || it == series.begin()->second.end() ? 0.0 : it->second;
        };
        engine.start();
        QTRY_COMPARE(samples(server).size(), std::size_t(1));
        QTRY_COMPARE(valueAt(1'787'407'440'000), 2.0);
        lines = 3; // more came of it
        clock.set(kNow + std::chrono::seconds(40));
        QTRY_VERIFY(sink.all(&Batch::polls).size() > 4);
        QCOMPARE(samples(server).size(), std::size_t(1)); // no new step, not old enough
        clock.set(kNow + std::chrono::seconds(61));
        QTRY_COMPARE(samples(server).size(), std::size_t(2));
        QTRY_COMPARE(valueAt(1'787'407'500'000), 3.0);
        lines = 4;
        clock.set(kNow + std::chrono::seconds(121));
        QTRY_COMPARE(samples(server).size(), std::size_t(3));
        QTRY_COMPARE(valueAt(1'787'407'560'000), 4.0);
        engine.stop();
        const auto values = sink.series().begin()->second;
        QCOMPARE(values.size(), std::size_t(12));
        QCOMPARE(values.at(timeFromMs(1'787'407'440'000)), 2.0);
        QCOMPARE(values.at(timeFromMs(1'787'407'500'000)), 3.0); // asked twice, the third time not
    }

    void theTestButtonAndAQueryReachIt()
    {
        FaultServer server([](const SeenRequest& request) {
            if (request.path.find("buildinfo") != std::string::npos)
                return reply(404, "text/plain", "404 page not found");
            return json(isSamples(request) ? fixture("matrix.json") : std::string("{\"status\":\"success\",\"data\":[\"app\"]}"));
        });
        RecordingSink sink;
        auto how = options(server.url(), std::chrono::hours(1));
        how.queriesOnly = true;
        const ManualClock clock(kNow);
        FeedEngine engine(how, sink, clock);
        std::promise<Result<std::string>> tested;
        engine.test("logs", [&](Result<std::string> said) { tested.set_value(std::move(said)); });
        const auto said = tested.get_future().get();
        QVERIFY2(said.ok() && said->find("it does not tell its version") != std::string::npos, said.ok() ? said->c_str() : said.error().detail.c_str());
        std::promise<Result<FeedEngine::QueryAnswer>> asked;
        engine.query("logs", kQuery, {kNow - std::chrono::hours(1), kNow}, Millis{60000}, [&](Result<FeedEngine::QueryAnswer> answer) { asked.set_value(std::move(answer)); });
        const auto answer = asked.get_future().get();
        QVERIFY(answer.ok());
        QCOMPARE(answer->series.size(), std::size_t(2));
        QVERIFY(samples(server).at(0).path.find("&start=1787403905000000000&end=1787407505000000000&step=60") != std::string::npos);
        engine.stop();
    }
};

VEDETTE_TEST(TestLoki)
#include "tst_loki.moc"
