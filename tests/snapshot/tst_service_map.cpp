#include "models/snapshot/lanes.h"
#include "models/snapshot/service_map.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

#include <algorithm>
#include <random>

using namespace vedette;
using namespace vedette::test;

namespace {

ServiceInfo named(const char* name, std::vector<std::string> dependsOn = {})
{
    ServiceInfo s;
    s.name = name;
    s.owner = "shop";
    s.dependsOn = std::move(dependsOn);
    s.origin = std::string("/etc/vedette/services.yaml:") + std::to_string(3) + ":5";
    return s;
}

Config fleet(std::vector<ServiceInfo> services)
{
    Config config;
    config.services = std::move(services);
    for (const auto kind : {FeedKind::zipkin, FeedKind::jaeger}) {
        FeedConfig feed;
        feed.name = feedKindName(kind);
        feed.kind = kind;
        feed.pollInterval = std::chrono::minutes{10};
        feed.origin = "/etc/vedette/vedette.yaml:12:7";
        config.feeds.push_back(feed);
    }
    return config;
}

DependencyPoll told(const char* feed, std::vector<DependencyCall> calls) { return {feed, span(-60, 0), std::move(calls), at(0)}; }

QString shown(const std::vector<ServiceEdge>& edges)
{
    QString out;
    for (const auto& e : edges) {
        out += QString::fromStdString(e.caller + ">" + e.callee) + QLatin1String(e.configured ? " written" : "");
        for (const auto& feed : e.feeds)
            out += QLatin1Char(' ') + QString::fromStdString(feed);
        if (!e.feeds.empty())
            out += QStringLiteral(" %1/%2").arg(e.calls).arg(e.errors);
        out += QLatin1String("; ");
    }
    return out;
}

QString findingsOf(const ServiceMap& map)
{
    QString out;
    for (const auto& finding : map.findings)
        out += QString::fromStdString(finding.text()) + QLatin1Char('\n');
    return out;
}

} // namespace

class TestServiceMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenComesFirstAndTracesAreAdded()
    {
        const auto map = serviceMap(fleet({named("web", {"cart"}), named("cart"), named("pay")}), {},
            {told("zipkin", {{"web", "pay", 10, 1}, {"web", "cart", 90, 2}, {"cart", "cart", 5, 0}, {"web", "pay", 4, 1}}), told("jaeger", {{"web", "cart", 95, 0}}),
                told("tempo", {{"pay", "web", 9, 0}})}); // a feed that is not configured (any more)
        QCOMPARE(shown(map.edges), QStringLiteral("web>cart written zipkin jaeger 95/2; web>pay zipkin 14/2; "));
        QCOMPARE(map.services.at(0).dependsOn, (std::vector<std::string>{"cart", "pay"}));
        QVERIFY(map.traced.empty());
        QCOMPARE(findingsOf(map), QString());
        QCOMPARE(shown(map.edgesOf("cart")), QStringLiteral("web>cart written zipkin jaeger 95/2; "));
        QVERIFY(map.find("pay") != nullptr && map.find("nobody") == nullptr);
    }
    void whatOnlyTracesKnowIsAFindingAndHasNoLane()
    {
        const auto config = fleet({named("web", {"cart"}), named("cart")});
        const auto map = serviceMap(config, {}, {told("zipkin", {{"web", "mailer", 10, 0}, {"mailer", "cart", 3, 0}})});
        QCOMPARE(map.traced.size(), 1U);
        QCOMPARE(map.traced[0].name, std::string("mailer"));
        QCOMPARE(map.traced[0].dependsOn, std::vector<std::string>{"cart"}); // the way through it is known to a correlation
        QCOMPARE(findingsOf(map), QStringLiteral("/etc/vedette/vedette.yaml:12:7: warning: \"mailer\" is in the traces and not among the services. Name it in a service file, "
                                                 "or under services.names.\n"));
        TimelineInput in;
        in.loaded = span(0, 60);
        in.now = at(60);
        in.services = map.services;
        QCOMPARE(buildTimeline(in)->lanes.size(), 2U);
        Change change;
        change.id = "c";
        change.service = "mailer";
        change.startsAt = at(5);
        in.changes = {change};
        const auto timeline = buildTimeline(in);
        QCOMPARE(timeline->lanes.size(), 3U);
        QCOMPARE(timeline->lanes.back().service, std::string("mailer"));
    }
    void withoutACatalogueNothingIsMissingInIt()
    {
        const auto map = serviceMap(fleet({}), {}, {told("zipkin", {{"web", "mailer", 10, 0}})});
        QCOMPARE(map.traced.size(), 2U);
        QCOMPARE(findingsOf(map), QString());
    }
    void findingsOfTheGraphSayWhere_data()
    {
        QTest::addColumn<QString>("calls");
        QTest::addColumn<QString>("finding");
        const QString feed = QStringLiteral("/etc/vedette/vedette.yaml:12:7: warning: ");
        QTest::newRow("a traced call closes a circle") << QStringLiteral("cart>web")
                                                       << feed + QStringLiteral("services call each other in a circle, as traces show: cart > web > cart\n");
        QTest::newRow("in two steps") << QStringLiteral("cart>cron,cron>web")
                                      << feed + QStringLiteral("services call each other in a circle, as traces show: cart > cron > web > cart\n");
        QTest::newRow("no call at all") << QStringLiteral("web>cart") << QStringLiteral("/etc/vedette/services.yaml:3:5: warning: \"cron\" calls nothing and nothing calls it\n");
        QTest::newRow("no traces") << QString() << QString(); // what is not traced at all is not known to be alone
    }
    void findingsOfTheGraphSayWhere()
    {
        QFETCH(QString, calls);
        QFETCH(QString, finding);
        std::vector<DependencyCall> all;
        for (const auto& pair : calls.split(QLatin1Char(','), Qt::SkipEmptyParts))
            all.push_back({pair.section(QLatin1Char('>'), 0, 0).toStdString(), pair.section(QLatin1Char('>'), 1).toStdString(), 1, 0});
        const auto map = serviceMap(fleet({named("web", {"cart"}), named("cart"), named("cron")}), {}, {told("zipkin", all)});
        const auto found = findingsOf(map);
        QVERIFY2(finding.isEmpty() ? found.isEmpty() : found.contains(finding), qPrintable(found));
    }
    void aCircleOfTheCatalogueAloneIsAFindingOfItsFiles()
    {
        const auto map = serviceMap(fleet({named("web", {"cart"}), named("cart", {"web"})}), {}, {told("zipkin", {{"web", "cart", 1, 0}})});
        QCOMPARE(findingsOf(map), QString());
    }
    void tracesThatEndedAreToldWithTheMomentTheyDid()
    {
        const auto config = fleet({named("web", {"cart"}), named("cart")});
        const std::vector<DependencyPoll> kept{told("zipkin", {{"web", "cart", 1, 0}})};
        FeedStatus status;
        status.name = "zipkin";
        status.lastSuccess = at(1);
        QCOMPARE(findingsOf(serviceMap(config, {}, kept, {status})), QString());
        status.lastSuccess = at(30); // it answered since, and told of none
        QCOMPARE(findingsOf(serviceMap(config, {}, kept, {status})),
            QString::fromStdString("/etc/vedette/vedette.yaml:12:7: warning: \"zipkin\" has shown no calls since " + formatRfc3339(at(0)) + "; those are kept\n"));
    }
    void anImportFillsWhatTheConfigurationLeavesOpen()
    {
        auto more = named("web", {"pay", "cart"});
        more.owner = "another";
        more.deputy = "Lee";
        more.members = {"Kim"};
        const auto all = mergedServices({named("web", {"cart"})}, {more, named("pay")});
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].owner, std::string("shop"));
        QCOMPARE(all[0].deputy, std::string("Lee"));
        QCOMPARE(all[0].dependsOn, (std::vector<std::string>{"cart", "pay"}));
    }
    void aLargeHostileGraphIsReadInTime()
    {
        std::mt19937 dice(7);
        std::vector<DependencyCall> calls;
        for (int i = 0; i < 20'000; ++i)
            calls.push_back({"s" + std::to_string(dice() % 3000), "s" + std::to_string(dice() % 3000), 1, 0});
        for (int i = 0; i < 3000; ++i) // one ring through all
            calls.push_back({"s" + std::to_string(i), "s" + std::to_string((i + 1) % 3000), 1, 0});
        std::vector<ServiceInfo> services;
        for (int i = 0; i < 300; ++i)
            services.push_back(named(("s" + std::to_string(i)).c_str()));
        QElapsedTimer timer;
        timer.start();
        const auto map = serviceMap(fleet(std::move(services)), {}, {told("zipkin", std::move(calls))});
        QVERIFY(timer.elapsed() < 2000);
        QCOMPARE(map.services.size() + map.traced.size(), 3000U);
        QVERIFY(map.findings.size() <= 100);
    }
};

VEDETTE_TEST(TestServiceMap)
#include "tst_service_map.moc"
