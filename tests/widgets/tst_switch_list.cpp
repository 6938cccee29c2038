// Dead man's switches in the window: all of them where feeds are listed, what is missing wherever one looks first.

#include "models/snapshot/snapshot.h"
#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "widgets/pages/feeds_page.h"
#include "widgets/pages/now_page.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/panels/switch_list.h"
#include "widgets/plain_label.h"
#include "widgets/shell/status_bar.h"

#include <QLayout>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

SwitchReport report(SwitchState state, const char* name = "Watchdog")
{
    SwitchReport r;
    r.name = name;
    r.source = "am-kr1";
    r.feeds = {"am-kr1"};
    r.state = state;
    r.absentAfter = 5min;
    if (state != SwitchState::unknown)
        r.since = test::kst("13:48");
    if (state != SwitchState::neverSeen)
        r.lastSeen = test::kst("13:47:30");
    return r;
}

void show(Board& board, std::vector<SwitchReport> switches, test::Scene scene = test::Scene::quiet)
{
    test::showScene(board, scene);
    auto snapshot = test::sampleSnapshot(scene);
    for (const auto& one : switches)
        snapshot->overall.severity = worse(snapshot->overall.severity, one.severity());
    snapshot->overall.switches = std::move(switches);
    board.show(snapshot);
}

} // namespace

class SwitchListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachStateHasItsWords()
    {
        const Time now = test::kst("14:00");
        QCOMPARE(switchStateWord(report(SwitchState::present), now), QStringLiteral("present for 12 min"));
        QCOMPARE(switchStateWord(report(SwitchState::late), now), QStringLiteral("gone for 12 min · missing after 5 min"));
        QCOMPARE(switchStateWord(report(SwitchState::absent), now), QStringLiteral("missing for 12 min"));
        QCOMPARE(switchStateWord(report(SwitchState::neverSeen), now), QStringLiteral("never seen"));
        QCOMPARE(switchStateWord(report(SwitchState::unknown), now), QStringLiteral("not known"));
        QCOMPARE(missingSwitchesWord({report(SwitchState::present), report(SwitchState::unknown), report(SwitchState::late)}, now), QString());
        QCOMPARE(missingSwitchesWord({report(SwitchState::absent), report(SwitchState::neverSeen, "b")}, now), QStringLiteral("Watchdog missing for 12 min · b never seen"));
    }

    void presenceIsToldOnTheFeedsPageOnly()
    {
        Board board;
        FeedsPage feeds(board);
        NowPage now(board, nullptr, false);
        StatusBar status(board, nullptr);
        for (QWidget* each : {static_cast<QWidget*>(&feeds), static_cast<QWidget*>(&now)})
            each->resize(1384, 832);
        show(board, {report(SwitchState::present), report(SwitchState::late, "b"), report(SwitchState::unknown, "c")});
        const auto* all = feeds.findChild<SwitchList*>();
        QVERIFY(all->isVisibleTo(&feeds));
        QCOMPARE(all->accessibleDescription(), QStringLiteral("Watchdog present for 12 min, b gone for 12 min · missing after 5 min, c not known"));
        QVERIFY(!now.findChild<SwitchList*>()->isVisibleTo(&now));
        for (const auto* label : status.findChildren<PlainLabel*>())
            QVERIFY2(!label->text().contains(QLatin1String("Watchdog")) || !label->isVisibleTo(&status), qPrintable(label->text()));
    }

    void whatIsMissingStandsWhereOneLooksFirst()
    {
        Board board;
        FeedsPage feeds(board);
        NowPage now(board, nullptr, false);
        NowPage tall(board, nullptr, true);
        StatusBar status(board, nullptr);
        for (QWidget* each : {static_cast<QWidget*>(&feeds), static_cast<QWidget*>(&now), static_cast<QWidget*>(&tall)})
            each->resize(1384, 832);
        show(board, {report(SwitchState::present, "a"), report(SwitchState::absent)});
        for (auto* page : {&now, &tall}) {
            const auto* list = page->findChild<SwitchList*>();
            QVERIFY(list->isVisibleTo(page));
            QCOMPARE(list->accessibleDescription(), QStringLiteral("Watchdog missing for 12 min. The alerting path is broken: alerts may be lost."));
            QVERIFY(list->height() == list->wantedHeight() && list->height() > 30);
        }
        auto* body = feeds.findChild<SwitchList*>()->parentWidget();
        QCOMPARE(body->layout()->itemAt(0)->widget(), feeds.findChild<SwitchList*>()); // above the table
        bool said = false;
        for (const auto* label : status.findChildren<PlainLabel*>())
            said = said || (label->isVisibleTo(&status) && label->text() == QLatin1String("Watchdog missing for 12 min"));
        QVERIFY(said);
        show(board, {report(SwitchState::present)});
        QVERIFY(!now.findChild<SwitchList*>()->isVisibleTo(&now));
        QVERIFY(body->layout()->itemAt(0)->widget() != feeds.findChild<SwitchList*>());
    }

    void aClickLeadsToTheFeeds()
    {
        Board board;
        NowPage now(board, nullptr, false);
        now.resize(1384, 832);
        show(board, {report(SwitchState::neverSeen)});
        QString page;
        connect(&now, &Page::openPage, this, [&](const QString& id) { page = id; });
        QTest::mouseClick(now.findChild<SwitchList*>(), Qt::LeftButton);
        QCOMPARE(page, QStringLiteral("feeds"));
    }

    void everySizeIsDrawnWithoutAWarning()
    {
        test::QuietMessages messages;
        Board board;
        FeedsPage feeds(board);
        NowPage now(board, nullptr, false);
        std::vector<SwitchReport> many;
        for (int i = 0; i < 9; ++i)
            many.push_back(report(static_cast<SwitchState>(i % 5), i == 3 ? "<b>bold</b>\n\u202Egnp" : "Watchdog of a cluster with a very long name that does not fit"));
        for (const auto size : {QSize(1384, 832), QSize(968, 572), QSize(640, 480)}) {
            for (QWidget* each : {static_cast<QWidget*>(&feeds), static_cast<QWidget*>(&now)}) {
                each->resize(size);
                show(board, many);
                QVERIFY(!each->grab().isNull());
            }
        }
        QCOMPARE(messages.said(), QStringList());
    }

    void theRuleOfAnAlertIsShown()
    {
        Board board;
        SelectionPanel panel(board);
        panel.resize(340, 900);
        test::showScene(board, test::Scene::afternoon);
        auto snapshot = test::sampleSnapshot(test::Scene::afternoon);
        const auto words = [&] {
            QStringList all;
            for (const auto* label : panel.findChildren<PlainLabel*>())
                all << label->text();
            return all;
        };
        QVERIFY(!words().contains(QStringLiteral("Rule")));
        AlertRule rule;
        rule.name = "OrderCreate5xx";
        rule.group = "order";
        rule.expression = "sum(rate(orders_total{code=~\"5..\"}[2m])) > 0.01";
        rule.holdFor = 2min;
        rule.origin = "rules/order.yml:14";
        snapshot->selection.rule = rule;
        board.show(snapshot);
        QVERIFY(!panel.grab().isNull());
        for (const char* expected : {"Rule", "order", "sum(rate(orders_total{code=~\"5..\"}[2m])) > 0.01", "2 min", "rules/order.yml:14"})
            QVERIFY2(words().contains(QLatin1String(expected)), expected);
        QVERIFY(!words().contains(QStringLiteral("kept for")));
    }
};

VEDETTE_TEST(SwitchListTest)
#include "tst_switch_list.moc"
