#include "models/catalog/config_reader.h"

#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace vedette;

namespace {

const char* const kPrometheus = "prometheus:\n  - {name: p, url: https://p.example}\n";

QString textOf(const std::vector<Finding>& findings)
{
    QString all;
    for (const auto& finding : findings)
        all += QString::fromStdString(finding.text()) + QLatin1Char('\n');
    return all;
}

} // namespace

class TestConfigReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFewLinesAreEnough();
    void everyKeyIsRead();
    void httpKeysAreRead();
    void mappingsAreRead();
    void whatIsWrongIsNamedAtItsPlace_data();
    void whatIsWrongIsNamedAtItsPlace();
    void allFindingsComeAtOnceInOrder();
    void confDIsJoinedInNameOrder();
    void filesAreFoundFromTheFileThatNamesThem();
    void secretFilesAreAbsoluteAndNotRead();
    void aMissingFileIsAFinding();
    void expansionIsBounded();
    void aStockMappingIsTakenAndChanged();
    void stockMappingsAreUsable();

private:
    void write(const QString& name, const QByteArray& text);
    [[nodiscard]] std::string path(const char* name) const { return m_dir->filePath(QLatin1String(name)).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_dir = std::make_unique<QTemporaryDir>();
};

void TestConfigReader::write(const QString& name, const QByteArray& text)
{
    const auto full = m_dir->filePath(name);
    QVERIFY(QDir().mkpath(QFileInfo(full).path()));
    QFile file(full);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void TestConfigReader::aFewLinesAreEnough()
{
    const auto read = readConfigText(kPrometheus, "v.yaml");
    QCOMPARE(textOf(read.findings), QString());
    const auto& feed = read.config.feeds.at(0);
    QCOMPARE(feed.name, std::string("p"));
    QCOMPARE(feed.origin, std::string("v.yaml:2:5"));
    QCOMPARE(feed.keyOrigins.at("url"), std::string("v.yaml:2:15"));
    QCOMPARE(feed.pollInterval.count(), 30'000);
    QCOMPARE(read.config.retentionDays, 30);
}

void TestConfigReader::everyKeyIsRead()
{
    const auto read = readConfigText(R"yaml(zone: Asia/Seoul
labels: {service: [team_service], severity: [level]}
severity: {critical: [sev1], info: [note]}
retention: {days: 7, bytes: 500MB}
changes:
  - {name: pipes, kind: cdevents, path: /var/spool/cd}
prometheus:
  - name: kr1
    url: https://prometheus.example/prom/
    poll_interval: 15s
    step: 2m
    timeout: 5s
    backfill: 30d
    external_labels: {cluster: kr1}
    labels: {service: [deployment]}
alertmanager:
  - {name: am-0, cluster: main, url: https://am-0.example}
  - {name: am-1, url: https://am-1.example}
watches:
  - {name: orders, query: "sum(rate(o[5m]))", source: kr1, step: 30s, unit: orders/s, service: shop, bad_direction: down, bounds: [0, ~], steady_state: yes}
ui: {language: ko, theme: dark}
)yaml", "v.yaml");
    QCOMPARE(textOf(read.findings), QString());
    const auto& c = read.config;
    QCOMPARE(c.zone, std::string("Asia/Seoul"));
    QCOMPARE(c.language, std::string("ko"));
    QCOMPARE(c.retentionDays, 7);
    QCOMPARE(c.retentionBytes, std::int64_t(500'000'000));
    QCOMPARE(c.severity.critical, std::vector<std::string>{"sev1"});
    QCOMPARE(c.severity.warning, SeverityMapping().warning);
    QCOMPARE(c.feeds.size(), std::size_t(4));
    const auto& kr1 = c.feeds[0];
    QCOMPARE(kr1.kind, FeedKind::prometheus);
    QCOMPARE(kr1.url, std::string("https://prometheus.example/prom"));
    QCOMPARE(kr1.labels.service, std::vector<std::string>{"deployment"});
    QCOMPARE(kr1.labels.severity, std::vector<std::string>{"level"});
    QCOMPARE(kr1.backfill->count(), 30 * 86'400'000LL);
    QCOMPARE(kr1.externalLabels.value("cluster"), std::string_view("kr1"));
    QCOMPARE(c.feeds[1].cluster, std::string("main"));
    QCOMPARE(c.feeds[1].labels.service, std::vector<std::string>{"team_service"});
    QCOMPARE(c.feeds[2].cluster, std::string("am-1"));
    QCOMPARE(c.feeds[3].path, std::string("/var/spool/cd"));
    const auto& watch = c.watches.at(0);
    QVERIFY(watch.steadyState && watch.lowerBound && !watch.upperBound);
    QCOMPARE(watch.badDirection, BadDirection::down);
    QCOMPARE(watch.step->count(), 30'000);
}

void TestConfigReader::httpKeysAreRead()
{
    const auto read = readConfigText(R"yaml(prometheus:
  - {name: a, url: "https://a", basic_auth: {username: u, password_file: pw}}
  - {name: b, url: "https://b", authorization: {type: Token, credentials: {keyring: entry}}}
  - {name: c, url: "https://c", bearer_token_file: /run/t}
  - name: d
    url: https://d
    oauth2: {client_id: i, client_secret_file: /run/s, token_url: "https://t/x", scopes: [r], endpoint_params: {aud: x}, tls_config: {ca_file: /ca}}
    tls_config: {ca_file: /ca, cert_file: /c, key_file: /k, server_name: s, min_version: TLS12, insecure_skip_verify: false}
    proxy_url: http://proxy:3128
    no_proxy: localhost
    follow_redirects: false
    enable_http2: false
    http_headers: {X-Scope-OrgID: {values: [shop]}, X-Key: {files: [/run/k], secrets: [{keyring: k2}]}}
  - {name: e, url: "https://e", proxy_from_environment: true, basic_auth: {username: u, keyring: pass}}
)yaml", "v.yaml");
    QCOMPARE(textOf(read.findings), QString());
    const auto& f = read.config.feeds;
    QCOMPARE(f[0].http.basicUser, std::string("u"));
    QVERIFY(QString::fromStdString(f[0].http.basicPassword.file).endsWith(QLatin1String("/pw")));
    QCOMPARE(f[1].http.authorizationType, std::string("Token"));
    QCOMPARE(f[1].http.credentials.keyring, std::string("entry"));
    QCOMPARE(f[2].http.credentials.file, std::string("/run/t"));
    QCOMPARE(f[3].http.oauth2->clientSecret.file, std::string("/run/s"));
    QCOMPARE(f[3].http.oauth2->endpointParams.at("aud"), std::string("x"));
    QCOMPARE(f[3].http.tls.minVersion, std::string("TLS12"));
    QVERIFY(!f[3].http.followRedirects && !f[3].http.enableHttp2);
    QCOMPARE(f[3].http.headers.size(), std::size_t(3));
    QCOMPARE(f[4].http.basicPassword.keyring, std::string("pass"));
    QVERIFY(f[4].http.proxyFromEnvironment);
}

void TestConfigReader::mappingsAreRead()
{
    const auto read = readConfigText(R"yaml(changes:
  - name: d
    kind: json
    url: https://d/api/
    mapping:
      list: data.items[0].rows
      fields: {id: id, service: "app.name | name | 'a | b'", startsAt: started_at, status: state}
      values: {status: {in_progress: started, failure: failed}, stage: {production: DEPLOY_ALL}}
      time: epoch_ms
      next: {parameter: page, size: per_page, of: 100}
      detail: {url: "{statuses_url}", list: $, fields: {status: state}, at_most: 5}
  - {name: l, kind: json, url: "https://l", mapping: {fields: {id: id, startsAt: t, service: s}, next: link}}
  - {name: c, kind: json, url: "https://c", mapping: {fields: {id: id, startsAt: t, service: s}, next: {cursor: paging.next, parameter: after}}}
  - name: e
    kind: json
    url: https://e
    mapping:
      list: "a[*].b | c"
      fields: {id: "'x' + part(u, -2)", startsAt: t, endsAt: t + d, service: "p[*].q[name=S].value | tags[service:*]", version: v}
      only: {job: ["deploy*", rollback], state: "*"}
      params: {from: "{from_ms}", tree: "b{0,9}", tags: [a, b]}
      stages: {list: stages, fields: {stage: name, startsAt: t}}
      next: {offset: start, size: count, of: 50}
  - {name: f, kind: json, url: "https://f", mapping: {fields: {id: id, startsAt: t, service: s}, next: {url: paging.next}}}
)yaml", "v.yaml");
    QCOMPARE(textOf(read.findings), QString());
    const auto& m = read.config.feeds[0].mapping;
    QCOMPARE(read.config.feeds[0].url, std::string("https://d/api/"));
    QCOMPARE(read.config.feeds[0].pollInterval.count(), 60'000);
    QCOMPARE(m.list, std::string("data.items[0].rows"));
    const auto& service = m.fields.at("service");
    QCOMPARE(service.size(), std::size_t(3));
    QVERIFY(service[0].path == "app.name" && !service[0].constant && service[2].path == "a | b" && service[2].constant);
    QCOMPARE(m.values.at("status").at("failure"), std::string("failed"));
    QCOMPARE(m.time, JsonMapping::TimeUnit::epochMillis);
    QVERIFY(m.paging == JsonMapping::Paging::pageParameter && m.pageParameter == "page" && m.sizeParameter == "per_page" && m.pageSize == 100);
    QVERIFY(m.detail && m.detail->atMost == 5 && m.detail->url == "{statuses_url}");
    QCOMPARE(read.config.feeds[1].mapping.paging, JsonMapping::Paging::linkHeader);
    QCOMPARE(read.config.feeds[2].mapping.cursorPath, std::string("paging.next"));
    const auto& e = read.config.feeds[3].mapping;
    QCOMPARE(e.only.at("job").size(), std::size_t(2));
    QCOMPARE(e.params.size(), std::size_t(4));
    QVERIFY(e.stages && e.stages->list == "stages" && e.stages->fields.contains("stage"));
    QVERIFY(e.paging == JsonMapping::Paging::offset && e.pageParameter == "start" && e.pageSize == 50);
    QCOMPARE(read.config.feeds[4].mapping.paging, JsonMapping::Paging::nextUrl);
}

void TestConfigReader::whatIsWrongIsNamedAtItsPlace_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("finding"); // the text after kPrometheus starts in line 3
    const auto row = [](const char* name, const char* text, const char* finding) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(finding);
    };
    row("unknown key", "watchs: []\n", "v.yaml:3:1: error: unknown key \"watchs\". Did you mean \"watches\"?");
    row("unknown key inside", "ui: {langauge: ko}\n", "v.yaml:3:6: error: unknown key \"langauge\". Did you mean \"language\"?");
    row("comma", "retention: {days: '3,5'}\n", "v.yaml:3:13: error: \"3,5\" is not a number. Write 3.5.");
    row("quoted number", "retention: {days: '3'}\n", "v.yaml:3:13: error: \"3\" in quotes is text, not a number. Write 3.");
    row("range", "retention: {days: 0}\n", "v.yaml:3:13: error: \"0\" is not a whole number from 1 to 3650");
    row("size", "retention: {bytes: 4 apples}\n", "v.yaml:3:13: error: \"4 apples\" is not a size.");
    row("zone", "zone: Mars/Olympus\n", "v.yaml:3:1: error: \"Mars/Olympus\" is not a time zone.");
    row("zone outside", "zone: ../../etc/passwd\n", "error: \"../../etc/passwd\" is not a time zone.");
    row("theme", "ui: {theme: darkk}\n", "error: \"darkk\" is not one of dark, light. Did you mean \"dark\"?");
    row("not a list", "watches: {name: a}\n", "v.yaml:3:1: error: a mapping where a list is expected");
    row("twice", "zone: UTC\nzone: UTC\n", "v.yaml:4:1: error: the key \"zone\" is there twice; first in line 3");
    row("missing query", "watches:\n  - name: a\n", "v.yaml:4:5: error: the key \"query\" is missing");
    row("empty query", "watches:\n  - name: a\n    query: ' '\n", "v.yaml:5:5: error: \"query\" is empty");
    row("brackets", "watches:\n  - name: a\n    query: sum(x[5m)\n", "v.yaml:5:5: error: the query is not PromQL: ')' at character 9 closes nothing");
    row("bracket inside text", "watches:\n  - {name: a, query: 'x{a=\"(\"}', sorce: p}\n", "v.yaml:4:34: error: unknown key \"sorce\". Did you mean \"source\"?");
    row("source", "watches:\n  - {name: a, query: x, source: q}\n", "v.yaml:4:25: error: \"q\" is not a feed.");
    row("source of another kind", "alertmanager:\n  - {name: am, url: 'https://a'}\nwatches:\n  - {name: a, query: x, source: am}\n", "error: \"am\" is not a prometheus or loki feed");
    row("feed twice", "alertmanager:\n  - {name: p, url: 'https://a'}\n", "v.yaml:4:6: error: a feed named \"p\" is already at v.yaml:2:6");
    row("watch twice", "watches:\n  - {name: a, query: x}\n  - {name: a, query: x}\n", "v.yaml:5:6: error: a watch named \"a\" is already at v.yaml:4:6");
    row("bounds", "watches:\n  - {name: a, query: x, bounds: [5, 1]}\n", "error: the lower bound is not below the upper one");
    row("duration without unit", "alertmanager:\n  - {name: a, url: 'https://a', poll_interval: 30}\n", "error: \"30\" is not a duration. Write 30s for seconds.");
    row("url without scheme", "alertmanager:\n  - {name: a, url: 'am:9093'}\n", "error: \"am:9093\" is not an http or https address. Write http://");
    row("password in the url", "alertmanager:\n  - {name: a, url: 'https://u:geheim@am'}\n", "error: \"https://***@am\" holds a user or password.");
    row("javascript", "alertmanager:\n  - {name: a, url: 'javascript://x'}\n", "is not an http or https address");
    row("by hand", "alertmanager:\n  - {name: by-hand, url: 'https://a'}\n", "error: the name \"by-hand\" is taken");
    row("insecure", "alertmanager:\n  - {name: a, url: 'https://a', tls_config: {insecure_skip_verify: true}}\n", "error: certificates are always checked. Name the server's authority with ca_file instead.");
    row("two ways", "alertmanager:\n  - {name: a, url: 'https://a', basic_auth: {username: u, password_file: f}, authorization: {credentials_file: f}}\n", "error: only one of basic_auth");
    row("inline secret", "alertmanager:\n  - {name: a, url: 'https://a', authorization: {credentials: geheim}}\n", "v.yaml:4:49: warning: a secret written into the configuration.");
    row("plain http", "alertmanager:\n  - {name: a, url: 'http://a', bearer_token_file: f}\n", "v.yaml:4:15: warning: credentials are sent unencrypted.");
    row("dependencies", "services: {dependencies: [{name: t, kind: zipkinn, url: 'https://z'}]}\n", "v.yaml:3:37: error: \"zipkinn\" is not one of zipkin, jaeger");
    row("switch without a name", "dead_mans_switches: [{match: [alertname=Watchdog]}]\n", "v.yaml:3:22: error: the key \"name\" is missing");
    row("switch with a bad matcher", "dead_mans_switches: [{name: w, match: ['alertname=~(']}]\n", "v.yaml:3:40: error");
    row("switch of a feed without alerts", "changes: [{name: c, kind: cdevents, path: x}]\ndead_mans_switches: [{name: w, source: c}]\n", "v.yaml:4:32: error: \"c\" is not a feed that tells of alerts.");
    row("everything left out", "left_out: ['']\n", "v.yaml:3:12: error");
    row("unknown inference", "changes: [{name: k, kind: metrics, infer: [buildz]}]\n", "v.yaml:3:44: error: \"buildz\" is not one of kubernetes, builds, scale");
    row("inference from loki", "loki: [{name: l, url: 'https://l'}]\nchanges: [{name: k, kind: metrics, source: l}]\n", "v.yaml:4:36: error: \"l\" is not a prometheus feed");
    row("inference with its own address", "changes: [{name: k, kind: metrics, url: 'https://k'}]\n", "v.yaml:3:36: error: unknown key \"url\"");
    row("kind", "changes:\n  - {name: a, kind: jsn, url: 'https://a'}\n", "error: \"jsn\" is not one of cdevents, json, metrics. Did you mean \"json\"?");
    row("path of json", "changes:\n  - {name: a, kind: json, path: x, mapping: {fields: {id: a, startsAt: b, service: c}}}\n", "error: a json feed is read from a url");
    row("no mapping", "changes:\n  - {name: a, kind: json, url: 'https://a'}\n", "v.yaml:4:5: error: the key \"mapping\" is missing");
    row("no such mapping", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: nothing-like-it}\n", "error: there is no stock mapping \"nothing-like-it\".");
    row("status value", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {fields: {id: a, startsAt: b, service: c}, values: {status: {ok: succes}}}}\n", "error: \"succes\" is not one of started, success, failed, aborted. Did you mean \"success\"?");
    row("bad path", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {fields: {id: a..b, startsAt: b, service: c}}}\n", "error: \"a..b\" has an empty step");
    row("slip in a field", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {fields: {id: a, startsAt: b, servce: c, service: d, region: e}}}\n", "error: unknown key \"servce\". Did you mean \"service\"?");
    const auto mapped = [&](const char* name, const std::string& more, const char* finding) {
        row(name, ("changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {fields: {id: a, startsAt: b, service: c}, " + more + "}}\n").c_str(), finding);
    };
    mapped("window word", "params: {since: '{from_rcf3339}'}", "v.yaml:4:106: error: {from_rcf3339} is none of {from_ms} {from_s} {from_rfc3339} {to_ms} {to_s} {to_rfc3339}. Did you mean {from_rfc3339}?");
    mapped("older without a window", "next: older", "v.yaml:4:97: error: older moves the window's end: params must name it");
    mapped("stages without times", "stages: {list: s, fields: {stage: n}}", "error: the field \"startsAt\" of a stage is missing");
    mapped("stages without a list", "stages: {fields: {stage: n, startsAt: t}}", "error: the key \"list\" is missing");
    mapped("empty pattern", "only: {job: ''}", "error: nothing fits an empty pattern; write e.g. deploy*");
    mapped("list by text", "list: 'a[b*]'", "error: \"a[b*]\" has [ without an index; write [0], [*] or [name=value]");
    mapped("cursor by star", "next: {cursor: 'a[*]', parameter: p}", "error: \"a[*]\" has [ without an index; write [0]");
    row("part of nothing", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {fields: {id: 'part(a, x)', startsAt: b, service: c}}}\n", "error: part() wants a path and which part: part(web_url, -2)");
    row("behind a text", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {fields: {id: 'tags[a:*].b', startsAt: b, service: c}}}\n", "error: \"tags[a:*].b\" goes on behind a text");
    row("use of nothing", "changes:\n  - {name: a, kind: json, url: 'https://a', mapping: {use: nothing-like-it}}\n", "error: there is no stock mapping \"nothing-like-it\".");
    row("second document", "---\nzone: UTC\n", "v.yaml:4:1: error: a configuration file is one document");
    row("not YAML", "zone: [\n", "error: not YAML: ");
    row("two levels", "severity: {critical: [page], warning: [Page]}\n", "error: \"Page\" stands for critical and for warning");
}

void TestConfigReader::whatIsWrongIsNamedAtItsPlace()
{
    QFETCH(QString, text);
    QFETCH(QString, finding);
    const auto read = readConfigText(kPrometheus + text.toStdString(), "v.yaml");
    const auto all = textOf(read.findings);
    QVERIFY2(all.contains(finding), qPrintable(all));
    QCOMPARE(read.findings.size(), std::size_t(1));
    QCOMPARE(read.usable(), finding.contains(QLatin1String(": warning: ")));
    QVERIFY(!all.contains(QLatin1String("geheim")));
}

void TestConfigReader::allFindingsComeAtOnceInOrder()
{
    const auto read = readConfigText("zon: a\nui: {theme: x}\nprometheus:\n  - {name: a}\nretention: {days: x}\n", "v.yaml");
    QList<int> lines;
    for (const auto& finding : read.findings)
        lines.append(finding.line);
    QCOMPARE(lines, (QList<int>{1, 2, 4, 5}));
    QVERIFY(textOf(readConfigText("", "v.yaml").findings).startsWith(QLatin1String("v.yaml:1:1: error: no feed is named.")));
}

void TestConfigReader::confDIsJoinedInNameOrder()
{
    m_dir = std::make_unique<QTemporaryDir>();
    write(QStringLiteral("v.yaml"), "zone: UTC\nretention: {days: 3}\nlabels: {service: [a]}\nprometheus: [{name: p, url: 'https://p'}]\n");
    write(QStringLiteral("conf.d/20.yaml"), "zone: Asia/Seoul\nprometheus: [{name: q, url: 'https://q'}]\n");
    write(QStringLiteral("conf.d/10.yaml"), "zone: Europe/Berlin\nlabels: {service: [b]}\nwatches: [{name: w, query: x, source: q}]\nalertmanager: [{name: p, url: 'https://x'}]\n");
    write(QStringLiteral("conf.d/30.yml"), "broken: [");
    const auto read = readConfig(path("v.yaml"));
    QCOMPARE(read.config.zone, std::string("Asia/Seoul"));
    QCOMPARE(read.config.retentionDays, 3);
    QCOMPARE(read.config.labels.service, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(read.config.files.size(), std::size_t(3));
    QCOMPARE(read.config.globs, std::vector<std::string>{path("conf.d/*.yaml")});
    QCOMPARE(read.findings.size(), std::size_t(1));
    QCOMPARE(read.findings[0].file, path("conf.d/10.yaml"));
    QCOMPARE(read.findings[0].rule, std::string("duplicate-name"));
}

void TestConfigReader::filesAreFoundFromTheFileThatNamesThem()
{
    m_dir = std::make_unique<QTemporaryDir>();
    write(QStringLiteral("v.yaml"), "prometheus: [{name: p, url: 'https://p'}]\nservices: {files: [cat/*.yaml]}\nslo: {files: [slo/one.yaml, gone.yaml, 'none/*.yaml']}\n");
    write(QStringLiteral("cat/b.yaml"), "services:\n  - {name: pay, tier: 1, owner: team, dependsOn: [db], links: [{title: run, url: 'https://r'}, {url: 'javascript:x'}]}\n");
    write(QStringLiteral("cat/a.yaml"), "name: cart\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: db}\nspec: {owner: ops}\n---\n- {name: users}\n- {name: cart}\n");
    write(QStringLiteral("slo/one.yaml"),
        "version: prometheus/v1\nservice: cart\nslos:\n  - {name: ok, objective: 99.9, sli: {raw: {error_ratio_query: 'x[{{.window}}]'}}, alerting: {name: A}}\n");
    const auto read = readConfig(path("v.yaml"));
    const auto all = textOf(read.findings);
    QCOMPARE(read.config.services.size(), std::size_t(5)); // Backstage's behind the plain ones
    QCOMPARE(read.config.services[4].name, std::string("db"));
    QCOMPARE(read.config.services[3].dependsOn, std::vector<std::string>{"db"});
    QCOMPARE(read.config.services[3].links.size(), std::size_t(1));
    QCOMPARE(read.config.slos.size(), std::size_t(1));
    QVERIFY2(all.contains(QLatin1String("v.yaml:3:29: error: ")), qPrintable(all));
    QVERIFY2(all.contains(QLatin1String("v.yaml:3:40: warning: no file matches ")), qPrintable(all));
    QVERIFY2(all.contains(QLatin1String("cat/a.yaml:6:8: warning: the owner \"ops\" is not known: no Group or User is among the service files")), qPrintable(all));
    QVERIFY2(all.contains(QLatin1String("cat/a.yaml:9:4: error: the service \"cart\" is already at ")), qPrintable(all));
    QVERIFY2(all.contains(QLatin1String("\"javascript:x\" is not an http or https address")), qPrintable(all));
    QCOMPARE(read.findings.size(), std::size_t(11)); // of three services the owner is not said, and nothing links them
    QCOMPARE(read.config.files.size(), std::size_t(4));
    QCOMPARE(read.config.globs.size(), std::size_t(3));
}

void TestConfigReader::secretFilesAreAbsoluteAndNotRead()
{
    m_dir = std::make_unique<QTemporaryDir>();
    write(QStringLiteral("v.yaml"), "prometheus: [{name: p, url: 'https://p', basic_auth: {username_file: user, password_file: gone}}]\n");
    write(QStringLiteral("user"), "kim\n");
    const auto read = readConfig(path("v.yaml"));
    QCOMPARE(read.config.feeds[0].http.basicUser, std::string("kim"));
    QCOMPARE(read.config.feeds[0].http.basicPassword.file, path("gone"));
    QVERIFY(read.usable());
    QVERIFY(textOf(read.findings).contains(QLatin1String("gone does not exist; it is read again at each use")));
}

void TestConfigReader::aMissingFileIsAFinding()
{
    const auto read = readConfig("no/such/vedette.yaml");
    QCOMPARE(textOf(read.findings), QStringLiteral("no/such/vedette.yaml:1:1: error: no/such/vedette.yaml does not exist\n"));
}

void TestConfigReader::expansionIsBounded()
{
    std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 12; ++i) {
        const auto below = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
        for (int j = 0; j < 9; ++j)
            laughs += "," + below;
        laughs += "]\n";
    }
    QVERIFY(textOf(readConfigText(laughs, "v.yaml").findings).contains(QLatin1String("more than 200000 values")));
    QVERIFY(textOf(readConfigText("a: " + std::string(100'000, '['), "v.yaml").findings).contains(QLatin1String("error: ")));
    QVERIFY(textOf(readConfigText("a: &a [*a]\n", "v.yaml").findings).contains(QLatin1String("an alias inside of what it stands for")));
    QVERIFY(textOf(readConfigText(std::string((8U << 20U) + 1, '#'), "v.yaml").findings).contains(QLatin1String("larger than 8 MiB")));
}

void TestConfigReader::aStockMappingIsTakenAndChanged()
{
    m_dir = std::make_unique<QTemporaryDir>();
    write(QStringLiteral("v.yaml"), "changes: [{name: c, kind: json, url: 'https://c', mapping: {use: gitlab, fields: {service: \"'cart'\"}, params: {sort: asc, updated_after: ~}, next: none}}]\n");
    const auto read = readConfig(path("v.yaml"), {"resources/feeds"});
    QCOMPARE(textOf(read.findings), QString());
    const auto& m = read.config.feeds.at(0).mapping;
    QCOMPARE(m.name, std::string("gitlab"));
    QVERIFY(m.fields.at("service").size() == 1 && m.fields.at("service")[0].constant && m.fields.contains("revision"));
    QCOMPARE(m.params, (std::vector<std::pair<std::string, std::string>>{{"order_by", "updated_at"}, {"sort", "asc"}}));
    QVERIFY(m.paging == JsonMapping::Paging::none && m.sizeParameter.empty());
}

void TestConfigReader::stockMappingsAreUsable()
{
    m_dir = std::make_unique<QTemporaryDir>();
    const auto names = QDir(QStringLiteral("resources/feeds")).entryList({QStringLiteral("*.yaml")});
    QVERIFY(names.contains(QLatin1String("argocd.yaml")) && names.contains(QLatin1String("github.yaml")));
    for (const auto& name : names) {
        write(QStringLiteral("v.yaml"), "changes: [{name: c, kind: json, url: 'https://c', mapping: " + name.chopped(5).toUtf8() + "}]\n");
        const auto read = readConfig(path("v.yaml"), {"resources/feeds"});
        QCOMPARE(textOf(read.findings), QString());
        QVERIFY(read.config.feeds.at(0).mapping.fields.contains("startsAt"));
    }
}

VEDETTE_TEST(TestConfigReader)
#include "tst_config_reader.moc"
