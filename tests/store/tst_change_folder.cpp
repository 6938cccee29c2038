#include "models/store/change_fold.h"
#include "tests/store/cache_folder.h"
#include "tests/store/seeded_dice.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>

using namespace vedette;
using namespace vedette::test;

namespace {

/// Runs of stages, promotions over environments, second tellers, switches and records without a service, close to each other and days apart.
std::vector<ChangeRecord> world(Dice& dice, int deploys)
{
    std::vector<ChangeRecord> out;
    double minute = 0;
    for (int i = 0; i < deploys; ++i) {
        minute += dice.oneOf(6) ? 24 * 60.0 * dice.below(12) : 1 + dice.below(400);
        ChangeRecord r;
        r.source = "cd";
        r.service = "s" + std::to_string(dice.below(4));
        r.revision = "1." + std::to_string(dice.below(5));
        r.environment = "prod";
        r.status = ChangeStatus::success;
        const auto add = [&](double from, double to) {
            r.startsAt = at(from);
            r.endsAt = at(to);
            r.seenAt = *r.endsAt;
            r.id = r.source + std::to_string(out.size());
            out.push_back(r);
        };
        switch (dice.below(5)) {
        case 0: // a run; now and then it stops between two stages, or goes on a day later, or its stages are of another service
            r.parent = "run" + std::to_string(i);
            for (const char* stage : {"STAGE", "CANARY", "DEPLOY_ALL"}) {
                r.stage = stage;
                add(minute, minute + 5);
                minute += dice.oneOf(8) ? 24 * 60 * 3 : 10;
                if (dice.oneOf(6))
                    r.service = "s" + std::to_string(dice.below(4));
                if (dice.oneOf(5))
                    break;
            }
            break;
        case 1: // through environments
            for (const char* environment : {"dev", "stage", "prod"}) {
                r.environment = environment;
                add(minute, minute + 5);
                minute += dice.below(420);
            }
            break;
        case 2: // told by another feed too
            add(minute, minute + 5);
            r.source = "argo";
            if (dice.oneOf(3))
                r.revision.clear();
            add(minute + dice.below(18), minute + 20);
            break;
        case 3:
            r.kind = ChangeKind::flag;
            r.title = "switch " + std::to_string(dice.below(3));
            add(minute, minute);
            break;
        default:
            add(minute, minute + dice.below(3000));
        }
    }
    return out;
}

std::string text(const Change& c)
{
    std::string out = c.id + " " + c.service + " " + c.revision + "<" + c.previous + " " + std::string(changeKindName(c.kind)) + " " + std::string(changeStatusName(c.status)) + " "
        + std::to_string(toMs(c.startsAt) - kT0) + "-" + (c.endsAt ? std::to_string(toMs(*c.endsAt) - kT0) : "") + " ";
    for (const auto& id : c.recordIds)
        out += id + ",";
    return out;
}

std::vector<std::string> texts(const std::vector<Change>& changes)
{
    std::vector<std::string> out;
    for (const auto& c : changes)
        out.push_back(text(c));
    std::sort(out.begin(), out.end());
    return out;
}

QString difference(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    std::vector<std::string> out;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    out.emplace_back("but");
    std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(out));
    QString text;
    for (const auto& line : out)
        text += QString::fromStdString(line) + QLatin1Char('\n');
    return text;
}

} // namespace

class ChangeFolderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWindowTellsWhatTheFoldOfAllTells_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<int>("order"); // 0: as it happened; 1: the newest first; 2: any
        for (int seed = 0; seed < 8; ++seed)
            QTest::addRow("seed %d", seed) << seed << seed % 3;
    }
    void aWindowTellsWhatTheFoldOfAllTells()
    {
        QFETCH(int, seed);
        QFETCH(int, order);
        Dice dice(static_cast<unsigned>(seed));
        const auto all = world(dice, 90);
        auto told = all;
        if (order == 1)
            std::reverse(told.begin(), told.end());
        else if (order == 2)
            std::shuffle(told.begin(), told.end(), std::mt19937(static_cast<unsigned>(seed)));
        const CacheFolder folder;
        auto writer = folder.writer();
        for (std::size_t i = 0; i < told.size();) {
            Batch batch;
            for (int left = 1 + dice.below(12); left > 0 && i < told.size(); --left)
                batch.changes.push_back(told[i++]);
            VERIFY_OK(writer->commit(batch));
        }
        const auto reader = folder.reader();
        const auto records = reader->changeRecords(kAllTime);
        VERIFY_OK(records);
        QCOMPARE(records->size(), all.size());
        const auto whole = foldChanges(*records);
        const auto read = reader->changes(kAllTime);
        VERIFY_OK(read);
        QVERIFY2(texts(*read) == texts(whole), qPrintable(difference(texts(*read), texts(whole))));
        for (int round = 0; round < 60; ++round) {
            const double from = dice.below(60 * 24 * 80);
            const auto window = span(from, from + 1 + dice.below(60 * 24));
            auto part = reader->changes(window);
            VERIFY_OK(part);
            auto cut = whole;
            std::erase_if(cut, [&](const Change& c) {
                return c.endsAt && *c.endsAt <= c.startsAt ? !window.contains(c.startsAt) : !window.overlaps(c.startsAt, c.endsAt.value_or(Time::max()));
            });
            QVERIFY2(texts(*part) == texts(cut), qPrintable(difference(texts(*part), texts(cut))));
        }
    }

    void retentionLeavesWhatIsLeftOfARun()
    {
        const CacheFolder folder;
        auto writer = folder.writer({{}, 2, 0});
        Batch batch;
        for (const auto& [stage, minute] : {std::pair{"STAGE", 0.0}, {"DEPLOY_ALL", 60.0 * 30}}) {
            ChangeRecord r;
            r.source = "cd";
            r.parent = "run";
            r.id = stage;
            r.stage = stage;
            r.service = "cart";
            r.revision = "1";
            r.status = ChangeStatus::success;
            r.startsAt = at(minute);
            r.endsAt = r.seenAt = at(minute + 5);
            batch.changes.push_back(r);
        }
        VERIFY_OK(writer->commit(batch));
        QCOMPARE(folder.reader()->changes(kAllTime)->size(), 1U);
        while (!*writer->retire(at(60 * 24 * 2 + 60.0))) { }
        const auto left = folder.reader()->changes(kAllTime);
        QCOMPARE(left->size(), 1U);
        QCOMPARE(left->front().startsAt, at(60.0 * 30));
        while (!*writer->retire(at(60 * 24 * 9))) { }
        while (!*writer->retire(at(60 * 24 * 9))) { }
        QCOMPARE(folder.reader()->changes(kAllTime)->size(), 1U); // a clock may be a day ahead of what is known
    }
};

VEDETTE_TEST(ChangeFolderTest)
#include "tst_change_folder.moc"
