#include "models/session/query_run.h"
#include "models/store/cache.h"
#include "tests/store/cache_folder.h"
#include "tests/support/fault_server.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <cmath>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr double kDay = 24 * 60;
constexpr std::int64_t kMinute = 60'000;

double ordersAt(double minute) { return std::floor(100 + 10 * std::sin(minute / 500)); }

/// A month of one metric, a sample each five minutes.
std::string month()
{
    std::string out = "# TYPE orders gauge\n";
    for (double minute = -32 * kDay; minute <= 0; minute += 5)
        out += "orders{instance=\"a\"} " + std::to_string(ordersAt(minute)) + " " + std::to_string(toMs(at(minute)) / 1000) + "\n";
    return out + "# EOF\n";
}

Config configFor(const std::string& url)
{
    Config config;
    config.retentionDays = 2;
    auto& feed = config.feeds.emplace_back();
    feed.name = "kr1";
    feed.kind = FeedKind::prometheus;
    feed.url = url;
    feed.timeout = 5s;
    return config;
}

bool isAsTold(const SeriesSamples& series)
{
    for (std::size_t i = 0; i < series.times.size(); ++i) {
        const double minute = static_cast<double>((series.times[i] - at(0)).count()) / kMinute;
        if (series.values[i] != ordersAt(std::floor(minute / 5) * 5) || (i > 0 && series.times[i] <= series.times[i - 1]))
            return false;
    }
    return true;
}

} // namespace

class QueryRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatLiesBeyondRetentionIsAskedOnceAndAnswersOffline()
    {
        if (!hasProgram("promtool"))
            QSKIP("not installed");
        const TempFolder folder;
        const auto server = startPrometheus(folder, month(), {}, 0);
        QVERIFY(server && server->running());
        std::atomic<bool> down = false;
        const FaultServer between([&](const SeenRequest& request) {
            const auto body = down ? std::string() : httpGet(server->port(), request.path);
            return body.empty() ? reply(503, "text/plain", {}) : json(body);
        });
        const auto config = configFor(between.url());
        const auto cache = folder.path() + "/cache.db";
        const ManualClock clock{at(1)};
        const Time boundary = at(1) - 48h;
        QueryRun run{"", "orders", span(-30 * kDay, 0), {}};

        auto first = runQuery(config, run, cache, clock);
        VERIFY_OK(first);
        QCOMPARE(between.requests().size(), std::size_t{2});
        QCOMPARE(first->boundary, std::optional(boundary));
        QCOMPARE(first->parts.size(), std::size_t{2});
        QVERIFY(first->parts[0].range == (TimeRange{run.range.from, boundary}) && first->parts[0].step == 1h && !first->parts[0].kept);
        QVERIFY(first->parts[1].range == (TimeRange{boundary, run.range.to}) && first->parts[1].step == 1min && !first->parts[1].kept);
        QVERIFY(first->unread.empty() && first->notKept.empty());
        QCOMPARE(first->series.size(), std::size_t{1});
        const auto all = first->series[0].times.size();
        QVERIFY2(all >= 28 * 24 + 2 * 1439, std::to_string(all).c_str());
        QVERIFY(isAsTold(first->series[0]));

        // The same again: only what is within retention is asked.
        auto again = runQuery(config, run, cache, clock);
        VERIFY_OK(again);
        QCOMPARE(between.requests().size(), std::size_t{3});
        QVERIFY(again->parts[0].kept && again->parts[0].askedAt == at(1) && !again->parts[1].kept);
        QVERIFY(again->series[0].times == first->series[0].times && again->series[0].values == first->series[0].values);

        // A part of it further back: only what is missing is asked.
        run.range.from = at(-31 * kDay);
        auto wider = runQuery(config, run, cache, clock);
        VERIFY_OK(wider);
        QCOMPARE(between.requests().size(), std::size_t{5});
        QCOMPARE(wider->parts.size(), std::size_t{3});
        QVERIFY(!wider->parts[0].kept && wider->parts[0].range.to == at(-30 * kDay) && wider->parts[1].kept);
        QVERIFY(isAsTold(wider->series[0]));

        down = true;
        auto offline = runQuery(config, run, cache, clock);
        VERIFY_OK(offline);
        QCOMPARE(offline->unread.size(), std::size_t{1});
        QVERIFY(offline->unread[0].range == (TimeRange{boundary, run.range.to}) && offline->unread[0].error.kind == ErrorKind::http);
        QVERIFY(std::all_of(offline->parts.begin(), offline->parts.end(), [](const QueryPart& part) { return part.kept; }));
        QVERIFY(offline->series.size() == 1 && offline->series[0].times == wider->series[0].times);
        QVERIFY(isAsTold(offline->series[0]));
        // Finer steps and what was never asked: told coarser where it is kept, said to be unread where it is not.
        run.range.from = at(-31.5 * kDay);
        run.step = 10min;
        offline = runQuery(config, run, cache, clock);
        VERIFY_OK(offline);
        QCOMPARE(offline->unread.size(), std::size_t{2});
        QVERIFY(offline->unread[0].range == (TimeRange{at(-31.5 * kDay), at(-31 * kDay)}));
        QVERIFY(offline->parts[0].kept && offline->parts[0].step == 1h);
        run.promql = "sum(orders)";
        QVERIFY(runQuery(config, run, cache, clock).error().kind == ErrorKind::http);

        // With the server back, a step that was given is kept to, from the range's begin on, in as many questions as it takes.
        down = false;
        run.range = {at(-30 * kDay) + 7s, at(0)};
        run.step = 2min;
        auto fine = runQuery(config, run, cache, clock);
        VERIFY_OK(fine);
        QVERIFY(fine->unread.empty());
        QCOMPARE(fine->series.size(), std::size_t{1});
        QCOMPARE(fine->series[0].times.front(), run.range.from);
        QVERIFY(isAsTold(fine->series[0]));
        for (std::size_t i = 1; i < fine->series[0].times.size(); ++i)
            QVERIFY((fine->series[0].times[i] - fine->series[0].times[i - 1]) % 2min == 0ms);
        QVERIFY(fine->series[0].times.size() > 21'000);
    }

    void aWrongQuestionIsAnErrorAndKeepsNothing()
    {
        const TempFolder folder;
        const FaultServer server([](const SeenRequest&) {
            return reply(400, "application/json", R"({"status":"error","errorType":"bad_data","error":"parse error: unexpected end of input"})");
        });
        const auto cache = folder.path() + "/cache.db";
        const auto result = runQuery(configFor(server.url()), {"", "sum(", span(-30 * kDay, 0), {}}, cache, ManualClock{at(1)});
        QVERIFY(!result.ok());
        QVERIFY2(result.error().text().find("unexpected end of input") != std::string::npos, result.error().text().c_str());
        QCOMPARE(server.requests().size(), std::size_t{1});
        QVERIFY(!CacheReader::open(cache).ok());
    }

    void aStepTooShortForTheRangeIsRefusedBeforeAnythingIsAsked()
    {
        const TempFolder folder;
        const FaultServer server([](const SeenRequest&) { return json("{}"); });
        const auto result = runQuery(configFor(server.url()), {"", "up", span(-300 * kDay, 0), 1s}, folder.path() + "/cache.db", ManualClock{at(1)});
        QVERIFY(!result.ok() && result.error().kind == ErrorKind::usage);
        QVERIFY(server.requests().empty());
    }

    void anAnswerThatCannotBeKeptIsStillAnAnswer()
    {
        const TempFolder folder;
        const FaultServer server([](const SeenRequest&) { return json(R"({"status":"success","data":{"resultType":"matrix","result":[]}})"); });
        const auto cache = folder.path() + "/cache.db";
        auto console = CacheWriter::open({cache, 2, 0});
        VERIFY_OK(console);
        const auto result = runQuery(configFor(server.url()), {"", "up", span(-30 * kDay, 0), {}}, cache, ManualClock{at(1)});
        VERIFY_OK(result);
        QVERIFY2(result->notKept.find("in use") != std::string::npos, result->notKept.c_str());
    }
};

VEDETTE_TEST(QueryRunTest)
#include "tst_query_run.moc"
