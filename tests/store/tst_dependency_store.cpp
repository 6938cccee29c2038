#include "models/store/byte_stream.h"
#include "models/store/record_packing.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

DependencyPoll told(const char* feed, double minute, std::vector<DependencyCall> calls)
{
    return {feed, span(minute - 60, minute), std::move(calls), at(minute)};
}

Batch batchOf(DependencyPoll poll)
{
    Batch batch;
    batch.dependencies.push_back(std::move(poll));
    return batch;
}

std::string callText(const std::vector<DependencyPoll>& polls)
{
    std::string out;
    for (const auto& poll : polls) {
        for (const auto& c : poll.calls)
            out += poll.feed + ":" + c.parent + ">" + c.child + "x" + std::to_string(c.calls) + "/" + std::to_string(c.errors) + " ";
    }
    return out;
}

ChangeRecord deploy(const char* source, const char* service, double minute)
{
    ChangeRecord c;
    c.id = std::string(source) + "-1";
    c.source = source;
    c.service = service;
    c.environment = "prod";
    c.revision = "v1.4.2";
    c.status = ChangeStatus::success;
    c.startsAt = at(minute);
    c.endsAt = at(minute + 3);
    c.seenAt = at(minute + 3);
    return c;
}

AlertEpisode alert(const char* service, double minute)
{
    AlertEpisode a;
    a.id = std::string(service) + "-alert";
    a.fingerprint = "00000000000000aa";
    a.name = "HighErrorRate";
    a.service = service;
    a.labels = {{"alertname", "HighErrorRate"}, {"service", service}};
    a.startsAt = at(minute);
    a.endsAt = at(minute + 5);
    a.seenAt = at(minute + 5);
    a.state = AlertState::resolved;
    return a;
}

SeriesSamples upSeries(const char* service, const char* environment, double from, double to, double value)
{
    SeriesSamples s;
    s.labels = Labels{{"__name__", "up"}, {"service", service}, {"environment", environment}};
    for (double minute = from; minute < to; ++minute) {
        s.times.push_back(at(minute));
        s.values.push_back(value);
    }
    return s;
}

} // namespace

class TestDependencyStore final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAnswerReplacesWhatItsFeedToldBeforeAndNoOther()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        VERIFY_OK(writer->commit(batchOf(told("zipkin", 10, {{"web", "cart", 12, 1}, {"cart", "db", 5, 0}}))));
        VERIFY_OK(writer->commit(batchOf(told("jaeger", 11, {{"web", "cart", 12, 0}}))));
        VERIFY_OK(writer->commit(batchOf(told("zipkin", 20, {{"web", "pay", 3, 0}}))));
        writer.reset();
        const auto kept = folder.reader()->dependencies();
        VERIFY_OK(kept);
        QCOMPARE(callText(*kept), std::string("jaeger:web>cartx12/0 zipkin:web>payx3/0 "));
        QCOMPARE((*kept)[1].span, span(-40, 20));
        QCOMPARE((*kept)[1].at, at(20));
    }

    void anEmptyAnswerIsTakenOnlyWhenWhatIsKeptIsOlderThanItsSpan_data()
    {
        QTest::addColumn<double>("minute");
        QTest::addColumn<bool>("kept");
        QTest::newRow("at once") << 11.0 << true;
        QTest::newRow("at the end of the span") << 70.0 << true;
        QTest::newRow("beyond it") << 70.1 << false;
        QTest::newRow("by a clock that went back") << -5.0 << true;
    }
    void anEmptyAnswerIsTakenOnlyWhenWhatIsKeptIsOlderThanItsSpan()
    {
        QFETCH(double, minute);
        QFETCH(bool, kept);
        CacheFolder folder;
        auto writer = folder.writer();
        VERIFY_OK(writer->commit(batchOf(told("zipkin", 10, {{"web", "cart", 12, 1}}))));
        VERIFY_OK(writer->commit(batchOf(told("zipkin", minute, {}))));
        const auto read = folder.reader()->dependencies();
        VERIFY_OK(read);
        QCOMPARE(read->size(), 1U);
        QCOMPARE(read->front().calls.size(), kept ? 1U : 0U);
        QCOMPARE(read->front().at, kept ? at(10) : at(minute));
    }

    void twoTellingsOfOneDeployUnderTwoNamesAreOneChangeOnceTheNamesAreKnown()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        batch.changes = {deploy("argocd", "payment-api", 10), deploy("jenkins", "payments", 11)};
        VERIFY_OK(writer->commit(batch));
        auto reader = folder.reader();
        QCOMPARE(reader->changes(kAllTime)->size(), 2U);
        reader->setServiceNames({{"payments", "payment-api"}});
        const auto joined = reader->changes(kAllTime);
        VERIFY_OK(joined);
        QCOMPARE(joined->size(), 1U);
        QCOMPARE(joined->front().service, std::string("payment-api"));
        QCOMPARE(joined->front().sources, (std::vector<std::string>{"argocd", "jenkins"}));
        QCOMPARE(reader->changes(kAllTime, at(60))->size(), 1U);
        QCOMPARE(reader->changeRecords(kAllTime)->back().service, std::string("payments")); // as told
        reader->setServiceNames({}); // history follows a name that is taken back
        QCOMPARE(reader->changes(kAllTime)->size(), 2U);
    }

    void everythingThatNamesAServiceIsToldByTheCataloguesName()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        batch.importedAlerts = {alert("payments", 10)};
        batch.dependencies = {told("zipkin", 20, {{"web", "payments", 7, 2}, {"payments", "bank", 7, 0}})};
        batch.notes = {Note{0, at(12), "kim", "look at it", "payments", at(12)}};
        ServiceInfo info;
        info.name = "payments";
        info.dependsOn = {"bank", "payments"};
        batch.services = {info};
        VERIFY_OK(writer->commit(batch));
        AnomalyFlag flag;
        flag.watch = "errors";
        flag.series = "s";
        flag.service = "payments";
        flag.from = at(1);
        flag.to = at(2);
        VERIFY_OK(writer->putFlags("errors", "s", at(0), {flag}, at(2)));
        auto reader = folder.reader();
        const std::map<std::string, std::string> names{{"payments", "payment-api"}};
        for (int twice = 0; twice < 2; ++twice) {
            reader->setServiceNames(names);
            QCOMPARE(reader->alerts(kAllTime)->front().service, std::string("payment-api"));
            QCOMPARE(std::string(reader->alerts(kAllTime)->front().labels.value("service")), std::string("payments"));
            QCOMPARE(reader->flags(kAllTime)->front().service, std::string("payment-api"));
            QCOMPARE(reader->notes(kAllTime)->front().service, std::string("payment-api"));
            QCOMPARE(reader->services()->front().name, std::string("payment-api"));
            QCOMPARE(reader->services()->front().dependsOn, (std::vector<std::string>{"bank", "payment-api"}));
            QCOMPARE(callText(*reader->dependencies()), std::string("zipkin:web>payment-apix7/2 zipkin:payment-api>bankx7/0 "));
        }
    }

    void aServiceLivesWhileAnInstanceUnderAnyOfItsNamesThatCountsLives()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        Batch batch; // one name dies at minute 30, the other goes on; a test instance lives on in both cases
        batch.samples = {upSeries("payment-api", "prod", 0, 30, 1), upSeries("payments", "prod", 0, 60, 1), upSeries("cart", "prod", 0, 30, 1),
            upSeries("cart", "ab", 0, 60, 1)};
        VERIFY_OK(writer->commit(batch));
        auto reader = folder.reader();
        const std::vector<std::string> labels{"service"};
        const auto gapsOf = [&](const std::vector<Matchers>& leftOut) {
            std::string out;
            const auto gaps = reader->telemetryGaps(span(0, 60), labels, leftOut);
            for (const auto& gap : *gaps)
                out += gap.service + " ";
            return out;
        };
        QCOMPARE(gapsOf({}), std::string("payment-api "));
        reader->setServiceNames({{"payments", "payment-api"}});
        QCOMPARE(gapsOf({}), std::string());
        QCOMPARE(gapsOf({*parseSelector(R"({environment="ab"})")}), std::string("cart "));
    }

    void aServiceIsPackedWithItsPeopleAndOldRowsAreRead()
    {
        ServiceInfo s{"pay", "money", 2, {"bank"}, {{"zone", "kr"}}, {{"Runbook", "https://run.book/pay"}}};
        const auto old = [&] { // the six fields of the first release
            ByteWriter out;
            out.u8(1);
            out.text("pay"), out.text("money"), out.zigzag(2), out.varint(1), out.text("bank"), out.varint(1), out.text("zone"), out.text("kr");
            out.varint(1), out.text("Runbook"), out.text("https://run.book/pay");
            return out.take();
        }();
        ServiceInfo read;
        QVERIFY(unpackRecord(old, read));
        QCOMPARE(packRecord(read), packRecord(s));
        s.title = "Payments", s.channel = "#pay", s.members = {"Kim Min-su", "Lee Ji-eun"}, s.deputy = "Lee Ji-eun", s.team = "Money";
        s.environment = "production", s.tags = {"java"}, s.aliases = {"payments"}, s.lifecycle = "production", s.system = "shop";
        s.type = "service", s.description = "Takes money";
        const auto bytes = packRecord(s);
        ServiceInfo again;
        QVERIFY(unpackRecord(bytes, again));
        QCOMPARE(packRecord(again), bytes);
        QCOMPARE(again.deputy, s.deputy);
        QCOMPARE(again.aliases, s.aliases);
        QCOMPARE(again.members, s.members);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) { // no length of them is more than an error
            ServiceInfo half;
            (void)unpackRecord(std::string_view(bytes).substr(0, cut), half);
        }
    }
};

VEDETTE_TEST(TestDependencyStore)
#include "tst_dependency_store.moc"
