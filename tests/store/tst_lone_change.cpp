#include "models/store/change_fold.h"
#include "models/store/change_folder.h"
#include "models/store/lone_change.h"
#include "models/store/waiting_changes.h"
#include "tests/store/cache_folder.h"
#include "tests/store/opened_database.h"
#include "tests/store/seeded_dice.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;
using namespace vedette::test;

namespace {

/// A fleet whose pipelines mostly tell in the order of time: runs of three stages, each told at its beginning or only when it is over, deployments told
/// as one record, switches; now and then a run that stops, one that is told of late, a second feed, a correction, something announced.
std::vector<ChangeRecord> fleet(Dice& dice, int deploys, int services, bool odd)
{
    std::vector<ChangeRecord> out;
    int id = 0;
    for (int i = 0; i < deploys; ++i) {
        double minute = i * 7 + dice.below(10);
        ChangeRecord r;
        r.source = "cd";
        r.service = "s" + std::to_string(dice.below(services));
        r.revision = "1." + std::to_string(dice.below(6));
        r.environment = "prod";
        r.actor = dice.oneOf(2) ? "kim" : "lee";
        const auto tell = [&](double length) {
            r.id = r.source + std::to_string(++id);
            const double late = odd && dice.oneOf(12) ? dice.below(60 * 30) : dice.below(2);
            r.startsAt = at(minute);
            minute += length;
            if (dice.oneOf(2)) {
                r.status = ChangeStatus::started;
                r.endsAt.reset();
                r.seenAt = r.startsAt + std::chrono::minutes{1};
                out.push_back(r);
            }
            r.status = dice.oneOf(9) ? ChangeStatus::failed : ChangeStatus::success;
            r.endsAt = at(minute);
            r.seenAt = at(minute + late);
            out.push_back(r);
            if (!odd || !dice.oneOf(20))
                return;
            auto corrected = r;
            corrected.seenAt += std::chrono::minutes{dice.below(900)};
            switch (dice.below(4)) {
            case 0:
                corrected.revision = "1.9";
                break;
            case 1:
                corrected.startsAt -= std::chrono::minutes{dice.below(30)};
                break;
            case 2:
                corrected.previous = "1.7";
                break;
            default:
                corrected.title = "corrected";
            }
            out.push_back(corrected);
        };
        switch (dice.below(4)) {
        case 0:
        case 1:
            r.parent = "run" + std::to_string(i);
            for (const char* stage : {"STAGE", "CANARY", "DEPLOY_ALL"}) {
                r.stage = stage;
                if (odd && dice.oneOf(25))
                    r.previous = "1.8";
                tell(2 + dice.below(20));
                minute += dice.below(5);
                if (dice.oneOf(12))
                    break;
            }
            break;
        case 2:
            tell(3 + dice.below(40));
            if (odd && dice.oneOf(6)) {
                r.source = "argo";
                tell(5);
            }
            break;
        default:
            r.kind = dice.oneOf(2) ? ChangeKind::flag : ChangeKind::deployment;
            tell(odd && dice.oneOf(9) ? 60 * 40 : 5);
            if (odd && dice.oneOf(5)) { // announced
                r.kind = ChangeKind::maintenance;
                r.id = "m" + std::to_string(++id);
                r.startsAt = at(minute + dice.below(2000));
                r.endsAt = r.startsAt + std::chrono::hours{1};
                r.seenAt = at(minute);
                out.push_back(r);
            }
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const ChangeRecord& a, const ChangeRecord& b) { return a.seenAt < b.seenAt; });
    return out;
}

std::vector<std::string> texts(std::vector<Change> changes, TimeRange window)
{
    std::erase_if(changes, [&](const Change& c) { return c.endsAt && *c.endsAt <= c.startsAt ? !window.contains(c.startsAt) : !window.overlaps(c.startsAt, c.endsAt.value_or(Time::max())); });
    std::vector<std::string> out;
    for (const auto& c : changes) {
        auto& text = out.emplace_back(c.id + " " + c.service + " " + c.environment + " " + c.revision + "<" + c.previous + " " + std::string(changeKindName(c.kind)) + " "
            + std::string(changeStatusName(c.status)) + " " + std::to_string(toMs(c.startsAt) - kT0) + "-" + (c.endsAt ? std::to_string(toMs(*c.endsAt) - kT0) : "") + " seen "
            + std::to_string(toMs(c.seenAt) - kT0) + " " + c.title + c.actor + " ");
        for (const auto& id : c.recordIds)
            text += id + ",";
        for (const auto& source : c.sources)
            text += source + ";";
        for (const auto& stage : c.stages)
            text += stage.stage + std::string(changeStatusName(stage.status)) + std::to_string(toMs(stage.startsAt) - kT0) + ";";
    }
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

void commitAll(CacheWriter& writer, const std::vector<ChangeRecord>& told, Dice& dice)
{
    for (std::size_t i = 0; i < told.size();) {
        Batch batch;
        for (int left = 1 + dice.below(40); left > 0 && i < told.size(); --left)
            batch.changes.push_back(told[i++]);
        VERIFY_OK(writer.commit(batch));
        if (dice.oneOf(6))
            VERIFY_OK(writer.tend());
    }
    for (auto more = writer.tend(); more.ok() && *more;)
        more = writer.tend();
}

} // namespace

class LoneChangeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWindowOfThenIsTheFoldOfWhatWasKnown_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<bool>("odd");
        QTest::addColumn<bool>("inOrder");
        for (int seed = 0; seed < 3; ++seed) {
            QTest::addRow("plain, seed %d", seed) << seed << false << true;
            QTest::addRow("odd, seed %d", seed) << seed << true << true;
            QTest::addRow("odd, in any order, seed %d", seed) << seed << true << false;
        }
    }
    void aWindowOfThenIsTheFoldOfWhatWasKnown()
    {
        QFETCH(int, seed);
        QFETCH(bool, odd);
        QFETCH(bool, inOrder);
        Dice dice(static_cast<unsigned>(seed) + 900);
        auto told = fleet(dice, 260, odd ? 14 : 50, odd);
        if (!inOrder) {
            for (auto i = told.size(); i > 1; --i)
                std::swap(told[i - 1], told[static_cast<std::size_t>(dice.below(static_cast<int>(i)))]);
        }
        const CacheFolder folder;
        commitAll(*folder.writer(), told, dice);
        const auto reader = folder.reader();
        const int minutes = 260 * 7;
        std::size_t seen = 0;
        for (int round = 0; round < 60; ++round) {
            const double from = dice.below(minutes);
            const auto window = span(from, from + 1 + dice.below(60 * 12));
            const auto asOf = at(std::max(0.0, from + dice.below(60 * 16) - 120) + dice.below(60) / 60.0);
            const auto records = reader->changeRecords(kAllTime, asOf);
            VERIFY_OK(records);
            const auto whole = texts(foldChanges(*records), window);
            const auto part = reader->changes(window, asOf);
            VERIFY_OK(part);
            const auto found = texts(*part, window);
            QCOMPARE(found.size(), part->size());
            seen += found.size();
            QVERIFY2(found == whole, qPrintable(QStringLiteral("%1-%2 as of %3\n").arg(toMs(window.from) - kT0).arg(toMs(window.to) - kT0).arg(toMs(asOf) - kT0) + difference(found, whole)));
        }
        QVERIFY(seen > 500);
    }

    /// Else the test above would be one of the fold.
    void mostChangesThatGoOnAreToldByTheirOwnRecords()
    {
        Dice dice(5);
        const auto told = fleet(dice, 260, 50, false);
        const CacheFolder folder;
        commitAll(*folder.writer(), told, dice);
        auto db = opened(folder.path(), Database::Mode::read);
        const FactTable records(db, "changes");
        int tellable = 0;
        int going = 0;
        for (int minute = 60; minute < 260 * 7; minute += 20) {
            const auto asOf = toMs(at(minute));
            std::map<std::string, std::vector<std::string>> since;
            VERIFY_OK(records.toldAfter(asOf, asOf + 16 * 60'000, [&](const FactRow& row) -> Status {
                since[row.group].push_back(row.id);
                return Done{};
            }));
            LoneChange lone(db, records, asOf);
            VERIFY_OK(FactTable(db, "folded").select("first_seen<=?1 AND last_seen>?1", {asOf}, [&](const FactRow& row) -> Status {
                const auto change = lone.of(row.group, row.starts, since[row.group]);
                if (!change.ok())
                    return change.error();
                tellable += change->has_value() && (*change)->id == row.id ? 1 : 0;
                ++going;
                return Done{};
            }));
        }
        QVERIFY2(going > 50 && tellable * 2 > going, qPrintable(QStringLiteral("%1 of %2").arg(tellable).arg(going)));
    }

    void theListHoldsWhatWaitsWhetherItWasThereBeforeTheListOrCame()
    {
        Dice dice(7);
        const auto told = fleet(dice, 200, 14, true);
        std::size_t waiting = 0;
        for (const bool before : {true, false}) { // the list is made at once, or after all rows
            const CacheFolder folder;
            auto writer = folder.writer();
            if (before)
                VERIFY_OK(writer->tend());
            for (std::size_t i = 0; i < told.size(); ++i) {
                Batch batch;
                batch.changes = {told[i]};
                VERIFY_OK(writer->commit(batch));
            }
            for (auto more = writer->tend(); more.ok() && *more;)
                more = writer->tend();
            auto db = opened(folder.path(), Database::Mode::read);
            const auto all = WaitingChanges(db).all();
            VERIFY_OK(all);
            QVERIFY(all->has_value());
            std::vector<std::string> ids;
            std::vector<std::string> wanted;
            VERIFY_OK(FactTable(db, "folded").ofKeys(INT64_MIN, INT64_MAX, INT32_MAX, [&](const FactRow& row) -> Status {
                Change change;
                if (!unpackFolded(row.body, change))
                    return makeError(ErrorKind::store, "damaged");
                if (WaitingChanges::isWaiting(change, row.firstSeen))
                    wanted.push_back(std::to_string(row.key) + row.group);
                return Done{};
            }));
            for (const auto& each : **all)
                ids.push_back(std::to_string(each.key) + each.group);
            std::sort(ids.begin(), ids.end());
            std::sort(wanted.begin(), wanted.end());
            QCOMPARE(ids.size(), wanted.size());
            QVERIFY(ids == wanted);
            waiting += ids.size();
        }
        QVERIFY(waiting > 4);
    }
};

VEDETTE_TEST(LoneChangeTest)
#include "tst_lone_change.moc"
