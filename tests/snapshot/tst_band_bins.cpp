// A long chart's band comes out of what is kept: the same numbers as replaying the samples.

#include "models/snapshot/band_bins.h"
#include "models/snapshot/chart_frames.h"
#include "models/snapshot/flag_keeper.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr int kMinutes = 6 * 1440;
constexpr double kTolerance = 1e-6; ///< of the value

/// A wave a day, a sample a minute, with a hole and a day's fall.
SeriesSamples orders(int from, int to)
{
    SeriesSamples out{Labels{{kWatchLabel, "orders"}, {kFeedLabel, "p"}}, {}, {}};
    for (int i = from; i < to; ++i) {
        if (i > 5000 && i < 5100)
            continue;
        const double usual = 100 + 30 * std::sin(i * 6.283185307 / 1440) + (i * 7919 % 17) / 10.0;
        out.times.push_back(at(i));
        out.values.push_back(i >= 7000 && i < 7040 ? usual * 0.2 : usual);
    }
    return out;
}

Config config()
{
    Config c;
    WatchConfig watch;
    watch.name = "orders";
    watch.query = "sum(rate(orders_total[5m]))";
    watch.step = 1min;
    c.watches = {watch};
    return c;
}

struct Kept {
    CacheFolder folder;
    std::unique_ptr<CacheWriter> writer = folder.writer();
    std::unique_ptr<CacheReader> reader = folder.reader();
    Config config = ::config();
    std::size_t written = 0; ///< bytes of states

    void add(int from, int to)
    {
        Batch batch;
        batch.samples = {orders(from, to)};
        VERIFY_OK(writer->commit(batch));
    }
    void detect(int now)
    {
        const auto updates = updateFlags(*reader, config, at(now));
        VERIFY_OK(updates);
        for (const auto& update : *updates) {
            for (const auto& [key, bytes] : update.states) {
                written += bytes.size();
                VERIFY_OK(writer->putState(key, bytes));
            }
        }
    }
    [[nodiscard]] StoredSeries series() const { return reader->series({}).value().front(); }
    [[nodiscard]] std::vector<BandPoint> band(TimeRange range) const
    {
        double days = 0;
        auto kept = keptBand(*reader, config, config.watches.front(), series(), range, &days);
        return kept.ok() && kept->has_value() ? **kept : std::vector<BandPoint>{};
    }
    [[nodiscard]] std::vector<ScoredPoint> points(TimeRange range) const
    {
        double days = 0;
        auto scored = scoredPoints(*reader, config, config.watches.front(), series(), range, &days);
        return scored.ok() ? std::move(scored.value()) : std::vector<ScoredPoint>{};
    }
};

bool near(double a, double b) { return std::abs(a - b) <= kTolerance * std::max(std::abs(a), std::abs(b)); }

/// The bins as the samples give them.
void compare(const Kept& kept, TimeRange range)
{
    const auto band = kept.band(range);
    BandGathering gathered;
    for (const auto& p : kept.points(range))
        gathered.add(p);
    std::vector<BandPoint> expected;
    for (const auto& [day, all] : gathered.days()) {
        for (int i = 0; i < kBandBinsPerDay; ++i) {
            auto bin = all.bins[static_cast<std::size_t>(i)];
            bin.at = timeFromMs(day * 86'400'000) + kBandBin * i;
            if (std::isfinite(bin.lower) && bin.at + kBandBin <= kept.series().last + 1min)
                expected.push_back(bin);
        }
    }
    QVERIFY(!expected.empty());
    QCOMPARE(band.size(), expected.size());
    for (std::size_t i = 0; i < band.size(); ++i) {
        QCOMPARE(toMs(band[i].at), toMs(expected[i].at));
        QVERIFY(near(band[i].lower, expected[i].lower));
        QVERIFY(near(band[i].upper, expected[i].upper));
        QVERIFY(near(band[i].expected, expected[i].expected));
    }
}

} // namespace

class BandBinsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKeptBandIsWhatReplayingTheSamplesGives_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {kMinutes, 1440, 777, 200})
            QTest::newRow(qPrintable(QString::number(piece))) << piece;
    }
    void theKeptBandIsWhatReplayingTheSamplesGives()
    {
        QFETCH(int, piece);
        Kept kept;
        for (int from = 0; from < kMinutes; from += piece) {
            kept.add(from, std::min(from + piece, kMinutes));
            kept.detect(std::min(from + piece, kMinutes));
        }
        compare(kept, span(0, kMinutes));
        compare(kept, span(1440, kMinutes)); // whole hours: bins begin there
    }

    void aChartOfBinsIsAsWideAsOneOfSamples()
    {
        Kept kept;
        kept.add(0, kMinutes);
        kept.detect(kMinutes);
        const auto range = span(0, kMinutes);
        const int columns = 6 * 24; // an hour each
        const auto ofBins = reduceBand(kept.band(range), range, columns);
        const auto ofSamples = reduceBand(kept.points(range), range, columns);
        QCOMPARE(ofBins.size(), ofSamples.size());
        for (std::size_t i = 0; i < ofBins.size(); ++i) {
            QVERIFY(near(ofBins[i].lower, ofSamples[i].lower));
            QVERIFY(near(ofBins[i].upper, ofSamples[i].upper));
        }
    }

    void olderAndLateSamplesAreInItToo()
    {
        Kept kept;
        kept.add(2000, 4000);
        kept.detect(4000);
        kept.add(0, 2000); // the backfill comes behind
        kept.detect(4000);
        kept.add(4300, kMinutes); // a hole that is filled later
        kept.detect(kMinutes);
        kept.add(4000, 4300);
        kept.detect(kMinutes);
        compare(kept, span(0, kMinutes));
    }

    void nothingIsWrittenWhereNoBinIsNew()
    {
        Kept kept;
        kept.add(0, kMinutes - 5);
        kept.detect(kMinutes);
        kept.written = 0;
        kept.add(kMinutes - 5, kMinutes - 4);
        kept.detect(kMinutes);
        QVERIFY2(kept.written < 1000, qPrintable(QString::number(kept.written)));
    }

    void aCacheOfAnEarlierBuildIsLearntAnew()
    {
        Kept kept;
        kept.add(0, kMinutes);
        QVERIFY(kept.band(span(0, kMinutes)).empty()); // nobody kept one: samples are replayed
        kept.detect(kMinutes);
        compare(kept, span(0, kMinutes));
    }

    void hostileBytesAreNoBand()
    {
        BandDay day;
        day.day = 20'000;
        day.bins[7] = {{}, 1, 2, 1.5};
        const auto bytes = saveBandDay(day);
        const auto back = loadBandDay(bytes);
        QVERIFY(back);
        QCOMPARE(back->bins[7].upper, 2.0);
        QVERIFY(std::isnan(back->bins[8].upper));
        QVERIFY(!loadBandDay(bytes.substr(1)));
        QVERIFY(!loadBandDay(bytes.substr(0, bytes.size() - 1)));
        QVERIFY(!loadBandDay({}));
        auto far = bytes;
        far[12] = '\x7f'; // a day beyond all days
        QVERIFY(!loadBandDay(far));
    }
};

VEDETTE_TEST(BandBinsTest)
#include "tst_band_bins.moc"
