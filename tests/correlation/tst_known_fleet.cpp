#include "models/correlation/known_fleet.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::correlation;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1787356800000); // 2026-08-22T00:00Z

AlertEpisode episode(int id, const char* service, const char* name, Time at)
{
    AlertEpisode a;
    a.id = "e" + std::to_string(id);
    a.service = service;
    a.name = name;
    a.startsAt = at;
    a.endsAt = at + 3min;
    a.state = AlertState::resolved;
    a.seenAt = at;
    return a;
}

/// A rule that fires at each of `ago` before kNow; something else begins the history 30 days back.
CorrelationInput fired(const std::vector<Millis>& ago)
{
    CorrelationInput in;
    in.alerts.push_back(episode(0, "other", "Old", kNow - 24h * 30));
    int n = 1;
    for (const auto a : ago)
        in.alerts.push_back(episode(n++, "s", "Rule", kNow - a));
    in.asOf = kNow;
    return in;
}

int ruleOf(const FleetFacts& facts)
{
    return facts.episodes()[static_cast<std::size_t>(facts.episodeOf("e1"))].rule;
}

std::vector<Millis> every(Millis period, int times, Millis jitter = 0ms)
{
    std::vector<Millis> ago;
    for (int i = 1; i <= times; ++i)
        ago.push_back(period * i + jitter * (i % 3 - 1));
    return ago;
}

} // namespace

class TestKnownFleet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void habitsAreReadFromTheirTimes_data()
    {
        QTest::addColumn<QList<qint64>>("agoMs");
        QTest::addColumn<int>("slot");
        QTest::addColumn<bool>("flapping");
        const auto row = [](const char* name, const std::vector<Millis>& ago, CalendarSlot::Kind slot, bool flapping) {
            QList<qint64> ms;
            for (const auto a : ago)
                ms << a.count();
            QTest::newRow(name) << ms << int(slot) << flapping;
        };
        row("every day, some minutes early or late", every(24h, 29, 2min), CalendarSlot::Kind::daily, false);
        row("every Saturday", every(24h * 7, 4, 1min), CalendarSlot::Kind::weekly, false);
        row("every hour", every(1h, 600), CalendarSlot::Kind::daily, true); // each day at this minute, too
        row("once", {50h}, CalendarSlot::Kind::none, false);
        row("three times at other hours", {50h, 111h, 300h}, CalendarSlot::Kind::none, false);
        row("twice at this hour in 30 days", {24h, 24h * 9}, CalendarSlot::Kind::none, false);
        row("four times in two hours", {20min, 50min, 80min, 120min}, CalendarSlot::Kind::none, true);
    }

    void habitsAreReadFromTheirTimes()
    {
        QFETCH(QList<qint64>, agoMs);
        QFETCH(int, slot);
        QFETCH(bool, flapping);
        std::vector<Millis> ago;
        for (const auto ms : agoMs)
            ago.emplace_back(ms);
        const FleetFacts facts(fired(ago));
        const auto habit = KnownFleet(facts, kNow).habit(ruleOf(facts), {kNow, {}});
        QCOMPARE(int(habit.slot.kind), slot);
        QCOMPARE(habit.flapping, flapping);
        QVERIFY(habit.perSecond > 0);
    }

    void aHabitRaisesTheRate()
    {
        const FleetFacts quiet(fired({50h, 200h, 500h}));
        const FleetFacts nightly(fired(every(24h, 29)));
        const auto base = KnownFleet(quiet, kNow).habit(ruleOf(quiet), {kNow, {}}).perSecond;
        QVERIFY(base < 1e-5);
        QVERIFY(KnownFleet(nightly, kNow).habit(ruleOf(nightly), {kNow, {}}).perSecond > 100 * base);
        QVERIFY(KnownFleet(nightly, kNow).habit(ruleOf(nightly), {kNow - 5h, {}}).perSecond < 20 * base);
    }

    void instancesThatBeginTogetherAreOneOnset()
    {
        auto in = fired({});
        for (int i = 1; i <= 20; ++i)
            in.alerts.push_back(episode(i, "s", "Rule", kNow - 10min + 2s * i));
        const FleetFacts facts(in);
        const KnownFleet fleet(facts, kNow);
        QCOMPARE(fleet.onsets().size(), std::size_t(2));
        QCOMPARE(fleet.onsetOfEpisode(facts.episodeOf("e20")), fleet.onsetOfEpisode(facts.episodeOf("e1")));
        QVERIFY(fleet.onsets().back().end.has_value());
        QVERIFY(!KnownFleet(facts, kNow - 9min).onsets().back().end.has_value());
    }

    void distancesFollowTheCalls()
    {
        CorrelationInput in;
        const auto add = [&in](const char* name, std::vector<std::string> calls) {
            ServiceInfo s;
            s.name = name;
            s.dependsOn = std::move(calls);
            in.services.push_back(s);
        };
        add("web", {"order"});
        add("order", {"price", "order"}); // a call to itself is no edge
        add("price", {"db"});
        add("stock", {"db"});
        add("mail", {});
        AlertEpisode stranger = episode(1, "stranger", "Rule", kNow);
        in.alerts.push_back(stranger);
        in.alerts.push_back(episode(2, "web", "Rule", kNow));
        for (int i = 0; const char* s : {"order", "price", "db", "stock", "mail"})
            in.alerts.push_back(episode(3 + i++, s, "Rule", kNow));
        const FleetFacts facts(in);
        const auto number
            = [&](const char* id) { return facts.episodes()[static_cast<std::size_t>(facts.episodeOf(id))].service; };
        const int web = number("e2");
        const int order = number("e3");
        const int price = number("e4");
        const int db = number("e5");
        const int stock = number("e6");
        const int mail = number("e7");
        const auto is = [&](int changed, int alerting, Relation relation, int hops) {
            const auto d = facts.distance(changed, alerting);
            return d.relation == relation && d.hops == hops;
        };
        QVERIFY(is(price, price, Relation::same, 0));
        QVERIFY(is(price, order, Relation::caller, 1));
        QVERIFY(is(price, web, Relation::caller, 2));
        QVERIFY(is(db, web, Relation::caller, 3));
        QVERIFY(is(order, price, Relation::callee, 1));
        QVERIFY(is(price, stock, Relation::neighbour, 2));
        QVERIFY(is(mail, web, Relation::none, 0));
        QVERIFY(is(price, number("e1"), Relation::unknown, 0));
    }

    void loopsInTheListEnd()
    {
        CorrelationInput in;
        for (const auto& [name, calls] : {std::pair("a", "b"), std::pair("b", "c"), std::pair("c", "a")}) {
            ServiceInfo s;
            s.name = name;
            s.dependsOn = {calls};
            in.services.push_back(s);
        }
        in.alerts.push_back(episode(1, "a", "Rule", kNow));
        in.alerts.push_back(episode(2, "b", "Rule", kNow));
        const FleetFacts facts(in);
        const auto service
            = [&](const char* id) { return facts.episodes()[static_cast<std::size_t>(facts.episodeOf(id))].service; };
        QCOMPARE(facts.distance(service("e2"), service("e1")).hops, 1);
    }
};

VEDETTE_TEST(TestKnownFleet)
#include "tst_known_fleet.moc"
