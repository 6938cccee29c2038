// A fleet with more alerts than are held as rows: the same suspects, exact counts, nothing of the future.

#include "models/snapshot/analyst.h"
#include "models/snapshot/history.h"
#include "models/snapshot/large_history.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <numeric>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr int kAlerts = 21'500;
constexpr double kMonthMinutes = 30 * 1440 - 60;
const auto kNever = [] { return false; };

std::string serviceName(int i) { return "service-" + std::to_string(i); }

AlertEpisode alert(const std::string& service, const std::string& name, double from, std::optional<double> to, int pod)
{
    AlertEpisode a;
    a.name = name;
    a.service = service;
    a.severity = "page";
    a.level = Severity::warning;
    a.labels = Labels{{"alertname", name}, {"service", service}, {"pod", std::to_string(pod)}};
    a.annotations = Labels{{"summary", name + " of " + service}};
    a.sources = {"p"};
    a.startsAt = a.seenAt = at(from);
    if (to) {
        a.endsAt = a.seenAt = at(*to);
        a.state = AlertState::resolved;
    }
    return a;
}

ChangeRecord release(const std::string& id, const std::string& service, double when)
{
    ChangeRecord c;
    c.id = id;
    c.source = "cd";
    c.service = service;
    c.revision = id;
    c.status = ChangeStatus::success;
    c.startsAt = at(when);
    c.endsAt = c.seenAt = at(when + 2);
    return c;
}

/// Forty services that alert all the time, and one whose release half an hour ago broke it.
struct Fleet {
    CacheFolder folder;
    std::unique_ptr<CacheWriter> writer = folder.writer({{}, 400, 0});
    std::shared_ptr<Config> config = std::make_shared<Config>();
    Fleet()
    {
        for (int i = 0; i < 41; ++i) {
            auto& service = config->services.emplace_back();
            service.name = serviceName(i);
            if (i > 0 && i < 40)
                service.dependsOn = {serviceName((i - 1) / 3)};
        }
        Batch batch;
        for (int i = 0; i < kAlerts; ++i) {
            // Ten within five minutes, then a quarter of an hour of nothing: where a group ends does not depend on where the history begins.
            const double when = -kMonthMinutes + (i / 10) * (kMonthMinutes - 60) / (kAlerts / 10) + 0.5 * (i % 10);
            batch.importedAlerts.push_back(alert(serviceName(i * 7 % 40), "Rule" + std::to_string(i * 13 % 5), when, when + 6, i % 900));
            if (i % 60 == 0)
                batch.changes.push_back(release("r" + std::to_string(i), serviceName(i * 11 % 40), when - 3));
        }
        batch.changes.push_back(release("culprit", serviceName(40), -32));
        batch.importedAlerts.push_back(alert(serviceName(40), "Broken", -30, std::nullopt, 1));
        batch.importedAlerts.push_back(alert(serviceName(40), "Slow", -29, std::nullopt, 2));
        if (!writer->commit(batch).ok())
            qWarning("no fleet");
    }
};

Fleet& fleet()
{
    static Fleet s_fleet;
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
