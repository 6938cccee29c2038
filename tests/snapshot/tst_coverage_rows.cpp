#include "models/snapshot/coverage_rows.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace std::chrono_literals;

namespace {

using State = CoverageDay::State;
const Time kFirst = timeFromMs(1'787'011'200'000 / 86'400'000 * 86'400'000);
Time day(double d) { return kFirst + Millis{static_cast<std::int64_t>(d * 86'400'000)}; }

FeedStatus feed(const std::string& name, FeedKind kind, double backfill = 1)
{
    FeedStatus f;
    f.name = name;
    f.kind = kind;
    f.backfillRatio = backfill;
    return f;
}

std::vector<State> states(const CoverageRow& row)
{
    std::vector<State> out;
    for (const auto& d : row.days)
        out.push_back(d.state);
    return out;
}

} // namespace

class CoverageRowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDayIsHereWhenEveryQuestionIsAnswered()
    {
        const std::vector<Coverage> coverage{{"kr1", "watch orders", day(0), day(4)}, {"kr1", "watch errors", day(1), day(2.5)}, {"kr1", "alerts", day(2), day(4)}};
        const auto rows = coverageRows(coverage, {feed("kr1", FeedKind::prometheus)}, {}, day(0.3), day(4));
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[0].name, std::string("alerts kr1"));
        QCOMPARE(rows[1].name, std::string("metrics kr1"));
        QCOMPARE(rows[1].firstDay, day(0));
        QCOMPARE(states(rows[0]), (std::vector{State::none, State::none, State::here, State::here}));
        QCOMPARE(states(rows[1]), (std::vector{State::none, State::here, State::partial, State::none}));
    }

    void piecesThatTouchOrOverlapAreOne()
    {
        const std::vector<Coverage> coverage{{"kr1", "alerts", day(0.5), day(1)}, {"kr1", "alerts", day(0), day(0.7)}, {"kr1", "alerts", day(0.2), day(0.3)}};
        const auto rows = coverageRows(coverage, {feed("kr1", FeedKind::prometheus)}, {}, day(0), day(1));
        QCOMPARE(states(rows[0]), (std::vector{State::here}));
    }

    void todayIsJudgedUpToNow()
    {
        const auto rows = coverageRows({{"ci", "changes", day(0), day(1.25)}}, {feed("ci", FeedKind::json)}, {}, day(0), day(1.25) + 5min);
        QCOMPARE(rows[0].name, std::string("changes ci"));
        QCOMPARE(states(rows[0]), (std::vector{State::here, State::here}));
    }

    void theNewestMissingDayIsUnderWayWhileABackfillGoesOn()
    {
        const std::vector<Coverage> coverage{{"kr1", "alerts", day(2), day(4)}};
        const auto rows = coverageRows(coverage, {feed("kr1", FeedKind::prometheus, 0.5), feed("other", FeedKind::prometheus, 1)}, {}, day(0), day(4));
        QCOMPARE(states(rows[0]), (std::vector{State::none, State::fetching, State::here, State::here}));
    }

    void whatAServerThatAnsweredEverythingDoesNotHoldIsAGapAndNotWaiting()
    {
        auto answered = feed("kr1", FeedKind::prometheus);
        answered.lastSuccess = day(4);
        const std::vector<Coverage> coverage{{"kr1", "alerts", day(2.5), day(4)}, {"r1", "changes", day(2), day(4)}};
        const auto rows = coverageRows(coverage, {answered, feed("r1", FeedKind::json, 0.5)}, {}, day(0), day(4));
        QCOMPARE(states(rows[0]), (std::vector{State::gap, State::gap, State::partial, State::here}));
        QCOMPARE(states(rows[1]), (std::vector{State::none, State::fetching, State::here, State::here}));
    }

    void aDayMostlyWithoutTelemetryIsAGap()
    {
        const auto rows = coverageRows({{"kr1", "alerts", day(0), day(2)}}, {feed("kr1", FeedKind::prometheus)}, {{day(0.2), day(0.8)}}, day(0), day(2));
        QCOMPARE(states(rows[0]), (std::vector{State::gap, State::here}));
    }
};

VEDETTE_TEST(CoverageRowsTest)
#include "tst_coverage_rows.moc"
