#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

AlertEvent happened(const char* id, AlertEventKind kind, double minute, const char* fingerprint = "00000000000000ff")
{
    AlertEvent e;
    e.id = id;
    e.feed = "am-events";
    e.kind = kind;
    e.at = at(minute);
    e.seenAt = e.at;
    e.fingerprint = fingerprint;
    e.name = "HighErrors";
    return e;
}

Batch told(std::vector<AlertEvent> events)
{
    Batch batch;
    batch.alertEvents = std::move(events);
    return batch;
}

QStringList idsOf(const Result<std::vector<AlertEvent>>& events)
{
    QStringList out;
    if (!events.ok())
        return {QString::fromStdString(events.error().text())};
    for (const auto& e : *events)
        out << QString::fromStdString(e.id);
    return out;
}

} // namespace

class AlertEventStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldComesBack()
    {
        const CacheFolder folder;
        auto e = happened("a", AlertEventKind::silenced, 1, "ffeeddccbbaa9988");
        e.instance = "am-0";
        e.service = "cart";
        e.labels = Labels{{"alertname", "HighErrors"}, {"service", "cart"}};
        e.receiver = "page";
        e.integration = "slack[0]";
        e.reason = "first notification";
        e.groupKey = "{}:{service=\"cart\"}";
        e.resolved = true;
        e.by = {"s-1", "s-2"};
        e.text = "kim\n2026-08-22T16:00:00Z\ndisk swap";
        e.seenAt = at(2);
        VERIFY_OK(folder.writer()->commit(told({e})));
        const auto read = folder.reader()->alertEvents(kAllTime);
        VERIFY_OK(read);
        QCOMPARE(read->size(), std::size_t{1});
        const auto& r = read->front();
        QCOMPARE(r.fingerprint, e.fingerprint);
        QCOMPARE(static_cast<int>(r.kind), static_cast<int>(e.kind));
        QVERIFY(r.id == e.id && r.feed == e.feed && r.at == e.at && r.seenAt == e.seenAt && r.instance == e.instance && r.name == e.name);
        QVERIFY(r.service == e.service && r.labels == e.labels && r.receiver == e.receiver && r.integration == e.integration);
        QVERIFY(r.reason == e.reason && r.groupKey == e.groupKey && r.resolved && r.by == e.by && r.text == e.text);
    }

    void anEventToldAgainIsKeptOnceAsItWasFirstTold()
    {
        const CacheFolder folder;
        const auto writer = folder.writer();
        VERIFY_OK(writer->commit(told({happened("a", AlertEventKind::created, 1), happened("a", AlertEventKind::created, 1)})));
        auto late = happened("a", AlertEventKind::created, 1);
        late.seenAt = at(60);
        auto other = happened("a", AlertEventKind::created, 1);
        other.feed = "am-west";
        VERIFY_OK(writer->commit(told({late, other})));
        const auto read = folder.reader()->alertEvents(kAllTime);
        VERIFY_OK(read);
        QCOMPARE(read->size(), std::size_t{2});
        QCOMPARE(toMs(read->front().seenAt), toMs(at(1)));
    }

    void aWindowOneAlertAndWhatWasKnownThen()
    {
        const CacheFolder folder;
        auto seenLater = happened("c", AlertEventKind::notified, 3);
        seenLater.seenAt = at(30);
        VERIFY_OK(folder.writer()->commit(told({happened("b", AlertEventKind::grouped, 2), happened("a", AlertEventKind::created, 1), seenLater,
            happened("other", AlertEventKind::created, 2, "8000000000000001"), happened("up", AlertEventKind::started, 0, "")})));
        const auto reader = folder.reader();
        const std::string one = "00000000000000ff";
        QCOMPARE(idsOf(reader->alertEvents(kAllTime)), (QStringList{QStringLiteral("up"), QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("other"), QStringLiteral("c")}));
        QCOMPARE(idsOf(reader->alertEvents(kAllTime, one)), (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
        QCOMPARE(idsOf(reader->alertEvents(span(2, 3), one)), QStringList{QStringLiteral("b")});
        QCOMPARE(idsOf(reader->alertEvents(kAllTime, one, at(10))), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(idsOf(reader->alertEvents(kAllTime, "0000000000000000")), QStringList{QStringLiteral("up")});
        QCOMPARE(idsOf(reader->alertEvents(kAllTime, "8000000000000001")), QStringList{QStringLiteral("other")});
    }

    void aFingerprintThatIsNoneIsRefused_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("short") << QByteArray("ff");
        QTest::newRow("no digits") << QByteArray("00000000000000fg");
        QTest::newRow("long") << QByteArray(2000, 'a');
    }
    void aFingerprintThatIsNoneIsRefused()
    {
        QFETCH(QByteArray, words);
        const CacheFolder folder;
        const auto writer = folder.writer();
        const auto read = folder.reader()->alertEvents(kAllTime, words.toStdString());
        QVERIFY(!read.ok() && read.error().kind == ErrorKind::usage);
        QVERIFY(!writer->commit(told({happened("a", AlertEventKind::created, 1, words.constData())})).ok());
        QVERIFY(idsOf(folder.reader()->alertEvents(kAllTime)).isEmpty());
    }

    void whatIsOlderThanRetentionGoesInPieces()
    {
        const CacheFolder folder;
        const auto writer = folder.writer({{}, 2, 0});
        std::vector<AlertEvent> events;
        for (int i = 0; i < 1000; ++i)
            events.push_back(happened(("old" + std::to_string(i)).c_str(), AlertEventKind::silenced, i * 0.1));
        const double days3 = 3.0 * 24 * 60;
        events.push_back(happened("new", AlertEventKind::silenced, days3));
        VERIFY_OK(writer->commit(told(events)));
        int pieces = 0;
        for (bool finished = false; !finished && pieces < 50; ++pieces) {
            const auto step = writer->retire(at(days3 + 1));
            VERIFY_OK(step);
            finished = *step;
        }
        QVERIFY(pieces > 2);
        QCOMPARE(idsOf(folder.reader()->alertEvents(kAllTime)), QStringList{QStringLiteral("new")});
    }
};

VEDETTE_TEST(AlertEventStoreTest)
#include "tst_alert_event_store.moc"
