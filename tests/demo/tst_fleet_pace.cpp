#include "app/demo/alert_rules.h"
#include "app/demo/fleet_config.h"
#include "app/demo/fleet_history.h"
#include "app/demo/fleet_pace.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

const Time kPivot = timeFromMs(1'787'000'400'000);

} // namespace

class FleetPaceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lengthsOfAnExpressionShrink_data();
    void lengthsOfAnExpressionShrink();
    void anHourOfTheFleetIsAMinuteAtSixty();
    void thePlanIsToldWhenItHappens();
    void aFleetAtItsOwnPaceIsAsItWas();
    void theServersAndTheConsoleKeepPace();
};

void FleetPaceTest::lengthsOfAnExpressionShrink_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    QTest::newRow("ranges") << "rate(a[2m]) / rate(a[1h])" << "rate(a[2s]) / rate(a[1m])";
    QTest::newRow("offset") << "rate(a[2m] offset 20m)" << "rate(a[2s] offset 20s)";
    QTest::newRow("less than a second") << "rate(a[30s])" << "rate(a[500ms])";
    QTest::newRow("no length") << "a{b=\"[5m\"} > 60" << "a{b=\"[5s\"} > 60";
    QTest::newRow("a template's window") << "rate(a[{{.window}}])" << "rate(a[{{.window}}])";
}

void FleetPaceTest::lengthsOfAnExpressionShrink()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(quickened(expression.toStdString(), {kPivot, 60})), expected);
    QCOMPARE(QString::fromStdString(quickened(expression.toStdString(), {})), expression);
}

void FleetPaceTest::anHourOfTheFleetIsAMinuteAtSixty()
{
    const FleetPace pace{kPivot, 60};
    QCOMPARE(toMs(pace.fleetTime(kPivot + 1min)), toMs(kPivot + 1h));
    QCOMPARE(toMs(pace.wallTime(kPivot + 1h)), toMs(kPivot + 1min));
    QCOMPARE(toMs(pace.fleetTime(kPivot - 1h)), toMs(kPivot - 1h));
    QCOMPARE(toMs(pace.wallTime(kPivot - 1h)), toMs(kPivot - 1h));
    QCOMPARE(pace.length(1min).count(), 1000);
    QCOMPARE(pace.length(10ms).count(), 1);
    QCOMPARE(pace.length(0ms).count(), 0);
}

void FleetPaceTest::thePlanIsToldWhenItHappens()
{
    const FleetPace pace{kPivot, 60};
    const auto plan = planFleet(1, kPivot - 24h, kPivot, kPivot + 72h);
    const auto told = asTold(plan, pace);
    QCOMPARE(told.changes.size(), plan.changes.size());
    int later = 0;
    for (std::size_t i = 0; i < plan.changes.size(); ++i) {
        QVERIFY(told.changes[i].startsAt <= told.changes[i].endsAt);
        QVERIFY(told.changes[i].startsAt <= kPivot + 96min); // days are planned whole
        if (plan.changes[i].startsAt <= kPivot)
            QCOMPARE(toMs(told.changes[i].startsAt), toMs(plan.changes[i].startsAt));
        else
            ++later;
        for (const auto& stage : told.changes[i].stages)
            QVERIFY(stage.startsAt <= stage.endsAt);
    }
    QVERIFY(later > 20);
}

void FleetPaceTest::aFleetAtItsOwnPaceIsAsItWas()
{
    const FleetAddresses ports{1, 2, 3};
    for (const auto& files : {std::pair{userFiles(ports, 15s), userFiles(ports, 15s, {kPivot, 1})}, {serverFiles(ports, 15s), serverFiles(ports, 15s, {kPivot, 1})}}) {
        QCOMPARE(files.first.size(), files.second.size());
        for (std::size_t i = 0; i < files.first.size(); ++i)
            QCOMPARE(files.first[i].text, files.second[i].text);
    }
}

void FleetPaceTest::theServersAndTheConsoleKeepPace()
{
    const FleetPace pace{kPivot, 60};
    const auto text = [](const std::vector<NamedFile>& files, const char* path) {
        for (const auto& file : files) {
            if (file.path == path)
                return QString::fromStdString(file.text);
        }
        return QString();
    };
    const auto servers = serverFiles({1, 2, 3}, 60s, pace);
    QVERIFY(text(servers, "prometheus.yml").contains(QStringLiteral("scrape_interval: 1s")));
    QVERIFY(text(servers, "rules.yml").contains(QStringLiteral("for: 5s")));
    QVERIFY(!text(servers, "rules.yml").contains(QStringLiteral("[5m]")));
    QVERIFY(text(servers, "alertmanager.yml").contains(QStringLiteral("repeat_interval: 4m")));
    const auto console = text(userFiles({1, 2, 3}, 60s, pace), "vedette.yaml");
    QVERIFY(console.contains(QStringLiteral("poll_interval: 500ms")));
    QVERIFY(!console.contains(QStringLiteral("[5m]")));
    // The rules' text must stay what the history is judged by, at the pace of the history.
    QCOMPARE(QString::fromStdString(rulesYaml(60s, {})).count(QStringLiteral("[5m]")), 4);
}

VEDETTE_TEST(FleetPaceTest)
#include "tst_fleet_pace.moc"
