#include "models/store/schema.h"
#include "models/store/table_measure.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <cmath>

using namespace vedette;
using namespace vedette::test;

namespace {

const CacheInfo::Kind* kindOf(const CacheInfo& info, const char* name)
{
    const auto found = std::find_if(info.kinds.begin(), info.kinds.end(), [&](const auto& k) { return k.name == name; });
    return found == info.kinds.end() ? nullptr : &*found;
}

void fill(Database& db, const char* sql, std::int64_t count, const std::function<std::int64_t(std::int64_t)>& key)
{
    auto transaction = Transaction::begin(db, true);
    VERIFY_OK(transaction);
    auto insert = db.prepare(sql);
    VERIFY_OK(insert);
    for (std::int64_t i = 0; i < count; ++i) {
        insert->bind(1, key(i));
        VERIFY_OK(insert->run());
    }
    VERIFY_OK(transaction->commit());
}

} // namespace

class CacheInfoTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachKindTellsItsRowsAndItsSpan();
    void anEmptyCacheHasKindsWithoutASpan();
    void manyRowsAreEstimatedFromTheirKeys_data();
    void manyRowsAreEstimatedFromTheirKeys();
    void manySampleRowsAreEstimatedByTheirSpan();
};

void CacheInfoTest::eachKindTellsItsRowsAndItsSpan()
{
    const CacheFolder folder;
    auto writer = folder.writer();
    Batch batch;
    SeriesSamples samples{Labels{{"__name__", "up"}}, {at(3), at(4)}, {1, 1}};
    batch.samples.push_back(samples);
    for (int i = 0; i < 5; ++i) {
        AlertEpisode episode;
        episode.fingerprint = "000000000000000" + std::to_string(i);
        episode.name = "Broken";
        episode.sources = {"prometheus"};
        episode.id = "e" + std::to_string(i);
        episode.state = AlertState::resolved;
        episode.startsAt = at(i * 60);
        episode.endsAt = at(i * 60 + (i == 2 ? 3000 : 10)); // one of another class of lengths
        episode.seenAt = *episode.endsAt;
        batch.importedAlerts.push_back(episode);
    }
    Note note;
    note.at = note.seenAt = at(7);
    note.text = "seen";
    batch.notes.push_back(note);
    FeedPoll poll;
    poll.feed = "prometheus";
    poll.at = at(9);
    batch.polls.push_back(poll);
    VERIFY_OK(writer->commit(batch));
    const auto info = folder.reader()->info();
    VERIFY_OK(info);
    const auto check = [&](const char* name, std::int64_t rows, std::optional<Time> oldest, std::optional<Time> newest) {
        const auto* kind = kindOf(*info, name);
        QVERIFY2(kind != nullptr, name);
        QCOMPARE(kind->rows, rows);
        QVERIFY2(kind->oldest == oldest && kind->newest == newest, name);
        QVERIFY(!kind->estimated);
    };
    check("samples", 2, at(3), at(4));
    check("alerts", 5, at(0), at(240));
    check("changes", 0, {}, {});
    check("notes", 1, at(7), at(7));
    check("polls", 1, at(9), at(9));
    check("silences", 0, {}, {});
    check("flags", 0, {}, {});
    check("alertEvents", 0, {}, {});
    check("farSpans", 0, {}, {});
    QCOMPARE(*info->oldest, at(0));
    QCOMPARE(*info->newest, at(240));
    const auto search = std::find_if(info->tables.begin(), info->tables.end(), [](const auto& t) { return t.name == "search"; });
    QVERIFY(search != info->tables.end());
    QCOMPARE(search->rows, 6);
    QVERIFY(search->bytes > 0);
}

void CacheInfoTest::anEmptyCacheHasKindsWithoutASpan()
{
    const CacheFolder folder;
    auto writer = folder.writer();
    const auto info = folder.reader()->info();
    VERIFY_OK(info);
    QCOMPARE(info->kinds.size(), 9U);
    for (const auto& kind : info->kinds)
        QVERIFY(kind.rows == 0 && !kind.oldest && !kind.newest);
}

void CacheInfoTest::manyRowsAreEstimatedFromTheirKeys_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("gap"); ///< every so many keys one is missing; 0: none; -1: they follow time
    QTest::addColumn<bool>("estimated");
    QTest::newRow("few") << 5'000 << 0 << false;
    QTest::newRow("few, far between") << 5'000 << -1 << false;
    QTest::newRow("many, far between") << 300'000 << -1 << true;
    QTest::newRow("many") << 300'000 << 0 << true;
    QTest::newRow("many, with gaps") << 300'000 << 3 << true;
}

void CacheInfoTest::manyRowsAreEstimatedFromTheirKeys()
{
    QFETCH(int, count);
    QFETCH(int, gap);
    QFETCH(bool, estimated);
    const CacheFolder folder;
    auto db = Database::open(folder.path(), Database::Mode::write);
    VERIFY_OK(db);
    VERIFY_OK(db->exec("CREATE TABLE facts(key INTEGER PRIMARY KEY)"));
    fill(*db, "INSERT INTO facts VALUES(?1)", count, [gap](std::int64_t i) {
        return gap < 0 ? i * 6'700'417 + i * i % 5'000'011 : 1'000 + (gap == 0 ? i : i + i / (gap - 1)); // keys that follow time, or numbers
    });
    const auto measured = measureRows(*db, "facts", "key");
    VERIFY_OK(measured);
    QCOMPARE(measured->estimated, estimated);
    const double error = std::abs(static_cast<double>(measured->rows - count)) / count;
    QVERIFY2(error <= (estimated ? 0.04 : 0), qPrintable(QString::number(measured->rows)));
}

void CacheInfoTest::manySampleRowsAreEstimatedByTheirSpan()
{
    const CacheFolder folder;
    auto db = Database::open(folder.path(), Database::Mode::write);
    VERIFY_OK(db);
    VERIFY_OK(db->exec("CREATE TABLE rows(id INTEGER PRIMARY KEY, bytes BLOB)"));
    fill(*db, "INSERT INTO rows VALUES(?1, zeroblob(10))", 40'000, [](std::int64_t i) { return ((20'000 + i / 400) << 18U) + i % 400; });
    const auto measured = measureSampleRows(*db, "rows", std::int64_t{1} << 18U);
    VERIFY_OK(measured);
    QVERIFY(measured->estimated);
    QVERIFY2(std::abs(measured->rows - 40'000) < 4'000, qPrintable(QString::number(measured->rows)));
    QCOMPARE(measured->bytes, measured->rows * 34);
}

VEDETTE_TEST(CacheInfoTest)
#include "tst_cache_info.moc"
