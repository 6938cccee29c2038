#include "models/slo/budget.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <cmath>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = floorTo(timeFromMs(1760000000000), 5min);

SloSpec spec(double objective = 0.999, Millis window = 24h * 30)
{
    SloSpec s;
    s.id = "shop/orders";
    s.objectiveRatio = objective;
    s.window = window;
    s.alerts = {{"page", 5min, 1h, 14.4, Millis{0}}, {"page", 30min, 6h, 6, Millis{0}},
        {"ticket", 2h, 24h, 3, Millis{0}}, {"ticket", 6h, 72h, 1, Millis{0}}};
    return s;
}

/// Bins of five minutes that end at kNow, `total` events each, `bad` of them in the newest `badBins`.
SloBins bins(int count, double total, int badBins = 0, double bad = 0)
{
    SloBins b{"shop/orders", 5min, {}};
    for (int i = count; i > 0; --i)
        b.bins.push_back({kNow - 5min * i, total - (i <= badBins ? bad : 0), total, 1});
    return b;
}

constexpr int kMonth = 12 * 24 * 30;

const BurnWindow* burnOf(const SloReport& r, Millis window)
{
    const auto it = std::find_if(r.burn.begin(), r.burn.end(), [&](const BurnWindow& w) { return w.window == window; });
    return it == r.burn.end() ? nullptr : &*it;
}

bool near(double a, double b, double by = 1e-9)
{
    return std::abs(a - b) <= by * std::max(1.0, std::abs(b));
}

} // namespace

class TestBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTermsAreThoseOfTheContract()
    {
        // 8640 bins of 1000 = 8,640,000 events; 12 bins with 288 bad each = 3456 = 40 % of the 8640 allowed.
        const auto r = judgeSlo(spec(), bins(kMonth, 1000, 12, 288), kNow + 4min);
        QCOMPARE(toMs(r.to), toMs(kNow));
        QCOMPARE(toMs(r.from), toMs(kNow - 24h * 30));
        QCOMPARE(*r.totalEvents, 8640000.0);
        QCOMPARE(*r.goodEvents, 8636544.0);
        QVERIFY(near(*r.errorRatio, 0.0004));
        QVERIFY(near(*r.remainingRatio, 0.6));
        QVERIFY(near(*r.budgetEvents, 8640));
        QVERIFY(near(*r.remainingEvents, 5184));
        QVERIFY(near(r.budgetMinutes, 43.2));
        QVERIFY(near(*r.remainingMinutes, 25.92));
        QCOMPARE(r.coverageRatio, 1.0);
        QVERIFY(near(*burnOf(r, 1h)->burnRate, 288));
        QVERIFY(near(*burnOf(r, 2h)->burnRate, 144));
        QVERIFY(near(*burnOf(r, 24h)->errorRatio, 3456.0 / 288000));
        QCOMPARE(*burnOf(r, 5min)->totalEvents, 1000.0);
        QCOMPARE(*burnOf(r, 5min)->goodEvents, 712.0);
        QCOMPARE(r.burn.size(), std::size_t(7));
    }

    void windowsEndWithTheSampleOnTheirEdge()
    {
        auto b = bins(kMonth, 100);
        b.bins[b.bins.size() - 13].good = 0; // the bin (to - 65 min, to - 60 min]: outside the hour
        auto r = judgeSlo(spec(), b, kNow);
        QCOMPARE(*burnOf(r, 1h)->errorRatio, 0.0);
        QCOMPARE(*burnOf(r, 2h)->goodEvents, 2300.0);
        b.bins[b.bins.size() - 12].good = 0; // the first of the hour
        r = judgeSlo(spec(), b, kNow);
        QCOMPARE(*burnOf(r, 1h)->goodEvents, 1100.0);
    }

    void theWindowForgetsWhatIsOlderAndKnowsNothingLater()
    {
        auto b = bins(kMonth + 12, 100);
        b.bins[11].good = 0; // the last bin before the window
        b.bins.push_back({kNow, 0, 100, 1}); // and one after it
        const auto r = judgeSlo(spec(), b, kNow + 4min);
        QCOMPARE(*r.errorRatio, 0.0);
        QCOMPARE(*r.totalEvents, 864000.0);
    }

    void statesInTheirOrder_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("total");
        QTest::addColumn<int>("badBins");
        QTest::addColumn<double>("bad");
        QTest::addColumn<int>("state");
        QTest::newRow("calm") << kMonth << 1000.0 << 0 << 0.0 << int(SloState::ok);
        QTest::newRow("no sample") << 0 << 0.0 << 0 << 0.0 << int(SloState::noData);
        QTest::newRow("samples, no event") << kMonth << 0.0 << 0 << 0.0 << int(SloState::noTraffic);
        QTest::newRow("fast burn") << kMonth << 1000.0 << 12 << 100.0 << int(SloState::burning);
        QTest::newRow("exhausted comes before burning") << kMonth << 1000.0 << 12 << 900.0 << int(SloState::exhausted);
        QTest::newRow("exactly spent") << kMonth << 1000.0 << 12 << 720.0 << int(SloState::exhausted);
        QTest::newRow("a little left") << kMonth << 1000.0 << 12 << 719.0 << int(SloState::burning);
    }

    void statesInTheirOrder()
    {
        QFETCH(int, count);
        QFETCH(double, total);
        QFETCH(int, badBins);
        QFETCH(double, bad);
        QFETCH(int, state);
        QCOMPARE(int(judgeSlo(spec(), bins(count, total, badBins, bad), kNow).state), state);
        auto quiet = spec();
        quiet.alerts.clear(); // an SLO that pages nobody burns all the same
        QCOMPARE(int(judgeSlo(quiet, bins(count, total, badBins, bad), kNow).state), state);
    }

    void overspentStaysNegative()
    {
        const auto r = judgeSlo(spec(), bins(kMonth, 1000, 12, 900), kNow);
        QVERIFY(near(*r.remainingRatio, 1 - 10800.0 / 8640));
        QVERIFY(near(*r.remainingEvents, 8640.0 - 10800));
        QVERIFY(*r.remainingMinutes < 0);
        QVERIFY(!r.exhaustedIn);
        QVERIFY(!r.neverExhausts);
    }

    void noDataIsNullNotZero()
    {
        const auto r = judgeSlo(spec(), {}, kNow);
        QVERIFY(!r.totalEvents && !r.goodEvents && !r.errorRatio && !r.remainingRatio && !r.budgetEvents
            && !r.remainingEvents && !r.remainingMinutes);
        QCOMPARE(r.coverageRatio, 0.0);
        QCOMPARE(r.burn.size(), std::size_t(7));
        for (const auto& w : r.burn)
            QVERIFY(!w.totalEvents && !w.errorRatio && !w.burnRate);
        QVERIFY(std::none_of(r.alerts.begin(), r.alerts.end(), [](const BurnAlert& a) { return a.firing; }));
        QVERIFY(r.forecast.empty() && !r.neverExhausts);
    }

    void noTrafficLeavesTheBudgetUntouched()
    {
        const auto r = judgeSlo(spec(), bins(kMonth, 0), kNow);
        QCOMPARE(*r.totalEvents, 0.0);
        QCOMPARE(*r.goodEvents, 0.0);
        QVERIFY(!r.errorRatio);
        QCOMPARE(*r.remainingRatio, 1.0);
        QVERIFY(near(*r.remainingMinutes, 43.2));
        QCOMPARE(*burnOf(r, 1h)->totalEvents, 0.0);
        QVERIFY(!burnOf(r, 1h)->burnRate);
    }

    void halfSeenIsSaid()
    {
        const auto r = judgeSlo(spec(), bins(kMonth / 2, 1000), kNow);
        QCOMPARE(r.coverageRatio, 0.5);
        QCOMPARE(r.state, SloState::ok);
        QVERIFY(!r.notes.empty());
        QVERIFY(!r.burnDown.front().remaining);
        QVERIFY(r.burnDown.back().remaining);
    }

    void alertsNeedBothWindows()
    {
        const auto report = judgeSlo(spec(), bins(kMonth, 1000, 1, 160), kNow); // 5 min at 160, the hour at 13.3
        QVERIFY(report.alerts[0].shortHolds && !report.alerts[0].longHolds && !report.alerts[0].firing);
        auto b = bins(kMonth, 1000, 13, 160);
        b.bins.back().good = 1000; // over: long holds, short does not
        const auto over = judgeSlo(spec(), b, kNow);
        QVERIFY(!over.alerts[0].shortHolds && over.alerts[0].longHolds && !over.alerts[0].firing);
        QVERIFY(judgeSlo(spec(), bins(kMonth, 1000, 12, 160), kNow).alerts[0].firing);
    }

    void aThresholdItselfDoesNotFire()
    {
        auto s = spec(0.5, 24h * 3); // exact in binary
        s.alerts = {{"page", 5min, 1h, 1.5, Millis{0}}};
        QVERIFY(!judgeSlo(s, bins(864, 1000, 864, 750), kNow).alerts[0].firing);
        QVERIFY(judgeSlo(s, bins(864, 1000, 864, 751), kNow).alerts[0].firing);
    }

    void aHoldIsWaitedFor()
    {
        auto s = spec();
        s.alerts = {{"page", 5min, 1h, 14.4, 15min}};
        // 173 of 1000 bad over the whole hour is needed for the long window; it holds since the bin before last only.
        QVERIFY(judgeSlo(s, bins(kMonth, 1000, 12, 160), kNow).alerts[0].firing);
        QVERIFY(!judgeSlo(s, bins(kMonth, 1000, 3, 700), kNow).alerts[0].firing);
        QVERIFY(judgeSlo(s, bins(kMonth, 1000, 4, 700), kNow).alerts[0].firing);
    }

    void ownWindowsAreShownAndNoneIsLongerThanTheObjective()
    {
        auto s = spec(0.99, 24h);
        s.alerts = {{"page", 10min, 90min, 10, Millis{0}}, {"ticket", 2h, 48h, 1, Millis{0}}};
        const auto r = judgeSlo(s, bins(kMonth, 10), kNow);
        std::vector<int> minutes;
        for (const auto& w : r.burn)
            minutes.push_back(static_cast<int>(w.window / 1min));
        QCOMPARE(minutes, (std::vector<int>{5, 10, 30, 60, 90, 120, 360, 1440}));
    }

    void anObjectiveOfAllLeavesNoBudget()
    {
        auto kept = judgeSlo(spec(1.0), bins(kMonth, 1000), kNow);
        QCOMPARE(kept.state, SloState::ok);
        QCOMPARE(*kept.remainingRatio, 1.0);
        QVERIFY(!burnOf(kept, 1h)->burnRate);
        QCOMPARE(*burnOf(kept, 1h)->errorRatio, 0.0);
        const auto broken = judgeSlo(spec(1.0), bins(kMonth, 1000, 1, 1), kNow);
        QCOMPARE(broken.state, SloState::exhausted);
        QVERIFY(!broken.remainingRatio);
        QCOMPARE(*broken.remainingEvents, -1.0);
        QCOMPARE(broken.budgetMinutes, 0.0);
        QVERIFY(!broken.alerts[0].firing);
    }

    void theBurnDownBeginsWholeAndEndsWithWhatIsLeft()
    {
        const auto r = judgeSlo(spec(), bins(kMonth, 1000, 288, 12), kNow); // bad on the last day only
        QVERIFY(r.burnDown.size() <= 400);
        QCOMPARE(toMs(r.burnDown.front().at), toMs(r.from));
        QCOMPARE(toMs(r.burnDown.back().at), toMs(r.to));
        QCOMPARE(*r.burnDown.front().remaining, 1.0);
        QVERIFY(near(*r.burnDown.back().remaining, *r.remainingRatio));
        for (std::size_t i = 1; i < r.burnDown.size(); ++i)
            QVERIFY(*r.burnDown[i].remaining <= *r.burnDown[i - 1].remaining + 1e-12);
    }

    void theForecastRunsTheWindowForward()
    {
        // Steady 2 bad of 1000 since a day, none before: 2 x the budget. Spent now: 288 x 2 = 576 of 8640. Each further
        // bin adds 2; nothing bad leaves before 29 days: exhausted after (8640 - 576) / 2 = 4032 bins = 14 days.
        const auto r = judgeSlo(spec(), bins(kMonth, 1000, 288, 2), kNow);
        QVERIFY(r.exhaustedInFast);
        QVERIFY(std::abs((*r.exhaustedInFast - 24h * 14) / 1min) <= 5);
        QVERIFY(!r.exhaustedIn); // two thirds of the budget a day is less than is allowed
        QVERIFY(r.neverExhausts);
        QCOMPARE(toMs(r.forecast.front().at), toMs(r.to));
        QVERIFY(near(*r.forecast.front().remaining, *r.remainingRatio));
        QCOMPARE(toMs(r.forecast.back().at), toMs(r.to + 24h * 12));
    }

    void aBadDayThatLeavesGivesItsBudgetBack()
    {
        auto b = bins(kMonth, 1000);
        for (std::size_t i = 0; i < 288; ++i) // the oldest day of the window
            b.bins[i].good = 1000 - 20;
        const auto r = judgeSlo(spec(), b, kNow);
        QVERIFY(near(*r.remainingRatio, 1 - 5760.0 / 8640));
        QVERIFY(r.neverExhausts);
        QVERIFY(*r.forecast[20].remaining > *r.remainingRatio + 0.6);
        QVERIFY(near(*r.forecast.back().remaining, 1));
    }

    void worstComesFirst()
    {
        const auto named = [](const char* id, SloState state, std::optional<double> left) {
            SloReport r;
            r.spec.id = id;
            r.state = state;
            r.remainingRatio = left;
            return r;
        };
        std::vector<SloReport> list{named("idle", SloState::noTraffic, 1.0), named("calm2", SloState::ok, 0.9),
            named("calm1", SloState::ok, 0.3), named("dark", SloState::noData, std::nullopt),
            named("burning2", SloState::burning, 0.8), named("gone1", SloState::exhausted, -0.5),
            named("burning1", SloState::burning, 0.1), named("gone2", SloState::exhausted, -0.1),
            named("twin b", SloState::ok, 0.5), named("twin a", SloState::ok, 0.5)};
        std::sort(list.begin(), list.end(), worseSlo);
        QStringList order;
        for (const auto& r : list)
            order << QString::fromStdString(r.spec.id);
        QCOMPARE(order.join(QLatin1Char(' ')),
            QStringLiteral("gone1 gone2 burning1 burning2 dark calm1 twin a twin b calm2 idle"));
    }
};

VEDETTE_TEST(TestBudget)
#include "tst_budget.moc"
