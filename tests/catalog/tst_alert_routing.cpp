// Whom Alertmanager tells, and what keeps it from telling: against what amtool 0.25 answers for the same file (fixtures/alerting/record.md).

#include "models/catalog/alert_matchers.h"
#include "models/catalog/alert_routing.h"
#include "models/catalog/alertmanager_config.h"
#include "tests/support/test_main.h"

#include <QFile>

using namespace vedette;

namespace {

Labels labelsOf(const QString& text)
{
    Labels labels;
    for (const auto& pair : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        labels.set(pair.section(QLatin1Char('='), 0, 0).toStdString(), pair.section(QLatin1Char('='), 1).toStdString());
    return labels;
}

Time at(const char* text) { return parseRfc3339(text).value(); }

/// Seoul is nine hours ahead all year; nothing else is known.
ZoneOffset zones(const std::string& name)
{
    return name == "Asia/Seoul" ? ZoneOffset([](Time) { return Millis{std::chrono::hours{9}}; }) : ZoneOffset();
}

QString receiversOf(const RouteAnswer& answer)
{
    QStringList names;
    for (const auto& hit : answer.hits)
        names << QString::fromStdString(hit.receiver);
    return names.join(QLatin1Char(','));
}

AlertRouting readText(const std::string& text)
{
    const auto read = readAlertRouting(text, "am.yml");
    if (!read.ok)
        qWarning("%s", read.findings.front().text().c_str());
    return read.routing;
}

/// A configuration with one interval "x" of one item.
AlertRouting withInterval(const QString& item)
{
    return readText("route: {receiver: a, mute_time_intervals: [x]}\nreceivers: [{name: a, slack_configs: [{}]}]\n"
                     "time_intervals: [{name: x, time_intervals: [" + item.toStdString() + "]}]\n");
}

} // namespace

class TestAlertRouting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void routesAreTakenAsAmtoolTakesThem_data();
    void routesAreTakenAsAmtoolTakesThem();
    void aHitTellsWhatItsRouteSays();
    void whatARouteLeavesOpenIsItsParents();
    void timesDecideWhetherARouteTells_data();
    void timesDecideWhetherARouteTells();
    void intervalsHoldAsAlertmanagerHoldsThem_data();
    void intervalsHoldAsAlertmanagerHoldsThem();
    void anUnknownZoneIsNotGuessed();
    void inhibitionNeedsBothSidesAndEqualLabels();
    void anAlertThatFitsBothSidesIsNotHeldBackByItsLike();
    void matchersAreReadInEverySyntax_data();
    void matchersAreReadInEverySyntax();

private:
    AlertRouting m_routing;
};

void TestAlertRouting::initTestCase()
{
    QFile file(QStringLiteral("tests/catalog/fixtures/alerting/alertmanager.yml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto read = readAlertRouting(file.readAll().toStdString(), "alertmanager.yml");
    QVERIFY(read.ok);
    m_routing = read.routing;
}

void TestAlertRouting::routesAreTakenAsAmtoolTakesThem_data()
{
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("told");
    const auto row = [](const char* labels, const char* told) { QTest::newRow(labels) << QString::fromLatin1(labels) << QString::fromLatin1(told); };
    row("alertname=Watchdog severity=none", "heartbeat");
    row("service=cart-api severity=critical team=shop", "shop-pager,audit");
    row("service=cart-api severity=ticket", "shop,audit");
    row("service=cart-api severity=info", "shop");
    row("service=order-x severity=warning", "shop");
    row("severity=none", "null");
    row("env=x", "quiet");
    row("service=web", "desk");
    row("service=cart-api", "shop,audit");
}

void TestAlertRouting::routesAreTakenAsAmtoolTakesThem()
{
    QFETCH(QString, labels);
    QTEST(receiversOf(routesFor(m_routing, labelsOf(labels), at("2026-11-18T03:00:00Z"), zones)), "told");
}

void TestAlertRouting::aHitTellsWhatItsRouteSays()
{
    const auto labels = labelsOf(QStringLiteral("service=cart-api severity=critical team=shop instance=a"));
    const auto hits = routesFor(m_routing, labels, at("2026-11-18T03:00:00Z"), zones).hits;
    QCOMPARE(hits.size(), std::size_t(2));
    QCOMPARE(hits[0].integrations, (std::vector<std::string>{"pagerduty", "slack"}));
    QVERIFY(hits[0].group == labels); // "..." groups by all labels
    QCOMPARE(hits[0].path, (std::vector<std::string>{R"(service=~"^(cart|order)-.*$")", R"(severity="critical", team=~"shop|order")"}));
    QCOMPARE(hits[0].line, 20);
    QVERIFY((hits[1].group == Labels{{"service", "cart-api"}}));
    QVERIFY(hits[1].receiverFound);
}

void TestAlertRouting::whatARouteLeavesOpenIsItsParents()
{
    const auto routing = readText("route:\n  receiver: a\n  group_by: [x]\n  group_wait: 7s\n  mute_time_intervals: [never]\n  routes:\n"
                                  "    - matchers: [s=t]\n      repeat_interval: 1d\n"
                                  "receivers: [{name: a, slack_configs: [{}]}]\ntime_intervals: [{name: never, time_intervals: []}]\n");
    const auto& child = routing.root.routes.at(0);
    QCOMPARE(child.receiver, std::string("a"));
    QCOMPARE(child.groupBy, (std::vector<std::string>{"x"}));
    QCOMPARE(child.groupWait, Millis{7000});
    QCOMPARE(child.groupInterval, Millis{300000});
    QCOMPARE(child.repeatInterval, Millis{86'400'000});
    QVERIFY(child.muteTimes.empty()); // mute times are a node's own
}

void TestAlertRouting::timesDecideWhetherARouteTells_data()
{
    QTest::addColumn<QString>("labels");
    QTest::addColumn<int>("hit");
    QTest::addColumn<QString>("when");
    QTest::addColumn<int>("time");
    QTest::addColumn<QString>("interval");
    const auto row = [](const char* name, const char* labels, int hit, const char* when, RouteTime time, const char* interval) {
        QTest::newRow(name) << QString::fromLatin1(labels) << hit << QString::fromLatin1(when) << static_cast<int>(time) << QString::fromLatin1(interval);
    };
    const char* ticket = "service=cart-api severity=ticket";
    row("a day", ticket, 0, "2026-11-18T03:00:00Z", RouteTime::open, "");
    row("before midnight there", ticket, 0, "2026-11-18T13:00:00Z", RouteTime::muted, "night");
    row("after midnight there", ticket, 0, "2026-11-18T20:59:59Z", RouteTime::muted, "night");
    row("six o'clock there", ticket, 0, "2026-11-18T21:00:00Z", RouteTime::open, "");
    row("weekends are UTC", ticket, 0, "2026-11-21T03:00:00Z", RouteTime::muted, "weekend");
    row("office hours", ticket, 1, "2026-11-18T03:00:00Z", RouteTime::open, "");
    row("after office hours", ticket, 1, "2026-11-18T09:00:00Z", RouteTime::inactive, "");
    row("no office on Saturdays", ticket, 1, "2026-11-21T03:00:00Z", RouteTime::inactive, "");
    row("no office a century later", ticket, 1, "2100-11-17T03:00:00Z", RouteTime::inactive, "");
    row("no times at all", "service=web", 0, "2026-11-21T03:00:00Z", RouteTime::open, "");
}

void TestAlertRouting::timesDecideWhetherARouteTells()
{
    QFETCH(QString, labels);
    QFETCH(int, hit);
    QFETCH(QString, when);
    const auto told = routesFor(m_routing, labelsOf(labels), at(when.toLatin1()), zones).hits.at(static_cast<std::size_t>(hit));
    QTEST(static_cast<int>(told.time), "time");
    QTEST(QString::fromStdString(told.interval), "interval");
}

void TestAlertRouting::intervalsHoldAsAlertmanagerHoldsThem_data()
{
    QTest::addColumn<QString>("item");
    QTest::addColumn<QString>("when");
    QTest::addColumn<bool>("holds");
    const auto row = [](const char* item, const char* when, bool holds) {
        QTest::addRow("%s at %s", item, when) << QString::fromLatin1(item) << QString::fromLatin1(when) << holds;
    };
    row("{}", "2026-11-18T03:00:00Z", true);
    row("{days_of_month: ['-1']}", "2026-11-30T03:00:00Z", true);
    row("{days_of_month: ['-1']}", "2026-11-29T03:00:00Z", false);
    row("{days_of_month: ['-1']}", "2028-02-29T23:59:59Z", true);
    row("{days_of_month: ['25:-1']}", "2026-02-28T00:00:00Z", true);
    row("{days_of_month: ['31']}", "2026-11-30T03:00:00Z", false); // begins after the month's end
    row("{days_of_month: ['28:31']}", "2026-02-28T03:00:00Z", true);
    row("{days_of_month: ['1:3', '-2']}", "2026-11-29T03:00:00Z", true);
    row("{weekdays: ['sunday:tuesday']}", "2026-11-17T03:00:00Z", true);
    row("{weekdays: ['sunday:tuesday']}", "2026-11-18T03:00:00Z", false);
    row("{months: ['MARCH:may', '11']}", "2026-11-18T03:00:00Z", true);
    row("{months: ['march:may']}", "2026-06-01T00:00:00Z", false);
    row("{years: ['2026']}", "2026-12-31T23:59:59Z", true);
    row("{years: ['2026'], location: Asia/Seoul}", "2026-12-31T15:00:00Z", false);
    row("{times: [{start_time: '09:00', end_time: '17:00'}]}", "2026-11-18T17:00:00Z", false);
    row("{times: [{start_time: '09:00', end_time: '17:00'}]}", "2026-11-18T16:59:59Z", true);
    row("{times: [{start_time: '00:00', end_time: '24:00'}]}", "2026-11-18T23:59:59Z", true);
    row("{weekdays: [wednesday], months: ['december']}", "2026-11-18T03:00:00Z", false); // all must hold
}

void TestAlertRouting::intervalsHoldAsAlertmanagerHoldsThem()
{
    QFETCH(QString, item);
    QFETCH(QString, when);
    QFETCH(bool, holds);
    const auto routing = withInterval(item);
    QCOMPARE(containsTime(routing.timeIntervals.at(0).second.at(0), at(when.toLatin1()), zones), std::optional(holds));
    QCOMPARE(routesFor(routing, {}, at(when.toLatin1()), zones).hits.at(0).time, holds ? RouteTime::muted : RouteTime::open);
}

void TestAlertRouting::anUnknownZoneIsNotGuessed()
{
    const auto routing = withInterval(QStringLiteral("{location: Local, weekdays: [monday]}"));
    const auto hit = routesFor(routing, {}, at("2026-11-18T03:00:00Z"), zones).hits.at(0);
    QCOMPARE(hit.time, RouteTime::unknown);
    QCOMPARE(hit.interval, std::string("x"));
    QCOMPARE(routesFor(routing, {}, at("2026-11-18T03:00:00Z"), {}).hits.at(0).time, RouteTime::unknown);
}

void TestAlertRouting::inhibitionNeedsBothSidesAndEqualLabels()
{
    const auto target = labelsOf(QStringLiteral("alertname=Slow service=cart severity=warning"));
    const std::vector<Labels> candidates{labelsOf(QStringLiteral("alertname=Down service=cart severity=critical")),
        labelsOf(QStringLiteral("alertname=Down service=order severity=critical")), labelsOf(QStringLiteral("alertname=SiteDown severity=critical")), target};
    const auto hits = inhibitors(m_routing, target, candidates);
    QCOMPARE(hits.size(), std::size_t(2));
    QCOMPARE(hits[0].candidate, std::size_t(0));
    QCOMPARE(hits[0].rule, std::size_t(0));
    QCOMPARE(hits[1].candidate, std::size_t(2));
    QCOMPARE(hits[1].rule, std::size_t(1));
    QVERIFY(inhibitors(m_routing, labelsOf(QStringLiteral("alertname=Slow service=cart severity=page")), {candidates[0]}).empty());
    // Labels that neither has are equal.
    QCOMPARE(inhibitors(m_routing, labelsOf(QStringLiteral("alertname=Slow severity=ticket")), {candidates[2]}).size(), std::size_t(2));
}

void TestAlertRouting::anAlertThatFitsBothSidesIsNotHeldBackByItsLike()
{
    const auto site = labelsOf(QStringLiteral("alertname=SiteDown severity=critical"));
    QVERIFY(inhibitors(m_routing, site, {site, labelsOf(QStringLiteral("alertname=SiteDown site=b"))}).empty());
}

void TestAlertRouting::matchersAreReadInEverySyntax_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("read"); // empty: refused
    const auto row = [](const char* text, const char* read) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(read); };
    row("a=b", R"(a="b")");
    row(" a = b ", R"(a="b")");
    row(R"(a=~"x|y")", R"(a=~"x|y")");
    row("a!~x.*", R"(a!~"x.*")");
    row("a!=", R"(a!="")");
    row(R"({a="b",c!="d",})", R"(a="b", c!="d")");
    row(R"(a="x,y", b=c)", R"(a="x,y", b="c")");
    row(R"(a="say \"hi\"")", R"(a="say \"hi\"")");
    row(R"("a name"="b")", R"(a name="b")");
    row(R"({"서비스"=~"장바구니|주문"})", R"(서비스=~"장바구니|주문")");
    row("a='b'", R"(a="'b'")"); // as Alertmanager: no quotes but double ones
    row("{}", "");
    row("a", "");
    row("=b", "");
    row(R"(a="b)", "");
    row(R"(a="b"c)", "");
    row("a=~\"(\"", "");
}

void TestAlertRouting::matchersAreReadInEverySyntax()
{
    QFETCH(QString, text);
    const auto read = parseAlertMatchers(text.toStdString());
    QTEST(read.ok() ? QString::fromStdString(matchersText(*read)) : QString(), "read");
}

VEDETTE_TEST(TestAlertRouting)
#include "tst_alert_routing.moc"
