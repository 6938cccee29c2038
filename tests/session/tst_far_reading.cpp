#include "models/session/far_reading.h"
#include "models/session/session.h"
#include "tests/store/cache_folder.h"
#include "tests/support/fault_server.h"
#include "tests/support/real_servers.h"
#include "tests/support/moved_clock.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QSignalSpy>

#include <cmath>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr double kDayMinutes = 24 * 60;

/// A picture whose charts miss thirty days of these watches.
Snapshot missing(const std::vector<std::string>& watches, FeedState state = FeedState::ok, Millis step = 1h)
{
    Snapshot s;
    for (const auto& watch : watches) {
        ChartFrame frame;
        frame.watch = watch;
        frame.source = "kr1";
        frame.range = span(-30 * kDayMinutes, 0);
        frame.far.emplace();
        frame.far->ownFrom = at(-2 * kDayMinutes);
        frame.far->missing = span(-30 * kDayMinutes, -2 * kDayMinutes);
        frame.far->missingStep = step;
        s.charts.push_back(std::move(frame));
    }
    FeedStatus status;
    status.name = "kr1";
    status.state = state;
    s.feeds.push_back(std::move(status));
    return s;
}

Config twoWatches()
{
    Config config;
    config.feeds.emplace_back().name = "kr1";
    config.feeds[0].externalLabels.set("cluster", "kr");
    for (const char* name : {"orders", "errors"}) {
        auto& watch = config.watches.emplace_back();
        watch.name = name;
        watch.query = std::string("rate(") + name + "[5m])";
    }
    return config;
}

/// Hears what would be asked.
struct Heard {
    struct Asked {
        std::string query;
        Millis step{0};
        FarReading::Answered done;
    };
    MovedClock clock{at(0)};
    std::vector<Asked> asked;
    std::vector<FarSpan> kept;
    FarReading reading{clock,
        {[this](Batch batch) { kept.insert(kept.end(), batch.farSpans.begin(), batch.farSpans.end()); },
            [](const std::string&, const std::string&, TimeRange, Time) {}, [] {}}};
    Heard()
    {
        reading.setAsk([this](const std::string&, const std::string& query, TimeRange, Millis step, FarReading::Answered done) {
            asked.push_back({query, step, std::move(done)});
        });
    }
    void answer(std::size_t n)
    {
        FeedEngine::QueryAnswer answer;
        auto& series = answer.series.emplace_back();
        series.labels = Labels{{"instance", "a"}};
        series.times = {at(-20 * kDayMinutes)};
        series.values = {1};
        const auto done = asked[n].done; // the answer asks on
        done(std::move(answer));
    }
    void refuse(std::size_t n, ErrorKind kind)
    {
        const auto done = asked[n].done;
        done(makeError(kind, "HTTP 503 from a"));
    }
};

/// Days of one metric, a sample each five minutes.
std::string longHistory(int days, bool openMetrics)
{
    std::string out = openMetrics ? "# TYPE orders gauge\n" : "";
    for (double minute = -days * kDayMinutes; minute <= 0; minute += 5) {
        const auto ms = toMs(at(minute));
        out += "orders{instance=\"a\"} " + std::to_string(100 + 10 * std::sin(minute / 500)) + " " + (openMetrics ? std::to_string(ms / 1000) : std::to_string(ms)) + "\n";
    }
    return openMetrics ? out + "# EOF\n" : out;
}

std::string unescaped(const std::string& text) { return QByteArray::fromPercentEncoding(QByteArray::fromStdString(text)).toStdString(); }

} // namespace

class FarReadingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneQuestionAtATimeAndTheMainChartFirst()
    {
        Heard heard;
        const auto config = twoWatches();
        auto picture = missing({"orders", "errors"});
        picture.mainChart = std::make_shared<const ChartFrame>(picture.charts[1]);
        heard.reading.look(picture, config);
        heard.reading.look(picture, config);
        QCOMPARE(heard.asked.size(), 1U);
        QCOMPARE(heard.asked[0].query, std::string("rate(errors[5m])"));
        heard.answer(0);
        QCOMPARE(heard.asked.size(), 2U);
        QCOMPARE(heard.asked[1].query, std::string("rate(orders[5m])"));
        heard.answer(1);
        QCOMPARE(heard.kept.size(), 2U);
        QCOMPARE(heard.kept[0].key, farKey(config.watches[1]));
        QCOMPARE(std::string(heard.kept[0].series[0].labels.value("cluster")), std::string("kr")); // as the cache's own are
        heard.reading.look(picture, config); // read before what was kept since
        QCOMPARE(heard.asked.size(), 2U);
    }

    void aNewerRangeReplacesWhatWaits()
    {
        Heard heard;
        const auto config = twoWatches();
        heard.reading.look(missing({"orders", "errors"}), config);
        heard.reading.look(missing({"orders"}, FeedState::ok, 15min), config);
        QCOMPARE(heard.asked.size(), 1U);
        heard.answer(0);
        QCOMPARE(heard.asked.size(), 2U);
        QCOMPARE(heard.asked[1].step.count(), 900'000); // nobody looks at the errors any more
        heard.answer(1);
        QCOMPARE(heard.asked.size(), 2U);
    }

    void aFeedThatFailsIsNotAsked_data()
    {
        QTest::addColumn<int>("state");
        for (const auto state : {FeedState::failing, FeedState::paused, FeedState::starting})
            QTest::newRow(std::string(feedStateName(state)).c_str()) << static_cast<int>(state);
    }
    void aFeedThatFailsIsNotAsked()
    {
        QFETCH(int, state);
        Heard heard;
        heard.reading.look(missing({"orders"}, static_cast<FeedState>(state)), twoWatches());
        QVERIFY(heard.asked.empty());
        QCOMPARE(heard.reading.notes().size(), 1U);
        QVERIFY(heard.reading.notes()[0].state == ChartFar::State::refused);
        heard.reading.look(missing({"orders"}), twoWatches());
        QCOMPARE(heard.asked.size(), 1U);
    }

    void aSpentLimitIsRespected()
    {
        Heard heard;
        auto picture = missing({"orders"});
        picture.feeds[0].nextPoll = at(20);
        picture.feeds[0].error = "a allows no more requests until 2026-08-17T00:20:00Z";
        heard.reading.look(picture, twoWatches());
        QVERIFY(heard.asked.empty());
        QCOMPARE(toMs(*heard.reading.notes()[0].again), toMs(at(20)));
    }

    void aRefusalIsSaidAndWaitedFor()
    {
        Heard heard;
        const auto config = twoWatches();
        heard.reading.look(missing({"orders"}), config);
        heard.refuse(0, ErrorKind::http);
        auto notes = heard.reading.notes();
        QCOMPARE(notes.size(), 1U);
        QVERIFY(notes[0].state == ChartFar::State::refused);
        QCOMPARE(notes[0].refusal, std::string("HTTP 503 from a"));
        QCOMPARE(toMs(*notes[0].again), toMs(at(1)));
        heard.reading.look(missing({"orders"}), config);
        QCOMPARE(heard.asked.size(), 1U);
        heard.clock.set(at(1));
        heard.reading.look(missing({"orders"}), config);
        QCOMPARE(heard.asked.size(), 2U);
        heard.refuse(1, ErrorKind::http);
        QCOMPARE(toMs(*heard.reading.notes()[0].again), toMs(at(3))); // twice as long
        heard.clock.set(at(3));
        heard.reading.look(missing({"orders"}), config);
        heard.answer(2);
        QVERIFY(heard.reading.notes().empty());
    }

    void whatIsCancelledIsNoRefusal()
    {
        Heard heard;
        heard.reading.look(missing({"orders"}), twoWatches());
        heard.refuse(0, ErrorKind::cancelled);
        QVERIFY(heard.reading.notes().empty());
        heard.reading.look(missing({"orders"}), twoWatches());
        QCOMPARE(heard.asked.size(), 2U);
    }

    void theWayBackInTimeAsksNothing()
    {
        Heard heard;
        auto picture = missing({"orders"});
        picture.question.asOf = at(-10);
        heard.reading.look(picture, twoWatches());
        QVERIFY(heard.asked.empty());
    }

    void aChartPastRetentionIsJoinedFromTheEngineThatHoldsTheYears_data()
    {
        QTest::addColumn<bool>("victoria");
        QTest::addColumn<int>("days");
        QTest::addColumn<int>("step");
        QTest::newRow("Prometheus") << false << 6 << 900; // its tool makes blocks of two hours, slowly
        QTest::newRow("VictoriaMetrics") << true << 30 << 3600;
    }
    void aChartPastRetentionIsJoinedFromTheEngineThatHoldsTheYears()
    {
        QFETCH(bool, victoria);
        QFETCH(int, days);
        QFETCH(int, step);
        if (!hasProgram(victoria ? "victoria-metrics" : "promtool"))
            QSKIP("not installed");
        const TempFolder folder;
        const auto server = victoria ? startVictoriaMetrics(folder, longHistory(days + 2, false)) : startPrometheus(folder, longHistory(days + 2, true), {}, 0);
        QVERIFY(server && server->running());
        // Between the console and the engine, to count: what the engine answers comes through.
        const FaultServer counter([&](const SeenRequest& request) {
            const auto body = httpGet(server->port(), request.path);
            return body.empty() ? reply(404, "text/plain", {}) : json(body);
        });
        const auto farQuestions = [&] {
            int count = 0;
            for (const auto& request : counter.requests())
                count += unescaped(request.path).find("step=" + std::to_string(step)) != std::string::npos ? 1 : 0;
            return count;
        };
        SessionOptions options;
        options.configPath = folder.file("vedette.yaml", "retention: {days: 2}\nprometheus:\n  - {name: kr1, url: \"" + counter.url()
                + "\"}\nwatches:\n  - {name: orders, query: orders, step: 5m}\n");
        options.cachePath = folder.path() + "/cache.db";
        const MovedClock clock{at(1)};
        Question month;
        month.range = span(-days * kDayMinutes, 1);
        const auto frameOf = [](const QSignalSpy& answers) -> const ChartFrame* {
            if (answers.isEmpty())
                return nullptr;
            const auto snapshot = answers.last()[0].value<std::shared_ptr<const Snapshot>>();
            return snapshot->mainChart.get();
        };
        {
            auto opened = Session::open(options, clock);
            VERIFY_OK(opened);
            auto& session = **opened;
            QSignalSpy answers(&session, &Session::answered);
            session.start();
            session.ask(month);
            QTRY_VERIFY_WITH_TIMEOUT(frameOf(answers) != nullptr && frameOf(answers)->far && frameOf(answers)->far->state == ChartFar::State::kept, 60'000);
            const auto& frame = *frameOf(answers);
            QVERIFY(frame.line.size() > 40);
            QVERIFY(frame.line.front().at >= frame.far->ownFrom);
            const auto least = static_cast<std::size_t>((days - 3) * 86400 / step);
            QVERIFY(frame.far->line.size() > least);
            QVERIFY(frame.far->line.back().at < frame.far->ownFrom);
            QVERIFY(frame.far->line.front().at < month.range.from + 2h);
            QCOMPARE(frame.far->step.count(), step * 1000);
            QCOMPARE(frame.far->source, std::string("kr1"));
            QVERIFY(frame.gaps.empty());
            QCOMPARE(farQuestions(), 1);
            // A look from nearby and another at the same: nothing is asked.
            Question nearby = month;
            nearby.range = span(-(days - 0.2) * kDayMinutes, 1);
            const auto before = answers.size();
            session.ask(nearby);
            QTRY_VERIFY_WITH_TIMEOUT(answers.size() > before && frameOf(answers)->range == nearby.range, 20'000);
            session.ask(month);
            QTRY_VERIFY_WITH_TIMEOUT(frameOf(answers)->range == month.range, 20'000);
            QVERIFY(frameOf(answers)->far->state == ChartFar::State::kept);
            QCOMPARE(farQuestions(), 1);
        }
        options.poll = false;
        auto opened = Session::open(options, clock);
        VERIFY_OK(opened);
        auto again = opened.value()->answerNow(month);
        VERIFY_OK(again);
        QVERIFY((*again)->mainChart && (*again)->mainChart->far);
        QVERIFY((*again)->mainChart->far->state == ChartFar::State::kept);
        QVERIFY((*again)->mainChart->far->line.size() > static_cast<std::size_t>((days - 3) * 86400 / step));
        month.asOf = at(0); // before it was asked
        again = opened.value()->answerNow(month);
        VERIFY_OK(again);
        QVERIFY((*again)->mainChart->far->state == ChartFar::State::offline);
        QVERIFY((*again)->mainChart->far->line.empty());
        QCOMPARE(farQuestions(), 1);
    }

    void aRefusalOfTheEngineReachesTheChart_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("headers");
        QTest::addColumn<QString>("said");
        QTest::addColumn<int>("minutes");
        QTest::newRow("too heavy") << 422
            << QStringLiteral(R"({"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"})")
            << QString() << QStringLiteral("too many samples") << 1;
        QTest::newRow("too often") << 429 << QStringLiteral("{}") << QStringLiteral("Retry-After: 600\r\n") << QStringLiteral("asks to wait until") << 10;
    }
    void aRefusalOfTheEngineReachesTheChart()
    {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, headers);
        QFETCH(QString, said);
        QFETCH(int, minutes);
        const TempFolder folder;
        const FaultServer server([&](const SeenRequest& request) {
            const auto path = unescaped(request.path);
            if (path.find("step=3600") != std::string::npos)
                return reply(status, "application/json", body.toStdString(), headers.toStdString());
            if (path.find("query_range") != std::string::npos) {
                std::string values;
                for (double minute = -60; minute <= 0; minute += 5)
                    values += (values.empty() ? "[" : ",[") + std::to_string(toMs(at(minute)) / 1000) + ",\"1\"]";
                return json(R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"instance":"a"},"values":[)" + values + "]}]}}");
            }
            return json(R"({"status":"success","data":{"resultType":"vector","result":[]}})");
        });
        SessionOptions options;
        options.configPath = folder.file("vedette.yaml", "retention: {days: 2}\nprometheus:\n  - {name: kr1, url: \"" + server.url()
                + "\"}\nwatches:\n  - {name: orders, query: orders, step: 5m}\n");
        options.cachePath = folder.path() + "/cache.db";
        const MovedClock clock{at(1)};
        auto opened = Session::open(options, clock);
        VERIFY_OK(opened);
        auto& session = **opened;
        QSignalSpy answers(&session, &Session::answered);
        session.start();
        Question month;
        month.range = span(-30 * kDayMinutes, 1);
        session.ask(month);
        const auto far = [&]() -> std::optional<ChartFar> {
            if (answers.isEmpty())
                return std::nullopt;
            const auto snapshot = answers.last()[0].value<std::shared_ptr<const Snapshot>>();
            return snapshot->mainChart ? snapshot->mainChart->far : std::nullopt;
        };
        QTRY_VERIFY_WITH_TIMEOUT(far() && far()->state == ChartFar::State::refused && far()->again == at(1 + minutes), 60'000);
        QVERIFY2(far()->refusal.find(said.toStdString()) != std::string::npos, far()->refusal.c_str());
    }
};

VEDETTE_TEST(FarReadingTest)
#include "tst_far_reading.moc"
