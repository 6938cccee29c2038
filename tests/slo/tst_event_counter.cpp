#include "models/slo/budget.h"
#include "models/slo/event_counter.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <limits>
#include <random>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const Time kStart = floorTo(timeFromMs(1760000000000), 1h);

/// Samples a minute apart from `fromMinute` on; -1 leaves one out.
SeriesSamples minutes(int fromMinute, const std::vector<double>& values)
{
    SeriesSamples s;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == -1)
            continue;
        s.times.push_back(kStart + 1min * (fromMinute + static_cast<int>(i)));
        s.values.push_back(values[i]);
    }
    return s;
}

std::vector<double> steady(int n, double step) // 0, step, 2 step, ...
{
    std::vector<double> v;
    for (int i = 0; i < n; ++i)
        v.push_back(i * step);
    return v;
}

SloBins count(const std::vector<SeriesSamples>& error, const std::vector<SeriesSamples>& total, Millis length = 30min,
    Time knownFrom = kStart)
{
    std::vector<CounterSeries> e;
    std::vector<CounterSeries> t;
    for (const auto& s : error)
        e.push_back({1, &s});
    for (const auto& s : total)
        t.push_back({1, &s});
    return countEvents("s/x", e, t, knownFrom, {kStart, kStart + length}, 5min);
}

double totalOf(const SloBins& bins)
{
    double sum = 0;
    for (const auto& b : bins.bins)
        sum += b.total;
    return sum;
}

double badOf(const SloBins& bins)
{
    double sum = 0;
    for (const auto& b : bins.bins)
        sum += b.total - b.good;
    return sum;
}

} // namespace

class TestEventCounter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBinHoldsWhatItsSamplesAdded()
    {
        const auto bins = count({}, {minutes(0, steady(31, 10))});
        QCOMPARE(bins.bins.size(), std::size_t(6));
        for (const auto& b :
            bins.bins) { // start < t <= start + 5 min: five steps of 10, the sample on the edge included
            QCOMPARE(b.total, 50.0);
            QCOMPARE(b.good, 50.0);
            QCOMPARE(b.seen, 1.0);
        }
        QCOMPARE(toMs(bins.bins[0].start), toMs(kStart));
    }

    void incrementsAreCountedWhateverHappensToTheCounter_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<int>("fromMinute");
        QTest::addColumn<double>("expected");
        QTest::newRow("steps") << QList<double>{5, 7, 7, 20} << 0 << 15.0;
        QTest::newRow("a restart adds what it counted since") << QList<double>{100, 110, 3, 8} << 0 << 18.0;
        QTest::newRow("a restart to zero") << QList<double>{100, 110, 0, 0, 4} << 0 << 14.0;
        QTest::newRow("NaN is no sample") << QList<double>{100, kNan, 120, kNan, 130} << 0 << 30.0;
        QTest::newRow("infinity is no sample") << QList<double>{100, INFINITY, 120} << 0 << 20.0;
        QTest::newRow("a lost scrape loses nothing") << QList<double>{100, -1, -1, 160} << 0 << 60.0;
        QTest::newRow("gone and back goes on") << QList<double>{1, 2, -1, -1, -1, -1, -1, -1, -1, -1, 9} << 0 << 8.0;
        QTest::newRow("born later adds its first value") << QList<double>{7, 9} << 12 << 9.0;
        QTest::newRow("there at the start adds nothing") << QList<double>{7, 9} << 4 << 2.0;
    }

    void incrementsAreCountedWhateverHappensToTheCounter()
    {
        QFETCH(QList<double>, values);
        QFETCH(int, fromMinute);
        QFETCH(double, expected);
        // A second series that stands still keeps the target in sight from the start.
        const auto bins = count(
            {}, {minutes(fromMinute, {values.begin(), values.end()}), minutes(0, std::vector<double>(31, 1000))});
        QCOMPARE(totalOf(bins), expected);
    }

    void aGapsEventsBelongToTheSampleAfterIt()
    {
        auto values = steady(31, 10);
        for (std::size_t i = 6; i < 22; ++i)
            values[i] = -1;
        const auto bins = count({}, {minutes(0, values)});
        QCOMPARE(totalOf(bins), 300.0);
        for (const auto& b : bins.bins) {
            if (b.start == kStart + 20min) {
                QCOMPARE(b.total, 200.0); // minute 22 brings 17 steps, 23 to 25 three more
                QCOMPARE(b.seen, 4.0 / 5.0); // minutes 22 to 25 are vouched for
            }
        }
        QCOMPARE(bins.bins.size(), std::size_t(3)); // the three bins inside the gap know nothing
    }

    void firstSeenLateIsHistoryNotBirth()
    {
        // Known from an hour before, but nothing of this service was ever seen: 1e6 is its past, not an event of now.
        const auto bins = count({}, {minutes(10, {1e6, 1e6 + 3})}, 30min, kStart - 1h);
        QCOMPARE(totalOf(bins), 3.0);
    }

    void errorsAreWhatIsNotGood()
    {
        const auto bins = count({minutes(12, {2, 2, 3})}, {minutes(0, steady(31, 10))});
        QCOMPARE(totalOf(bins), 300.0);
        QCOMPARE(badOf(bins), 3.0); // born with two errors
        QCOMPARE(bins.bins[2].good, 47.0);
    }

    void factorsOfTermsAreKept()
    {
        const auto all = minutes(0, steady(31, 10));
        const auto good = minutes(0, steady(31, 9));
        const auto bins
            = countEvents("s/x", {{1, &all}, {-1, &good}}, {{1, &all}}, kStart, {kStart, kStart + 30min}, 5min);
        QCOMPARE(badOf(bins), 30.0);
    }

    void coverageFollowsAChangeOfResolution()
    {
        SeriesSamples s; // ten minutes apart for two hours, then 15 s
        for (int i = 0; i <= 12; ++i)
            s.times.push_back(kStart + 10min * i);
        for (int i = 1; i <= 240; ++i)
            s.times.push_back(kStart + 2h + 15s * i);
        s.values.assign(s.times.size(), 1);
        const auto bins = count({}, {s}, 3h);
        QCOMPARE(bins.bins.size(), std::size_t(36));
        for (const auto& b : bins.bins)
            QVERIFY(std::abs(b.seen - 1) < 1e-9);
    }

    void nothingSeenIsNoBin()
    {
        QVERIFY(count({}, {}).bins.empty());
        QVERIFY(count({}, {minutes(0, {kNan, kNan})}).bins.empty());
    }

    void scrapedLogsOfEventsCountAsTheEventsThemselves_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 8; ++seed)
            QTest::addRow("log %d", seed) << seed;
    }

    /// Instances that restart, are born later and lose scrapes; their counters are read every 15 s with jitter. A
    /// restart comes right after a scrape and is seen before the next event: what falls between a scrape and a restart
    /// no counter can tell.
    void scrapedLogsOfEventsCountAsTheEventsThemselves()
    {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
        constexpr int kScrapes = 4 * 60 * 24;
        double trueBad = 0;
        double trueTotal = 0;
        std::vector<SeriesSamples> errors(5);
        std::vector<SeriesSamples> totals(5);
        for (std::size_t instance = 0; instance < 5; ++instance) {
            const int born = instance < 3 ? 0 : 40 + static_cast<int>(unit() * 2000);
            double t = born == 0 ? 5e11 : 0; // what it counted before anything was known
            double e = 0;
            bool lost = false;
            for (int scrape = born; scrape < kScrapes; ++scrape) {
                const bool restart = scrape > born + 1 && !lost && unit() < 0.001;
                if (restart)
                    t = e = 0;
                const bool first = scrape == born && born == 0;
                if (!restart && !first) {
                    const double n = std::floor(unit() * (scrape % 2880 < 1000 ? 200 : 20));
                    const double bad = std::floor(n * unit() * 0.02);
                    t += n;
                    e += bad;
                    trueTotal += n;
                    trueBad += bad;
                }
                lost = !restart && !first && scrape + 1 < kScrapes && unit() < 0.05;
                if (lost)
                    continue;
                const Time at = kStart + 15s * scrape + Millis{static_cast<int>(unit() * 200)};
                totals[instance].times.push_back(at);
                totals[instance].values.push_back(t);
                if (e > 0 || first || !errors[instance].times.empty()) { // appears with its first error
                    errors[instance].times.push_back(at);
                    errors[instance].values.push_back(e);
                }
            }
        }
        const auto bins = count(errors, totals, 24h + 5min);
        QVERIFY(trueTotal > 5e5 && trueBad > 1e3);
        QVERIFY2(std::abs(totalOf(bins) - trueTotal) <= 1e-9 * trueTotal,
            QByteArray::number(totalOf(bins) - trueTotal).constData());
        QVERIFY2(
            std::abs(badOf(bins) - trueBad) <= 1e-9 * trueBad, QByteArray::number(badOf(bins) - trueBad).constData());

        SloSpec spec;
        spec.window = 24h;
        const auto report = judgeSlo(spec, bins, kStart + 24h + 3min);
        QVERIFY(std::abs(*report.errorRatio - trueBad / trueTotal) <= 1e-9);
        QVERIFY(report.coverageRatio > 0.999);
    }
};

VEDETTE_TEST(TestEventCounter)
#include "tst_event_counter.moc"
