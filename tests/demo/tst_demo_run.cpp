#include "app/demo/child_process.h"
#include "app/demo/demo.h"
#include "app/demo/stale_marks.h"
#include "models/feeds/sources/alert_events_parser.h"
#include "tests/support/test_main.h"

#include <httplib.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>
#include <csignal>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

/// True when there is no such process, or only what is left of one.
bool gone(pid_t pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return true;
    const auto text = stat.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) == "Z";
}

QJsonDocument fetched(const std::string& server, const std::string& path)
{
    httplib::Client http(server);
    http.set_read_timeout(20);
    const auto answer = http.Get(path);
    return answer && answer->status == 200 ? QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)) : QJsonDocument();
}

QJsonArray asked(const std::string& prometheus, const std::string& query, Time at)
{
    const auto path = "/api/v1/query?query=" + QUrl::toPercentEncoding(QString::fromStdString(query)).toStdString() + "&time=" + std::to_string(toMs(at) / 1000);
    return fetched(prometheus, path)[QStringLiteral("data")][QStringLiteral("result")].toArray();
}

Time timeOf(const QJsonValue& value) { return parseRfc3339(value.toString().toStdString()).value(); }

} // namespace

class DemoRunTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Demo> m_demo;
    QJsonObject m_truth;

    [[nodiscard]] QString program(const char* name) const
    {
        return QString::fromStdString(demo::findProgram(name).value_or(""));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (program("prometheus").isEmpty() || program("prometheus-alertmanager").isEmpty())
            QSKIP("prometheus and prometheus-alertmanager are not installed");
        DemoOptions options;
        options.dir = m_folder.filePath(QStringLiteral("fleet")).toStdString();
        options.days = 1;
        options.step = 15s;
        auto started = Demo::start(options);
        QVERIFY2(started.ok(), started.ok() ? "" : started.error().text().c_str());
        m_demo = std::move(*started);
        QFile truth(QString::fromStdString(m_demo->info().truth));
        QVERIFY(truth.open(QIODevice::ReadOnly));
        m_truth = QJsonDocument::fromJson(truth.readAll()).object();
    }

    void itTellsWhereEverythingIs()
    {
        const auto info = QJsonDocument::fromJson(QByteArray::fromStdString(m_demo->infoJson())).object();
        for (const char* key : {"prometheus", "alertmanager", "feeds", "config", "cache", "truth", "pids"})
            QVERIFY2(info.contains(QLatin1String(key)), key);
        QVERIFY(QFile::exists(info[QStringLiteral("config")].toString()));
        QCOMPARE(info[QStringLiteral("pids")].toArray().size(), 2);
    }

    void theServersAcceptTheirFiles()
    {
        const auto dir = QString::fromStdString(m_demo->info().dir);
        QCOMPARE(QProcess::execute(program("promtool"), {QStringLiteral("check"), QStringLiteral("config"), dir + QStringLiteral("/prometheus.yml")}), 0);
        QCOMPARE(QProcess::execute(program("promtool"), {QStringLiteral("check"), QStringLiteral("rules"), dir + QStringLiteral("/rules.yml")}), 0);
    }

    void theFeedsAnswer()
    {
        for (const auto& [name, url] : m_demo->info().feeds) {
            if (!url.starts_with("http")) {
                QVERIFY(QDir(QString::fromStdString(url)).exists()); // a quiet weekend may have told nothing
                continue;
            }
            const auto slash = url.find('/', 8);
            QVERIFY2(!fetched(url.substr(0, slash), url.substr(slash)).isNull(), name.c_str());
        }
    }

    void everyInstanceIsAskedAndGoesOnLive()
    {
        const auto up = [&] { return asked(m_demo->info().prometheus, "count(up == 1)", SystemClock().now()); };
        QTRY_VERIFY_WITH_TIMEOUT(!up().isEmpty(), 30000);
        const auto live = [&] {
            return asked(m_demo->info().prometheus, "count(timestamp(up) > " + std::to_string(toMs(m_demo->info().to) / 1000) + ")",
                SystemClock().now());
        };
        QTRY_VERIFY_WITH_TIMEOUT(!live().isEmpty(), 40000);
    }

    void whatFiresAtTheEndOfTheHistoryFiresInAlertmanager()
    {
        const auto alerts = [&] { return fetched(m_demo->info().alertmanager, "/api/v2/alerts").array().size(); };
        QTRY_VERIFY_WITH_TIMEOUT(alerts() >= 3, 120000); // one is the watchdog; the others fire after two evaluations
        QVERIFY(fetched(m_demo->info().alertmanager, "/api/v2/silences").array().size() >= 2);
    }

    void whatAlertmanagerDoesStandsInTheRecordersFile()
    {
        FeedConfig feed;
        feed.name = "am-events";
        const auto read = [&] {
            QFile file(QString::fromStdString(m_demo->info().dir) + QStringLiteral("/alertmanager-events.jsonl"));
            return parseAlertEvents(file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string(), feed, SystemClock().now());
        };
        const auto count = [&](AlertEventKind kind) {
            const auto answer = read();
            return std::count_if(answer.events.begin(), answer.events.end(), [&](const AlertEvent& e) { return e.kind == kind; });
        };
        QCOMPARE(count(AlertEventKind::started), 1);
        QTRY_VERIFY_WITH_TIMEOUT(count(AlertEventKind::notified) > 0 && count(AlertEventKind::silenceCreated) >= 2, 60000);
        const auto answer = read();
        QCOMPARE(answer.damaged + answer.unknown, std::size_t{0});
        std::set<std::string> created;
        for (const auto& e : answer.events) {
            if (e.kind == AlertEventKind::created)
                created.insert(e.fingerprint);
        }
        const auto alerts = fetched(m_demo->info().alertmanager, "/api/v2/alerts").array();
        for (const auto& e : answer.events) {
            if (e.kind != AlertEventKind::notified || e.resolved)
                continue;
            QVERIFY(e.integration == "webhook[0]" && !e.receiver.empty() && !e.name.empty());
        }
        const bool same = std::any_of(alerts.begin(), alerts.end(), [&](const QJsonValue& a) { return created.count(a[QStringLiteral("fingerprint")].toString().toStdString()) > 0; });
        QVERIFY(same); // the decimal fingerprints are the API's
    }

    void everyAlertOfTheTruthIsInTheServerFromItsStartToItsEnd()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_demo->filling(), 150000);
        QCOMPARE(QString::fromStdString(m_demo->failure()), QString());
        const auto alerts = m_truth[QStringLiteral("alerts")].toArray();
        QVERIFY(alerts.size() > 5);
        for (const auto& a : alerts) {
            const auto query = "ALERTS{alertstate=\"firing\",alertname=\"" + a[QStringLiteral("name")].toString().toStdString()
                + "\",service=\"" + a[QStringLiteral("service")].toString().toStdString() + "\"}";
            const Time starts = timeOf(a[QStringLiteral("startsAt")]);
            QVERIFY2(asked(m_demo->info().prometheus, query, starts - 1s).isEmpty(), query.c_str());
            QVERIFY2(!asked(m_demo->info().prometheus, query, starts).isEmpty(), query.c_str());
            if (a[QStringLiteral("endsAt")].isNull())
                continue;
            const Time ends = timeOf(a[QStringLiteral("endsAt")]);
            QVERIFY2(!asked(m_demo->info().prometheus, query, ends - 1s).isEmpty(), query.c_str());
            QVERIFY2(asked(m_demo->info().prometheus, query, ends).isEmpty(), query.c_str());
        }
    }

    void theRealRuleAgreesWithTheTruth()
    {
        for (const auto& a : m_truth[QStringLiteral("alerts")].toArray()) {
            if (a[QStringLiteral("name")].toString() != QLatin1String("HighErrorRate"))
                continue;
            const auto selector = "{service=\"" + a[QStringLiteral("service")].toString().toStdString() + "\"";
            const auto query = "sum(rate(http_requests_total" + selector + ",code=~\"5..\"}[2m])) / sum(rate(http_requests_total"
                + selector + "}[2m])) > 0.05";
            QVERIFY2(!asked(m_demo->info().prometheus, query, timeOf(a[QStringLiteral("startsAt")])).isEmpty(), query.c_str());
            QVERIFY2(asked(m_demo->info().prometheus, query, timeOf(a[QStringLiteral("pendingAt")]) - 45s).isEmpty(), query.c_str());
        }
    }

    void aFolderThatIsNotEmptyIsRefused()
    {
        DemoOptions options;
        options.dir = m_demo->info().dir;
        const auto second = Demo::start(options);
        QVERIFY(!second.ok());
        QVERIFY(second.error().kind == ErrorKind::store);
        options.dir = m_folder.filePath(QStringLiteral("other")).toStdString();
        options.step = 7s;
        const auto odd = Demo::start(options);
        QVERIFY(!odd.ok());
        QVERIFY(odd.error().kind == ErrorKind::usage);
    }

    void childrenEndWhenItIsStopped()
    {
        const auto pids = m_demo->info().pids;
        for (const pid_t pid : pids)
            QVERIFY(!gone(pid));
        m_demo->stop();
        for (const pid_t pid : pids)
            QVERIFY(gone(pid));
    }

    void childrenEndWhenTheParentIsKilled()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const pid_t parent = ::fork();
        if (parent == 0) {
            auto child = demo::ChildProcess::start({"/bin/sleep", "300"}, "/dev/null");
            const pid_t pid = child.ok() ? child->pid() : -1;
            (void)!::write(ends[1], &pid, sizeof pid);
            ::raise(SIGKILL);
        }
        pid_t pid = -1;
        QCOMPARE(::read(ends[0], &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
        ::close(ends[0]);
        ::close(ends[1]);
        ::waitpid(parent, nullptr, 0);
        QVERIFY(pid > 0);
        QTRY_VERIFY_WITH_TIMEOUT(gone(pid), 5000);
    }
};

VEDETTE_TEST(DemoRunTest)
#include "tst_demo_run.moc"
