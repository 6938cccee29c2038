#include "app/demo/change_feeds.h"
#include "app/demo/fleet_services.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <set>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

const Time kAt = parseRfc3339("2026-03-02T06:30:00Z").value();

const FleetPlan& plan()
{
    static const FleetPlan p = planFleet(1, kAt - 30 * 24h, kAt, kAt + 24h);
    return p;
}

QJsonDocument parsed(const std::string& text)
{
    QJsonParseError error;
    auto document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("not JSON: %s", qPrintable(error.errorString()));
    return document;
}

QString text(const QJsonValue& object, const char* key) { return object.toObject().value(QLatin1String(key)).toString(); }

} // namespace

class ChangeFeedsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pagesOfThePipelineTellEveryStageOnce()
    {
        std::size_t expected = 0;
        for (const auto& c : plan().changes) {
            for (const auto& s : c.stages)
                expected += s.startsAt <= kAt ? 1 : 0;
        }
        std::set<QString> ids;
        QString newest = QStringLiteral("9999");
        for (int page = 1;; ++page) {
            const auto items = parsed(pipelineRuns(plan(), kAt, page, 100))[QStringLiteral("items")].toArray();
            for (const auto& item : items) {
                QVERIFY(ids.insert(text(item, "id")).second);
                QVERIFY(text(item, "started_at") <= newest);
                newest = text(item, "started_at");
            }
            if (items.size() < 100)
                break;
        }
        QCOMPARE(ids.size(), expected);
    }

    void whatHasNotBegunIsNotToldAndWhatHasNotEndedIsRunning()
    {
        const auto cause = std::find_if(plan().changes.begin(), plan().changes.end(),
            [](const PlannedChange& c) { return c.status == ChangeStatus::aborted && c.kind == ChangeKind::deployment; });
        QVERIFY(cause != plan().changes.end());
        const Time during = cause->rollout()->startsAt + 60s;
        bool found = false;
        for (const auto& item : parsed(pipelineRuns(plan(), during, 1, 100))[QStringLiteral("items")].toArray()) {
            QVERIFY(text(item, "started_at") <= QString::fromStdString(formatRfc3339(during)));
            if (text(item, "id") == QString::fromStdString(cause->id + "/deploy_all")) {
                found = true;
                QCOMPARE(text(item, "state"), QStringLiteral("RUNNING"));
                QVERIFY(item.toObject().value(QStringLiteral("finished_at")).isNull());
            }
        }
        QVERIFY(found);
    }

    void argocdKeepsTenSyncsAnApplication()
    {
        const auto items = parsed(argocdApplications(plan(), kAt))[QStringLiteral("items")].toArray();
        QCOMPARE(items.size(), 14);
        for (const auto& item : items) {
            const auto history = item[QStringLiteral("status")][QStringLiteral("history")].toArray();
            QVERIFY(!history.isEmpty() && history.size() <= 10);
        }
    }

    void everyGithubDeploymentHasStatuses()
    {
        const auto rows = parsed(githubDeployments(plan(), kAt, "http://x", 1, 100)).array();
        QVERIFY(rows.size() > 30);
        for (const auto& row : rows) {
            const auto id = std::to_string(row[QStringLiteral("id")].toInteger());
            QVERIFY(!parsed(githubStatuses(plan(), kAt, id)).array().isEmpty());
        }
        QVERIFY(githubStatuses(plan(), kAt, "7").empty());
    }

    void cdEventsComeInBothForms()
    {
        int older = 0;
        int newer = 0;
        for (const auto& e : parsed(cdEventList(plan(), kAt, "cdevents")).array()) {
            const auto context = e[QStringLiteral("context")].toObject();
            older += context.contains(QStringLiteral("version")) ? 1 : 0;
            newer += context.contains(QStringLiteral("specversion")) ? 1 : 0;
            QVERIFY(context.contains(QStringLiteral("version")) != context.contains(QStringLiteral("specversion")));
        }
        QVERIFY(older > 5 && newer > 5);
        QVERIFY(cdEvents(plan(), kAt, "cdevents-folder").size() > 10);
    }

    void flagsTellConfigurationAndNothingElse()
    {
        const auto rows = parsed(flagChanges(plan(), kAt))[QStringLiteral("changes")].toArray();
        const auto expected = std::count_if(plan().changes.begin(), plan().changes.end(),
            [](const PlannedChange& c) { return c.stages.empty() && c.startsAt <= kAt; });
        QCOMPARE(static_cast<std::ptrdiff_t>(rows.size()), expected);
    }
};

VEDETTE_TEST(ChangeFeedsTest)
#include "tst_change_feeds.moc"
