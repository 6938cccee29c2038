#include "models/catalog/config_reader.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace vedette;

namespace {

const char* const kHead = "prometheus: [{name: kr, url: 'http://p:9090'}]\n";

/// A configuration beside one service file and one of SLOs.
ConfigRead readWith(const QString& folder, const std::string& config, const std::string& services, const std::string& slos = {})
{
    const auto put = [&](const char* name, const std::string& text) {
        QFile file(folder + QLatin1Char('/') + QLatin1String(name));
        (void)file.open(QIODevice::WriteOnly);
        file.write(text.data(), static_cast<qint64>(text.size()));
    };
    put("services.yaml", services);
    put("slo.yaml", slos);
    put("vedette.yaml", kHead + config + (slos.empty() ? "" : "slo: {files: [slo.yaml]}\n"));
    return readConfig((folder + QStringLiteral("/vedette.yaml")).toStdString(), {"resources/feeds"});
}

QString textOf(const ConfigRead& read, const QString& folder)
{
    QString out;
    for (const auto& finding : read.findings)
        out += QString::fromStdString(finding.text()).remove(folder + QLatin1Char('/')) + QLatin1Char('\n');
    return out;
}

QString aliasesOf(const Config& config)
{
    QString out;
    for (const auto& [their, our] : config.serviceAliases)
        out += QString::fromStdString(their + ">" + our + " ");
    return out;
}

const char* const kShop = "- {name: payment-api, owner: money, aliases: [payments, pay], dependsOn: [bank-gw]}\n"
                          "- {name: bank-gw, owner: money}\n- {name: web, owner: shop, dependsOn: [payments]}\n";

} // namespace

class TestServiceNames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void peopleOfThePlainFormAreRead()
    {
        const QTemporaryDir folder;
        const auto read = readWith(folder.path(), "services: {files: [services.yaml]}\n",
            "- name: pay\n  owner: Kim Min-su\n  deputy: Lee Ji-eun\n  team: Money\n  channel: '#pay'\n  tier: 1\n  environment: production\n"
            "  members: [Kim Min-su, Lee Ji-eun]\n  aliases: [payments]\n  links: {Runbook: 'https://run.book/pay'}\n  dependsOn: [bank]\n- {name: bank, owner: Bank}\n");
        QCOMPARE(textOf(read, folder.path()), QString());
        const auto& pay = read.config.services.at(0);
        QCOMPARE(pay.owner, std::string("Kim Min-su"));
        QCOMPARE(pay.deputy, std::string("Lee Ji-eun"));
        QCOMPARE(pay.team, std::string("Money"));
        QCOMPARE(pay.channel, std::string("#pay"));
        QCOMPARE(pay.environment, std::string("production"));
        QCOMPARE(pay.members, (std::vector<std::string>{"Kim Min-su", "Lee Ji-eun"}));
        QVERIFY(QString::fromStdString(pay.origin).endsWith(QLatin1String("services.yaml:1:3")));
        QCOMPARE(aliasesOf(read.config), QStringLiteral("payments>pay "));
    }
    void peopleOfBackstageComeFromTheOwnersGroup()
    {
        const QTemporaryDir folder;
        const std::string head = "apiVersion: backstage.io/v1alpha1\nkind: ";
        const auto read = readWith(folder.path(), "services: {files: [services.yaml]}\n",
            head + "Component\nmetadata: {name: pay}\nspec: {type: service, owner: money}\n---\n" + head
                + "Group\nmetadata:\n  name: money\n  annotations: {slack.com/channel: '#money', shop.example/lead: 'user:lee', shop.example/deputy: kim}\nspec: {type: team, members: [kim, lee]}\n---\n"
                + head + "User\nmetadata: {name: kim}\nspec: {profile: {displayName: Kim Min-su}, memberOf: [money]}\n---\n" + head
                + "User\nmetadata: {name: lee}\nspec: {profile: {displayName: Lee Ji-eun}}\n");
        QCOMPARE(textOf(read, folder.path()), QString());
        const auto& pay = read.config.services.at(0);
        QCOMPARE(pay.owner, std::string("money"));
        QCOMPARE(pay.channel, std::string("#money"));
        QCOMPARE(pay.deputy, std::string("Kim Min-su"));
        QCOMPARE(pay.members, (std::vector<std::string>{"Lee Ji-eun", "Kim Min-su"})); // who leads stands first
    }
    void namesAreTheConfigurationsAndTheCatalogues_data()
    {
        QTest::addColumn<QString>("names");
        QTest::addColumn<QString>("aliases");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char* name, const char* names, const char* aliases, const char* finding) {
            QTest::newRow(name) << QString::fromLatin1(names) << QString::fromLatin1(aliases) << QString::fromLatin1(finding);
        };
        row("of the catalogue", "", "pay>payment-api payments>payment-api ", "");
        row("of both", "bank: bank-gw", "bank>bank-gw pay>payment-api payments>payment-api ", "");
        row("by way of another", "old-pay: payments", "old-pay>payment-api pay>payment-api payments>payment-api ", "");
        row("the same twice", "payments: payment-api", "pay>payment-api payments>payment-api ", "");
        row("two names for one alias", "payments: web", "pay>payment-api payments>web ",
            "services.yaml:1:4: warning: \"payments\" is claimed by \"web\" and by \"payment-api\"; it is taken for \"web\"");
        row("a service of its own", "web: payment-api", "pay>payment-api payments>payment-api ",
            "vedette.yaml:2:44: warning: \"web\" is a service of its own; it is not taken for another name of \"payment-api\"");
        row("no such service", "bank: bank-gv", "bank>bank-gv pay>payment-api payments>payment-api ",
            "vedette.yaml:2:44: warning: \"bank-gv\" is not among the services. Did you mean \"bank-gw\"?");
        row("a circle", "a: b, b: a", "pay>payment-api payments>payment-api ", "vedette.yaml:2:44: warning: \"a\" stands for a name that stands for it");
    }
    void namesAreTheConfigurationsAndTheCatalogues()
    {
        QFETCH(QString, names);
        QFETCH(QString, aliases);
        QFETCH(QString, finding);
        const QTemporaryDir folder;
        const auto read = readWith(folder.path(), "services: {files: [services.yaml], names: {" + names.toStdString() + "}}\n", kShop);
        QCOMPARE(aliasesOf(read.config), aliases);
        const auto all = textOf(read, folder.path());
        if (finding.isEmpty())
            QCOMPARE(all, QString());
        else
            QVERIFY2(all.contains(finding), qPrintable(all));
        for (const auto& [their, our] : read.config.serviceAliases) // applied twice they change nothing
            QCOMPARE(read.config.serviceName(our), our);
    }
    void anSloAWatchAndADependencyFollowTheNames()
    {
        const QTemporaryDir folder;
        const auto read = readWith(folder.path(),
            "services: {files: [services.yaml], names: {bank: bank-gw}}\nwatches: [{name: w, query: up, service: payments}]\n",
            std::string(kShop) + "- {name: cron, owner: shop, dependsOn: [bank]}\n",
            "version: prometheus/v1\nservice: payments\nslos:\n  - name: ok\n    objective: 99.9\n    sli: {events: {error_query: 'sum(rate(e[{{.window}}]))', "
            "total_query: 'sum(rate(t[{{.window}}]))'}}\n    alerting: {page_alert: {disable: true}, ticket_alert: {disable: true}}\n");
        QCOMPARE(textOf(read, folder.path()), QString());
        QCOMPARE(read.config.slos.at(0).service, std::string("payment-api"));
        QCOMPARE(read.config.watches.at(0).service, std::string("payment-api"));
        QCOMPARE(read.config.services.at(2).dependsOn, (std::vector<std::string>{"payment-api"}));
        QCOMPARE(read.config.services.at(3).dependsOn, (std::vector<std::string>{"bank-gw"}));
    }
    void findingsOfTheCatalogueSayWhere_data()
    {
        QTest::addColumn<QString>("services");
        QTest::addColumn<bool>("traces");
        QTest::addColumn<QString>("findings");
        const auto row = [](const char* name, const char* services, bool traces, const char* findings) {
            QTest::newRow(name) << QString::fromLatin1(services) << traces << QString::fromLatin1(findings);
        };
        const char* const lonely = "- {name: web, owner: a, dependsOn: [pay]}\n- {name: pay, owner: a}\n- {name: cron, owner: a}\n";
        row("orphan", lonely, false, "services.yaml:3:4: warning: \"cron\" calls nothing and nothing calls it\n");
        row("orphan, as far as traces tell", lonely, true, "");
        row("nothing is said to call", "- {name: web, owner: a}\n- {name: pay, owner: a}\n", false, "");
        row("owner of one", "- {name: web, owner: a}\n- {name: pay}\n", false, "services.yaml:2:4: warning: the owner of \"pay\" is not said. Write owner, e.g. owner: shop.\n");
        row("owner of none", "- {name: web}\n- {name: pay}\n", false, "services.yaml:1:4: warning: no service says whose it is. Write owner, e.g. owner: shop.\n");
        row("circle", "- {name: web, owner: a, dependsOn: [pay]}\n- {name: pay, owner: a, dependsOn: [web]}\n", false,
            "services.yaml:1:4: warning: services depend on each other in a circle: web > pay > web\n");
    }
    void findingsOfTheCatalogueSayWhere()
    {
        QFETCH(QString, services);
        QFETCH(bool, traces);
        QFETCH(QString, findings);
        const QTemporaryDir folder;
        const std::string config = std::string("services: {files: [services.yaml]")
            + (traces ? ", dependencies: [{name: t, kind: zipkin, url: 'http://t:9411'}]}\n" : "}\n");
        QCOMPARE(textOf(readWith(folder.path(), config, services.toStdString()), folder.path()), findings);
    }
};

VEDETTE_TEST(TestServiceNames)
#include "tst_service_names.moc"
