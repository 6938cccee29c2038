#include "models/store/rollup_codec.h"
#include "models/store/sample_keys.h"
#include "models/store/schema.h"
#include "models/store/segment_codec.h"
#include "models/store/sqlite_database.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <map>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr std::int64_t kMidnight = kT0 - kT0 % kDayMs;
constexpr int kSeries = 70; ///< two groups

Labels labelsOf(int i) { return Labels{{"__name__", "m" + std::to_string(i)}, {"instance", "a:1"}}; }
double valueOf(int i, std::int64_t t)
{
    const auto n = (t - kMidnight) / 60'000;
    switch (i % 4) {
    case 0: return 7;
    case 1: return static_cast<double>((n * (i + 3)) % 5000); // a counter that begins again
    case 2: return static_cast<double>((n * 37 + i) % 997) / 100;
    default: return std::sin(static_cast<double>(n) / 50) + i;
    }
}

/// A commit for each time: one sample of each series.
Batch tick(std::int64_t t, int count = kSeries)
{
    Batch batch;
    for (int i = 0; i < count; ++i)
        batch.samples.push_back({labelsOf(i), {timeFromMs(t)}, {valueOf(i, t)}});
    return batch;
}

std::int64_t rowsOf(const CacheFolder& folder, const char* table)
{
    const auto db = Database::open(folder.path(), Database::Mode::read);
    return db.ok() ? db->integer(std::string("SELECT count(*) FROM ") + table)->value_or(-1) : -1;
}

void tendAll(CacheWriter& writer)
{
    for (int piece = 0; piece < 100'000; ++piece) {
        const auto more = writer.tend();
        VERIFY_OK(more);
        if (!*more)
            return;
    }
    QFAIL("tending does not end");
}

} // namespace

class CacheSegments : public QObject {
    Q_OBJECT

    std::map<std::string, std::int64_t> ids(const CacheReader& reader)
    {
        std::map<std::string, std::int64_t> out;
        const auto all = reader.series({});
        for (const auto& series : *all)
            out[std::string(series.labels.value("__name__"))] = series.id;
        return out;
    }
    void compareAll(const CacheReader& reader, std::int64_t from, std::int64_t to, std::int64_t step)
    {
        for (const auto& [name, id] : ids(reader)) {
            const auto i = std::stoi(name.substr(1));
            const auto samples = reader.samples(id, {timeFromMs(from), timeFromMs(to)});
            VERIFY_OK(samples);
            QCOMPARE(samples->times.size(), static_cast<std::size_t>((to - from + step - 1) / step));
            for (std::size_t k = 0; k < samples->times.size(); ++k) {
                QCOMPARE(toMs(samples->times[k]), from + static_cast<std::int64_t>(k) * step);
                QCOMPARE(samples->values[k], valueOf(i, toMs(samples->times[k])));
            }
        }
    }
    /// Bins of the reader are those of its samples, whatever rows they came from.
    void compareRollup(const CacheReader& reader, std::int64_t id, TimeRange range, int columns, std::int64_t width)
    {
        const auto rollup = reader.rollup(id, range, columns);
        VERIFY_OK(rollup);
        QCOMPARE(rollup->width.count(), width);
        const auto samples = reader.samples(id, range);
        SampleColumns raw;
        for (std::size_t i = 0; i < samples->times.size(); ++i)
            raw.push(toMs(samples->times[i]), samples->values[i]);
        const auto bins = width == 0 ? asBins(raw) : rollUp(raw, width);
        QCOMPARE(rollup->bins.size(), bins.size());
        for (std::size_t i = 0; i < bins.size(); ++i) {
            const auto& a = rollup->bins[i];
            const auto& b = bins[i];
            QCOMPARE(a.from, b.from);
            QCOMPARE(a.count, b.count);
            QCOMPARE(a.min, b.min);
            QCOMPARE(a.max, b.max);
            QVERIFY(std::fabs(a.first - b.first) <= 1e-7 * std::fabs(b.first));
            QVERIFY(std::fabs(a.last - b.last) <= 1e-7 * std::fabs(b.last));
            QVERIFY(std::fabs(a.sum - b.sum) <= static_cast<double>(b.count) * (b.max - b.min) / 509 + 1e-6 * std::fabs(b.sum));
        }
    }

private Q_SLOTS:
    void whatABulkBroughtIsMadeSmallOnceItIsOver()
    {
        const CacheFolder folder;
        const auto from = kMidnight - kDayMs;
        const auto to = kMidnight + kDayMs / 2;
        const auto bytesOf = [&] {
            const auto db = Database::open(folder.path(), Database::Mode::read);
            return db->integer("SELECT coalesce(sum(length(bytes)), 0) FROM chunks")->value_or(-1);
        };
        auto writer = CacheWriter::open({folder.path()});
        VERIFY_OK(writer);
        Batch bulk;
        std::int64_t smallest = 0;
        for (int i = 0; i < kSeries; ++i) {
            auto& series = bulk.samples.emplace_back(SeriesSamples{labelsOf(i), {}, {}});
            SampleColumns open;
            for (auto t = from; t < to; t += 60'000) {
                series.times.push_back(timeFromMs(t));
                series.values.push_back(valueOf(i, t));
                if (t >= kMidnight)
                    open.push(t, valueOf(i, t));
            }
            smallest += static_cast<std::int64_t>(encodeChunk(open).size());
        }
        VERIFY_OK((*writer)->commit(bulk));
        QCOMPARE(rowsOf(folder, "chunks"), std::int64_t{2 * kSeries});
        tendAll(**writer); // there may be more to come
        QCOMPARE(rowsOf(folder, "chunks"), std::int64_t{2 * kSeries});
        QVERIFY(bytesOf() > 2 * smallest);
        (*writer)->bulkIsOver();
        tendAll(**writer);
        QCOMPARE(rowsOf(folder, "segments"), std::int64_t{2});
        QCOMPARE(rowsOf(folder, "chunks"), std::int64_t{kSeries});
        QVERIFY(bytesOf() <= smallest); // the quick coding is the smaller one of some
        const auto reader = CacheReader::open(folder.path());
        VERIFY_OK(reader);
        compareAll(**reader, from, to, 60'000);
    }
    void finishedDaysBecomeSegmentsAndNothingChanges()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        const auto reader = folder.reader();
        constexpr std::int64_t kStep = 300'000;
        std::int64_t t = kMidnight;
        std::int64_t added = 0;
        for (; t < kMidnight + 3 * kDayMs; t += kStep) {
            added += writer->commit(tick(t))->newSamples;
            tendAll(*writer);
            if ((t - kMidnight) % (kDayMs / 2) == 11 * kStep)
                compareAll(*reader, kMidnight, t + kStep, kStep);
        }
        QCOMPARE(added, kSeries * 3 * kDayMs / kStep);
        QCOMPARE(reader->info()->samples, added);
        QCOMPARE(rowsOf(folder, "segments"), 2 * 2);
        QCOMPARE(rowsOf(folder, "chunks"), 0);
        QVERIFY(rowsOf(folder, "blocks") <= 13 * 2);
        QVERIFY(rowsOf(folder, "tail") <= 30);
        compareAll(*reader, kMidnight, t, kStep);
        compareAll(*folder.reader(), kMidnight + 5 * kStep, t - kStep, kStep);
        writer.reset();
        writer = folder.writer();
        QCOMPARE(writer->commit(tick(t - kStep))->newSamples, 0);
        QCOMPARE(writer->commit(tick(kMidnight + 7 * kStep))->newSamples, 0);
        QVERIFY(folder.reader()->verify()->empty());
        VERIFY_OK(writer->compact());
        QCOMPARE(rowsOf(folder, "tail"), 0);
        compareAll(*folder.reader(), kMidnight, t, kStep);
    }

    void theTailOfAFastPollStaysSmall()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        const auto reader = folder.reader();
        for (std::int64_t t = kMidnight; t < kMidnight + 5'000'000; t += 1'000) {
            QVERIFY(writer->commit(tick(t, 2)).ok());
            tendAll(*writer);
        }
        QVERIFY(rowsOf(folder, "tail") < 1'000);
        QCOMPARE(rowsOf(folder, "blocks"), 1);
        compareAll(*reader, kMidnight, kMidnight + 5'000'000, 1'000);
        compareAll(*folder.reader(), kMidnight, kMidnight + 5'000'000, 1'000);
        QVERIFY(reader->verify()->empty());
    }

    void lateSamplesReachAJoinedDay()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        constexpr std::int64_t kStep = 60'000;
        for (std::int64_t t = kMidnight; t < kMidnight + kDayMs + 9 * 3'600'000; t += kStep) {
            QVERIFY(writer->commit(tick(t, 3)).ok());
            tendAll(*writer);
        }
        QCOMPARE(rowsOf(folder, "segments"), 1);
        const auto reader = folder.reader();
        const auto id = ids(*reader)["m2"];
        const TimeRange day{timeFromMs(kMidnight), timeFromMs(kMidnight + kDayMs)};
        compareRollup(*reader, id, day, 10, 3'600'000);
        Batch late;
        late.samples.push_back({labelsOf(2), {timeFromMs(kMidnight + 30'000), timeFromMs(kMidnight + 60'000)}, {500.25, valueOf(2, kMidnight + 60'000)}});
        QCOMPARE(writer->commit(late)->newSamples, 1);
        compareRollup(*reader, id, day, 10, 3'600'000);
        QCOMPARE(reader->rollup(id, day, 10)->bins.front().max, 500.25);
        SeriesSamples many{labelsOf(2), {}, {}};
        for (int i = 0; i < 100; ++i) {
            many.times.push_back(timeFromMs(kMidnight + 7'200'000 + i * 60'000 + 1'000));
            many.values.push_back(900.5 + i);
        }
        many.times.push_back(timeFromMs(kMidnight + 9 * 3'600'000)); // there already, with another value
        many.values.push_back(-3);
        late.samples = {many};
        QCOMPARE(writer->commit(late)->newSamples, 100);
        compareRollup(*reader, id, day, 10, 3'600'000);
        const auto before = reader->samples(id, day);
        QCOMPARE(before->times.size(), 1440U + 101U);
        for (std::int64_t t = kMidnight + kDayMs + 9 * 3'600'000; t < kMidnight + kDayMs + 14 * 3'600'000; t += kStep) {
            QVERIFY(writer->commit(tick(t, 3)).ok());
            tendAll(*writer);
        }
        QCOMPARE(rowsOf(folder, "chunks"), 0);
        QCOMPARE(rowsOf(folder, "segments"), 1);
        QCOMPARE(reader->samples(id, day)->times, before->times);
        QCOMPARE(reader->samples(id, day)->values, before->values);
        compareRollup(*reader, id, day, 10, 3'600'000);
        QCOMPARE(reader->rollup(id, day, 10)->bins.front().max, 500.25);
        QCOMPARE(reader->rollup(id, day, 10)->bins[9].min, -3.0);
        QVERIFY(reader->verify()->empty());
    }

    void theStorePicksTheLevelAPictureNeeds_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("15 s") << 15'000;
        QTest::newRow("60 s") << 60'000;
        QTest::newRow("10 min") << 600'000;
    }
    void theStorePicksTheLevelAPictureNeeds()
    {
        QFETCH(int, step);
        CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        for (int i = 0; i < 4; ++i) {
            SeriesSamples all{labelsOf(i), {}, {}};
            for (std::int64_t t = kMidnight; t < kMidnight + 4 * kDayMs; t += step) {
                if (t / 3'600'000 % 31 == 7)
                    continue; // an hour of nothing now and then
                all.times.push_back(timeFromMs(t));
                all.values.push_back(t / step % 501 == 3 ? std::nan("") : valueOf(i, t));
            }
            batch.samples.push_back(std::move(all));
        }
        VERIFY_OK(writer->commit(batch));
        const auto reader = folder.reader();
        for (int round = 0; round < 2; ++round) {
            for (const auto& [name, id] : ids(*reader)) {
                compareRollup(*reader, id, {timeFromMs(kMidnight + 3'000'000), timeFromMs(kMidnight + 9'000'000)}, 800, 0);
                compareRollup(*reader, id, {timeFromMs(kMidnight + 1'234'567), timeFromMs(kMidnight + 3 * kDayMs + 7'654'321)}, 800, 300'000);
                compareRollup(*reader, id, {timeFromMs(kMidnight), timeFromMs(kMidnight + 4 * kDayMs)}, 100, 3'600'000);
                compareRollup(*reader, id, {timeFromMs(kMidnight - 40 * kDayMs), timeFromMs(kMidnight + 40 * kDayMs)}, 800, 3'600'000);
            }
            VERIFY_OK(writer->compact());
        }
        QVERIFY(rowsOf(folder, "segments") >= 3);
        QVERIFY(folder.reader()->verify()->empty());
    }

    void aLongChartReadsNoSamples()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        for (std::int64_t t = kMidnight; t < kMidnight + kDayMs + 9 * 3'600'000; t += 60'000)
            QVERIFY(writer->commit(tick(t, 3)).ok());
        VERIFY_OK(writer->compact());
        const TimeRange day{timeFromMs(kMidnight), timeFromMs(kMidnight + kDayMs)};
        const auto id = ids(*folder.reader())["m1"];
        const auto before = folder.reader()->rollup(id, day, 20);
        writer.reset();
        {
            // The values are destroyed, the bins before them are not.
            auto db = Database::open(folder.path(), Database::Mode::write);
            auto row = db->prepare("SELECT id, bytes FROM segments");
            QVERIFY(*row->step());
            std::string bytes(row->blob(1));
            const auto key = row->integer(0);
            row->reset();
            const auto head = parseSegmentHead(bytes);
            std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(head->entries.front().valuesAt), bytes.end(), '\xEE');
            auto update = db->prepare("UPDATE segments SET bytes=?2 WHERE id=?1");
            VERIFY_OK(update->bind(1, key).bindBlob(2, bytes).run());
        }
        const auto after = folder.reader()->rollup(id, day, 20);
        VERIFY_OK(after);
        QCOMPARE(after->bins.size(), 24U);
        for (std::size_t i = 0; i < 24; ++i)
            QCOMPARE(after->bins[i].max, before->bins[i].max);
        QVERIFY(!folder.reader()->samples(id, day).ok());
    }

    void aWriterThatDiesWhileSealingLosesNothing()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        const auto reader = folder.reader();
        constexpr int kMany = 900; // more than a commit seals by itself
        std::int64_t t = kMidnight;
        for (; t < kMidnight + 7'200'000 + 240'000; t += 60'000)
            QCOMPARE(writer->commit(tick(t, kMany))->newSamples, kMany);
        QCOMPARE(rowsOf(folder, "blocks"), 0);
        QVERIFY(*writer->tend());
        QVERIFY(rowsOf(folder, "blocks") > 0);
        QVERIFY(rowsOf(folder, "tail") > 120);
        compareAll(*reader, kMidnight, t, 60'000);
        writer.reset();
        writer = folder.writer();
        QCOMPARE(writer->commit(tick(t, kMany))->newSamples, kMany);
        QVERIFY(*writer->tend());
        tendAll(*writer);
        compareAll(*reader, kMidnight, t + 60'000, 60'000);
        QVERIFY(rowsOf(folder, "tail") < 10);
        writer.reset();
        writer = folder.writer(); // rows that stood on sealed ones stand alone now
        QCOMPARE(writer->commit(tick(t, kMany))->newSamples, 0);
        compareAll(*folder.reader(), kMidnight, t + 60'000, 60'000);
        QVERIFY(folder.reader()->verify()->empty());
    }

    void retentionDropsWholeDaysWhileSamplesComeIn()
    {
        CacheFolder folder;
        WriterOptions options;
        options.retentionDays = 2;
        auto writer = folder.writer(options);
        const auto reader = folder.reader();
        std::int64_t t = kMidnight;
        for (; t < kMidnight + 5 * kDayMs; t += 600'000) {
            QVERIFY(writer->commit(tick(t)).ok());
            tendAll(*writer);
        }
        Batch others;
        others.samples = {{Labels{{"__name__", "gone"}}, {timeFromMs(kMidnight + 1)}, {1}}, {Labels{{"__name__", "newest"}}, {timeFromMs(t)}, {1}}};
        VERIFY_OK(writer->commit(others));
        int pieces = 0;
        for (bool done = false; !done && pieces < 1000; ++pieces) {
            const auto finished = writer->retire(timeFromMs(t));
            VERIFY_OK(finished);
            done = *finished;
            QVERIFY(writer->commit(tick(t += 60'000)).ok());
            tendAll(*writer);
        }
        QVERIFY(pieces < 1000);
        const auto cutoff = (t - 2 * kDayMs) / kDayMs * kDayMs;
        const auto known = reader->series({});
        for (const auto& series : *known) {
            QVERIFY(series.first >= timeFromMs(cutoff) || series.labels.value("__name__") == "gone"); // still in the tail
            const auto samples = reader->samples(series.id, kAllTime);
            VERIFY_OK(samples);
        }
        const auto id = ids(*reader)["m1"];
        const auto samples = reader->samples(id, kAllTime);
        QCOMPARE(samples->times.front(), timeFromMs(cutoff));
        std::int64_t all = 0;
        for (const auto& [name, each] : ids(*reader))
            all += static_cast<std::int64_t>(reader->samples(each, kAllTime)->times.size());
        QCOMPARE(reader->info()->samples, all);
        QVERIFY(reader->verify()->empty());
    }

    void seriesThatCameAndWentAreForgotten()
    {
        CacheFolder folder;
        WriterOptions options;
        options.retentionDays = 1;
        auto writer = folder.writer(options);
        std::int64_t t = kMidnight;
        for (int hour = 0; hour < 24 * 4; ++hour, t += 3'600'000) {
            Batch batch = tick(t, 2);
            for (int i = 0; i < 50; ++i)
                batch.samples.push_back({Labels{{"__name__", "pod"}, {"pod", std::to_string(hour * 50 + i)}}, {timeFromMs(t)}, {1.0 * i}});
            QCOMPARE(writer->commit(batch)->newSamples, 52);
            tendAll(*writer);
            for (int piece = 0; piece < 20 && !*writer->retire(timeFromMs(t)); ++piece) { }
        }
        const auto left = folder.reader()->series({})->size();
        QVERIFY2(left <= 50 * 52 + 2, qPrintable(QString::number(left)));
        QVERIFY(rowsOf(folder, "series") <= 50 * 52 + 2);
        QVERIFY(rowsOf(folder, "spans") <= 50 * 52 + 2);
        // A series that comes back is a new one with its own samples.
        Batch batch;
        batch.samples.push_back({Labels{{"__name__", "pod"}, {"pod", "3"}}, {timeFromMs(t)}, {42}});
        QCOMPARE(writer->commit(batch)->newSamples, 1);
        const auto back = folder.reader()->series({*Matcher::parse("pod=3")});
        QCOMPARE(back->size(), 1U);
        QCOMPARE(folder.reader()->samples(back->front().id, kAllTime)->values, std::vector<double>{42});
    }

    void aCacheOfTheFirstSchemaGoesOn()
    {
        CacheFolder folder;
        {
            auto db = Database::open(folder.path(), Database::Mode::write);
            VERIFY_OK(db->exec("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL"));
            QCOMPARE(*migrateSchema(*db, folder.path(), {schemaMigrations().front()}), 1);
            // As the first schema wrote them: label sets, a day's chunk of series 1, a tail row of both.
            VERIFY_OK(db->exec("INSERT INTO series VALUES(1, 1, x'0101085f5f6e616d655f5f0161', 1000, 5000), (2, 2, x'0101085f5f6e616d655f5f0162', NULL, NULL);"
                               "INSERT INTO chunks VALUES(1, 1000, 5000, 4, x'010004d00f00e8070103d00f01010a1e000201020019');"
                               "INSERT INTO tail VALUES(9, 6000, 7000, 3, x'0100230201020101e05dd00fcf0f3f7f00f0f0" "00000000000000000000000000000000000000');"
                               "UPDATE meta SET value=7 WHERE key='samples'"));
        }
        auto writer = folder.writer();
        QVERIFY(writer);
        QCOMPARE(writer->info().schemaVersion, static_cast<int>(schemaMigrations().size()));
        const auto reader = folder.reader();
        const auto all = reader->series({});
        VERIFY_OK(all);
        QCOMPARE(all->size(), 2U);
        QCOMPARE(all->front().first, timeFromMs(1000));
        QCOMPARE(all->front().last, timeFromMs(7000));
        const auto samples = reader->samples(1, kAllTime);
        VERIFY_OK(samples);
        QCOMPARE(samples->values, (std::vector<double>{1.5, 2.5, 3.5, 3.5, 1, 2}));
        QCOMPARE(reader->samples(2, kAllTime)->values, std::vector<double>{2});
        VERIFY_OK(writer->compact());
        QCOMPARE(rowsOf(folder, "tail"), 0);
        QCOMPARE(reader->samples(1, kAllTime)->values, (std::vector<double>{1.5, 2.5, 3.5, 3.5, 1, 2}));
        QVERIFY(reader->verify()->empty());
    }
};

VEDETTE_TEST(CacheSegments)
#include "tst_cache_segments.moc"
