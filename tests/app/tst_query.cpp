// query: through to the source, past retention, and out of what is kept when the source is gone

#include "tests/app/vedette_run.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

#include <QUrl>
#include <QUrlQuery>

#include <atomic>

using namespace vedette::test;

namespace {

/// Answers each range with its own times.
FaultReply answer(const SeenRequest& request)
{
    const QUrlQuery query(QUrl(QString::fromStdString(request.path)));
    const auto number = [&](const char* name) { return query.queryItemValue(QLatin1String(name)).toDouble(); };
    QByteArray values;
    for (double t = number("start"); t <= number("end"); t += number("step"))
        values += (values.isEmpty() ? "[" : ",[") + QByteArray::number(t, 'f', 3) + ",\"" + QByteArray::number(static_cast<int>(t / 3600) % 50) + "\"]";
    return json(R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[)" + values.toStdString() + "]}]}}");
}

} // namespace

class QueryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQueryPastRetentionTellsItsPartsAndAnswersOffline()
    {
        std::atomic<bool> down = false;
        const FaultServer server([&](const SeenRequest& request) { return down ? reply(503, "text/plain", {}) : answer(request); });
        const VedetteRun own;
        own.file(QStringLiteral("vedette.yaml"), "retention: {days: 2}\nprometheus:\n  - {name: kr1, url: \"" + QByteArray::fromStdString(server.url()) + "\"}\n");
        const auto told = own.run(QStringLiteral("query up --last 20d -o json"));
        QVERIFY2(told.code == 0, told.err);
        const auto all = told.json();
        QCOMPARE(all[QStringLiteral("resultType")].toString(), QStringLiteral("matrix"));
        QCOMPARE(all[QStringLiteral("series")].toArray().size(), 1);
        QVERIFY(all[QStringLiteral("kept")].toBool());
        QVERIFY(all[QStringLiteral("unread")].toArray().isEmpty());
        const auto parts = all[QStringLiteral("parts")].toArray();
        QCOMPARE(parts.size(), 2);
        QCOMPARE(parts[0][QStringLiteral("to")], all[QStringLiteral("boundary")]);
        QCOMPARE(parts[0][QStringLiteral("stepSeconds")].toInt(), 3600);
        QCOMPARE(parts[1][QStringLiteral("stepSeconds")].toInt(), 60);
        const auto asked = server.requests().size();
        QVERIFY2(own.run(QStringLiteral("query up --last 20d")).err.contains("the cache's own samples begin at "), "the boundary is told");
        QCOMPARE(server.requests().size(), asked + 1); // what lies before retention is not asked again

        down = true;
        const auto offline = own.run(QStringLiteral("query up --last 20d -o json"));
        QCOMPARE(offline.code, 3);
        QCOMPARE(offline.json()[QStringLiteral("stale")].toArray(), QJsonArray{QStringLiteral("kr1")});
        QCOMPARE(offline.json()[QStringLiteral("unread")].toArray().size(), 1);
        for (const auto& part : offline.json()[QStringLiteral("parts")].toArray())
            QCOMPARE(part[QStringLiteral("origin")].toString(), QStringLiteral("kept"));
        QVERIFY(offline.json()[QStringLiteral("series")].toArray()[0][QStringLiteral("values")].toArray().size() > 18 * 24 + 2 * 1430);
        QVERIFY(own.run(QStringLiteral("query up --last 20d")).err.contains("not read from kr1: "));
        const auto never = own.run(QStringLiteral("query other --last 20d"));
        QCOMPARE(never.code, 3);
        QVERIFY(never.out.isEmpty());
    }

    void aRangeWithinRetentionHasNoBoundary()
    {
        const FaultServer server(answer);
        const VedetteRun own;
        own.file(QStringLiteral("vedette.yaml"), "prometheus:\n  - {name: kr1, url: \"" + QByteArray::fromStdString(server.url()) + "\"}\n");
        const auto told = own.run(QStringLiteral("query up --last 1h --step 60s -o json"));
        QVERIFY2(told.code == 0, told.err);
        QVERIFY(told.json()[QStringLiteral("boundary")].isNull());
        QCOMPARE(told.json()[QStringLiteral("series")].toArray()[0][QStringLiteral("values")].toArray().size(), 61);
        QCOMPARE(server.requests().size(), std::size_t{1});
        QVERIFY(!own.run(QStringLiteral("query up --last 1h")).err.contains("own samples"));
    }
};

VEDETTE_TEST(QueryTest)
#include "tst_query.moc"
