#include "models/snapshot/stored_feeds.h"
#include "models/store/cache.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <chrono>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

const Time kStart = timeFromMs(1'787'000'400'000);

FeedPoll poll(const char* question, Millis after, bool ok, bool backfill = false)
{
    FeedPoll p;
    p.feed = "prom";
    p.question = question;
    p.at = kStart + after;
    p.ok = ok;
    p.backfill = backfill;
    p.error = ok ? "" : "connection refused";
    return p;
}

} // namespace

class StoredFeedsTest : public QObject {
    Q_OBJECT

    CacheFolder m_folder;
    Config m_config;

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* name : {"silent", "prom"}) {
            FeedConfig feed;
            feed.name = name;
            m_config.feeds.push_back(feed);
        }
        auto writer = m_folder.writer();
        Batch batch;
        FeedStatus status;
        status.name = "prom";
        status.state = FeedState::failing;
        status.lastSuccess = kStart + 40min;
        status.newest = kStart + 40min;
        status.error = "of today";
        batch.polls = {poll("alerts", -48h, true), poll("watch a", 0min, true, true), poll("alerts", 10min, true), poll("watch a", 10min, true), poll("alerts", 20min, false),
            poll("watch a", 20min, true), poll("alerts", 30min, false), poll("watch a", 30min, false), poll("alerts", 40min, true), poll("watch a", 40min, true)};
        QVERIFY(writer->commit(batch).ok() && writer->putFeedStatus(status).ok());
    }

    void aFeedIsToldAsItWentThen_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("lastSuccess"); // minutes; -1: none
        QTest::addColumn<QString>("error");
        QTest::newRow("before its first poll of the day: nothing known") << 5 << "stale" << -1 << "";
        QTest::newRow("all answered") << 15 << "ok" << 10 << "";
        QTest::newRow("one question refused") << 25 << "partial" << 20 << "connection refused";
        QTest::newRow("both refused") << 35 << "failing" << 20 << "connection refused";
        QTest::newRow("both answer again") << 45 << "ok" << 40 << "";
    }
    void aFeedIsToldAsItWentThen()
    {
        QFETCH(int, minutes);
        QFETCH(int, lastSuccess);
        const auto read = storedFeeds(*m_folder.reader(), m_config, kStart + std::chrono::minutes{minutes});
        QVERIFY(read.ok());
        QCOMPARE(read->size(), std::size_t{2});
        const FeedStatus& status = read->back();
        QCOMPARE(status.name, std::string("prom"));
        QTEST(QString::fromStdString(std::string(feedStateName(status.state))), "state");
        QTEST(QString::fromStdString(status.error), "error");
        QCOMPARE(status.lastSuccess.has_value(), lastSuccess >= 0);
        if (status.lastSuccess)
            QCOMPARE(*status.lastSuccess, kStart + std::chrono::minutes{lastSuccess});
        QCOMPARE(status.newest.has_value(), minutes >= 40);
        QCOMPARE(status.failingSince.has_value(), status.state == FeedState::failing);
    }

    void aFeedNeverAskedThenIsNotFresh()
    {
        const auto read = storedFeeds(*m_folder.reader(), m_config, kStart + 15min);
        QVERIFY(read.ok());
        QVERIFY(read->front().name == "silent" && read->front().state == FeedState::stale && !read->front().lastSuccess);
    }

    void whenAFeedLastAnsweredOutlivesARun()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        FeedStatus status;
        status.name = "prom";
        status.state = FeedState::ok;
        status.lastSuccess = kStart;
        QVERIFY(writer->putFeedStatus(status).ok());
        status.state = FeedState::failing;
        status.lastSuccess.reset(); // a new run that was not answered yet
        QVERIFY(writer->putFeedStatus(status).ok());
        const auto read = storedFeeds(*folder.reader(), m_config);
        QVERIFY(read.ok());
        QVERIFY(read->back().state == FeedState::failing && read->back().lastSuccess == kStart);
        std::vector<FeedStatus> live{status};
        QVERIFY(fillLastSuccess(live, *folder.reader()).ok() && live.front().lastSuccess == kStart);
    }

    void withoutATimeTheyAreAsLastStored()
    {
        const auto read = storedFeeds(*m_folder.reader(), m_config);
        QVERIFY(read.ok());
        QCOMPARE(read->back().error, std::string("of today"));
        QVERIFY(read->back().state == FeedState::failing);
    }
};

VEDETTE_TEST(StoredFeedsTest)
#include "tst_stored_feeds.moc"
