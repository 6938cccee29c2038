#include "tests/anomaly/series_kit.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

ScoredPoint point(int i, double score, double value = 10)
{
    ScoredPoint p;
    p.at = minute(i);
    p.value = value;
    p.score = score;
    p.anomalous = score >= 0.99;
    p.expected = 5;
    p.lower = 3;
    p.upper = 7;
    return p;
}

std::vector<AnomalyFlag> spans(const std::vector<ScoredPoint>& points)
{
    return flagSpans(points, "p95", "{a=\"b\"}", "payment", std::chrono::minutes{5});
}

} // namespace

class TestFlagSpans : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingFlaggedIsNoSpan()
    {
        QVERIFY(spans({}).empty());
        QVERIFY(spans({point(0, 0.5), point(1, 0.98)}).empty());
    }

    void nearPointsJoinAndFarOnesDoNot()
    {
        const auto found = spans({point(0, 0.995), point(1, 0.2), point(5, 0.999, 20), point(6, 0.1), point(11, 0.991), point(12, 0)});
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].from, minute(0));
        QCOMPARE(found[0].to, minute(5));
        QCOMPARE(found[0].score, 0.999);
        QCOMPARE(found[0].peakAt, minute(5));
        QCOMPARE(found[0].peakValue, 20.0);
        QCOMPARE(found[0].expectedAtStart, 5.0);
        QCOMPARE(found[0].watch, std::string("p95"));
        QCOMPARE(found[0].service, std::string("payment"));
        QVERIFY(found[0].upward);
        QVERIFY(!found[0].open && !found[1].open);
        QCOMPARE(found[1].from, minute(11));
    }

    void thePeakIsTheFarthestSampleAndTheExpectationIsOfTheStart()
    {
        auto late = point(2, 0.995, 90);
        late.expected = 40;
        late.lower = 0;
        late.upper = 80;
        const auto up = spans({point(0, 0.991, 20), point(1, 0.999, 30), late, point(3, 0.992, 50)});
        QCOMPARE(up.size(), std::size_t{1});
        QCOMPARE(up[0].peakAt, minute(2));
        QCOMPARE(up[0].peakValue, 90.0);
        QCOMPARE(up[0].score, 0.999);
        QCOMPARE(up[0].expectedAtStart, 5.0);
        QCOMPARE(up[0].upperAtStart, 7.0);
        const auto down = spans({point(0, 0.991, 2), point(1, 0.999, 1), point(2, 0.995, -8), point(3, 0.992, 12)});
        QCOMPARE(down[0].peakValue, -8.0);
        QVERIFY(!down[0].upward);
    }

    void aSpanAtTheNewestSampleIsOpenAndAMissingOneDoesNotCloseIt()
    {
        auto missing = point(2, 0);
        missing.value = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(spans({point(0, 0), point(1, 1)}).back().open);
        QVERIFY(spans({point(1, 1), missing}).back().open);
        QVERIFY(!spans({point(1, 1), point(2, 0)}).back().open);
    }

    void theSentenceNamesValueExpectationAndSide()
    {
        const auto up = spans({point(0, 1, 20)});
        QCOMPARE(up[0].why, std::string("20 is above the expected 5 (usual 3 to 7)"));
        const auto down = spans({point(0, 1, 1)});
        QVERIFY(!down[0].upward);
        QCOMPARE(down[0].why, std::string("1 is below the expected 5 (usual 3 to 7)"));
        const auto inside = spans({point(0, 1, 6)});
        QVERIFY(inside[0].why.find("moved faster") != std::string::npos);
    }
};

VEDETTE_TEST(TestFlagSpans)
#include "tst_flag_spans.moc"
