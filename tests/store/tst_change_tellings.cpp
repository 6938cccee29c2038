#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>

using namespace vedette;
using namespace vedette::test;

namespace {

ChangeRecord telling(double seen, const std::string& title, const std::string& actor = {})
{
    ChangeRecord r;
    r.id = "deploy-1";
    r.source = "cd";
    r.service = "cart";
    r.revision = "1";
    r.title = title;
    r.actor = actor;
    r.startsAt = at(0);
    r.seenAt = at(seen);
    return r;
}

/// One commit for each inner list.
ChangeRecord toldAs(const std::vector<std::vector<ChangeRecord>>& commits)
{
    const CacheFolder folder;
    auto writer = folder.writer();
    for (const auto& records : commits) {
        Batch batch;
        batch.changes = records;
        if (!writer->commit(batch).ok())
            return {};
    }
    const auto records = folder.reader()->changeRecords(kAllTime);
    return records.ok() && records->size() == 1 ? records->front() : ChangeRecord{};
}

} // namespace

class ChangeTellingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofTellingsSeenAtOneTimeTheLaterHasTheSay_data()
    {
        QTest::addColumn<bool>("together");
        QTest::newRow("in one batch") << true;
        QTest::newRow("in commits of their own") << false;
    }
    void ofTellingsSeenAtOneTimeTheLaterHasTheSay()
    {
        QFETCH(bool, together);
        const auto told = [&](const std::vector<ChangeRecord>& records) {
            std::vector<std::vector<ChangeRecord>> commits;
            for (const auto& r : records)
                commits.push_back({r});
            return toldAs(together ? std::vector<std::vector<ChangeRecord>>{records} : commits);
        };
        QCOMPARE(told({telling(5, "a"), telling(5, "b")}).title, std::string("b"));
        QCOMPARE(told({telling(5, "a"), telling(5, "b"), telling(5, "a")}).title, std::string("a")); // back to what was said first
        const auto parts = told({telling(5, "a", "kim"), telling(5, "b"), telling(5, "a", "lee"), telling(5, "b")}); // each field for itself
        QCOMPARE(parts.title, std::string("b"));
        QCOMPARE(parts.actor, std::string("lee"));
        QCOMPARE(told({telling(5, "a"), telling(9, "c"), telling(5, "b")}).title, std::string("c")); // seen later, whenever it came
    }

    void theOrderOfArrivalDoesNotMatterBetweenTimes()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 20; ++round) {
            std::vector<ChangeRecord> tellings;
            for (int i = 0; i < 6; ++i)
                tellings.push_back(telling(i + 1, random() % 3 == 0 ? "" : "title " + std::to_string(i), random() % 2 == 0 ? "" : "actor " + std::to_string(i)));
            const auto wanted = toldAs({tellings});
            std::shuffle(tellings.begin(), tellings.end(), random);
            const auto together = toldAs({tellings});
            QCOMPARE(together.title, wanted.title);
            QCOMPARE(together.actor, wanted.actor);
        }
    }

    void whatIsReadAgainAltersNothing()
    {
        const CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        batch.changes = {telling(5, "a"), telling(5, "b"), telling(7, "c"), telling(7, "a")};
        VERIFY_OK(writer->commit(batch));
        const auto reader = folder.reader();
        const auto facts = reader->state("facts");
        VERIFY_OK(facts);
        QVERIFY(facts->has_value());
        for (int i = 0; i < 3; ++i) {
            VERIFY_OK(writer->commit(batch));
            QCOMPARE(**reader->state("facts"), **facts);
        }
        QCOMPARE(reader->changeRecords(kAllTime)->front().title, std::string("a"));
    }
};

VEDETTE_TEST(ChangeTellingsTest)
#include "tst_change_tellings.moc"
