#include "models/store/change_fold.h"
#include "tests/store/cache_folder.h"
#include "tests/store/seeded_dice.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;
using namespace vedette::test;

namespace {

/// Tellings as a console hears them: a start, later its end, some of them hours late or corrected afterwards, runs that stop between two stages, a
/// second feed, maintenance that was announced.
std::vector<ChangeRecord> tellings(Dice& dice, int deploys)
{
    std::vector<ChangeRecord> out;
    double minute = 0;
    int id = 0;
    for (int i = 0; i < deploys; ++i) {
        minute += dice.oneOf(8) ? 24 * 60.0 * dice.below(9) : 1 + dice.below(300);
        ChangeRecord r;
        r.source = "cd";
        r.service = "s" + std::to_string(dice.below(4));
        r.revision = "1." + std::to_string(dice.below(5));
        r.environment = "prod";
        const auto tell = [&](double from, double to) {
            r.id = r.source + std::to_string(++id);
            r.startsAt = at(from);
            const double late = dice.oneOf(8) ? dice.below(60 * 30) : dice.below(3);
            r.status = ChangeStatus::started;
            r.endsAt.reset();
            if (dice.oneOf(2)) {
                r.seenAt = at(from + late);
                out.push_back(r);
            }
            r.status = dice.oneOf(9) ? ChangeStatus::failed : ChangeStatus::success;
            r.endsAt = at(to);
            r.seenAt = at(to + late);
            out.push_back(r);
            if (!dice.oneOf(10))
                return;
            auto corrected = r;
            corrected.seenAt = at(to + late + dice.below(60 * 40));
            if (dice.oneOf(2))
                corrected.revision = "1.9";
            else if (dice.oneOf(2))
                corrected.startsAt = at(from + dice.below(90));
            else if (r.parent.empty())
                corrected.service = "s" + std::to_string(dice.below(4));
            corrected.endsAt = std::max(*corrected.endsAt, corrected.startsAt);
            out.push_back(corrected);
        };
        switch (dice.below(6)) {
        case 0:
        case 1:
            r.parent = "run" + std::to_string(i);
            for (const char* stage : {"STAGE", "CANARY", "DEPLOY_ALL"}) {
                r.stage = stage;
                tell(minute, minute + 5);
                minute += dice.oneOf(8) ? 24 * 60 * 2 : 10;
                if (dice.oneOf(4))
                    break;
            }
            break;
        case 2:
            for (const char* environment : {"dev", "stage", "prod"}) {
                r.environment = environment;
                tell(minute, minute + 5);
                minute += dice.below(200);
            }
            break;
        case 3:
            tell(minute, minute + 5);
            r.source = "argo";
            if (dice.oneOf(3))
                r.revision.clear();
            tell(minute + dice.below(18), minute + 20);
            break;
        case 4:
            r.kind = ChangeKind::maintenance;
            r.revision.clear();
            r.id = "m" + std::to_string(++id);
            r.startsAt = at(minute + dice.below(900));
            r.endsAt = r.startsAt + std::chrono::hours{2};
            r.seenAt = at(minute);
            out.push_back(r);
            if (dice.oneOf(3)) { // put off
                r.startsAt += std::chrono::hours{dice.below(5)};
                r.endsAt = r.startsAt + std::chrono::hours{2};
                r.seenAt = at(minute + dice.below(800));
                out.push_back(r);
            }
            break;
        default:
            tell(minute, minute + dice.below(3000));
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const ChangeRecord& a, const ChangeRecord& b) { return a.seenAt < b.seenAt; });
    return out;
}

std::vector<std::string> texts(const std::vector<Change>& changes)
{
    std::vector<std::string> out;
    for (const auto& c : changes) {
        auto& text = out.emplace_back(c.id + " " + c.service + " " + c.environment + " " + c.revision + "<" + c.previous + " " + std::string(changeKindName(c.kind)) + " "
            + std::string(changeStatusName(c.status)) + " " + std::to_string(toMs(c.startsAt) - kT0) + "-" + (c.endsAt ? std::to_string(toMs(*c.endsAt) - kT0) : "") + " seen "
            + std::to_string(toMs(c.seenAt) - kT0) + " ");
        for (const auto& id : c.recordIds)
            text += id + ",";
        for (const auto& stage : c.stages)
            text += stage.stage + stage.environment + std::string(changeStatusName(stage.status)) + ";";
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

bool meets(TimeRange window, const Change& c)
{
    return c.endsAt && *c.endsAt <= c.startsAt ? window.contains(c.startsAt) : window.overlaps(c.startsAt, c.endsAt.value_or(Time::max()));
}

} // namespace

class ChangesThenTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWindowOfThenTellsWhatTheFoldOfAllThatWasKnownTells_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<bool>("listed");
        for (int seed = 0; seed < 40; ++seed) {
            QTest::addRow("seed %d", seed) << seed << false;
            QTest::addRow("seed %d, with the list of changes that wait", seed) << seed << true;
        }
    }
    void aWindowOfThenTellsWhatTheFoldOfAllThatWasKnownTells()
    {
        QFETCH(int, seed);
        QFETCH(bool, listed);
        Dice dice(static_cast<unsigned>(seed) + 100);
        auto told = tellings(dice, 110);
        const CacheFolder folder;
        auto writer = folder.writer();
        const auto listedFrom = listed ? static_cast<std::size_t>(dice.below(static_cast<int>(told.size()))) : told.size();
        for (std::size_t i = 0; i < told.size();) {
            Batch batch;
            for (int left = 1 + dice.below(12); left > 0 && i < told.size(); --left)
                batch.changes.push_back(told[i++]);
            VERIFY_OK(writer->commit(batch));
            if (i >= listedFrom)
                VERIFY_OK(writer->tend());
        }
        const auto reader = folder.reader();
        const auto last = told.back().seenAt;
        const auto minutes = static_cast<int>((last - at(0)).count() / 60'000);
        std::size_t seen = 0;
        for (int round = 0; round < 150; ++round) {
            const double from = dice.below(minutes);
            const auto window = span(from, from + 1 + dice.below(60 * 24));
            const auto asOf = dice.oneOf(4) ? at(from + dice.below(std::max(1, minutes - static_cast<int>(from)))) : window.from + Millis{static_cast<std::int64_t>(dice.below(60 * 24)) * 60'000};
            const auto records = reader->changeRecords(kAllTime, asOf);
            VERIFY_OK(records);
            auto whole = foldChanges(*records);
            std::erase_if(whole, [&](const Change& c) { return !meets(window, c); });
            const auto part = reader->changes(window, asOf);
            VERIFY_OK(part);
            seen += part->size();
            const auto where = QStringLiteral("%1-%2 as of %3\n").arg(toMs(window.from) - kT0).arg(toMs(window.to) - kT0).arg(toMs(asOf) - kT0);
            QVERIFY2(texts(*part) == texts(whole), qPrintable(where + difference(texts(*part), texts(whole))));
        }
        QVERIFY(seen > 100);
    }
};

VEDETTE_TEST(ChangesThenTest)
#include "tst_changes_then.moc"
