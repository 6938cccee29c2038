#include "models/store/change_fold.h"
#include "models/store/change_join.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

ChangeRecord telling(const char* source, const char* id, double starts, double ends, const char* revision = "", ChangeKind kind = ChangeKind::deployment)
{
    ChangeRecord r;
    r.source = source;
    r.id = id;
    r.kind = kind;
    r.service = "cart";
    r.environment = "prod";
    r.revision = revision;
    r.startsAt = at(starts);
    r.endsAt = at(ends);
    r.status = ChangeStatus::success;
    r.seenAt = at(ends);
    return r;
}

ChangeRecord with(ChangeRecord r, const char* name, const char* value)
{
    r.attributes.set(name, value);
    return r;
}

/// A run as a whole and one of its stages.
ChangeRecord run(const char* id, double starts, double ends, ChangeStatus status)
{
    auto r = telling("spin", id, starts, ends, "1.4");
    r.parent = id;
    r.status = status;
    if (status == ChangeStatus::started)
        r.endsAt.reset();
    return r;
}
ChangeRecord stage(const char* run, const char* name, double starts, double ends, ChangeStatus status = ChangeStatus::success)
{
    auto r = telling("spin", (std::string(run) + "/" + name).c_str(), starts, ends, "1.4");
    r.parent = run;
    r.stage = name;
    r.status = status;
    return r;
}

constexpr const char* kSha = "a84d88e1c0ffee00112233445566778899aabbcc";

} // namespace

class ChangeJoin : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFeedThatKnowsVersionAndCommitJoinsTheOthers()
    {
        const auto one = foldChanges({telling("ci", "1", 0, 5, "1.4.2"), telling("argo", "2", 12, 13, "a84d88e"), with(telling("gh", "3", 6, 9, kSha), "version", "v1.4.2")});
        QCOMPARE(one.size(), 1U);
        QCOMPARE(one[0].sources, (std::vector<std::string>{"argo", "ci", "gh"}));
        const auto two = foldChanges({telling("ci", "1", 0, 5, "1.4.2"), telling("argo", "2", 12, 13, "a84d88e")});
        QCOMPARE(two.size(), 2U); // nobody says that they are one
    }
    void aBranchIsNoName()
    {
        const auto two = foldChanges({with(telling("gl", "1", 0, 1, kSha), "ref", "main"), with(telling("gh", "2", 5, 6, "bbbbbbb1c0ffee00112233445566778899aabbcc"), "ref", "main")});
        QCOMPARE(two.size(), 2U);
        QCOMPARE(foldChanges({with(telling("gl", "1", 0, 1, kSha), "ref", "v1.4.2"), telling("ci", "2", 5, 6, "1.4.2")}).size(), 1U);
    }
    void anImageIsKnownByItsTagAndByTheCommitInIt()
    {
        QCOMPARE(foldChanges({telling("ci", "1", 0, 5, "1.4.2"), telling("metrics", "2", 11, 12, "v1.4.2")}).size(), 1U);
        QCOMPARE(foldChanges({telling("ci", "1", 0, 5, kSha), with(telling("metrics", "2", 11, 12, "main-a84d88e"), "commit", "a84d88e")}).size(), 1U);
        QCOMPARE(foldChanges({telling("ci", "1", 0, 5, kSha), telling("metrics", "2", 11, 12, "main-42")}).size(), 2U);
        QCOMPARE(foldChanges({telling("ci", "1", 0, 5, "1.4.2"), telling("metrics", "2", 1, 2, "sha256:0123456789ab")}).size(), 1U); // only the time tells
        QCOMPARE(foldChanges({telling("ci", "1", 0, 5, "1.4.2"), telling("metrics", "2", 11, 12, "sha256:0123456789ab")}).size(), 2U);
    }
    void numbersAreNoCommits()
    {
        QVERIFY(!sameRevision("2026112", "20261121"));
        QVERIFY(sameRevision("20261121", "20261121"));
        QVERIFY(sameRevision("a84d88e", kSha));
        QVERIFY(!sameRevision("a84d88", kSha));
    }
    void aMarkWithoutANameBelongsToTheNearest()
    {
        auto mark = telling("graf", "m", 7, 7);
        const auto all = foldChanges({telling("ci", "1", 0, 6, "1.4"), telling("ci", "2", 9, 12, "1.5"), mark});
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].sources.size(), 2U); // made a minute after its end; the next began two minutes later
        mark.startsAt = at(30);
        mark.endsAt = at(30);
        QCOMPARE(foldChanges({telling("ci", "1", 0, 6, "1.4"), mark}).size(), 2U);
    }
    void aRollbackIsNotTheReleaseItTakesBack()
    {
        // Another feed knows neither versions nor rollbacks.
        const auto all = foldChanges({telling("ci", "bad", 0, 4, "1.5"), telling("ci", "back", 4.1, 6, "1.4", ChangeKind::rollback), telling("argo", "a", 0.1, 0.5, kSha),
            telling("argo", "b", 4.2, 4.6, "bbbbbbb1c0ffee00112233445566778899aabbcc")});
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].recordIds, (std::vector<std::string>{"bad", "a"}));
        QCOMPARE(all[1].recordIds, (std::vector<std::string>{"back", "b"}));
        QCOMPARE(all[1].kind, ChangeKind::rollback);
    }
    void theSameAgainIsAnother()
    {
        const auto two = foldChanges({telling("ci", "1", 0, 3, "1.4"), telling("gh", "a", 1, 3, "1.4"), telling("ci", "2", 8, 11, "1.4"), telling("gh", "b", 9, 11, "1.4")});
        QCOMPARE(two.size(), 2U);
        QCOMPARE(two[0].recordIds, (std::vector<std::string>{"1", "a"}));
        QCOMPARE(two[1].recordIds, (std::vector<std::string>{"2", "b"}));
    }
    void feedsThatCountAlikeAreNotOne()
    {
        auto other = telling("conc", "71", 300, 310, "2.0");
        other.service = "search";
        const auto two = foldChanges({run("71", 0, 9, ChangeStatus::success), stage("71", "deploy", 0, 9), other});
        QCOMPARE(two.size(), 2U);
        QCOMPARE(two[0].service, std::string("cart"));
        QCOMPARE(two[1].service, std::string("search"));
    }
    void aChainThatTwoFeedsNameIsOne()
    {
        auto event = telling("events", "e", 40, 40);
        event.parent = "71";
        const auto one = foldChanges({run("71", 0, 39, ChangeStatus::success), stage("71", "deploy", 0, 39), event});
        QCOMPARE(one.size(), 1U);
        QCOMPARE(one[0].stages.size(), 1U);
        QCOMPARE(*one[0].endsAt, at(39)); // the feed that tells stages tells when
    }
    void aRunSaysItsOwnOutcome()
    {
        const auto between = foldChanges({run("r", 0, 0, ChangeStatus::started), stage("r", "bake", 0, 4)});
        QVERIFY(between[0].running());
        QCOMPARE(between[0].stages.size(), 1U);
        const auto forgiven = foldChanges({run("r", 0, 9, ChangeStatus::success), stage("r", "smoke", 0, 4, ChangeStatus::failed), stage("r", "deploy", 4, 9)});
        QCOMPARE(forgiven[0].status, ChangeStatus::success);
        const auto canceled = foldChanges({run("r", 0, 12, ChangeStatus::aborted), stage("r", "bake", 0, 4)});
        QCOMPARE(canceled[0].status, ChangeStatus::aborted);
        QCOMPARE(*canceled[0].endsAt, at(12));
        const auto lost = foldChanges({run("r", 0, 0, ChangeStatus::started), stage("r", "deploy", 0, 4), telling("spin", "next", 500, 510, "1.5")});
        QVERIFY(!lost[0].running()); // its end was never told, and the next one began
    }
    void aSwitchToldTwiceIsOne()
    {
        auto a = telling("flags", "f1", 0, 0, "", ChangeKind::flag);
        a.title = "express checkout 10 %";
        auto b = a;
        b.source = "graf";
        b.id = "9";
        b.startsAt = at(1);
        b.endsAt = at(1);
        QCOMPARE(foldChanges({a, b}).size(), 1U);
        b.title = "express checkout 20 %";
        QCOMPARE(foldChanges({a, b}).size(), 2U);
    }
};

VEDETTE_TEST(ChangeJoin)
#include "tst_change_join.moc"
