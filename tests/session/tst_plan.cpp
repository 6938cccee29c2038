// What servers tell of the metrics behind the watches: kept beside the samples, and the unit where the configuration gives none.

#include "models/session/plan.h"
#include "models/session/writer_thread.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

class TestPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsToldOfAMetricIsKeptAndFillsTheUnit()
    {
        CacheFolder folder;
        Config config;
        config.feeds.resize(1);
        config.feeds.front().name = "kr1";
        config.watches.resize(2);
        config.watches[0].name = "lat";
        config.watches[1].name = "own";
        config.watches[1].unit = "ms";
        std::vector<WatchFacts> learned;
        {
            WriterThread::Hooks hooks;
            hooks.learned = [&](const WatchFacts& facts) { learned.push_back(facts); };
            WriterThread writer(folder.writer(), hooks);
            Batch batch;
            batch.watchFacts = {{"kr1", "lat", "lat_seconds", "gauge", "How long.", "s", at(1)}, {"kr1", "own", "own_seconds", "gauge", "", "s", at(1)}};
            QVERIFY(!batch.empty());
            writer.accept(batch);
            writer.flush();
        }
        QCOMPARE(learned.size(), 2U);
        const auto kept = keptFacts(*folder.reader(), config);
        QCOMPARE(kept.size(), 2U);
        QVERIFY(kept == learned);
        const auto shown = shownConfig(config, kept);
        QCOMPARE(shown.watches[0].unit, std::string("s"));
        QCOMPARE(shown.watches[1].unit, std::string("ms")); // what a person wrote stands
        QVERIFY(shownConfig(config, {}).watches[0].unit.empty());
    }
};

VEDETTE_TEST(TestPlan)
#include "tst_plan.moc"
