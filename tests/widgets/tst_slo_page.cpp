#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "models/items/list_models.h"
#include "widgets/pages/slo_detail.h"
#include "widgets/pages/slo_page.h"
#include "widgets/pages/slo_words.h"

#include <QListView>

using namespace vedette;

class SloPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySceneAndSizeIsDrawnWithoutAWarning_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<QSize>("size");
        for (const auto scene : {test::Scene::badNight, test::Scene::quiet, test::Scene::noFeeds, test::Scene::foreign}) {
            for (const auto size : {QSize(1384, 832), QSize(968, 572)})
                QTest::addRow("scene %d, %d wide", static_cast<int>(scene), size.width()) << static_cast<int>(scene) << size;
        }
    }
    void everySceneAndSizeIsDrawnWithoutAWarning()
    {
        QFETCH(int, scene);
        QFETCH(QSize, size);
        test::QuietMessages messages;
        Board board;
        SloPage page(board);
        page.resize(size);
        page.show();
        test::showScene(board, static_cast<test::Scene>(scene));
        page.settle();
        for (const auto& report : board.slos()) {
            board.selectSlo(QString::fromStdString(report.spec.id));
            QVERIFY(!page.grab().isNull());
        }
        QVERIFY(!page.grab().isNull());
        QCOMPARE(messages.said(), QStringList());
    }

    void theListKeepsTheOrderOfTheEngineAndSelects()
    {
        Board board;
        SloPage page(board);
        page.resize(1384, 832);
        test::showScene(board, test::Scene::badNight);
        auto* list = page.findChild<QListView*>();
        QVERIFY(list);
        QCOMPARE(list->model()->rowCount(), static_cast<int>(board.slos().size()));
        for (int i = 0; i < list->model()->rowCount(); ++i)
            QCOMPARE(list->model()->index(i, 0).data(SlosModel::idRole).toString(), QString::fromStdString(board.slos()[static_cast<std::size_t>(i)].spec.id));
        list->setCurrentIndex(list->model()->index(2, 0));
        QCOMPARE(board.selectedSlo(), QString::fromStdString(board.slos()[2].spec.id));
    }

    void whatIsNotKnownIsNeverCalm_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("severity");
        QTest::newRow("exhausted") << static_cast<int>(SloState::exhausted) << static_cast<int>(Severity::critical);
        QTest::newRow("burning without a page") << static_cast<int>(SloState::burning) << static_cast<int>(Severity::warning);
        QTest::newRow("no data") << static_cast<int>(SloState::noData) << static_cast<int>(Severity::unknown);
        QTest::newRow("no traffic") << static_cast<int>(SloState::noTraffic) << static_cast<int>(Severity::none);
        QTest::newRow("ok") << static_cast<int>(SloState::ok) << static_cast<int>(Severity::ok);
    }
    void whatIsNotKnownIsNeverCalm()
    {
        QFETCH(int, state);
        QFETCH(int, severity);
        SloReport report;
        report.state = static_cast<SloState>(state);
        report.coverageRatio = 1;
        const auto look = sloLook(report);
        QCOMPARE(static_cast<int>(look.severity), severity);
        QVERIFY(!look.word.isEmpty());
        QCOMPARE(remainingText(report), QStringLiteral("–"));
        QCOMPARE(budgetMinutesText(report.remainingMinutes), QStringLiteral("–"));
    }

    void littleCoverageIsSaid()
    {
        SloReport report;
        report.state = SloState::ok;
        report.coverageRatio = 7.0 / 30;
        QCOMPARE(coverageText(report), QStringLiteral("7 of 30 d"));
        QVERIFY(sloLook(report).detail.contains(QLatin1String("7 of 30 d")));
    }

    void whatWasNotSeenWidensTheBudget()
    {
        SloReport report;
        report.state = SloState::ok;
        report.coverageRatio = 0.6;
        report.remainingRatio = 0.5;
        QCOMPARE(remainingAtBest(report), std::optional<double>(0.7));
        report.coverageRatio = 0.999;
        QVERIFY(!remainingAtBest(report));
    }

    void anSloThatCannotBeCountedSaysWhy()
    {
        SloReport report;
        report.notes = {"not counted: it gives a ratio, not events; this version counts events"};
        QString why;
        QVERIFY(isUncounted(report, &why));
        QVERIFY(why.contains(QLatin1String("it gives a ratio")));
        QCOMPARE(sloLook(report).word, QStringLiteral("not counted"));
        report.notes.clear();
        QVERIFY(!isUncounted(report));
    }

    void withoutRequestsNothingIsForeseen()
    {
        SloReport report;
        report.state = SloState::noTraffic;
        report.remainingRatio = 1;
        report.neverExhausts = true;
        QCOMPARE(forecastText(report), QStringLiteral("–"));
    }

    void overspentBudgetKeepsItsSign()
    {
        SloReport report;
        report.remainingRatio = -0.124;
        report.remainingMinutes = -26.783;
        QCOMPARE(remainingText(report), QStringLiteral("−12.4 %"));
        QCOMPARE(budgetMinutesText(report.remainingMinutes), QStringLiteral("−26 m 46 s"));
        QVERIFY(!forecastText(report).contains(QLatin1String("in ")));
    }

    void theFormulaNamesQueriesCountsAndPlace()
    {
        SloReport report;
        report.spec.errorQuery = "sum(rate(http_requests_total{code=~\"5..\"}[{{.window}}]))";
        report.spec.totalQuery = "sum(rate(http_requests_total[{{.window}}]))";
        report.spec.file = "slo/checkout.yaml:12:3";
        report.totalEvents = 1000000;
        report.goodEvents = 999000;
        report.notes = {"counted <b>here</b>"};
        const QString text = sloFormula(report);
        for (const char* part : {"code=~\"5..\"", "slo/checkout.yaml:12:3", "1,000 bad of 1,000,000", "<b>here</b>"})
            QVERIFY2(text.contains(QLatin1String(part)), part);
    }
};

VEDETTE_TEST(SloPageTest)
#include "tst_slo_page.moc"
