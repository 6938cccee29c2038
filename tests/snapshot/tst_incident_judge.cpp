// Judging in pieces, and again only what new facts can touch, ends where judging all ends.

#include "models/snapshot/incident_judge.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr double kDay = 1440;
const auto kNever = [] { return false; };

AlertEpisode alert(const std::string& id, const std::string& service, double from, std::optional<double> to)
{
    AlertEpisode a;
    a.id = id;
    a.name = service + "Slow";
    a.service = service;
    a.state = to ? AlertState::resolved : AlertState::firing;
    a.startsAt = at(from);
    if (to)
        a.endsAt = at(*to);
    a.seenAt = at(from);
    return a;
}

Change release(const std::string& id, const std::string& service, double when)
{
    Change c;
    c.id = id;
    c.service = service;
    c.status = ChangeStatus::success;
    c.startsAt = at(when);
    c.endsAt = at(when + 2);
    c.seenAt = at(when + 2);
    return c;
}

/// Thirty days up to now: an alert each three hours, a release before every second one.
CorrelationInput month()
{
    CorrelationInput input;
    const std::vector<std::string> names{"front", "cart", "pay", "stock", "mail"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto& service = input.services.emplace_back();
        service.name = names[i];
        if (i + 1 < names.size())
            service.dependsOn = {names[i + 1]};
    }
    for (int i = 0; i < 240; ++i) {
        const double when = -30 * kDay + i * 180 + (i * 37 % 60);
        const auto& service = names[static_cast<std::size_t>(i * 7 % 5)];
        input.alerts.push_back(alert("a" + std::to_string(i), service, when, when + 20));
        if (i % 3 == 0)
            input.alerts.push_back(alert("b" + std::to_string(i), names[static_cast<std::size_t>((i * 7 + 4) % 5)], when + 2, when + 15));
        if (i % 2 == 0)
            input.changes.push_back(release("c" + std::to_string(i), service, when - 5));
    }
    input.asOf = at(0);
    return input;
}

std::shared_ptr<const Correlator> correlatorOf(const CorrelationInput& input) { return std::make_shared<const Correlator>(input); }

std::string shown(const SuspectReport& r)
{
    std::string text = r.id + " " + formatRfc3339(r.range.from) + " " + std::to_string(r.noChange);
    for (const auto& s : r.suspects)
        text += " " + s.change.id + " " + std::to_string(s.probability);
    return text;
}

/// One a line, by begin and id.
QStringList shown(const std::vector<SuspectReport>& reports)
{
    QStringList out;
    for (const auto& r : reports)
        out << QString::fromStdString(formatRfc3339(r.range.from) + " " + shown(r));
    out.sort();
    return out;
}

std::vector<SuspectReport> all(const Correlator& correlator, Time asOf) { return correlator.judgeAll({asOf - 31 * 24h, asOf + 1ms}); }

} // namespace

class IncidentJudgeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judgedAtOnceItIsWhatTheCorrelatorSays()
    {
        const auto input = month();
        const auto correlator = correlatorOf(input);
        IncidentJudge judge;
        judge.learn(input, correlator, input.asOf, false);
        QVERIFY(judge.judge({}, kNever));
        QVERIFY(judge.incidents().size() > 200);
        QCOMPARE(shown(judge.incidents()), shown(all(*correlator, input.asOf)));
    }

    void whatIsSeenComesFirstAndTheRestInPieces()
    {
        const auto input = month();
        const auto correlator = correlatorOf(input);
        IncidentJudge judge;
        judge.learn(input, correlator, input.asOf, false);
        int asked = 0;
        const auto soon = [&asked] { return ++asked > 20; };
        QVERIFY(!judge.judge({span(-3 * kDay, -2 * kDay), "a10", Millis::max()}, soon)); // cancelled after twenty
        QVERIFY(judge.unfinished());
        QCOMPARE(judge.incidents().size(), 20U);
        const auto has = [&](const char* id) {
            return std::any_of(judge.incidents().begin(), judge.incidents().end(), [&](const SuspectReport& r) {
                return std::find(r.alertIds.begin(), r.alertIds.end(), id) != r.alertIds.end();
            });
        };
        QVERIFY(has("a10"));  // selected, four weeks ago
        QVERIFY(has("a239")); // not over for half a day
        QVERIFY(has("a220")); // in view
        QVERIFY(!has("a100"));
        QVERIFY(!judge.judge({{}, {}, 0ms}, kNever)); // no patience: what is long over waits
        int pieces = 0;
        while (!judge.judge({{}, {}, 1ms}, kNever))
            QVERIFY(++pieces < 1000);
        QVERIFY(!judge.unfinished());
        QCOMPARE(shown(judge.incidents()), shown(all(*correlator, input.asOf)));
    }

    void newFactsTouchOnlyWhatIsNear()
    {
        auto input = month();
        IncidentJudge judge;
        judge.learn(input, correlatorOf(input), input.asOf, false);
        QVERIFY(judge.judge({}, kNever));
        const auto before = judge.judgements();
        const auto old = judge.incidents();
        input.asOf = at(10);
        input.alerts.push_back(alert("new", "pay", 8, std::nullopt));
        input.changes.push_back(release("late", "cart", -10 * kDay)); // told of ten days later
        const auto correlator = correlatorOf(input);
        judge.learn(input, correlator, input.asOf, false);
        QVERIFY(judge.judge({}, kNever));
        QVERIFY2(judge.judgements() - before < 25, qPrintable(QString::number(judge.judgements() - before)));
        // The same groups as judging all, and nearly the same numbers: what was learnt since moves what is over little.
        const auto fresh = all(*correlator, input.asOf);
        QCOMPARE(judge.incidents().size(), fresh.size());
        std::map<std::string, const SuspectReport*> byId;
        for (const auto& r : fresh)
            byId[r.id] = &r;
        for (const auto& r : judge.incidents()) {
            QVERIFY(byId.count(r.id) == 1);
            QVERIFY2(std::abs(r.noChange - byId[r.id]->noChange) < 0.02, shown(r).c_str());
            const bool recent = r.range.to >= input.asOf - 12h;
            const bool near = r.range.from < at(-10 * kDay + 9 * 60) && r.range.to > at(-10 * kDay - 12 * 60);
            if (recent || near)
                QCOMPARE(shown(r), shown(*byId[r.id]));
        }
        // Half an hour later all of it was judged anew: exactly the same.
        input.asOf = at(45);
        input.alerts.push_back(alert("newer", "mail", 44, std::nullopt));
        const auto later = correlatorOf(input);
        judge.learn(input, later, input.asOf, false);
        QVERIFY(judge.judge({}, kNever));
        QCOMPARE(shown(judge.incidents()), shown(all(*later, input.asOf)));
    }

    void anotherMomentIsJudgedForItself()
    {
        const auto input = month();
        IncidentJudge judge;
        judge.learn(input, correlatorOf(input), input.asOf, false);
        QVERIFY(judge.judge({}, kNever));
        auto past = input;
        past.asOf = at(-5 * kDay);
        std::erase_if(past.alerts, [&](const AlertEpisode& a) { return a.startsAt > past.asOf; });
        const auto then = correlatorOf(past);
        judge.learn(past, then, past.asOf, true);
        QVERIFY(judge.judge({}, kNever));
        QCOMPARE(shown(judge.incidents()), shown(all(*then, past.asOf)));
        const auto now = correlatorOf(input);
        judge.learn(input, now, input.asOf, false);
        QVERIFY(judge.judge({}, kNever));
        QCOMPARE(shown(judge.incidents()), shown(all(*now, input.asOf)));
    }
};

VEDETTE_TEST(IncidentJudgeTest)
#include "tst_incident_judge.moc"
