#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <limits>

using namespace vedette;
using namespace vedette::test;

namespace {

FarSpan farSpan(double fromHours, double toHours, double stepMinutes, double askedHours, double value = 1)
{
    FarSpan out;
    out.feed = "kr1";
    out.key = "watch:orders#1";
    out.span = span(fromHours * 60, toHours * 60);
    out.step = Millis{static_cast<std::int64_t>(stepMinutes * 60'000)};
    out.askedAt = at(askedHours * 60);
    SeriesSamples series;
    series.labels = Labels{{"instance", "a:1"}};
    for (Time t = out.span.from; t < out.span.to; t += out.step) {
        series.times.push_back(t);
        series.values.push_back(value += std::sin(static_cast<double>(toMs(t))));
    }
    out.series.push_back(std::move(series));
    return out;
}

Batch holding(std::vector<FarSpan> spans)
{
    Batch batch;
    batch.farSpans = std::move(spans);
    return batch;
}

std::vector<FarSpan> kept(const CacheFolder& folder, TimeRange range = kAllTime)
{
    const auto reader = folder.reader();
    auto spans = reader->farSpans("kr1", "watch:orders#1", range);
    return spans.ok() ? std::move(spans.value()) : std::vector<FarSpan>{};
}

} // namespace

class FarSpans : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSpanComesBackAsItWasAnswered();
    void aSpanAskedInVainIsKeptToo();
    void aFinerOneReplacesWhatLiesWithinIt();
    void anEmptyAnswerTakesNoSamplesAway();
    void whatNobodyLooksAtForLongestGoesFirst();
    void oneLargerThanTheBudgetIsNotKept();
};

void FarSpans::aSpanComesBackAsItWasAnswered()
{
    CacheFolder folder;
    auto span = farSpan(0, 48, 60, 100);
    span.series[0].values[3] = std::numeric_limits<double>::quiet_NaN();
    span.series[0].values[4] = -0.0;
    VERIFY_OK(folder.writer()->commit(holding({span})));
    const auto back = kept(folder);
    QCOMPARE(back.size(), 1U);
    QCOMPARE(toMs(back[0].span.from), toMs(span.span.from));
    QCOMPARE(toMs(back[0].span.to), toMs(span.span.to));
    QCOMPARE(back[0].step.count(), span.step.count());
    QCOMPARE(toMs(back[0].askedAt), toMs(span.askedAt));
    QCOMPARE(back[0].series.size(), 1U);
    QVERIFY(back[0].series[0].labels == span.series[0].labels);
    QVERIFY(back[0].series[0].times == span.series[0].times);
    QVERIFY(std::isnan(back[0].series[0].values[3]));
    QVERIFY(std::signbit(back[0].series[0].values[4]));
    QCOMPARE(back[0].series[0].values[47], span.series[0].values[47]);
    QVERIFY(kept(folder, test::span(48 * 60, 50 * 60)).empty()); // half open
    QCOMPARE(kept(folder, test::span(47 * 60, 50 * 60)).size(), 1U);
}

void FarSpans::aSpanAskedInVainIsKeptToo()
{
    CacheFolder folder;
    auto span = farSpan(0, 48, 60, 100);
    span.series.clear();
    VERIFY_OK(folder.writer()->commit(holding({span})));
    const auto back = kept(folder);
    QCOMPARE(back.size(), 1U);
    QVERIFY(back[0].series.empty());
    QCOMPARE(toMs(back[0].askedAt), toMs(span.askedAt));
}

void FarSpans::aFinerOneReplacesWhatLiesWithinIt()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(holding({farSpan(10, 20, 60, 100), farSpan(10, 20, 1, 100), farSpan(0, 20, 60, 101)})));
    auto back = kept(folder);
    QCOMPARE(back.size(), 2U); // the fine one within a coarse one stays, the coarse one within it went
    QCOMPARE(back[0].step.count(), 3'600'000);
    QCOMPARE(toMs(back[0].span.from), toMs(at(0)));
    QCOMPARE(back[1].step.count(), 60'000);
    VERIFY_OK(writer->commit(holding({farSpan(-1, 30, 1, 102)})));
    back = kept(folder);
    QCOMPARE(back.size(), 1U);
    QCOMPARE(back[0].step.count(), 60'000);
}

void FarSpans::anEmptyAnswerTakesNoSamplesAway()
{
    CacheFolder folder;
    auto writer = folder.writer();
    auto empty = farSpan(0, 20, 60, 102);
    empty.series.clear();
    VERIFY_OK(writer->commit(holding({farSpan(5, 10, 60, 100), empty, empty})));
    const auto back = kept(folder);
    QCOMPARE(back.size(), 2U);
    QVERIFY(back[0].series.empty());
    QCOMPARE(back[1].series.size(), 1U);
}

void FarSpans::whatNobodyLooksAtForLongestGoesFirst()
{
    CacheFolder folder;
    WriterOptions options;
    options.retentionBytes = 1'000'000; // a tenth of it for these
    auto writer = folder.writer(options);
    VERIFY_OK(writer->commit(holding({farSpan(0, 100, 1, 2000, 1)}))); // 6,000 samples of all digits: some 45 kB
    VERIFY_OK(writer->commit(holding({farSpan(200, 300, 1, 2001, 2)})));
    QCOMPARE(kept(folder).size(), 2U);
    VERIFY_OK(writer->touchFar("kr1", "watch:orders#1", test::span(0, 60), at(2002 * 60)));
    VERIFY_OK(writer->commit(holding({farSpan(400, 500, 1, 2003, 3)})));
    const auto back = kept(folder);
    QCOMPARE(back.size(), 2U);
    QCOMPARE(toMs(back[0].span.from), toMs(at(0)));
    QCOMPARE(toMs(back[1].span.from), toMs(at(400 * 60)));
}

void FarSpans::oneLargerThanTheBudgetIsNotKept()
{
    CacheFolder folder;
    WriterOptions options;
    options.retentionBytes = 100'000;
    auto writer = folder.writer(options);
    VERIFY_OK(writer->commit(holding({farSpan(0, 3, 1, 2000)})));
    VERIFY_OK(writer->commit(holding({farSpan(0, 100, 1, 2001)})));
    QCOMPARE(kept(folder).size(), 1U);
    QCOMPARE(toMs(kept(folder)[0].span.to), toMs(at(180)));
}

VEDETTE_TEST(FarSpans)
#include "tst_far_spans.moc"
