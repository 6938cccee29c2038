// What is kept beside the cache, step by step, is what counting it all at once gives.

#include "models/snapshot/flag_keeper.h"
#include "models/snapshot/slo_keeper.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <functional>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr int kDays = 4;
constexpr int kMinutes = kDays * 1440;

/// Counters of two codes of one service, a sample a minute; the second loses its count in the middle.
std::vector<SeriesSamples> counters(int from, int to)
{
    SeriesSamples good{Labels{{"__name__", "http_requests_total"}, {"code", "200"}, {"service", "pay"}}, {}, {}};
    SeriesSamples bad{Labels{{"__name__", "http_requests_total"}, {"code", "500"}, {"service", "pay"}}, {}, {}};
    for (int i = from; i < to; ++i) {
        if (i > 700 && i < 760)
            continue; // no scrape
        good.times.push_back(at(i));
        good.values.push_back(i * 60.0);
        bad.times.push_back(at(i));
        bad.values.push_back((i < 400 ? i : i - 400) * 3.0);
    }
    return {good, bad};
}

/// A wave a day, with a fall of half an hour on the last day.
SeriesSamples orders(int from, int to)
{
    SeriesSamples out{Labels{{kWatchLabel, "orders"}, {kFeedLabel, "p"}, {"shop", "kr"}}, {}, {}};
    for (int i = from; i < to; i += 5) {
        const double usual = 100 + 30 * std::sin(i * 6.283185307 / 1440) + (i * 7919 % 17) / 10.0;
        out.times.push_back(at(i));
        out.values.push_back(i >= kMinutes - 600 && i < kMinutes - 570 ? usual * 0.2 : usual);
    }
    return out;
}

Config config()
{
    Config c;
    SloSpec slo;
    slo.id = "pay/requests";
    slo.errorQuery = R"(sum(rate(http_requests_total{service="pay",code=~"5.."}[{{.window}}])))";
    slo.totalQuery = R"(sum(rate(http_requests_total{service="pay"}[{{.window}}])))";
    c.slos = {slo};
    WatchConfig watch;
    watch.name = "orders";
    watch.query = "sum(rate(orders_total[5m]))";
    watch.step = 5min;
    watch.service = "shop";
    c.watches = {watch};
    return c;
}

/// A cache and what the keeper does with it.
struct Kept {
    CacheFolder folder;
    std::unique_ptr<CacheWriter> writer = folder.writer();
    std::unique_ptr<CacheReader> reader = folder.reader();
    Config config = ::config();
    int done = 0; ///< minutes that were counted

    void restart()
    {
        reader.reset();
        writer.reset();
        writer = folder.writer();
        reader = folder.reader();
    }

    void add(std::vector<SeriesSamples> samples)
    {
        Batch batch;
        batch.samples = std::move(samples);
        VERIFY_OK(writer->commit(batch));
    }

    void count(int from, int now)
    {
        const auto counted = countSlos(*reader, config, at(0), at(from), at(now));
        VERIFY_OK(counted);
        for (const auto& bins : *counted)
            VERIFY_OK(writer->putSloBins(bins));
    }

    void detect(int now)
    {
        const auto updates = updateFlags(*reader, config, at(now));
        VERIFY_OK(updates);
        for (const auto& update : *updates) {
            VERIFY_OK(writer->putFlags(update.watch, update.series, update.from, update.flags, update.seenAt));
            for (const auto& [key, bytes] : update.states)
                VERIFY_OK(writer->putState(key, bytes));
        }
    }

    [[nodiscard]] std::string bins() const
    {
        std::string text;
        const auto all = reader->sloBins("pay/requests", kAllTime);
        for (const auto& b : (*all).bins)
            text += formatRfc3339(b.start) + " " + std::to_string(b.good) + "/" + std::to_string(b.total) + " " + std::to_string(b.seen) + "\n";
        return text;
    }

    [[nodiscard]] std::string flags() const
    {
        std::string text;
        const auto all = reader->flags(kAllTime);
        for (const auto& f : *all)
            text += f.watch + " " + f.series + " " + f.service + " " + formatRfc3339(f.from) + " " + formatRfc3339(f.to) + " " + std::to_string(f.score) + " "
                + std::to_string(f.peakValue) + " " + std::to_string(f.expectedAtStart) + (f.open ? " open" : "") + "\n";
        return text;
    }
};

} // namespace

class KeepersTest : public QObject {
    Q_OBJECT

    std::string m_bins;  ///< counted from scratch
    std::string m_flags; ///< detected from scratch

private Q_SLOTS:
    void initTestCase()
    {
        Kept whole;
        whole.add(counters(0, kMinutes));
        whole.count(0, kMinutes);
        m_bins = whole.bins();
        whole.add({orders(0, kMinutes)});
        whole.detect(kMinutes);
        m_flags = whole.flags();
        QVERIFY(m_bins.size() > 1000);
        QVERIFY2(m_flags.find(formatRfc3339(at(kMinutes - 600)).substr(0, 15)) != std::string::npos, m_flags.c_str());
    }

    void binsCountTheEventsThereWere()
    {
        Kept whole;
        whole.add(counters(0, kMinutes));
        whole.count(0, kMinutes);
        double good = 0;
        double total = 0;
        const auto all = whole.reader->sloBins("pay/requests", kAllTime);
        VERIFY_OK(all);
        for (const auto& b : (*all).bins) {
            good += b.good;
            total += b.total;
        }
        // The reset counter starts again at 0: what it counted is 399 * 3 before and (kMinutes - 1 - 400) * 3 after.
        const double errors = 399 * 3.0 + (kMinutes - 1 - 400) * 3.0;
        QCOMPARE(total - good, errors);
        QCOMPARE(good, (kMinutes - 1) * 60.0);
    }

    void binsCountedStepByStepAreTheSame_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {7, 60, 701, 1999})
            QTest::newRow(qPrintable(QString::number(piece))) << piece;
    }
    void binsCountedStepByStepAreTheSame()
    {
        QFETCH(int, piece);
        Kept kept;
        int counted = 0;
        for (int from = 0; from < kMinutes; from += piece) {
            const int to = std::min(from + piece, kMinutes);
            kept.add(counters(from, to));
            if (piece > 50 && from / piece % 3 == 1)
                kept.restart();
            kept.count(std::max(0, counted - 120), to); // as the keeper does: two hours back
            counted = to;
        }
        kept.count(counted - 120, kMinutes);
        QCOMPARE(kept.bins(), m_bins);
    }

    void countingAgainChangesNothing()
    {
        Kept kept;
        kept.add(counters(0, kMinutes));
        kept.count(0, kMinutes);
        kept.count(0, kMinutes);
        kept.restart();
        kept.count(1000, kMinutes);
        QCOMPARE(kept.bins(), m_bins);
    }

    void flagsFoundStepByStepAreTheSame_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {55, 300, 1440, 2000})
            QTest::newRow(qPrintable(QString::number(piece))) << piece;
    }
    void flagsFoundStepByStepAreTheSame()
    {
        QFETCH(int, piece);
        Kept kept;
        for (int from = 0, n = 0; from < kMinutes; from += piece, ++n) {
            kept.add({orders(from, std::min(from + piece, kMinutes))});
            if (n % 3 == 1)
                kept.restart();
            kept.detect(std::min(from + piece, kMinutes));
        }
        kept.detect(kMinutes);
        QCOMPARE(kept.flags(), m_flags);
    }

    void olderSamplesThatComeLaterAreLearntFrom()
    {
        Kept kept; // newest first, as a backfill goes
        for (int day = kDays - 1; day >= 0; --day) {
            kept.add({orders(day * 1440, (day + 1) * 1440)});
            kept.detect(kMinutes);
            if (day == 2)
                kept.restart();
        }
        QCOMPARE(kept.flags(), m_flags);
    }

    void aHoleThatIsFilledLaterIsLearntFrom()
    {
        Kept kept; // the console was down from before midnight until after it, then catches up
        kept.add({orders(0, 1500)});
        kept.detect(1500);
        kept.add({orders(1800, kMinutes)});
        kept.detect(kMinutes);
        kept.add({orders(1500, 1800)});
        kept.detect(kMinutes);
        QCOMPARE(kept.flags(), m_flags);
    }

    void thePointsOfARangeAreThoseOfTheWhole()
    {
        Kept kept;
        kept.add({orders(0, kMinutes)});
        const auto series = kept.reader->series({});
        VERIFY_OK(series);
        const auto& watch = kept.config.watches.front();
        const auto points = [&](int from, int to) {
            double days = 0;
            auto scored = scoredPoints(*kept.reader, kept.config, watch, (*series).front(), span(from, to), &days);
            std::string text;
            for (const auto& p : *scored)
                text += formatRfc3339(p.at) + " " + std::to_string(p.score) + " " + std::to_string(p.lower) + "\n";
            return text;
        };
        const auto before = points(kMinutes - 700, kMinutes - 500); // no checkpoint yet
        kept.detect(kMinutes);
        QCOMPARE(points(kMinutes - 700, kMinutes - 500), before);
        QVERIFY(!before.empty());
    }

    void anObjectiveThatCannotBeCountedSaysWhy()
    {
        SloSpec ratio;
        ratio.rawErrorRatioQuery = "x";
        QVERIFY(!sloProblem(ratio).empty());
        SloSpec odd;
        odd.errorQuery = "histogram_quantile(0.9, x)";
        odd.totalQuery = "sum(rate(x[{{.window}}]))";
        QVERIFY(!sloProblem(odd).empty());
        QVERIFY(sloProblem(config().slos.front()).empty());
        // One selector holds the other: only the wide one is asked for.
        QCOMPARE(sloSelectors(config().slos), std::vector<std::string>{R"(http_requests_total{service="pay"})"});
    }
};

VEDETTE_TEST(KeepersTest)
#include "tst_keepers.moc"
