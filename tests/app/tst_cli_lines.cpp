// import, export, suspects, detect, check: what goes in and comes out of files

#include "tests/app/vedette_run.h"
#include "tests/support/test_main.h"

#include <QRegularExpression>

#include <cmath>

using namespace vedette::test;

namespace {

QJsonArray rows(const VedetteRun& run, const char* verb, const QString& more = {})
{
    return run.run(QLatin1String(verb) + QStringLiteral(" -o json ") + more).json()[QLatin1String(verb)].toArray();
}

/// Two weeks of a daily wave, every five minutes, with an empty value and a jump near the end.
QByteArray wave(int count)
{
    QByteArray csv("timestamp,value,host\n");
    for (int i = 0; i < count; ++i) {
        const double v = 100 + 40 * std::sin(i * 2 * 3.14159265 / 288) + (i * 7919 % 13) / 10.0 + (i > 3900 && i < 3912 ? 300 : 0);
        csv += QByteArray::number(1'724'284'800LL + i * 300LL) + ',' + (i == 1000 ? QByteArray() : QByteArray::number(v, 'f', 3)) + ",h\n";
    }
    return csv;
}

} // namespace

class CliLinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anImportTwiceIsAnImportOnce()
    {
        const VedetteRun own;
        const auto file = own.file(QStringLiteral("fleet.jsonl"), fleetLines());
        const auto first = own.run(QStringLiteral("import -o json"), {file});
        QVERIFY2(first.code == 0, first.err);
        QCOMPARE(first.json()[QStringLiteral("lines")].toInt(), 13);
        QCOMPARE(first.json()[QStringLiteral("counts")][QStringLiteral("change")].toInt(), 4);
        const auto log = own.run(QStringLiteral("log -o json --as-of 2024-08-23T00:00:00Z")).out;
        const auto samples = own.run(QStringLiteral("export --kind samples")).out;
        QCOMPARE(own.run(QStringLiteral("import"), {file}).code, 0);
        QCOMPARE(own.run(QStringLiteral("log -o json --as-of 2024-08-23T00:00:00Z")).out, log);
        QCOMPARE(own.run(QStringLiteral("export --kind samples")).out, samples);
    }

    void stagesOfOneRunAreOneChange()
    {
        const VedetteRun own;
        (void)own.run(QStringLiteral("import"), {own.file(QStringLiteral("fleet.jsonl"), fleetLines())});
        const auto changes = rows(own, "changes", QStringLiteral("service=payment kind=deployment"));
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][QStringLiteral("id")].toString(), QStringLiteral("run-7"));
        QCOMPARE(changes[0][QStringLiteral("stages")].toArray().size(), 2);
        QCOMPARE(changes[0][QStringLiteral("startsAt")].toString(), QStringLiteral("2024-08-22T14:00:00.000Z"));
        QCOMPARE(changes[0][QStringLiteral("endsAt")].toString(), QStringLiteral("2024-08-22T14:09:00.000Z"));
    }

    void aLaterLineIsKnownFromItsOwnTimeOn()
    {
        const VedetteRun own;
        (void)own.file(QStringLiteral("early.jsonl"), R"({"type":"change","id":"c1","kind":"config","service":"a","status":"started","startsAt":"2024-08-22T10:00:00Z"}
{"type":"alert","id":"a1","name":"Slow","service":"a","severity":"warning","startsAt":"2024-08-22T10:00:00Z"}
)");
        (void)own.file(QStringLiteral("late.jsonl"), R"({"type":"change","id":"c1","status":"failed","endsAt":"2024-08-22T10:20:00Z","seenAt":"2024-08-22T10:21:00Z"}
{"type":"alert","id":"a1","endsAt":"2024-08-22T10:20:00Z","seenAt":"2024-08-22T10:21:00Z"}
)");
        QCOMPARE(own.run(QStringLiteral("import early.jsonl")).code, 0);
        QCOMPARE(own.run(QStringLiteral("import late.jsonl")).code, 0);
        for (int again = 0; again < 2; ++again) {
            const auto before = QStringLiteral("--as-of 2024-08-22T10:20:30Z");
            const auto after = QStringLiteral("--as-of 2024-08-22T10:21:00Z");
            QCOMPARE(rows(own, "changes", before).size(), 1);
            QCOMPARE(rows(own, "changes", before)[0][QStringLiteral("status")].toString(), QStringLiteral("started"));
            QVERIFY(rows(own, "changes", before)[0][QStringLiteral("endsAt")].isNull());
            QCOMPARE(rows(own, "changes", after)[0][QStringLiteral("status")].toString(), QStringLiteral("failed"));
            QCOMPARE(rows(own, "changes", after)[0][QStringLiteral("service")].toString(), QStringLiteral("a")); // left out: stays
            QCOMPARE(rows(own, "changes", after)[0][QStringLiteral("kind")].toString(), QStringLiteral("config"));
            QCOMPARE(rows(own, "alerts", before)[0][QStringLiteral("state")].toString(), QStringLiteral("firing"));
            QCOMPARE(rows(own, "alerts", after)[0][QStringLiteral("state")].toString(), QStringLiteral("resolved"));
            QCOMPARE(rows(own, "alerts", after)[0][QStringLiteral("endsAt")].toString(), QStringLiteral("2024-08-22T10:20:00.000Z"));
            QCOMPARE(rows(own, "alerts", after)[0][QStringLiteral("name")].toString(), QStringLiteral("Slow"));
            QCOMPARE(rows(own, "alerts", QStringLiteral("--as-of 2024-08-22T09:00:00Z")).size(), 0);
            QCOMPARE(own.run(QStringLiteral("import early.jsonl late.jsonl")).code, 0); // once more changes nothing
        }
    }

    void whatIsUnknownIsCountedAndWhatIsBrokenIsNamed()
    {
        const VedetteRun own;
        (void)own.file(QStringLiteral("odd.jsonl"), "\xEF\xBB\xBF" R"({"type":"alert","id":"a1","name":"Slow","colour":"red","startsAt":"2024-08-22T10:00:00Z"}
{"type":"poem","text":"roses"}
{"type":"change","id":"c1","kind":"surprise","service":"a","startsAt":"2024-08-22T10:00:00Z"}
{"type":"change","id":"c2","kind":"config","service":"a","startsAt":"2024-08-22T10:00:00Z","endsAt":"2024-08-22T09:00:00Z"}
{"type":"alert","id":
{"type":"alert","id":"a2","name":"Late","startsAt":"noon"}
[1,2]

{"type":"alert","id":"a3","name":"Good","startsAt":"2024-08-22T10:00:00Z"})" "\r\n");
        const auto ran = own.run(QStringLiteral("import odd.jsonl -o json"));
        QCOMPARE(ran.code, 5);
        for (const char* line : {"odd.jsonl:3:", "odd.jsonl:4:", "odd.jsonl:5:", "odd.jsonl:6:", "odd.jsonl:7:"})
            QVERIFY2(ran.err.contains(line), ran.err);
        const auto told = ran.json();
        QCOMPARE(told[QStringLiteral("brokenLines")].toInt(), 5);
        QCOMPARE(told[QStringLiteral("unknownTypes")][QStringLiteral("poem")].toInt(), 1);
        QCOMPARE(told[QStringLiteral("unknownFields")][QStringLiteral("alert.colour")].toInt(), 1);
        QCOMPARE(told[QStringLiteral("counts")][QStringLiteral("alert")].toInt(), 2);
        QCOMPARE(rows(own, "alerts").size(), 2);
        QCOMPARE(rows(own, "changes").size(), 0);
    }

    void whatIsExportedIsWhatWasImported()
    {
        const VedetteRun own;
        const VedetteRun other;
        QCOMPARE(own.run(QStringLiteral("import"), {own.file(QStringLiteral("fleet.jsonl"), fleetLines())}).code, 0);
        const auto exported = own.run(QStringLiteral("export"));
        QCOMPARE(exported.code, 0);
        const auto imported = other.run(QStringLiteral("import -o json"), {other.file(QStringLiteral("copy.jsonl"), exported.out)});
        QVERIFY2(imported.code == 0, imported.err);
        QVERIFY2(imported.json()[QStringLiteral("unknownFields")].toObject().isEmpty(), imported.out);
        QCOMPARE(rows(other, "alerts"), rows(own, "alerts"));
        QCOMPARE(rows(other, "changes"), rows(own, "changes"));
        QCOMPARE(other.run(QStringLiteral("export")).out, exported.out);
        const auto alertsOnly = own.run(QStringLiteral("export --kind alerts --from 2024-08-22T14:00:00Z --to 2024-08-22T15:00:00Z")).out;
        QCOMPARE(alertsOnly.count('\n'), 3);
        QCOMPARE(alertsOnly.count("\"type\":\"alert\""), 3);
    }

    void probabilitiesSumToOne()
    {
        const VedetteRun own;
        QCOMPARE(own.run(QStringLiteral("import"), {own.file(QStringLiteral("fleet.jsonl"), fleetLines())}).code, 0);
        const auto incidents = own.run(QStringLiteral("suspects --all -o json --as-of 2024-08-22T15:00:00Z")).json()[QStringLiteral("incidents")].toArray();
        QVERIFY(incidents.size() >= 2);
        for (const auto& incident : incidents) {
            double sum = incident[QStringLiteral("noChange")].toDouble();
            double before = 1;
            for (const auto& s : incident[QStringLiteral("suspects")].toArray()) {
                const double p = s[QStringLiteral("probability")].toDouble();
                QVERIFY(p <= before);
                before = p;
                sum += p;
                QVERIFY(!s[QStringLiteral("evidence")].toArray().isEmpty());
            }
            QVERIFY(std::abs(sum - 1) < 1e-9);
        }
        const auto one = own.run(QStringLiteral("suspects --alert a1 -o json --as-of 2024-08-22T15:00:00Z")).json()[QStringLiteral("incidents")].toArray();
        QCOMPARE(one.size(), 1);
        QCOMPARE(one[0][QStringLiteral("suspects")][0][QStringLiteral("change")][QStringLiteral("id")].toString(), QStringLiteral("run-7"));
    }

    void questionsAreAnsweredInOrderWithNothingKnownLater()
    {
        const VedetteRun own;
        QCOMPARE(own.run(QStringLiteral("import"), {own.file(QStringLiteral("fleet.jsonl"), fleetLines())}).code, 0);
        (void)own.file(QStringLiteral("q.jsonl"), R"({"id":"late","alert":"a1","asOf":"2024-08-22T15:00:00Z"}
{"id":"early","alert":"a1","asOf":"2024-08-22T14:12:30Z"}
{"id":"again","alert":"a2","asOf":"2024-08-22T15:00:00Z"}
)");
        const auto ran = own.run(QStringLiteral("suspects --questions q.jsonl"));
        QVERIFY2(ran.code == 0, ran.err);
        const auto lines = ran.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const char* order[] = {"late", "early", "again"};
        for (int i = 0; i < 3; ++i) {
            const auto answer = QJsonDocument::fromJson(lines[i]).object();
            QCOMPARE(answer[QStringLiteral("id")].toString(), QLatin1String(order[i]));
            double sum = answer[QStringLiteral("noChange")].toDouble();
            for (const auto& s : answer[QStringLiteral("suspects")].toArray()) {
                sum += s[QStringLiteral("probability")].toDouble();
                QVERIFY(i != 1 || s[QStringLiteral("change")].toString() != QLatin1String("back-1")); // not yet rolled back
            }
            QVERIFY(std::abs(sum - 1) < 1e-9);
        }
        (void)own.file(QStringLiteral("bad.jsonl"), "{\"id\":\"x\",\"alert\":\"a1\",\"asOf\":\"2024-08-22T15:00:00Z\"}\n{\"id\":\"y\"}\n");
        const auto bad = own.run(QStringLiteral("suspects --questions bad.jsonl"));
        QCOMPARE(bad.code, 5);
        QVERIFY(bad.err.contains("bad.jsonl:2:"));
    }

    void everyRowOfASeriesIsJudgedFromRowsBeforeIt()
    {
        const VedetteRun own;
        constexpr int kRows = 4032;
        const auto whole = own.run(QStringLiteral("detect --csv"), {own.file(QStringLiteral("wave.csv"), wave(kRows))});
        QVERIFY2(whole.code == 0, whole.err);
        auto lines = whole.out.split('\n');
        lines.removeAll(QByteArray());
        QCOMPARE(lines.size(), kRows + 1);
        QCOMPARE(lines[0].trimmed(), QByteArray("timestamp,value,anomaly_score,is_anomaly,expected,lower,upper"));
        int flagged = 0;
        for (int i = 1; i < lines.size(); ++i) {
            const auto cells = lines[i].trimmed().split(',');
            QCOMPARE(cells.size(), 7);
            QVERIFY(cells[2].toDouble() >= 0 && cells[2].toDouble() <= 1);
            flagged += i - 1 > 3900 && i - 1 < 3912 && cells[3] == "1" ? 1 : 0;
        }
        QVERIFY2(flagged >= 6, QByteArray::number(flagged));
        QVERIFY(lines[1001].contains(",,")); // a missing sample stays one
        for (const int count : {1, 500, 1001, 3905}) {
            const auto part = own.run(QStringLiteral("detect --csv -"), {}, wave(count));
            QCOMPARE(part.code, 0);
            QVERIFY2(whole.out.startsWith(part.out), QByteArray::number(count));
        }
    }

    void aBrokenSeriesIsExitFive_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("value") << QByteArray("timestamp,value\n1724284800,1\n1724284860,many\n") << QByteArray("3");
        QTest::newRow("time") << QByteArray("timestamp,value\nnoon,1\n") << QByteArray("2");
        QTest::newRow("head") << QByteArray("when,what\n1724284800,1\n") << QByteArray("timestamp");
        QTest::newRow("nothing") << QByteArray() << QByteArray("bad.csv");
    }
    void aBrokenSeriesIsExitFive()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QByteArray, line);
        const VedetteRun own;
        const auto ran = own.run(QStringLiteral("detect --csv"), {own.file(QStringLiteral("bad.csv"), csv)});
        QVERIFY2(ran.code == 5, ran.said() + QByteArray::number(ran.code));
        QVERIFY2(ran.err.contains(line) && ran.err.contains("bad.csv"), ran.err);
        QVERIFY(ran.out.isEmpty());
    }

    void aConfigurationIsCheckedAsAWhole()
    {
        const VedetteRun own;
        (void)own.file(QStringLiteral("bad.yaml"), "prometheus:\n  - {name: a, url: \"ftp://a\"}\n  - {name: a, url: \"http://a\", poll: 3s}\nwatches:\n  - {query: up}\n");
        const auto bad = own.run(QStringLiteral("check bad.yaml"));
        QCOMPARE(bad.code, 2);
        QVERIFY2(bad.err.isEmpty(), bad.err);
        auto lines = bad.out.split('\n');
        lines.removeAll(QByteArray());
        QVERIFY2(lines.size() >= 3, bad.out);
        static const QRegularExpression s_finding(QStringLiteral("^bad\\.yaml:\\d+:\\d+: (error|warning): .+"));
        for (const auto& line : lines)
            QVERIFY2(s_finding.match(QString::fromUtf8(line)).hasMatch(), line);
        const auto json = own.run(QStringLiteral("check bad.yaml -o json"));
        QCOMPARE(json.code, 2);
        QCOMPARE(json.json()[QStringLiteral("findings")].toArray().size(), lines.size());
        (void)own.file(QStringLiteral("good.yaml"), "prometheus:\n  - {name: a, url: \"http://127.0.0.1:9\"}\n");
        const auto good = own.run(QStringLiteral("check good.yaml"));
        QVERIFY2(good.code == 0, good.out);
        QCOMPARE(own.run(QStringLiteral("check missing.yaml")).code, 2);
        (void)own.file(QStringLiteral("vedette.yaml"), "prometheus: 3\n");
        QCOMPARE(own.run(QStringLiteral("check")).code, 2); // VEDETTE_DIR's own
        QCOMPARE(own.run(QStringLiteral("alerts")).code, 2);
    }

    void objectivesAreCheckedAsOneSet()
    {
        const VedetteRun own;
        const QByteArray good = "version: prometheus/v1\nservice: shop\nslos:\n  - name: requests\n    objective: 99.9\n    sli:\n      events:\n"
                                "        error_query: sum(rate(http_requests_total{code=~\"5..\"}[{{.window}}]))\n"
                                "        total_query: sum(rate(http_requests_total[{{.window}}]))\n"
                                "    alerting:\n      page_alert: {disable: true}\n      ticket_alert: {disable: true}\n";
        (void)own.file(QStringLiteral("good.yaml"), good);
        (void)own.file(QStringLiteral("bad.yaml"), QByteArray(good).replace("99.9", "199.9").replace("name: requests", "name: other"));
        const auto fine = own.run(QStringLiteral("slo check good.yaml"));
        QVERIFY2(fine.code == 0, fine.out);
        const auto bad = own.run(QStringLiteral("slo check good.yaml bad.yaml"));
        QCOMPARE(bad.code, 2);
        QVERIFY2(bad.out.startsWith("bad.yaml:5:"), bad.out);
        const auto json = own.run(QStringLiteral("slo check good.yaml bad.yaml -o json")).json();
        QCOMPARE(json[QStringLiteral("files")].toArray().size(), 2);
        QCOMPARE(json[QStringLiteral("findings")][0][QStringLiteral("line")].toInt(), 5);
    }

    void anObjectiveWithoutDataSaysSo()
    {
        const VedetteRun own;
        (void)own.file(QStringLiteral("slo/shop.yaml"), "version: prometheus/v1\nservice: shop\nslos:\n  - name: requests\n    objective: 99.9\n    sli:\n      events:\n"
                                "        error_query: sum(rate(http_requests_total{code=~\"5..\"}[{{.window}}]))\n"
                                "        total_query: sum(rate(http_requests_total[{{.window}}]))\n"
                                "    alerting:\n      page_alert: {disable: true}\n      ticket_alert: {disable: true}\n");
        (void)own.file(QStringLiteral("vedette.yaml"), "prometheus:\n  - {name: a, url: \"http://127.0.0.1:9\"}\nslo: {files: [slo/*.yaml]}\n");
        QCOMPARE(own.run(QStringLiteral("import"), {own.file(QStringLiteral("fleet.jsonl"), fleetLines())}).code, 0);
        const auto ran = own.run(QStringLiteral("slo list -o json"));
        QVERIFY2(ran.code == 0, ran.err);
        QCOMPARE(ran.json()[QStringLiteral("stale")].toArray(), QJsonArray{QStringLiteral("a")}); // never asked
        const auto slo = ran.json()[QStringLiteral("slos")][0];
        QCOMPARE(slo[QStringLiteral("state")].toString(), QStringLiteral("noData"));
        for (const char* key : {"goodEvents", "totalEvents", "errorRatio", "remainingRatio", "budgetEvents", "remainingEvents"})
            QVERIFY2(slo[QLatin1String(key)].isNull(), key);
        QCOMPARE(slo[QStringLiteral("coverageRatio")].toDouble(), 0.0);
        QCOMPARE(slo[QStringLiteral("window")].toString(), QStringLiteral("30d"));
        QCOMPARE(own.run(QStringLiteral("slo show requests")).code, 0);
        QCOMPARE(own.run(QStringLiteral("sync --once")).code, 3); // nobody listens there
    }
};

VEDETTE_TEST(CliLinesTest)
#include "tst_cli_lines.moc"
