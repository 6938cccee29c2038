#include "models/snapshot/tiles.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1'787'000'400'000);

FeedStatus feed(const std::string& name, FeedKind kind, std::optional<Millis> age = Millis{5000}, FeedState state = FeedState::ok)
{
    FeedStatus f;
    f.name = name;
    f.kind = kind;
    f.state = state;
    if (age)
        f.lastSuccess = kNow - *age;
    return f;
}

FeedStatus member(const std::string& name, FeedState state)
{
    auto f = feed(name, FeedKind::alertmanager, Millis{5000}, state);
    f.cluster = "am";
    return f;
}

AlertEpisode alert(Severity level, AlertState state = AlertState::firing)
{
    AlertEpisode a;
    a.id = "a";
    a.name = "HighErrorRate";
    a.service = "payment";
    a.level = level;
    a.state = state;
    a.startsAt = kNow - 10min;
    return a;
}

const Tile& tile(const std::vector<Tile>& tiles, Tile::What what)
{
    return *std::find_if(tiles.begin(), tiles.end(), [&](const Tile& t) { return t.what == what; });
}

} // namespace

class TilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noDataIsNeverGreen()
    {
        for (const auto& feeds : {std::vector<FeedStatus>{}, std::vector<FeedStatus>{feed("p", FeedKind::prometheus, {}, FeedState::starting)},
                 std::vector<FeedStatus>{feed("p", FeedKind::prometheus, 5s, FeedState::failing), feed("ci", FeedKind::json, 2h)}}) {
            TileInput in;
            in.now = kNow;
            in.range = {kNow - 6h, kNow};
            in.feeds = feeds;
            const auto tiles = buildTiles(in);
            QCOMPARE(tiles.size(), std::size_t{6});
            for (const auto& t : tiles) {
                QVERIFY(!t.value);
                QVERIFY(t.severity == Severity::unknown);
            }
            QVERIFY(overallState(feeds, {}, kNow).severity == Severity::unknown);
        }
    }

    void freshFeedsWithoutAlertsAreGreen()
    {
        TileInput in;
        in.now = kNow;
        in.range = {kNow - 6h, kNow};
        in.feeds = {feed("p", FeedKind::prometheus), feed("ci", FeedKind::cdevents)};
        const auto tiles = buildTiles(in);
        for (const auto what : {Tile::What::critical, Tile::What::warning, Tile::What::changes}) {
            QCOMPARE(tile(tiles, what).value.value(), 0.0);
            QVERIFY(tile(tiles, what).severity == Severity::ok);
        }
        for (const auto what : {Tile::What::burn, Tile::What::budget, Tile::What::anomalies}) // nothing is watched
            QVERIFY(!tile(tiles, what).value);
        QVERIFY(overallState(in.feeds, {}, kNow).severity == Severity::ok);
    }

    void noFlagsAreNoneOnlyWhereEverySeriesIsThere_data()
    {
        QTest::addColumn<int>("answered"); // minutes ago; -1: never
        QTest::addColumn<int>("ended");    // the range, minutes ago
        QTest::addColumn<bool>("known");
        QTest::newRow("all answer") << 0 << 0 << true;
        QTest::newRow("one does not") << 20 << 0 << false;
        QTest::newRow("one never did") << -1 << 60 << false;
        QTest::newRow("one did after the range had ended") << 20 << 60 << true;
    }
    void noFlagsAreNoneOnlyWhereEverySeriesIsThere()
    {
        QFETCH(int, answered);
        QFETCH(int, ended);
        QFETCH(bool, known);
        TileInput in;
        in.now = kNow;
        in.watches = true;
        in.range = {kNow - 6h, kNow - std::chrono::minutes{ended}};
        in.feeds = {feed("p", FeedKind::prometheus), feed("loki", FeedKind::loki, answered < 0 ? std::optional<Millis>() : std::chrono::minutes{answered} + 5s),
            feed("ci", FeedKind::cdevents, 9h)};
        auto shown = tile(buildTiles(in), Tile::What::anomalies);
        QCOMPARE(shown.value.has_value(), known);
        QVERIFY(shown.severity == (known ? Severity::ok : Severity::unknown));
        in.flags.emplace_back();
        shown = tile(buildTiles(in), Tile::What::anomalies);
        QCOMPARE(shown.value.value(), 1.0);
    }

    void whoCallsWhomSaysNothingOfHowItGoes()
    {
        const std::vector<FeedStatus> feeds{feed("p", FeedKind::prometheus), feed("zipkin", FeedKind::zipkin, 8h, FeedState::failing), feed("jaeger", FeedKind::jaeger, {})};
        const auto state = overallState(feeds, {}, kNow);
        QCOMPARE(state.severity, Severity::ok);
        QVERIFY(state.staleFeeds.empty());
        QCOMPARE(*state.lastCheck, kNow - 5s);
        QCOMPARE(overallState({feeds[1], feeds[2]}, {}, kNow).severity, Severity::unknown); // alone they are no watch at all
    }
    void whatIsKnownToFireIsShownThoughFeedsAreStale()
    {
        TileInput in;
        in.now = kNow;
        in.feeds = {feed("p", FeedKind::prometheus, 1h)};
        in.openAlerts = {alert(Severity::critical)};
        const auto tiles = buildTiles(in);
        QCOMPARE(tile(tiles, Tile::What::critical).value.value(), 1.0);
        QVERIFY(tile(tiles, Tile::What::critical).severity == Severity::critical);
        QVERIFY(!tile(tiles, Tile::What::warning).value);
        const auto overall = overallState(in.feeds, in.openAlerts, kNow);
        QVERIFY(overall.severity == Severity::critical);
        QCOMPARE(overall.staleFeeds, std::vector<std::string>{"p"});
    }

    void alertsThatAreHeldBackOrPendingAreNotCounted()
    {
        auto silenced = alert(Severity::critical);
        silenced.silencedBy = {"s1"};
        TileInput in;
        in.now = kNow;
        in.feeds = {feed("p", FeedKind::prometheus)};
        in.openAlerts = {silenced, alert(Severity::critical, AlertState::pending), alert(Severity::warning)};
        const auto tiles = buildTiles(in);
        QCOMPARE(tile(tiles, Tile::What::critical).value.value(), 0.0);
        QCOMPARE(tile(tiles, Tile::What::warning).value.value(), 1.0);
        QVERIFY(overallState(in.feeds, in.openAlerts, kNow).severity == Severity::warning);
    }

    void aFeedIsStaleAfterTwoIntervals_data()
    {
        QTest::addColumn<int>("interval");
        QTest::addColumn<int>("age");
        QTest::addColumn<bool>("stale");
        QTest::newRow("just polled") << 30 << 1 << false;
        QTest::newRow("two intervals") << 30 << 60 << false;
        QTest::newRow("more than two") << 30 << 61 << true;
        QTest::newRow("quick polls have 30 s") << 1 << 30 << false;
        QTest::newRow("and no more") << 1 << 31 << true;
    }
    void aFeedIsStaleAfterTwoIntervals()
    {
        QFETCH(int, interval);
        QFETCH(int, age);
        QFETCH(bool, stale);
        auto f = feed("p", FeedKind::prometheus, std::chrono::seconds{age});
        f.interval = std::chrono::seconds{interval};
        QCOMPARE(isStale(f, kNow), stale);
        f.state = FeedState::paused;
        QVERIFY(isStale(f, kNow));
        f.kind = FeedKind::byHand;
        QVERIFY(!isStale(f, kNow));
    }

    void oneDeadMemberOfAClusterIsNotTheCluster()
    {
        const auto p = feed("p", FeedKind::prometheus);
        const auto one = overallState({p, member("am1", FeedState::failing), member("am2", FeedState::ok)}, {}, kNow);
        QVERIFY(one.staleFeeds.empty());
        QVERIFY(one.severity == Severity::ok);
        const auto all = overallState({p, member("am1", FeedState::failing), member("am2", FeedState::failing)}, {}, kNow);
        QCOMPARE(all.staleFeeds, (std::vector<std::string>{"am1", "am2"}));
        QVERIFY(all.severity == Severity::unknown);
    }

    void theWorstObjectiveIsNamed()
    {
        SloReport good;
        good.spec.name = "fine";
        good.remainingRatio = 0.9;
        good.state = SloState::ok;
        SloReport bad = good;
        bad.spec.name = "spent";
        bad.spec.service = "payment";
        bad.remainingRatio = -0.2;
        bad.state = SloState::exhausted;
        BurnWindow hour;
        hour.window = 1h;
        hour.burnRate = 20;
        bad.burn = {hour};
        SloReport none;
        none.spec.name = "unseen"; // no data: not 0 and not the worst
        TileInput in;
        in.now = kNow;
        in.slos = {none, bad, good};
        const auto tiles = buildTiles(in);
        QCOMPARE(tile(tiles, Tile::What::budget).value.value(), -0.2);
        QCOMPARE(tile(tiles, Tile::What::budget).detail2, std::string("spent"));
        QVERIFY(tile(tiles, Tile::What::budget).severity == Severity::critical);
        QCOMPARE(tile(tiles, Tile::What::burn).value.value(), 20.0);
        QVERIFY(tile(tiles, Tile::What::burn).severity == Severity::critical);
    }
};

VEDETTE_TEST(TilesTest)
#include "tst_tiles.moc"
