#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace vedette;
using namespace vedette::test;

namespace {

SeriesSamples series(const char* name, double from, int count, double stepMinutes = 1, double value = 1)
{
    SeriesSamples out;
    out.labels = Labels{{"__name__", name}, {"instance", "a:1"}};
    for (int i = 0; i < count; ++i) {
        out.times.push_back(at(from + i * stepMinutes));
        out.values.push_back(value + i);
    }
    return out;
}

Batch samplesOnly(std::vector<SeriesSamples> samples)
{
    Batch batch;
    batch.samples = std::move(samples);
    return batch;
}

} // namespace

class CacheSamples : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBigPieceAndSmallTicksReadBackAsOneSeries();
    void readersSeeWhatIsCommittedWithoutReopening();
    void lateAndDuplicateSamplesMergeAndTheLastWriteWins();
    void theTailIsSealedAfterTwoHoursAndNothingChanges();
    void seriesAreFoundByMatchers();
    void everyBitPatternComesBackFromTheFile();
    void sloBinsAndStatesAreReplaced();
    void coverageIsUnited();
    void flagsAnswerAsOf();
    void silentServicesAndFeedsAreGaps();
};

void CacheSamples::aBigPieceAndSmallTicksReadBackAsOneSeries()
{
    CacheFolder folder;
    auto writer = folder.writer();
    QVERIFY(writer);
    auto first = writer->commit(samplesOnly({series("up", 0, 3000)}));
    VERIFY_OK(first);
    QCOMPARE(first->newSamples, 3000);
    QCOMPARE(first->sequence, 1);
    for (int i = 0; i < 5; ++i) {
        auto tick = writer->commit(samplesOnly({series("up", 3000 + i, 1, 1, 3001 + i)}));
        VERIFY_OK(tick);
        QCOMPARE(tick->newSamples, 1);
    }
    const auto reader = folder.reader();
    const auto known = reader->series({});
    VERIFY_OK(known);
    QCOMPARE(known->size(), 1U);
    QCOMPARE(known->front().first, at(0));
    QCOMPARE(known->front().last, at(3004));
    const auto all = reader->samples(known->front().id, kAllTime);
    VERIFY_OK(all);
    QCOMPARE(all->times.size(), 3005U);
    for (std::size_t i = 0; i < 3005; ++i) {
        QCOMPARE(all->times[i], at(static_cast<double>(i)));
        QCOMPARE(all->values[i], static_cast<double>(i + 1));
    }
    const auto part = reader->samples(known->front().id, span(2990, 3002));
    VERIFY_OK(part);
    QCOMPARE(part->times.size(), 12U);
    const auto info = reader->info();
    VERIFY_OK(info);
    QCOMPARE(info->samples, 3005);
    QCOMPARE(info->sequence, 6);
    QCOMPARE(info->series, 1);
    QCOMPARE(*info->oldest, at(0));
    QCOMPARE(*info->newest, at(3004));
    QVERIFY(info->bytes > 0);
    QVERIFY(!info->tables.empty());
    const auto findings = reader->verify();
    VERIFY_OK(findings);
    QVERIFY(findings->empty());
}

void CacheSamples::readersSeeWhatIsCommittedWithoutReopening()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(samplesOnly({series("up", 0, 1)})));
    const auto reader = folder.reader();
    QCOMPARE(reader->samples(1, kAllTime)->times.size(), 1U);
    VERIFY_OK(writer->commit(samplesOnly({series("up", 1, 1), series("down", 1, 40)})));
    QCOMPARE(reader->samples(1, kAllTime)->times.size(), 2U);
    QCOMPARE(reader->series({})->size(), 2U);
    QCOMPARE(reader->samples(99, kAllTime).error().kind, ErrorKind::notFound);
}

void CacheSamples::lateAndDuplicateSamplesMergeAndTheLastWriteWins()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(samplesOnly({series("up", 100, 100)})));
    QCOMPARE(writer->commit(samplesOnly({series("up", 100, 100)}))->newSamples, 0);
    QCOMPARE(writer->commit(samplesOnly({series("up", 150, 100, 1, 51)}))->newSamples, 50); // overlaps, same values
    QCOMPARE(writer->commit(samplesOnly({series("up", 0, 50)}))->newSamples, 50);           // before
    QCOMPARE(writer->commit(samplesOnly({series("up", 60, 3)}))->newSamples, 3);            // late, small
    QCOMPARE(writer->commit(samplesOnly({series("up", 60, 1, 1, 777)}))->newSamples, 0);    // another value, small
    QCOMPARE(writer->commit(samplesOnly({series("up", 61, 40, 1, 900)}))->newSamples, 37);  // over the tail and the chunk
    auto shuffled = series("up", 300, 60);
    std::swap(shuffled.times[3], shuffled.times[50]);
    std::swap(shuffled.values[3], shuffled.values[50]);
    shuffled.times.push_back(shuffled.times[0]);
    shuffled.values.push_back(-1);
    QCOMPARE(writer->commit(samplesOnly({shuffled}))->newSamples, 60);
    const auto reader = folder.reader();
    const auto all = reader->samples(1, kAllTime);
    QCOMPARE(all->times.size(), 300U);
    QVERIFY(std::is_sorted(all->times.begin(), all->times.end()));
    const auto valueAt = [&](double minute) {
        const auto found = std::find(all->times.begin(), all->times.end(), at(minute));
        return found == all->times.end() ? std::nan("") : all->values[static_cast<std::size_t>(found - all->times.begin())];
    };
    QCOMPARE(valueAt(60), 777.0);
    QCOMPARE(valueAt(61), 900.0);
    QCOMPARE(valueAt(62), 901.0);
    QCOMPARE(valueAt(63), 902.0);
    QCOMPARE(valueAt(100), 939.0);
    QCOMPARE(valueAt(101), 2.0);
    QCOMPARE(valueAt(300), -1.0);
    QCOMPARE(reader->info()->samples, 300);
    VERIFY_OK(writer->compact());
    QCOMPARE(folder.reader()->samples(1, kAllTime)->values, all->values);
}

void CacheSamples::theTailIsSealedAfterTwoHoursAndNothingChanges()
{
    CacheFolder folder;
    auto writer = folder.writer();
    const auto open = folder.reader();
    for (int i = 0; i < 300; ++i) {
        QCOMPARE(writer->commit(samplesOnly({series("up", i, 1, 1, i), series("load", i, 1, 1, i * 0.1)}))->newSamples, 2);
        if (i % 50 == 0)
            QCOMPARE(open->samples(1, kAllTime)->times.size(), static_cast<std::size_t>(i + 1));
    }
    const auto tables = open->info()->tables;
    for (const auto& table : tables) {
        if (table.name == "tail")
            QVERIFY2(table.rows < 130, qPrintable(QString::number(table.rows)));
        if (table.name == "blocks")
            QVERIFY(table.rows >= 2);
    }
    QCOMPARE(open->samples(1, kAllTime)->times.size(), 300U);
    QCOMPARE(open->info()->samples, 600);
    writer.reset();
    writer = folder.writer();
    QCOMPARE(writer->commit(samplesOnly({series("up", 295, 10, 1, 295)}))->newSamples, 5);
    QCOMPARE(open->samples(1, kAllTime)->times.size(), 305U);
}

void CacheSamples::seriesAreFoundByMatchers()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(samplesOnly({series("up", 0, 3), series("down", 0, 3)})));
    const auto reader = folder.reader();
    QCOMPARE(reader->series({*Matcher::parse("__name__=up")})->size(), 1U);
    QCOMPARE(reader->series({*Matcher::parse("__name__=~u.|down")})->size(), 2U);
    QCOMPARE(reader->series({*Matcher::parse("instance!=\"a:1\"")})->size(), 0U);
}

void CacheSamples::everyBitPatternComesBackFromTheFile()
{
    CacheFolder folder;
    auto writer = folder.writer();
    auto odd = series("odd", 0, 40);
    const std::uint64_t stale = 0x7ff0000000000002ULL;
    std::memcpy(&odd.values[3], &stale, 8);
    odd.values[4] = -0.0;
    odd.values[5] = INFINITY;
    odd.values[6] = 5e-324;
    auto tick = series("tick", 0, 7);
    std::copy(odd.values.begin(), odd.values.begin() + 7, tick.values.begin());
    VERIFY_OK(writer->commit(samplesOnly({odd, tick})));
    const auto reader = folder.reader();
    const auto stored = reader->series({});
    for (const auto& known : *stored) {
        const auto back = reader->samples(known.id, kAllTime);
        const auto& from = known.labels.value("__name__") == "odd" ? odd : tick;
        QCOMPARE(back->values.size(), from.values.size());
        QCOMPARE(std::memcmp(back->values.data(), from.values.data(), 8 * from.values.size()), 0);
    }
}

void CacheSamples::sloBinsAndStatesAreReplaced()
{
    CacheFolder folder;
    auto writer = folder.writer();
    SloBins bins{"shop/avail", Millis{300'000}, {}};
    for (int i = 0; i < 600; ++i)
        bins.bins.push_back({at(i * 5), 100.5 + i, 101.0 + i, 1});
    VERIFY_OK(writer->putSloBins(bins));
    VERIFY_OK(writer->putSloBins({"shop/avail", Millis{300'000}, {{at(5), 1, 2, 0.5}}}));
    const auto reader = folder.reader();
    const auto back = reader->sloBins("shop/avail", span(0, 600 * 5));
    VERIFY_OK(back);
    QCOMPARE(back->bins.size(), 600U);
    QCOMPARE(back->bins[1].good, 1.0);
    QCOMPARE(back->bins[1].seen, 0.5);
    QCOMPARE(back->bins[599].total, 700.0);
    QCOMPARE(reader->sloBins("other", kAllTime)->bins.size(), 0U);
    VERIFY_OK(writer->putState("detector/x", std::string("a\0b", 3)));
    QCOMPARE(**reader->state("detector/x"), std::string("a\0b", 3));
    QVERIFY(!reader->state("none")->has_value());
}

void CacheSamples::coverageIsUnited()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch batch;
    batch.coverage = {{"p", "orders", at(0), at(10)}, {"p", "orders", at(20), at(30)}, {"p", "other", at(0), at(1)}};
    VERIFY_OK(writer->commit(batch));
    batch.coverage = {{"p", "orders", at(10), at(15)}};
    VERIFY_OK(writer->commit(batch));
    const auto reader = folder.reader();
    QCOMPARE(*reader->coverage("p", "orders"), (std::vector<TimeRange>{span(0, 15), span(20, 30)}));
    batch.coverage = {{"p", "orders", at(5), at(25)}};
    VERIFY_OK(writer->commit(batch));
    QCOMPARE(*reader->coverage("p", "orders"), (std::vector<TimeRange>{span(0, 30)}));
    QCOMPARE(reader->allCoverage()->size(), 2U);
}

void CacheSamples::flagsAnswerAsOf()
{
    CacheFolder folder;
    auto writer = folder.writer();
    AnomalyFlag flag;
    flag.watch = "orders";
    flag.series = "{}";
    flag.from = at(10);
    flag.to = at(12);
    flag.open = true;
    flag.score = 0.995;
    VERIFY_OK(writer->putFlags("orders", "{}", at(0), {flag}, at(12)));
    flag.to = at(20);
    flag.open = false;
    VERIFY_OK(writer->putFlags("orders", "{}", at(0), {flag}, at(21)));
    const auto reader = folder.reader();
    QCOMPARE(reader->flags(span(0, 60))->size(), 1U);
    QCOMPARE(reader->flags(span(0, 60))->front().to, at(20));
    QCOMPARE(reader->flags(span(0, 60), at(11))->size(), 0U);
    QCOMPARE(reader->flags(span(0, 60), at(15))->front().to, at(15));
    QVERIFY(reader->flags(span(0, 60), at(15))->front().open);
    VERIFY_OK(writer->putFlags("orders", "{}", at(0), {}, at(30)));
    QCOMPARE(reader->flags(span(0, 60))->size(), 0U);
    QCOMPARE(reader->flags(span(0, 60), at(25))->size(), 1U);
}

void CacheSamples::silentServicesAndFeedsAreGaps()
{
    CacheFolder folder;
    auto writer = folder.writer();
    const auto up = [](const char* service, const char* instance, double from, double to, double value) {
        SeriesSamples out;
        out.labels = Labels{{"__name__", "up"}, {"job", service}, {"instance", instance}, {kFeedLabel, "p"}};
        for (double m = from; m < to; ++m) {
            out.times.push_back(at(m));
            out.values.push_back(value);
        }
        return out;
    };
    // pay: both instances gone from 60 to 80; cart: one instance is down, the other alive; all silent from 200 to 220
    VERIFY_OK(writer->commit(samplesOnly({up("pay", "a", 0, 60, 1), up("pay", "b", 0, 50, 1), up("pay", "b", 50, 80, 0), up("pay", "a", 80, 200, 1),
        up("cart", "a", 0, 200, 1), up("cart", "b", 0, 200, 0), up("pay", "a", 220, 300, 1), up("cart", "a", 220, 300, 1)})));
    Batch asked;
    asked.coverage = {{"p", "up", at(0), at(300)}};
    VERIFY_OK(writer->commit(asked));
    const auto gaps = folder.reader()->telemetryGaps(span(0, 400), {"service", "job"});
    VERIFY_OK(gaps);
    std::vector<QString> told;
    for (const auto& gap : *gaps)
        told.push_back(QStringLiteral("%1 %2-%3").arg(QString::fromStdString(gap.service)).arg((toMs(gap.from) - kT0) / 60000).arg((toMs(gap.to) - kT0) / 60000));
    QCOMPARE(told, (std::vector<QString>{QStringLiteral("pay 59-80"), QStringLiteral(" 199-220"), QStringLiteral("cart 199-220"), QStringLiteral("pay 199-220")}));
}

VEDETTE_TEST(CacheSamples)
#include "tst_cache_samples.moc"
