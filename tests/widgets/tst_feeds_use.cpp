#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "widgets/pages/feeds_use.h"

#include <QImage>
#include <QPainter>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

struct Case {
    FeedUse use;
    FeedStatus feed;
    CacheUse cache;

    Case()
    {
        use.feed = feed.name = "prom";
        use.series = 100;
        use.samplesADay = 144'000;
        use.parts = {{"watch orders", 60, 200, 86'400, Millis{60'000}, "vedette.yaml:12:5"}, {"watch latency", 40, 200, 57'600, Millis{60'000}, "vedette.yaml:16:5"}};
        feed.kind = FeedKind::prometheus;
        feed.origin = "vedette.yaml:3:5";
        feed.lastSuccess = Time{};
        cache.bytesPerSample = 1.3;
        cache.limitBytes = 4'000'000'000;
    }
    [[nodiscard]] std::vector<FeedAdvice> advice() const { return FeedsUse::advice(use, feed, {use}, cache, 30); }
};

} // namespace

class FeedsUseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aModestFeedNeedsNoAdvice() { QVERIFY(Case().advice().empty()); }
    void eachTroubleSaysWhatToChangeAndWhere_data();
    void eachTroubleSaysWhatToChangeAndWhere();
    void whatDoesNotFitIsLeftOut();
};

void FeedsUseTest::eachTroubleSaysWhatToChangeAndWhere_data()
{
    QTest::addColumn<int>("trouble");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("origin");
    QTest::newRow("cut") << 0 << QStringLiteral("sum by") << QStringLiteral("vedette.yaml:16:5");
    QTest::newRow("churn") << 1 << QStringLiteral("metric_relabel_configs") << QStringLiteral("vedette.yaml:3:5");
    QTest::newRow("uncovered") << 2 << QStringLiteral("retention.days") << QString();
    QTest::newRow("too much") << 3 << QStringLiteral("retention.bytes") << QString();
    QTest::newRow("busy") << 4 << QStringLiteral("poll_interval") << QStringLiteral("vedette.yaml:3:5");
    QTest::newRow("heavy") << 5 << QStringLiteral("longer step") << QStringLiteral("vedette.yaml:12:5");
}

void FeedsUseTest::eachTroubleSaysWhatToChangeAndWhere()
{
    QFETCH(int, trouble);
    QFETCH(QString, says);
    QFETCH(QString, origin);
    Case c;
    switch (trouble) {
    case 0: c.use.parts[1].series = 200; break;
    case 1: c.use.newSeries = 60; break;
    case 2: c.use.covered = 0.4; break;
    case 3: c.cache.limitBytes = 5'000'000; break;
    case 4: c.use.busyADay = 3h; break;
    default: c.use.parts[0].samplesADay = 130'000; break;
    }
    const auto advice = c.advice();
    QCOMPARE(advice.size(), 1U);
    QVERIFY2(advice[0].text.contains(says), qPrintable(advice[0].text));
    QCOMPARE(advice[0].origin, origin);
    if (trouble == 2) { // what is on its way is no loss
        c.feed.backfillRatio = 0.5;
        QVERIFY(c.advice().empty());
    }
}

void FeedsUseTest::whatDoesNotFitIsLeftOut()
{
    test::QuietMessages messages;
    Board board;
    test::showScene(board, test::Scene::afternoon);
    QImage image(340, 600, QImage::Format_ARGB32_Premultiplied);
    for (const qreal height : {0.0, 30.0, 90.0, 200.0, 500.0}) {
        image.fill(Qt::black);
        QPainter painter(&image);
        const QRectF area(12, 0, 316, height);
        const qreal end = FeedsUse::paint(painter, area, board.feeds().front(), board);
        QVERIFY2(end <= height + 8, qPrintable(QString::number(end)));
    }
    FeedStatus unknown;
    unknown.name = "unknown";
    QPainter painter(&image);
    QCOMPARE(FeedsUse::paint(painter, QRectF(0, 7, 300, 300), unknown, board), 7.0);
    QCOMPARE(messages.said(), QStringList());
}

VEDETTE_TEST(FeedsUseTest)
#include "tst_feeds_use.moc"
