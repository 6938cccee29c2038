#include "models/correlation/suspects.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

/// 2026-08-22 (a Saturday) at hh:mm:ss UTC; negative days go back.
Time at(int h, int m, int s = 0, int day = 0)
{
    return timeFromMs(1787356800000) + 24h * day + std::chrono::hours{h} + std::chrono::minutes{m}
    + std::chrono::seconds{s};
}

AlertEpisode alert(
    const char* id, const char* service, const char* name, Time from, std::optional<Time> to = std::nullopt)
{
    AlertEpisode a;
    a.id = id;
    a.service = service;
    a.name = name;
    a.startsAt = from;
    a.endsAt = to;
    a.state = to ? AlertState::resolved : AlertState::firing;
    a.seenAt = from;
    return a;
}

Change change(const std::string& id, const std::string& service, Time from, ChangeKind kind = ChangeKind::deployment,
    Millis length = 2min)
{
    Change c;
    c.id = id;
    c.kind = kind;
    c.service = service;
    c.revision = "1.4.2";
    c.previous = "1.4.1";
    c.status = ChangeStatus::success;
    c.startsAt = from;
    c.endsAt = from + length;
    c.seenAt = from;
    return c;
}

ServiceInfo service(const char* name, std::vector<std::string> dependsOn)
{
    ServiceInfo s;
    s.name = name;
    s.dependsOn = std::move(dependsOn);
    return s;
}

/// A month of a shop in which releases go well and alerts come now and then.
CorrelationInput quietMonth()
{
    CorrelationInput in;
    in.services = {service("web", {"order", "catalog"}), service("order", {"yy", "payment"}), service("yy", {"xx"}),
        service("payment", {"xx", "db"}), service("cart", {"xx"}), service("catalog", {"search"}),
        service("search", {}), service("xx", {"db"}), service("db", {}), service("mail", {}),
        service("report", {"mail"})};
    std::mt19937 random(7);
    int n = 0;
    for (int day = -30; day < 0; ++day) {
        for (const auto& s : in.services) {
            if (random() % 2 == 0)
                in.changes.push_back(change("old" + std::to_string(n++), s.name,
                    at(9 + static_cast<int>(random() % 8), static_cast<int>(random() % 60), 0, day)));
            if (random() % 12 == 0) {
                const auto from = at(static_cast<int>(random() % 24), static_cast<int>(random() % 60), 0, day);
                in.alerts.push_back(alert(("n" + std::to_string(n++)).c_str(), s.name.c_str(),
                    random() % 3 == 0 ? "HighErrors" : "DiskFilling", from, from + 5min));
            }
        }
    }
    in.asOf = at(18, 0);
    return in;
}

/// xx deployed 14:29; errors in yy and three others from 14:32; orders drop 14:34; rolled back 14:42 to 14:45;
/// innocents around.
CorrelationInput modelCase()
{
    auto in = quietMonth();
    in.changes.push_back(change("guilty", "xx", at(14, 29, 8)));
    in.changes.push_back(change("innocent-search", "search", at(14, 30, 40)));
    in.changes.push_back(change("innocent-mail", "mail", at(14, 31, 30)));
    in.changes.push_back(change("innocent-report", "report", at(14, 10), ChangeKind::config));
    in.changes.push_back(change("innocent-catalog", "catalog", at(12, 40)));
    auto back = change("back", "xx", at(14, 42), ChangeKind::rollback, 3min);
    back.revision = "1.4.1";
    back.previous = "1.4.2";
    in.changes.push_back(back);
    in.alerts.push_back(alert("yy-errors", "yy", "HighErrors", at(14, 32, 20), at(14, 47)));
    in.alerts.push_back(alert("payment-errors", "payment", "HighErrors", at(14, 32, 50), at(14, 47)));
    in.alerts.push_back(alert("cart-errors", "cart", "HighErrors", at(14, 33, 10), at(14, 46, 40)));
    in.alerts.push_back(alert("xx-errors", "xx", "HighErrors", at(14, 33, 30), at(14, 46, 20)));
    in.alerts.push_back(alert("orders-drop", "order", "OrdersDrop", at(14, 34, 10), at(14, 47, 30)));
    return in;
}

double sum(const SuspectReport& r)
{
    double s = r.noChange;
    for (const auto& suspect : r.suspects)
        s += suspect.probability;
    return s;
}

double probabilityOf(const SuspectReport& r, const std::string& id)
{
    for (const auto& s : r.suspects) {
        if (s.change.id == id)
            return s.probability;
    }
    return 0;
}

QByteArray told(const std::vector<Evidence>& evidence)
{
    QByteArray out;
    for (const auto& e : evidence)
        out += "\n    " + QByteArray::fromStdString(e.kind) + " " + QByteArray::number(e.weight) + " "
            + QByteArray::fromStdString(e.text);
    return out;
}

QByteArray told(const SuspectReport& r)
{
    QByteArray out = "none " + QByteArray::number(r.noChange);
    for (const auto& s : r.suspects)
        out += "; " + QByteArray::fromStdString(s.change.id) + " " + QByteArray::number(s.probability) + told(s.evidence);
    return out;
}

} // namespace

class TestSuspects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theModelCaseHasTheRightChangeFirst_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<qint64>("asOf");
        QTest::addColumn<double>("atLeast");
        QTest::newRow("first alert, two minutes on")
            << QStringLiteral("yy-errors") << qint64(toMs(at(14, 34, 20))) << 0.6;
        QTest::newRow("own service's alert, two minutes on")
            << QStringLiteral("xx-errors") << qint64(toMs(at(14, 35, 30))) << 0.6;
        QTest::newRow("first alert, before the rollback")
            << QStringLiteral("yy-errors") << qint64(toMs(at(14, 41))) << 0.6;
        QTest::newRow("first alert, after the rollback")
            << QStringLiteral("yy-errors") << qint64(toMs(at(14, 50))) << 0.9;
        QTest::newRow("all alerts, early")
            << QStringLiteral("yy-errors,payment-errors,cart-errors,xx-errors") << qint64(toMs(at(14, 34))) << 0.6;
        QTest::newRow("all alerts, late")
            << QStringLiteral("yy-errors,payment-errors,cart-errors,xx-errors,orders-drop") << qint64(toMs(at(14, 50)))
            << 0.9;
    }

    void theModelCaseHasTheRightChangeFirst()
    {
        QFETCH(QString, asked);
        QFETCH(qint64, asOf);
        QFETCH(double, atLeast);
        std::vector<std::string> ids;
        for (const auto& id : asked.split(QLatin1Char(',')))
            ids.push_back(id.toStdString());
        const auto r = Correlator(modelCase()).judge(ids, timeFromMs(asOf));
        QVERIFY(!r.suspects.empty());
        QVERIFY2(r.suspects[0].change.id == "guilty", told(r).constData());
        QVERIFY2(r.suspects[0].probability > atLeast, told(r).constData());
        QVERIFY(std::abs(sum(r) - 1) < 1e-9);
    }

    void theModelCaseIsOneGroup()
    {
        const auto reports = Correlator(modelCase()).judgeAll({at(14, 0), at(15, 0)});
        QCOMPARE(reports.size(), std::size_t(1));
        QCOMPARE(reports[0].alertIds.size(), std::size_t(5));
        QCOMPARE(QString::fromStdString(reports[0].suspects[0].change.id), QStringLiteral("guilty"));
        QCOMPARE(QString::fromStdString(reports[0].service), QStringLiteral("yy"));
        QCOMPARE(toMs(reports[0].range.to), toMs(at(14, 47, 30)));
    }

    void evidenceTellsWhatCanBeChecked()
    {
        const auto r = Correlator(modelCase()).judge({"yy-errors"}, at(14, 50));
        QStringList sentences;
        for (const auto& e : r.suspects[0].evidence)
            sentences << QString::fromStdString(e.text);
        const auto all = sentences.join(QLatin1Char('\n'));
        QVERIFY2(all.contains(QStringLiteral("xx 1.4.2 went live at 14:29:08Z, 3 m 12 s before the first alert")),
            qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("yy calls xx directly (1 hop)")), qPrintable(all));
        QVERIFY2(
            all.contains(QStringLiteral("rolled back at 14:42:00Z, the alert ended 5 m 0 s later")), qPrintable(all));
        for (const auto& s : r.suspects) {
            QVERIFY(!s.evidence.empty());
            for (std::size_t i = 1; i < s.evidence.size(); ++i)
                QVERIFY(std::abs(s.evidence[i - 1].weight) >= std::abs(s.evidence[i].weight));
        }
        QVERIFY(!r.noChangeEvidence.empty());
    }

    void onlyInnocentChangesLeaveNoneFirst()
    {
        auto in = quietMonth();
        in.changes.push_back(change("innocent-mail", "mail", at(14, 31, 30)));
        in.changes.push_back(change("innocent-report", "report", at(14, 10), ChangeKind::config));
        in.changes.push_back(change("innocent-search", "search", at(14, 31)));
        in.alerts.push_back(alert("a", "payment", "HighErrors", at(14, 32), at(14, 55)));
        for (const auto asOf : {at(14, 34), at(14, 47), at(16, 0)}) {
            const auto r = Correlator(in).judge({"a"}, asOf);
            QVERIFY2(r.noChange > 0.5, told(r).constData());
            QVERIFY(std::abs(sum(r) - 1) < 1e-9);
        }
    }

    void withoutAnyChangeNoneIsCertain()
    {
        CorrelationInput in;
        in.alerts.push_back(alert("a", "yy", "HighErrors", at(14, 32)));
        in.asOf = at(15, 0);
        const auto r = Correlator(in).judge({"a"}, at(14, 40));
        QVERIFY(r.suspects.empty());
        QCOMPARE(r.noChange, 1.0);
        QVERIFY(Correlator(in).judge({"unknown"}, at(14, 40)).suspects.empty());
        QCOMPARE(Correlator(in).judge({}, at(14, 40)).noChange, 1.0);
        QVERIFY(Correlator(CorrelationInput{}).judgeAll({at(0, 0), at(23, 0)}).empty());
    }

    void orderOfTheInputChangesNothing()
    {
        const auto in = modelCase();
        auto other = in;
        std::mt19937 random(3);
        std::shuffle(other.alerts.begin(), other.alerts.end(), random);
        std::shuffle(other.changes.begin(), other.changes.end(), random);
        std::shuffle(other.services.begin(), other.services.end(), random);
        const auto a = Correlator(in).judge({"yy-errors", "xx-errors"}, at(14, 36));
        const auto b = Correlator(other).judge({"xx-errors", "yy-errors"}, at(14, 36));
        QCOMPARE(a.suspects.size(), b.suspects.size());
        for (std::size_t i = 0; i < a.suspects.size(); ++i) {
            QCOMPARE(a.suspects[i].change.id, b.suspects[i].change.id);
            QVERIFY(std::abs(a.suspects[i].probability - b.suspects[i].probability) < 1e-9);
        }
        QVERIFY(std::abs(a.noChange - b.noChange) < 1e-9);
    }

    void whatComesLaterChangesNothing()
    {
        const auto asOf = at(14, 36);
        auto in = modelCase();
        const auto before = Correlator(in).judge({"yy-errors"}, asOf);
        in.alerts.push_back(alert("later", "xx", "HighErrors", at(14, 37)));
        auto late = alert("told-late", "xx", "HighErrors", at(14, 20), at(14, 22));
        late.seenAt = at(15, 30);
        in.alerts.push_back(late);
        auto lateChange = change("change-told-late", "yy", at(14, 31));
        lateChange.seenAt = at(16, 0);
        in.changes.push_back(lateChange);
        in.changes.push_back(change("later-change", "yy", at(14, 37)));
        in.asOf = at(20, 0);
        const auto after = Correlator(in).judge({"yy-errors"}, asOf);
        QCOMPARE(told(after), told(before));
    }

    void theFutureOfAChangeIsNotTold()
    {
        auto in = modelCase();
        for (auto& c : in.changes) {
            if (c.id != "guilty")
                continue;
            c.status = ChangeStatus::failed;
            c.endsAt = at(14, 45);
            c.stages = {{"CANARY", "prod", ChangeStatus::success, at(14, 29, 8), at(14, 30)},
                {"DEPLOY_ALL", "prod", ChangeStatus::failed, at(14, 30), at(14, 45)},
                {"WRAP_UP", "prod", ChangeStatus::success, at(14, 45), at(14, 46)}};
        }
        const auto r = Correlator(in).judge({"yy-errors"}, at(14, 36));
        const auto& c = r.suspects[0].change;
        QCOMPARE(QString::fromStdString(c.id), QStringLiteral("guilty"));
        QVERIFY(!c.endsAt);
        QCOMPARE(c.status, ChangeStatus::started);
        QCOMPARE(c.stages.size(), std::size_t(2));
        QVERIFY(!c.stages[1].endsAt);
        QCOMPARE(c.stages[1].status, ChangeStatus::started);
    }

    void aRollbackIsNotBlamedForWhatBeganBeforeIt()
    {
        const auto r = Correlator(modelCase()).judge({"yy-errors", "xx-errors"}, at(14, 50));
        QCOMPARE(probabilityOf(r, "back"), 0.0);
    }

    void changesAfterTheAlertAreNoSuspects()
    {
        auto in = modelCase();
        in.changes.push_back(change("after", "yy", at(14, 33, 30)));
        const auto r = Correlator(in).judge({"yy-errors"}, at(14, 36));
        QCOMPARE(probabilityOf(r, "after"), 0.0);
    }

    void aCalendarAlertStandsApartAndBlamesNoChange()
    {
        auto in = modelCase();
        for (int day = -30; day <= 0; ++day)
            in.alerts.push_back(alert(("nightly" + std::to_string(day)).c_str(), "payment", "BatchSlow",
                at(14, 33, day == 0 ? 0 : 20, day), at(14, 45, 0, day)));
        const Correlator correlator(in);
        const auto r = correlator.judge({"nightly0"}, at(14, 40));
        QVERIFY2(r.noChange > 0.5, told(r).constData());
        QVERIFY(std::any_of(r.noChangeEvidence.begin(), r.noChangeEvidence.end(), [](const Evidence& e) {
            return e.kind == "recurrence" && e.text.find("daily at 14:33Z \xC2\xB1") != std::string::npos;
        }));
        const auto groups = correlator.judgeAll({at(14, 0), at(15, 0)});
        QCOMPARE(groups.size(), std::size_t(2));
    }

    void withoutADependencyListTheOwnServiceIsStillFound()
    {
        auto in = modelCase();
        in.services.clear();
        const auto r = Correlator(in).judge({"xx-errors"}, at(14, 50));
        QCOMPARE(QString::fromStdString(r.suspects[0].change.id), QStringLiteral("guilty"));
        QVERIFY2(r.suspects[0].probability > 0.5, told(r).constData());
    }

    void manyInstancesOfOneAlertAreOneOnset()
    {
        auto in = modelCase();
        const auto once = Correlator(in).judge({"yy-errors"}, at(14, 36));
        for (int i = 0; i < 50; ++i)
            in.alerts.push_back(
                alert(("yy-more" + std::to_string(i)).c_str(), "yy", "HighErrors", at(14, 32, 21 + i % 9), at(14, 46)));
        const auto often = Correlator(in).judge({"yy-errors"}, at(14, 36));
        QVERIFY(std::abs(once.suspects[0].probability - often.suspects[0].probability) < 1e-9);
    }

    void whatHeldBeforeAChangeIsNotItsDoing()
    {
        auto in = quietMonth();
        in.changes.push_back(change("beside", "xx", at(14, 31, 54)));
        auto late = alert("late", "yy", "HighErrors", at(14, 32));
        late.pendingAt = at(14, 30, 58);
        in.alerts.push_back(late);
        const auto r = Correlator(in).judge({"late"}, at(14, 37));
        QVERIFY2(r.noChange > 0.9, told(r).constData());
        QVERIFY2(told(r).contains("what yy alerts about held already since 14:30:58Z, 56 s before xx 1.4.2 went live"),
            told(r).constData());
        in.alerts.back().pendingAt = at(14, 31, 58);
        in.changes.back() = change("cause", "yy", at(14, 31, 30));
        const auto caused = Correlator(in).judge({"late"}, at(14, 37));
        QVERIFY2(probabilityOf(caused, "cause") > 0.6, told(caused).constData());
    }

    void metricsThatMovedBeforeSpeakAgainstAndThoseThatMovedWithItFor()
    {
        auto in = quietMonth();
        in.changes.push_back(change("suspect", "yy", at(14, 28)));
        in.alerts.push_back(alert("errors", "yy", "HighErrors", at(14, 32)));
        const auto flag = [&](Time from) {
            AnomalyFlag f;
            f.watch = "p95";
            f.service = "yy";
            f.from = from;
            f.to = at(14, 40);
            return f;
        };
        const auto plain = Correlator(in).judge({"errors"}, at(14, 37));
        in.anomalies = {flag(at(14, 15))};
        const auto before = Correlator(in).judge({"errors"}, at(14, 37));
        in.anomalies = {flag(at(14, 29))};
        const auto with = Correlator(in).judge({"errors"}, at(14, 37));
        const auto odds = [](const SuspectReport& r) { return probabilityOf(r, "suspect") / r.noChange; };
        QVERIFY2(odds(before) < 0.6 * odds(plain), told(before).constData());
        QVERIFY2(probabilityOf(with, "suspect") > probabilityOf(plain, "suspect"), told(with).constData());
        QVERIFY(told(before).contains("p95 of yy was abnormal since 14:15:00Z, before the change went live"));
        QVERIFY(told(with).contains("p95 of yy became abnormal at 14:29:00Z, as the change went live"));
    }

    void aChangeElsewhereDoesNotExplainAnAlertHere_data()
    {
        QTest::addColumn<QString>("went");
        QTest::addColumn<bool>("blamed");
        QTest::newRow("same environment") << QStringLiteral("prod-eu") << true;
        QTest::newRow("another that alerts know too") << QStringLiteral("prod-us") << false;
        QTest::newRow("staging") << QStringLiteral("staging") << false;
        QTest::newRow("a name that only the change feed uses") << QStringLiteral("production-2") << true;
        QTest::newRow("nothing said") << QString() << true;
    }

    void aChangeElsewhereDoesNotExplainAnAlertHere()
    {
        QFETCH(QString, went);
        QFETCH(bool, blamed);
        auto in = quietMonth();
        for (std::size_t i = 0; i < in.alerts.size(); ++i)
            in.alerts[i].environment = i % 2 == 0 ? "prod-eu" : "prod-us";
        for (std::size_t i = 0; i < in.changes.size(); ++i)
            in.changes[i].environment = i % 2 == 0 ? "prod-eu" : "prod-us";
        in.changes.push_back(change("suspect", "yy", at(14, 28)));
        in.changes.back().environment = went.toStdString();
        in.alerts.push_back(alert("here", "yy", "HighErrors", at(14, 32)));
        in.alerts.back().environment = "prod-eu";
        const auto r = Correlator(in).judge({"here"}, at(14, 37));
        QVERIFY2((probabilityOf(r, "suspect") > 0.5) == blamed, told(r).constData());
        QCOMPARE(told(r).contains("the alert is of prod-eu"), !blamed);
    }

    void errorsThatRoseWithAChangeKeepItSuspectForDays_data()
    {
        QTest::addColumn<int>("riseHour");
        QTest::addColumn<bool>("stays");
        QTest::addColumn<bool>("blamed");
        QTest::newRow("rose as it went live") << 10 << true << true;
        QTest::newRow("rose for a quarter of an hour, and again just now") << 10 << false << false;
        QTest::newRow("rose hours before") << 6 << true << false;
        QTest::newRow("did not rise") << 99 << true << false;
    }

    void errorsThatRoseWithAChangeKeepItSuspectForDays()
    {
        QFETCH(int, riseHour);
        QFETCH(bool, stays);
        QFETCH(bool, blamed);
        auto in = quietMonth();
        in.changes.push_back(change("leak", "yy", at(10, 0, 0, -1)));
        in.alerts.push_back(alert("burn", "yy", "BudgetBurn", at(14, 0)));
        SloBins bins;
        bins.sloId = "yy/availability";
        std::mt19937 random(5);
        for (Time t = at(0, 0, 0, -2); t < at(18, 0); t += bins.width) {
            const Time rise = at(0, 0, 0, -1) + std::chrono::hours{riseHour};
            const bool high = t >= rise && (stays || t < rise + 15min || t >= at(13, 45));
            const double share = high ? 0.004 : 0.0005;
            const double errors = std::poisson_distribution<int>(share * 10000)(random);
            bins.bins.push_back({t, 10000 - errors, 10000, 1});
        }
        in.errors.push_back({"yy", bins});
        const auto r = Correlator(in).judge({"burn"}, at(14, 10));
        QVERIFY2((probabilityOf(r, "leak") > 0.5) == blamed, told(r).constData());
        QCOMPARE(told(r).contains("errors of yy rose from"), blamed);
    }

    void aReleaseBesideACalendarAlertIsNotBlamed_data()
    {
        QTest::addColumn<int>("minutesBefore");
        QTest::newRow("one minute before") << 1;
        QTest::newRow("four minutes before") << 4;
        QTest::newRow("half an hour before") << 30;
    }

    void aReleaseBesideACalendarAlertIsNotBlamed()
    {
        QFETCH(int, minutesBefore);
        auto in = quietMonth();
        // 23:59 in a zone whose summer time ended three days ago: 22:59 UTC now, 21:59 before.
        in.zone = [](Time t) -> Millis { return t < at(1, 0, 0, -3) ? 2h : 1h; };
        for (int day = -30; day <= -1; ++day)
            in.alerts.push_back(alert(("nightly" + std::to_string(day)).c_str(), "payment", "BatchSlow",
                at(day < -3 ? 21 : 22, 59, day % 3 * -20, day), at(23, 10, 0, day)));
        in.changes.push_back(change("beside", "payment", at(22, 59, 0, -1) - std::chrono::minutes{minutesBefore}));
        const auto r = Correlator(in).judge({"nightly-1"}, at(23, 5, 0, -1));
        QVERIFY2(r.noChange > 0.8, told(r).constData());
        QVERIFY2(told(r.noChangeEvidence).contains("comes daily at 22:59Z \xC2\xB1" "1 min: 29 of the last 29 times"),
            told(r.noChangeEvidence).constData());
    }

    void probabilitiesSumToOneOverWholeMonths()
    {
        const auto reports = Correlator(modelCase()).judgeAll({at(0, 0, 0, -31), at(18, 0)});
        QVERIFY(reports.size() > 10);
        for (const auto& r : reports) {
            QVERIFY(std::abs(sum(r) - 1) < 1e-9);
            QVERIFY(std::is_sorted(r.suspects.begin(), r.suspects.end(),
                [](const Suspect& a, const Suspect& b) { return a.probability > b.probability; }));
        }
    }
};

VEDETTE_TEST(TestSuspects)
#include "tst_suspects.moc"
