#include "tests/anomaly/series_kit.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

} // namespace

class TestDetector : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSpikeOnAFlatLineIsFlaggedAndNothingElse()
    {
        std::vector<double> values(3000, 42.0);
        values[2000] = 100;
        const auto points = scoresOf(values);
        QVERIFY(points[2000].anomalous);
        QCOMPARE(anomalousIn(points, 0, 2000), 0);
        QCOMPARE(anomalousIn(points, 2002, 3000), 0);
    }

    void aSmallStepOfAFlatLineIsFlagged()
    {
        std::vector<double> values(4000, 42.0);
        std::fill(values.begin() + 3000, values.begin() + 3010, 43.0);
        QVERIFY(scoresOf(values)[3000].anomalous);
    }

    void quietSeriesStayQuiet_data()
    {
        QTest::addColumn<int>("seed");
        for (const int seed : {1, 2, 3, 4})
            QTest::addRow("seed %d", seed) << seed;
    }
    void quietSeriesStayQuiet()
    {
        QFETCH(int, seed);
        const auto noise = scoresOf(noisy(14 * 1440, 100, 5, static_cast<std::uint64_t>(seed)));
        QCOMPARE(anomalousIn(noise, 1440, noise.size()), 0);
        const auto season = scoresOf(seasonal(14, static_cast<std::uint64_t>(seed)));
        QCOMPARE(anomalousIn(season, 2 * 1440, season.size()), 0);
    }

    void theSeasonIsLearnt()
    {
        auto values = seasonal(8, 7);
        const std::size_t evening = 7 * 1440 + 1080; // usually 400
        const std::size_t morning = 7 * 1440 + 360;  // usually 1600
        values[evening] = 1000;                      // ordinary for the series, not for the hour
        const auto points = scoresOf(values);
        QVERIFY(points[evening].anomalous);
        QVERIFY(std::abs(points[morning].expected - 1600) < 60);
        QVERIFY(std::abs(points[evening].expected - 400) < 60);
        QVERIFY(points[evening].upper < 1000);
        QVERIFY(points[morning].lower > 1000);
    }

    void daysNeededFallsToZeroWithinADay()
    {
        Detector detector{DetectorOptions{}};
        QVERIFY(detector.daysNeeded() > 0.99);
        for (int i = 0; i < 720; ++i)
            detector.push(minute(i), i % 7);
        QVERIFY(std::abs(detector.daysNeeded() - 0.5) < 0.03);
        for (int i = 720; i < 1460; ++i)
            detector.push(minute(i), i % 7);
        QCOMPARE(detector.daysNeeded(), 0.0);
        QCOMPARE(detector.seen(), std::int64_t{1460});
    }

    void missingSamplesScoreNothingAndKeepTheBand()
    {
        auto values = noisy(3000, 100, 5, 3);
        for (std::size_t i = 2000; i < 2300; ++i)
            values[i] = kMissing;
        values[2500] = std::numeric_limits<double>::infinity();
        values[2600] = -1e300;
        const auto points = scoresOf(values);
        for (const std::size_t i : {2000, 2299, 2500, 2600}) {
            QCOMPARE(points[i].score, 0.0);
            QVERIFY(!points[i].anomalous);
            QVERIFY(points[i].lower < 100 && points[i].upper > 100);
        }
        QCOMPARE(anomalousIn(points, 1440, 3000), 0);
    }

    void onlyMissingSamplesAreAnswered()
    {
        for (const auto& p : scoresOf(std::vector<double>(100, kMissing))) {
            QCOMPARE(p.score, 0.0);
            QVERIFY(std::isnan(p.expected));
        }
    }

    void aRestartedCounterIsFlaggedAndThenOrdinary()
    {
        Noise noise(5);
        std::vector<double> values;
        double total = 1e6;
        for (int i = 0; i < 1440; ++i) {
            total = i == 1200 ? 0 : total + 100 + 5 * noise.normal();
            values.push_back(total);
        }
        const auto points = scoresOf(values);
        QCOMPARE(anomalousIn(points, 300, 1200), 0);
        QVERIFY(points[1200].anomalous);
        QCOMPARE(anomalousIn(points, 1400, 1440), 0);
    }

    void aLastingStepIsFlaggedAndBecomesTheNewNormal()
    {
        auto values = noisy(6 * 1440, 100, 3, 11);
        const std::size_t step = 3 * 1440;
        for (std::size_t i = step; i < values.size(); ++i)
            values[i] += 100;
        const auto points = scoresOf(values);
        QVERIFY(points[step].anomalous);
        QVERIFY(points[step + 1].anomalous);
        QCOMPARE(anomalousIn(points, step + 300, values.size()), 0);
        QVERIFY(std::abs(points[step + 400].expected - 200) < 10);
    }

    void aDailyJobIsAHabitFromTheThirdDayOn()
    {
        auto values = noisy(9 * 1440, 20, 1, 4);
        for (std::size_t day = 0; day < 9; ++day)
            for (std::size_t i = 0; i < 3; ++i)
                values[day * 1440 + 125 + i] += 40;
        const auto points = scoresOf(values);
        QVERIFY(anomalousIn(points, 0, 3 * 1440) > 0);
        QCOMPARE(anomalousIn(points, 4 * 1440, 9 * 1440), 0);
    }

    void theGoodDirectionCountsLess()
    {
        auto values = noisy(3 * 1440, 100, 2, 9);
        values[4000] = 130;
        values[4200] = 70;
        DetectorOptions up;
        up.badDirection = BadDirection::up;
        const auto both = scoresOf(values);
        const auto upOnly = scoresOf(values, up);
        QVERIFY(both[4200].score > 0.9);
        QCOMPARE(upOnly[4000].score, both[4000].score);
        QVERIFY(upOnly[4200].score < both[4200].score);
        QCOMPARE(upOnly[4200].lower, both[4200].lower); // what is usual is no matter of good and bad
    }

    void boundsWeighAndCutTheBand()
    {
        auto values = noisy(2000, 1, 0.5, 9);
        for (double& v : values)
            v = std::max(v, 0.0);
        values[1900] = 6;
        DetectorOptions bounded;
        bounded.lowerBound = 0;
        bounded.upperBound = 5;
        const auto plain = scoresOf(values);
        const auto cut = scoresOf(values, bounded);
        QVERIFY(plain[1800].lower < 0);
        QCOMPARE(cut[1800].lower, 0.0);
        QVERIFY(cut[1800].upper <= 5);
        QVERIFY(cut[1900].score > plain[1900].score);
    }

    void timesThatDoNotAdvanceAreIgnored()
    {
        const auto values = noisy(1000, 100, 5, 2);
        Detector with{DetectorOptions{}};
        Detector without{DetectorOptions{}};
        for (int i = 0; i < 1000; ++i) {
            const auto a = with.push(minute(i), values[static_cast<std::size_t>(i)]);
            const auto b = without.push(minute(i), values[static_cast<std::size_t>(i)]);
            QCOMPARE(a.score, b.score);
            const auto same = with.push(minute(i), 1e9);
            const auto earlier = with.push(minute(i - 5), 1e9);
            QCOMPARE(same.score, 0.0);
            QVERIFY(!earlier.anomalous);
        }
        QCOMPARE(with.save(), without.save());
    }

    void aPrefixScoresTheSame()
    {
        const auto values = seasonal(3, 5);
        const auto whole = scoresOf(values);
        const auto part = scoresOf({values.begin(), values.begin() + 2000});
        for (std::size_t i = 0; i < part.size(); ++i) {
            QCOMPARE(part[i].score, whole[i].score);
            QCOMPARE(part[i].anomalous, whole[i].anomalous);
        }
    }

    void strongerIsNeverLess()
    {
        const auto values = noisy(2000, 100, 5, 6);
        double last = -1;
        for (const double v : {100.0, 120.0, 140.0, 200.0, 1e3, 1e4, 1e5, 1e6}) {
            auto with = values;
            with.push_back(v);
            const double score = scoresOf(with).back().score;
            QVERIFY(score >= 0 && score <= 1);
            QVERIFY2(score > last, qPrintable(QString::number(v)));
            last = score;
        }
    }

    void everyStepWorks_data()
    {
        QTest::addColumn<qint64>("stepSeconds");
        for (const qint64 s : {1, 15, 60, 300, 3600, 86400, 604800})
            QTest::addRow("%lld s", static_cast<long long>(s)) << s;
    }
    void everyStepWorks()
    {
        QFETCH(qint64, stepSeconds);
        DetectorOptions options;
        options.step = Millis{stepSeconds * 1000};
        Detector detector(options);
        const auto values = noisy(3000, 50, 2, 8);
        int flagged = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            flagged += detector.push(timeFromMs(static_cast<std::int64_t>(i) * stepSeconds * 1000), values[i]).anomalous ? 1 : 0;
        const double weeks = 3000.0 * static_cast<double>(stepSeconds) / 604800;
        QVERIFY2(flagged <= std::max(1.0, weeks), qPrintable(QString::number(flagged)));
        QVERIFY(detector.push(timeFromMs(3000 * stepSeconds * 1000), 120).anomalous);
    }

    void wildValuesAndTimesKeepTheScoreInBounds()
    {
        Detector detector{DetectorOptions{}};
        Noise noise(1);
        std::int64_t t = -5000000;
        for (int i = 0; i < 20000; ++i) {
            t += static_cast<std::int64_t>(std::pow(10, 8 * noise.uniform()));
            const double v = (noise.uniform() - 0.5) * std::pow(10, 60 * noise.uniform() - 30);
            const auto p = detector.push(timeFromMs(t), v);
            QVERIFY(p.score >= 0 && p.score <= 1);
        }
        detector.push(Time::max(), 1);
        QVERIFY(Detector::load(detector.save(), DetectorOptions{}).ok());
    }
};

VEDETTE_TEST(TestDetector)
#include "tst_detector.moc"
