#include "models/feeds/feed_engine.h"
#include "models/session/plan.h"
#include "models/snapshot/feed_uses.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace vedette;

/// What the Feeds page says of limits is what the polls keep to.
class FeedLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWatchIsCutWhereThePageSaysSo() { QCOMPARE(static_cast<std::int64_t>(SeriesQuestion{}.maxSeries), kWatchSeries); }
    void aSelectorIsCutWhereThePageSaysSo()
    {
        Config config;
        for (const auto& question : extraQuestions(config))
            QVERIFY(question.maxSeries >= kSelectorSeries);
    }
};

VEDETTE_TEST(FeedLimits)
#include "tst_feed_limits.moc"
