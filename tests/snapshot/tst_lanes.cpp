#include "models/snapshot/lanes.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1'787'000'400'000);
Time ago(int minutes) { return kNow - std::chrono::minutes{minutes}; }

AlertEpisode alert(const std::string& id, const std::string& service, int from, std::optional<int> to = {}, Severity level = Severity::critical)
{
    AlertEpisode a;
    a.id = id;
    a.name = "HighErrorRate";
    a.service = service;
    a.level = level;
    a.startsAt = ago(from);
    if (to) {
        a.endsAt = ago(*to);
        a.state = AlertState::resolved;
    }
    return a;
}

Change change(const std::string& id, const std::string& service, int at)
{
    Change c;
    c.id = id;
    c.service = service;
    c.revision = "1.2";
    c.startsAt = ago(at);
    c.endsAt = ago(at - 5);
    return c;
}

TimelineInput input()
{
    TimelineInput in;
    in.loaded = {ago(120), kNow};
    in.now = kNow;
    in.minimapRange = in.loaded;
    return in;
}

std::vector<std::string> names(const Timeline& t)
{
    std::vector<std::string> out;
    for (const auto& lane : t.lanes)
        out.push_back(lane.service);
    return out;
}

const Lane& lane(const Timeline& t, const std::string& service)
{
    return *std::find_if(t.lanes.begin(), t.lanes.end(), [&](const Lane& l) { return l.service == service; });
}

} // namespace

class LanesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyServiceHasOneLaneAndOwnersStandTogether()
    {
        auto in = input();
        in.services = {{"checkout", "shop", 1, {}, {}, {}}, {"payment", "money", 1, {}, {}, {}}, {"cart", "shop", 0, {}, {}, {}}};
        in.alerts = {alert("a1", "zebra", 10), alert("a2", "payment", 10), alert("a3", "", 10)};
        in.changes = {change("c1", "apple", 20), change("c2", "payment", 20)};
        const auto t = buildTimeline(in);
        QCOMPARE(names(*t), (std::vector<std::string>{"checkout", "cart", "payment", "apple", "zebra", ""}));
        QCOMPARE(lane(*t, "cart").group, std::string("shop"));
        QVERIFY(lane(*t, "cart").alerts.empty());
        QCOMPARE(lane(*t, "payment").alerts.size(), std::size_t{1});
        QCOMPARE(lane(*t, "payment").changes.size(), std::size_t{1});
    }

    void whatGoesOnReachesToNow()
    {
        auto in = input();
        auto pending = alert("p", "a", 3);
        pending.state = AlertState::pending;
        pending.pendingAt = ago(4);
        auto doubtful = alert("d", "a", 60, 30);
        doubtful.state = AlertState::doubtful;
        auto silenced = alert("s", "a", 20);
        silenced.silencedBy = {"x"};
        in.alerts = {alert("open", "a", 10), pending, doubtful, silenced};
        const auto t = buildTimeline(in);
        const auto& bars = lane(*t, "a").alerts;
        QCOMPARE(bars.size(), std::size_t{4});
        QVERIFY(std::is_sorted(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.from < b.from; }));
        QVERIFY(bars[0].doubtful && !bars[0].open);
        QVERIFY(bars[1].silenced);
        QVERIFY(bars[2].open && bars[2].to == kNow);
        QVERIFY(bars[3].pending && bars[3].from == ago(4));
        QCOMPARE(t->texts[bars[2].name], std::string("HighErrorRate"));
        QCOMPARE(t->ids[bars[2].id], std::string("open"));
    }

    void aLaneWithoutTelemetryIsNotOk()
    {
        auto in = input();
        in.services = {{"a", "", 0, {}, {}, {}}, {"b", "", 0, {}, {}, {}}, {"c", "", 0, {}, {}, {}}, {"d", "", 0, {}, {}, {}}};
        in.alerts = {alert("c1", "c", 5), alert("d1", "d", 50, 40)};
        in.gaps = {{"a", ago(30), ago(20), "no scrape"}, {"b", ago(10), kNow, "no scrape"}, {"c", ago(10), kNow, "no scrape"}};
        const auto t = buildTimeline(in);
        QVERIFY(lane(*t, "a").now == Severity::ok); // it came back
        QVERIFY(lane(*t, "b").now == Severity::unknown);
        QVERIFY(lane(*t, "c").now == Severity::critical);
        QVERIFY(lane(*t, "d").now == Severity::ok);
        QCOMPARE(t->texts[lane(*t, "b").gaps[0].cause], std::string("no scrape"));
    }

    void gapsOfALaneAreApart()
    {
        auto in = input();
        in.services = {{"a", "", 0, {}, {}, {}}, {"b", "", 0, {}, {}, {}}};
        in.gaps = {{"a", ago(50), ago(40), "x"}, {"", ago(45), ago(30), "y"}, {"a", ago(20), ago(10), "x"}};
        const auto t = buildTimeline(in);
        const auto& gaps = lane(*t, "a").gaps;
        QCOMPARE(gaps.size(), std::size_t{2});
        QVERIFY(gaps[0].from == ago(50) && gaps[0].to == ago(30));
        QCOMPARE(lane(*t, "b").gaps.size(), std::size_t{1}); // a whole feed's gap is everyone's
    }

    void aChangeStandsWhereItWentLive()
    {
        auto in = input();
        auto c = change("run", "a", 60);
        c.stages = {{"STAGE", "stage", ChangeStatus::success, ago(60), ago(50)}, {"CANARY", "prod", ChangeStatus::success, ago(45), ago(40)}};
        auto flag = change("flag", "a", 30);
        flag.kind = ChangeKind::flag;
        flag.title = "new basket";
        in.changes = {flag, c};
        SuspectReport report;
        report.id = "i";
        report.suspects = {{c, 0.7, {}}};
        auto weaker = report;
        weaker.suspects[0].probability = 0.2;
        in.incidents = {weaker, report};
        const auto t = buildTimeline(in);
        const auto& marks = lane(*t, "a").changes;
        QVERIFY(marks[0].at == ago(45));
        QCOMPARE(marks[0].suspicion, 0.7F);
        QCOMPARE(t->texts[marks[1].text], std::string("new basket"));
    }

    void theMinimapCountsEveryEventOnce()
    {
        auto in = input();
        in.minimapBins = 7;
        for (int i = 0; i < 120; ++i)
            in.alerts.push_back(alert("a" + std::to_string(i), "a", i + 1, i, i % 2 == 0 ? Severity::critical : Severity::info));
        in.alerts.push_back(alert("before", "a", 500, 1));
        in.changes = {change("c", "a", 60)};
        const auto t = buildTimeline(in);
        int critical = 0;
        int other = 0;
        int changes = 0;
        for (const auto& bin : t->minimap) {
            critical += bin.critical;
            other += bin.other;
            changes += bin.changes;
        }
        QCOMPARE(critical, 60);
        QCOMPARE(other, 60);
        QCOMPARE(changes, 1);
    }

    void aBracketTellsWhatItHolds()
    {
        SuspectReport report;
        report.id = "i1";
        report.range = {ago(40), ago(10)};
        report.alertIds = {"a1", "a2", "gone"};
        const std::vector<AlertEpisode> alerts{alert("a1", "a", 40, 20, Severity::warning), alert("a2", "b", 35)};
        const auto spans = incidentSpans({report}, alerts, {change("c", "a", 42), change("far", "a", 400)}, kNow);
        QCOMPARE(spans.size(), std::size_t{1});
        QCOMPARE(spans[0].alerts, 2);
        QCOMPARE(spans[0].services, 2);
        QCOMPARE(spans[0].changes, 1);
        QVERIFY(!spans[0].over);
        QVERIFY(spans[0].severity == Severity::critical);
        QVERIFY(spans[0].range.to == kNow);
        QCOMPARE(spans[0].title, std::string("HighErrorRate \xC2\xB7 b"));
    }
};

VEDETTE_TEST(LanesTest)
#include "tst_lanes.moc"
