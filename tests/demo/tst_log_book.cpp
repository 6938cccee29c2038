#include "app/demo/fleet_config.h"
#include "app/demo/fleet_history.h"
#include "app/demo/log_book.h"
#include "models/catalog/config_reader.h"
#include "models/feeds/matrix_parser.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

const Time kAt = parseRfc3339("2026-03-02T06:30:00Z").value();

const FleetHistory& history()
{
    static const FleetHistory h({1, 1, 60s, kAt});
    return h;
}

LogAnswer ask(const std::string& query, Time from, Time to, const std::string& tenant = "shop", const std::string& step = "60.000")
{
    return logAnswer(history().logs(), {}, "query_range",
        {{"query", query}, {"start", std::to_string(toMs(from)) + "000000"}, {"end", std::to_string(toMs(to)) + "000000"}, {"step", step}}, tenant);
}

double sum(const SeriesSamples& series)
{
    double all = 0;
    for (const double v : series.values)
        all += v;
    return all;
}

} // namespace

class TestLogBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// One line for each failed request: the same truth that the demo's objectives are counted from.
    void linesAreTheFailedRequests()
    {
        const auto& objectives = fleetObjectives();
        const auto o = static_cast<std::size_t>(std::find_if(objectives.begin(), objectives.end(), [](const FleetObjective& f) { return f.service == serviceIndex("payment-api"); }) - objectives.begin());
        const auto& count = history().counts()[o];
        int bins = 0;
        for (std::size_t bin = 60; bin + 1 < count.total.size(); ++bin) {
            const Time end = history().firstBin() + (bin + 1) * 5min;
            const auto answer = ask("sum(count_over_time({app=\"payment-api\",level=\"error\"}[5m])) or vector(0)", end, end);
            const auto matrix = parseMatrix(answer.body);
            QVERIFY(matrix.ok() && matrix->series.size() == 1);
            QCOMPARE(matrix->series[0].values.at(0), count.total[bin] - count.good[bin]);
            ++bins;
        }
        QVERIFY(bins > 200);
    }

    void servicesAreParted()
    {
        const auto answer = ask("sum by (app) (count_over_time({app=~\"order-api|checkout-api\"}[5m]))", kAt - 6h, kAt);
        const auto matrix = parseMatrix(answer.body);
        QVERIFY2(matrix.ok(), answer.body.substr(0, 200).c_str());
        QCOMPARE(matrix->resultType, std::string("matrix"));
        QCOMPARE(matrix->series.size(), std::size_t(2));
        QVERIFY(matrix->series[0].labels.has("app") && sum(matrix->series[0]) > 0);
    }

    void everyLogQueryOfTheConfigurationIsAnswered()
    {
        const QTemporaryDir folder;
        QFile out(folder.filePath(QStringLiteral("vedette.yaml")));
        for (const auto& file : userFiles({1, 2, 3}, 60s)) {
            if (file.path == "vedette.yaml" && out.open(QIODevice::WriteOnly))
                out.write(QByteArray::fromStdString(file.text));
        }
        out.close();
        const auto config = readConfig(out.fileName().toStdString(), {"resources/feeds", false, false}).config;
        const auto logs = std::find_if(config.feeds.begin(), config.feeds.end(), [](const FeedConfig& f) { return f.kind == FeedKind::loki; });
        QVERIFY(logs != config.feeds.end());
        int asked = 0;
        for (const auto& watch : config.watches) {
            if (!isAskedOf(watch, *logs))
                continue;
            const auto matrix = parseMatrix(ask(watch.query, kAt - 6h, kAt, logs->http.headers.at(0).second.inlineValue).body);
            QVERIFY2(matrix.ok() && !matrix->series.empty() && sum(matrix->series[0]) > 0, watch.query.c_str());
            ++asked;
        }
        QVERIFY(asked >= 2);
    }

    void refusalsAreLokis_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<qint64>("hours");
        QTest::addColumn<QString>("tenant");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        const auto good = QStringLiteral("count_over_time({app=\"search\"}[5m])");
        QTest::newRow("no tenant") << good << qint64(1) << QString() << 401 << QStringLiteral("no org id");
        QTest::newRow("another tenant") << good << qint64(1) << QStringLiteral("x") << 404 << QStringLiteral("not found");
        QTest::newRow("no query") << QStringLiteral("rate(x[5m])") << qint64(1) << QStringLiteral("shop") << 400 << QStringLiteral("parse error at line 1");
        QTest::newRow("too long") << good << qint64(800) << QStringLiteral("shop") << 400 << QStringLiteral("the query time range exceeds the limit");
        QTest::newRow("too many points") << good << qint64(200) << QStringLiteral("shop") << 400 << QStringLiteral("exceeded maximum resolution");
        QTest::newRow("lines") << QStringLiteral("{app=\"search\"}") << qint64(1) << QStringLiteral("shop") << 200 << QStringLiteral("\"streams\"");
    }
    void refusalsAreLokis()
    {
        QFETCH(QString, query);
        QFETCH(qint64, hours);
        QFETCH(QString, tenant);
        QFETCH(QString, said);
        const auto answer = ask(query.toStdString(), kAt - std::chrono::hours(hours), kAt, tenant.toStdString());
        QTEST(answer.status, "status");
        QVERIFY2(answer.body.find(said.toStdString()) != std::string::npos, answer.body.c_str());
    }
};

VEDETTE_TEST(TestLogBook)
#include "tst_log_book.moc"
