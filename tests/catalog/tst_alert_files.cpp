// Rule files and Alertmanager's configuration as files of the console's own configuration: what is kept, what is said to be wrong and where.

#include "models/catalog/alert_routing.h"
#include "models/catalog/alertmanager_config.h"
#include "models/catalog/config_reader.h"
#include "models/catalog/rule_files.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace vedette;

namespace {

const QString kFolder = QStringLiteral("tests/catalog/fixtures/alerting/");

QString fixture(const char* name)
{
    QFile file(kFolder + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString textOf(const std::vector<Finding>& findings, const QString& folder = {})
{
    QString all;
    for (const auto& finding : findings)
        all += QString::fromStdString(finding.text()).remove(folder + QLatin1Char('/')) + QLatin1Char('\n');
    return all.trimmed();
}

QString findingsOfRules(const QString& text)
{
    RulesRead read;
    readRuleText(text.toStdString(), "r.yml", read);
    return textOf(read.findings);
}

/// One rule, its keys in lines 4 and following.
QString rule(const char* keys)
{
    return QStringLiteral("groups:\n- name: g\n  rules:\n  - ") + QString::fromLatin1(keys).replace(QLatin1String("; "), QLatin1String("\n    ")) + QLatin1Char('\n');
}

} // namespace

class TestAlertFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void rulesAreReadAsTheyAreWritten();
    void whatIsWrongInARuleIsNamedAtItsPlace_data();
    void whatIsWrongInARuleIsNamedAtItsPlace();
    void rulesWithoutARunbookAreOneLine();
    void noSecretOfAReceiverIsKept();
    void whatIsWrongInARoutingIsNamedAtItsPlace_data();
    void whatIsWrongInARoutingIsNamedAtItsPlace();
    void whatAServerToldIsReadBackFromWhatIsKept();
    void theConfigurationNamesBoth();
    void aBrokenFileIsAnErrorOfTheWhole();

private:
    std::string write(const char* name, const QString& text)
    {
        QFile file(m_dir->filePath(QLatin1String(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write(text.toUtf8());
        return file.fileName().toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestAlertFiles::rulesAreReadAsTheyAreWritten()
{
    RulesRead read;
    readRuleText(fixture("rules.yml").toStdString(), "rules.yml", read);
    QCOMPARE(textOf(read.findings), QString());
    QCOMPARE(read.recording, std::size_t(1));
    QCOMPARE(read.rules.size(), std::size_t(3)); // the same alert twice in a group is legal
    const auto& first = read.rules[0];
    QCOMPARE(first.name, std::string("HighErrorRate"));
    QCOMPARE(first.group, std::string("shop-alerts"));
    QCOMPARE(first.expression, std::string("# 5xx of all requests\nservice:http_errors:ratio2m > 0.05"));
    QCOMPARE(first.holdFor, Millis{90'000});
    QCOMPARE(first.keepFiringFor, Millis{300'000});
    QVERIFY((first.labels == Labels{{"severity", "critical"}, {"team", "{{ $labels.team }}"}}));
    QCOMPARE(first.annotations.value("summary"), std::string_view("{{ $labels.service }}: {{ $value | humanizePercentage }} fail"));
    QCOMPARE(first.runbook, std::string("https://runbooks.shop.example/HighErrorRate"));
    QCOMPARE(first.origin, std::string("rules.yml:10"));
    QVERIFY(first.feed.empty());
    QCOMPARE(read.rules[1].runbook, std::string("https://runbooks.shop.example/tickets"));
    QVERIFY(read.rules[2].labels == first.labels); // an anchor of another group
}

void TestAlertFiles::whatIsWrongInARuleIsNamedAtItsPlace_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const QString& text, const char* said) { QTest::newRow(name) << text << QString::fromLatin1(said); };
    row("sound", rule("alert: A; expr: up == 0; labels: {severity: page}"), "");
    row("unknown keys are another program's", rule("alert: A; expr: up; labels: {severity: page}; new_key: 1"), "");
    row("no expression", rule("alert: A; labels: {severity: page}"), "r.yml:4:5: error: the key \"expr\" is missing");
    row("unbalanced", rule("alert: A; expr: sum(up; labels: {severity: page}"), "r.yml:5:5: error: '(' is not closed");
    row("both", rule("alert: A; record: b; expr: up"), "r.yml:4:5: error: a rule is an alert or a record, not both");
    row("neither", rule("expr: up"), "r.yml:4:5: error: a rule names an alert or a record");
    row("no severity", rule("alert: A; expr: up"), "r.yml:4:5: warning: the alert \"A\" has no label \"severity\"");
    row("no duration", rule("alert: A; expr: up; for: soon; labels: {severity: page}"), "r.yml:6:5: error: \"soon\" is not a duration. Write e.g. 30s, 5m or 1h30m.");
    row("no groups", QStringLiteral("rules: []\n"), "r.yml:1:1: error: the key \"groups\" is missing");
    row("a group twice", QStringLiteral("groups: [{name: g, rules: []}, {name: g, rules: []}]\n"), "r.yml:1:33: error: the group \"g\" is in this file twice");
    row("a list", QStringLiteral("- 1\n"), "r.yml:1:1: error: a list where a mapping is expected");
}

void TestAlertFiles::whatIsWrongInARuleIsNamedAtItsPlace()
{
    QFETCH(QString, text);
    QTEST(findingsOfRules(text), "said");
}

void TestAlertFiles::rulesWithoutARunbookAreOneLine()
{
    const auto one = write("a.yml", rule("alert: A; expr: up; labels: {severity: page}") + QStringLiteral("  - {alert: B, expr: up, labels: {severity: page}}\n"));
    const auto two = write("b.yml", rule("alert: C; expr: up; labels: {severity: page}; annotations: {runbook_url: https://r.example/}"));
    const auto read = readRuleFiles({one, two});
    QCOMPARE(read.rules.size(), std::size_t(3));
    QCOMPARE(textOf(read.findings, m_dir->path()), QStringLiteral("a.yml:1:1: warning: 2 of 3 alerting rules name no runbook (annotation runbook_url)"));
    QVERIFY(readRuleFiles({}).findings.empty());
}

void TestAlertFiles::noSecretOfAReceiverIsKept()
{
    const auto read = readAlertRouting(fixture("alertmanager.yml").toStdString(), "am.yml");
    QVERIFY(read.ok);
    QCOMPARE(textOf(read.findings), QStringLiteral("am.yml:50:5: warning: the receiver \"quiet\" has no integration: it tells nobody"));
    QVERIFY(read.routing.text.empty());
    const auto kept = QString::fromStdString(routingText(read.routing));
    for (const char* secret : {"s3cret", "hunter2", "https", "@"})
        QVERIFY2(!kept.contains(QLatin1String(secret)), secret);
    QVERIFY(kept.contains(QLatin1String("pagerduty_configs")));
}

void TestAlertFiles::whatIsWrongInARoutingIsNamedAtItsPlace_data()
{
    QTest::addColumn<QString>("routes");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* routes, const char* said) { QTest::newRow(name) << QString::fromLatin1(routes) << QString::fromLatin1(said); };
    row("sound", "  - {matchers: [a=b], receiver: desk}\n", "");
    row("unknown keys", "  - {matchers: [a=b], added_in_0_40: true}\n", "");
    row("no such receiver", "  - {receiver: dask}\n", "am.yml:4:6: error: there is no receiver named \"dask\". Did you mean \"desk\"?");
    row("no such interval", "  - {matchers: [a=b], mute_time_intervals: [nigth]}\n", "am.yml:4:45: error: there is no time interval named \"nigth\". Did you mean \"night\"?");
    row("dead behind all", "  - {receiver: desk}\n  - {matchers: [a=b]}\n", "am.yml:5:1: warning: this route never matches: the one in line 4 takes all of it and does not continue");
    row("dead behind a part", "  - {matchers: [a=b]}\n  - {matchers: [c=d, a=b]}\n", "am.yml:5:1: warning: this route never matches: the one in line 4 takes all of it and does not continue");
    row("not dead behind one that continues", "  - {matchers: [a=b], continue: true}\n  - {matchers: [c=d, a=b]}\n", "");
    row("not dead behind a stricter one", "  - {matchers: [a=b, c=d]}\n  - {matchers: [a=b]}\n", "");
    row("no matcher", "  - {matchers: [nonsense]}\n", "am.yml:4:17: error: \"nonsense\" is no list of matchers: expected name=value, name!=value, name=~regex or name!~regex");
    row("no pattern", "  - {match_re: {a: '('}}\n", "am.yml:4:17: error: ");
}

void TestAlertFiles::whatIsWrongInARoutingIsNamedAtItsPlace()
{
    QFETCH(QString, routes);
    QFETCH(QString, said);
    const auto text = QStringLiteral("route:\n  receiver: desk\n  routes:\n") + routes
        + QStringLiteral("receivers: [{name: desk, email_configs: [{to: a}]}]\ntime_intervals: [{name: night, time_intervals: [{weekdays: [monday]}]}]\n");
    const auto found = textOf(readAlertRouting(text.toStdString(), "am.yml").findings);
    QVERIFY2(said.endsWith(QLatin1String(": ")) ? found.startsWith(said) : found == said, qPrintable(found));
}

void TestAlertFiles::whatAServerToldIsReadBackFromWhatIsKept()
{
    const auto file = readAlertRouting(fixture("alertmanager.yml").toStdString(), "am.yml").routing;
    const auto told = toldRouting(fixture("alertmanager.yml").toStdString(), "am-kr");
    QVERIFY(told.has_value());
    QCOMPARE(told->feed, std::string("am-kr"));
    QCOMPARE(told->origin, std::string("GET /api/v2/status"));
    QCOMPARE(told->root.routes.at(0).line, 0);
    const auto again = toldRouting(told->text, "am-kr");
    QVERIFY(again.has_value());
    QCOMPARE(again->text, told->text);
    QCOMPARE(QString::fromStdString(routingText(file)), QString::fromStdString(told->text));
    QCOMPARE(again->receivers.size(), std::size_t(7));
    QCOMPARE(again->timeIntervals.size(), std::size_t(4));
    // Names and values of any characters.
    const auto odd = toldRouting("route: {receiver: a, routes: [{matchers: ['\"a\tb\\\\\"=\"\\\\t\\n\"']}]}\nreceivers: [{name: a, slack_configs: [{}]}]\n", "am-kr");
    QVERIFY(odd.has_value());
    QCOMPARE(odd->root.routes.at(0).matchers.at(0).name(), std::string("a\tb\\"));
    QCOMPARE(odd->root.routes.at(0).matchers.at(0).value(), std::string("\\t\n"));
    QCOMPARE(toldRouting(odd->text, "am-kr")->text, odd->text);
    QVERIFY(!toldRouting("route: [", "am-kr").has_value());
    QVERIFY(!toldRouting("", "am-kr").has_value());
}

void TestAlertFiles::theConfigurationNamesBoth()
{
    write("am.yml", fixture("alertmanager.yml"));
    write("one.yml", fixture("rules.yml"));
    write("two.yml", rule("alert: Z; expr: up; labels: {severity: page}; annotations: {runbook: x}"));
    const auto path = write("vedette.yaml", QStringLiteral(
        "alertmanager:\n  - {name: am-1, url: 'http://127.0.0.1:1', config_file: am.yml}\n  - {name: am-2, url: 'http://127.0.0.1:2', config_file: am.yml}\n"
        "rules: {files: ['*e.yml', two.yml, one.yml]}\n"));
    const auto read = readConfig(path);
    QCOMPARE(textOf(read.findings, m_dir->path()), QStringLiteral("one.yml:1:1: warning: 1 of 4 alerting rules name no runbook (annotation runbook_url)\n"
        "am.yml:50:5: warning: the receiver \"quiet\" has no integration: it tells nobody"));
    QCOMPARE(read.config.rules.size(), std::size_t(4));
    QCOMPARE(read.config.routings.size(), std::size_t(2)); // members of one cluster share their file
    QCOMPARE(read.config.routings[1].feed, std::string("am-2"));
    QCOMPARE(read.config.files.size(), std::size_t(4)); // watched, each once
    QCOMPARE(read.config.globs.size(), std::size_t(2)); // and conf.d
}

void TestAlertFiles::aBrokenFileIsAnErrorOfTheWhole()
{
    write("am.yml", QStringLiteral("route: {receiver: [\n"));
    const auto path = write("vedette.yaml", QStringLiteral(
        "alertmanager:\n  - {name: am-1, url: 'http://127.0.0.1:1', config_file: am.yml}\nrules: {files: [missing.yml]}\n"));
    const auto read = readConfig(path);
    QVERIFY(!read.usable());
    const auto said = textOf(read.findings, m_dir->path());
    QVERIFY2(said.contains(QLatin1String("vedette.yaml:3:17: error: ")), qPrintable(said));
    QVERIFY2(said.contains(QLatin1String("am.yml:2:1: error: ")), qPrintable(said));
}

VEDETTE_TEST(TestAlertFiles)
#include "tst_alert_files.moc"
