#include "models/snapshot/feed_uses.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <chrono>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1'787'000'400'000);

/// One Prometheus with two watches and one selector of an objective; polled every 30 s for the last hour.
struct Fleet {
    Config config;
    std::vector<FeedStatus> feeds;
    std::vector<Coverage> coverage;
    FeedUsesInput in;

    Fleet()
    {
        config.retentionDays = 10;
        FeedConfig feed;
        feed.name = "prom";
        feed.step = 60s;
        config.feeds.push_back(feed);
        for (const char* name : {"orders", "latency"}) {
            WatchConfig watch;
            watch.name = name;
            watch.query = std::string("sum(") + name + ")";
            watch.origin = std::string("vedette.yaml:") + (watch.name == "orders" ? "12:5" : "16:5");
            config.watches.push_back(watch);
            cover("watch:" + watch.name + "#" + watchRevision(watch.query) + "/60000", 240h);
        }
        cover("raw:requests_total{service=\"cart\"}", 240h);
        cover("metadata:orders#x", 6h);
        FeedStatus status;
        status.name = "prom";
        status.kind = FeedKind::prometheus;
        feeds.push_back(status);
        in.config = &config;
        in.feeds = &feeds;
        in.coverage = &coverage;
        in.now = kNow;
        in.since = kNow - 1h;
    }
    void cover(const std::string& key, Millis length) { coverage.push_back({"prom", key, kNow - length, kNow}); }
    void watched(const char* watch, int count, Millis age = 240h, Millis quiet = 30s)
    {
        for (int i = 0; i < count; ++i)
            in.series.push_back({"prom", watch, {}, kNow - age, kNow - quiet});
    }
    void raw(int count, Millis age = 240h)
    {
        for (int i = 0; i < count; ++i)
            in.series.push_back({"prom", "", Labels{{"__name__", "requests_total"}, {"service", "cart"}, {"instance", std::to_string(i)}}, kNow - age, kNow - 10s});
    }
    void polled(std::int64_t records)
    {
        for (Time t = kNow - 1h; t < kNow; t += 30s) {
            FeedPoll poll;
            poll.feed = "prom";
            poll.at = t;
            poll.took = 50ms;
            poll.bytes = 2'000;
            poll.records = records;
            in.polls.push_back(poll);
        }
    }
    FeedUse use() { return feedUses(in).front(); }
    static const FeedUse::Part* part(const FeedUse& use, const char* key)
    {
        for (const auto& each : use.parts) {
            if (each.key == key)
                return &each;
        }
        return nullptr;
    }
};

} // namespace

class FeedUsesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachQuestionCountsItsSeriesAgainstItsLimit();
    void costsOfAnHourAreScaledToADay();
    void whatIsReadAtFirstIsNotWhatADayTakes();
    void aFewMinutesSayNothingOfADay();
    void aBackfillCostsNothingADay();
    void onlyLiveSeriesTakeSamples();
    void seriesThatCameTodayAreChurnOnlyWhereTheFeedIsOlder();
    void coverageIsTheMeanOfWhatIsAskedNow();
    void bytesAreSharedOutBySamples();
    void aFeedWithoutAnythingIsAllZeros();
};

void FeedUsesTest::eachQuestionCountsItsSeriesAgainstItsLimit()
{
    Fleet fleet;
    fleet.watched("orders", 200);
    fleet.watched("latency", 3);
    fleet.watched("edited away", 5);
    fleet.raw(40);
    fleet.polled(50);
    const auto use = fleet.use();
    QCOMPARE(use.series, 248);
    QCOMPARE(use.parts.size(), 3U);
    const auto* orders = Fleet::part(use, "watch orders");
    QVERIFY(orders != nullptr);
    QCOMPARE(orders->series, 200);
    QCOMPARE(orders->limit, kWatchSeries);
    QCOMPARE(orders->samplesADay, 200 * 1440);
    QCOMPARE(orders->origin, std::string("vedette.yaml:12:5"));
    const auto* raw = Fleet::part(use, "requests_total{service=\"cart\"}");
    QVERIFY(raw != nullptr);
    QCOMPARE(raw->series, 40);
    QCOMPARE(raw->limit, kSelectorSeries);
    QCOMPARE(&use.parts.front(), orders); // heaviest first
}

void FeedUsesTest::costsOfAnHourAreScaledToADay()
{
    Fleet fleet;
    fleet.watched("orders", 1);
    fleet.raw(10);
    fleet.polled(20);
    const auto use = fleet.use();
    QCOMPARE(use.wireBytesADay, 2'000 * 2'880);
    QCOMPARE(use.busyADay.count(), 50 * 2'880);
    QCOMPARE(use.requestsADay, 2 * 1'440 + 2'880); // watches at their step, the selector at each poll
    QCOMPARE(use.samplesADay, 20 * 2'880);
}

void FeedUsesTest::whatIsReadAtFirstIsNotWhatADayTakes()
{
    Fleet fleet;
    fleet.raw(10);
    fleet.polled(20);
    fleet.in.polls.front().records = 140'000;
    fleet.in.polls.front().bytes = 5'000'000;
    QCOMPARE(fleet.use().samplesADay, 20 * 2'880);
    QCOMPARE(fleet.use().wireBytesADay, 2'000 * 2'880);
}

void FeedUsesTest::aFewMinutesSayNothingOfADay()
{
    Fleet fleet;
    fleet.raw(10);
    fleet.polled(20);
    std::erase_if(fleet.in.polls, [](const FeedPoll& poll) { return poll.at < kNow - 5min; });
    QCOMPARE(fleet.use().samplesADay, 0);
    QCOMPARE(fleet.use().wireBytesADay, 0);
    QCOMPARE(fleet.use().requestsADay, 0);
}

void FeedUsesTest::aBackfillCostsNothingADay()
{
    Fleet fleet;
    fleet.polled(20);
    for (auto& poll : fleet.in.polls)
        poll.backfill = true;
    const auto use = fleet.use();
    QCOMPARE(use.wireBytesADay, 0);
    QCOMPARE(use.requestsADay, 0);
}

void FeedUsesTest::onlyLiveSeriesTakeSamples()
{
    Fleet fleet;
    fleet.watched("orders", 10, 240h, 3h);
    fleet.watched("orders", 2);
    const auto use = fleet.use();
    QCOMPARE(use.series, 12);
    QCOMPARE(Fleet::part(use, "watch orders")->samplesADay, 2 * 1440);
}

void FeedUsesTest::seriesThatCameTodayAreChurnOnlyWhereTheFeedIsOlder()
{
    Fleet young;
    young.watched("orders", 9, 2h);
    QCOMPARE(young.use().newSeries, 0);
    Fleet old;
    old.watched("orders", 9, 2h);
    old.watched("orders", 3, 72h);
    QCOMPARE(old.use().newSeries, 9);
}

void FeedUsesTest::coverageIsTheMeanOfWhatIsAskedNow()
{
    Fleet fleet;
    QCOMPARE(fleet.use().covered, 1.0);
    fleet.coverage[0].from = kNow - 120h; // half of one of three
    QVERIFY(std::abs(fleet.use().covered - 5.0 / 6) < 1e-9);
    fleet.config.watches[0].query = "another";
    QVERIFY(std::abs(fleet.use().covered - 2.0 / 3) < 1e-9);
}

void FeedUsesTest::bytesAreSharedOutBySamples()
{
    Fleet fleet;
    FeedConfig second = fleet.config.feeds.front();
    second.name = "other";
    fleet.config.feeds.push_back(second);
    FeedStatus status = fleet.feeds.front();
    status.name = "other";
    fleet.feeds.push_back(status);
    fleet.watched("orders", 3);
    fleet.in.series.push_back({"other", "orders", {}, kNow - 240h, kNow - 30s});
    fleet.in.sampleBytes = 4'000;
    const auto uses = feedUses(fleet.in);
    QCOMPARE(uses[0].cacheBytes, 3'000);
    QCOMPARE(uses[1].cacheBytes, 1'000);
}

void FeedUsesTest::aFeedWithoutAnythingIsAllZeros()
{
    Fleet fleet;
    fleet.config.feeds.clear();
    fleet.config.watches.clear();
    fleet.coverage.clear();
    const auto use = fleet.use();
    QCOMPARE(use.series, 0);
    QCOMPARE(use.samplesADay, 0);
    QCOMPARE(use.cacheBytes, 0);
    QCOMPARE(use.covered, 1.0);
    QVERIFY(use.parts.empty());
}

VEDETTE_TEST(FeedUsesTest)
#include "tst_feed_uses.moc"
