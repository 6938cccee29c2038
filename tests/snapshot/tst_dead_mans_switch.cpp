// A dead man's switch: an alert that must be there. What its feeds told of it in, one judgement out, and that it is no alarm.

#include "models/snapshot/analyst.h"
#include "models/snapshot/dead_mans_switch.h"
#include "models/snapshot/rule_of_alert.h"
#include "models/snapshot/tiles.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

/// Minutes of the story; the tests ask at minute 100.
Time minute(double m) { return timeFromMs(1'787'400'000'000 + static_cast<std::int64_t>(m * 60'000)); }
const Time kNow = minute(100);

DeadMansSwitch watchdog(const std::string& source = {})
{
    DeadMansSwitch one;
    one.name = "Watchdog";
    one.source = source;
    one.matchers = {Matcher::make("alertname", MatchOp::equal, "Watchdog").value()};
    return one;
}

using Spans = std::vector<std::pair<double, double>>;

SwitchSight sight(const std::string& feed, bool answers, const Spans& there, const Spans& gone)
{
    SwitchSight out;
    out.feed = feed;
    out.answers = answers;
    for (const auto& [from, to] : there)
        out.there.push_back({minute(from), minute(to)});
    for (const auto& [from, to] : gone)
        out.gone.push_back({minute(from), minute(to)});
    return out;
}

AlertEpisode dog(double from, std::optional<double> to = {})
{
    AlertEpisode a;
    a.name = "Watchdog";
    a.labels = Labels{{"alertname", "Watchdog"}, {"severity", "none"}};
    a.severity = "none";
    a.level = Severity::info;
    a.startsAt = minute(from);
    if (to) {
        a.endsAt = minute(*to);
        a.state = AlertState::resolved;
    }
    return a;
}

AlertPoll poll(const std::string& feed, double at, bool there, AlertState state = AlertState::firing)
{
    AlertPoll out;
    out.feed = feed;
    out.at = minute(at);
    out.resolution = 30s;
    if (there)
        out.alerts.push_back(dog(-1000));
    for (auto& a : out.alerts)
        a.state = state;
    return out;
}

Config configOf(std::vector<DeadMansSwitch> switches)
{
    Config config;
    config.deadMansSwitches = std::move(switches);
    for (const auto& [name, kind] : {std::pair("kr1", FeedKind::prometheus), {"am", FeedKind::alertmanager}}) {
        FeedConfig feed;
        feed.name = name;
        feed.kind = kind;
        config.feeds.push_back(feed);
    }
    return config;
}

FeedStatus answering(const std::string& name, FeedKind kind, Time at)
{
    FeedStatus status;
    status.name = name;
    status.kind = kind;
    status.state = FeedState::ok;
    status.lastSuccess = at;
    return status;
}

QString text(const SwitchReport& r)
{
    const auto at = [](const std::optional<Time>& t) {
        return t ? QString::number(static_cast<double>((*t - minute(0)).count()) / 60'000.0) : QStringLiteral("-");
    };
    return QString::fromStdString(std::string(switchStateName(r.state))) + QStringLiteral(" since ") + at(r.since) + QStringLiteral(" seen ") + at(r.lastSeen);
}

} // namespace

class TestDeadMansSwitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theJudgementFollowsWhatFeedsTold_data();
    void theJudgementFollowsWhatFeedsTold();
    void aNamedSourceIsJudgedAlone();
    void severityIsOnlyForWhatIsKnownToBeMissing();
    void listsOfAlertsBecomeSpans();
    void theCacheTellsEachSwitchOfItsOwn();
    void anEditedConditionBeginsAnew();
    void historyAnswersForTheTimeBefore();
    void theAlertsOfSwitchesAreNoAlarms();
    void absenceMakesTheOverallStateCritical();
    void theRuleOfAnAlertIsTheOneWhoseLabelsItBears();
};

void TestDeadMansSwitch::theJudgementFollowsWhatFeedsTold_data()
{
    QTest::addColumn<std::vector<SwitchSight>>("sights");
    QTest::addColumn<QString>("report");
    const auto row = [](const char* name, std::vector<SwitchSight> sights, const char* report) { QTest::newRow(name) << std::move(sights) << QString::fromLatin1(report); };
    row("no feed", {}, "unknown since - seen -");
    row("nothing asked yet", {sight("a", false, {}, {})}, "unknown since - seen -");
    row("present", {sight("a", true, {{10, 100}}, {})}, "present since 10 seen 100");
    row("present again", {sight("a", true, {{10, 50}, {70, 100}}, {{51, 69}})}, "present since 70 seen 100");
    row("present over a pause of the console", {sight("a", true, {{10, 50}, {70, 100}}, {})}, "present since 10 seen 100");
    row("just gone", {sight("a", true, {{10, 98}}, {{98.5, 100}})}, "late since 98.5 seen 98");
    row("gone for as long as it may be", {sight("a", true, {{10, 94}}, {{95, 100}})}, "absent since 95 seen 94");
    row("gone long", {sight("a", true, {{10, 40}}, {{40.5, 100}})}, "absent since 40.5 seen 40");
    row("gone, but its feed hardly answered", {sight("a", true, {{10, 40}}, {{40.5, 42}, {98, 100}})}, "late since 40.5 seen 40");
    row("gone, its feed answered now and then", {sight("a", true, {{10, 40}}, {{40.5, 42}, {60, 63}, {98, 100}})}, "absent since 40.5 seen 40");
    row("never seen for a moment", {sight("a", true, {}, {{97, 100}})}, "late since 97 seen -");
    row("never seen", {sight("a", true, {}, {{20, 100}})}, "neverSeen since 20 seen -");
    row("present, then its feed fell silent", {sight("a", false, {{10, 80}}, {})}, "unknown since - seen 80");
    row("gone, then its feed fell silent", {sight("a", false, {{10, 60}}, {{60.5, 80}})}, "unknown since - seen 60");
    row("one of two feeds has it", {sight("a", true, {{10, 40}}, {{40.5, 100}}), sight("b", true, {{20, 100}}, {})}, "present since 20 seen 100");
    row("a feed that never told of it does not count", {sight("a", true, {{10, 40}}, {{40.5, 100}}), sight("b", false, {}, {})}, "absent since 40.5 seen 40");
    row("gone when the last of them lost it", {sight("a", true, {{10, 40}}, {{40.5, 100}}), sight("b", true, {{10, 60}}, {{60.5, 100}})}, "absent since 60.5 seen 60");
    row("one lost it, the other is silent", {sight("a", true, {{10, 40}}, {{40.5, 100}}), sight("b", false, {{10, 60}}, {})}, "unknown since - seen 60");
    row("what comes later is not known yet", {sight("a", true, {{10, 200}}, {{200.5, 300}})}, "present since 10 seen 100");
    auto since = sight("a", true, {{90, 100}}, {});
    since.began = minute(-500);
    row("its alert says since when", {since}, "present since -500 seen 100");
}

void TestDeadMansSwitch::theJudgementFollowsWhatFeedsTold()
{
    QFETCH(std::vector<SwitchSight>, sights);
    QTEST(text(judgeSwitch(watchdog(), sights, kNow)), "report");
}

void TestDeadMansSwitch::aNamedSourceIsJudgedAlone()
{
    // Prometheus still fires; Alertmanager is no longer told: that is what such a switch is for.
    const std::vector<SwitchSight> sights{sight("kr1", true, {{0, 100}}, {}), sight("am", true, {{0, 60}}, {{60.5, 100}})};
    QCOMPARE(text(judgeSwitch(watchdog("am"), sights, kNow)), QStringLiteral("absent since 60.5 seen 60"));
    QCOMPARE(text(judgeSwitch(watchdog("kr1"), sights, kNow)), QStringLiteral("present since 0 seen 100"));
    QCOMPARE(text(judgeSwitch(watchdog("elsewhere"), sights, kNow)), QStringLiteral("unknown since - seen -"));
    QCOMPARE(judgeSwitch(watchdog("am"), sights, kNow).feeds, (std::vector<std::string>{"am"}));
}

void TestDeadMansSwitch::severityIsOnlyForWhatIsKnownToBeMissing()
{
    SwitchReport r;
    const std::pair<SwitchState, Severity> expected[] = {{SwitchState::present, Severity::ok}, {SwitchState::late, Severity::ok}, {SwitchState::absent, Severity::critical},
        {SwitchState::neverSeen, Severity::critical}, {SwitchState::unknown, Severity::unknown}};
    for (const auto& [state, severity] : expected) {
        r.state = state;
        QCOMPARE(r.severity(), severity);
    }
}

void TestDeadMansSwitch::listsOfAlertsBecomeSpans()
{
    SwitchSights sights(configOf({watchdog()}));
    const auto told = [&](const AlertPoll& list) {
        const auto spans = sights.of(list);
        if (spans.size() != 1)
            return QStringLiteral("%1 spans").arg(spans.size());
        return QString::fromStdString(spans[0].key).section(QLatin1Char(' '), 0, 0) + QLatin1Char(' ') + QString::number((spans[0].from - minute(0)).count())
            + QLatin1Char('-') + QString::number((spans[0].to - minute(0)).count());
    };
    QCOMPARE(told(poll("kr1", 0, true)), QStringLiteral("#there 0-1"));
    QCOMPARE(told(poll("kr1", 0.5, true)), QStringLiteral("#there 0-30001"));
    QCOMPARE(told(poll("am", 0.6, true)), QStringLiteral("#there 36000-36001")); // each feed by itself
    QCOMPARE(told(poll("kr1", 1, false)), QStringLiteral("#gone 60000-60001")); // nothing is supposed between
    QCOMPARE(told(poll("kr1", 1.5, true, AlertState::pending)), QStringLiteral("#gone 60000-90001")); // pending is not there
    QCOMPARE(told(poll("kr1", 60, false)), QStringLiteral("#gone 3600000-3600001")); // the feed was silent between
    SwitchSights named(configOf({watchdog("am")}));
    QVERIFY(named.of(poll("kr1", 0, true)).empty());
    QVERIFY(SwitchSights(configOf({})).of(poll("kr1", 0, true)).empty());
}

void TestDeadMansSwitch::theCacheTellsEachSwitchOfItsOwn()
{
    CacheFolder folder;
    auto second = watchdog("am");
    second.name = "second";
    const auto config = configOf({watchdog("kr1"), second});
    {
        auto writer = folder.writer();
        SwitchSights sights(config);
        for (double at = 0; at <= 100; at += 0.5) {
            for (const char* feed : {"kr1", "am"}) {
                Batch batch;
                batch.alertPolls.push_back(poll(feed, at, feed == std::string("kr1") || at < 50));
                batch.coverage = sights.of(batch.alertPolls.front());
                QVERIFY(writer->commit(batch).ok());
            }
        }
    }
    const auto reader = folder.reader();
    const std::vector<FeedStatus> feeds{answering("kr1", FeedKind::prometheus, kNow), answering("am", FeedKind::alertmanager, kNow)};
    const auto told = [&](const std::vector<FeedStatus>& states, Time asOf, bool past) {
        auto alerts = reader->alerts({minute(-2000), asOf + 1ms}, past ? std::optional(asOf) : std::nullopt).value();
        const auto reports = readSwitches(*reader, config, states, alerts, asOf, past).value();
        return text(reports.at(0)) + QStringLiteral(" | ") + text(reports.at(1));
    };
    QCOMPARE(told(feeds, kNow, false), QStringLiteral("present since -1000 seen 100 | absent since 50 seen 49.5"));
    QCOMPARE(told(feeds, minute(51), true), QStringLiteral("present since -1000 seen 51 | late since 50 seen 49.5"));
    QCOMPARE(told(feeds, minute(40), true), QStringLiteral("present since -1000 seen 40 | present since -1000 seen 40"));
    QCOMPARE(told(feeds, minute(-40), true), QStringLiteral("unknown since - seen - | unknown since - seen -"));
    auto silent = feeds;
    for (auto& feed : silent)
        feed.state = FeedState::failing;
    QCOMPARE(told(silent, kNow, false).count(QLatin1String("unknown")), 2); // never present while its feed does not answer
    QCOMPARE(told(feeds, minute(103), false).count(QLatin1String("unknown")), 2); // nor when its answers are old
    QVERIFY(reader->allCoverage().value().empty()); // of no concern to others
}

void TestDeadMansSwitch::anEditedConditionBeginsAnew()
{
    auto edited = watchdog();
    edited.matchers.push_back(Matcher::make("severity", MatchOp::equal, "none").value());
    QVERIFY(switchKey(watchdog(), true) != switchKey(edited, true));
    QVERIFY(switchKey(watchdog(), true) != switchKey(watchdog(), false));
    auto renamed = watchdog("am");
    renamed.name = "other";
    QCOMPARE(switchKey(renamed, true), switchKey(watchdog(), true)); // what was seen stays seen
}

void TestDeadMansSwitch::historyAnswersForTheTimeBefore()
{
    CacheFolder folder;
    const auto config = configOf({watchdog("kr1")});
    AlertHistory history;
    history.feed = "kr1";
    history.covered = {minute(-600), minute(-100)};
    history.resolution = 30s;
    history.episodes = {dog(-600, -400), dog(-300)};
    history.episodes[0].reconstructed = history.episodes[1].reconstructed = true;
    Batch batch;
    batch.alertHistories = {history};
    batch.coverage = {{"kr1", "alerts", minute(-600), minute(-100)}};
    {
        auto writer = folder.writer();
        QVERIFY(writer->commit(batch).ok());
        // Its end seems to be its telemetry's: doubtful, which for a switch is gone as well.
        QVERIFY(writer->settleDoubt({{"", minute(-401), minute(-390), "kr1"}}, TimeRange{minute(-600), minute(-100)}).ok());
    }
    const auto reader = folder.reader();
    const std::vector<FeedStatus> feeds{answering("kr1", FeedKind::prometheus, kNow)};
    const auto told = [&](double at) {
        const auto alerts = reader->alerts({minute(-2000), minute(at) + 1ms}).value();
        return text(readSwitches(*reader, config, feeds, alerts, minute(at), true).value().at(0));
    };
    QCOMPARE(told(-500), QStringLiteral("present since -600 seen -500"));
    QCOMPARE(told(-398), QStringLiteral("late since -400 seen -400"));
    QCOMPARE(told(-310), QStringLiteral("absent since -400 seen -400"));
    QCOMPARE(told(-200), QStringLiteral("present since -300 seen -200"));
    QCOMPARE(told(-50), QStringLiteral("unknown since - seen -100"));
    QCOMPARE(told(-700), QStringLiteral("unknown since - seen -"));
}

void TestDeadMansSwitch::theAlertsOfSwitchesAreNoAlarms()
{
    CacheFolder folder;
    auto config = std::make_shared<Config>(configOf({watchdog()}));
    AlertPoll list = poll("kr1", 99.9, true);
    list.alerts.front().severity = "critical";
    list.alerts.front().level = Severity::critical;
    Batch batch;
    batch.alertPolls = {list};
    batch.coverage = SwitchSights(*config).of(list);
    QVERIFY(folder.writer()->commit(batch).ok());
    Analyst analyst(folder.reader());
    AnalystContext context;
    context.now = kNow;
    context.config = config;
    context.feeds = {answering("kr1", FeedKind::prometheus, kNow)};
    Question question;
    question.range = {minute(-2000), kNow};
    const auto shot = analyst.answer(question, context, [] { return false; }).value();
    QCOMPARE(shot->overall.severity, Severity::ok);
    QCOMPARE(shot->tiles.at(0).value, std::optional(0.0));
    QVERIFY(shot->incidents.empty());
    QVERIFY(std::all_of(shot->timeline->lanes.begin(), shot->timeline->lanes.end(), [](const Lane& lane) { return lane.alerts.empty(); }));
    QCOMPARE(shot->overall.switches.at(0).state, SwitchState::present);
    QVERIFY(!shot->overall.lastAlert);
    // The same without a switch is an alarm.
    context.config = std::make_shared<Config>(configOf({}));
    QCOMPARE(analyst.answer(question, context, [] { return false; }).value()->overall.severity, Severity::critical);
}

void TestDeadMansSwitch::absenceMakesTheOverallStateCritical()
{
    SwitchReport absent;
    absent.state = SwitchState::absent;
    SwitchReport unknown;
    const std::vector<FeedStatus> feeds{answering("kr1", FeedKind::prometheus, kNow)};
    QCOMPARE(overallState(feeds, {}, kNow).severity, Severity::ok);
    QCOMPARE(overallState(feeds, {}, kNow, {absent}).severity, Severity::critical);
    QCOMPARE(overallState(feeds, {}, kNow, {unknown}).severity, Severity::unknown); // never fine without it
    QCOMPARE(overallState(feeds, {}, kNow, {unknown, absent}).severity, Severity::critical);
}

void TestDeadMansSwitch::theRuleOfAnAlertIsTheOneWhoseLabelsItBears()
{
    const auto rule = [](const char* origin, const char* feed, Labels labels) {
        AlertRule r;
        r.name = "A";
        r.origin = origin;
        r.feed = feed;
        r.labels = std::move(labels);
        return r;
    };
    AlertEpisode alert;
    alert.name = "A";
    alert.sources = {"kr1"};
    alert.labels = Labels{{"alertname", "A"}, {"severity", "page"}, {"team", "shop"}};
    const std::vector<AlertRule> rules{rule("r.yml:3", "", {{"severity", "ticket"}}), rule("r.yml:9", "", {{"severity", "page"}, {"team", "{{ $labels.team }}"}}),
        rule("kr2", "kr2", {{"severity", "page"}}), rule("kr1", "kr1", {{"severity", "page"}})};
    QCOMPARE(ruleOf(rules, alert)->origin, std::string("r.yml:9"));
    QCOMPARE(ruleOf({rules[2], rules[3]}, alert)->origin, std::string("kr1"));
    QCOMPARE(ruleOf({rules[0]}, alert)->origin, std::string("r.yml:3")); // relabelling may have changed it
    alert.name = "B";
    QVERIFY(ruleOf(rules, alert) == nullptr);
}

VEDETTE_TEST(TestDeadMansSwitch)
#include "tst_dead_mans_switch.moc"
