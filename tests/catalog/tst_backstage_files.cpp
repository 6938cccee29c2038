#include "models/catalog/config_reader.h"

#include "models/catalog/backstage_reader.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

using namespace vedette;

namespace {

/// A document with its name; `more` are lines behind metadata.name.
std::string entity(const char* kind, const char* name, const std::string& more = {})
{
    return std::string("---\napiVersion: backstage.io/v1alpha1\nkind: ") + kind + "\nmetadata:\n  name: " + name + "\n" + more;
}

const std::string kTeam = entity("Group", "shop", "spec: {type: team, children: []}\n");
const std::string kOwned = "spec: {type: service, lifecycle: production, owner: shop}\n";

} // namespace

class TestBackstageFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void referencesAreRead_data();
    void referencesAreRead();
    void anEntityTellsItsService();
    void plainAndBackstageAreOneFleet();
    void findingsStandAtTheirPlace_data();
    void findingsStandAtTheirPlace();
    void twoNamesAreOneService();
    void entitiesOfOneTelemetryNameAreJoined();
    void whatIsConsumedAndContainedIsDependedOn();
    void librariesAreNoServices();
    void kindsThatAreNotReadAreToldOnce();
    void hostileFilesAreBounded();
    void aCatalogueOfAFleetIsReadQuickly();

private:
    ConfigRead read(const std::string& catalogue, const std::string& plain = {});
    static QString text(const ConfigRead& read);
    std::unique_ptr<QTemporaryDir> m_dir;
};

ConfigRead TestBackstageFiles::read(const std::string& catalogue, const std::string& plain)
{
    const auto write = [&](const char* name, const std::string& bytes) {
        QFile file(m_dir->filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), static_cast<qint64>(bytes.size())) < 0)
            qFatal("cannot write");
    };
    write("v.yaml", "prometheus: [{name: p, url: 'https://p'}]\nservices: {files: ['*-info.yaml']}\n");
    write("catalog-info.yaml", catalogue);
    if (!plain.empty())
        write("a-info.yaml", plain);
    return readConfig(m_dir->filePath(QStringLiteral("v.yaml")).toStdString());
}

QString TestBackstageFiles::text(const ConfigRead& read)
{
    QString all;
    for (const auto& finding : read.findings)
        all += QString::fromStdString(finding.text()) + QLatin1Char('\n');
    return all;
}

void TestBackstageFiles::referencesAreRead_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("key");
    const auto row = [](const char* given, const char* key) { QTest::newRow(given) << QString::fromLatin1(given) << QString::fromLatin1(key); };
    row("cart", ":space/cart");
    row("Component:Default/Cart", "component:default/cart");
    row("resource:cart-db", "resource:space/cart-db");
    row("prod/cart.v2", ":prod/cart.v2");
    for (const char* bad : {"", ":", "a:", "/a", "a/", "a:b:c", "a/b/c", "a b", "-a", "component:default/", "${{ x }}"})
        row(bad, "");
    QTest::newRow("too long") << QString(64, QLatin1Char('a')) << QString();
}

void TestBackstageFiles::referencesAreRead()
{
    QFETCH(QString, given);
    QFETCH(QString, key);
    const auto ref = parseEntityRef(given.toStdString(), "space");
    QCOMPARE(ref ? QString::fromStdString(ref->key()) : QString(), key);
}

void TestBackstageFiles::anEntityTellsItsService()
{
    const auto got = read(entity("Component", "cart",
                              "  title: The cart\n  description: Holds it\n  labels: {zone: kr, example.com/tier: '2'}\n"
                              "  annotations: {backstage.io/techdocs-ref: 'dir:.'}\n  tags: [go, grpc]\n"
                              "  links: [{url: 'https://run/book', title: Runbook, icon: docs}, {url: 'https://x.slack.com/archives/C1'}]\n"
                              "spec:\n  type: service\n  lifecycle: production\n  owner: group:default/Shop\n  system: store\n"
                              "  dependsOn: ['resource:default/cart-db', users]\n")
        + entity("Component", "users", "spec: {type: service, owner: 'user:kim', system: store}\n")
        + entity("Resource", "cart-db", "spec: {type: database, system: store}\n")
        + entity("System", "store", "  annotations: {slack.com/channel: '#store'}\nspec: {owner: shop}\n")
        + entity("Group", "shop", "spec: {type: team, children: [], members: [lee, ghost]}\n")
        + entity("User", "kim", "spec: {profile: {displayName: Kim Minji}, memberOf: [shop]}\n")
        + entity("User", "lee", "spec: {memberOf: []}\n"));
    QCOMPARE(text(got), QString());
    QCOMPARE(got.config.services.size(), std::size_t(3));
    const auto& cart = got.config.services[0];
    QCOMPARE(cart.name, std::string("cart"));
    QCOMPARE(cart.title, std::string("The cart"));
    QCOMPARE(cart.description, std::string("Holds it"));
    QCOMPARE(cart.type, std::string("service"));
    QCOMPARE(cart.lifecycle, std::string("production"));
    QCOMPARE(cart.system, std::string("store"));
    QCOMPARE(cart.owner, std::string("shop"));
    QCOMPARE(cart.tier, 2);
    QCOMPARE(cart.channel, std::string("https://x.slack.com/archives/C1"));
    QCOMPARE(cart.members, (std::vector<std::string>{"lee", "ghost", "Kim Minji"}));
    QCOMPARE(cart.tags, (std::vector<std::string>{"go", "grpc"}));
    QCOMPARE(cart.dependsOn, (std::vector<std::string>{"cart-db", "users"}));
    QCOMPARE(cart.links[0], (std::pair<std::string, std::string>{"Runbook", "https://run/book"}));
    QVERIFY(cart.labels.has("zone"));
    const auto& users = got.config.services[1];
    QCOMPARE(users.owner, std::string("kim"));
    QCOMPARE(users.members, std::vector<std::string>{"Kim Minji"});
    const auto& db = got.config.services[2];
    QCOMPARE(db.owner, std::string("shop")); // of its system
    QCOMPARE(db.channel, std::string("#store"));
}

void TestBackstageFiles::plainAndBackstageAreOneFleet()
{
    const auto got = read(kTeam + entity("Component", "Cart", "spec: {owner: shop, dependsOn: ['component:default/pay']}\n") + entity("Resource", "db", kOwned),
        "- {name: pay, tier: 1, owner: money, dependsOn: [DB]}\n- {name: cart, tier: 2}\n");
    QCOMPARE(got.config.services.size(), std::size_t(3));
    QCOMPARE(got.config.services[0].dependsOn, std::vector<std::string>{"db"});
    const auto& cart = got.config.services[1];
    QVERIFY(cart.name == "cart" && cart.tier == 2 && cart.owner == "shop");
    QCOMPARE(cart.dependsOn, std::vector<std::string>{"pay"});
    QCOMPARE(got.findings.size(), std::size_t(1));
    QVERIFY2(text(got).contains(QLatin1String("catalog-info.yaml:11:3: warning: \"Cart\" is the service \"cart\", which is also at ")), qPrintable(text(got)));
    QVERIFY(got.usable());
}

void TestBackstageFiles::findingsStandAtTheirPlace_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char* name, const std::string& yaml, const char* finding) {
        QTest::newRow(name) << QString::fromStdString(yaml) << QString::fromLatin1(finding);
    };
    const auto cart = [](const std::string& spec) { return entity("Component", "cart", "spec: {type: service, " + spec + "}\n") + kTeam; };
    row("bad reference", cart("owner: shop, dependsOn: ['a:b:c']"),
        "6:48: error: \"a:b:c\" is not an entity reference. Write [kind:][namespace/]name, e.g. component:default/cart.");
    row("a list for a text", cart("owner: [shop]"), "6:23: error: ");
    row("placeholder", cart("owner: {$text: ./owner.txt}"), "6:23: warning: a placeholder ($text) is not followed");
    row("unknown owner", cart("owner: shopp"), "6:23: warning: the owner \"shopp\" is not known. Did you mean \"shop\"?");
    row("no owner", cart("lifecycle: x"), "5:3: warning: the owner of \"cart\" is not said. Write spec.owner, e.g. group:default/shop.");
    row("nobody is known", entity("Component", "cart", kOwned), "6:46: warning: the owner \"shop\" is not known: no Group or User is among the service files");
    row("unknown service", cart("owner: shop, dependsOn: [users]") + entity("Component", "user", kOwned),
        "6:48: warning: \"cart\" depends on \"users\", which is not among the services. Did you mean \"user\"?");
    row("circle", cart("owner: shop, dependsOn: [pay]") + entity("Component", "pay", "spec: {owner: shop, dependsOn: [cart]}\n"),
        "5:3: warning: services depend on each other in a circle: cart > pay > cart");
    row("unknown whole", cart("owner: shop, subcomponentOf: web"), "6:36: warning: \"cart\" is used by \"web\", which is not among the services.");
    row("itself", cart("owner: shop, dependsOn: [cart]"), "services depend on each other in a circle: cart > cart");
    row("twice", cart("owner: shop") + cart("owner: shop"), "17:3: error: the entity \"component:default/cart\" is already at ");
    row("no name", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {}\n", "3:1: error: the key \"name\" is missing");
    row("no metadata", "apiVersion: backstage.io/v1alpha1\nkind: Component\n", "1:1: error: the key \"metadata\" is missing");
    row("bad name", entity("Component", "'my cart'"), "5:3: error: \"my cart\" is not an entity's name. Write at most 63");
    row("link", entity("Component", "cart", "  links: [{url: 'javascript:x'}]\n" + kOwned) + kTeam, "6:12: error: \"javascript:x\" is not an http or https address");
    row("another's", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n", "1:1: warning: entities of apiVersion \"apps/v1\" are not read.");
}

void TestBackstageFiles::findingsStandAtTheirPlace()
{
    QFETCH(QString, yaml);
    QFETCH(QString, finding);
    const auto all = text(read(yaml.toStdString()));
    QVERIFY2(all.contains(QLatin1String("catalog-info.yaml:")) && all.contains(finding), qPrintable(all));
}

void TestBackstageFiles::twoNamesAreOneService()
{
    const auto got = read(kTeam + entity("Component", "cart", "  annotations: {prometheus.io/service: cart-svc, backstage.io/kubernetes-id: cart-k8s}\n" + kOwned)
            + entity("Component", "web", "spec: {owner: shop, dependsOn: ['component:cart']}\n"),
        "- {name: pay, owner: money, dependsOn: [cart-k8s]}\n");
    const auto all = text(got);
    QCOMPARE(got.config.services.size(), std::size_t(3));
    QCOMPARE(got.config.services[1].name, std::string("cart-svc"));
    QCOMPARE(got.config.services[1].aliases, (std::vector<std::string>{"cart-k8s", "cart"}));
    for (const std::size_t i : {std::size_t(0), std::size_t(2)})
        QCOMPARE(got.config.services[i].dependsOn, std::vector<std::string>{"cart-svc"});
    QVERIFY2(all.contains(QLatin1String(":11:3: warning: \"cart\" and \"cart-svc\" are two names for one service; it is \"cart-svc\" here")), qPrintable(all));
    QCOMPARE(got.findings.size(), std::size_t(2));
}

void TestBackstageFiles::entitiesOfOneTelemetryNameAreJoined()
{
    const std::string named = "  labels: {backstage.io/kubernetes-id: shop}\n";
    const auto got = read(kTeam + entity("Component", "cart", named + "spec: {owner: shop, dependsOn: [db]}\n") + entity("Component", "pay", named + kOwned)
        + entity("Resource", "db", kOwned) + entity("Component", "web", "spec: {owner: shop, dependsOn: [cart, pay]}\n"));
    QCOMPARE(got.config.services.size(), std::size_t(3));
    QCOMPARE(got.config.services[0].aliases, (std::vector<std::string>{"cart", "pay"}));
    QCOMPARE(got.config.services[0].dependsOn, std::vector<std::string>{"db"});
    QCOMPARE(got.config.services[2].dependsOn, std::vector<std::string>{"shop"});
    QVERIFY2(text(got).contains(QLatin1String("\"pay\" is the service \"shop\", which is also at ")), qPrintable(text(got)));
}

void TestBackstageFiles::whatIsConsumedAndContainedIsDependedOn()
{
    const auto got = read(kTeam + entity("Component", "web", "spec: {owner: shop, consumesApis: [cart-api, 'api:else/where'], providesApis: [web-api]}\n")
        + entity("Component", "cart", "spec: {owner: shop, providesApis: ['api:default/cart-api'], subcomponentOf: web}\n")
        + entity("Component", "img", "spec: {owner: shop, subcomponentOf: web}\n") + entity("Resource", "db", "spec: {owner: shop, dependencyOf: ['component:cart']}\n"));
    QCOMPARE(text(got), QString());
    QCOMPARE(got.config.services[0].dependsOn, (std::vector<std::string>{"cart", "img"}));
    QCOMPARE(got.config.services[1].dependsOn, std::vector<std::string>{"db"});

    const auto mixed = read(kTeam + entity("Resource", "db", "spec: {owner: shop, dependencyOf: [pay]}\n"), "{name: pay, owner: money}\n");
    QCOMPARE(text(mixed), QString());
    QCOMPARE(mixed.config.services[0].dependsOn, std::vector<std::string>{"db"});
}

void TestBackstageFiles::librariesAreNoServices()
{
    const auto got = read(kTeam + entity("Component", "log", "spec: {type: library, owner: shop}\n") + entity("Component", "web", "spec: {owner: shop, dependsOn: [log]}\n"));
    QCOMPARE(text(got), QString());
    QCOMPARE(got.config.services.size(), std::size_t(1));
    QVERIFY(got.config.services[0].dependsOn.empty());
}

void TestBackstageFiles::kindsThatAreNotReadAreToldOnce()
{
    const auto got = read(entity("API", "a") + entity("API", "b") + entity("Location", "c") + entity("Api", "d"));
    QCOMPARE(got.findings.size(), std::size_t(2));
    QVERIFY(text(got).contains(QLatin1String(":3:1: warning: entities of kind \"API\" are not read; Component, System, Group, User and Resource are")));
}

void TestBackstageFiles::hostileFilesAreBounded()
{
    std::string many;
    for (int i = 0; i < 5001; ++i)
        many += "---\nname: s" + std::to_string(i) + "\n";
    auto got = read(many);
    QCOMPARE(got.config.services.size(), std::size_t(5000));
    QVERIFY(text(got).contains(QLatin1String("more than 5000 documents in one file; the rest is not read")));

    std::string chain; // as deep as it is long, and a circle
    for (int i = 0; i < 4000; ++i)
        chain += entity("Component", ("s" + std::to_string(i)).c_str(), "spec: {owner: shop, dependsOn: [s" + std::to_string((i + 1) % 4000) + "]}\n");
    got = read(kTeam + chain);
    QCOMPARE(got.config.services.size(), std::size_t(4000));
    QVERIFY(text(got).contains(QLatin1String("in a circle: s0 > s1 > s2 > s3 > s4 > s5 > s6 > s7 > s8 > s9 > s10 > s11 > ... > s0")));
    QCOMPARE(got.findings.size(), std::size_t(1));

    got = read(entity("Component", "a", "  description: \"" + std::string(100'000, 'x') + "\"\n" + kOwned));
    QVERIFY(got.config.services[0].description.size() < 9000);
}

void TestBackstageFiles::aCatalogueOfAFleetIsReadQuickly()
{
    std::string all = kTeam;
    for (int i = 0; i < 2000; ++i)
        all += entity("Component", ("s" + std::to_string(i)).c_str(), "spec: {owner: gone" + std::to_string(i) + ", dependsOn: [u" + std::to_string(i) + ", s" + std::to_string(i / 2 - 1) + "]}\n");
    QElapsedTimer timer;
    timer.start();
    const auto got = read(all);
    QCOMPARE(got.config.services.size(), std::size_t(2000));
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

VEDETTE_TEST(TestBackstageFiles)
#include "tst_backstage_files.moc"
