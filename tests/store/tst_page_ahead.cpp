#include "models/store/page_ahead.h"
#include "tests/store/cache_folder.h"
#include "tests/store/opened_database.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <set>

using namespace vedette;
using namespace vedette::test;

namespace {

/// A table of rows and one of keys, each three levels deep.
void fill(const std::string& path)
{
    auto db = opened(path, Database::Mode::write);
    const auto made = db.exec("PRAGMA page_size=512; PRAGMA journal_mode=WAL; CREATE TABLE facts(key INTEGER PRIMARY KEY, body BLOB);"
                              "CREATE TABLE words(part INTEGER, term BLOB, page INTEGER, PRIMARY KEY(part, term)) WITHOUT ROWID;"
                              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000) INSERT INTO facts SELECT i*1000003-7000000000, zeroblob(60+i%40) FROM n;"
                              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000) INSERT INTO words SELECT i%7-1+300*(i%3), CAST('0word'||i AS BLOB), i FROM n;"
                              "PRAGMA wal_checkpoint(TRUNCATE)");
    if (!made.ok())
        qFatal("%s", made.error().text().c_str());
}

/// Leaves of a tree as SQLite counts them.
std::set<std::uint32_t> leaves(const Database& db, const char* table)
{
    auto select = db.prepare("SELECT pageno FROM dbstat WHERE name=?1 AND pagetype='leaf'");
    std::set<std::uint32_t> out;
    select->bind(1, std::string_view(table));
    for (auto more = select->step(); more.ok() && *more; more = select->step())
        out.insert(static_cast<std::uint32_t>(select->integer(0)));
    return out;
}

std::vector<std::int64_t> allIds(const Database& db)
{
    auto select = db.prepare("SELECT key FROM facts");
    std::vector<std::int64_t> out;
    for (auto more = select->step(); more.ok() && *more; more = select->step())
        out.push_back(select->integer(0));
    return out;
}

std::vector<std::pair<std::int64_t, std::string>> allKeys(const Database& db)
{
    auto select = db.prepare("SELECT part, term FROM words");
    std::vector<std::pair<std::int64_t, std::string>> out;
    for (auto more = select->step(); more.ok() && *more; more = select->step())
        out.emplace_back(select->integer(0), std::string(select->blob(1)));
    return out;
}

} // namespace

class PageAheadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allRowsNameAllLeavesAndNoOtherPage()
    {
        const CacheFolder folder;
        fill(folder.path());
        const auto db = opened(folder.path(), Database::Mode::read);
        PageAhead ahead(db);
        QVERIFY(ahead.isOfUse());
        const auto rows = ahead.rows("facts", allIds(db));
        QVERIFY(std::set<std::uint32_t>(rows.begin(), rows.end()) == leaves(db, "facts"));
        const auto keys = ahead.keys("words", allKeys(db));
        const std::set<std::uint32_t> named(keys.begin(), keys.end());
        const auto there = leaves(db, "words");
        QVERIFY(std::includes(there.begin(), there.end(), named.begin(), named.end()));
        QVERIFY2(named.size() * 10 >= there.size() * 9, qPrintable(QStringLiteral("%1 of %2").arg(named.size()).arg(there.size())));
    }

    /// Rows come one after the other on a leaf, so the leaves of ids in order never go back, and what lies between two ids of one leaf is on it.
    void oneRowNamesOneLeaf()
    {
        const CacheFolder folder;
        fill(folder.path());
        const auto db = opened(folder.path(), Database::Mode::read);
        PageAhead ahead(db);
        std::set<std::uint32_t> seen;
        std::uint32_t last = 0;
        for (const auto id : allIds(db)) {
            const auto pages = ahead.rows("facts", {id});
            QCOMPARE(pages.size(), std::size_t{1});
            QVERIFY(pages[0] == last || seen.insert(pages[0]).second);
            last = pages[0];
            QVERIFY(ahead.rows("facts", {id - 1, id, id}).size() <= 2);
        }
        QVERIFY(seen == leaves(db, "facts"));
    }

    void theLastPagesEndWhereTheyAreToldTo()
    {
        const CacheFolder folder;
        fill(folder.path());
        const auto db = opened(folder.path(), Database::Mode::read);
        PageAhead ahead(db);
        const auto ids = allIds(db);
        std::mt19937 random(9);
        for (int round = 0; round < 200; ++round) {
            const auto before = ids[random() % ids.size()] + static_cast<std::int64_t>(random() % 3) - 1;
            const auto pages = 1 + random() % 70;
            const auto least = ahead.last("facts", before, pages);
            const auto from = std::lower_bound(ids.begin(), ids.end(), least);
            const auto to = std::lower_bound(ids.begin(), ids.end(), before);
            QVERIFY(least <= before);
            QVERIFY(from != to || to == ids.begin());
            const std::vector<std::int64_t> told(from, to);
            const auto there = ahead.rows("facts", told).size(); // as many leaves as were asked for (of the last one maybe no row), or all there are
            QVERIFY2((there <= pages && there + 1 >= pages) || from == ids.begin(), qPrintable(QStringLiteral("%1 of %2").arg(there).arg(pages)));
            QVERIFY(from == ids.begin() || ahead.rows("facts", {*std::prev(from)}) != ahead.rows("facts", {*from}));
        }
        QCOMPARE(ahead.last("facts", INT64_MAX, 100'000), INT64_MIN + 1);
        QCOMPARE(ahead.last("nosuch", 7, 3), std::int64_t{7});
        QCOMPARE(ahead.last("words", 7, 3), std::int64_t{7}); // of the other kind
    }

    void aTableThatIsNotThereNamesNothing()
    {
        const CacheFolder folder;
        fill(folder.path());
        const auto db = opened(folder.path(), Database::Mode::read);
        PageAhead ahead(db);
        QVERIFY(ahead.rows("nosuch", {1, 2}).empty());
        QVERIFY(ahead.rows("facts", {}).empty());
        QVERIFY(ahead.keys("facts", {{1, "a"}}).empty()); // of the other kind
        QVERIFY(PageAhead().rows("facts", {1}).empty());
    }

    void brokenPagesDoNoHarm()
    {
        const CacheFolder folder;
        fill(folder.path());
        auto db = opened(folder.path(), Database::Mode::read);
        PageAhead ahead(db);
        const auto ids = allIds(db);
        const auto keys = allKeys(db);
        std::mt19937 random(5);
        for (int round = 0; round < 200; ++round) {
            {
                std::fstream file(folder.path(), std::ios::in | std::ios::out | std::ios::binary);
                for (int i = 0; i < 40; ++i) {
                    const auto page = 1 + random() % 8'000;
                    const auto at = random() % 2 == 0 ? random() % 40 : random() % 512;
                    file.seekp(static_cast<std::streamoff>(page * 512 + at));
                    file.put(static_cast<char>(random() % 3 == 0 ? 0xFF : random() % 256));
                }
            }
            static_cast<void>(ahead.rows("facts", {ids[random() % ids.size()], ids[random() % ids.size()]}));
            static_cast<void>(ahead.last("facts", ids[random() % ids.size()], 40));
            static_cast<void>(ahead.keys("words", {keys[random() % keys.size()], keys[random() % keys.size()]}));
            if (round % 20 == 0) {
                static_cast<void>(ahead.rows("facts", ids));
                static_cast<void>(ahead.keys("words", keys));
            }
        }
    }
};

VEDETTE_TEST(PageAheadTest)
#include "tst_page_ahead.moc"
