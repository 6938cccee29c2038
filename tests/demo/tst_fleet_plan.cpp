#include "app/demo/fleet_plan.h"
#include "app/demo/fleet_services.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <map>
#include <set>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

Time utc(const char* text) { return parseRfc3339(text).value(); }

FleetPlan planAt(Time at, int days, std::uint64_t seed = 1)
{
    return planFleet(seed, at - std::chrono::hours{24 * days}, at, at + 24h);
}

const PlannedIncident* find(const FleetPlan& plan, std::string_view id)
{
    for (const auto& i : plan.incidents) {
        if (i.id == id)
            return &i;
    }
    return nullptr;
}

} // namespace

class FleetPlanTest : public QObject {
    Q_OBJECT

    static void moments()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<int>("days");
        for (const char* at : {"2026-03-02T00:10:00Z", "2026-03-02T05:30:00Z", "2026-03-02T06:08:59Z", "2026-03-02T06:09:00Z",
                 "2026-03-02T15:00:00Z", "2025-12-31T23:59:00Z", "2024-02-29T12:34:56Z"}) {
            for (int days : {2, 30})
                QTest::addRow("%s, %d days", at, days) << QString::fromLatin1(at) << days;
        }
    }

private Q_SLOTS:
    void everyLabelledIncidentLiesWithinTheLastTwoDays_data() { moments(); }
    void everyLabelledIncidentLiesWithinTheLastTwoDays()
    {
        QFETCH(QString, at);
        QFETCH(int, days);
        const Time end = utc(at.toLatin1().constData());
        const auto plan = planAt(end, days);
        for (const char* id : {"inc-pricing", "inc-card-network", "inc-telemetry", "inc-config", "inc-slow-burn"}) {
            const auto* incident = find(plan, id);
            QVERIFY2(incident, id);
            QVERIFY2(incident->to < end, id);
            QVERIFY2(incident->from >= end - 48h || std::string_view(id) == "inc-slow-burn", id);
        }
    }

    void theModelCaseTakesPlaceAt1429_data() { moments(); }
    void theModelCaseTakesPlaceAt1429()
    {
        QFETCH(QString, at);
        QFETCH(int, days);
        const auto plan = planAt(utc(at.toLatin1().constData()), days);
        const auto* incident = find(plan, "inc-pricing");
        QVERIFY(incident);
        const auto cause = std::find_if(
            plan.changes.begin(), plan.changes.end(), [&](const PlannedChange& c) { return c.id == incident->cause; });
        QVERIFY(cause != plan.changes.end());
        const Time day = floorTo(cause->startsAt + kZoneOffset, 24h) - kZoneOffset;
        QVERIFY(cause->rollout()->startsAt - day == 14h + 29min + 8s);
        QVERIFY(cause->status == ChangeStatus::aborted);
        const auto back = std::find_if(cause, plan.changes.end(), [&](const PlannedChange& c) {
            return c.kind == ChangeKind::rollback && c.service == cause->service;
        });
        QVERIFY(back != plan.changes.end());
        QVERIFY(back->startsAt - day == 14h + 42min + 5s);
        QVERIFY(back->endsAt - day == 14h + 45min);
        QCOMPARE(back->revision, cause->previous);
        const auto innocents = std::count_if(plan.changes.begin(), plan.changes.end(), [&](const PlannedChange& c) {
            return c.service != cause->service && c.startsAt > day + 13h + 40min && c.startsAt < day + 14h + 35min;
        });
        QVERIFY(innocents >= 3);
    }

    void nothingReleasedNearAnIncidentWithoutCauseIsOfItsServices_data() { moments(); }
    void nothingReleasedNearAnIncidentWithoutCauseIsOfItsServices()
    {
        QFETCH(QString, at);
        QFETCH(int, days);
        const auto plan = planAt(utc(at.toLatin1().constData()), days);
        for (const auto& incident : plan.incidents) {
            if (!incident.cause.empty() || incident.id.starts_with("inc-live"))
                continue;
            for (const auto& c : plan.changes) {
                const bool near = c.startsAt <= incident.from && c.endsAt > incident.from - 25min;
                const bool own = std::find(incident.services.begin(), incident.services.end(), c.service)
                    != incident.services.end();
                QVERIFY2(!near || !own, (incident.id + " and " + c.id).c_str());
            }
        }
    }

    void changesAreInOrderWithOneIdEachAndStagesThatFollowEachOther()
    {
        const auto plan = planAt(utc("2026-03-02T06:30:00Z"), 30);
        std::set<std::string> ids;
        Time before{};
        for (const auto& c : plan.changes) {
            QVERIFY(ids.insert(c.id).second);
            QVERIFY(c.startsAt >= before);
            before = c.startsAt;
            QVERIFY(c.endsAt >= c.startsAt);
            QVERIFY(!c.sources.empty());
            Time stage = c.startsAt;
            for (const auto& s : c.stages) {
                QVERIFY(s.startsAt >= stage && s.endsAt >= s.startsAt);
                stage = s.startsAt;
            }
        }
    }

    void aServiceIsReleasedAboutOnceAWorkingDay()
    {
        const auto plan = planAt(utc("2026-03-02T06:30:00Z"), 28);
        std::map<int, int> releases;
        for (const auto& c : plan.changes)
            releases[c.service] += c.kind == ChangeKind::deployment && c.startsAt < utc("2026-03-02T06:30:00Z") ? 1 : 0;
        int all = 0;
        for (const auto& [service, count] : releases)
            all += count;
        QVERIFY2(all > 14 * 28 / 2 && all < 14 * 28 * 5 / 4, std::to_string(all).c_str());
    }

    void theBatchJobsRunByTheCalendarOfSeoul()
    {
        const auto plan = planAt(utc("2026-03-02T06:30:00Z"), 30);
        int monthly = 0;
        int weekly = 0;
        for (const auto& run : plan.batchRuns) {
            const Time local = run.at + kZoneOffset;
            const Millis ofDay = local - floorTo(local, 24h);
            QVERIFY(ofDay == (run.job == 2 ? Millis{0} : Millis{23h + 59min}));
            monthly += run.job == 2 ? 1 : 0;
            weekly += run.job == 1 ? 1 : 0;
        }
        QCOMPARE(monthly, 2); // 1 February and 1 March
        QVERIFY(weekly >= 4);
    }

    void theSameSeedMakesTheSamePlanAndAnotherSeedAnother()
    {
        const Time at = utc("2026-03-02T06:30:00Z");
        auto ids = [](const FleetPlan& p) {
            std::string all;
            for (const auto& c : p.changes)
                all += c.id + c.revision + formatRfc3339(c.endsAt);
            return all;
        };
        QCOMPARE(ids(planAt(at, 30, 7)), ids(planAt(at, 30, 7)));
        QVERIFY(ids(planAt(at, 30, 7)) != ids(planAt(at, 30, 8)));
    }

    void liveLifeGoesOnAboutEveryFortyMinutes()
    {
        const auto plan = planAt(utc("2026-03-02T06:30:00Z"), 2);
        const auto live = std::count_if(plan.incidents.begin(), plan.incidents.end(),
            [](const PlannedIncident& i) { return i.id.starts_with("inc-live"); });
        QVERIFY(live >= 30 && live <= 44);
    }

    void dependenciesNameServicesThatExistAndHaveNoCircle()
    {
        const auto& all = fleetServices();
        QVERIFY(all.size() >= 12);
        std::function<int(const FleetService&, int)> depth = [&](const FleetService& s, int above) -> int {
            if (above > 20)
                return above;
            int deepest = above;
            for (const auto& name : s.dependsOn) {
                const auto it = std::find_if(all.begin(), all.end(), [&](const auto& o) { return o.name == name; });
                if (it == all.end())
                    return 100;
                deepest = std::max(deepest, depth(*it, above + 1));
            }
            return deepest;
        };
        for (const auto& s : all)
            QVERIFY2(depth(s, 0) < 10, s.name.c_str());
    }
};

VEDETTE_TEST(FleetPlanTest)
#include "tst_fleet_plan.moc"
