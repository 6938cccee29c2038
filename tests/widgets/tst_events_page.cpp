#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "models/items/event_models.h"
#include "widgets/pages/events_facets.h"
#include "widgets/pages/events_filter.h"
#include "widgets/pages/events_page.h"
#include "widgets/pages/events_table.h"
#include "widgets/pages/events_words.h"

#include <QLineEdit>
#include <QSignalSpy>

using namespace vedette;

class EventsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySceneAndSizeIsDrawnWithoutAWarning_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<QSize>("size");
        for (const auto scene : {test::Scene::badNight, test::Scene::afternoon, test::Scene::quiet, test::Scene::noFeeds, test::Scene::foreign}) {
            for (const auto size : {QSize(1044, 832), QSize(628, 548), QSize(944, 560)})
                QTest::addRow("scene %d, %d wide", static_cast<int>(scene), size.width()) << static_cast<int>(scene) << size;
        }
    }
    void everySceneAndSizeIsDrawnWithoutAWarning()
    {
        QFETCH(int, scene);
        QFETCH(QSize, size);
        test::QuietMessages messages;
        Board board;
        EventsPage page(board);
        page.resize(size);
        test::showScene(board, static_cast<test::Scene>(scene));
        page.settle();
        QVERIFY(!page.grab().isNull());
        QCOMPARE(messages.said(), QStringList());
    }

    void aFacetAddsItsMatcherAndTakesItAway()
    {
        Board board;
        EventsPage page(board);
        page.resize(1044, 832);
        test::showScene(board, test::Scene::afternoon);
        page.settle();
        page.show();
        auto* facets = page.findChild<EventsFacets*>();
        QVERIFY(facets);
        QModelIndex service;
        for (int i = 0; i < facets->model()->rowCount(); ++i) {
            const auto at = facets->model()->index(i, 0);
            if (at.data(EventsFacets::groupRole).toString() == QLatin1String("service")) {
                service = at;
                break;
            }
        }
        QVERIFY(service.isValid());
        const QString plus = facetMatcher("service", service.data(EventsFacets::valueRole).toString().toStdString(), false);
        const QPoint at = facets->visualRect(service).center();
        QTest::mouseClick(facets->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QCOMPARE(board.matchers(), QStringList{plus});
        QTest::mouseClick(facets->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QCOMPARE(board.matchers(), QStringList());
        QTest::mouseClick(facets->viewport(), Qt::LeftButton, Qt::AltModifier, at);
        QVERIFY(board.matchers().value(0).contains(QLatin1String("!=")));
    }

    void aTypedMatcherBecomesAChipAndBackspaceTakesItAway()
    {
        EventsFilter filter;
        filter.show();
        auto* edit = filter.findChild<QLineEdit*>();
        QTest::keyClicks(edit, QStringLiteral("service=checkout-api "));
        QCOMPARE(filter.matchers().size(), 1);
        QVERIFY(edit->text().isEmpty());
        QTest::keyClicks(edit, QStringLiteral("severity=~critical|warning"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(filter.matchers().size(), 2);
        QTest::keyClick(edit, Qt::Key_Backspace);
        QCOMPARE(filter.matchers().size(), 1);
    }

    void aBrokenMatcherIsToldInWordsAndStays()
    {
        EventsFilter filter;
        filter.show();
        auto* edit = filter.findChild<QLineEdit*>();
        QSignalSpy problems(&filter, &EventsFilter::problemChanged);
        QTest::keyClicks(edit, QStringLiteral("service=~([ "));
        QVERIFY(filter.matchers().isEmpty());
        QVERIFY(!filter.problem().isEmpty());
        QCOMPARE(problems.count(), 1);
        QVERIFY(edit->text().contains(QLatin1String("([")));
    }

    void wordsAreSearchedAndMatchersAreNot()
    {
        EventsFilter filter;
        filter.show();
        auto* edit = filter.findChild<QLineEdit*>();
        QSignalSpy words(&filter, &EventsFilter::textChanged);
        QTest::keyClicks(edit, QStringLiteral("payment late"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(words.last().at(0).toString(), QStringLiteral("payment late"));
    }

    void choosingARowSelectsItForEveryPage()
    {
        Board board;
        EventsPage page(board);
        page.resize(1044, 832);
        test::showScene(board, test::Scene::afternoon);
        page.settle();
        auto* table = page.findChild<EventsTable*>();
        QVERIFY(table && board.eventsModel().rowCount() > 5);
        table->setCurrentIndex(board.eventsModel().index(4, 0));
        QCOMPARE(board.selectedId(), QString::fromStdString(board.eventsModel().row(4).id));
        QSignalSpy opened(&page, &Page::openPage);
        for (const auto& action : page.actions()) {
            if (action.key == QLatin1String("O"))
                action.run();
        }
        QCOMPARE(opened.value(0).value(0).toString(), QStringLiteral("timeline"));
    }

    void pinnedRowsComeFirstAndTheRestNewestFirst()
    {
        Board board;
        test::showScene(board, test::Scene::afternoon);
        const auto& model = board.eventsModel();
        int i = 0;
        while (i < model.rowCount() && model.pinned(i))
            ++i;
        for (++i; i < model.rowCount(); ++i)
            QVERIFY(model.row(i - 1).from >= model.row(i).from);
    }

    void exportedCellsAreNoFormulas_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("equals") << QByteArray("=cmd|' /C calc'!A0") << QByteArray("'=cmd|' /C calc'!A0");
        QTest::newRow("plus") << QByteArray("+1") << QByteArray("'+1");
        QTest::newRow("minus") << QByteArray("-1") << QByteArray("'-1");
        QTest::newRow("at") << QByteArray("@SUM(1)") << QByteArray("'@SUM(1)");
        QTest::newRow("tab") << QByteArray("\t=1") << QByteArray("'\t=1");
        QTest::newRow("comma and quote") << QByteArray("a,\"b\"") << QByteArray("\"a,\"\"b\"\"\"");
        QTest::newRow("formula with a comma") << QByteArray("=A1,B1") << QByteArray("\"'=A1,B1\"");
        QTest::newRow("line break") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
        QTest::newRow("plain") << QByteArray("5xx > 1 %") << QByteArray("5xx > 1 %");
    }
    void exportedCellsAreNoFormulas()
    {
        QFETCH(QByteArray, text);
        QTEST(csvCell(text.toStdString()), "cell");
    }

    void anExportHoldsEveryRowOnce()
    {
        const auto snapshot = test::sampleSnapshot(test::Scene::afternoon);
        const QByteArray csv = eventsCsv(*snapshot->events);
        QCOMPARE(csv.count("\r\n"), static_cast<int>(snapshot->events->rows.size() + snapshot->events->pinned.size() + 1));
    }
};

VEDETTE_TEST(EventsPageTest)
#include "tst_events_page.moc"
