#include "models/snapshot/far_line.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kDay = 86'400'000;
Time day(double n) { return timeFromMs(20'000 * kDay + static_cast<std::int64_t>(n * kDay)); }

FarSpan farSpan(double from, double to, Millis step, double askedAt = 100, double value = 1)
{
    FarSpan out;
    out.feed = "kr1";
    out.span = {day(from), day(to)};
    out.step = step;
    out.askedAt = day(askedAt);
    SeriesSamples series;
    for (Time t = out.span.from; t < out.span.to; t += step) {
        series.times.push_back(t);
        series.values.push_back(value);
    }
    out.series.push_back(std::move(series));
    return out;
}

FarSpan inVain(double from, double to, Millis step, double askedAt)
{
    auto out = farSpan(from, to, step, askedAt);
    out.series.clear();
    return out;
}

/// Thirty days of which the cache holds the last two.
FarInput lately()
{
    FarInput in;
    in.range = {day(70), day(100)};
    in.ownFrom = day(98);
    in.now = day(100);
    in.ownStep = 1min;
    return in;
}

ChartFar part(const std::vector<FarSpan>& kept, const FarInput& in)
{
    std::vector<TimeRange> gaps;
    return farPart(kept, in, gaps);
}

} // namespace

class FarLineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theStepFollowsTheRange_data()
    {
        QTest::addColumn<qint64>("hours");
        QTest::addColumn<qint64>("own");
        QTest::addColumn<qint64>("step");
        QTest::newRow("an hour") << qint64{1} << qint64{15} << qint64{60};
        QTest::newRow("a day") << qint64{24} << qint64{60} << qint64{120};
        QTest::newRow("a week") << qint64{168} << qint64{60} << qint64{900};
        QTest::newRow("30 days") << qint64{720} << qint64{60} << qint64{3600};
        QTest::newRow("a year") << qint64{8760} << qint64{60} << qint64{43200};
        QTest::newRow("ten years") << qint64{87600} << qint64{60} << qint64{86400 };
        QTest::newRow("never finer than its own") << qint64{1} << qint64{300} << qint64{300};
    }
    void theStepFollowsTheRange()
    {
        QFETCH(qint64, hours);
        QFETCH(qint64, own);
        QFETCH(qint64, step);
        QCOMPARE(farStep({day(0), day(0) + std::chrono::hours{hours}}, std::chrono::seconds{own}).count(), step * 1000);
    }

    void theCacheBeginsWhereItHoldsSamplesThatWereAskedFor()
    {
        QCOMPARE(toMs(ownSamplesFrom({{day(70), day(100)}}, day(69), day(100), 0ms)), toMs(day(70)));
        QCOMPARE(toMs(ownSamplesFrom({{day(10), day(100)}}, day(69), day(100), 0ms)), toMs(day(69))); // dropped since
        QCOMPARE(toMs(ownSamplesFrom({{day(99), day(100)}}, day(99), day(100), Millis{30 * kDay})), toMs(day(70))); // on its way
        QCOMPARE(toMs(ownSamplesFrom({}, day(80), day(100), 0ms)), toMs(day(80)));
    }

    void whatIsNotKeptIsMissing()
    {
        const auto far = part({}, lately());
        QVERIFY(far.state == ChartFar::State::wanted);
        QVERIFY(far.line.empty());
        QCOMPARE(far.missingStep.count(), 3'600'000);
        QCOMPARE(toMs(far.missing.to), toMs(day(98)));
        QCOMPARE(toMs(far.missing.from), toMs(day(55))); // half a range wider: the view may move
    }

    void whatIsKeptIsDrawnAndNotAskedAgain()
    {
        const auto far = part({farSpan(60, 98, 1h)}, lately());
        QVERIFY(far.state == ChartFar::State::kept);
        QCOMPARE(far.missing.length().count(), 0);
        QCOMPARE(far.step.count(), 3'600'000);
        QCOMPARE(far.line.size(), std::size_t{28 * 24});
        QVERIFY(far.line.back().at < day(98));
        QCOMPARE(toMs(far.line.front().at), toMs(day(70)));
    }

    void aViewThatMovesALittleAsksNothing()
    {
        auto in = lately();
        in.range = {day(70.2), day(100.2)};
        in.ownFrom = day(98.2); // retention drops on
        QVERIFY(part({farSpan(60, 98, 1h)}, in).state == ChartFar::State::kept);
        in.ownFrom = day(99);
        const auto far = part({farSpan(60, 98, 1h)}, in);
        QVERIFY(far.state == ChartFar::State::wanted);
        QCOMPARE(toMs(far.missing.from), toMs(day(98)));
        QCOMPARE(toMs(far.missing.to), toMs(day(99)));
    }

    void theCoarsestThatIsFineEnoughIsShown()
    {
        const std::vector<FarSpan> kept{farSpan(90, 98, 1min, 100, 3), farSpan(60, 98, 1h, 100, 2), farSpan(0, 98, 24h, 100, 1)};
        const auto far = part(kept, lately());
        QVERIFY(far.state == ChartFar::State::kept);
        QVERIFY(std::all_of(far.line.begin(), far.line.end(), [](const ChartColumn& c) { return c.min == 2 && c.max == 2; }));
    }

    void whatIsTooCoarseIsShownWhileTheRestIsAsked()
    {
        const auto far = part({farSpan(0, 98, 24h)}, lately());
        QVERIFY(far.state == ChartFar::State::wanted);
        QCOMPARE(far.line.size(), 28U);
        QCOMPARE(far.step.count(), kDay);
        QCOMPARE(toMs(far.missing.to), toMs(day(98)));
    }

    void nothingThereIsAskedAgainAfterAnHour()
    {
        auto far = part({inVain(60, 98, 1h, 99.99)}, lately());
        QVERIFY(far.state == ChartFar::State::nothing);
        far = part({inVain(60, 98, 1h, 99.9)}, lately());
        QVERIFY(far.state == ChartFar::State::wanted);
    }

    void anAnswerInVainHidesNoSamples()
    {
        const auto far = part({inVain(60, 98, 30min, 99.99), farSpan(60, 98, 1h)}, lately());
        QVERIFY(far.state == ChartFar::State::kept);
        QCOMPARE(far.line.size(), std::size_t{28 * 24});
    }

    void whatWasAskedLaterThanAsOfIsNotShown()
    {
        auto in = lately();
        in.asOf = day(99);
        QVERIFY(part({farSpan(60, 98, 1h, 99.5)}, in).line.empty());
        QVERIFY(!part({farSpan(60, 98, 1h, 98.5)}, in).line.empty());
    }

    void whatTheEngineDoesNotHoldIsAGapButNotWhatWasNotAsked()
    {
        auto half = farSpan(60, 98, 1h);
        auto& series = half.series.front();
        series.times.erase(series.times.begin(), series.times.begin() + 20 * 24); // from day 80 on
        series.values.erase(series.values.begin(), series.values.begin() + 20 * 24);
        std::vector<TimeRange> gaps;
        (void)farPart({half}, lately(), gaps);
        QCOMPARE(gaps.size(), 1U);
        QCOMPARE(toMs(gaps[0].from), toMs(day(70)));
        QCOMPARE(toMs(gaps[0].to), toMs(day(80)));
        gaps.clear();
        (void)farPart({farSpan(80, 98, 1h)}, lately(), gaps);
        QVERIFY(gaps.empty());
    }

    void seriesAreToldApartByTheirLabels()
    {
        auto both = farSpan(60, 98, 1h, 100, 1);
        both.series.push_back(both.series.front());
        both.series[0].labels = Labels{{"instance", "a"}};
        both.series[1].labels = Labels{{"instance", "b"}};
        std::fill(both.series[1].values.begin(), both.series[1].values.end(), 7.0);
        auto in = lately();
        in.series = R"({instance="b"})";
        const auto far = part({both}, in);
        QVERIFY(!far.line.empty());
        QCOMPARE(far.line.front().min, 7.0);
        in.series = R"({instance="c"})";
        in.alone = true;
        QVERIFY(part({both}, in).line.empty());
    }
};

VEDETTE_TEST(FarLineTest)
#include "tst_far_line.moc"
