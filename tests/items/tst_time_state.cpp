#include "models/items/board.h"
#include "models/items/time_state.h"
#include "models/snapshot/question.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>

#include <cmath>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1'787'000'400'000);

} // namespace

class TimeStateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zoomKeepsWhatIsUnderTheCursor_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("factor");
        for (const double share : {0.0, 0.25, 0.5, 0.9, 1.0}) {
            for (const double factor : {0.1, 0.5, 0.8, 1.25, 3.0})
                QTest::newRow(qPrintable(QStringLiteral("%1 by %2").arg(share).arg(factor))) << share << factor;
        }
    }
    void zoomKeepsWhatIsUnderTheCursor()
    {
        QFETCH(double, share);
        QFETCH(double, factor);
        TimeState time;
        time.tick(kNow);
        time.setRange({kNow - 24h, kNow - 12h});
        const auto before = time.range();
        const Time anchor = before.from + Millis{static_cast<std::int64_t>(before.length().count() * share)};
        time.zoomAt(anchor, factor);
        const auto after = time.range();
        QVERIFY(std::abs(after.length().count() - before.length().count() * factor) <= 1);
        const double now = static_cast<double>((anchor - after.from).count()) / static_cast<double>(after.length().count());
        QVERIFY(std::abs(now - share) < 1e-6);
    }

    void zoomEndsAtASecondAndAtFourHundredDays()
    {
        TimeState time;
        time.tick(kNow);
        time.setRange({kNow - 1h, kNow - 30min});
        for (int i = 0; i < 60; ++i)
            time.zoomAt(kNow - 45min, 0.5);
        QCOMPARE(time.range().length(), Millis{1s});
        QVERIFY(time.range().from <= kNow - 45min && time.range().to >= kNow - 45min);
        for (int i = 0; i < 60; ++i)
            time.zoomAt(kNow - 45min, 3);
        QCOMPARE(time.range().length(), Millis{std::chrono::hours{24 * 400}});
    }

    void undoGoesBackAndRedoForth()
    {
        TimeState time;
        time.tick(kNow);
        time.setLast(6h);
        const TimeRange first{kNow - 3h, kNow - 2h};
        const TimeRange second{kNow - 5h, kNow - 4h};
        time.setRange(first);
        time.setRange(second);
        QVERIFY(!time.live());
        time.undo();
        QCOMPARE(time.range(), first);
        time.undo();
        QVERIFY(time.live());
        QCOMPARE(time.range(), (TimeRange{kNow - 6h, kNow}));
        time.redo();
        time.redo();
        QCOMPARE(time.range(), second);
        QVERIFY(!time.canRedo());
        time.undo();
        time.setRange({kNow - 1h, kNow - 30min}); // another way: what was undone is gone
        QVERIFY(!time.canRedo());
    }

    void aDragIsOneStep()
    {
        TimeState time;
        time.tick(kNow);
        const TimeRange first{kNow - 3h, kNow - 2h};
        time.setRange(first);
        time.remember();
        for (int i = 1; i < 50; ++i)
            time.moveRange({first.from - i * 1min, first.to - i * 1min});
        time.undo();
        QCOMPARE(time.range(), first);
    }

    void liveFollowsTheClock()
    {
        TimeState time;
        time.tick(kNow);
        time.setLast(1h);
        time.tick(kNow + 10s);
        QCOMPARE(time.range(), (TimeRange{kNow - 1h + 10s, kNow + 10s}));
        time.pan(-1);
        QVERIFY(!time.live());
        const auto still = time.range();
        QSignalSpy moved(&time, &TimeState::rangeChanged);
        time.tick(kNow + 20s);
        QCOMPARE(time.range(), still);
        QCOMPARE(moved.size(), 0);
        time.undo(); // back to live is back to the present
        QVERIFY(time.live());
        QCOMPARE(time.range().to, kNow + 20s);
        time.zoomAt(kNow + 20s, 0.5);
        QVERIFY(time.live());
        QCOMPARE(time.range().length(), Millis{30min});
    }

    void aRangeHasALength()
    {
        TimeState time;
        time.tick(kNow);
        time.setRange({kNow, kNow});
        QCOMPARE(time.range().length(), Millis{1s});
        time.setRange({kNow, kNow - 1h});
        QVERIFY(time.range().to > time.range().from);
        time.setRange({kNow, kNow}); // and again: no step for nothing
        const bool undo = time.canUndo();
        time.setRange(time.range());
        QCOMPARE(time.canUndo(), undo);
    }

    void theZoneIsOneForAll()
    {
        TimeState time;
        QSignalSpy changed(&time, &TimeState::zoneChanged);
        time.setZone(QTimeZone("Asia/Seoul"));
        QCOMPARE(time.zone().id(), QByteArray("Asia/Seoul"));
        time.setZone(QTimeZone("Mars/Base"));
        QCOMPARE(time.zone().id(), QByteArray("Asia/Seoul"));
        time.toggleUtc();
        QVERIFY(time.utc());
        QCOMPARE(time.zone().offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMs(kNow))), 0);
        QCOMPARE(time.siteZone().id(), QByteArray("Asia/Seoul"));
        QCOMPARE(changed.size(), 2);
    }

    void theCrosshairIsToldOnce()
    {
        TimeState time;
        QSignalSpy changed(&time, &TimeState::crosshairChanged);
        time.setCrosshair(kNow);
        time.setCrosshair(kNow);
        time.setCrosshair(std::nullopt);
        QCOMPARE(changed.size(), 2);
    }
};

class BoardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsDoneAtOnceIsOneQuestion()
    {
        Board board;
        board.time().tick(kNow);
        QCoreApplication::processEvents();
        QSignalSpy asked(&board, &Board::questionChanged);
        board.time().setLast(1h);
        board.select(QStringLiteral("a1"));
        board.setSearch(QStringLiteral("pay"));
        board.setMatchers({QStringLiteral("service=pay")});
        board.setChartColumns(500);
        QCOMPARE(asked.size(), 0);
        QCoreApplication::processEvents();
        QCOMPARE(asked.size(), 1);
        const auto q = board.question();
        QCOMPARE(q.range, (TimeRange{kNow - 1h, kNow}));
        QCOMPARE(q.selectedId, std::string("a1"));
        QCOMPARE(q.search, std::string("pay"));
        QCOMPARE(q.matchers, std::vector<std::string>{"service=pay"});
        QCOMPARE(q.chartColumns, 500);
        const auto serial = q.serial;
        board.select(QStringLiteral("a2"));
        QCoreApplication::processEvents();
        QVERIFY(board.question().serial > serial);
    }

    void whatChangesNothingAsksNothing()
    {
        Board board;
        board.time().tick(kNow);
        board.select(QStringLiteral("a1"));
        QCoreApplication::processEvents();
        QSignalSpy asked(&board, &Board::questionChanged);
        board.select(QStringLiteral("a1"));
        board.setSearch({});
        board.setMatchers({});
        board.setChartColumns(0);
        board.setCompareWeek(board.compareWeek());
        board.time().setRange(board.time().range(), board.time().live());
        QCoreApplication::processEvents();
        QCOMPARE(asked.size(), 0);
    }

    void theClockAsksSeldomThoughAgesMoveEverySecond()
    {
        Board board;
        board.time().tick(kNow);
        board.time().setLast(1h);
        board.tick(kNow);
        QCoreApplication::processEvents();
        QSignalSpy asked(&board, &Board::questionChanged);
        QSignalSpy ticked(&board, &Board::ticked);
        for (int s = 1; s <= 60; ++s) {
            board.tick(kNow + std::chrono::seconds{s});
            QCoreApplication::processEvents();
        }
        QCOMPARE(ticked.size(), 60);
        QCOMPARE(asked.size(), 12);
        QCOMPARE(board.question().range.to, kNow + 60s); // asked for other reasons, the range is the newest
        board.tick(kNow - 1h); // a clock that was set back
        QCoreApplication::processEvents();
        QCOMPARE(asked.size(), 13);
    }
};

VEDETTE_TEST(TimeStateTest)
VEDETTE_TEST(BoardTest)
#include "tst_time_state.moc"
