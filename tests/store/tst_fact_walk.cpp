#include "models/store/fact_table.h"
#include "models/store/fact_walk.h"
#include "models/store/row_order.h"
#include "tests/store/cache_folder.h"
#include "tests/store/opened_database.h"
#include "tests/store/seeded_dice.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <set>
#include <tuple>

using namespace vedette;
using namespace vedette::test;

class FactWalkTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWalkTellsWhatALookupTellsHoweverFarItIsToTheNextRow_data()
    {
        QTest::addColumn<int>("everyNth");
        QTest::newRow("each row") << 1;
        QTest::newRow("every other") << 2;
        QTest::newRow("some") << 12;
        QTest::newRow("few") << 150;
    }
    void aWalkTellsWhatALookupTellsHoweverFarItIsToTheNextRow()
    {
        QFETCH(int, everyNth);
        const CacheFolder folder;
        Batch batch;
        for (int i = 0; i < 800; ++i) {
            AlertEpisode e;
            e.name = "HighLatency";
            e.id = "a" + std::to_string(i);
            e.startsAt = at(i / 3);
            e.seenAt = at(i);
            batch.importedAlerts.push_back(e);
        }
        VERIFY_OK(folder.writer()->commit(batch));
        auto db = opened(folder.path(), Database::Mode::read);
        const FactTable table(db, "episodes");
        std::vector<std::int64_t> keys;
        VERIFY_OK(table.ofKeys(INT64_MIN, INT64_MAX, INT32_MAX, [&](const FactRow& row) -> Status {
            keys.push_back(row.key);
            return Done{};
        }));
        QCOMPARE(keys.size(), std::size_t{800});
        Dice dice(static_cast<unsigned>(everyNth));
        for (int round = 0; round < 20; ++round) {
            FactWalk walk(db, "episodes");
            auto last = keys.size();
            for (auto i = keys.size(); i-- > 0;) {
                if (!dice.oneOf(everyNth))
                    continue;
                const bool missing = dice.oneOf(9);
                const auto key = missing ? keys[i] + 100 : keys[i]; // of one moment there are three
                const auto between = dice.oneOf(5) ? static_cast<std::size_t>(dice.below(20)) : last - i - 1; // a wrong number is only slower
                auto body = walk.body(key, between);
                VERIFY_OK(body);
                auto row = table.at(key);
                VERIFY_OK(row);
                QCOMPARE(body->has_value(), row->has_value());
                QVERIFY(!body->has_value() || **body == (*row)->body);
                last = i;
            }
            const auto back = walk.body(keys.back(), static_cast<std::size_t>(dice.below(3))); // out of order: looked up
            VERIFY_OK(back);
            QVERIFY(back->has_value());
        }
    }

    void rowsAreSortedByStartAndIdAndKeepTheirOrderElse()
    {
        struct Row {
            Time startsAt{};
            std::string id;
            int number = 0;
        };
        Dice dice(3);
        for (int round = 0; round < 200; ++round) {
            std::vector<Row> rows;
            for (int i = 0; i < dice.below(40); ++i)
                rows.push_back({at(dice.oneOf(3) ? dice.below(10) : i), std::string(1, static_cast<char>('a' + dice.below(3))), i});
            auto wanted = rows;
            std::stable_sort(wanted.begin(), wanted.end(), [](const Row& a, const Row& b) { return std::tie(a.startsAt, a.id) < std::tie(b.startsAt, b.id); });
            sortByStart(rows);
            QVERIFY(std::equal(rows.begin(), rows.end(), wanted.begin(), wanted.end(), [](const Row& a, const Row& b) { return a.number == b.number && a.id == b.id; }));
        }
    }
};

VEDETTE_TEST(FactWalkTest)
#include "tst_fact_walk.moc"
