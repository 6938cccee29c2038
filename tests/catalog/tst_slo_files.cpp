#include "models/catalog/config_reader.h"

#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace vedette;

namespace {

QString textOf(const SloRead& read, const QString& folder)
{
    QString all;
    for (const auto& finding : read.findings)
        all += QString::fromStdString(finding.text()).remove(folder + QLatin1Char('/')) + QLatin1Char('\n');
    return all;
}

/// A sound file of one SLO; its SLO starts in line 5.
QString sound()
{
    return QStringLiteral("version: prometheus/v1\n"
                          "service: cart\n"
                          "labels: {owner: shop}\n"
                          "slos:\n"
                          "  - name: availability\n"
                          "    objective: 99.9\n"
                          "    labels: {tier: one}\n"
                          "    sli:\n"
                          "      events:\n"
                          "        error_query: sum(rate(http_requests_total{code=~\"5..\"}[{{.window}}]))\n"
                          "        total_query: sum(rate(http_requests_total[{{ .window }}]))\n"
                          "    alerting:\n"
                          "      name: CartErrors\n"
                          "      page_alert: {labels: {severity: critical}}\n"
                          "      ticket_alert: {disable: true}\n");
}

} // namespace

class TestSloFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSoundFileIsReadWhole();
    void theWorkbookWindowsAreThere();
    void theKubernetesFormIsTheSame();
    void whatIsWrongIsNamedAtItsPlace_data();
    void whatIsWrongIsNamedAtItsPlace();
    void otherFormatsAreSaidNotToBeRead();
    void severalFilesAreOneSet();
    void documentsMayBeMany();
    void whatIsNoSloFileIsAnError();

private:
    std::string write(const QString& name, const QString& text);
    [[nodiscard]] QString text(const SloRead& read) const { return textOf(read, m_dir->path()); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestSloFiles::init() { m_dir = std::make_unique<QTemporaryDir>(); }

std::string TestSloFiles::write(const QString& name, const QString& text)
{
    QFile file(m_dir->filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(text.toUtf8());
    return file.fileName().toStdString();
}

void TestSloFiles::aSoundFileIsReadWhole()
{
    const auto file = write(QStringLiteral("s.yaml"), sound());
    const auto read = readSloFiles({file});
    QCOMPARE(text(read), QString());
    QCOMPARE(read.files.at(0).format, std::string("sloth"));
    QCOMPARE(read.files.at(0).slos, 1);
    const auto& slo = read.slos.at(0);
    QCOMPARE(slo.id, std::string("cart/availability"));
    QCOMPARE(slo.file, file + ":5:5");
    QVERIFY(qFuzzyCompare(slo.objectiveRatio, 0.999));
    QCOMPARE(slo.window, Millis(30LL * 86'400'000));
    QCOMPARE(slo.totalQuery, std::string("sum(rate(http_requests_total[{{.window}}]))"));
    QVERIFY((slo.labels == Labels{{"owner", "shop"}, {"tier", "one"}}));
}

void TestSloFiles::theWorkbookWindowsAreThere()
{
    auto withTickets = sound();
    withTickets.replace(QLatin1String("{disable: true}"), QLatin1String("{}"));
    const auto alerts = readSloFiles({write(QStringLiteral("s.yaml"), withTickets)}).slos.at(0).alerts;
    QCOMPARE(alerts.size(), std::size_t(4));
    const double factors[] = {14.4, 6, 3, 1};
    const int shorts[] = {5, 30, 120, 360};
    const int longs[] = {60, 360, 1440, 4320};
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(alerts[i].factor, factors[i]);
        QCOMPARE(alerts[i].shortWindow, Millis(std::chrono::minutes{shorts[i]}));
        QCOMPARE(alerts[i].longWindow, Millis(std::chrono::minutes{longs[i]}));
        QCOMPARE(alerts[i].severity, std::string(i < 2 ? "page" : "ticket"));
        QCOMPARE(alerts[i].holdFor.count(), 0);
    }
    const auto pages = readSloFiles({write(QStringLiteral("p.yaml"), sound())}).slos.at(0).alerts;
    QCOMPARE(pages.size(), std::size_t(2));
}

void TestSloFiles::theKubernetesFormIsTheSame()
{
    auto text = sound().section(QLatin1Char('\n'), 1);
    text.replace(QLatin1Char('\n'), QLatin1String("\n  "));
    for (const auto& [snake, camel] : {std::pair("error_query", "errorQuery"), {"total_query", "totalQuery"}, {"page_alert", "pageAlert"}, {"ticket_alert", "ticketAlert"}})
        text.replace(QLatin1String(snake), QLatin1String(camel));
    const auto read = readSloFiles({write(QStringLiteral("k.yaml"),
        QStringLiteral("apiVersion: sloth.slok.dev/v1\nkind: PrometheusServiceLevel\nmetadata: {name: x}\nspec:\n  ") + text)});
    QCOMPARE(this->text(read), QString());
    QCOMPARE(read.slos.at(0).format, std::string("sloth-k8s"));
    QCOMPARE(read.slos.at(0).alerts.size(), std::size_t(2));
}

void TestSloFiles::whatIsWrongIsNamedAtItsPlace_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("finding");
    QTest::addColumn<int>("count");
    const auto row = [](const char* name, const char* from, const char* to, const char* finding, int count = 1) {
        QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to) << QString::fromUtf8(finding) << count;
    };
    row("version", "prometheus/v1", "prometheus/v2", "s.yaml:1:1: error: \"prometheus/v2\" is not a version");
    row("no service", "service: cart\n", "", "s.yaml:1:1: error: the key \"service\" is missing");
    row("service name", "service: cart", "service: my cart", "s.yaml:2:1: error: \"my cart\" is not a service");
    row("one letter", "name: availability", "name: a", "s.yaml:5:5: error: \"a\" is not a name");
    row("no name", "name: availability\n    objective", "objective", "s.yaml:5:5: error: the key \"name\" is missing");
    row("objective over 100", "99.9", "100.1", "s.yaml:6:5: error: the objective 100.1 is not a percentage");
    row("objective 0", "99.9", "0", "s.yaml:6:5: error: the objective 0 is not");
    row("objective 100", "99.9", "100", "s.yaml:6:5: warning: an objective of 100 leaves no error budget");
    row("objective as ratio", "99.9", "0.999", "s.yaml:6:5: warning: the objective is in percent: 0.999 means 0.999 %. Did you mean 99.9?");
    row("objective with a comma", "99.9", "\"99,9\"", "s.yaml:6:5: error: \"99,9\" is not a number. Write 99.9.");
    row("objective in quotes", "99.9", "\"99.9\"", "s.yaml:6:5: error: \"99.9\" in quotes is text");
    row("no objective", "    objective: 99.9\n", "", "s.yaml:5:5: error: the key \"objective\" is missing");
    row("alert that cannot fire", "99.9", "90", "s.yaml:6:5: warning: the page alert over 1h cannot fire: its threshold is an error ratio of 1.44");
    row("misspelt query", "error_query", "error_querry", "s.yaml:10:9: warning: unknown key \"error_querry\". Did you mean \"error_query\"?", 2);
    row("missing query", "error_query", "error_querry", "s.yaml:9:7: error: the key \"error_query\" is missing", 2);
    row("no window", "[{{ .window }}]", "[5m]", "s.yaml:11:9: error: total_query does not use {{.window}}");
    row("window misspelt", "{{ .window }}", "{{ .windows }}", "s.yaml:11:9: error: total_query does not use {{.window}}");
    row("other placeholder", "{{ .window }}", "{{.window}}{{.x}}", "s.yaml:11:9: error: total_query has a placeholder other than");
    row("window with trim marks", "{{ .window }}", "{{-  .window  -}}", "", 0);
    row("brackets", "sum(rate(http_requests_total[{{ .window }}]))", "sum(rate(http_requests_total[{{ .window }}])", "s.yaml:11:9: error: total_query is not PromQL: '(' is not closed");
    row("same queries", "{code=~\"5..\"}[{{.window}}]", "[{{.window}}]", "s.yaml:10:9: error: the error query is the same as the total query");
    row("two kinds", "    alerting:", "      raw: {error_ratio_query: 'x[{{.window}}]'}\n    alerting:", "s.yaml:12:7: error: an sli is one of events, raw and plugin; there are events and raw");
    row("no alert name", "      name: CartErrors\n", "", "s.yaml:12:5: error: the key \"name\" is missing: an alert needs a name");
    row("no alert name needed", "name: CartErrors\n      page_alert: {labels: {severity: critical}}", "page_alert: {disable: true}", "", 0);
    row("label name", "tier: one", "a-b: one", "s.yaml:7:14: error: \"a-b\" is not a label's name");
    row("empty label", "tier: one", "tier: ''", "s.yaml:7:14: error: \"tier\" has no value");
    row("unknown key is a warning", "    labels: {tier: one}", "    owner: x", "s.yaml:7:5: warning: unknown key \"owner\".");
    row("twice", "    labels: {tier: one}", "    objective: 99", "s.yaml:7:5: warning: the key \"objective\" is there twice; first in line 6");
    row("no SLO", "slos:\n", "slos: []\nslo:\n", "s.yaml:4:1: error: \"slos\" is empty", 2);
}

void TestSloFiles::whatIsWrongIsNamedAtItsPlace()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, finding);
    QFETCH(int, count);
    auto content = sound();
    QVERIFY(content.contains(from));
    content.replace(from, to);
    const auto read = readSloFiles({write(QStringLiteral("s.yaml"), content)});
    const auto all = text(read);
    QVERIFY2(all.contains(finding), qPrintable(all));
    QVERIFY2(int(read.findings.size()) == count, qPrintable(all));
    QCOMPARE(read.slos.empty(), hasErrors(read.findings) && !all.contains(QLatin1String("not a version")));
}

void TestSloFiles::otherFormatsAreSaidNotToBeRead()
{
    const auto plugin = write(QStringLiteral("p.yaml"),
        QStringLiteral("version: prometheus/v1\nservice: cart\nslos:\n  - {name: ok, objective: 99, sli: {plugin: {id: x}}, alerting: {name: A}}\n"));
    const auto pyrra = write(QStringLiteral("y.yaml"), QStringLiteral("apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n"));
    const auto openslo = write(QStringLiteral("o.yaml"), QStringLiteral("apiVersion: openslo/v1\nkind: SLO\n"));
    const auto read = readSloFiles({plugin, pyrra, openslo});
    QVERIFY(read.slos.empty());
    QVERIFY(!hasErrors(read.findings));
    QCOMPARE(text(read), QStringLiteral("p.yaml:4:37: warning: sli.plugin is not evaluated by this version; this SLO is left out\n"
                                        "y.yaml:1:1: warning: pyrra is not read by this version; write the SLO in Sloth's form\n"
                                        "o.yaml:1:1: warning: openslo/v1 is not read by this version; write the SLO in Sloth's form\n"));
    QCOMPARE(read.files.at(1).format, std::string("pyrra"));
    QCOMPARE(read.files.at(2).format, std::string("openslo/v1"));
}

void TestSloFiles::severalFilesAreOneSet()
{
    const auto read = readSloFiles({write(QStringLiteral("a.yaml"), sound()), write(QStringLiteral("b.yaml"), sound())});
    QCOMPARE(read.slos.size(), std::size_t(1));
    QCOMPARE(text(read), QStringLiteral("b.yaml:5:5: error: the SLO cart/availability is already at a.yaml:5:5\n"));
}

void TestSloFiles::documentsMayBeMany()
{
    auto other = sound();
    other.replace(QLatin1String("service: cart"), QLatin1String("service: pay"));
    const auto read = readSloFiles({write(QStringLiteral("a.yaml"), sound() + QStringLiteral("---\n") + other + QStringLiteral("---\n"))});
    QCOMPARE(text(read), QString());
    QCOMPARE(read.files.at(0).slos, 2);
    QCOMPARE(read.slos.at(1).id, std::string("pay/availability"));
}

void TestSloFiles::whatIsNoSloFileIsAnError()
{
    for (const auto* content : {"", "---\n", "a: [", "just text", "- a\n", "kind: Pod\n", "\t{", "apiVersion: v1\nkind: ConfigMap\n"}) {
        const auto read = readSloFiles({write(QStringLiteral("x.yaml"), QString::fromUtf8(content))});
        QVERIFY2(hasErrors(read.findings), content);
        QVERIFY(read.findings[0].line >= 1 && read.findings[0].column >= 1);
    }
    QVERIFY(hasErrors(readSloFiles({m_dir->filePath(QStringLiteral("gone.yaml")).toStdString()}).findings));
}

VEDETTE_TEST(TestSloFiles)
#include "tst_slo_files.moc"
