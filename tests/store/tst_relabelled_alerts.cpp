#include "models/base/text.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

/// One alert as its server says it, or as a feed's relabelling makes it (the fingerprint is of the server's own labels).
Batch poll(const char* feed, double when, bool rewritten)
{
    const Labels own{{"alertname", "High"}, {"app", "cart"}, {"severity", "P3"}};
    AlertEpisode e;
    e.fingerprint = hex64(own.fingerprint());
    e.labels = rewritten ? Labels{{"alertname", "High"}, {"service", "cart"}, {"severity", "page"}} : own;
    e.name = "High";
    e.service = rewritten ? "cart" : "";
    e.severity = rewritten ? "page" : "P3";
    e.level = rewritten ? Severity::critical : Severity::warning;
    e.startsAt = at(1);
    e.state = AlertState::firing;
    Batch batch;
    batch.alertPolls.push_back({feed, at(when), {e}, Millis{30'000}});
    return batch;
}

} // namespace

class RelabelledAlerts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFeedThatRelabelsHasTheSay_data()
    {
        QTest::addColumn<bool>("first");
        QTest::newRow("it tells first") << true;
        QTest::newRow("it tells second") << false;
    }
    void theFeedThatRelabelsHasTheSay()
    {
        QFETCH(bool, first);
        const CacheFolder folder;
        {
            const auto writer = folder.writer();
            for (int round = 0; round < 4; ++round) {
                QVERIFY(writer->commit(poll(first ? "am" : "prom", 2 + round, first)).ok());
                QVERIFY(writer->commit(poll(first ? "prom" : "am", 2.25 + round, !first)).ok());
            }
        }
        const auto alerts = folder.reader()->alerts(kAllTime, {});
        QVERIFY(alerts.ok());
        QCOMPARE(alerts->size(), std::size_t(1));
        const auto& one = alerts->front();
        QCOMPARE(one.service, std::string("cart"));
        QCOMPARE(one.level, Severity::critical);
        QCOMPARE(QString::fromStdString(one.labels.text()), QStringLiteral("{alertname=\"High\", service=\"cart\", severity=\"page\"}"));
        QCOMPARE(one.sources, (std::vector<std::string>{"am", "prom"}));
        // What was known when: at most one change of the severity, however often both told.
        const auto before = folder.reader()->alerts(kAllTime, at(2.5));
        QVERIFY(before.ok());
        QCOMPARE(before->front().level, Severity::critical);
    }
    void aloneTheOtherIsBelieved()
    {
        const CacheFolder folder;
        {
            const auto writer = folder.writer();
            QVERIFY(writer->commit(poll("am", 2, true)).ok());
            QVERIFY(writer->commit(poll("am", 3, false)).ok());
        }
        QCOMPARE(folder.reader()->alerts(kAllTime, {})->front().severity, std::string("P3"));
    }
};

VEDETTE_TEST(RelabelledAlerts)
#include "tst_relabelled_alerts.moc"
