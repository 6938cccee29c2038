// The whole way on real servers: a made-up fleet with a known truth, polled into a cache, asked by the verbs.

#include "tests/app/vedette_run.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QMap>
#include <QSet>
#include <QUrl>

#include <csignal>
#include <cmath>

using namespace vedette::test;

namespace {

/// True when there is no such process, or only what is left of one.
bool gone(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return true;
    const auto text = stat.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) == "Z";
}

qint64 ms(const QJsonValue& time) { return QDateTime::fromString(time.toString(), Qt::ISODateWithMs).toMSecsSinceEpoch(); }

/// Equal to the second, or both null.
bool sameTime(const QJsonValue& a, const QJsonValue& b)
{
    return a.isNull() || b.isNull() ? a.isNull() == b.isNull() : std::abs(ms(a) - ms(b)) < 1000;
}

QString text(const QJsonValue& row, const char* key) { return row[QLatin1String(key)].toString(); }
QByteArray shown(const QJsonValue& v) { return QJsonDocument(v.toObject()).toJson(QJsonDocument::Compact); }

/// `vedette demo`, with the verbs that ask its cache.
class Fleet {
public:
    VedetteRun run;
    QProcess demo;
    QJsonObject info;
    QJsonObject truth;

    bool start(const QString& more)
    {
        demo.setProcessEnvironment(run.environment());
        demo.start(VedetteRun::program(), (QStringLiteral("demo --no-window --dir ") + run.path(QStringLiteral("fleet")) + more).split(QLatin1Char(' ')));
        if (!waitFor([this] { return out().contains('\n'); }, 60'000))
            return false;
        info = QJsonDocument::fromJson(out()).object();
        QFile file(info[QStringLiteral("truth")].toString());
        if (!file.open(QIODevice::ReadOnly))
            return false;
        truth = QJsonDocument::fromJson(file.readAll()).object();
        return true;
    }

    bool waitUntilFilled() { return waitFor([this] { return err().contains("all of the history is there"); }, 180'000); }
    [[nodiscard]] QByteArray err()
    {
        m_err += demo.readAllStandardError();
        return m_err;
    }

    [[nodiscard]] QString asOf() const { return truth[QStringLiteral("to")].toString(); }
    [[nodiscard]] QJsonArray pids() const { return info[QStringLiteral("pids")].toArray(); }

    Ran ask(const QString& words, const QString& config = {}, const QString& cache = {}) const
    {
        return run.run(words + QStringLiteral(" -o json"), {QStringLiteral("--config"), config.isEmpty() ? info[QStringLiteral("config")].toString() : config,
            QStringLiteral("--cache"), cache.isEmpty() ? info[QStringLiteral("cache")].toString() : cache});
    }

private:
    QByteArray out()
    {
        m_out += demo.readAllStandardOutput();
        return m_out;
    }

    template <class F> bool waitFor(F&& done, int atMostMs)
    {
        QElapsedTimer timer;
        timer.start();
        while (!done()) {
            if (timer.elapsed() > atMostMs || demo.state() == QProcess::NotRunning)
                return false;
            demo.waitForReadyRead(200); // both channels are read while it waits
        }
        return true;
    }

    QByteArray m_out;
    QByteArray m_err;
};

/// Counts of the truth within the window of a row.
std::pair<double, double> countsWithin(const QJsonValue& slo, qint64 from, qint64 to)
{
    const auto good = slo[QStringLiteral("good")].toArray();
    const auto total = slo[QStringLiteral("total")].toArray();
    const qint64 first = ms(slo[QStringLiteral("firstBin")]);
    double g = 0;
    double t = 0;
    for (int i = 0; i < total.size(); ++i) {
        const qint64 at = first + i * 300'000LL;
        if (at >= from && at + 300'000 <= to) {
            g += good[i].toDouble();
            t += total[i].toDouble();
        }
    }
    return {g, t};
}

enum class Known { now, atTheEnd };

/// Episodes that began by the end of the truth. As they are known now, those that were open then may have ended since; as known at that end they
/// are open, and what fired in its last two minutes may not have been known yet.
void compareAlerts(const Fleet& fleet, const QJsonArray& all, Known known = Known::now)
{
    const qint64 to = ms(fleet.truth[QStringLiteral("to")]);
    QJsonArray rows;
    for (const auto& row : all) {
        if (ms(row[QStringLiteral("startsAt")]) <= to && (known == Known::now || text(row, "state") != QLatin1String("pending")))
            rows.append(row);
    }
    const auto wanted = fleet.truth[QStringLiteral("alerts")].toArray();
    QVERIFY(wanted.size() > 5);
    QSet<QString> used;
    for (const auto& a : wanted) {
        bool found = false;
        for (const auto& row : rows) {
            bool same = text(row, "name") == text(a, "name") && text(row, "service") == text(a, "service") && sameTime(row[QStringLiteral("startsAt")], a[QStringLiteral("startsAt")]);
            const auto labels = a[QStringLiteral("labels")].toObject();
            for (auto it = labels.begin(); it != labels.end() && same; ++it)
                same = row[QStringLiteral("labels")][it.key()] == it.value();
            if (!same || used.contains(text(row, "id")))
                continue;
            found = true;
            used.insert(text(row, "id"));
            const bool openThen = known == Known::now && a[QStringLiteral("endsAt")].isNull() && (row[QStringLiteral("endsAt")].isNull() || ms(row[QStringLiteral("endsAt")]) > to);
            QVERIFY2(openThen || sameTime(row[QStringLiteral("endsAt")], a[QStringLiteral("endsAt")]), shown(a) + shown(row));
            QVERIFY2((text(row, "state") == QLatin1String("doubtful")) == a[QStringLiteral("doubtful")].toBool(), shown(a) + shown(row));
            QCOMPARE(text(row, "severity"), text(a, "severity"));
            break;
        }
        const bool justFired = known == Known::atTheEnd && ms(a[QStringLiteral("startsAt")]) > to - 120'000;
        QVERIFY2(found || justFired, shown(a));
    }
    for (const auto& row : rows)
        QVERIFY2(used.contains(text(row, "id")), "not in the truth: " + shown(row));
}

void compareObjectives(const Fleet& fleet, const QJsonArray& rows)
{
    const auto wanted = fleet.truth[QStringLiteral("slos")].toArray();
    QCOMPARE(rows.size(), wanted.size());
    for (const auto& slo : wanted) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return text(r, "id") == text(slo, "id"); });
        QVERIFY2(row != rows.end(), shown(slo));
        const auto [good, total] = countsWithin(slo, ms((*row)[QStringLiteral("from")]), ms((*row)[QStringLiteral("to")]));
        const double seenGood = (*row)[QStringLiteral("goodEvents")].toDouble();
        const double seenTotal = (*row)[QStringLiteral("totalEvents")].toDouble();
        QVERIFY(total > 0);
        QVERIFY2(std::abs(seenGood - good) <= 1e-9 * good && std::abs(seenTotal - total) <= 1e-9 * total,
            QStringLiteral("%1: %2 of %3, true are %4 of %5").arg(text(slo, "id")).arg(seenGood, 0, 'g', 17).arg(seenTotal, 0, 'g', 17).arg(good, 0, 'g', 17).arg(total, 0, 'g', 17).toUtf8());
    }
}

} // namespace

class FleetTest : public QObject {
    Q_OBJECT

    Fleet m_fleet;

    [[nodiscard]] QJsonArray rows(const char* verb, const QString& more = {}) const
    {
        return m_fleet.ask(QLatin1String(verb) + QStringLiteral(" --as-of ") + m_fleet.asOf() + more).json()[QLatin1String(verb)].toArray();
    }

    [[nodiscard]] QJsonArray alertsNow() const { return m_fleet.ask(QStringLiteral("alerts")).json()[QStringLiteral("alerts")].toArray(); }

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasProgram("prometheus") || !hasProgram("prometheus-alertmanager"))
            QSKIP("prometheus and prometheus-alertmanager are not installed");
        QVERIFY2(m_fleet.start(QStringLiteral(" --days 2 --step 15s")), m_fleet.err());
        QVERIFY2(m_fleet.waitUntilFilled(), m_fleet.err());
        const auto synced = m_fleet.ask(QStringLiteral("sync --once"));
        QVERIFY2(synced.code == 0, synced.said());
        QVERIFY(synced.json()[QStringLiteral("samples")].toInt() > 10'000);
        for (const auto& feed : synced.json()[QStringLiteral("feeds")].toArray()) {
            QVERIFY2(feed[QStringLiteral("error")].isNull(), shown(feed));
            QVERIFY(feed[QStringLiteral("requests")].toInt() > 0);
        }
    }

    void alertsAreThoseOfTheTruth() { compareAlerts(m_fleet, alertsNow()); }

    void alertsAsOfItsEndAreThoseOfTheTruthOpenOnesIncluded() { compareAlerts(m_fleet, rows("alerts"), Known::atTheEnd); }

    void changesAreThoseOfTheTruth()
    {
        const auto changes = rows("changes");
        const auto wanted = m_fleet.truth[QStringLiteral("changes")].toArray();
        QCOMPARE(changes.size(), wanted.size());
        for (const auto& c : wanted) {
            const auto row = std::find_if(changes.begin(), changes.end(), [&](const auto& r) { return text(r, "id") == text(c, "id"); });
            QVERIFY2(row != changes.end(), shown(c));
            // Rolled out, but not wrapped up yet: the feed has told no more than that, and the truth knows what comes.
            const auto stages = (*row)[QStringLiteral("stages")].toArray();
            if (text(c, "status") == QLatin1String("started") && !stages.isEmpty() && text(stages.last(), "stage") == QLatin1String("DEPLOY_ALL"))
                continue;
            for (const char* key : {"kind", "service", "revision", "previous", "status"})
                QVERIFY2(text(*row, key) == text(c, key), shown(c) + shown(*row));
            QVERIFY2(sameTime((*row)[QStringLiteral("startsAt")], c[QStringLiteral("startsAt")]), shown(c) + shown(*row));
            QVERIFY2(sameTime((*row)[QStringLiteral("endsAt")], c[QStringLiteral("endsAt")]), shown(c) + shown(*row));
            auto sources = [](const QJsonValue& v) {
                QStringList out;
                for (const auto& s : v[QStringLiteral("sources")].toArray())
                    out << s.toString();
                out.sort();
                return out;
            };
            QCOMPARE(sources(*row), sources(c));
        }
    }

    void theLogCountsThem()
    {
        // Half open: what fires at the very end of the truth belongs to it.
        const auto to = QString::number(ms(m_fleet.truth[QStringLiteral("to")]) + 1);
        const auto log = m_fleet.ask(QStringLiteral("log --from 2020-01-01T00:00:00Z --to ") + to).json();
        const auto counts = log[QStringLiteral("counts")];
        const auto changes = m_fleet.truth[QStringLiteral("changes")].toArray();
        const auto ofKind = [&](const char* kind) { return std::count_if(changes.begin(), changes.end(), [&](const auto& c) { return text(c, "kind") == QLatin1String(kind); }); };
        QCOMPARE(counts[QStringLiteral("alerts")].toInt(), m_fleet.truth[QStringLiteral("alerts")].toArray().size());
        QCOMPARE(counts[QStringLiteral("changes")].toInt(), changes.size());
        QCOMPARE(counts[QStringLiteral("deployments")].toInt(), ofKind("deployment"));
        QCOMPARE(counts[QStringLiteral("rollbacks")].toInt(), ofKind("rollback"));
        qint64 before = 0;
        for (const auto& row : log[QStringLiteral("log")].toArray()) {
            QVERIFY(ms(row[QStringLiteral("startsAt")]) >= before);
            before = ms(row[QStringLiteral("startsAt")]);
        }
    }

    void objectivesCountEveryEvent()
    {
        compareObjectives(m_fleet, m_fleet.ask(QStringLiteral("slo list --as-of ") + m_fleet.asOf()).json()[QStringLiteral("slos")].toArray());
    }

    void theRightChangeComesFirst()
    {
        const auto alerts = alertsNow();
        const auto reports = m_fleet.ask(QStringLiteral("suspects --all")).json()[QStringLiteral("incidents")].toArray();
        for (const auto& incident : m_fleet.truth[QStringLiteral("incidents")].toArray()) {
            QSet<QString> ids;
            for (const auto& a : incident[QStringLiteral("alerts")].toArray()) {
                for (const auto& row : alerts) {
                    if (text(row, "name") == text(a, "name") && text(row, "service") == text(a, "service") && sameTime(row[QStringLiteral("startsAt")], a[QStringLiteral("startsAt")]))
                        ids.insert(text(row, "id"));
                }
            }
            int groups = 0;
            for (const auto& report : reports) {
                const auto held = report[QStringLiteral("alerts")].toArray();
                if (std::none_of(held.begin(), held.end(), [&](const auto& id) { return ids.contains(id.toString()); }))
                    continue;
                ++groups;
                const auto first = report[QStringLiteral("suspects")][0];
                if (!incident[QStringLiteral("cause")].isNull())
                    QVERIFY2(text(first[QStringLiteral("change")], "id") == text(incident, "cause"), shown(incident) + shown(report));
                // Where the open ones stand among the releases moves with the clock: a release may go live seconds before one by chance.
                else if (text(incident, "kind") == QLatin1String("external") && !text(incident, "id").startsWith(QLatin1String("inc-open")))
                    QVERIFY2(first[QStringLiteral("probability")].toDouble() <= 0.5, shown(incident) + shown(report));
            }
            QVERIFY2(groups > 0 || incident[QStringLiteral("alerts")].toArray().isEmpty(), shown(incident));
        }
    }

    void theDetectorsSeeThePlantedRelease()
    {
        for (const auto& incident : m_fleet.truth[QStringLiteral("incidents")].toArray()) {
            if (text(incident, "id") != QLatin1String("inc-pricing"))
                continue;
            int flagged = 0;
            for (const char* watch : {"pricing-api cpu", "order-api errors", "checkout-api errors", "checkout-api p95", "orders"}) {
                const auto ran = m_fleet.run.run(QStringLiteral("detect -o json --from %1 --to %2").arg(text(incident, "from"), text(incident, "to")),
                    {QStringLiteral("{vedette_watch=\"%1\"}").arg(QLatin1String(watch)), QStringLiteral("--config"), m_fleet.info[QStringLiteral("config")].toString(),
                        QStringLiteral("--cache"), m_fleet.info[QStringLiteral("cache")].toString()});
                QVERIFY2(ran.code == 0, ran.said());
                const auto points = ran.json()[QStringLiteral("series")][0][QStringLiteral("points")].toArray();
                QVERIFY(!points.isEmpty());
                flagged += std::any_of(points.begin(), points.end(), [](const auto& p) { return p[QStringLiteral("anomalous")].toBool(); }) ? 1 : 0;
            }
            QVERIFY2(flagged > 0, "no watch of the release's services is flagged");
            return;
        }
        QSKIP("this fleet has no such incident");
    }

    void askingAgainFindsLittleThatIsNew()
    {
        const auto again = m_fleet.ask(QStringLiteral("sync --once"));
        QVERIFY2(again.code == 0, again.said());
        compareAlerts(m_fleet, alertsNow());
        QCOMPARE(m_fleet.ask(QStringLiteral("cache verify")).code, 0);
    }

    void whenItIsEndedItsServersAreGone()
    {
        const auto pids = m_fleet.pids();
        QCOMPARE(pids.size(), 2);
        for (const auto& pid : pids)
            QVERIFY(!gone(pid.toInteger()));
        m_fleet.demo.terminate();
        QVERIFY(m_fleet.demo.waitForFinished(20'000));
        QCOMPARE(m_fleet.demo.exitCode(), 0);
        for (const auto& pid : pids)
            QVERIFY(gone(pid.toInteger()));
        const auto lost = m_fleet.ask(QStringLiteral("sync --once"));
        QCOMPARE(lost.code, 3); // whatever is known is still printed
        QVERIFY(!lost.json()[QStringLiteral("stale")].toArray().isEmpty());
        compareAlerts(m_fleet, alertsNow());
    }
};

/// The same facts out of VictoriaMetrics in Prometheus' place, then a demo that is killed.
class VictoriaFleetTest : public QObject {
    Q_OBJECT

    Fleet m_fleet;
    TempFolder m_folder;
    std::unique_ptr<ChildServer> m_victoria;
    QString m_config;
    QString m_cache;

    /// Samples of all series in (at - 1 h, at] as lines of VictoriaMetrics' import.
    [[nodiscard]] QByteArray hour(int port, qint64 atSeconds) const
    {
        const auto path = "/api/v1/query?query=" + QUrl::toPercentEncoding(QStringLiteral("{__name__=~\".+\"}[1h]")) + "&time=" + QByteArray::number(atSeconds);
        const auto body = QByteArray::fromStdString(httpGet(port, path.toStdString()));
        QByteArray lines;
        for (const auto& series : QJsonDocument::fromJson(body)[QStringLiteral("data")][QStringLiteral("result")].toArray()) {
            QByteArray values;
            QByteArray times;
            for (const auto& sample : series[QStringLiteral("values")].toArray()) {
                const qint64 t = qRound64(sample[0].toDouble() * 1000);
                const auto v = sample[1].toString().toLatin1();
                if (t <= (atSeconds - 3600) * 1000 || v == "NaN" || v.endsWith("Inf"))
                    continue;
                times += (times.isEmpty() ? "" : ",") + QByteArray::number(t);
                values += (values.isEmpty() ? "" : ",") + v;
            }
            if (!times.isEmpty())
                lines += "{\"metric\":" + QJsonDocument(series[QStringLiteral("metric")].toObject()).toJson(QJsonDocument::Compact) + ",\"values\":[" + values + "],\"timestamps\":[" + times + "]}\n";
        }
        return lines;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* name : {"prometheus", "prometheus-alertmanager", "victoria-metrics"}) {
            if (!hasProgram(name))
                QSKIP("prometheus, prometheus-alertmanager and victoria-metrics are not all installed");
        }
        QVERIFY2(m_fleet.start(QStringLiteral(" --days 1 --step 60s --seed 2")), m_fleet.err());
        QVERIFY2(m_fleet.waitUntilFilled(), m_fleet.err());
        m_victoria = startVictoriaMetrics(m_folder, {});
        QVERIFY(m_victoria && m_victoria->running());
        const QUrl prometheus(m_fleet.info[QStringLiteral("prometheus")].toString());
        const qint64 from = ms(m_fleet.truth[QStringLiteral("from")]) / 1000;
        const qint64 to = ms(m_fleet.truth[QStringLiteral("to")]) / 1000;
        for (qint64 at = from; at < to + 3600; at += 3600) {
            const auto lines = hour(prometheus.port(), std::min(at, to));
            if (!lines.isEmpty())
                QVERIFY(httpPost(m_victoria->port(), "/api/v1/import", "application/json", lines.toStdString()) / 100 == 2);
        }
        (void)httpGet(m_victoria->port(), "/internal/force_flush");
        QFile config(m_fleet.info[QStringLiteral("config")].toString());
        QVERIFY(config.open(QIODevice::ReadOnly));
        auto yaml = config.readAll();
        yaml.replace(m_fleet.info[QStringLiteral("prometheus")].toString().toUtf8(), QByteArray::fromStdString(m_victoria->url()));
        m_config = m_fleet.run.file(QStringLiteral("fleet/victoria.yaml"), yaml);
        m_cache = m_fleet.run.path(QStringLiteral("victoria.db"));
        const auto synced = m_fleet.ask(QStringLiteral("sync --once"), m_config, m_cache);
        QVERIFY2(synced.code == 0, synced.said());
        const auto direct = m_fleet.ask(QStringLiteral("sync --once"));
        QVERIFY2(direct.code == 0, direct.said());
    }

    void alertsAreThoseOfTheTruth()
    {
        compareAlerts(m_fleet, m_fleet.ask(QStringLiteral("alerts")).json()[QStringLiteral("alerts")].toArray());
        compareAlerts(m_fleet, m_fleet.ask(QStringLiteral("alerts"), m_config, m_cache).json()[QStringLiteral("alerts")].toArray());
    }

    void objectivesCountEveryEvent()
    {
        compareObjectives(m_fleet, m_fleet.ask(QStringLiteral("slo list --as-of ") + m_fleet.asOf()).json()[QStringLiteral("slos")].toArray());
        compareObjectives(m_fleet, m_fleet.ask(QStringLiteral("slo list --as-of ") + m_fleet.asOf(), m_config, m_cache).json()[QStringLiteral("slos")].toArray());
    }

    void watchesAreNearlyTheSame()
    {
        // Its rate() does not extrapolate to the edges of the window: near, not equal.
        const auto means = [&](const QString& config, const QString& cache) {
            QMap<QString, double> out;
            const auto ran = m_fleet.run.run(QStringLiteral("export --kind samples --to"), {m_fleet.asOf(), QStringLiteral("--config"), config, QStringLiteral("--cache"), cache});
            QMap<QString, std::pair<double, int>> sums;
            for (const auto& line : ran.out.split('\n')) {
                if (!line.contains("vedette_watch"))
                    continue;
                const auto sample = QJsonDocument::fromJson(line).object();
                auto labels = sample[QStringLiteral("labels")].toObject();
                labels.remove(QStringLiteral("vedette_feed"));
                auto& [sum, count] = sums[QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact))];
                sum += sample[QStringLiteral("v")].toDouble();
                ++count;
            }
            for (auto it = sums.begin(); it != sums.end(); ++it)
                out[it.key()] = it->first / it->second;
            return out;
        };
        const auto ours = means(m_fleet.info[QStringLiteral("config")].toString(), m_fleet.info[QStringLiteral("cache")].toString());
        const auto theirs = means(m_config, m_cache);
        QVERIFY(ours.size() > 10);
        QCOMPARE(theirs.keys(), ours.keys());
        for (const auto& key : ours.keys())
            QVERIFY2(std::abs(theirs[key] - ours[key]) <= 0.05 * std::abs(ours[key]) + 0.002,
                QStringLiteral("%1: %2 and %3").arg(key).arg(ours[key]).arg(theirs[key]).toUtf8());
    }

    void whenTheDemoIsKilledItsServersEnd()
    {
        const auto pids = m_fleet.pids();
        ::kill(static_cast<pid_t>(m_fleet.demo.processId()), SIGKILL);
        QVERIFY(m_fleet.demo.waitForFinished(10'000));
        for (const auto& pid : pids)
            QTRY_VERIFY_WITH_TIMEOUT(gone(pid.toInteger()), 10'000);
    }
};

VEDETTE_TEST(FleetTest)
VEDETTE_TEST(VictoriaFleetTest)
#include "tst_fleet.moc"
