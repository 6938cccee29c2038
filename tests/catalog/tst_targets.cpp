#include "models/catalog/config_reader.h"
#include "models/catalog/target_list.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>

using namespace vedette;
using namespace vedette::test;

namespace {

QString textOf(const std::vector<Finding>& findings)
{
    QString all;
    for (const auto& finding : findings)
        all += QString::fromStdString(finding.text()) + QLatin1Char('\n');
    return all;
}

QStringList names(const Config& config)
{
    QStringList all;
    for (const auto& feed : config.feeds)
        all += QString::fromStdString(feed.name);
    return all;
}

/// A feed whose metric_relabel_configs are `steps`.
std::string relabelled(const std::string& steps) { return "prometheus:\n  - name: p\n    url: https://p.example\n    metric_relabel_configs:\n" + steps; }

const char* const kOne = "prometheus:\n  - {name: clusters, scheme: https, path_prefix: /prom, file_sd_configs: [{files: [targets/*.yml, targets/*.json]}]}\n";

} // namespace

class TestTargets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void relabellingIsReadWithItsDefaults()
    {
        const auto read = readConfigText(relabelled("      - {source_labels: [app], target_label: service}\n"
                                                    "      - {source_labels: [__name__], regex: 'go_.*', action: Drop}\n"
                                                    "      - {source_labels: [a, b], separator: /, modulus: 7, target_label: shard, action: hashmod}\n"),
            "v.yaml");
        QCOMPARE(textOf(read.findings), QString());
        const auto& steps = read.config.feeds.at(0).relabel;
        QCOMPARE(steps.size(), std::size_t(3));
        QCOMPARE(steps[0].separator, std::string(";"));
        QCOMPARE(steps[0].replacement, std::string("$1"));
        QCOMPARE(steps[2].modulus, std::uint64_t(7));
        Labels cart{{"__name__", "up"}, {"app", "cart"}};
        QVERIFY(relabel(steps, cart));
        QCOMPARE(cart.value("service"), std::string_view("cart"));
        Labels noise{{"__name__", "go_threads"}};
        QVERIFY(!relabel(steps, noise));
    }

    void whatIsWrongWithAStepIsNamedAtItsPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char* name, const std::string& text, const char* finding) { QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(finding); };
        row("an unknown action", relabelled("      - {action: labelmop, regex: a}\n"), "v.yaml:5:10: error: \"labelmop\" is not one of replace, keep");
        row("the nearest is named", relabelled("      - {action: labelmop, regex: a}\n"), "Did you mean \"labelmap\"?");
        row("a bad expression", relabelled("      - {action: keep, source_labels: [a], regex: 'a(b'}\n"), "v.yaml:5:44: error: \"a(b\" is not a regular expression: missing )");
        row("no target", relabelled("      - {source_labels: [a]}\n"), "v.yaml:5:9: error: the action replace needs a target_label");
        row("a target without a name", relabelled("      - {source_labels: [a], target_label: ~}\n"), "v.yaml:5:30: error: the action replace needs a target_label");
        row("no target of lowercase", relabelled("      - {action: lowercase, source_labels: [a]}\n"), "v.yaml:5:9: error: the action lowercase needs a target_label");
        row("no modulus", relabelled("      - {action: hashmod, source_labels: [a], target_label: b}\n"), "v.yaml:5:9: error: the action hashmod needs a modulus");
        row("a modulus of 0", relabelled("      - {action: hashmod, source_labels: [a], target_label: b, modulus: 0}\n"), "v.yaml:5:64: error: \"0\" is not a whole number from 1");
        row("a key that its action refuses", relabelled("      - {action: labeldrop, regex: a, target_label: b}\n"), "v.yaml:5:39: error: the action labeldrop does not read target_label");
        row("a replacement of uppercase", relabelled("      - {action: uppercase, source_labels: [a], target_label: b, replacement: x}\n"), "v.yaml:5:66: error: the action uppercase does not read replacement");
        row("a key that is left unused", relabelled("      - {action: keep, source_labels: [a], regex: x, target_label: b}\n"), "v.yaml:5:54: warning: the action keep does not read target_label");
        row("no label's name", relabelled("      - {source_labels: [' a'], target_label: b}\n"), "v.yaml:5:26: error: \" a\" is not a label's name");
        row("an unknown key", relabelled("      - {source_label: [a], target_label: b}\n"), "v.yaml:5:10: error: unknown key \"source_label\". Did you mean \"source_labels\"?");
        row("no list", relabelled("      {action: keep}\n"), "v.yaml:4:5: error: a mapping where a list is expected");
        row("not of a change feed", "changes:\n  - {name: c, kind: json, mapping: argocd, url: 'https://c', metric_relabel_configs: []}\n", "error: unknown key \"metric_relabel_configs\"");
        row("alert steps of an Alertmanager", "alertmanager:\n  - {name: a, url: 'https://c', alert_relabel_configs: []}\n", "error: unknown key \"alert_relabel_configs\"");
        row("targets and a url", "prometheus:\n  - {name: p, url: 'https://p', file_sd_configs: []}\n", "v.yaml:2:15: error: only one of url and file_sd_configs");
        row("neither", "prometheus:\n  - {name: p}\n", "v.yaml:2:5: error: the key \"url\" is missing");
        row("a prefix of a url", "prometheus:\n  - {name: p, url: 'https://p', path_prefix: /x}\n", "v.yaml:2:33: error: path_prefix belongs to file_sd_configs");
        row("no such scheme", "prometheus:\n  - {name: p, scheme: ftp, file_sd_configs: [{files: [a.yml]}]}\n", "v.yaml:2:15: error: \"ftp\" is not one of http, https");
        row("files of another form", "loki:\n  - {name: p, file_sd_configs: [{files: [a.txt]}]}\n", "v.yaml:2:42: error: \"a.txt\" is not a file of targets");
        row("a star in a folder", "loki:\n  - {name: p, file_sd_configs: [{files: ['*/a.yml']}]}\n", "v.yaml:2:42: error: \"*/a.yml\" is not a file of targets");
        row("no files", "alertmanager:\n  - {name: p, file_sd_configs: [{}]}\n", "v.yaml:2:33: error: the key \"files\" is missing");
        row("no tenants", "prometheus:\n  - {name: p, url: 'https://p', tenants: {header: X-T}}\n", "v.yaml:2:33: error: the key \"names\" is missing");
        row("an empty list of tenants", "prometheus:\n  - {name: p, url: 'https://p', tenants: {names: []}}\n", "v.yaml:2:43: error: no tenant is named");
        row("a tenant twice", "prometheus:\n  - {name: p, url: 'https://p', tenants: {names: [a, a]}}\n", "v.yaml:2:54: error: the tenant \"a\" is named twice");
        row("a tenant with a slash", "prometheus:\n  - {name: p, url: 'https://p', tenants: {names: [a/b]}}\n", "v.yaml:2:51: error: a tenant's name is one line");
        row("a bad header", "prometheus:\n  - {name: p, url: 'https://p', tenants: {names: [a], header: 'X Y'}}\n", "v.yaml:2:55: error: \"X Y\" is not a header's name");
        row("the header twice", "prometheus:\n  - {name: p, url: 'https://p', http_headers: {x-scope-orgid: {values: [a]}}, tenants: {names: [a]}}\n", "error: the header X-Scope-OrgID is under http_headers too");
        row("a tenant named as another feed", "prometheus:\n  - {name: p/a, url: 'https://q'}\n  - {name: p, url: 'https://p', tenants: {names: [a]}}\n", "v.yaml:3:33: error: a feed named \"p/a\" is already at v.yaml:2:6");
        row("a log query", "loki: [{name: l, url: 'https://l'}]\nwatches:\n  - name: w\n    source: l\n    query: '{app=\"a\"} |= \"error\"'\n",
            "v.yaml:5:5: error: the query lists log lines; a watch counts them, e.g. sum(count_over_time({app=\"a\"} |= \"error\" [5m]))");
        row("brackets of LogQL", "loki: [{name: l, url: 'https://l'}]\nwatches:\n  - name: w\n    source: l\n    query: 'sum(rate({app=\"a\"}[5m])'\n", "v.yaml:5:5: error: the query is not LogQL: '(' is not closed");
        row("a source without series", "alertmanager: [{name: l, url: 'https://l'}]\nwatches:\n  - {name: w, source: l, query: x}\n", "error: \"l\" is not a prometheus or loki feed; only those have series.");
    }
    void whatIsWrongWithAStepIsNamedAtItsPlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, finding);
        const auto found = textOf(readConfigText(text.toStdString(), "v.yaml").findings);
        QVERIFY2(found.contains(finding), qPrintable(found));
    }

    void anUnknownActionIsOneFinding()
    {
        QCOMPARE(readConfigText(relabelled("      - {action: labelmop, regex: a}\n"), "v.yaml").findings.size(), std::size_t(1));
    }

    void logQueriesThatCountAreTaken()
    {
        const auto read = readConfigText("prometheus: [{name: p, url: 'https://p'}]\nloki: [{name: l, url: 'https://l', tenants: {names: [a]}}]\nwatches:\n"
                                         "  - {name: w, source: l, query: 'sum by (app) (count_over_time({app=~\"a|b\"} |= `x\"(` | json | level=\"error\" [5m])) or vector(0)'}\n",
            "v.yaml");
        QCOMPARE(textOf(read.findings), QString());
        QVERIFY(isAskedOf(read.config.watches[0], read.config.feeds[1]));
        QVERIFY(!isAskedOf(read.config.watches[0], read.config.feeds[0]));
    }

    void theExampleIsUsable()
    {
        const auto read = readConfig("tests/feeds/fixtures/loki/vedette.yaml");
        QCOMPARE(textOf(read.findings), QString());
        QCOMPARE(names(read.config), QStringList(QStringLiteral("logs/shop")));
        QVERIFY(isAskedOf(read.config.watches.at(0), read.config.feeds[0]));
    }

    void tenantsAreFeedsOfTheirOwn()
    {
        const auto read = readConfigText("prometheus:\n  - {name: mimir, url: 'https://m', external_labels: {cluster: kr1}, labels: {service: [app]}, tenants: {names: [shop, pay]}}\n"
                                         "watches:\n  - {name: w, source: mimir, query: x}\n  - {name: v, source: mimir/pay, query: x}\n"
                                         "changes:\n  - {name: k8s, kind: metrics, source: mimir}\n  - {name: one, kind: metrics, source: mimir/pay}\n",
            "v.yaml");
        QCOMPARE(textOf(read.findings), QString());
        QCOMPARE(names(read.config), QStringList({QStringLiteral("mimir/shop"), QStringLiteral("mimir/pay"), QStringLiteral("k8s/mimir/shop"), QStringLiteral("k8s/mimir/pay"), QStringLiteral("one")}));
        const auto& pay = read.config.feeds[1];
        QCOMPARE(pay.http.headers.size(), std::size_t(1));
        QCOMPARE(pay.http.headers[0].first, std::string("X-Scope-OrgID"));
        QCOMPARE(pay.http.headers[0].second.inlineValue, std::string("pay"));
        QCOMPARE(QString::fromStdString(pay.externalLabels.text()), QStringLiteral("{cluster=\"kr1\", tenant=\"pay\"}"));
        QCOMPARE(pay.labels.service, std::vector<std::string>{"app"});
        QCOMPARE(read.config.feeds[3].source, std::string("mimir/pay"));
        QCOMPARE(read.config.feeds[3].http.headers[0].second.inlineValue, std::string("pay"));
        QVERIFY(isAskedOf(read.config.watches[0], pay) && isAskedOf(read.config.watches[1], pay));
        QVERIFY(!isAskedOf(read.config.watches[1], read.config.feeds[0]));
    }

    void targetsOfFilesAreFeedsOfTheirOwn()
    {
        const TempFolder folder;
        QVERIFY(QDir().mkpath(QString::fromStdString(folder.path() + "/targets")));
        (void)folder.file("targets/a.yml", "- targets: ['kr1:9090', 'kr2:9090']\n  labels: {cluster: kr, __metrics_path__: /select/0/prometheus/}\n"
                                           "- targets: ['us1.example']\n  labels: {name: us, __scheme__: http, __param_dedup: 'true', __meta_x: y, drop: 'yes'}\n");
        (void)folder.file("targets/b.json", "[\n\t{\"targets\": [\"eu1:9090\"], \"labels\": {\"cluster\": \"eu\", \"region\": \"west\\/1\"}}\n]\n");
        const auto main = folder.file("v.yaml", kOne);
        auto read = readConfig(main);
        QCOMPARE(textOf(read.findings), QString());
        QCOMPARE(names(read.config), QStringList({QStringLiteral("clusters/kr1:9090"), QStringLiteral("clusters/kr2:9090"), QStringLiteral("clusters/us"), QStringLiteral("clusters/eu1:9090")}));
        const auto& kr = read.config.feeds[0];
        QCOMPARE(kr.url, std::string("https://kr1:9090/select/0/prometheus"));
        QCOMPARE(QString::fromStdString(kr.externalLabels.text()), QStringLiteral("{cluster=\"kr\"}"));
        QCOMPARE(QString::fromStdString(kr.origin), QString::fromStdString(folder.path() + "/targets/a.yml:1:13"));
        const auto& us = read.config.feeds[2];
        QCOMPARE(us.url, std::string("http://us1.example/prom"));
        QCOMPARE(us.params.size(), std::size_t(1));
        QCOMPARE(us.params[0].first + "=" + us.params[0].second, std::string("dedup=true"));
        QCOMPARE(QString::fromStdString(us.externalLabels.text()), QStringLiteral("{drop=\"yes\"}"));
        QCOMPARE(QString::fromStdString(read.config.feeds[3].externalLabels.text()), QStringLiteral("{cluster=\"eu\", region=\"west/1\"}"));
        QVERIFY(std::find(read.config.globs.begin(), read.config.globs.end(), folder.path() + "/targets/*.yml") != read.config.globs.end());
        QVERIFY(std::find(read.config.files.begin(), read.config.files.end(), folder.path() + "/targets/b.json") != read.config.files.end());
    }

    void targetsAreKeptDroppedAndRewritten()
    {
        const TempFolder folder;
        (void)folder.file("t.yml", "- targets: [a, b, c]\n  labels: {zone: x}\n- targets: [d]\n  labels: {zone: y}\n");
        const auto main = folder.file("v.yaml", "loki:\n  - name: l\n    file_sd_configs: [{files: [t.yml], refresh_interval: 5m}]\n    relabel_configs:\n"
                                                "      - {source_labels: [zone], regex: x, action: keep}\n"
                                                "      - {source_labels: [__address__], regex: b, action: drop}\n"
                                                "      - {source_labels: [__address__], target_label: __address__, replacement: '$1.example:3100'}\n"
                                                "      - {source_labels: [__address__], target_label: name, regex: '(.).*'}\n"
                                                "      - {target_label: __scheme__, replacement: https}\n"
                                                "      - {target_label: __metrics_path__, replacement: loki}\n");
        const auto read = readConfig(main);
        QCOMPARE(textOf(read.findings), QString());
        QCOMPARE(names(read.config), QStringList({QStringLiteral("l/a"), QStringLiteral("l/c")}));
        QCOMPARE(read.config.feeds[1].url, std::string("https://c.example:3100/loki"));
        QCOMPARE(read.config.feeds[1].kind, FeedKind::loki);
    }

    void wrongTargetsAreLeftOutAndNamed_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("finding");
        QTest::addColumn<int>("left");
        const auto row = [](const char* name, const char* file, const char* finding, int left) { QTest::newRow(name) << QString::fromUtf8(file) << QString::fromUtf8(finding) << left; };
        row("a path in the address", "- targets: [a, b/c]\n", "t.yml:1:16: warning: \"b/c\" is not an address, HOST:PORT; it is left out", 1);
        row("named twice", "- targets: [a, a]\n", "t.yml:1:16: warning: a feed named \"p/a\" is already at", 1);
        row("named as a feed of the configuration", "- targets: [other]\n", "t.yml:1:13: warning: a feed named \"p/other\" is already at", 0);
        row("another scheme", "- {targets: [a], labels: {__scheme__: ftp}}\n", "t.yml:1:14: warning: \"ftp://a\" is not an http or https address; it is left out", 0);
        row("no YAML", "- targets: [a\n", "t.yml:2:1: warning: ", 0);
        row("and what follows", "- targets: [a\n", "t.yml:1:1: warning: the file of targets is not usable; it adds none", 0);
        row("an unknown key", "- {targets: [a], lables: {}}\n", "t.yml:1:18: warning: unknown key \"lables\". Did you mean \"labels\"?", 0);
        row("no list", "targets: [a]\n", "t.yml:1:1: warning: a mapping where a list is expected", 0);
        row("no targets", "- {labels: {a: b}}\n", "t.yml:1:3: warning: the key \"targets\" is missing", 0);
        row("an empty target", "- {targets: ['']}\n", "t.yml:1:14: warning: a target is an address, HOST:PORT", 0);
    }
    void wrongTargetsAreLeftOutAndNamed()
    {
        QFETCH(QString, file);
        QFETCH(QString, finding);
        QFETCH(int, left);
        const TempFolder folder;
        (void)folder.file("t.yml", file.toStdString());
        const auto main = folder.file("v.yaml", "prometheus:\n  - {name: p/other, url: 'https://o'}\n  - {name: p, file_sd_configs: [{files: [t.yml]}]}\n");
        const auto read = readConfig(main);
        const auto found = textOf(read.findings);
        QVERIFY2(read.usable(), qPrintable(found));
        QVERIFY2(found.contains(finding), qPrintable(found));
        QCOMPARE(static_cast<int>(read.config.feeds.size()), 1 + left);
    }

    void aBrokenFileStandsForTheTargetsItHad()
    {
        const TempFolder folder;
        QVERIFY(QDir().mkpath(QString::fromStdString(folder.path() + "/targets")));
        (void)folder.file("targets/a.yml", "- targets: [a, b]\n");
        (void)folder.file("targets/c.yml", "- targets: [c]\n");
        const auto main = folder.file("v.yaml", kOne);
        std::map<std::string, std::string> good;
        ConfigReadOptions options;
        options.goodTargets = &good;
        QCOMPARE(readConfig(main, options).config.feeds.size(), std::size_t(3));
        (void)folder.file("targets/a.yml", "- targets: [a, b\n  oh");
        (void)folder.file("targets/c.yml", "- targets: [c, d]\n");
        const auto read = readConfig(main, options);
        QVERIFY(read.usable());
        QVERIFY2(textOf(read.findings).contains(QLatin1String("those it had before stay")), qPrintable(textOf(read.findings)));
        QCOMPARE(names(read.config).join(QLatin1Char(' ')), QStringLiteral("clusters/a clusters/b clusters/c clusters/d"));
        QVERIFY(QFile::remove(QString::fromStdString(folder.path() + "/targets/a.yml")));
        QCOMPARE(names(readConfig(main, options).config).join(QLatin1Char(' ')), QStringLiteral("clusters/c clusters/d"));
    }

    void targetsAndTenantsMultiply()
    {
        const TempFolder folder;
        (void)folder.file("t.yml", "- targets: [a, b]\n");
        const auto main = folder.file("v.yaml", "prometheus:\n  - {name: p, file_sd_configs: [{files: [t.yml]}], tenants: {names: [x, y], label: org, header: X-T}}\n"
                                                "alertmanager:\n  - {name: am, cluster: one, file_sd_configs: [{files: [t.yml]}]}\n");
        const auto read = readConfig(main);
        QCOMPARE(textOf(read.findings), QString());
        QCOMPARE(names(read.config).join(QLatin1Char(' ')), QStringLiteral("p/a/x p/a/y p/b/x p/b/y am/a am/b"));
        QCOMPARE(read.config.feeds[3].externalLabels.value("org"), std::string_view("y"));
        QCOMPARE(read.config.feeds[5].cluster, std::string("one"));
        QVERIFY(sourceMeans("p", "p/a/x") && sourceMeans("p/a", "p/a/x"));
    }
};

VEDETTE_TEST(TestTargets)
#include "tst_targets.moc"
