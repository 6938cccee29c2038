#include "models/store/search_ahead.h"
#include "tests/store/cache_folder.h"
#include "tests/store/opened_database.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>

#include <sqlite3.h>

using namespace vedette;
using namespace vedette::test;

namespace {

void run(Database& db, const std::string& sql)
{
    if (auto done = db.exec(sql); !done.ok())
        qFatal("%s", done.error().text().c_str());
}

std::string wordOf(std::mt19937& random)
{
    static const std::vector<std::string> kBegins{"check", "checkout", "ch", "pay", "pod", "\xEC\x9D\x91\xEB\x8B\xB5", "z"};
    return kBegins[random() % kBegins.size()] + (random() % 4 == 0 ? std::string() : std::to_string(random() % 900));
}

/// An index as a cache has it: parts written one after the other, some merged; "all" stands in every document, "most" in most.
void fill(const std::string& path, bool removes)
{
    auto db = opened(path, Database::Mode::write);
    run(db, "PRAGMA journal_mode=WAL; CREATE VIRTUAL TABLE search USING fts5(body, content='', columnsize=0, detail=none, tokenize=\"unicode61 remove_diacritics 2\")");
    std::mt19937 random(11);
    auto insert = db.prepare("INSERT INTO search(rowid, body) VALUES(?1, ?2)");
    auto remove = db.prepare("INSERT INTO search(search, rowid, body) VALUES('delete', ?1, ?2)");
    std::int64_t id = 0;
    for (const int rows : {20'000, 9'000, 700, 40, 3, 1}) {
        run(db, "BEGIN");
        for (int i = 0; i < rows; ++i) {
            std::string body = "all allb" + std::to_string(i % 3) + (random() % 5 == 0 ? "" : " most");
            for (int w = 0; w < 3; ++w)
                body += ' ' + wordOf(random);
            id += 1 + static_cast<std::int64_t>(random() % 5000);
            if (!insert->bind(1, id).bind(2, std::string_view(body)).run().ok())
                qFatal("insert");
            if (removes && random() % 3 == 0 && !remove->bind(1, id).bind(2, std::string_view(body)).run().ok())
                qFatal("remove");
        }
        run(db, "COMMIT");
    }
}

std::vector<std::string> vocabulary(Database& db)
{
    run(db, "PRAGMA query_only=OFF; CREATE VIRTUAL TABLE IF NOT EXISTS temp.every_word USING fts5vocab('main', 'search', 'row')");
    auto select = db.prepare("SELECT term FROM temp.every_word ORDER BY term");
    std::vector<std::string> out;
    for (auto more = select->step(); more.ok() && *more; more = select->step())
        out.emplace_back(select->text(0));
    return out;
}

} // namespace

class SearchAheadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void endingsAreThoseOfTheVocabulary_data()
    {
        QTest::addColumn<bool>("removes");
        QTest::addColumn<int>("merged"); // pages of parts that were merged, one after the other
        QTest::newRow("all rows stay") << false << 0;
        QTest::newRow("some rows are taken out") << true << 0;
        for (const int merged : {1, 2, 5, 9, 14, 30, 70, 400})
            QTest::addRow("a merge has gone on for %d steps", merged) << false << merged;
    }
    void endingsAreThoseOfTheVocabulary()
    {
        QFETCH(bool, removes);
        QFETCH(int, merged);
        const CacheFolder folder;
        fill(folder.path(), removes);
        if (merged > 0) {
            auto writing = opened(folder.path(), Database::Mode::write);
            run(writing, "INSERT INTO search(search, rank) VALUES('usermerge', 2)");
            for (int i = 0; i < merged; ++i)
                run(writing, "INSERT INTO search(search, rank) VALUES('merge', 2)");
        }
        auto db = opened(folder.path(), Database::Mode::read);
        const auto all = vocabulary(db);
        QVERIFY(all.size() > 3'000);
        const SearchAhead ahead(db);
        std::mt19937 random(3);
        std::vector<std::string> begins{"", "a", "all", "allb", "b", "most", "mostly", "ch", "check", "checkout", "checkout1", "p", "zz", "\xEC", "\xEC\x9D\x91", "\x7F"};
        for (int i = 0; i < 60; ++i) {
            const auto& word = all[random() % all.size()];
            begins.push_back(word.substr(0, 1 + random() % word.size()));
        }
        for (const auto& begin : begins) {
            for (const std::size_t atMost : {1U, 49U, 100'000U}) {
                const auto told = ahead.endings(begin, atMost);
                QVERIFY(told.has_value());
                QVERIFY(std::is_sorted(told->begin(), told->end()));
                std::vector<std::string> wanted;
                std::copy_if(all.begin(), all.end(), std::back_inserter(wanted), [&](const auto& word) { return word.starts_with(begin); });
                if (!removes) {
                    wanted.resize(std::min(wanted.size(), atMost));
                    QVERIFY2(*told == wanted, begin.c_str());
                } else if (told->size() < atMost) { // words of rows that are gone may be among them
                    QVERIFY2(std::includes(told->begin(), told->end(), wanted.begin(), wanted.end()), begin.c_str());
                }
            }
        }
    }

    void tablesThatAreNotThereTellNothing()
    {
        const CacheFolder folder;
        auto db = opened(folder.path(), Database::Mode::write);
        run(db, "CREATE TABLE other(a)");
        SearchAhead ahead(db);
        QVERIFY(!ahead.endings("a", 5).has_value());
        ahead.words({"a"});
        ahead.documents({"a"});
    }

    void brokenTablesDoNoHarm()
    {
        const CacheFolder folder;
        fill(folder.path(), false);
        auto db = opened(folder.path(), Database::Mode::write);
        sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
        std::mt19937 random(17);
        auto ids = db.prepare("SELECT id FROM search_data");
        std::vector<std::int64_t> all;
        for (auto more = ids->step(); more.ok() && *more; more = ids->step())
            all.push_back(ids->integer(0));
        ids->reset();
        auto read = db.prepare("SELECT block FROM search_data WHERE id=?1");
        auto write = db.prepare("UPDATE search_data SET block=?2 WHERE id=?1");
        for (int round = 0; round < 300; ++round) {
            const auto id = round % 3 == 0 ? 10 : all[random() % all.size()];
            read->reset();
            auto there = read->bind(1, id).step();
            QVERIFY(there.ok() && *there);
            const std::string before(read->blob(0));
            read->reset();
            auto bytes = before;
            for (int i = 0; i < 6 && !bytes.empty(); ++i)
                bytes[random() % (i % 2 == 0 ? std::min<std::size_t>(bytes.size(), 12) : bytes.size())] = static_cast<char>(random() % 2 == 0 ? 0xFF : random() % 256);
            if (random() % 4 == 0)
                bytes.resize(random() % (bytes.size() + 1));
            VERIFY_OK(write->bind(1, id).bindBlob(2, bytes).run());
            SearchAhead ahead(db);
            for (const char* word : {"all", "most", "checkout", "zz"}) {
                static_cast<void>(ahead.endings(word, 49));
                ahead.words({word, "pay"});
                ahead.documents({word, "pay"});
            }
            VERIFY_OK(write->bind(1, id).bindBlob(2, before).run());
        }
    }

    /// Rows are looked at some at a time, and what is long and began before the range comes last: the newest are always those of all.
    void theFirstOfManyAreTheNewestOfAll()
    {
        std::mt19937 random(23);
        const CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        for (int i = 0; i < 700; ++i) {
            AlertEpisode e;
            e.id = "a" + std::to_string(i);
            e.name = "Slow";
            e.service = "s" + std::to_string(random() % 4);
            e.labels = Labels{{"alertname", "Slow"}, {"pod", "p" + std::to_string(random() % 3)}};
            e.startsAt = at(-static_cast<double>(random() % 14'000) + (random() % 2 == 0 ? 0 : static_cast<double>(random() % 3) / 60));
            e.endsAt = e.startsAt + Millis{60'000 * static_cast<std::int64_t>(random() % 10 == 0 ? 1'500 + random() % 9'000 : 1 + random() % 90)};
            e.seenAt = *e.endsAt;
            e.state = AlertState::resolved;
            e.sources = {"prom"};
            batch.importedAlerts.push_back(e);
        }
        for (int i = 0; i < 200; ++i) {
            ChangeRecord r;
            r.id = "c" + std::to_string(i);
            r.service = "s" + std::to_string(random() % 4);
            r.title = "Slow rollout";
            r.status = ChangeStatus::success;
            r.startsAt = at(-static_cast<double>(random() % 14'000));
            r.endsAt = r.startsAt + Millis{60'000 * static_cast<std::int64_t>(random() % 10 == 0 ? 3'000 : 5)};
            r.seenAt = *r.endsAt;
            r.source = "cd";
            batch.changes.push_back(r);
        }
        VERIFY_OK(writer->commit(batch));
        const auto reader = folder.reader();
        for (const char* text : {"slow", "slow -p1", "service:s1", "-p2", "state:resolved", "type:change slow", "\"slow rollout\""}) {
            for (const auto& range : {kAllTime, span(-9'000, 60), span(-5'000, -4'000), span(-12'000, -2'000)}) {
                const auto all = reader->search(text, range, -1);
                VERIFY_OK(all);
                for (const int atMost : {0, 1, 2, 7, 40, 300}) {
                    const auto some = reader->search(text, range, atMost);
                    VERIFY_OK(some);
                    QCOMPARE(some->size(), std::min(all->size(), static_cast<std::size_t>(atMost)));
                    for (std::size_t i = 0; i < some->size(); ++i)
                        QVERIFY2((*some)[i].id == (*all)[i].id && (*some)[i].kind == (*all)[i].kind, text);
                }
            }
        }
    }
};

VEDETTE_TEST(SearchAheadTest)
#include "tst_search_ahead.moc"
