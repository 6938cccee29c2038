// Instances that are left out are listed and not counted; names of the configuration hold for what the cache knows already.

#include "models/snapshot/analyst.h"
#include "models/snapshot/event_table.h"
#include "models/snapshot/left_out.h"
#include "models/snapshot/slo_keeper.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;
using namespace vedette::test;

namespace {

AlertEpisode firing(const char* service, const char* environment)
{
    AlertEpisode a;
    a.name = "HighErrorRate";
    a.service = service;
    a.environment = environment;
    a.severity = "critical";
    a.level = Severity::critical;
    a.labels = Labels{{"alertname", "HighErrorRate"}, {"service", service}, {"env", environment}, {"severity", "critical"}};
    a.fingerprint = std::string(environment) == "ab" ? "00000000000000ab" : "00000000000000aa";
    a.startsAt = at(30);
    a.seenAt = at(30);
    a.sources = {"am"};
    return a;
}

ChangeRecord deploy(const char* service, const char* environment)
{
    ChangeRecord c;
    c.id = std::string("deploy-") + environment;
    c.source = "ci";
    c.service = service;
    c.environment = environment;
    c.revision = std::string("v2-") + environment;
    c.status = ChangeStatus::success;
    c.startsAt = at(25);
    c.endsAt = at(28);
    c.seenAt = at(28);
    return c;
}

SeriesSamples requests(const char* environment, const char* code, double perMinute)
{
    SeriesSamples s;
    s.labels = Labels{{"__name__", "http_requests_total"}, {"service", "cart"}, {"environment", environment}, {"code", code}};
    for (int minute = 0; minute <= 60; ++minute) {
        s.times.push_back(at(minute));
        s.values.push_back(minute * perMinute);
    }
    return s;
}

/// A shop whose test instances alert and are released beside production.
struct Shop {
    CacheFolder folder;
    std::unique_ptr<CacheWriter> writer = folder.writer();
    Analyst analyst{folder.reader()};
    AnalystContext context;
    Question question;

    explicit Shop(const char* alertsName = "cart")
    {
        Batch batch;
        batch.alertPolls = {{"am", at(30), {firing(alertsName, "prod"), firing(alertsName, "ab")}, Millis{15000}}};
        batch.changes = {deploy("cart", "prod"), deploy("cart", "ab")};
        batch.samples = {requests("prod", "200", 60), requests("prod", "500", 6), requests("ab", "200", 10), requests("ab", "500", 10)};
        batch.dependencies = {{"zipkin", span(-60, 30), {{"web", alertsName, 120, 3}, {alertsName, "db", 50, 0}}, at(30)}};
        const auto done = writer->commit(batch);
        if (!done.ok())
            qFatal("%s", done.error().text().c_str());
        context.now = at(40);
        for (const auto& [name, kind] : {std::pair{"am", FeedKind::alertmanager}, {"ci", FeedKind::json}, {"zipkin", FeedKind::zipkin}}) {
            FeedStatus status;
            status.name = name;
            status.kind = kind;
            status.state = FeedState::ok;
            status.lastSuccess = at(40);
            context.feeds.push_back(status);
        }
        question.range = span(0, 60);
    }

    static Config config()
    {
        Config config;
        for (const auto& [name, kind] : {std::pair{"am", FeedKind::alertmanager}, {"ci", FeedKind::json}, {"zipkin", FeedKind::zipkin}}) {
            FeedConfig feed;
            feed.name = name;
            feed.kind = kind;
            config.feeds.push_back(feed);
        }
        ServiceInfo cart;
        cart.name = "cart";
        cart.owner = "shop";
        cart.deputy = "Lee Ji-eun";
        ServiceInfo web;
        web.name = "web";
        web.owner = "shop";
        web.dependsOn = {"cart"};
        config.services = {web, cart};
        SloSpec slo;
        slo.id = "cart/requests";
        slo.service = "cart";
        slo.errorQuery = R"(sum(rate(http_requests_total{service="cart",code=~"5.."}[{{.window}}])))";
        slo.totalQuery = R"(sum(rate(http_requests_total{service="cart"}[{{.window}}])))";
        config.slos = {slo};
        return config;
    }
    static Config withoutTests(const char* selector = R"({environment="ab"})")
    {
        auto config = Shop::config();
        config.leftOut = {*parseSelector(selector)};
        return config;
    }

    std::shared_ptr<const Snapshot> ask(Config config, const std::string& selected = {})
    {
        context.config = std::make_shared<const Config>(std::move(config));
        question.selectedId = selected;
        const auto answer = analyst.answer(question, context, [] { return false; });
        if (!answer.ok())
            qFatal("%s", answer.error().text().c_str());
        return *answer;
    }
};

double tileOf(const Snapshot& s, Tile::What what)
{
    const auto it = std::find_if(s.tiles.begin(), s.tiles.end(), [&](const Tile& t) { return t.what == what; });
    return it == s.tiles.end() ? -1 : it->value.value_or(-1);
}

QString lanesOf(const Snapshot& s)
{
    QStringList out;
    for (const auto& lane : s.timeline->lanes)
        out << QString::fromStdString(lane.service) + QStringLiteral(":%1+%2").arg(lane.alerts.size()).arg(lane.changes.size());
    return out.join(QLatin1Char(' '));
}

std::string rowId(const Snapshot& s, EventType type, const char* environment)
{
    for (const auto& row : s.events->rows) {
        if (row.type == type && row.environment == environment)
            return row.id;
    }
    return {};
}

} // namespace

class TestLeftOut : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void testInstancesAreListedAndNotCounted_data()
    {
        QTest::addColumn<QString>("selector");
        QTest::addColumn<int>("leftOut");
        QTest::newRow("all count") << QString() << 0;
        QTest::newRow("by environment") << QStringLiteral(R"({environment="ab"})") << 2;
        QTest::newRow("by pattern") << QStringLiteral(R"({environment=~"a.|stage",service="cart"})") << 2;
        QTest::newRow("by an alert's own label") << QStringLiteral(R"({env="ab"})") << 1; // a change has no such attribute
        QTest::newRow("of nobody") << QStringLiteral(R"({environment="stage"})") << 0;
    }
    void testInstancesAreListedAndNotCounted()
    {
        QFETCH(QString, selector);
        QFETCH(int, leftOut);
        Shop shop;
        const auto s = shop.ask(selector.isEmpty() ? Shop::config() : Shop::withoutTests(qPrintable(selector)));
        const int alerts = leftOut > 0 ? 1 : 2;
        const int changes = leftOut > 1 ? 1 : 2;
        QCOMPARE(tileOf(*s, Tile::What::critical), alerts);
        QCOMPARE(tileOf(*s, Tile::What::changes), changes);
        QCOMPARE(lanesOf(*s), QStringLiteral("web:0+0 cart:%1+%2").arg(alerts).arg(changes));
        QCOMPARE(s->events->rows.size(), 4U);
        QCOMPARE(static_cast<int>(std::count_if(s->events->rows.begin(), s->events->rows.end(), [](const EventRow& r) { return r.leftOut; })), leftOut);
        std::size_t grouped = 0;
        for (const auto& incident : s->incidents) {
            grouped += incident.alertIds.size();
            for (const auto& suspect : incident.suspects)
                QVERIFY(leftOut < 2 || suspect.change.environment != "ab");
        }
        QCOMPARE(grouped, static_cast<std::size_t>(alerts));
    }
    void aLeftOutAlertCanBeLookedAt()
    {
        Shop shop;
        const auto listed = shop.ask(Shop::withoutTests());
        const auto alert = shop.ask(Shop::withoutTests(), rowId(*listed, EventType::alert, "ab"));
        QVERIFY(alert->selection.kind == Selection::Kind::alert && alert->selection.leftOut);
        QVERIFY(!alert->selection.suspects);
        const auto change = shop.ask(Shop::withoutTests(), rowId(*listed, EventType::change, "ab"));
        QVERIFY(change->selection.kind == Selection::Kind::change && change->selection.leftOut);
        const auto counted = shop.ask(Shop::withoutTests(), rowId(*listed, EventType::alert, "prod"));
        QVERIFY(!counted->selection.leftOut && counted->selection.suspects);
    }
    void sumsOfAnSloAreThoseOfWhatCounts()
    {
        Shop shop;
        const auto sums = [&](const Config& config) {
            const auto bins = countSlos(*shop.folder.reader(), config, at(0), at(0), at(60));
            double good = 0;
            double total = 0;
            for (const auto& bin : bins->at(0).bins) {
                good += bin.good;
                total += bin.total;
            }
            return QStringLiteral("%1 of %2 failed").arg(total - good).arg(total);
        };
        QCOMPARE(sums(Shop::config()), QStringLiteral("960 of 5160 failed"));
        QCOMPARE(sums(Shop::withoutTests()), QStringLiteral("360 of 3960 failed"));
    }
    void peopleAndNeighboursOfWhatIsSelectedAreThere()
    {
        Shop shop;
        const auto s = shop.ask(Shop::config()); // the worst group in view
        QVERIFY(s->selection.kind == Selection::Kind::incident);
        QCOMPARE(s->selection.service->deputy, std::string("Lee Ji-eun"));
        QString edges;
        for (const auto& e : s->selection.edges)
            edges += QString::fromStdString(e.caller + ">" + e.callee) + QStringLiteral(" %1 %2; ").arg(e.configured).arg(e.calls);
        QCOMPARE(edges, QStringLiteral("web>cart 1 120; cart>db 0 50; "));
        QCOMPARE(s->config.findings.size(), 1U); // "db" is in the traces alone
        QCOMPARE(s->config.findings[0].rule, std::string("not-in-catalogue"));
        const auto alert = shop.ask(Shop::config(), rowId(*s, EventType::alert, "prod"));
        QCOMPARE(alert->selection.service->owner, std::string("shop"));
    }
    void historyFollowsANameThatIsAddedAndTakenBack()
    {
        Shop shop("carts"); // alerts and traces have another name for it than releases
        auto named = Shop::config();
        named.serviceAliases = {{"carts", "cart"}};
        const QString apart = QStringLiteral("web:0+0 cart:0+2 carts:2+0");
        const QString together = QStringLiteral("web:0+0 cart:2+2");
        QCOMPARE(lanesOf(*shop.ask(Shop::config())), apart);
        const auto s = shop.ask(named);
        QCOMPARE(lanesOf(*s), together);
        QVERIFY(!s->incidents.empty() && !s->incidents[0].suspects.empty());
        QCOMPARE(s->incidents[0].service, std::string("cart"));
        for (const auto& row : s->events->rows)
            QCOMPARE(row.service, std::string("cart"));
        QCOMPARE(lanesOf(*shop.ask(Shop::config())), apart);
        for (const char* typed : {"service=cart", "service=carts", "service!=web"}) { // a label chip still says the other name
            shop.question.matchers = {typed};
            QCOMPARE(shop.ask(named)->events->rows.size(), 4U);
        }
        shop.question.matchers = {"service!=carts"};
        QCOMPARE(shop.ask(named)->events->rows.size(), 0U);
    }
    void aCorrelationLearnsOfTracedCallsWhenTheyCome()
    {
        Shop shop("search"); // it alerts; cart was released just before
        auto config = Shop::config();
        config.services[0].name = "search";
        config.services[0].dependsOn.clear();
        const auto kinds = [&] {
            QStringList out;
            const auto s = shop.ask(config);
            for (const auto& incident : s->incidents) {
                for (const auto& suspect : incident.suspects) {
                    for (const auto& e : suspect.evidence)
                        out << QString::fromStdString(e.kind);
                }
            }
            return out;
        };
        QVERIFY(!kinds().contains(QLatin1String("dependency")));
        Batch batch;
        batch.dependencies = {{"zipkin", span(-60, 31), {{"search", "cart", 10, 0}}, at(31)}};
        VERIFY_OK(shop.writer->commit(batch));
        QVERIFY2(kinds().contains(QLatin1String("dependency")), qPrintable(kinds().join(QLatin1Char(' '))));
    }
    void selectorsSeeWhatAFilterSees_data()
    {
        QTest::addColumn<QString>("selector");
        for (const char* text : {R"({alertname="HighErrorRate"})", R"({service="cart"})", R"({environment!="ab"})", R"({env="ab"})", R"({severity="critical"})", R"({severity="warning"})",
                 R"({state=~"fir.*"})", R"({nothing=""})", R"({env="ab",service=~".+"})"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void selectorsSeeWhatAFilterSees()
    {
        QFETCH(QString, selector);
        Config config;
        config.leftOut = {*parseSelector(selector.toStdString())};
        for (const char* environment : {"ab", "prod"}) {
            auto alert = firing("cart", environment);
            QCOMPARE(isLeftOut(config, alert), matchesAll(config.leftOut[0], alertLabels(alert)));
            alert.severity.clear();
            alert.environment.clear();
            alert.level = Severity::warning;
            QCOMPARE(isLeftOut(config, alert), matchesAll(config.leftOut[0], alertLabels(alert)));
        }
    }
    void namesAppliedTwiceChangeNothing()
    {
        Config config;
        config.serviceAliases = {{"a", "x"}, {"b", "x"}, {"c", "y"}};
        for (const char* name : {"a", "b", "c", "x", "y", "z", ""})
            QCOMPARE(config.serviceName(config.serviceName(name)), config.serviceName(name));
    }
};

VEDETTE_TEST(TestLeftOut)
#include "tst_left_out.moc"
