#include "models/feeds/feed_engine.h"
#include "models/feeds/http_words.h"
#include "models/feeds/sources/source.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

#include <atomic>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00
const std::string kTag = "W/\"v1\"";

FeedConfig feedOf(bool withDetails, const std::string& url = "http://h.example/list")
{
    FeedConfig feed;
    feed.name = "ci";
    feed.cluster = "main";
    feed.kind = FeedKind::json;
    feed.url = url;
    feed.pollInterval = Millis{40};
    feed.mapping.list = "$";
    feed.mapping.fields = {{"id", {{"id", false}}}, {"startsAt", {{"t", false}}}, {"service", {{"s", false}}}, {"status", {{"state", false}}}};
    feed.mapping.paging = JsonMapping::Paging::pageParameter;
    feed.mapping.pageParameter = "page";
    if (withDetails)
        feed.mapping.detail = JsonMapping::Detail{"/d/{id}", "$", {{"status", {{"state", false}}}}, 4};
    return feed;
}

std::unique_ptr<Source> sourceOf(FeedConfig feed)
{
    SourceContext context;
    context.feed = std::move(feed);
    context.backfill = std::chrono::hours(1); // what is told below is older: a first page is all there is
    return makeSource(context);
}

std::string rows(int count, const char* state = "success")
{
    std::string out = "[";
    for (int i = 0; i < count; ++i)
        out += (i > 0 ? "," : "") + std::string("{\"id\":") + std::to_string(i) + ",\"s\":\"cart\",\"state\":\"" + state + "\",\"t\":" + std::to_string(1'787'400'000 - i) + "}";
    return out + "]";
}

Reading answered(Source& source, const Ask& ask, std::string body, const std::string& etag = kTag, Time at = kNow)
{
    Told told;
    told.at = at;
    told.body = std::move(body);
    told.etag = etag;
    return source.read(ask, told);
}

Reading unchanged(Source& source, const Ask& ask, Time at = kNow)
{
    Told told;
    told.status = 304;
    told.at = at;
    return source.read(ask, told);
}

} // namespace

class TestConditionalRequests : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyEntityTagsAreSentBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("tag");
        const auto row = [](const char* text, const char* tag) { QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(tag); };
        row(" \"a b\" ", "");
        row(" \"ab\" ", "\"ab\"");
        row("W/\"a-gzip\"", "W/\"a-gzip\"");
        row("\"\"", "\"\"");
        row("", "");
        row("\"", "");
        row("W/\"", "");
        row("w/\"a\"", "");
        row("plain", "");
        row("\"a\"b\"", "");
        row("\"a\tb\"", "");
    }
    void onlyEntityTagsAreSentBack()
    {
        QFETCH(QString, text);
        QFETCH(QString, tag);
        QCOMPARE(QString::fromStdString(entityTag(text.toStdString())), tag);
        QVERIFY(entityTag('"' + std::string(255, 'x') + '"').empty());
    }
    void aListThatWasReadWholeIsAskedForWithItsTag()
    {
        const auto source = sourceOf(feedOf(false));
        const auto first = source->poll(kNow).at(0);
        QVERIFY(first.ifNoneMatch.empty());
        const auto reading = answered(*source, first, rows(3));
        QCOMPARE(reading.records, 3);
        QVERIFY(reading.more.empty());
        (void)source->pollRead(kNow);
        for (int i = 1; i < 4; ++i) {
            const auto again = source->poll(kNow + std::chrono::minutes(i)).at(0);
            QCOMPARE(QString::fromStdString(again.ifNoneMatch), QString::fromStdString(kTag));
            const auto nothing = unchanged(*source, again, kNow + std::chrono::minutes(i));
            QVERIFY(!nothing.failed && nothing.batches.empty() && nothing.more.empty());
            QCOMPARE(nothing.records, 0);
            QVERIFY(source->pollRead(kNow + std::chrono::minutes(i)).has_value());
        }
        QVERIFY(source->poll(kNow + std::chrono::hours(1)).at(0).ifNoneMatch.empty()); // once an hour all is read
    }
    void aTagIsNotKeptWhereSomethingIsLeftToRead_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"no tag", "a second page", "a row left out", "a moving window", "a poll that failed"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void aTagIsNotKeptWhereSomethingIsLeftToRead()
    {
        QFETCH(QString, how);
        auto feed = feedOf(false);
        if (how == QLatin1String("a moving window"))
            feed.mapping.params = {{"since", "{from_s}"}};
        SourceContext context;
        context.feed = feed;
        context.backfill = how == QLatin1String("a second page") ? std::chrono::hours(24) : std::chrono::hours(1);
        const auto source = makeSource(context);
        auto body = rows(3);
        if (how == QLatin1String("a row left out"))
            body.replace(body.find("\"id\":0,"), 7, "");
        auto reading = answered(*source, source->poll(kNow).at(0), body, how == QLatin1String("no tag") ? std::string{} : kTag);
        QCOMPARE(reading.more.size(), how == QLatin1String("a second page") || how == QLatin1String("a moving window") ? 1U : 0U);
        for (const auto& ask : reading.more)
            QVERIFY(answered(*source, ask, "[]", "\"other\"").more.empty());
        if (how != QLatin1String("a poll that failed"))
            (void)source->pollRead(kNow);
        QVERIFY(source->poll(kNow + std::chrono::minutes(1)).at(0).ifNoneMatch.empty());
    }
    void aPollThatReadMoreForgetsTheTagBefore()
    {
        const auto source = sourceOf(feedOf(false));
        (void)answered(*source, source->poll(kNow).at(0), rows(3));
        (void)source->pollRead(kNow);
        const auto second = source->poll(kNow + std::chrono::minutes(1)).at(0);
        QVERIFY(!second.ifNoneMatch.empty());
        (void)answered(*source, second, rows(4), "\"v2\"");
        QVERIFY(source->poll(kNow + std::chrono::minutes(2)).at(0).ifNoneMatch.empty()); // the second poll never ended well
    }
    void whatIsStillRunningIsAskedForWithItsOwnTag()
    {
        const auto source = sourceOf(feedOf(true));
        const auto at = [](int minute) { return kNow + std::chrono::minutes(minute); };
        const auto page = answered(*source, source->poll(at(0)).at(0), rows(2, "running"));
        QCOMPARE(page.more.size(), 2U);
        for (const auto& ask : page.more) {
            QVERIFY(ask.ifNoneMatch.empty());
            (void)answered(*source, ask, "{\"state\":\"running\"}", '"' + ask.path + '"');
        }
        (void)source->pollRead(at(0));
        // The list is the same; its runs may have ended all the same.
        const auto second = source->poll(at(1)).at(0);
        QVERIFY(!second.ifNoneMatch.empty());
        const auto details = unchanged(*source, second, at(1)).more;
        QCOMPARE(details.size(), 2U);
        for (const auto& ask : details)
            QCOMPARE(QString::fromStdString(ask.ifNoneMatch), QString::fromStdString('"' + ask.path + '"'));
        const auto same = unchanged(*source, details[0], at(1));
        QVERIFY(!same.failed && same.batches.empty() && same.more.empty());
        QCOMPARE(answered(*source, details[1], "{\"state\":\"success\"}", "\"end\"", at(1)).records, 1);
        (void)source->pollRead(at(1));
        const auto left = unchanged(*source, source->poll(at(2)).at(0), at(2)).more;
        QCOMPARE(left.size(), 1U);
        QCOMPARE(left[0].path, details[0].path);
        QVERIFY(!left[0].ifNoneMatch.empty());
        (void)source->pollRead(at(2));
        // What the list says differently is told with its details again.
        auto other = rows(2, "running");
        for (auto mark = other.find("cart"); mark != std::string::npos; mark = other.find("cart"))
            other.replace(mark, 4, "shop");
        const auto renamed = answered(*source, source->poll(at(3)).at(0), other, "\"v2\"", at(3));
        QCOMPARE(renamed.more.size(), 1U);
        QVERIFY(renamed.more[0].ifNoneMatch.empty());
    }
    void nothingNewIsAGoodPollAndSomethingNewIsRead()
    {
        std::atomic<int> deploys{2};
        std::atomic<int> spared{0};
        FaultServer server([&](const SeenRequest& request) {
            const int count = deploys;
            const auto tag = "\"v" + std::to_string(count) + '"';
            if (request.head.find("If-None-Match: " + tag + "\r\n") == std::string::npos)
                return reply(200, "application/json", rows(count), "ETag: " + tag + "\r\n");
            ++spared;
            return reply(304, "application/json", "", "ETag: " + tag + "\r\n");
        });
        EngineOptions options;
        options.config.feeds = {feedOf(false, server.url() + "/list")};
        options.backfill = std::chrono::hours(1);
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY(spared >= 2);
        QTRY_COMPARE(sink.statusOf("ci").state, FeedState::ok);
        deploys = 3;
        QTRY_VERIFY(spared >= 5);
        engine.stop();
        const auto changes = sink.all(&Batch::changes);
        QCOMPARE(changes.size(), 3U); // each once
        const auto polls = sink.all(&Batch::polls);
        QVERIFY(std::all_of(polls.begin(), polls.end(), [](const FeedPoll& poll) { return poll.ok && poll.error.empty(); }));
        QVERIFY(std::any_of(polls.begin(), polls.end(), [](const FeedPoll& poll) { return poll.httpStatus == 304 && poll.records == 0; }));
        QVERIFY(sink.statusOf("ci").lastSuccess.has_value());
    }
    void anAnswer304ThatWasNotAskedForIsAnError()
    {
        FaultServer server([](const SeenRequest&) { return reply(304, "application/json", ""); });
        EngineOptions options;
        options.once = true;
        options.config.feeds = {feedOf(false, server.url() + "/list")};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QVERIFY(engine.waitUntilDone(Millis{10000}));
        engine.stop();
        const auto status = sink.statusOf("ci");
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(status.error.find("answers that nothing changed, but was not asked that (HTTP 304)") != std::string::npos, status.error.c_str());
    }
};

VEDETTE_TEST(TestConditionalRequests)
#include "tst_conditional_requests.moc"
