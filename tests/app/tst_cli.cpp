#include "app/cli/verbs.h"
#include "tests/app/vedette_run.h"
#include "tests/support/test_main.h"

#include <QRegularExpression>
#include <QSet>

using namespace vedette;
using namespace vedette::test;

namespace {

/// Every text of a JSON value that begins like a time, except what is not one of RFC 3339 in UTC with milliseconds.
void collectOddTimes(const QJsonValue& value, QStringList& odd)
{
    static const QRegularExpression s_begin(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT"));
    static const QRegularExpression s_whole(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"));
    if (value.isString() && s_begin.match(value.toString()).hasMatch() && !s_whole.match(value.toString()).hasMatch())
        odd << value.toString();
    for (const auto& v : value.toArray())
        collectOddTimes(v, odd);
    for (const auto& v : value.toObject())
        collectOddTimes(v, odd);
}

} // namespace

class CliTest : public QObject {
    Q_OBJECT

    VedetteRun m_empty;
    VedetteRun m_fleet; ///< with the cache of fleetLines()

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(QFileInfo(VedetteRun::program()).isExecutable(), "VEDETTE_EXE names no program");
        const auto ran = m_fleet.run(QStringLiteral("import"), {m_fleet.file(QStringLiteral("fleet.jsonl"), fleetLines())});
        QVERIFY2(ran.code == 0, ran.said());
    }

    void everyVerbTellsWhatItDoes_data()
    {
        QTest::addColumn<QString>("verb");
        for (const auto& verb : verbSpecs())
            QTest::newRow(verb.name.c_str()) << QString::fromStdString(verb.name);
    }
    void everyVerbTellsWhatItDoes()
    {
        QFETCH(QString, verb);
        for (const auto* words : {"%1 --help", "--help %1", "%1 -h"}) {
            const auto ran = m_empty.run(QLatin1String(words).arg(verb));
            QCOMPARE(ran.code, 0);
            QVERIFY(ran.out.contains("vedette " + verb.toUtf8()));
            QVERIFY(ran.out.contains("Example:"));
            QVERIFY(ran.err.isEmpty());
        }
    }

    void theOverviewNamesEveryVerb()
    {
        const auto ran = m_empty.run(QStringLiteral("--help"));
        QCOMPARE(ran.code, 0);
        for (const auto& verb : verbSpecs())
            QVERIFY2(ran.out.contains("  " + QByteArray::fromStdString(verb.name) + " "), verb.name.c_str());
        QCOMPARE(m_empty.run(QStringLiteral("slo --help")).code, 0);
    }

    void aWrongCommandLineIsExitTwo_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("unknown verb") << QStringLiteral("alrts") << QByteArray("alerts");
        QTest::newRow("unknown option") << QStringLiteral("alerts --lasst 1h") << QByteArray("--last");
        QTest::newRow("option of another verb") << QStringLiteral("alerts --days 3") << QByteArray("--days");
        QTest::newRow("option without its value") << QStringLiteral("alerts --last") << QByteArray("--last");
        QTest::newRow("switch with a value") << QStringLiteral("sync --once=3") << QByteArray("--once");
        QTest::newRow("one word of two") << QStringLiteral("slo") << QByteArray("slo list");
        QTest::newRow("a word too many") << QStringLiteral("now and then") << QByteArray("and");
        QTest::newRow("a link to no page") << QStringLiteral("vedette://evnts") << QByteArray("events");
        QTest::newRow("a link with no time") << QStringLiteral("vedette://now?from=soon&to=later") << QByteArray("soon");
        QTest::newRow("a word after a link") << QStringLiteral("vedette://now alerts") << QByteArray("alerts");
        QTest::newRow("a word too few") << QStringLiteral("slo show") << QByteArray("NAME");
        QTest::newRow("form") << QStringLiteral("alerts -o xml") << QByteArray("xml");
        QTest::newRow("zone") << QStringLiteral("alerts --tz Mars/Base") << QByteArray("Mars/Base");
        QTest::newRow("time") << QStringLiteral("alerts --from yesterday") << QByteArray("--from");
        QTest::newRow("duration") << QStringLiteral("alerts --last soon") << QByteArray("--last");
        QTest::newRow("range that ends before it begins") << QStringLiteral("alerts --from now --to now-1h") << QByteArray("ends before");
        QTest::newRow("two ranges") << QStringLiteral("alerts --last 1h --to now") << QByteArray("--last");
        QTest::newRow("matcher") << QStringLiteral("alerts service") << QByteArray("service");
        QTest::newRow("expression") << QStringLiteral("alerts service=~(") << QByteArray("(");
        QTest::newRow("as-of") << QStringLiteral("alerts --as-of never") << QByteArray("--as-of");
        QTest::newRow("a configuration that is not there") << QStringLiteral("alerts --config no.yaml") << QByteArray("no.yaml");
        QTest::newRow("nothing to poll") << QStringLiteral("sync --once") << QByteArray("vedette.yaml");
        QTest::newRow("page") << QStringLiteral("picture timelin out.png") << QByteArray("timeline");
        QTest::newRow("size") << QStringLiteral("picture now out.png --size big") << QByteArray("--size");
        QTest::newRow("kind of change") << QStringLiteral("change add --service a --kind fun") << QByteArray("--kind");
        QTest::newRow("file that is not there") << QStringLiteral("import no.jsonl") << QByteArray("no.jsonl");
    }
    void aWrongCommandLineIsExitTwo()
    {
        QFETCH(QString, words);
        QFETCH(QByteArray, said);
        const auto ran = m_fleet.run(words);
        QVERIFY2(ran.code == 2, ran.said() + QByteArray::number(ran.code));
        QVERIFY2(ran.err.contains(said), ran.err);
        QVERIFY(ran.out.isEmpty());
    }

    void commonOptionsStandBeforeAndAfterTheVerb()
    {
        const auto after = m_fleet.run(QStringLiteral("alerts service=payment --as-of 2024-08-23T00:00:00Z -o json --tz Asia/Seoul"));
        const auto before = m_fleet.run(QStringLiteral("--as-of=2024-08-23T00:00:00Z -o json --tz Asia/Seoul alerts service=payment"));
        QCOMPARE(after.code, 0);
        QCOMPARE(before.code, 0);
        QCOMPARE(before.out, after.out);
        QCOMPARE(after.json()[QStringLiteral("alerts")].toArray().size(), 1);
    }

    void answersHaveOneHead_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("rows");
        QTest::newRow("now") << QStringLiteral("now") << QStringLiteral("alerts");
        QTest::newRow("alerts") << QStringLiteral("alerts") << QStringLiteral("alerts");
        QTest::newRow("changes") << QStringLiteral("changes") << QStringLiteral("changes");
        QTest::newRow("log") << QStringLiteral("log") << QStringLiteral("log");
        QTest::newRow("suspects") << QStringLiteral("suspects --all") << QStringLiteral("incidents");
        QTest::newRow("slo list") << QStringLiteral("slo list") << QStringLiteral("slos");
        QTest::newRow("detect") << QStringLiteral("detect up") << QStringLiteral("series");
    }
    void answersHaveOneHead()
    {
        QFETCH(QString, words);
        QFETCH(QString, rows);
        const auto ran = m_fleet.run(words + QStringLiteral(" -o json --as-of 2024-08-22T15:00:00Z"));
        QVERIFY2(ran.code == 0, ran.err);
        const auto answer = ran.json();
        QCOMPARE(answer[QStringLiteral("asOf")].toString(), QStringLiteral("2024-08-22T15:00:00.000Z"));
        QVERIFY(answer[QStringLiteral("range")].toObject().contains(QStringLiteral("from")));
        QVERIFY(answer[QStringLiteral("range")].toObject().contains(QStringLiteral("to")));
        QVERIFY(answer[QStringLiteral("stale")].isArray());
        QVERIFY(answer[rows].isArray());
        QStringList odd;
        collectOddTimes(answer, odd);
        QVERIFY2(odd.isEmpty(), qPrintable(odd.join(QLatin1Char(' '))));
    }

    void whatIsNoNumberIsNull()
    {
        const auto points = m_fleet.run(QStringLiteral("detect up -o json"))
                                .json()[QStringLiteral("series")][0][QStringLiteral("points")].toArray();
        QCOMPARE(points.size(), 3);
        QCOMPARE(points[0][QStringLiteral("value")].toDouble(), 1.0);
        QVERIFY(points[1][QStringLiteral("value")].isNull());
        QVERIFY(points[0][QStringLiteral("lower")].isNull());
    }

    void theLogCountsAndIsInTheOrderOfTime()
    {
        const auto answer = m_fleet.run(QStringLiteral("log -o json --from 2024-08-22T14:00:00Z --to 2024-08-22T15:00:00Z")).json();
        const auto counts = answer[QStringLiteral("counts")].toObject();
        QCOMPARE(counts[QStringLiteral("alerts")].toInt(), 3); // the disk's goes on
        QCOMPARE(counts[QStringLiteral("deployments")].toInt(), 1);
        QCOMPARE(counts[QStringLiteral("rollbacks")].toInt(), 1);
        QCOMPARE(counts[QStringLiteral("notes")].toInt(), 1);
        QString before;
        QSet<QString> types;
        for (const auto& row : answer[QStringLiteral("log")].toArray()) {
            const auto starts = row[QStringLiteral("startsAt")].toString();
            QVERIFY(before <= starts);
            before = starts;
            types.insert(row[QStringLiteral("type")].toString());
        }
        QVERIFY(types.contains(QStringLiteral("alert")) && types.contains(QStringLiteral("change")) && types.contains(QStringLiteral("note")));
    }

    void aSearchFindsWords()
    {
        const auto found = m_fleet.run(QStringLiteral("log -o json --search fail")).json()[QStringLiteral("log")].toArray();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0][QStringLiteral("id")].toString(), QStringLiteral("a1"));
    }

    void expectSaysNoWithOne()
    {
        for (const auto* words : {"alerts service=nobody", "changes service=nobody", "log service=nobody", "slo list"}) {
            QCOMPARE(m_fleet.run(QLatin1String(words)).code, 0);
            QVERIFY2(m_fleet.run(QLatin1String(words) + QStringLiteral(" --expect")).code == 1, words);
        }
        QCOMPARE(m_fleet.run(QStringLiteral("alerts --expect")).code, 0);
        QCOMPARE(m_fleet.run(QStringLiteral("slo show nobody/none")).code, 1);
        QCOMPARE(m_fleet.run(QStringLiteral("suspects --alert nobody")).code, 1);
    }

    void withoutACacheReadersEndWithFour_data()
    {
        QTest::addColumn<QString>("words");
        for (const char* words : {"alerts", "changes", "log", "now", "suspects --all", "slo list", "export", "cache info", "cache verify", "detect up"})
            QTest::newRow(words) << QString::fromLatin1(words);
    }
    void withoutACacheReadersEndWithFour()
    {
        QFETCH(QString, words);
        const auto ran = m_empty.run(words);
        QVERIFY2(ran.code == 4, ran.said() + QByteArray::number(ran.code));
        QVERIFY(ran.err.contains("cache.db"));
        QVERIFY(!QFile::exists(m_empty.path(QStringLiteral("cache.db"))));
    }

    void aForeignCacheIsRefusedUntouched()
    {
        const VedetteRun own;
        const QByteArray foreign("these are somebody's letters, more than a hundred bytes of them, and no cache at all: "
                                 "they are to be left as they are, whoever opens them.\n");
        const auto path = own.file(QStringLiteral("letters.txt"), foreign);
        for (const char* words : {"alerts", "cache compact", "change add --service a --kind config"}) {
            const auto ran = own.run(QLatin1String(words), {QStringLiteral("--cache"), path});
            QVERIFY2(ran.code == 4, ran.said() + words);
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), foreign);
        }
    }

    void tablesOfOtherProgramsRunNothing()
    {
        const auto csv = m_fleet.run(QStringLiteral("alerts -o csv")).out;
        QVERIFY(csv.startsWith("started,severity,state,length,service,alert\r\n"));
        QVERIFY(csv.contains("\"HighErrorRate: payments fail, 5% of them\""));
        for (const auto& cell : csv.split(','))
            QVERIFY(!cell.startsWith('='));
    }

    void aChangeByHandIsShown()
    {
        const VedetteRun own;
        const auto added = own.run(QStringLiteral("change add --service checkout --kind config --revision 42 --at 2024-08-22T10:00:00Z -o json --title"),
            {QStringLiteral("pool size 50")});
        QVERIFY2(added.code == 0, added.err);
        const auto rows = own.run(QStringLiteral("changes -o json")).json()[QStringLiteral("changes")].toArray();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0][QStringLiteral("id")].toString(), added.json()[QStringLiteral("id")].toString());
        QCOMPARE(rows[0][QStringLiteral("title")].toString(), QStringLiteral("pool size 50"));
        QCOMPARE(rows[0][QStringLiteral("actor")].toString(), QStringLiteral("kim"));
        QCOMPARE(rows[0][QStringLiteral("status")].toString(), QStringLiteral("success"));
        QCOMPARE(rows[0][QStringLiteral("startsAt")].toString(), QStringLiteral("2024-08-22T10:00:00.000Z"));
    }

    void theCacheAnswersForItself()
    {
        const auto info = m_fleet.run(QStringLiteral("cache info -o json")).json();
        QCOMPARE(info[QStringLiteral("samples")].toInt(), 3);
        QCOMPARE(info[QStringLiteral("alerts")].toInt(), 3);
        QVERIFY(info[QStringLiteral("sequence")].toInt() >= 1);
        QVERIFY(info[QStringLiteral("bytes")].toInt() > 0);
        QVERIFY(!info[QStringLiteral("tables")].toArray().isEmpty());
        QCOMPARE(m_fleet.run(QStringLiteral("cache verify")).out, QByteArray("sound\n"));
        const auto before = m_fleet.run(QStringLiteral("log -o json --as-of 2024-08-23T00:00:00Z")).out;
        QCOMPARE(m_fleet.run(QStringLiteral("cache compact")).code, 0);
        QCOMPARE(m_fleet.run(QStringLiteral("log -o json --as-of 2024-08-23T00:00:00Z")).out, before);
    }

    void theVersionNamesTheLibrariesLoaded()
    {
        const auto version = m_empty.run(QStringLiteral("--version -o json")).json();
        QVERIFY(!version.isEmpty());
        const auto text = QJsonDocument(version).toJson().toLower();
        for (const char* name : {"sqlite", "curl", "qt", "commit"})
            QVERIFY2(text.contains(name), name);
    }

    void nothingIsWrittenIntoTheHome()
    {
        QCOMPARE(m_fleet.homeFiles(), QStringList());
        QCOMPARE(m_empty.homeFiles(), QStringList());
    }
};

VEDETTE_TEST(CliTest)
#include "tst_cli.moc"
