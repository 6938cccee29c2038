// A watch whose query was edited shows what its present query answered, and nothing of the earlier one.

#include "models/snapshot/flag_keeper.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

SeriesSamples orders(const std::string& shop, const std::string& revision, double value)
{
    Labels labels{{kWatchLabel, "orders"}, {kFeedLabel, "p"}, {"shop", shop}};
    if (!revision.empty())
        labels.set(kRevisionLabel, revision);
    return {labels, {at(1), at(2)}, {value, value}};
}

} // namespace

class TestWatchRevision : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyThePresentQueryIsShown()
    {
        CacheFolder folder;
        const auto writer = folder.writer();
        const auto reader = folder.reader();
        WatchConfig watch;
        watch.name = "orders";
        watch.query = "sum(orders)";
        const auto shown = [&] {
            std::vector<double> values;
            const auto all = watchSeries(*reader, watch);
            for (const auto& series : all.valueOr({}))
                values.push_back(reader->samples(series.id, {at(0), at(9)}).valueOr({}).values.at(0));
            std::sort(values.begin(), values.end());
            return values;
        };
        Batch batch;
        batch.samples = {orders("kr", "", 1)}; // an import does not say which query it was
        VERIFY_OK(writer->commit(batch));
        QCOMPARE(shown(), std::vector<double>{1});
        batch.samples = {orders("kr", watchRevision("sum(orders)"), 2), orders("jp", watchRevision("sum(orders)"), 3)};
        VERIFY_OK(writer->commit(batch));
        QCOMPARE(shown(), (std::vector<double>{2, 3}));
        watch.query = "max(orders)";
        QCOMPARE(shown(), std::vector<double>{1}); // nothing of it is known yet
        batch.samples = {orders("kr", watchRevision("max(orders)"), 4)};
        VERIFY_OK(writer->commit(batch));
        QCOMPARE(shown(), std::vector<double>{4});
        QCOMPARE(seriesKey(batch.samples.front().labels), std::string("{shop=\"kr\"}"));
        watch.query = "sum(orders)";
        QCOMPARE(shown(), (std::vector<double>{2, 3}));
    }
};

VEDETTE_TEST(TestWatchRevision)
#include "tst_watch_revision.moc"
