#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "models/items/list_models.h"
#include "widgets/charts/small_chart.h"
#include "widgets/pages/metrics_page.h"
#include "widgets/pages/metrics_words.h"

#include <QListView>

using namespace vedette;
using namespace std::chrono_literals;

class MetricsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySceneAndSizeIsDrawnWithoutAWarning_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<QSize>("size");
        for (const auto scene : {test::Scene::badNight, test::Scene::afternoon, test::Scene::quiet, test::Scene::noFeeds, test::Scene::foreign}) {
            for (const auto size : {QSize(1384, 832), QSize(968, 572), QSize(1864, 1012)})
                QTest::addRow("scene %d, %d wide", static_cast<int>(scene), size.width()) << static_cast<int>(scene) << size;
        }
    }
    void everySceneAndSizeIsDrawnWithoutAWarning()
    {
        QFETCH(int, scene);
        QFETCH(QSize, size);
        test::QuietMessages messages;
        Board board;
        MetricsPage page(board);
        page.resize(size);
        page.show();
        test::showScene(board, static_cast<test::Scene>(scene));
        page.settle();
        board.time().setCrosshair(board.time().range().from + board.time().range().length() / 2);
        QVERIFY(!page.grab().isNull());
        QCOMPARE(messages.said(), QStringList());
    }

    void aFlagAndACellChooseTheirWatch()
    {
        Board board;
        MetricsPage page(board);
        page.resize(1384, 832);
        page.show();
        test::showScene(board, test::Scene::badNight);
        page.settle();
        auto* list = page.findChild<QListView*>();
        QVERIFY(list && list->model()->rowCount() > 2);
        list->setCurrentIndex(list->model()->index(2, 0));
        const auto& flag = board.flags()[2];
        QCOMPARE(board.selectedWatch(), watchKey(flag.watch, flag.series));
        QCOMPARE(board.selectedId(), FlagsModel::idOf(flag));
        auto cells = page.findChildren<SmallChart*>();
        QCOMPARE(cells.size(), static_cast<qsizetype>(board.charts().size()));
        QTest::mouseClick(cells[4], Qt::LeftButton);
        QCOMPARE(board.selectedWatch(), watchKey(cells[4]->frame().watch, cells[4]->frame().series));
    }

    void theWeekBeforeIsAskedForOrNot()
    {
        Board board;
        MetricsPage page(board);
        test::showScene(board, test::Scene::badNight);
        const bool before = board.compareWeek();
        for (auto& action : page.actions()) {
            if (action.id == QLatin1String("metrics.week"))
                action.run();
        }
        QCOMPARE(board.compareWeek(), !before);
    }

    void differencesAreShort_data()
    {
        QTest::addColumn<double>("peak");
        QTest::addColumn<double>("expected");
        QTest::addColumn<QString>("text");
        QTest::newRow("above") << 641.0 << 331.0 << QStringLiteral("+94 %");
        QTest::newRow("below") << 82.0 << 100.0 << QStringLiteral("−18 %");
        QTest::newRow("many times") << 620.0 << 100.0 << QStringLiteral("×6.2");
        QTest::newRow("from nothing") << 5.0 << 0.0 << QStringLiteral("–");
    }
    void differencesAreShort()
    {
        QFETCH(double, peak);
        QFETCH(double, expected);
        AnomalyFlag flag;
        flag.peakValue = peak;
        flag.expectedAtStart = expected;
        QTEST(flagDifference(flag), "text");
    }

    void othersThatStartWithinFiveMinutesMovedTogether()
    {
        AnomalyFlag a, b, c, again;
        a.watch = again.watch = "a";
        b.watch = "b";
        c.watch = "c";
        a.from = timeFromMs(600'000);
        b.from = a.from + 5min;
        c.from = a.from + 6min;
        again.from = a.from + 1min;
        QCOMPARE(movedTogether(a, {a, b, c, again}), std::vector<std::string>{"b"});
    }

    void theNearestChangeIsOfTheSameServiceAndBeforeIt()
    {
        AnomalyFlag flag;
        flag.service = "pay";
        flag.from = timeFromMs(100'000'000);
        ChartFrame own, other;
        own.service = "pay";
        own.marks = {{flag.from - 7h, "old", "1", ChangeKind::deployment}, {flag.from - 6min, "v2", "2", ChangeKind::deployment}};
        other.service = "search";
        other.marks = {{flag.from - 1min, "x", "3", ChangeKind::deployment}};
        const auto near = nearestChange(flag, {own, other});
        QVERIFY(near && near->mark.text == "v2" && near->before == 6min);
        own.marks.pop_back();
        QVERIFY(!nearestChange(flag, {own, other}));
    }

    void theReasonSaysNumbersOneCanCheck()
    {
        const auto snapshot = test::sampleSnapshot(test::Scene::badNight);
        QVERIFY(snapshot->mainChart && !snapshot->mainChart->flags.empty());
        const auto& flag = snapshot->mainChart->flags.front();
        const QString text = whySentences(flag, *snapshot->mainChart, snapshot->flags, snapshot->charts, QTimeZone("Asia/Seoul")).join(QLatin1Char(' '));
        QVERIFY(text.contains(flagDifference(flag)));
        QVERIFY(text.contains(QLatin1String("expected")));
        QVERIFY(!text.contains(QLatin1String("%1")));
    }
};

VEDETTE_TEST(MetricsPageTest)
#include "tst_metrics_page.moc"
