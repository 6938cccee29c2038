#include "models/anomaly/usual_range.h"
#include "tests/anomaly/series_kit.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr std::size_t kIncident = 14 * 1440 + 870;
constexpr std::size_t kMinutes = 15;
constexpr std::size_t kSecond = kIncident + kMinutes + 1440 + 200;

/// A latency of many requests with a day and noise in proportion.
std::vector<double> latency(std::uint64_t seed)
{
    Noise noise(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < 22 * 1440; ++i)
        values.push_back(0.12 * (1 + 0.3 * std::sin(2 * M_PI * static_cast<double>(i % 1440) / 1440)) * std::exp(0.12 * noise.normal()));
    return values;
}

void times(std::vector<double>& values, std::size_t from, double factor)
{
    for (std::size_t i = from; i < from + kMinutes; ++i)
        values[i] *= factor;
}

double width(const std::vector<ScoredPoint>& points, std::size_t from)
{
    std::vector<double> all;
    for (std::size_t i = from; i < from + 60; ++i)
        all.push_back(points[i].upper - points[i].lower);
    std::nth_element(all.begin(), all.begin() + 30, all.end());
    return all[30];
}

} // namespace

class TestAfterIncident : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBandIsSoonAsBefore_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<double>("factor");
        for (const int seed : {1, 2, 3}) {
            for (const double factor : {0.0, 10.0, 100.0})
                QTest::addRow("seed %d, times %g", seed, factor) << seed << factor;
        }
    }
    void theBandIsSoonAsBefore()
    {
        QFETCH(int, seed);
        QFETCH(double, factor);
        auto values = latency(static_cast<std::uint64_t>(seed));
        const auto quiet = scoresOf(values);
        times(values, kIncident, factor);
        const auto points = scoresOf(values);
        QVERIFY(points[kIncident].anomalous);
        for (const std::size_t hours : {1, 6, 24, 168}) {
            const std::size_t at = kIncident + kMinutes + hours * 60 - 30;
            QVERIFY2(width(points, at) < 1.3 * width(quiet, at), qPrintable(QString::number(hours)));
        }
        QCOMPARE(anomalousIn(points, kIncident + kMinutes + 30, points.size()), 0);
    }

    void aSmallerIncidentOfTheNextDayIsFlagged()
    {
        auto values = latency(5);
        times(values, kIncident, 100);
        times(values, kSecond, 3);
        QVERIFY(scoresOf(values)[kSecond + 1].anomalous);
    }

    void theBandIsNarrowEnoughToSaySomething()
    {
        const auto values = latency(6);
        const auto points = scoresOf(values);
        int outside = 0;
        for (std::size_t i = 7 * 1440; i < points.size(); ++i) {
            QVERIFY(points[i].lower > 0.3 * points[i].expected);
            QVERIFY(points[i].upper < 2.0 * points[i].expected);
            outside += points[i].value < points[i].lower || points[i].value > points[i].upper ? 1 : 0;
        }
        QVERIFY(outside < static_cast<int>(points.size() / 500));
    }

    void theUsualRangeLeavesOutOneDayAndKnowsHabits()
    {
        UsualRange range;
        for (int day = 0; day < 10; ++day) {
            for (int i = 0; i < 24; ++i)
                range.note(day, day == 4 && i == 3 ? 1000 : day % 2 == 0 && i == 5 ? 60 : i, false);
        }
        QVERIFY(range.high() > 50 && range.high() <= 60);
        QVERIFY(range.width() <= 61);
        QVERIFY(range.valid());
    }

    void anIncidentOverMidnightIsOfOneDay()
    {
        UsualRange range;
        for (int day = 0; day < 6; ++day) {
            for (int i = 0; i < 24; ++i)
                range.note(day, (day == 3 && i > 20) || (day == 4 && i < 3) ? 1000 : i, day == 4 && i < 3);
        }
        QVERIFY(range.high() <= 23);
    }
};

VEDETTE_TEST(TestAfterIncident)
#include "tst_after_incident.moc"
