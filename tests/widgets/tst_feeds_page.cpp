#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "widgets/pages/feeds_cache.h"
#include "widgets/pages/feeds_outages.h"
#include "widgets/pages/feeds_page.h"
#include "widgets/pages/feeds_side.h"
#include "widgets/pages/feeds_table.h"

#include <QHash>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>

using namespace vedette;

namespace {

void run(Page& page, const char* id)
{
    for (auto& action : page.actions()) {
        if (action.id == QLatin1String(id))
            action.run();
    }
}

} // namespace

class FeedsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySceneAndSizeIsDrawnWithoutAWarning_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<QSize>("size");
        for (const auto scene : {test::Scene::badNight, test::Scene::quiet, test::Scene::noFeeds, test::Scene::foreign, test::Scene::down, test::Scene::readOnly, test::Scene::fullDisk}) {
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
        FeedsPage page(board);
        page.resize(size);
        page.show();
        test::showScene(board, static_cast<test::Scene>(scene));
        page.settle();
        for (const auto& feed : board.feeds()) {
            board.select(QStringLiteral("feed:") + QString::fromStdString(feed.name));
            QVERIFY(!page.grab().isNull());
        }
        QVERIFY(!page.grab().isNull());
        QCOMPARE(messages.said(), QStringList());
    }

    void theFailingFeedIsShownUntilAPersonChooses()
    {
        Board board;
        test::showScene(board, test::Scene::afternoon);
        FeedsTable table(board);
        const auto& feeds = board.feeds();
        const auto failing = std::find_if(feeds.begin(), feeds.end(), [](const FeedStatus& f) { return f.state == FeedState::failing; });
        QVERIFY(failing != feeds.end());
        QCOMPARE(table.shownFeed(), QString::fromStdString(failing->name));
        board.select(QStringLiteral("feed:") + QString::fromStdString(feeds.front().name));
        QCOMPARE(table.shownFeed(), QString::fromStdString(feeds.front().name));
    }

    void aFeedInTroubleStaysInSightWhenItsRowIsScrolledAway()
    {
        Board board;
        FeedsPage page(board);
        page.resize(968, 480);
        page.show();
        test::showScene(board, test::Scene::afternoon);
        page.settle();
        QCoreApplication::processEvents();
        auto* outages = page.findChild<FeedsOutages*>();
        auto* area = page.findChild<QScrollArea*>();
        QVERIFY(outages && area && area->verticalScrollBar()->maximum() > 0);
        area->verticalScrollBar()->setValue(0);
        QVERIFY(!outages->isVisible());
        area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
        QVERIFY(outages->isVisible());
        QVERIFY(outages->accessibleName().contains(QLatin1String("argocd")));
        QVERIFY(area->geometry().contains(outages->geometry()));
        QTest::mouseClick(outages, Qt::LeftButton, Qt::NoModifier, QPoint(40, 12));
        QCOMPARE(board.selectedId(), QStringLiteral("feed:argocd"));
        QVERIFY(!outages->isVisible());
    }

    void certificatesAreJudgedByTheTimeTheyHaveLeft()
    {
        Board board;
        test::showScene(board, test::Scene::afternoon);
        QHash<QString, std::optional<Millis>> left;
        for (const auto& feed : board.feeds())
            left.insert(QString::fromStdString(feed.name), certificateLeft(feed, board.time().now()));
        QVERIFY(!left[QStringLiteral("prom-kr1")]);
        QVERIFY(left[QStringLiteral("argocd")]->count() < 0);
        QVERIFY(*left[QStringLiteral("am-kr1")] < kCertificateSoon && left[QStringLiteral("am-kr1")]->count() > 0);
        QVERIFY(*left[QStringLiteral("github")] > kCertificateSoon);
    }

    void whatKeepsTheCacheFromBeingWrittenIsSaid_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<QString>("words");
        QTest::newRow("in use") << static_cast<int>(test::Scene::readOnly) << QStringLiteral("process 4711");
        QTest::newRow("full") << static_cast<int>(test::Scene::fullDisk) << QStringLiteral("the disk is full");
        QTest::newRow("sound") << static_cast<int>(test::Scene::badNight) << QString();
    }
    void whatKeepsTheCacheFromBeingWrittenIsSaid()
    {
        QFETCH(int, scene);
        QFETCH(QString, words);
        Board board;
        FeedsCache cache(board);
        test::showScene(board, static_cast<test::Scene>(scene));
        QVERIFY(words.isEmpty() ? cache.trouble().isEmpty() : cache.trouble().contains(words));
    }

    void actionsReachTheSessionForTheShownFeed()
    {
        Board board;
        FeedsPage page(board);
        page.resize(1384, 832);
        page.show();
        test::showScene(board, test::Scene::afternoon);
        const auto& first = board.feeds().front();
        const QString name = QString::fromStdString(first.name);
        board.select(QStringLiteral("feed:") + name);
        QSignalSpy tests(&board, &Board::testRequested), polls(&board, &Board::pollRequested), pauses(&board, &Board::pauseRequested), stops(&board, &Board::cancelBackfillRequested);
        run(page, "feeds.test");
        run(page, "feeds.poll");
        run(page, "feeds.pause");
        run(page, "feeds.backfill");
        QCOMPARE(tests.value(0).value(0).toString(), name);
        QCOMPARE(polls.value(0).value(0).toString(), name);
        QCOMPARE(pauses.value(0).value(0).toString(), name);
        QCOMPARE(pauses.value(0).value(1).toBool(), first.state != FeedState::paused);
        QCOMPARE(stops.count(), 1);
    }

    void theOutcomeOfATestIsShownBesideItsFeedOnly()
    {
        Board board;
        FeedsPage page(board);
        test::showScene(board, test::Scene::afternoon);
        const QString name = QString::fromStdString(board.feeds().front().name);
        board.select(QStringLiteral("feed:") + name);
        auto* side = page.findChild<FeedsSide*>();
        QVERIFY(side);
        board.postNotice(QStringLiteral("another feed"), QStringLiteral("no"), false);
        QVERIFY(side->noticeText().isEmpty());
        board.postNotice(name, QStringLiteral("answered <b>200</b>\nin 84 ms"), true);
        QVERIFY(side->noticeText().contains(QLatin1String("<b>200</b>")));
        QVERIFY(!side->noticeText().contains(QLatin1Char('\n')));
    }
};

VEDETTE_TEST(FeedsPageTest)
#include "tst_feeds_page.moc"
