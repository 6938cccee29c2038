// The configuration's names of services and what it leaves out hold for headless answers and for what the keeper derives.

#include "models/session/answers.h"
#include "models/session/keeper.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

AlertEpisode told(const char* environment, double from, double to)
{
    AlertEpisode a;
    a.name = "HighErrorRate";
    a.service = "carts";
    a.environment = environment;
    a.level = Severity::critical;
    a.labels = Labels{{"alertname", "HighErrorRate"}, {"service", "carts"}, {"environment", environment}};
    a.id = std::string("alert-") + environment;
    a.fingerprint = std::string(environment) == "ab" ? "00000000000000ab" : "00000000000000aa";
    a.state = AlertState::resolved;
    a.startsAt = at(from);
    a.endsAt = at(to);
    a.seenAt = at(to);
    a.sources = {"p"};
    return a;
}

std::shared_ptr<const Config> names(const char* leftOut = nullptr)
{
    auto config = std::make_shared<Config>();
    config->serviceAliases = {{"carts", "cart"}};
    config->retentionDays = 365;
    if (leftOut != nullptr)
        config->leftOut = {*parseSelector(leftOut)};
    return config;
}

SeriesSamples up(const char* service, double from, double to)
{
    SeriesSamples s;
    s.labels = Labels{{"__name__", "up"}, {"service", service}, {kFeedLabel, "p"}};
    for (double minute = from; minute < to; ++minute) {
        s.times.push_back(at(minute));
        s.values.push_back(1);
    }
    return s;
}

} // namespace

class TestServiceWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersTellServicesByTheCataloguesNames()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        batch.importedAlerts = {told("prod", 10, 20), told("ab", 10, 20)};
        VERIFY_OK(writer->commit(batch));
        auto answers = Answers::open(folder.path(), names(R"({environment="ab"})"), at(60));
        VERIFY_OK(answers);
        for (const char* name : {"cart", "carts"}) {
            const auto matcher = Matcher::make("service", MatchOp::equal, name);
            const auto alerts = (*answers)->alerts(kAllTime, {*matcher});
            VERIFY_OK(alerts);
            QCOMPARE(alerts->size(), 2U); // both are listed
        }
        VERIFY_OK((*answers)->suspectsOf("alert-prod"));
        const auto refused = (*answers)->suspectsOf("alert-ab");
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().detail, std::string("the alert \"alert-ab\" is of an instance that is left out"));
    }
    void anEndIsDoubtfulWhereNoNameOfTheServiceIsHeardOf_data()
    {
        QTest::addColumn<double>("otherNameTo"); // how long an instance under its other name lives
        QTest::addColumn<bool>("doubtful");
        QTest::newRow("it goes on under its other name") << 60.0 << false;
        QTest::newRow("both names fall silent") << 30.0 << true;
    }
    void anEndIsDoubtfulWhereNoNameOfTheServiceIsHeardOf()
    {
        QFETCH(double, otherNameTo);
        QFETCH(bool, doubtful);
        CacheFolder folder;
        auto opened = folder.writer();
        Batch batch;
        batch.samples = {up("cart", 0, 30), up("carts", 0, otherNameTo), up("web", 0, 60)};
        AlertPoll fires{"p", at(25), {told("prod", 25, 40)}, Millis{15000}};
        fires.alerts[0].id.clear();
        fires.alerts[0].state = AlertState::firing;
        fires.alerts[0].endsAt.reset();
        batch.alertPolls = {fires, {"p", at(40), {}, Millis{15000}}};
        VERIFY_OK(opened->commit(batch));
        {
            WriterThread writer(std::move(opened), {});
            const ManualClock clock(at(60));
            Keeper keeper(folder.path(), writer, clock, {});
            keeper.setConfig(names());
            VERIFY_OK(keeper.runOnce());
            writer.flush();
        }
        const auto alerts = folder.reader()->alerts(kAllTime);
        VERIFY_OK(alerts);
        QCOMPARE(alerts->size(), 1U);
        QCOMPARE(alerts->front().service, std::string("carts")); // as told
        QCOMPARE(alerts->front().state == AlertState::doubtful, doubtful);
    }
};

VEDETTE_TEST(TestServiceWords)
#include "tst_service_words.moc"
