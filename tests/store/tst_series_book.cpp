#include "models/store/series_book.h"
#include "models/store/record_packing.h"
#include "models/store/sample_keys.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <map>
#include <set>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr std::int64_t kAll = std::int64_t{1} << kSeriesBits;
constexpr std::int64_t kTurn = std::int64_t{1} << 20;

Batch batchOf(int first, int count, double minute)
{
    Batch batch;
    for (int i = first; i < first + count; ++i)
        batch.samples.push_back({Labels{{"__name__", "pods"}, {"pod", std::to_string(i)}}, {at(minute)}, {static_cast<double>(i)}});
    return batch;
}

/// value of `pod` -> id, of series that hold exactly the values of their own name.
std::map<std::string, std::int64_t> podsIn(const CacheReader& reader)
{
    std::map<std::string, std::int64_t> out;
    const auto all = reader.series({});
    for (const auto& each : all.ok() ? *all : std::vector<StoredSeries>{}) {
        const auto pod = std::string(each.labels.value("pod"));
        const auto samples = reader.samples(each.id, kAllTime);
        const bool own = samples.ok() && !samples->values.empty()
            && std::all_of(samples->values.begin(), samples->values.end(), [&](double v) { return std::to_string(static_cast<int>(v)) == pod; });
        out[own ? pod : "foreign samples in " + pod] = each.id;
    }
    return out;
}

void execute(const std::string& path, const std::string& sql)
{
    auto db = Database::open(path, Database::Mode::write);
    VERIFY_OK(db);
    VERIFY_OK(db->exec(sql));
}

} // namespace

class SeriesBookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersBeginAnewWhenTheyAreSpentAndReadersFollow()
    {
        const CacheFolder folder;
        {
            auto writer = folder.writer();
            QVERIFY(writer);
            VERIFY_OK(writer->commit(batchOf(0, 100, 0)));
            VERIFY_OK(writer->checkpoint());
        }
        // As after months: the numbers are nearly spent.
        execute(folder.path(), "INSERT OR REPLACE INTO meta VALUES('series_turn', 3), ('series_last', " + std::to_string(kAll - 21) + ")");
        auto writer = folder.writer();
        auto reader = folder.reader();
        QVERIFY(writer && reader);
        QCOMPARE(podsIn(*reader).size(), std::size_t{100});
        VERIFY_OK(writer->commit(batchOf(0, 300, 1)));
        auto pods = podsIn(*reader);
        QCOMPARE(pods.size(), std::size_t{300});
        std::set<std::int64_t> ids;
        for (const auto& [pod, id] : pods) {
            QVERIFY2(pod.find("foreign") == std::string::npos && id > 0 && id < kAll, pod.c_str());
            ids.insert(id);
        }
        QCOMPARE(ids.size(), std::size_t{300});
        // A reader from before, one from now and the next writer agree.
        VERIFY_OK(writer->commit(batchOf(300, 50, 2)));
        QCOMPARE(podsIn(*reader), podsIn(*folder.reader()));
        writer.reset();
        writer = folder.writer();
        VERIFY_OK(writer->commit(batchOf(340, 50, 3)));
        QCOMPARE(podsIn(*reader).size(), std::size_t{390});
        QCOMPARE(podsIn(*reader), podsIn(*folder.reader()));
    }

    void aForgottenSeriesGivesItsNumberToAnother()
    {
        const CacheFolder folder;
        WriterOptions options;
        options.retentionDays = 2;
        auto writer = folder.writer(options);
        QVERIFY(writer);
        VERIFY_OK(writer->commit(batchOf(0, 200, 0)));
        auto reader = folder.reader();
        QVERIFY(reader);
        const auto first = podsIn(*reader);
        constexpr double kDays = 24 * 60;
        for (double day = 1; day < 6; ++day) {
            VERIFY_OK(writer->commit(batchOf(0, 10, day * kDays)));
            for (auto more = writer->tend(); more.ok() && *more;)
                more = writer->tend();
            for (bool done = false; !done;) {
                const auto retired = writer->retire(at(day * kDays));
                VERIFY_OK(retired);
                done = *retired;
            }
        }
        writer.reset();
        execute(folder.path(), "INSERT OR REPLACE INTO meta VALUES('series_turn', 1), ('series_last', " + std::to_string(kTurn - 5) + ")");
        writer = folder.writer(options);
        VERIFY_OK(writer->commit(batchOf(1000, 150, 6 * kDays)));
        const auto now = podsIn(*reader);
        QCOMPARE(now.size(), std::size_t{160});
        QCOMPARE(now, podsIn(*folder.reader()));
        std::set<std::int64_t> before;
        for (const auto& [pod, id] : first)
            before.insert(id);
        QVERIFY(std::count_if(now.begin(), now.end(), [&](const auto& each) { return each.first.size() == 4 && before.contains(each.second); }) > 100);
        for (int pod = 0; pod < 10; ++pod)
            QCOMPARE(now.at(std::to_string(pod)), first.at(std::to_string(pod)));
    }

    void whereAllNumbersAreInUseNoneIsGiven()
    {
        SeriesBook book;
        const auto bytes = packRecord(Labels{{"a", "b"}});
        for (std::int64_t id = 1; id < kAll - 1; ++id)
            book.add(id, bytes);
        QCOMPARE(book.nextId(), kAll - 1);
        book.add(kAll - 1, bytes);
        QCOMPARE(book.nextId(), std::int64_t{-1});
        book.forget(4711);
        QCOMPARE(book.nextId(), std::int64_t{4711});
    }

    void whatIsForgottenLeavesTheMemory()
    {
        SeriesBook book;
        for (int round = 0; round < 40; ++round) {
            for (int i = 0; i < 4000; ++i) {
                const auto id = book.nextId();
                book.add(id, packRecord(Labels{{"pod", std::to_string(id)}, {"filler", std::string(200, 'x')}}));
                if (id > 2000)
                    book.forget(id - 2000);
            }
        }
        QCOMPARE(book.size(), std::size_t{2000});
        QVERIFY2(book.bytes() < 4'000'000, std::to_string(book.bytes()).c_str());
        QCOMPARE(std::string(book.labels(book.greatest()).value("pod")), std::to_string(book.greatest()));
    }
};

VEDETTE_TEST(SeriesBookTest)
#include "tst_series_book.moc"
