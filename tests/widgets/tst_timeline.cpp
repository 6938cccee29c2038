#include "widgets/timeline/timeline_view.h"

#include "tests/support/test_main.h"
#include "tests/widgets/sample_board.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/pages/now_page.h"
#include "widgets/pages/number_tile.h"
#include "widgets/shell/range_text.h"

#include <QAccessible>
#include <QLabel>

using namespace vedette;
using namespace vedette::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const QTimeZone kSeoul("Asia/Seoul");

TimeAxis twelveHours() { return {{kst("06:00"), kst("18:00")}, 156, 840}; }

std::shared_ptr<Timeline> twoAlerts(Millis apart)
{
    auto t = std::make_shared<Timeline>();
    t->now = kst("18:00");
    t->loaded = {kst("00:00"), kst("18:00")};
    t->covered = {t->loaded};
    t->texts.push_back("A");
    t->ids = {"", "a", "b"};
    Lane lane;
    lane.service = "one";
    lane.alerts = {{kst("10:00"), kst("10:10"), 1, 1, Severity::warning, false, false, false, false, false},
        {kst("10:10") + apart, kst("10:30") + apart, 1, 2, Severity::critical, false, false, false, false, false}};
    t->lanes = {lane};
    return t;
}

Severity stripAt(const LaneScene& scene, int x)
{
    for (const auto& run : scene.strip) {
        if (x >= run.x0 && x < run.x1)
            return run.state;
    }
    return Severity::none;
}

int countAll(const LaneScene& scene)
{
    int n = 0;
    for (const auto& bar : scene.bars)
        n += bar.count();
    return n;
}

} // namespace

class TestTimeline final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void xAndTimeAreInverse()
    {
        const TimeAxis axis = twelveHours();
        QCOMPARE(axis.xOf(kst("06:00")), 156.0);
        QCOMPARE(axis.xOf(kst("07:00")), 226.0);
        QVERIFY(axis.timeAt(axis.xOf(kst("14:29:08"))) - kst("14:29:08") < seconds{1});
    }

    void ticksAreRoundInTheZone()
    {
        const auto ticks = twelveHours().ticks(kSeoul);
        QCOMPARE(ticks.size(), std::size_t{13});
        QCOMPARE(ticks[0].label, QStringLiteral("06:00"));
        const TimeAxis week{{kst("00:00") - hours{24 * 7}, kst("00:00")}, 0, 840};
        for (const auto& tick : week.ticks(kSeoul))
            QVERIFY(tick.day);
    }

    void ticksStayRoundAcrossDaylightSaving()
    {
        const QTimeZone berlin("Europe/Berlin");
        const Time change = timeFromMs(1761440400000); // 2025-10-26T01:00Z, 03:00 becomes 02:00
        const TimeAxis axis{{change - hours{18}, change + hours{30}}, 0, 840};
        for (const auto& tick : axis.ticks(berlin))
            QVERIFY2(tick.label.endsWith(QLatin1String(":00")) || tick.day, qPrintable(tick.label));
    }

    void aMergedBarKeepsTheWorstAndTheCount()
    {
        const auto t = sampleTimeline(kst("18:00"), false);
        const LaneIndex index(t);
        MergeMemory memory;
        for (std::size_t i = 0; i < t->lanes.size(); ++i) {
            const auto scene = layOutLane(index, i, twelveHours(), memory, 0);
            QCOMPARE(countAll(scene), static_cast<int>(t->lanes[i].alerts.size()));
            if (t->lanes[i].service == "checkout-api") {
                QCOMPARE(scene.bars.size(), std::size_t{1});
                QCOMPARE(scene.bars[0].worst, Severity::critical);
                QCOMPARE(scene.bars[0].critical, 17);
            }
        }
    }

    void barsJoinBelow4PixelsAndPartAt6()
    {
        // 70 px an hour: 3 min are 3.5 px, 4 min 17 s 5 px, 6 min 7 px.
        const auto barsAt = [](Millis apart, MergeMemory& memory) {
            const LaneIndex index(twoAlerts(apart));
            return layOutLane(index, 0, twelveHours(), memory, 0).bars.size();
        };
        MergeMemory memory;
        QCOMPARE(barsAt(seconds{257}, memory), std::size_t{2}); // 5 px, never joined
        QCOMPARE(barsAt(minutes{3}, memory), std::size_t{1});
        QCOMPARE(barsAt(seconds{257}, memory), std::size_t{1}); // 5 px again: stays one
        QCOMPARE(barsAt(minutes{6}, memory), std::size_t{2});
        QCOMPARE(barsAt(seconds{257}, memory), std::size_t{2}); // parted: stays two
    }

    void gapsAndUncoveredTimeAreNeverCalm()
    {
        const auto t = sampleTimeline(kst("18:00"), false);
        t->covered = {{kst("08:00"), kst("18:00")}};
        const LaneIndex index(t);
        MergeMemory memory;
        const TimeAxis axis = twelveHours();
        for (std::size_t i = 0; i < t->lanes.size(); ++i) {
            const auto scene = layOutLane(index, i, axis, memory, 0);
            QCOMPARE(stripAt(scene, static_cast<int>(axis.xOf(kst("06:20")))), Severity::none);
            if (t->lanes[i].service == "delivery-api")
                QCOMPARE(stripAt(scene, static_cast<int>(axis.xOf(kst("10:30")))), Severity::unknown);
        }
    }

    void silencedAndInfoDoNotColourTheStrip()
    {
        const auto t = sampleTimeline(kst("18:00"), false);
        const LaneIndex index(t);
        MergeMemory memory;
        const TimeAxis axis = twelveHours();
        for (std::size_t i = 0; i < t->lanes.size(); ++i) {
            const auto scene = layOutLane(index, i, axis, memory, 0);
            if (t->lanes[i].service == "delivery-api")
                QCOMPARE(stripAt(scene, static_cast<int>(axis.xOf(kst("07:40")))), Severity::ok);
            if (t->lanes[i].service == "recommend")
                QCOMPARE(stripAt(scene, static_cast<int>(axis.xOf(kst("11:40")))), Severity::ok);
            if (t->lanes[i].service == "web-bff")
                QCOMPARE(stripAt(scene, static_cast<int>(axis.xOf(kst("07:56")))), Severity::warning);
        }
    }

    void binsKeepWorstSeverityAndCounts()
    {
        const auto t = manyLanes(2, 20000, kst("18:00"));
        const LaneIndex index(t);
        MergeMemory memory;
        const TimeAxis axis{{t->loaded.from - hours{1}, t->now + hours{1}}, 0, 840};
        const auto scene = layOutLane(index, 0, axis, memory, 0);
        QCOMPARE(countAll(scene), static_cast<int>(t->lanes[0].alerts.size()));
        QVERIFY(!scene.bars.front().exact);
        int changes = 0;
        for (const auto& flag : scene.changes)
            changes += flag.count;
        QCOMPARE(changes, static_cast<int>(t->lanes[0].changes.size()));
        for (const auto& a : t->lanes[0].alerts) {
            if (a.severity == Severity::critical)
                QCOMPARE(stripAt(scene, static_cast<int>((axis.xOf(a.from) + axis.xOf(a.to)) / 2)), Severity::critical);
        }
    }

    void rollbacksAndTheChosenChangeStandAlone()
    {
        const auto t = sampleTimeline(kst("18:00"), false);
        const LaneIndex index(t);
        MergeMemory memory;
        const TimeAxis wide{{kst("00:00") - hours{24 * 20}, kst("18:00")}, 0, 840};
        std::size_t pricing = 0;
        for (std::size_t i = 0; i < t->lanes.size(); ++i) {
            if (t->lanes[i].service == "pricing-api")
                pricing = i;
        }
        const auto scene = layOutLane(index, pricing, wide, memory, t->lanes[pricing].changes[0].id);
        QCOMPARE(scene.changes.size(), std::size_t{2});
        QCOMPARE(scene.changes[1].kind, ChangeKind::rollback);
    }

    void keysMoveTimeAndLanes()
    {
        Board board;
        showScene(board, Scene::badNight);
        TimelineView view(board);
        view.resize(1000, 840);
        const auto run = [&](const char* key) {
            for (const auto& action : view.actions()) {
                if (action.key == QLatin1String(key)) {
                    action.run();
                    return true;
                }
            }
            return false;
        };
        const auto before = board.time().range();
        QVERIFY(run("W"));
        QCOMPARE(board.time().range().length(), before.length() / 2);
        board.time().undo();
        QCOMPARE(board.time().range(), before);
        QVERIFY(run("A"));
        QVERIFY(board.time().range().from < before.from);
        QVERIFY(run("J") && run("J"));
        QCOMPARE(view.currentLane(), 1);
        QVERIFY(run("."));
        QVERIFY(!board.selectedId().isEmpty());
        QVERIFY(run("X"));
        QVERIFY(run("P"));
        QVERIFY(run("G"));
        QVERIFY(run("F"));
        QVERIFY(board.time().range().contains(kst("14:29:08")));
        QVERIFY(run("Esc"));
    }

    void foreignTextIsDrawnLiterally()
    {
        Board board;
        showScene(board, Scene::foreign);
        SelectionPanel panel(board);
        panel.resize(340, 800);
        bool seen = false;
        for (const auto* label : panel.findChildren<QLabel*>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            seen = seen || label->text().contains(QLatin1String("<h1>Orders</h1>"));
            QVERIFY(!label->text().contains(QLatin1Char('\n')));
        }
        QVERIFY(seen);
        TimelineView view(board);
        view.resize(1000, 840);
        QVERIFY(!view.grab().isNull());
    }

    void lanesAreToldToAssistiveTools()
    {
        Board board;
        showScene(board, Scene::badNight);
        TimelineView view(board);
        view.resize(1000, 840);
        auto* access = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(access);
        QCOMPARE(access->childCount(), 26);
        QCOMPARE(access->child(0)->text(QAccessible::Name), QStringLiteral("lane:edge-gateway"));
        QVERIFY(access->child(17)->text(QAccessible::Description).contains(QLatin1String("warning")));
    }

    void tilesSayADashWhileNothingIsKnown()
    {
        Board board;
        showScene(board, Scene::noFeeds);
        NowPage page(board, nullptr, false);
        const auto tiles = page.findChildren<NumberTile*>();
        QCOMPARE(tiles.size(), 6);
        for (const auto* tile : tiles)
            QCOMPARE(tile->valueWords(), QString::fromUtf8("–"));
    }

    void typedRangesAreUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("live");
        const auto row = [](const char* text, const char* from, const char* to, bool live) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(from) << QString::fromUtf8(to) << live;
        };
        row("6h", "12:00", "18:00", true);
        row("now-6h", "12:00", "18:00", true);
        row("14:00-15:30", "14:00", "15:30", false);
        row("14:00 – 15:30", "14:00", "15:30", false);
        row("2025-11-20 14:00 - 15:30", "14:00", "15:30", false);
        row("오늘 14:00–15:30", "14:00", "15:30", false);
        row("2025-11-20T14:00:00+09:00 to now", "14:00", "18:00", true);
        row("1763614800", "13:45", "14:15", false);
    }
    void typedRangesAreUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const auto answer = parseRangeText(text, kst("18:00"), kSeoul);
        QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().detail.c_str());
        QCOMPARE(toMs(answer.value().range.from), toMs(kst(from.toStdString())));
        QCOMPARE(toMs(answer.value().range.to), toMs(kst(to.toStdString())));
        QTEST(answer.value().live, "live");
    }
    void nonsenseIsRefusedInWords()
    {
        for (const auto* text : {"", "soon", "15:30-15:30", "99:00"}) {
            const auto answer = parseRangeText(QString::fromUtf8(text), kst("18:00"), kSeoul);
            QVERIFY(!answer.ok());
            QVERIFY(!answer.error().detail.empty());
        }
    }
};

VEDETTE_TEST(TestTimeline)
#include "tst_timeline.moc"
