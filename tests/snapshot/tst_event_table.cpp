#include "models/snapshot/event_page.h"
#include "models/store/cache.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1'787'000'400'000);
Time ago(int minutes) { return kNow - std::chrono::minutes{minutes}; }

AlertEpisode alert(const std::string& id, const std::string& service, const std::string& severity, int from, std::optional<int> to = {})
{
    AlertEpisode a;
    a.id = id;
    a.name = "High" + id;
    a.service = service;
    a.severity = severity;
    a.level = severity == "critical" ? Severity::critical : Severity::warning;
    a.labels = {{"alertname", a.name}, {"cluster", "kr1"}};
    a.startsAt = a.seenAt = ago(from);
    a.sources = {"shop"};
    if (to) {
        a.endsAt = ago(*to);
        a.state = AlertState::resolved;
    }
    return a;
}

Change change(const std::string& id, const std::string& service, ChangeKind kind, int at)
{
    Change c;
    c.id = id;
    c.kind = kind;
    c.service = service;
    c.revision = "1.4.2";
    c.previous = "1.4.1";
    c.actor = "kim";
    c.status = ChangeStatus::success;
    c.startsAt = ago(at);
    c.endsAt = c.seenAt = ago(at - 1);
    c.sources = {"ci"};
    return c;
}

EventInput input()
{
    EventInput in;
    in.range = {ago(120), kNow};
    in.now = kNow;
    in.alerts = {alert("A", "pay", "critical", 30, 10), alert("B", "pay", "warning", 25), alert("C", "cart", "warning", 20, 5)};
    in.changes = {change("c1", "pay", ChangeKind::deployment, 40), change("c2", "pay", ChangeKind::rollback, 8), change("c3", "cart", ChangeKind::flag, 50)};
    in.notes = {{7, ago(15), "lee", "looking", "pay", ago(15)}};
    in.outages = {{"ci", ago(60), ago(55), "timed out"}, {"am", ago(3), std::nullopt, "refused"}};
    Silence s;
    s.id = "s1";
    s.state = "active";
    s.startsAt = ago(12);
    s.endsAt = kNow + 1h;
    s.matchers = {{"service", "pay", false, true}, {"severity", "warn.*", true, false}};
    in.silences = {s};
    return in;
}

std::vector<std::string> ids(const EventTable& t)
{
    std::vector<std::string> out;
    for (const auto& row : t.rows)
        out.push_back(row.id);
    return out;
}

std::int64_t facet(const EventTable& t, const std::string& group, const std::string& value)
{
    for (const auto& f : t.facets) {
        if (f.group == group && f.value == value)
            return f.count;
    }
    return 0;
}

} // namespace

class EventTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAreNewestFirstAndOutagesThatGoOnArePinned()
    {
        const auto t = buildEvents(input());
        QCOMPARE(ids(*t), (std::vector<std::string>{"c2", "silence:s1", "note:7", "C", "B", "A", "c1", "c3", t->rows.back().id}));
        QCOMPARE(t->pinned.size(), std::size_t{1});
        QCOMPARE(t->pinned[0].service, std::string("am"));
        QCOMPARE(t->total, std::int64_t{10});
    }

    void aListOfVeryManyCountsThemAllAndListsTheNewest()
    {
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("cache.db")).toStdString();
        auto writer = CacheWriter::open({path, 30, 0});
        QVERIFY(writer.ok());
        Batch batch;
        for (int i = 0; i < 300; ++i) {
            auto a = alert(std::to_string(i), i % 3 == 0 ? "pay" : "cart", i % 5 == 0 ? "critical" : "warning", 3000 - i * 10, i % 4 == 0 ? std::optional<int>() : std::optional(2995 - i * 10));
            a.seenAt = a.endsAt.value_or(a.startsAt);
            batch.importedAlerts.push_back(a);
        }
        for (int i = 0; i < 40; ++i) {
            ChangeRecord r;
            r.id = "c" + std::to_string(i);
            r.source = "ci";
            r.service = "pay";
            r.kind = i % 4 == 0 ? ChangeKind::flag : ChangeKind::deployment;
            r.revision = "1." + std::to_string(i);
            r.startsAt = ago(2990 - i * 70);
            r.endsAt = r.seenAt = ago(2980 - i * 70);
            r.status = ChangeStatus::success;
            batch.changes.push_back(r);
        }
        QVERIFY((*writer)->commit(batch).ok());
        auto reader = CacheReader::open(path);
        QVERIFY(reader.ok());
        for (const auto& [matchers, search] : {std::pair{std::vector<std::string>{}, std::string()}, {{"service=pay", "severity=critical"}, {}}, {{"type=change"}, {}}, {{"state=firing"}, "pay"}}) {
            EventInput all;
            all.range = {ago(2500), ago(100)};
            all.now = kNow;
            all.matchers = matchers;
            all.search = search;
            all.notes = {{7, ago(150), "lee", "pay looks fine", "pay", ago(150)}};
            auto part = all;
            all.alerts = *(*reader)->alerts(all.range);
            all.changes = *(*reader)->changes(all.range);
            if (!search.empty()) {
                all.hits.emplace();
                const auto hits = (*reader)->search(search, all.range, 1000);
                for (const auto& hit : *hits)
                    all.hits->insert(hit.id);
            }
            QVERIFY(readEventPage(**reader, part, 20).ok());
            const auto whole = buildEvents(all);
            const auto page = buildEvents(part);
            QCOMPARE(page->total, whole->total);
            QVERIFY(page->counts == whole->counts);
            QCOMPARE(page->facets.size(), whole->facets.size());
            for (std::size_t i = 0; i < page->facets.size(); ++i)
                QVERIFY(page->facets[i].group == whole->facets[i].group && page->facets[i].value == whole->facets[i].value && page->facets[i].count == whole->facets[i].count);
            for (std::size_t i = 0; i < page->bins.size(); ++i)
                QVERIFY(page->bins[i].alerts == whole->bins[i].alerts && page->bins[i].changes == whole->bins[i].changes);
            const auto listed = ids(*page);
            const auto newest = ids(*whole);
            QVERIFY(listed.size() >= std::min<std::size_t>(newest.size(), 20) && std::equal(listed.begin(), listed.end(), newest.begin()));
        }
    }

    void deploymentsLeaveOutRollbacks()
    {
        const auto in = input();
        const std::shared_ptr<const EventTable> t = buildEvents(in);
        const auto counts = countEvents(in.alerts, in.changes, in.silences.size(), in.outages.size(), in.notes.size());
        for (const auto* c : {&t->counts, &counts}) {
            QCOMPARE(c->at("alerts"), 3);
            QCOMPARE(c->at("deployments"), 1);
            QCOMPARE(c->at("rollbacks"), 1);
            QCOMPARE(c->at("changes"), 3);
            QCOMPARE(c->at("silences"), 1);
            QCOMPARE(c->at("feeds"), 2);
            QCOMPARE(c->at("notes"), 1);
        }
    }

    void theKindsOfTheCountLineAddUpToTheRows()
    {
        auto in = input();
        in.alerts[1].state = AlertState::pending;
        const auto t = buildEvents(in);
        std::int64_t sum = 0;
        for (const char* key : {"alerts", "pending", "deployments", "rollbacks", "others", "silences", "feeds", "notes"})
            sum += t->counts.contains(key) ? t->counts.at(key) : 0;
        QCOMPARE(sum, static_cast<std::int64_t>(t->rows.size() + t->pinned.size()));
        QCOMPARE(t->counts.at("others"), 1);
    }

    void pendingAlertsAreNotCountedAsAlerts()
    {
        auto in = input();
        in.alerts[1].state = AlertState::pending;
        QCOMPARE(buildEvents(in)->counts.at("alerts"), 2);
        QCOMPARE(countEvents(in.alerts, {}, 0, 0, 0).at("alerts"), 2);
    }

    void aFacetCountsWithoutItsOwnFilter()
    {
        auto in = input();
        in.matchers = {"type=alert", "service=pay"};
        const auto t = buildEvents(in);
        QCOMPARE(ids(*t), (std::vector<std::string>{"B", "A"}));
        QCOMPARE(facet(*t, "service", "pay"), 2);
        QCOMPARE(facet(*t, "service", "cart"), 1); // what a click on it would give
        QCOMPARE(facet(*t, "type", "alert"), 2);
        QCOMPARE(facet(*t, "type", "change"), 2);
        QCOMPARE(facet(*t, "type", "note"), 1);
        QCOMPARE(facet(*t, "severity", "critical"), 1);
        QCOMPARE(facet(*t, "severity", "warning"), 1);
        QCOMPARE(facet(*t, "source", "ci"), 0);
    }

    void matchersSeeLabelsAndTheConsolesOwnWords_data()
    {
        QTest::addColumn<QString>("matcher");
        QTest::addColumn<int>("rows");
        QTest::newRow("label") << QStringLiteral("cluster=kr1") << 3;
        QTest::newRow("kind") << QStringLiteral("kind=~deployment|rollback") << 2;
        QTest::newRow("state") << QStringLiteral("state=firing") << 1;
        QTest::newRow("severity") << QStringLiteral("severity=critical") << 1;
        QTest::newRow("source") << QStringLiteral("source=shop") << 3;
        QTest::newRow("actor") << QStringLiteral("actor=kim") << 3;
        QTest::newRow("not") << QStringLiteral("type!=alert") << 7;
        QTest::newRow("silences have a service") << QStringLiteral("service=pay") << 6;
    }
    void matchersSeeLabelsAndTheConsolesOwnWords()
    {
        QFETCH(QString, matcher);
        QFETCH(int, rows);
        auto in = input();
        in.matchers = {matcher.toStdString()};
        const auto t = buildEvents(in);
        QCOMPARE(static_cast<int>(t->rows.size() + t->pinned.size()), rows);
        QVERIFY(t->problem.empty());
    }

    void aFilterThatCannotBeReadIsAProblemInWords()
    {
        for (const char* bad : {"service", "service=~(", "=x"}) {
            auto in = input();
            in.matchers = {bad, "type=alert"};
            const auto t = buildEvents(in);
            QVERIFY2(!t->problem.empty(), bad);
            QCOMPARE(t->rows.size(), std::size_t{3}); // the others hold
        }
    }

    void aSearchShowsWhatTheIndexFoundAndWordsOfTheRest()
    {
        auto in = input();
        in.search = "refused";
        in.hits = std::unordered_set<std::string>{"B"};
        const auto t = buildEvents(in);
        QCOMPARE(ids(*t), std::vector<std::string>{"B"});
        QCOMPARE(t->pinned.size(), std::size_t{1}); // an outage is in no index
        in.search = "timed -out";
        in.hits->clear();
        const auto none = buildEvents(in);
        QVERIFY(none->rows.empty() && none->pinned.empty());
    }

    void theFirstCriticalIsMarked()
    {
        auto in = input();
        in.alerts.push_back(alert("D", "cart", "critical", 2));
        const auto t = buildEvents(in);
        int marked = 0;
        for (const auto& row : t->rows) {
            marked += row.firstCritical ? 1 : 0;
            QVERIFY(!row.firstCritical || row.id == "A");
        }
        QCOMPARE(marked, 1);
    }

    void lateIsWhatCameLateButNotHistory()
    {
        auto in = input();
        in.changes[0].seenAt = *in.changes[0].endsAt + 5min;
        in.changes[1].seenAt = *in.changes[1].endsAt + 5min;
        in.changes[1].reconstructed = true;
        const auto t = buildEvents(in);
        for (const auto& row : t->rows)
            QCOMPARE(row.late, row.id == "c1" ? Millis{5min} : Millis{0});
    }

    void binsHoldEveryRow_data()
    {
        QTest::addColumn<qint64>("seconds");
        for (const qint64 s : {1LL, 60LL, 7200LL, 86400LL, 30 * 86400LL, 400 * 86400LL})
            QTest::newRow(qPrintable(QString::number(s))) << s;
    }
    void binsHoldEveryRow()
    {
        QFETCH(qint64, seconds);
        EventInput in;
        in.now = kNow;
        in.range = {kNow - std::chrono::seconds{seconds}, kNow};
        for (int i = 0; i < 500; ++i) {
            auto a = alert("x", "a", "warning", 0, -1);
            a.startsAt = in.range.from + Millis{in.range.length().count() * i / 500};
            in.alerts.push_back(a);
        }
        in.alerts[0].startsAt = in.range.from - 1h; // began before
        const auto t = buildEvents(in);
        int sum = 0;
        for (const auto& bin : t->bins)
            sum += bin.alerts;
        QCOMPARE(sum, 500);
        QVERIFY(t->bins.size() <= 170);
    }
};

VEDETTE_TEST(EventTableTest)
#include "tst_event_table.moc"
