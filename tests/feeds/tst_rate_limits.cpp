#include "models/feeds/feed_engine.h"
#include "models/feeds/http_words.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

#include <atomic>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

FeedConfig feedOf(const std::string& url)
{
    FeedConfig feed;
    feed.name = "ci";
    feed.cluster = "main";
    feed.kind = FeedKind::json;
    feed.url = url;
    feed.pollInterval = Millis{40};
    feed.mapping.list = "$";
    feed.mapping.fields = {{"id", {{"id", false}}}, {"startsAt", {{"t", false}}}, {"service", {{"s", false}}}, {"status", {{"state", false}}}};
    feed.mapping.detail = JsonMapping::Detail{"/d/{id}", "$", {{"status", {{"state", false}}}}, 4};
    return feed;
}

const char* const kRuns = R"([{"id":1,"s":"cart","state":"running","t":1787400000},{"id":2,"s":"cart","state":"running","t":1787400001}])";

} // namespace

class TestRateLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLimitIsRead_data()
    {
        QTest::addColumn<QString>("remaining");
        QTest::addColumn<QString>("reset");
        QTest::addColumn<qint64>("seconds"); // -1: none
        const auto row = [](const char* remaining, const char* reset, qint64 seconds) {
            QTest::addRow("%s of %s", remaining, reset) << QString::fromLatin1(remaining) << QString::fromLatin1(reset) << seconds;
        };
        row("0", "1787407560", 60);
        row(" 0 ", " 1787407560 ", 60);
        row("0", "1787407560000", 60);
        row("0", "90", 90);
        row("0", "1787497500", 7200);
        row("0", "999999999", 7200);
        row("0", "9223372036854775807", 7200);
        row("0", "99999999999999999999", -1);
        row("1", "1787407560", -1);
        row("", "1787407560", -1);
        row("0", "", -1);
        row("0", "0", -1);
        row("0", "-5", -1);
        row("0", "1787407500", -1);
        row("0", "1787407000", -1);
        row("0", "soon", -1);
        row("0", "60s", -1);
    }
    void theLimitIsRead()
    {
        QFETCH(QString, remaining);
        QFETCH(QString, reset);
        QFETCH(qint64, seconds);
        const auto wait = parseRateLimit(remaining.toStdString(), reset.toStdString(), kNow);
        QCOMPARE(wait ? wait->count() / 1000 : -1, seconds);
    }
    void theFeedWaitsAndSaysUntilWhen_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("headers");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, int status, const char* headers, int seconds, const char* says) {
            QTest::newRow(name) << status << QString::fromLatin1(headers) << seconds << QString::fromLatin1(says);
        };
        const char* const github = "X-RateLimit-Limit: 60\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1787409300\r\n";
        const char* const seconds = "RateLimit-Remaining: 0\r\nRateLimit-Reset: 600\r\n";
        row("200", 200, github, 1800, " allows no more requests until 2026-08-22T14:35:00.000Z");
        row("403", 403, github, 1800, " asks to wait until 2026-08-22T14:35:00.000Z (HTTP 403)");
        row("429", 429, github, 1800, " asks to wait until 2026-08-22T14:35:00.000Z (HTTP 429)");
        row("500", 500, github, 1800, " failed to answer (HTTP 500); 127.0.0.1:");
        row("200, seconds", 200, seconds, 600, " allows no more requests until 2026-08-22T14:15:00.000Z");
        row("429, seconds", 429, seconds, 600, " asks to wait until 2026-08-22T14:15:00.000Z (HTTP 429)");
        row("at most two hours", 403, "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1787497500\r\n", 7200, " asks to wait until 2026-08-22T16:05:00.000Z (HTTP 403)");
        row("403 with Retry-After", 403, "Retry-After: 300\r\n", 300, " asks to wait until 2026-08-22T14:10:00.000Z (HTTP 403)");
        row("the longer of both", 403, "Retry-After: 60\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1787409300\r\n", 1800, "14:35:00.000Z (HTTP 403)");
        row("a clock that differs", 403, "Date: Sat, 22 Aug 2026 14:25:00 GMT\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1787409300\r\n", 600, "14:15:00.000Z (HTTP 403)");
    }
    void theFeedWaitsAndSaysUntilWhen()
    {
        QFETCH(int, status);
        QFETCH(QString, headers);
        QFETCH(int, seconds);
        QFETCH(QString, says);
        FaultServer server([&](const SeenRequest&) { return reply(status, "application/json", status == 200 ? kRuns : "{}", headers.toStdString()); });
        EngineOptions options;
        options.config.feeds = {feedOf(server.url())};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY(sink.statusOf("ci").nextPoll.has_value());
        engine.stop();
        const auto seen = sink.statusOf("ci");
        QCOMPARE(*seen.nextPoll - kNow, Millis{seconds * 1000});
        QVERIFY2(seen.error.find(says.toStdString()) != std::string::npos, seen.error.c_str());
        QVERIFY(seen.hint.find("The server asks to wait until 2026-08-22T1") == 0);
        QVERIFY(status != 403 || seen.state == FeedState::failing);
        QCOMPARE(seen.lastSuccess.has_value(), status == 200);
        QCOMPARE(server.requests().size(), 1U); // not even the details
    }
    void whatIsLeftUnaskedIsAskedLater()
    {
        std::atomic<bool> spent{true};
        FaultServer server([&](const SeenRequest& request) {
            if (request.path.find("/d/") != std::string::npos)
                return json("{\"state\":\"success\"}");
            return reply(200, "application/json", kRuns, spent ? "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1787409300\r\n" : "X-RateLimit-Remaining: 9\r\nX-RateLimit-Reset: 1787409300\r\n");
        });
        EngineOptions options;
        options.config.feeds = {feedOf(server.url())};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY(sink.statusOf("ci").nextPoll.has_value());
        QCOMPARE(sink.statusOf("ci").state, FeedState::partial);
        QVERIFY(sink.all(&Batch::changes).empty());
        spent = false;
        engine.pollNow("ci"); // a person may ask before
        QTRY_COMPARE(sink.statusOf("ci").state, FeedState::ok);
        engine.stop();
        QCOMPARE(sink.all(&Batch::changes).size(), 2U);
        QVERIFY(sink.statusOf("ci").error.empty());
    }
};

VEDETTE_TEST(TestRateLimits)
#include "tst_rate_limits.moc"
