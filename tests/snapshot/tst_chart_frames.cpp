#include "models/snapshot/chart_frames.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <cmath>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

constexpr Millis kStep = 1min;
Time minute(double m) { return timeFromMs(1'787'000'400'000 + static_cast<std::int64_t>(m * 60'000)); }
TimeRange minutes(double from, double to) { return {minute(from), minute(to)}; }

/// One sample a minute; the value of minute i is f(i).
template <class F> SeriesSamples series(int from, int to, F f)
{
    SeriesSamples out;
    for (int i = from; i < to; ++i) {
        out.times.push_back(minute(i));
        out.values.push_back(f(i));
    }
    return out;
}

} // namespace

class ChartFramesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leastAndGreatestAreKeptInAnyWidth_data()
    {
        QTest::addColumn<int>("columns");
        for (const int columns : {1, 2, 7, 100, 799, 5000})
            QTest::newRow(qPrintable(QString::number(columns))) << columns;
    }
    void leastAndGreatestAreKeptInAnyWidth()
    {
        QFETCH(int, columns);
        const auto samples = series(0, 1440, [](int i) { return i == 777 ? 1000.0 : i == 778 ? -1000.0 : std::sin(i / 50.0); });
        const auto line = reduceLine(samples, minutes(0, 1440), kStep, columns, minute(1440));
        QVERIFY(line.columns.size() <= static_cast<std::size_t>(columns));
        const auto least = std::min_element(line.columns.begin(), line.columns.end(), [](const auto& a, const auto& b) { return a.min < b.min; });
        const auto most = std::max_element(line.columns.begin(), line.columns.end(), [](const auto& a, const auto& b) { return a.max < b.max; });
        QCOMPARE(least->min, -1000.0);
        QCOMPARE(most->max, 1000.0);
        QCOMPARE(line.columns.front().first, samples.values.front());
        QCOMPARE(line.columns.back().last, samples.values.back());
        QCOMPARE(line.stats.min.value(), -1000.0);
        QCOMPARE(line.stats.max.value(), 1000.0);
        QVERIFY(line.gaps.empty());
        for (const auto& c : line.columns)
            QVERIFY(c.min <= c.first && c.first <= c.max && c.min <= c.last && c.last <= c.max);
        QVERIFY(std::is_sorted(line.columns.begin(), line.columns.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
    }

    void aLongChartOfBinsLooksLikeThatOfItsSamples()
    {
        const auto samples = series(0, 30 * 1440, [](int i) { return i % 977 == 5 ? 90.0 + i % 7 : 3 * std::sin(i / 300.0); });
        SeriesRollup hours{{}, 1h, {}};
        for (std::size_t i = 0; i < samples.times.size(); ++i) {
            const double v = samples.values[i];
            if (i % 60 == 0)
                hours.bins.push_back({samples.times[i], 0, v, v, 0, v, v, 0});
            auto& bin = hours.bins.back();
            ++bin.count;
            bin.min = std::min(bin.min, v);
            bin.max = std::max(bin.max, v);
            bin.sum += v;
            bin.last = v;
        }
        const auto range = minutes(0, 30 * 1440);
        const auto raw = reduceLine(samples, range, kStep, 720, range.to);
        const auto coarse = reduceLine(hours, range, kStep, 720, range.to, samples.times.back());
        QCOMPARE(coarse.columns.size(), raw.columns.size());
        for (std::size_t i = 0; i < raw.columns.size(); ++i) {
            QCOMPARE(coarse.columns[i].at, raw.columns[i].at);
            QCOMPARE(coarse.columns[i].min, raw.columns[i].min);
            QCOMPARE(coarse.columns[i].max, raw.columns[i].max);
            QCOMPARE(coarse.columns[i].first, raw.columns[i].first);
            QCOMPARE(coarse.columns[i].last, raw.columns[i].last);
        }
        QVERIFY(coarse.gaps.empty());
        QCOMPARE(coarse.stats.min, raw.stats.min);
        QCOMPARE(coarse.stats.max, raw.stats.max);
        QCOMPARE(coarse.stats.last, raw.stats.last);
        QCOMPARE(coarse.stats.lastAt, raw.stats.lastAt);
        QVERIFY(std::fabs(*coarse.stats.mean - *raw.stats.mean) < 1e-9);
        hours.bins.erase(hours.bins.begin() + 100, hours.bins.begin() + 102);
        const auto broken = reduceLine(hours, range, kStep, 720, range.to, samples.times.back());
        QCOMPARE(broken.gaps, (std::vector<TimeRange>{minutes(6000, 6120)}));
        const auto ended = reduceLine(hours, minutes(0, 31 * 1440), kStep, 720, minute(31 * 1440), samples.times.back());
        QCOMPARE(ended.gaps.back(), minutes(30 * 1440 - 1, 31 * 1440));
    }

    void aGapIsNeverBridged()
    {
        auto samples = series(0, 30, [](int) { return 1.0; });
        const auto after = series(40, 60, [](int) { return 9.0; });
        samples.times.insert(samples.times.end(), after.times.begin(), after.times.end());
        samples.values.insert(samples.values.end(), after.values.begin(), after.values.end());
        for (const int columns : {1, 2, 3, 60, 800}) { // in one column too, the two sides stay apart
            const auto line = reduceLine(samples, minutes(0, 60), kStep, columns, minute(60));
            QCOMPARE(line.gaps.size(), std::size_t{1});
            QCOMPARE(line.gaps[0], (TimeRange{minute(29), minute(40)}));
            for (const auto& c : line.columns)
                QCOMPARE(c.min, c.max); // no column holds both
        }
    }

    void whatIsNoNumberIsMissing()
    {
        const auto samples = series(0, 60, [](int i) { return i >= 20 && i < 30 ? std::nan("") : i == 40 ? HUGE_VAL : 2.0; });
        const auto line = reduceLine(samples, minutes(0, 60), kStep, 800, minute(60));
        QCOMPARE(line.gaps.size(), std::size_t{1}); // one missing sample is no gap
        QCOMPARE(line.gaps[0], (TimeRange{minute(19), minute(30)}));
        QCOMPARE(line.stats.mean.value(), 2.0);
        QCOMPARE(line.stats.max.value(), 2.0);
    }

    void nothingAtTheEdgesIsAGapToo()
    {
        const auto samples = series(10, 50, [](int) { return 1.0; });
        const auto known = reduceLine(samples, minutes(0, 60), kStep, 100, minute(60));
        QCOMPARE(known.gaps.size(), std::size_t{2});
        QCOMPARE(known.gaps[0], (TimeRange{minute(0), minute(10)}));
        QCOMPARE(known.gaps[1], (TimeRange{minute(49), minute(60)}));
        const auto future = reduceLine(samples, minutes(0, 60), kStep, 100, minute(50)); // what has not been is no gap
        QCOMPARE(future.gaps.size(), std::size_t{1});
    }

    void withoutSamplesThereIsNoNumber()
    {
        const auto line = reduceLine({}, minutes(0, 60), kStep, 100, minute(60));
        QVERIFY(line.columns.empty());
        QVERIFY(!line.stats.last && !line.stats.min && !line.stats.mean && !line.stats.max);
        QCOMPARE(line.gaps.size(), std::size_t{1});
        const auto outside = reduceLine(series(100, 120, [](int) { return 1.0; }), minutes(0, 60), kStep, 100, minute(60));
        QVERIFY(outside.columns.empty());
    }

    void theRangeIsHalfOpen()
    {
        const auto line = reduceLine(series(0, 61, [](int i) { return i; }), minutes(0, 60), kStep, 60, minute(61));
        QCOMPARE(line.columns.size(), std::size_t{60});
        QCOMPARE(line.stats.last.value(), 59.0);
        QCOMPARE(line.stats.lastAt.value(), minute(59));
    }

    void aBandIsAsWideAsItsWidestPoint()
    {
        std::vector<ScoredPoint> points(120);
        for (int i = 0; i < 120; ++i) {
            auto& p = points[static_cast<std::size_t>(i)];
            p.at = minute(i);
            p.expected = 5;
            p.lower = i == 61 ? 1 : 4;
            p.upper = i == 62 ? 9 : 6;
            if (i < 10)
                p.lower = std::nan(""); // not yet known
        }
        const auto band = reduceBand(points, minutes(0, 120), 12);
        QCOMPARE(band.size(), std::size_t{11});
        QCOMPARE(band.front().at, minute(10));
        QCOMPARE(band[5].lower, 1.0);
        QCOMPARE(band[5].upper, 9.0);
        QCOMPARE(band[6].lower, 4.0);
    }

    void whatWasNowhereBelowZeroIsExpectedNowhereBelowIt()
    {
        const std::vector<BandPoint> wide{{minute(0), -3, 9, 2}, {minute(1), 1, 4, 2}};
        auto band = wide;
        keepBandAboveZero(band, 0.0);
        QCOMPARE(band[0].lower, 0.0);
        QCOMPARE(band[0].upper, 9.0);
        QCOMPARE(band[1].lower, 1.0);
        for (const std::optional<double> least : {std::optional<double>(-0.5), std::optional<double>()}) {
            band = wide;
            keepBandAboveZero(band, least);
            QCOMPARE(band[0].lower, -3.0);
        }
    }
};

VEDETTE_TEST(ChartFramesTest)
#include "tst_chart_frames.moc"
