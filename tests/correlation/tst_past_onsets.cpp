// What fired long ago teaches the same whether its rows are there or only its onsets.

#include "models/correlation/known_fleet.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <map>

using namespace vedette;
using namespace vedette::correlation;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1787356800000); // 2026-08-22T00:00Z
const Time kCut = kNow - 48h;

struct Fleet {
    CorrelationInput rows; ///< all
    CorrelationInput cut;  ///< rows since kCut, and onsets before it
};

/// Three services, one of them with a nightly job and one that alerts whenever another does; several instances begin together.
Fleet fleet()
{
    Fleet out;
    int n = 0;
    const auto add = [&](const char* service, const char* name, Time at) {
        for (int instance = 0; instance < 2; ++instance) {
            auto& a = out.rows.alerts.emplace_back();
            a.id = "e" + std::to_string(1000 + n++);
            a.service = service;
            a.name = name;
            a.startsAt = at + 20s * instance;
            a.endsAt = at + 10min;
            a.state = AlertState::resolved;
            a.seenAt = a.startsAt;
        }
    };
    for (int day = 1; day <= 29; ++day) {
        add("mail", "Nightly", kNow - 24h * day + 2h + 1min * (day % 3));
        add("cart", "Slow", kNow - 24h * day + 7h + 17min * day);
        add("pay", "Slow", kNow - 24h * day + 7h + 17min * day + 4min);
        auto& c = out.rows.changes.emplace_back();
        c.id = "c" + std::to_string(day);
        c.service = day % 2 == 0 ? "cart" : "mail";
        c.status = ChangeStatus::success;
        c.startsAt = kNow - 24h * day + 5h;
        c.endsAt = c.seenAt = c.startsAt + 5min;
    }
    out.rows.asOf = kNow;
    out.cut.asOf = kNow;
    std::vector<PastOnsets::Rule> rules;
    std::map<std::pair<std::string, std::string>, std::uint32_t> numbers;
    std::vector<PastOnsets::Onset> onsets;
    std::vector<PastOnsets::Release> releases;
    std::sort(out.rows.alerts.begin(), out.rows.alerts.end(), [](const auto& a, const auto& b) { return a.startsAt < b.startsAt; });
    for (const auto& a : out.rows.alerts) {
        if (a.startsAt >= kCut) {
            out.cut.alerts.push_back(a);
            continue;
        }
        const auto [it, fresh] = numbers.try_emplace({a.service, a.name}, static_cast<std::uint32_t>(rules.size()));
        if (fresh)
            rules.push_back({a.service, a.name});
        onsets.push_back({a.startsAt, it->second});
    }
    std::sort(out.rows.changes.begin(), out.rows.changes.end(), [](const auto& a, const auto& b) { return a.startsAt < b.startsAt; });
    for (const auto& c : out.rows.changes) {
        if (c.startsAt >= kCut)
            out.cut.changes.push_back(c);
        else
            releases.push_back({c.startsAt, c.service});
    }
    out.cut.past = std::make_shared<const PastOnsets>(rules, onsets, releases,
        std::min(out.rows.alerts.front().startsAt, out.rows.changes.front().startsAt), kCut, kCut, out.rows.zone);
    return out;
}

int serviceOf(const FleetFacts& facts, const std::string& name)
{
    for (int i = 0; i < facts.serviceCount(); ++i) {
        if (facts.serviceName(i) == name)
            return i;
    }
    return -1;
}

} // namespace

class PastOnsetsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void habitsAreThoseOfTheRows()
    {
        const auto f = fleet();
        const FleetFacts whole(f.rows);
        const FleetFacts cut(f.cut);
        const KnownFleet a(whole, kNow);
        const KnownFleet b(cut, kNow);
        QVERIFY(b.onsets().size() < a.onsets().size() / 5);
        for (const auto& row : f.cut.alerts) {
            const auto& mine = a.habitOf(a.onsetOfEpisode(whole.episodeOf(row.id)));
            const auto& other = b.habitOf(b.onsetOfEpisode(cut.episodeOf(row.id)));
            QCOMPARE(other.onsets, mine.onsets);
            QCOMPARE(other.calendar(), mine.calendar());
            QCOMPARE(other.slot.hits, mine.slot.hits);
            QVERIFY2(std::abs(other.perSecond - mine.perSecond) <= 1e-9 + 0.02 * mine.perSecond, row.name.c_str());
        }
    }

    void companyAndChangesAreThoseOfTheRows()
    {
        const auto f = fleet();
        const FleetFacts whole(f.rows);
        const FleetFacts cut(f.cut);
        const KnownFleet a(whole, kNow);
        const KnownFleet b(cut, kNow);
        for (const char* changed : {"mail", "cart", "pay"}) {
            for (const char* alerting : {"mail", "cart", "pay"}) {
                const double mine = a.together(serviceOf(whole, changed), serviceOf(whole, alerting), kNow);
                const double other = b.together(serviceOf(cut, changed), serviceOf(cut, alerting), kNow);
                QVERIFY2(std::abs(mine - other) < 0.01, changed);
            }
            const auto mine = a.changeRates(serviceOf(whole, changed), kNow);
            const auto other = b.changeRates(serviceOf(cut, changed), kNow);
            for (std::size_t i = 0; i < mine.size(); ++i)
                QVERIFY(std::abs(mine[i] - other[i]) <= 0.02 * mine[i] + 1e-12);
        }
        QVERIFY(a.together(serviceOf(whole, "cart"), serviceOf(whole, "pay"), kNow) > 0.8);
    }

    void whatWasFoundOutIsFoundAgain()
    {
        auto f = fleet();
        f.cut.habits = makeHabitMemory();
        const FleetFacts facts(f.cut);
        const KnownFleet first(facts, kNow);
        const KnownFleet second(facts, kNow);
        for (std::size_t i = 0; i < first.onsets().size(); ++i)
            QCOMPARE(second.habitOf(static_cast<int>(i)).perSecond, first.habitOf(static_cast<int>(i)).perSecond);
    }
};

VEDETTE_TEST(PastOnsetsTest)
#include "tst_past_onsets.moc"
