// A fleet with more alerts than are held as rows: the same suspects, exact counts, nothing of the future.

#include "models/snapshot/analyst.h"
#include "models/snapshot/history.h"
#include "models/snapshot/large_history.h"
#include "tests/snapshot/large_fleet.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <numeric>
#include <set>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

const auto kNever = [] { return false; };

LargeFleet& fleet()
{
    static LargeFleet s_fleet;
    return s_fleet;
}

/// So many that a month does not fit with what is held beside the newest.
LargeFleet& crowd()
{
    static LargeFleet s_fleet(2 * kAlerts, 20);
    return s_fleet;
}

std::shared_ptr<const Snapshot> ask(Analyst& analyst, TimeRange range, Time now, std::optional<Time> asOf = {}, const std::string& selected = {})
{
    Question q;
    q.range = range;
    q.asOf = asOf;
    q.selectedId = selected;
    AnalystContext context;
    context.now = now;
    context.config = fleet().config;
    const auto answer = analyst.answer(q, context, kNever);
    if (!answer.ok())
        qWarning("%s", answer.error().text().c_str());
    return answer.ok() ? *answer : std::make_shared<Snapshot>();
}

void settle(Analyst& analyst)
{
    for (int i = 0; analyst.unsettled() && i < 200; ++i)
        analyst.settle(1000ms, kNever);
}

const SuspectReport* holding(const std::vector<SuspectReport>& reports, const std::string& id)
{
    for (const auto& r : reports) {
        if (std::find(r.alertIds.begin(), r.alertIds.end(), id) != r.alertIds.end())
            return &r;
    }
    return nullptr;
}

std::size_t marks(const Snapshot& s)
{
    return std::accumulate(s.timeline->lanes.begin(), s.timeline->lanes.end(), std::size_t{0}, [](std::size_t n, const Lane& lane) { return n + lane.alerts.size(); });
}

} // namespace

class LargeHistoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSuspectsAreThoseOfAllRows()
    {
        Analyst analyst(fleet().folder.reader());
        const Time now = at(0);
        (void)ask(analyst, span(-360, 0), now);
        settle(analyst);
        QVERIFY(!analyst.unsettled());
        const auto shot = ask(analyst, span(-360, 0), now);
        const auto reader = fleet().folder.reader();
        auto history = readHistory(*reader, *fleet().config, now, false);
        VERIFY_OK(history);
        QVERIFY(history->alerts.size() > static_cast<std::size_t>(kMostHeld));
        const auto whole = Correlator(std::move(history).value()).judgeAll(span(-360, 0));
        int compared = 0;
        for (const auto& report : shot->incidents) {
            const auto* same = holding(whole, report.id);
            QVERIFY(same != nullptr);
            QCOMPARE(report.alertIds, same->alertIds);
            QVERIFY2(std::abs(report.noChange - same->noChange) < 0.02, qPrintable(QStringLiteral("%1 %2").arg(report.noChange).arg(same->noChange)));
            QCOMPARE(report.suspects.size(), same->suspects.size());
            if (!report.suspects.empty() && report.suspects.front().probability > 0.1)
                QCOMPARE(report.suspects.front().change.id, same->suspects.front().change.id);
            ++compared;
        }
        QVERIFY2(compared >= 10, qPrintable(QString::number(compared)));
        const auto broken = std::find_if(shot->incidents.begin(), shot->incidents.end(), [](const SuspectReport& r) { return r.service == serviceName(40); });
        QVERIFY(broken != shot->incidents.end());
        QCOMPARE(broken->suspects.front().change.revision, std::string("culprit"));
        QVERIFY(broken->suspects.front().probability > 0.5);
    }

    void countsAreExactAndAllIsDrawn()
    {
        Analyst analyst(fleet().folder.reader());
        const auto shot = ask(analyst, {at(0) - 24h * 30, at(0) + 1ms}, at(0));
        QCOMPARE(shot->events->counts.at("alerts"), kAlerts + 2);
        QCOMPARE(marks(*shot), static_cast<std::size_t>(kAlerts + 2));
        QCOMPARE(shot->tiles.at(1).value.value_or(-1), 2.0); // warnings that fire
        QVERIFY(shot->events->rows.size() < 6'000);
        // Every mark stands in its lane, in order.
        for (const auto& lane : shot->timeline->lanes)
            QVERIFY(std::is_sorted(lane.alerts.begin(), lane.alerts.end(), [](const LaneAlert& a, const LaneAlert& b) { return a.from < b.from; }));
    }

    void anAlertOfLongAgoIsJudgedWhenItIsSelected()
    {
        Analyst analyst(fleet().folder.reader());
        const auto reader = fleet().folder.reader();
        const auto old = reader->alerts(span(-29 * 1440, -29 * 1440 + 30));
        VERIFY_OK(old);
        QVERIFY(!old->empty());
        const auto shot = ask(analyst, span(-360, 0), at(0), {}, old->back().id);
        QVERIFY(shot->selection.kind == Selection::Kind::alert);
        QVERIFY(shot->selection.alert->labels.has("pod")); // whole, as it stands in the cache
        QVERIFY(shot->selection.suspects.has_value());
        QVERIFY(shot->selection.suspects->range.from < at(-28 * 1440));
    }

    void aViewOfLongAgoHasItsRows()
    {
        Analyst analyst(fleet().folder.reader());
        const auto shot = ask(analyst, span(-29 * 1440, -29 * 1440 + 360), at(0));
        std::size_t named = 0;
        for (const auto& lane : shot->timeline->lanes) {
            for (const auto& bar : lane.alerts)
                named += bar.id != 0 && shot->question.range.contains(bar.from) ? 1 : 0;
        }
        const auto reader = fleet().folder.reader();
        const auto rows = reader->alerts(shot->question.range).value();
        const auto begun = std::count_if(rows.begin(), rows.end(), [&](const AlertEpisode& a) { return shot->question.range.contains(a.startsAt); });
        QCOMPARE(static_cast<std::ptrdiff_t>(named), begun);
        QVERIFY(!shot->incidents.empty());
    }

    void theViewMovesWithoutNewsOfTheCache()
    {
        Analyst analyst(fleet().folder.reader());
        (void)ask(analyst, span(-360, 0), at(0));
        const auto shot = ask(analyst, span(-29 * 1440, -29 * 1440 + 360), at(0));
        QVERIFY(std::any_of(shot->incidents.begin(), shot->incidents.end(), [&](const SuspectReport& r) { return shot->question.range.contains(r.range.from); }));
        QVERIFY(shot->judged.notGrouped(shot->question.range).empty());
    }

    void whatIsNotGroupedIsTold()
    {
        Analyst analyst(crowd().folder.reader());
        const auto shot = ask(analyst, {at(0) - 24h * 30, at(0) + 1ms}, at(0));
        QVERIFY(!shot->judged.all);
        const auto untold = shot->judged.notGrouped(shot->question.range);
        QCOMPARE(untold.size(), std::size_t{1});
        QCOMPARE(untold.front().from, shot->question.range.from);
        for (const auto& report : shot->incidents)
            QVERIFY(!untold.front().contains(report.range.from));
        QVERIFY(shot->judged.notGrouped(span(-360, 0)).empty());
        // Each alert outside of it is in a group, each within is in none.
        std::set<std::string> grouped;
        for (const auto& span : shot->timeline->incidents)
            grouped.insert(span.id);
        QVERIFY(shot->judged.waiting + shot->incidents.size() >= grouped.size());
    }

    void aMarkIsSelectedByItsServiceAndMoment()
    {
        Analyst analyst(crowd().folder.reader());
        const auto far = ask(analyst, {at(0) - 24h * 30, at(0) + 1ms}, at(0));
        const Lane* lane = nullptr;
        const LaneAlert* mark = nullptr;
        for (const auto& each : far->timeline->lanes) {
            if (!each.alerts.empty() && each.alerts.front().id == 0 && (mark == nullptr || each.alerts.front().from < mark->from)) {
                lane = &each;
                mark = &each.alerts.front();
            }
        }
        QVERIFY(mark != nullptr);
        const auto id = MarkId{mark->from, false, lane->service}.text();
        const auto shot = ask(analyst, far->question.range, at(0), {}, id);
        QCOMPARE(shot->question.selectedId, id);
        // The alert that a group began with stands for the group.
        QVERIFY(shot->selection.kind == Selection::Kind::alert || shot->selection.kind == Selection::Kind::incident);
        const auto found = crowd().folder.reader()->alert(shot->selection.id).value();
        QVERIFY(found.has_value());
        QCOMPARE(found->startsAt, mark->from);
        QCOMPARE(found->service, lane->service);
        QVERIFY(shot->selection.suspects.has_value() && !shot->selection.suspects->alertIds.empty());
        // Now it is a row of the timeline.
        const auto& ids = shot->timeline->ids;
        QVERIFY(std::find(ids.begin(), ids.end(), shot->selection.id) != ids.end());
        QVERIFY(ask(analyst, far->question.range, at(0), {}, MarkId{at(-999'999), false, "nobody"}.text())->selection.kind == Selection::Kind::none);
    }

    void anOldAlertIsJudgedAsOfALaterMoment()
    {
        Analyst analyst(fleet().folder.reader());
        const auto reader = fleet().folder.reader();
        const auto old = reader->alerts(span(-20 * 1440, -20 * 1440 + 30)).value();
        QVERIFY(!old.empty());
        const Time then = at(-10 * 1440);
        const auto shot = ask(analyst, {then - 6h, then}, at(0), then, old.back().id);
        QVERIFY(shot->selection.suspects.has_value());
        QVERIFY(!shot->selection.suspects->suspects.empty());
        for (const auto& suspect : shot->selection.suspects->suspects)
            QVERIFY(suspect.change.startsAt <= old.back().startsAt + 1min);
        // And the present comes back as it was.
        const auto now = ask(analyst, span(-360, 0), at(0), {}, old.back().id);
        QCOMPARE(now->selection.suspects->alertIds, shot->selection.suspects->alertIds);
    }

    void aPastMomentKnowsNothingOfWhatCame()
    {
        Analyst analyst(fleet().folder.reader());
        (void)ask(analyst, span(-360, 0), at(0));
        settle(analyst);
        const Time then = at(-120);
        const auto shot = ask(analyst, span(-480, -120), at(0), then);
        for (const auto& lane : shot->timeline->lanes) {
            for (const auto& bar : lane.alerts)
                QVERIFY(bar.from <= then && bar.to <= then);
        }
        QVERIFY(std::none_of(shot->incidents.begin(), shot->incidents.end(), [](const SuspectReport& r) { return r.service == serviceName(40); }));
        for (const auto& report : shot->incidents) {
            for (const auto& suspect : report.suspects)
                QVERIFY(suspect.change.startsAt <= then);
        }
    }

    void aMonthAsOfAPastMomentIsListedAsThenAndSaysHowItIsCounted()
    {
        Analyst analyst(crowd().folder.reader());
        const Time then = at(-31);
        const auto shot = ask(analyst, {then - 24h * 30, then + 1ms}, at(0), then);
        const auto& table = *shot->events;
        QVERIFY(table.countedToday);
        const auto rows = crowd().folder.reader()->alerts({then - 24h * 30, then + 1ms}, then).value();
        QCOMPARE(table.counts.at("alerts"), static_cast<std::int64_t>(rows.size()));
        QVERIFY(!table.rows.empty());
        for (const auto& row : table.rows) {
            QVERIFY(row.from <= then && row.to.value_or(then) <= then);
            if (row.type == EventType::alert)
                QCOMPARE(row.state == "firing", std::any_of(rows.begin(), rows.end(), [&](const AlertEpisode& a) { return a.id == row.id && a.open(); }));
        }
        // Few are read and counted as they were.
        QVERIFY(!ask(analyst, {then - 6h, then + 1ms}, at(0), then)->events->countedToday);
    }

    void whatComesIsSeenWithTheNextAnswer()
    {
        Analyst analyst(fleet().folder.reader());
        const auto before = ask(analyst, span(-360, 1), at(0));
        Batch batch;
        batch.importedAlerts.push_back(alert(serviceName(3), "Fresh", 1, std::nullopt, 7));
        VERIFY_OK(fleet().writer->commit(batch));
        const auto after = ask(analyst, span(-360, 2), at(2));
        QCOMPARE(after->tiles.at(1).value.value_or(-1), before->tiles.at(1).value.value_or(-1) + 1);
        QCOMPARE(after->overall.lastAlert, std::optional(at(1)));
        const auto names = after->timeline->texts;
        QVERIFY(std::find(names.begin(), names.end(), "Fresh") != names.end());
        batch.importedAlerts.front().endsAt = at(3);
        batch.importedAlerts.front().state = AlertState::resolved;
        batch.importedAlerts.front().seenAt = at(3);
        VERIFY_OK(fleet().writer->commit(batch));
        QCOMPARE(ask(analyst, span(-360, 4), at(4))->tiles.at(1).value.value_or(-1), before->tiles.at(1).value.value_or(-1));
    }
};

VEDETTE_TEST(LargeHistoryTest)
#include "tst_large_history.moc"
