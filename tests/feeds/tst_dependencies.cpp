#include "models/catalog/config_reader.h"
#include "models/feeds/feed_engine.h"
#include "models/feeds/sources/dependencies.h"
#include "models/feeds/sources/source.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

#include <QFile>

#include <mutex>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

std::string fixture(const char* name)
{
    QFile file(QStringLiteral("tests/feeds/fixtures/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

QString shown(const std::vector<DependencyCall>& calls)
{
    QString out;
    for (const auto& c : calls)
        out += QString::fromStdString(c.parent + ">" + c.child + "=" + std::to_string(c.calls) + "/" + std::to_string(c.errors) + "; ");
    return out;
}

FeedConfig feedOf(FeedKind kind, const std::string& url = "http://traces.example")
{
    FeedConfig feed;
    feed.name = "traces";
    feed.kind = kind;
    feed.url = url;
    feed.pollInterval = Millis{40};
    feed.lookback = std::chrono::hours{6};
    return feed;
}

/// One poll of a source, answered with these bytes.
Reading answered(Source& source, const std::string& body, int status = 200)
{
    const auto asks = source.poll(kNow);
    Told told;
    told.status = status;
    told.body = body;
    told.contentType = "application/json";
    told.at = kNow + Millis{250};
    return source.read(asks.at(0), told);
}

} // namespace

class TestDependencies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bothFormsAreReadAndWhatIsMissingIsTolerated_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("calls");
        QTest::addColumn<int>("nameless");
        QTest::newRow("zipkin") << QStringLiteral("zipkin/dependencies.json")
                                << QStringLiteral("cart>cart-db=240/0; payments>payments=2/0; web>cart=125/4; web>mail\u21B5box=0/0; web>payments=17/0; web>search=0/0; ") << 1;
        QTest::newRow("jaeger") << QStringLiteral("jaeger/dependencies.json") << QStringLiteral("cart>cart-db=240/0; web>cart=120/0; web>payments=0/0; ") << 0;
        QTest::newRow("no traces") << QStringLiteral("jaeger/empty.json") << QString() << 0;
    }
    void bothFormsAreReadAndWhatIsMissingIsTolerated()
    {
        QFETCH(QString, file);
        QFETCH(QString, calls);
        QFETCH(int, nameless);
        const auto read = parseDependencies(fixture(qPrintable(file)));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
        QCOMPARE(shown(read->calls), calls);
        QCOMPARE(static_cast<int>(read->nameless), nameless);
    }
    void whatIsNoSuchListIsRefusedInWords_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("says");
        QTest::newRow("errors") << QString::fromStdString(fixture("jaeger/refused.json")) << QStringLiteral("the server says: storage is not there");
        QTest::newRow("no list") << QStringLiteral(R"({"total":0})") << QStringLiteral("the answer has no list at \"data\"");
        QTest::newRow("an object as data") << QStringLiteral(R"({"data":{}})") << QStringLiteral("the answer has no list at \"data\"");
        QTest::newRow("a web page") << QStringLiteral("<html>login</html>") << QStringLiteral("the answer is a web page, not who calls whom");
        QTest::newRow("nothing") << QString() << QStringLiteral("the answer is empty");
    }
    void whatIsNoSuchListIsRefusedInWords()
    {
        QFETCH(QString, body);
        QFETCH(QString, says);
        const auto source = makeSource({feedOf(FeedKind::jaeger), {}, {}, {}, {}});
        const auto reading = answered(*source, body.toStdString());
        QVERIFY(reading.failed.has_value());
        QVERIFY2(reading.failed->error.text().find(says.toStdString()) != std::string::npos, reading.failed->error.text().c_str());
        QVERIFY(reading.batches.empty());
    }
    void theServerIsAskedForItsLookback_data()
    {
        QTest::addColumn<bool>("jaeger");
        QTest::addColumn<QString>("path");
        QTest::newRow("zipkin") << false << QStringLiteral("/api/v2/dependencies");
        QTest::newRow("jaeger") << true << QStringLiteral("/api/dependencies");
    }
    void theServerIsAskedForItsLookback()
    {
        QFETCH(bool, jaeger);
        QFETCH(QString, path);
        const auto source = makeSource({feedOf(jaeger ? FeedKind::jaeger : FeedKind::zipkin), {}, {}, {}, {}});
        const auto asks = source->poll(kNow);
        QCOMPARE(asks.size(), 1U);
        QCOMPARE(QString::fromStdString(asks[0].path), path);
        QCOMPARE(formEncoded(asks[0].params), std::string("endTs=1787407500000&lookback=21600000"));
        const auto reading = answered(*source, fixture("zipkin/dependencies.json"));
        QCOMPARE(reading.batches.size(), 1U);
        const auto& poll = reading.batches[0].dependencies.at(0);
        QCOMPARE(poll.span, (TimeRange{kNow - std::chrono::hours{6}, kNow}));
        QCOMPARE(poll.feed, std::string("traces"));
        QCOMPARE(reading.records, std::int64_t(6));
        QCOMPARE(reading.partials.at(0), std::string("1 of 8 records were left out (a call without a caller or a callee)"));
    }
    void anEmptyAnswerIsToldAsOne()
    {
        const auto source = makeSource({feedOf(FeedKind::zipkin), {}, {}, {}, {}});
        auto reading = answered(*source, "[]");
        QCOMPARE(reading.partials.at(0), std::string("no traces within 6h"));
        QCOMPARE(reading.batches.at(0).dependencies.at(0).calls.size(), 0U); // the cache judges whether it stands
        QVERIFY(answered(*source, fixture("jaeger/dependencies.json")).partials.empty());
        QCOMPARE(answered(*source, "[]").partials.at(0), std::string("no traces within 6h: the calls that were seen before are kept"));
    }
    void noMorePairsThanTheLimitAreRead()
    {
        std::string body = "[";
        for (std::size_t i = 0; i < kMaxDependencies + 2; ++i)
            body += (i == 0 ? "{\"parent\":\"p\",\"child\":\"c" : ",{\"parent\":\"p\",\"child\":\"c") + std::to_string(i) + "\"}";
        const auto read = parseDependencies(body + "]");
        QVERIFY(read.ok());
        QVERIFY(read->cut);
        QCOMPARE(read->calls.size(), kMaxDependencies);
    }
    void theEngineCarriesItAndSaysWhenThereAreNoTraces()
    {
        std::mutex mutex;
        std::string body = fixture("jaeger/dependencies.json");
        FaultServer server([&](const SeenRequest& request) {
            const std::scoped_lock lock(mutex);
            return request.path.rfind("/api/services", 0) == 0 ? json(R"({"data":["web","cart"],"total":2})") : json(body);
        });
        EngineOptions options;
        options.config.feeds = {feedOf(FeedKind::jaeger, server.url())};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_COMPARE(sink.statusOf("traces").state, FeedState::ok);
        QCOMPARE(shown(sink.all(&Batch::dependencies).at(0).calls), QStringLiteral("cart>cart-db=240/0; web>cart=120/0; web>payments=0/0; "));
        {
            const std::scoped_lock lock(mutex);
            body = fixture("jaeger/empty.json");
        }
        engine.pollNow("traces");
        QTRY_COMPARE(sink.statusOf("traces").state, FeedState::partial);
        QCOMPARE(sink.statusOf("traces").error, std::string("no traces within 6h: the calls that were seen before are kept"));
        std::string tested;
        engine.test("traces", [&](const Result<std::string>& said) {
            const std::scoped_lock lock(mutex);
            tested = said.ok() ? said.value() : said.error().text();
        });
        QTRY_VERIFY((std::scoped_lock(mutex), !tested.empty()));
        engine.stop();
        QVERIFY2(tested.find("2 services are traced") != std::string::npos, tested.c_str());
    }
    void theExamplesAreRead_data()
    {
        QTest::addColumn<QString>("folder");
        for (const char* name : {"zipkin", "jaeger"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void theExamplesAreRead()
    {
        QFETCH(QString, folder);
        const auto read = readConfig("tests/feeds/fixtures/" + folder.toStdString() + "/vedette.yaml", {"resources/feeds"});
        for (const auto& finding : read.findings)
            QFAIL(finding.text().c_str());
        QCOMPARE(read.config.feeds.size(), 1U);
        QCOMPARE(QString::fromUtf8(std::string(feedKindName(read.config.feeds[0].kind)).c_str()), folder);
        QCOMPARE(read.config.feeds[0].lookback, Millis{std::chrono::hours{24}});
        QCOMPARE(read.config.feeds[0].pollInterval, Millis{std::chrono::minutes{10}});
    }
};

VEDETTE_TEST(TestDependencies)
#include "tst_dependencies.moc"
