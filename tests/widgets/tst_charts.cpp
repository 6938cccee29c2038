#include "tests/support/app_factory.h"
#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "widgets/charts/budget_chart.h"
#include "widgets/charts/budget_spending.h"
#include "widgets/charts/chart_paint.h"
#include "widgets/charts/chart_ticks.h"
#include "widgets/charts/far_part.h"
#include "widgets/charts/line_chart.h"
#include "widgets/charts/small_chart.h"
#include "widgets/theme.h"

#include <QElapsedTimer>
#include <QImage>

#include <cmath>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

/// Pixels of a colour (nearly) in a column range of a picture.
int countNear(const QImage& image, const QColor& color, int x0, int x1)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = std::max(0, x0); x < std::min(image.width(), x1); ++x) {
            const QColor p = image.pixelColor(x, y);
            if (std::abs(p.red() - color.red()) + std::abs(p.green() - color.green()) + std::abs(p.blue() - color.blue()) < 12)
                ++found;
        }
    }
    return found;
}

ChartFrame flat(TimeRange range, Millis step, TimeRange gap)
{
    ChartFrame frame;
    frame.watch = "w";
    frame.range = range;
    frame.step = step;
    for (Time t = range.from; t < range.to; t += step) {
        if (!gap.contains(t))
            frame.line.push_back({t, 4.9, 5.1, 5, 5});
    }
    if (gap.length().count() > 0)
        frame.gaps.push_back(gap);
    return frame;
}

} // namespace

class ChartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noSegmentCrossesAGap()
    {
        const TimeRange range{timeFromMs(0), timeFromMs(3600'000)};
        const TimeRange gap{timeFromMs(1200'000), timeFromMs(1800'000)};
        const auto frame = flat(range, 10s, gap);
        const ChartArea area{QRectF(0, 0, 720, 100), range, 0, 10};
        const auto segments = lineSegments(frame.line, frame.gaps, frame.step, area);
        QVERIFY(segments.size() > 500);
        const qreal left = area.x(gap.from), right = area.x(gap.to);
        for (const auto& s : segments)
            QVERIFY(!(std::min(s.x1(), s.x2()) < left - 0.01 && std::max(s.x1(), s.x2()) > right - 2.01));
    }

    void aHoleNobodyDeclaredIsNotBridgedEither()
    {
        const TimeRange range{timeFromMs(0), timeFromMs(3600'000)};
        auto frame = flat(range, 10s, {timeFromMs(1200'000), timeFromMs(1800'000)});
        frame.gaps.clear();
        const ChartArea area{QRectF(0, 0, 720, 100), range, 0, 10};
        for (const auto& s : lineSegments(frame.line, frame.gaps, frame.step, area))
            QVERIFY(s.dx() < 20);
    }

    void aSampleBetweenGapsIsStillSeen()
    {
        const TimeRange range{timeFromMs(0), timeFromMs(100'000)};
        const std::vector<ChartColumn> line{{timeFromMs(50'000), 5, 5, 5, 5}};
        const ChartArea area{QRectF(0, 0, 100, 100), range, 0, 10};
        const auto segments = lineSegments(line, {}, 10s, area);
        QCOMPARE(segments.size(), std::size_t{1});
        QVERIFY(segments[0].length() >= 1);
    }

    void theGapOfAPaintedChartHoldsNoLine()
    {
        test::QuietMessages messages;
        TimeState time;
        const TimeRange range{timeFromMs(0), timeFromMs(3600'000)};
        const TimeRange gap{timeFromMs(1200'000), timeFromMs(1800'000)};
        time.setRange(range);
        LineChart chart(time);
        chart.resize(900, 260);
        chart.show(std::make_shared<ChartFrame>(flat(range, 10s, gap)));
        const QImage image = chart.grab().toImage();
        const QColor ink = Theme::instance().series(0);
        const int left = static_cast<int>(chart.xOf(gap.from)), right = static_cast<int>(chart.xOf(gap.to));
        QVERIFY(countNear(image, ink, left - 60, left - 2) > 20);
        QCOMPARE(countNear(image, ink, left + 3, right - 3), 0);
        QCOMPARE(messages.said(), QStringList());
    }

    void whatComesFromBeyondTheCacheIsDrawnBeforeItsBoundary()
    {
        TimeState time;
        const TimeRange range{timeFromMs(0), timeFromMs(3600'000)};
        time.setRange(range);
        auto frame = flat(range, 10s, {});
        std::erase_if(frame.line, [](const ChartColumn& c) { return c.at < timeFromMs(2400'000); });
        frame.far.emplace();
        frame.far->ownFrom = timeFromMs(2400'000);
        frame.far->source = "kr1";
        frame.far->step = 5min;
        for (Time t = timeFromMs(900'000); t < frame.far->ownFrom; t += 5min)
            frame.far->line.push_back({t, 40, 40, 40, 40});
        LineChart chart(time);
        chart.resize(900, 260);
        chart.show(std::make_shared<ChartFrame>(frame));
        QVERIFY(chart.highest() >= 40); // both sides give the scale
        const QImage image = chart.grab().toImage();
        const QColor ink = Theme::instance().series(0);
        const int boundary = static_cast<int>(chart.xOf(frame.far->ownFrom));
        QCOMPARE(countNear(image, ink, static_cast<int>(chart.xOf(range.from)) + 2, static_cast<int>(chart.xOf(timeFromMs(900'000))) - 3), 0);
        QVERIFY(countNear(image, ink, boundary - 150, boundary - 60) > 60);
        QVERIFY(countNear(image, ink, boundary + 10, boundary + 100) > 60);
        QVERIFY(countNear(image, Theme::instance().text3, boundary - 1, boundary + 2) > 40); // the boundary itself
        frame.far->ownFrom = range.to + 1h; // the whole view lies before it
        frame.line.clear();
        chart.show(std::make_shared<ChartFrame>(frame));
        QVERIFY(countNear(chart.grab().toImage(), ink, boundary - 150, boundary - 60) > 60);
    }

    void thePartBeforeTheOwnSamplesSaysWhatItIs_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("minutes");
        QTest::addColumn<QString>("words");
        using State = ChartFar::State;
        const auto row = [](const char* name, State state, int minutes, const char* words) {
            QTest::newRow(name) << static_cast<int>(state) << minutes << QString::fromUtf8(words);
        };
        row("kept", State::kept, 60, "from kr1, step 1 h");
        row("nothing there", State::nothing, 0, "kr1 holds nothing either");
        row("not yet", State::wanted, 0, "being read from kr1");
        row("finer to come", State::asking, 1440, "from kr1, step 1 d · being read from kr1");
        row("refused", State::refused, 0, "not read from kr1: HTTP 503 from a · again at 01:30:00");
        row("no network", State::offline, 60, "from kr1, step 1 h · what is older is not kept here");
    }
    void thePartBeforeTheOwnSamplesSaysWhatItIs()
    {
        QFETCH(int, state);
        QFETCH(int, minutes);
        QFETCH(QString, words);
        ChartFar far;
        far.source = "kr1";
        far.state = static_cast<ChartFar::State>(state);
        far.step = std::chrono::minutes{minutes};
        if (far.state == ChartFar::State::refused) {
            far.refusal = "HTTP 503 from a";
            far.again = timeFromMs(5400'000);
        }
        QCOMPARE(farWords(far, QTimeZone::utc()), words);
    }

    void theBandStopsWhereItIsNotKnown()
    {
        const TimeRange range{timeFromMs(0), timeFromMs(100'000)};
        std::vector<BandPoint> band;
        for (int i = 0; i < 10; ++i)
            band.push_back({timeFromMs(i * 10'000), i == 5 ? NAN : 2.0, i == 5 ? NAN : 8.0, 5});
        QImage image(100, 100, QImage::Format_ARGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintBand(painter, band, {QRectF(0, 0, 100, 100), range, 0, 10}, Qt::red);
        painter.end();
        QVERIFY(countNear(image, Qt::red, 10, 39) > 500);
        QCOMPARE(countNear(image, Qt::red, 42, 58), 0);
    }

    void ticksAreRoundInTheZone_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("minutes");
        QTest::addColumn<QString>("first");
        QTest::newRow("Seoul, 6 h from 09:07") << QByteArray("Asia/Seoul") << qint64{1763597220000} << qint64{360} << QStringLiteral("10:00");
        QTest::newRow("Kolkata, half hour zone") << QByteArray("Asia/Kolkata") << qint64{1763597220000} << qint64{360} << QStringLiteral("06:00");
        QTest::newRow("UTC, 40 min") << QByteArray("UTC") << qint64{1763597220000} << qint64{40} << QStringLiteral("00:10");
    }
    void ticksAreRoundInTheZone()
    {
        QFETCH(QByteArray, zone);
        QFETCH(qint64, from);
        QFETCH(qint64, minutes);
        QFETCH(QString, first);
        const Time start = timeFromMs(from);
        const auto ticks = chartTicks({start, start + std::chrono::minutes{minutes}}, QTimeZone(zone), 740);
        QVERIFY(ticks.size() >= 3 && ticks.size() <= 8);
        QCOMPARE(ticks.front().label, first);
    }

    void aDayTickStaysAtMidnightWhenTheClocksChange()
    {
        const QTimeZone berlin("Europe/Berlin");
        const Time from = parseRfc3339("2025-10-24T00:00:00Z").value();
        const auto ticks = chartTicks({from, from + std::chrono::hours{24 * 6}}, berlin, 700, 96);
        for (const auto& tick : ticks)
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(toMs(tick.at), berlin).time(), QTime(0, 0));
        QVERIFY(ticks.size() >= 5);
    }

    void roundSpansHoldTheirValues()
    {
        for (const auto& [lo, hi] : {std::pair{283.0, 641.0}, {0.0, 0.0}, {-3.0, 17.0}, {5.0, 5.0}, {1e-9, 2e-9}}) {
            const auto span = roundSpan(lo, hi, 4);
            QVERIFY(span.lo <= lo && span.hi >= hi && span.hi > span.lo);
            QVERIFY((span.hi - span.lo) / span.step <= 7);
        }
    }

    void aFarThresholdDoesNotSqueezeTheLine()
    {
        auto frame = flat({timeFromMs(0), timeFromMs(3600'000)}, 10s, {});
        frame.threshold = 5.15;
        QVERIFY(frameSpan(frame, frame.range, 4).thresholdInside);
        frame.threshold = 5000;
        const auto far = frameSpan(frame, frame.range, 4);
        QVERIFY(!far.thresholdInside);
        QVERIFY(far.hi < 10);
    }

    void aBandStillWideDoesNotPressTheLineFlat()
    {
        auto frame = flat({timeFromMs(0), timeFromMs(3600'000)}, 10s, {});
        const double value = frame.line.front().last;
        frame.band = {{timeFromMs(0), value - 0.2, value + 0.2, value}, {timeFromMs(1'800'000), value - 1000, value + 2000, value}};
        const auto wide = frameSpan(frame, frame.range, 4);
        QVERIFY(wide.hi <= 4 * value && wide.lo >= -3 * value);
        frame.band.pop_back();
        const auto close = frameSpan(frame, frame.range, 4);
        QVERIFY(close.lo < value - 0.19 && close.hi > value + 0.19);
    }

    void spendingSumsToWhatWasSpent()
    {
        const auto snapshot = test::sampleSnapshot(test::Scene::badNight);
        int judged = 0;
        for (const auto& report : snapshot->slos) {
            const auto rows = budgetSpending(report, snapshot->incidents);
            if (!report.remainingRatio) {
                QVERIFY(rows.empty());
                continue;
            }
            double sum = 0;
            for (const auto& row : rows)
                sum += row.cost;
            QVERIFY(!rows.empty() && rows.back().kind == BudgetSpending::Kind::rest);
            QVERIFY(std::abs(sum - (1 - *report.remainingRatio)) < 1e-9);
            ++judged;
        }
        QVERIFY(judged > 5);
    }

    void overlappingIncidentsCountAMomentOnce()
    {
        SloReport report;
        report.from = timeFromMs(0);
        report.to = timeFromMs(100'000);
        report.remainingRatio = 0.5;
        for (int i = 0; i <= 100; ++i)
            report.burnDown.push_back({timeFromMs(i * 1000), i < 40 ? 1.0 : i < 60 ? 1.0 - (i - 40) * 0.025 : 0.5});
        SuspectReport a, b;
        a.range = {timeFromMs(40'000), timeFromMs(55'000)};
        b.range = {timeFromMs(45'000), timeFromMs(60'000)};
        a.id = "a";
        b.id = "b";
        const auto rows = budgetSpending(report, {a, b});
        QCOMPARE(rows.size(), std::size_t{3});
        QVERIFY(std::abs(rows[0].cost + rows[1].cost - 0.5) < 1e-9);
        QVERIFY(std::abs(rows[2].cost) < 1e-9);
    }

    void chartsPaintEverySceneWithoutAWarning_data()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<bool>("dark");
        for (const auto scene : {test::Scene::badNight, test::Scene::quiet, test::Scene::noFeeds, test::Scene::foreign}) {
            for (const bool dark : {true, false})
                QTest::addRow("scene %d %s", static_cast<int>(scene), dark ? "dark" : "light") << static_cast<int>(scene) << dark;
        }
    }
    void chartsPaintEverySceneWithoutAWarning()
    {
        QFETCH(int, scene);
        QFETCH(bool, dark);
        test::QuietMessages messages;
        Theme::instance().setMode(dark ? Theme::Mode::dark : Theme::Mode::light);
        Board board;
        test::showScene(board, static_cast<test::Scene>(scene));
        LineChart large(board.time());
        large.resize(888, 300);
        large.show(board.mainChart());
        board.time().setCrosshair(board.time().range().from + board.time().range().length() / 3);
        QVERIFY(!large.grab().isNull());
        for (const auto& frame : board.charts()) {
            SmallChart cell(board.time());
            cell.resize(313, 120);
            cell.show(frame, true, false);
            QVERIFY(!cell.grab().isNull());
        }
        for (const auto& report : board.slos()) {
            BudgetChart chart(board.time());
            chart.resize(760, 300);
            chart.show(report, budgetSpending(report, board.incidents()), budgetMarks(report, *board.timeline()));
            QVERIFY(!chart.grab().isNull());
        }
        QCOMPARE(messages.said(), QStringList());
        Theme::instance().setMode(Theme::Mode::dark);
    }

    void wheelZoomsAtTheCursorAndADragChoosesARange()
    {
        TimeState time;
        const TimeRange range{timeFromMs(0), timeFromMs(3600'000)};
        time.setRange(range);
        LineChart chart(time);
        chart.resize(900, 260);
        chart.show(std::make_shared<ChartFrame>(flat(range, 10s, {})));
        const QPointF at = chart.plot().center();
        const Time under = chart.timeAt(at.x());
        QWheelEvent wheel(at, chart.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(chart.viewport(), &wheel);
        QVERIFY(time.range().length() < range.length());
        QVERIFY(std::abs((chart.timeAt(at.x()) - under).count()) < 2000);
        time.setRange(range);
        const QPoint a(static_cast<int>(chart.xOf(timeFromMs(900'000))), 100), b(static_cast<int>(chart.xOf(timeFromMs(1800'000))), 100);
        QTest::mousePress(chart.viewport(), Qt::LeftButton, Qt::NoModifier, a);
        QMouseEvent move(QEvent::MouseMove, b, chart.viewport()->mapToGlobal(b), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(chart.viewport(), &move);
        QTest::mouseRelease(chart.viewport(), Qt::LeftButton, Qt::NoModifier, b);
        QVERIFY(std::abs(toMs(time.range().from) - 900'000) < 6000);
        QVERIFY(std::abs(toMs(time.range().to) - 1800'000) < 6000);
    }
};

VEDETTE_TEST(ChartsTest)
#include "tst_charts.moc"
