#include "models/store/change_fold.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;
using namespace vedette::test;

namespace {

ChangeRecord record(const char* id, double starts, std::optional<double> ends, const char* revision, const char* source = "cd")
{
    ChangeRecord r;
    r.id = id;
    r.service = "xx";
    r.environment = "prod";
    r.revision = revision;
    r.source = source;
    r.startsAt = at(starts);
    if (ends)
        r.endsAt = at(*ends);
    r.status = ends ? ChangeStatus::success : ChangeStatus::started;
    r.seenAt = r.endsAt.value_or(r.startsAt);
    return r;
}

ChangeRecord stage(const char* name, double starts, double ends, const char* parent = "run-1", ChangeStatus status = ChangeStatus::success)
{
    auto r = record((std::string(parent) + name).c_str(), starts, ends, "1.4.2");
    r.stage = name;
    r.parent = parent;
    r.status = status;
    return r;
}

} // namespace

class ChangeFold : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stagesOfOneRunAreOneChange();
    void aRunBetweenTwoStagesGoesOnUntilTheNextOneOfItsService();
    void aFailedStageFailsTheChangeUnlessItWasDoneAgain();
    void environmentsOfOneRevisionAreOneChange();
    void feedsThatTellOfOneDeployAreItsSources();
    void goingBackIsARollback();
    void theOrderOfRecordsDoesNotMatter();
    void tellingsLeaveWhatTheyDoNotName();
    void theCacheAnswersAsOf();
    void aPollThatTellsTheSameAgainIsNothingNew();
};

void ChangeFold::stagesOfOneRunAreOneChange()
{
    auto last = stage("DEPLOY_ALL", 20, 30);
    last.endsAt.reset();
    last.status = ChangeStatus::started;
    const auto running = foldChanges({stage("STAGE", 0, 5), stage("CANARY", 10, 20), last});
    QCOMPARE(running.size(), 1U);
    QCOMPARE(running[0].id, std::string("run-1"));
    QCOMPARE(running[0].stages.size(), 3U);
    QVERIFY(running[0].running());
    QCOMPARE(running[0].liveAt(), at(10));
    QCOMPARE(running[0].startsAt, at(0));
    const auto done = foldChanges({stage("STAGE", 0, 5), stage("CANARY", 10, 20), stage("DEPLOY_ALL", 20, 30)});
    QCOMPARE(done[0].status, ChangeStatus::success);
    QCOMPARE(*done[0].endsAt, at(30));
}

void ChangeFold::aRunBetweenTwoStagesGoesOnUntilTheNextOneOfItsService()
{
    const auto between = foldChanges({stage("STAGE", 0, 5), stage("CANARY", 10, 20)});
    QCOMPARE(between.size(), 1U);
    QVERIFY(between[0].status == ChangeStatus::started && !between[0].endsAt);
    const auto done = foldChanges({stage("STAGE", 0, 5), stage("DEPLOY_ALL", 10, 20)});
    QVERIFY(done[0].status == ChangeStatus::success && done[0].endsAt == at(20));
    auto next = record("next", 300, 310, "1.4.3");
    const auto overtaken = foldChanges({stage("STAGE", 0, 5), stage("CANARY", 10, 20), next});
    QCOMPARE(overtaken.size(), 2U);
    QVERIFY(overtaken[0].status == ChangeStatus::success && overtaken[0].endsAt == at(20));
}

void ChangeFold::aFailedStageFailsTheChangeUnlessItWasDoneAgain()
{
    const auto failed = foldChanges({stage("STAGE", 0, 5), stage("CANARY", 10, 20, "run-1", ChangeStatus::failed), stage("WRAP_UP", 20, 21)});
    QCOMPARE(failed[0].status, ChangeStatus::failed);
    auto again = stage("CANARY", 25, 30);
    again.id = "again";
    const auto mended = foldChanges({stage("STAGE", 0, 5), stage("CANARY", 10, 20, "run-1", ChangeStatus::failed), again, stage("DEPLOY_ALL", 30, 35)});
    QCOMPARE(mended[0].status, ChangeStatus::success);
}

void ChangeFold::environmentsOfOneRevisionAreOneChange()
{
    auto canary = record("a", 0, 10, "1.4");
    canary.environment = "canary";
    const auto one = foldChanges({canary, record("b", 60, 70, "1.4")});
    QCOMPARE(one.size(), 1U);
    QCOMPARE(one[0].id, std::string("a"));
    QCOMPARE(one[0].environment, std::string("prod"));
    QCOMPARE(one[0].recordIds.size(), 2U);
    QCOMPARE(foldChanges({canary, record("b", 7 * 60, 7 * 60 + 5, "1.4")}).size(), 2U);
    QCOMPARE(foldChanges({record("a", 0, 10, "1.4"), record("b", 60, 70, "1.4")}).size(), 2U); // the same place twice
}

void ChangeFold::feedsThatTellOfOneDeployAreItsSources()
{
    const auto one = foldChanges({record("42", 0, 10, "4f2e1ab"), record("gh-7", 3, 9, "4f2e1ab09c11", "github")});
    QCOMPARE(one.size(), 1U);
    QCOMPARE(one[0].sources, (std::vector<std::string>{"cd", "github"}));
    QCOMPARE(foldChanges({record("42", 0, 10, "4f2e1ab"), record("gh-7", 40, 49, "4f2e1ab09c11", "github")}).size(), 2U);
    QCOMPARE(foldChanges({record("42", 0, 10, "1.4"), record("gh-7", 3, 9, "1.4.2", "github")}).size(), 2U);
    const auto withRun = foldChanges({stage("STAGE", 0, 5), stage("DEPLOY_ALL", 60, 70), record("argo", 61, 66, "1.4.2", "argo")});
    QCOMPARE(withRun.size(), 1U);
    QCOMPARE(withRun[0].id, std::string("run-1"));
}

void ChangeFold::goingBackIsARollback()
{
    const auto all = foldChanges({record("a", 0, 5, "1.3"), record("b", 1000, 1005, "1.4"), record("c", 1013, 1015, "1.3"), record("d", 3000, 3005, "1.4.1")});
    QCOMPARE(all.size(), 4U);
    QCOMPARE(all[1].previous, std::string("1.3"));
    QCOMPARE(all[1].kind, ChangeKind::deployment);
    QCOMPARE(all[2].kind, ChangeKind::rollback);
    QCOMPARE(all[2].previous, std::string("1.4"));
    QCOMPARE(all[3].kind, ChangeKind::deployment);
    QCOMPARE(all[3].previous, std::string("1.3"));
}

void ChangeFold::theOrderOfRecordsDoesNotMatter()
{
    std::vector<ChangeRecord> records{stage("STAGE", 0, 5), stage("CANARY", 10, 20), record("gh", 11, 20, "1.4.2", "github"), record("x", 2000, 2010, "1.5")};
    const auto first = foldChanges(records);
    std::reverse(records.begin(), records.end());
    const auto second = foldChanges(records);
    QCOMPARE(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(first[i].id, second[i].id);
        QCOMPARE(first[i].recordIds, second[i].recordIds);
        QCOMPARE(first[i].previous, second[i].previous);
    }
}

void ChangeFold::tellingsLeaveWhatTheyDoNotName()
{
    auto known = record("a", 0, {}, "1.4");
    known.actor = "kim";
    ChangeRecord later;
    later.id = "a";
    later.service = "xx";
    later.endsAt = at(9);
    later.status = ChangeStatus::failed;
    tellChange(known, later);
    QCOMPARE(known.actor, std::string("kim"));
    QCOMPARE(known.revision, std::string("1.4"));
    QCOMPARE(known.startsAt, at(0));
    QCOMPARE(known.status, ChangeStatus::failed);
}

void ChangeFold::theCacheAnswersAsOf()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch begun;
    begun.changes = {record("a", 29, {}, "1.4")};
    Batch done;
    done.changes = {record("a", 29, 35, "1.4")};
    Batch past;
    past.changes = {record("b", 10, 15, "1.3")};
    past.changes[0].reconstructed = true;
    for (int again = 0; again < 2; ++again) {
        QCOMPARE(writer->commit(begun)->newChanges, again == 0 ? 1 : 0);
        QCOMPARE(writer->commit(done)->newChanges, 0);
        QCOMPARE(writer->commit(past)->newChanges, again == 0 ? 1 : 0);
        const auto reader = folder.reader();
        QCOMPARE(reader->changes(kAllTime)->size(), 2U);
        QCOMPARE(reader->changes(kAllTime)->back().previous, std::string("1.3"));
        QVERIFY(!reader->changes(kAllTime)->back().running());
        QVERIFY(reader->changes(kAllTime, at(30))->back().running());
        QCOMPARE(reader->changes(kAllTime, at(28))->size(), 1U);
        QVERIFY(reader->changes(kAllTime, at(12))->front().running());
        QVERIFY(!reader->changes(kAllTime, at(16))->front().running());
        QCOMPARE(reader->changes(kAllTime, at(9))->size(), 0U);
        QCOMPARE(reader->changes(span(28, 40))->size(), 1U);
        QCOMPARE(reader->changeRecords(kAllTime)->size(), 2U);
    }
}

void ChangeFold::aPollThatTellsTheSameAgainIsNothingNew()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch batch;
    batch.changes = {record("a", 0, 10, "1.4")};
    for (int i = 0; i < 3; ++i) {
        batch.changes[0].seenAt = at(11 + i);
        VERIFY_OK(writer->commit(batch));
    }
    QCOMPARE(folder.reader()->changes(kAllTime)->front().seenAt, at(11));
    QCOMPARE(folder.reader()->info()->changes, 1);
}

VEDETTE_TEST(ChangeFold)
#include "tst_change_fold.moc"
