#include "models/feeds/interval_set.h"
#include "models/feeds/poll_schedule.h"
#include "models/feeds/sources/alert_fold.h"
#include "models/feeds/sources/alertmanager_parser.h"
#include "models/feeds/sources/cdevents_parser.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/json_mapper.h"
#include "models/feeds/sources/prometheus_rules.h"
#include "models/feeds/sources/series_plan.h"
#include "models/feeds/sources/source.h"
#include "tests/support/test_main.h"

using namespace vedette;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

Time at(int seconds) { return kNow + std::chrono::seconds(seconds); }

SeriesSamples alertSeries(const char* name, const char* state, int from, int to, double value, int step = 15)
{
    SeriesSamples out;
    out.labels = Labels{{"__name__", name}, {"alertname", "A"}, {"service", "cart"}, {"alertstate", state}};
    for (int s = from; s < to; s += step) {
        out.times.push_back(at(s));
        out.values.push_back(value);
    }
    return out;
}

JsonMapping::Alternative path(const std::string& text) { return {text, false}; }
JsonMapping::Alternative constant(const std::string& text) { return {text, true}; }

/// resources/feeds/argocd.yaml and github.yaml as their reader makes them.
JsonMapping argocd()
{
    JsonMapping mapping;
    mapping.list = "items[*].status.history[*]";
    mapping.fields = {{"id", {path("^.metadata.name + id")}}, {"service", {path("^.metadata.labels.app.kubernetes.io/name"), path("^.metadata.name")}},
        {"environment", {path("^.spec.destination.namespace")}}, {"kind", {constant("deployment")}}, {"status", {constant("success")}},
        {"revision", {path("revision"), path("revisions[0]")}}, {"startsAt", {path("deployStartedAt"), path("deployedAt")}}, {"endsAt", {path("deployedAt")}},
        {"actor", {path("initiatedBy.username")}}, {"project", {path("^.spec.project")}}};
    mapping.time = JsonMapping::TimeUnit::rfc3339;
    return mapping;
}

JsonMapping github()
{
    JsonMapping mapping;
    mapping.fields = {{"id", {path("id")}}, {"service", {path("payload.service"), path("last(repository_url)")}}, {"environment", {path("environment")}},
        {"revision", {path("sha")}}, {"startsAt", {path("created_at")}}, {"actor", {path("creator.login")}}};
    mapping.values["status"] = {{"failure", "failed"}, {"error", "failed"}, {"inactive", ""}};
    mapping.paging = JsonMapping::Paging::linkHeader;
    mapping.detail = JsonMapping::Detail{"{statuses_url}", "$", {{"status", {path("state")}}, {"endsAt", {path("created_at")}}}, 20};
    return mapping;
}

const char* const kDeployments = "[\n"
            " {\"id\":7,\"sha\":\"a84d88e\",\"environment\":\"prod\",\"created_at\":\"2026-08-22T14:00:00Z\",\"repository_url\":\"https://h.example/repos/o/cart\",\"statuses_url\":\"http://h.example/s/7\",\"creator\":{\"login\":\"kim\"}},\n"
            " {\"id\":6,\"sha\":\"b\",\"environment\":\"prod\",\"created_at\":\"1970-01-01T00:00:00Z\",\"repository_url\":\"https://h.example/repos/o/cart\"},\n"
            " {\"id\":5,\"environment\":\"prod\",\"created_at\":\"yesterday\",\"repository_url\":\"x\"}]";

} // namespace

class TestSources : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void episodesComeFromRawSamples()
    {
        MatrixAnswer answer;
        answer.series = {alertSeries("ALERTS", "pending", 0, 60, 1), alertSeries("ALERTS", "firing", 60, 180, 1),
            alertSeries("ALERTS_FOR_STATE", "", 0, 180, static_cast<double>(toMs(kNow)) / 1000.0), alertSeries("ALERTS", "firing", 300, 360, 1)};
        Millis resolution{0};
        const auto episodes = foldAlerts(answer, {kNow, at(360)}, Labels{{"cluster", "kr"}}, [](const Labels&) { return std::nullopt; }, resolution);
        QCOMPARE(episodes.size(), 2U);
        QCOMPARE(resolution, Millis{15000});
        QCOMPARE(*episodes[0].pendingAt, kNow);
        QCOMPARE(episodes[0].startsAt, at(60));
        QCOMPARE(*episodes[0].endsAt, at(180));
        QCOMPARE(episodes[0].labels, (Labels{{"alertname", "A"}, {"service", "cart"}, {"cluster", "kr"}}));
        QCOMPARE(episodes[1].startsAt, at(300));
        QVERIFY(!episodes[1].endsAt.has_value());
        QCOMPARE(episodes[1].state, AlertState::firing);
    }
    void aSpellThatNeverFiredIsNoEpisode()
    {
        MatrixAnswer answer;
        answer.series = {alertSeries("ALERTS", "pending", 0, 60, 1)};
        Millis resolution{0};
        QVERIFY(foldAlerts(answer, {kNow, at(600)}, {}, [](const Labels&) { return std::nullopt; }, resolution).empty());
        const auto lasting = foldAlerts(answer, {kNow, at(60)}, {}, [](const Labels&) { return std::nullopt; }, resolution);
        QCOMPARE(lasting.size(), 1U);
        QCOMPARE(lasting[0].state, AlertState::pending);
    }
    void alertmanagerEndsAtIsNoResolve()
    {
        std::size_t rejected = 0;
        std::int64_t leftOut = 0;
        const auto poll = parseAlertmanagerAlerts("[\n"
            "          {\"labels\":{\"alertname\":\"A\",\"severity\":\"page\"},\"startsAt\":\"2026-08-22T14:00:00Z\",\"endsAt\":\"2026-08-22T14:03:00Z\",\"fingerprint\":\"6a1f0c2d9b7e4410\",\n"
            "           \"status\":{\"state\":\"suppressed\",\"silencedBy\":[\"s1\"],\"inhibitedBy\":[\"f2\"]},\"generatorURL\":\"http://p/g\"},\n"
            "          {\"labels\":{\"alertname\":\"B\"},\"startsAt\":5,\"status\":{\"state\":\"active\"}}, 7,\n"
            "          {\"labels\":{\"alertname\":\"C\"},\"startsAt\":\"2036-08-22T14:00:00Z\",\"status\":{\"state\":\"active\"}}]", FeedConfig{}, {}, kNow, rejected, leftOut);
        QVERIFY(poll.ok());
        QCOMPARE(rejected, 3U);
        QCOMPARE(poll->alerts.size(), 1U);
        const auto& alert = poll->alerts.front();
        QVERIFY(!alert.endsAt.has_value());
        QCOMPARE(alert.fingerprint, std::string("6a1f0c2d9b7e4410"));
        QCOMPARE(alert.silencedBy, std::vector<std::string>{"s1"});
        QCOMPARE(alert.inhibitedBy, std::vector<std::string>{"f2"});
        QCOMPARE(alert.level, Severity::critical);
    }
    void anUnhealthyRuleIsASentence()
    {
        const auto book = parseRules("{\"status\":\"success\",\"data\":{\"groups\":[{\"interval\":30,\"rules\":[\n"
            "            {\"type\":\"alerting\",\"name\":\"A\",\"duration\":45,\"labels\":{\"severity\":\"page\"},\"health\":\"ok\"},\n"
            "            {\"type\":\"recording\",\"name\":\"r:x\",\"health\":\"err\",\"lastError\":\"many-to-many\"}]}]}}");
        QVERIFY(book.ok());
        QCOMPARE(book->unhealthy, std::vector<std::string>{"rule r:x fails: many-to-many"});
        std::size_t rejected = 0;
        std::int64_t leftOut = 0;
        const auto poll = parsePrometheusAlerts("{\"status\":\"success\",\"data\":{\"alerts\":[{\"labels\":{\"alertname\":\"A\",\"severity\":\"page\"},\"annotations\":{},\n"
            "            \"state\":\"firing\",\"activeAt\":\"2026-08-22T14:00:00Z\",\"value\":\"1\"}]}}", *book, FeedConfig{}, {}, kNow, rejected, leftOut);
        QVERIFY(poll.ok());
        QCOMPARE(poll->alerts.at(0).startsAt - *poll->alerts.at(0).pendingAt, Millis{60000}); // 45 s are over at the second evaluation
    }

    void cdeventsOfBothFormsAreRead_data()
    {
        QTest::addColumn<QByteArray>("context");
        QTest::newRow("0.4") << QByteArray("\"version\":\"0.4.1\"");
        QTest::newRow("0.5") << QByteArray("\"specversion\":\"0.5.1\"");
    }
    void cdeventsOfBothFormsAreRead()
    {
        QFETCH(QByteArray, context);
        const auto event = "{\"context\":{" + context.toStdString() + ",\"id\":\"e1\",\"source\":\"/ci\",\"type\":\"dev.cdevents.service.rolledback.0.3.0\",\n"
            "            \"timestamp\":\"2026-08-22T14:01:10Z\",\"chainId\":\"c9\"},\"subject\":{\"id\":\"service/cart\",\"content\":{\"environment\":{\"id\":\"prod\"},\"artifactId\":\"pkg:oci/cart@sha256%3Aabc\"}}}";
        std::string line = event;
        std::replace(line.begin(), line.end(), '\n', ' ');
        for (const auto& text : {event, "[" + event + "]", "{\"specversion\":\"1.0\",\"data\":" + event + "}", line + "\n{broken\n" + line + "\n"}) {
            const auto answer = parseCdevents(text);
            QVERIFY(answer.ok());
            const auto& record = answer->records.at(0);
            QCOMPARE(record.id, std::string("e1"));
            QCOMPARE(record.kind, ChangeKind::rollback);
            QCOMPARE(record.service, std::string("cart"));
            QCOMPARE(record.environment, std::string("prod"));
            QCOMPARE(record.revision, std::string("sha256:abc"));
            QCOMPARE(record.parent, std::string("c9"));
            QCOMPARE(answer->rejected, text.find("broken") == std::string::npos ? 0U : 1U);
        }
    }
    void taskRunsAreStagesOfTheirPipeline()
    {
        const auto answer = parseCdevents("[\n"
            "          {\"context\":{\"version\":\"0.4.1\",\"id\":\"1\",\"type\":\"dev.cdevents.taskrun.started.0.2.0\",\"timestamp\":\"2026-08-22T14:00:00Z\"},\n"
            "           \"subject\":{\"id\":\"t1\",\"content\":{\"taskName\":\"CANARY\",\"pipelineRun\":{\"id\":\"p1\"}}},\"customData\":{\"service\":\"cart\",\"environment\":\"prod\",\"revision\":\"1.4\"}},\n"
            "          {\"context\":{\"version\":\"0.4.1\",\"id\":\"2\",\"type\":\"dev.cdevents.taskrun.finished.0.2.0\",\"timestamp\":\"2026-08-22T14:02:00Z\"},\n"
            "           \"subject\":{\"id\":\"t1\",\"content\":{\"taskName\":\"CANARY\",\"outcome\":\"failure\",\"pipelineRun\":{\"id\":\"p1\"}}}},\n"
            "          {\"context\":{\"version\":\"0.4.1\",\"id\":\"3\",\"type\":\"dev.cdevents.ticket.created.0.2.0\",\"timestamp\":\"2026-08-22T14:02:00Z\"},\"subject\":{\"id\":\"x\"}}]");
        QVERIFY(answer.ok());
        QCOMPARE(answer->records.size(), 2U);
        QCOMPARE(answer->ignored, 1U);
        QCOMPARE(answer->records[0].stage, std::string("CANARY"));
        QCOMPARE(answer->records[0].parent, std::string("p1"));
        QCOMPARE(answer->records[1].id, answer->records[0].id);
        QCOMPARE(answer->records[1].status, ChangeStatus::failed);
    }
    void argoHistoryIsMapped()
    {
        const auto document = JsonDocument::parse("{\"items\":[{\"metadata\":{\"name\":\"cart-app\",\"labels\":{\"app.kubernetes.io/name\":\"cart\"}},\"spec\":{\"project\":\"shop\",\"destination\":{\"namespace\":\"prod\"}},\n"
            "          \"status\":{\"history\":[{\"id\":16,\"revision\":\"a\",\"deployStartedAt\":\"2026-08-22T13:00:00Z\",\"deployedAt\":\"2026-08-22T13:00:30Z\"},\n"
            "                               {\"id\":17,\"revision\":\"b\",\"deployStartedAt\":\"2026-08-22T14:00:02Z\",\"deployedAt\":\"2026-08-22T14:00:31Z\",\"initiatedBy\":{\"username\":\"kim\"}}]}},\n"
            "          {\"metadata\":{\"name\":\"new\"},\"status\":{}}]}");
        QVERIFY(document.ok());
        const auto rows = mappedRows(document->root(), argocd().list);
        QCOMPARE(rows.size(), 2U);
        const auto mapped = mapRow(rows[1], argocd());
        QVERIFY2(mapped.record.has_value(), mapped.fault.c_str());
        QCOMPARE(mapped.record->id, std::string("cart-app/17"));
        QCOMPARE(mapped.record->service, std::string("cart"));
        QCOMPARE(mapped.record->environment, std::string("prod"));
        QCOMPARE(mapped.record->actor, std::string("kim"));
        QCOMPARE(mapped.record->attributes.value("project"), std::string_view("shop"));
        QCOMPARE(*mapped.record->endsAt - mapped.record->startsAt, Millis{29000});
    }
    void githubDetailsTellTheOutcome()
    {
        SourceContext context;
        context.feed.name = "gh";
        context.feed.kind = FeedKind::json;
        context.feed.url = "http://h.example/repos/o/cart/deployments";
        context.feed.mapping = github();
        context.backfill = std::chrono::hours(24 * 30);
        const auto source = makeSource(context);
        const auto asks = source->poll(kNow);
        QCOMPARE(asks.size(), 1U);
        Told told;
        told.body = kDeployments;
        told.at = kNow;
        told.link = "<http://h.example/repos/o/cart/deployments?page=2>; rel=\"next\", <x>; rel=\"last\"";
        auto reading = source->read(asks[0], told);
        QVERIFY(!reading.failed.has_value());
        QCOMPARE(reading.partials.size(), 1U);
        QVERIFY2(reading.partials[0].find("2 of 3 records were left out") == 0, reading.partials[0].c_str());
        QCOMPARE(reading.more.size(), 2U); // the detail and the next page
        QCOMPARE(reading.more[0].path, std::string("http://h.example/s/7"));
        QCOMPARE(reading.more[1].path, std::string("http://h.example/repos/o/cart/deployments?page=2"));
        Told statuses;
        statuses.at = kNow;
        statuses.body = "[{\"state\":\"inactive\",\"created_at\":\"2026-08-22T14:04:00Z\"},{\"state\":\"failure\",\"created_at\":\"2026-08-22T14:03:00Z\"},{\"state\":\"in_progress\",\"created_at\":\"2026-08-22T14:01:00Z\"}]";
        const auto detail = source->read(reading.more[0], statuses);
        const auto& changes = detail.batches.at(0).changes;
        QCOMPARE(changes.size(), 2U); // read back from history: its start, then its end, each known when it happened
        QCOMPARE(changes[0].status, ChangeStatus::started);
        QCOMPARE(changes[0].seenAt, changes[0].startsAt);
        QCOMPARE(changes[1].status, ChangeStatus::failed);
        QCOMPARE(changes[1].service, std::string("cart"));
        QCOMPARE(changes[1].seenAt, *changes[1].endsAt);
        QVERIFY(changes[1].reconstructed);
    }
    void aListOfChangesKnowsItsSpan()
    {
        ChangeLedger ledger("gh");
        QVERIFY(!ledger.pollRead(kNow).has_value()); // an empty list at the first poll
        const auto quiet = ledger.pollRead(at(30));
        QVERIFY(quiet.has_value());
        QCOMPARE(quiet->key, std::string("changes"));
        QCOMPARE(quiet->from, kNow);
        QCOMPARE(quiet->to, at(30));
        ChangeRecord record;
        record.id = "1";
        record.startsAt = at(-600);
        (void)ledger.news(record, at(60));
        const auto told = ledger.pollRead(at(60));
        QCOMPARE(told->from, at(-600));
        QCOMPARE(told->to, at(60));
    }
    void impossibleTimesAreFaults_data()
    {
        QTest::addColumn<qint64>("starts");
        QTest::addColumn<qint64>("ends");
        QTest::addColumn<bool>("good");
        const auto now = static_cast<qint64>(toMs(kNow));
        QTest::newRow("fine") << now << now + 5 << true;
        QTest::newRow("1970") << qint64{0} << now << false;
        QTest::newRow("in 400 days") << now + 400LL * 86'400'000 << now + 400LL * 86'400'000 << false;
        QTest::newRow("ends first") << now << now - 5 << false;
    }
    void impossibleTimesAreFaults()
    {
        QFETCH(qint64, starts);
        QFETCH(qint64, ends);
        QFETCH(bool, good);
        ChangeRecord record;
        record.id = "x";
        record.startsAt = timeFromMs(starts);
        record.endsAt = timeFromMs(ends);
        QCOMPARE(changeFault(record, kNow).empty(), good);
    }

    void intervalsKnowWhatIsMissing()
    {
        IntervalSet set;
        set.add({at(10), at(20)});
        set.add({at(30), at(40)});
        set.add({at(20), at(25)});
        QCOMPARE(set.ranges().size(), 2U);
        QCOMPARE(set.missing({at(0), at(50)}), (std::vector<TimeRange>{{at(0), at(10)}, {at(25), at(30)}, {at(40), at(50)}}));
        set.remove({at(12), at(15)});
        QCOMPARE(set.lengthWithin({at(0), at(50)}), Millis{22000});
    }
    void historyIsAskedNewestFirstBelowTheLimitOfPoints()
    {
        SeriesQuestion question;
        question.step = Millis{1000};
        SeriesPlan plan(question, {});
        TimeRange left{kNow - std::chrono::hours(24), kNow};
        Time end = left.to;
        while (const auto piece = plan.peek(left, true)) {
            plan.reserve(*piece);
            QCOMPARE(piece->to, end);
            QVERIFY(piece->length() <= Millis{11'000'000});
            end = piece->from;
            plan.answered(*piece, piece->from, true, 100);
        }
        QCOMPARE(end, left.from);
        QCOMPARE(plan.settledWithin(left), left.length());
    }
    void aPieceThatFailsThreeTimesIsGivenUp()
    {
        SeriesPlan plan(SeriesQuestion{}, {});
        const TimeRange hour{kNow - std::chrono::hours(1), kNow};
        for (int i = 0; i < 3; ++i) {
            const auto piece = plan.peek(hour, true);
            QVERIFY(piece.has_value());
            plan.reserve(*piece);
            plan.returned(*piece);
        }
        QVERIFY(!plan.peek(hour, true).has_value());
    }
    void failuresBackOff()
    {
        PollSchedule schedule(Millis{100}, 7, false);
        QVERIFY(schedule.afterFailure(0, {}) < Millis{200});
        QVERIFY(schedule.afterFailure(0, {}) < Millis{200});
        QVERIFY(schedule.afterFailure(0, {}) >= Millis{10000});
        QVERIFY(schedule.afterFailure(401, {}) >= Millis{60000});
        QCOMPARE(schedule.afterFailure(429, Millis{7000}), Millis{7000});
        const auto again = schedule.afterSuccess();
        QVERIFY(again >= Millis{95} && again <= Millis{105});
        QCOMPARE(schedule.failures(), 0);
    }
};

VEDETTE_TEST(TestSources)
#include "tst_sources.moc"
