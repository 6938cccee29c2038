#include "models/snapshot/paging_story.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace vedette;

namespace {

const Time kT0 = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00
Time at(double seconds) { return kT0 + Millis{static_cast<std::int64_t>(seconds * 1000)}; }

AlertEpisode alert(double starts = 0, std::optional<double> ends = 600)
{
    AlertEpisode a;
    a.id = "a";
    a.name = "HighErrors";
    a.service = "cart";
    a.labels = Labels{{"alertname", "HighErrors"}, {"service", "cart"}};
    a.fingerprint = "00000000000000aa";
    a.startsAt = at(starts);
    if (ends)
        a.endsAt = at(*ends);
    a.state = ends ? AlertState::resolved : AlertState::firing;
    return a;
}

AlertEvent happened(AlertEventKind kind, double when, const char* receiver = "", const char* integration = "")
{
    AlertEvent e;
    e.kind = kind;
    e.at = e.seenAt = at(when);
    e.id = std::to_string(toMs(e.at)) + std::string(alertEventKindName(kind)) + integration;
    e.feed = "am-events";
    e.instance = "am-0";
    e.fingerprint = kind == AlertEventKind::started || kind == AlertEventKind::stopped ? "" : "00000000000000aa";
    e.receiver = receiver;
    e.integration = integration;
    return e;
}

AlertEvent silenced(double when)
{
    auto e = happened(AlertEventKind::silenced, when);
    e.by = {"s-1"};
    e.text = "kim\n2026-08-22T16:00:00Z\ndisk swap\nand more";
    return e;
}

AlertEvent inhibited(double when)
{
    auto e = happened(AlertEventKind::inhibited, when);
    e.by = {"00000000000000bb"};
    return e;
}

PagingFacts facts(AlertEpisode a, std::vector<AlertEvent> events = {}, double now = 3600)
{
    PagingFacts f;
    f.alert = std::move(a);
    f.now = at(now);
    f.events = std::move(events);
    f.recorder = true;
    f.covered = {{at(-3600), at(7200)}};
    f.names = {{"00000000000000bb", "HighErrorRate (checkout)"}};
    return f;
}

QString told(const PagingStory& s) { return QString::fromUtf8(pagingVerdictName(s.verdict).data()) + QStringLiteral(": ") + QString::fromStdString(s.sentence); }

QString spans(const std::vector<TimeRange>& all)
{
    QStringList out;
    for (const auto& s : all)
        out << QStringLiteral("%1-%2").arg((s.from - kT0).count() / 1000).arg((s.to - kT0).count() / 1000);
    return out.join(QLatin1Char(' '));
}

} // namespace

class PagingStoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theVerdictIsOneSentence_data()
    {
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("which");
        const char* rows[] = {
            "notified: notified slack[0], 35s after it fired",
            "silenced: held back by silence s-1 of kim until 2026-08-22T16:00:00.000Z",
            "inhibited: inhibited by HighErrorRate (checkout)",
            "nothing: no notification was recorded though the recorder covers this time: none was sent, or it failed",
            "partly: no notification was recorded, but the recorder covers only a part of this time",
            "unknown: not known: the recorder does not cover this time",
            "unknown: not known: no event recorder is configured",
            "waiting: not told of yet: its group waits 30s",
            "waiting: not fired yet: nobody is told of what is pending",
            "muted: muted by the time interval nights",
            "silenced: held back by silence s-9",
            "notified: notified slack[0], 1h after it fired",
            "muted: muted in what was sent to page",
            "nothing: no notification was recorded though the recorder covers this time: none was sent, or it failed",
        };
        int i = 0;
        for (const char* row : rows)
            QTest::addRow("%d %s", i, row) << QString::fromLatin1(row) << i, ++i;
    }
    void theVerdictIsOneSentence()
    {
        QFETCH(QString, expected);
        QFETCH(int, which);
        const auto created = happened(AlertEventKind::created, 1);
        auto f = facts(alert(), {created});
        const auto notified = happened(AlertEventKind::notified, 35.4, "page", "slack[0]");
        auto ended = notified;
        ended.resolved = true;
        switch (which) {
        case 0: f.events = {created, silenced(5), notified, ended}; break;
        case 1: f.events = {created, inhibited(2), silenced(5)}; break;
        case 2: f.events = {created, silenced(2), inhibited(5)}; break;
        case 3: break;
        case 4: f.covered = {{at(100), at(900)}}; break;
        case 5: f.covered = {{at(601), at(900)}}; break;
        case 6: f.covered.clear(); f.recorder = false; f.events.clear(); break;
        case 7: f = facts(alert(0, {}), {created}, 40); break;
        case 8: f.alert.state = AlertState::pending; break;
        case 9: f.alert.silencedBy = {"muted by nights"}; break;
        case 10: f.alert.silencedBy = {"s-9"}; break;
        case 11: f.events = {created, silenced(5), happened(AlertEventKind::notified, 3600, "page", "slack[0]")}; break;
        case 12: f.events = {created, happened(AlertEventKind::muted, 30, "page", "slack[0]")}; break;
        case 13: f.events = {created, ended}; break;
        default: break;
        }
        QCOMPARE(told(tellPaging(f)), expected);
    }
    void nothingThatCameLaterIsTold()
    {
        auto f = facts(alert(), {happened(AlertEventKind::created, 1), happened(AlertEventKind::notified, 35, "page", "slack[0]")}, 200);
        QCOMPARE(tellPaging(f).steps.size(), std::size_t{2});
        f.now = at(34);
        QCOMPARE(tellPaging(f).steps.size(), std::size_t{1});
        f.alert.endsAt.reset();
        QCOMPARE(told(tellPaging(f)), QStringLiteral("waiting: not told of yet: its group waits 30s"));
    }
    void whatIsRepeatedAtEveryFlushIsOneStep()
    {
        std::vector<AlertEvent> events{happened(AlertEventKind::created, 1), happened(AlertEventKind::grouped, 2, "page")};
        for (int i = 0; i < 500; ++i)
            events.push_back(silenced(30 + i));
        events.push_back(happened(AlertEventKind::notified, 600, "page", "slack[0]"));
        events.push_back(happened(AlertEventKind::notified, 600, "page", "email[0]"));
        events.push_back(happened(AlertEventKind::notified, 900, "page", "slack[0]"));
        events.push_back(happened(AlertEventKind::notified, 900, "page", "email[0]"));
        const auto story = tellPaging(facts(alert(), events));
        QCOMPARE(story.steps.size(), std::size_t{5});
        QCOMPARE(story.steps[2].times, 500);
        QCOMPARE(story.steps[2].last, at(529));
        QCOMPARE(QString::fromStdString(story.steps[2].by), QStringLiteral("kim: disk swap"));
        QCOMPARE(story.steps[3].times, 2);
        QCOMPARE(story.steps[4].integration, std::string("email[0]"));
    }
    void aRecorderThatWasDownDidNotCover_data()
    {
        QTest::addColumn<QString>("covered");
        QTest::addColumn<int>("which");
        QTest::newRow("read all the time") << QStringLiteral("0-1000") << 0;
        QTest::newRow("stopped and started") << QStringLiteral("0-100 200-1000") << 1;
        QTest::newRow("stopped for good") << QStringLiteral("0-100") << 2;
        QTest::newRow("crashed: unknown since its last event") << QStringLiteral("0-150 200-1000") << 3;
        QTest::newRow("read with a gap") << QStringLiteral("0-300 400-900") << 4;
        QTest::newRow("two recorders: both must have been there") << QStringLiteral("0-100 200-500") << 5;
        QTest::newRow("down before, and back") << QStringLiteral("50-1000") << 6;
        QTest::newRow("never read") << QString() << 7;
    }
    void aRecorderThatWasDownDidNotCover()
    {
        QFETCH(QString, covered);
        QFETCH(int, which);
        std::map<std::string, std::vector<TimeRange>> coverage{{"am-events", {{at(-100), at(2000)}}}};
        std::vector<AlertEvent> events;
        const auto stop = happened(AlertEventKind::stopped, which == 6 ? -50 : 100);
        const auto start = happened(AlertEventKind::started, which == 6 ? 50 : 200);
        if (which == 1 || which == 5 || which == 6)
            events = {stop, start};
        else if (which == 2)
            events = {stop};
        else if (which == 3)
            events = {start};
        if (which == 4)
            coverage["am-events"] = {{at(-100), at(300)}, {at(400), at(900)}};
        if (which == 5)
            coverage["am-west"] = {{at(0), at(500)}};
        if (which == 7)
            coverage["am-events"].clear();
        QCOMPARE(spans(recordedSpans(coverage, events, [](const AlertEvent&) { return at(150); }, {at(0), at(1000)})), covered);
    }
    void theCacheTellsIt()
    {
        const QTemporaryDir folder;
        WriterOptions options;
        options.path = folder.filePath(QStringLiteral("cache.db")).toStdString();
        auto writer = CacheWriter::open(options);
        QVERIFY(writer.ok());
        auto other = alert(-60, 900);
        other.name = "HighErrorRate";
        other.service = "checkout";
        other.fingerprint = "00000000000000bb";
        other.id = "b";
        auto later = alert(1200, 1500);
        later.id = "a2";
        Batch batch;
        batch.importedAlerts = {alert(), other, later};
        batch.alertEvents = {happened(AlertEventKind::created, 1), inhibited(30), happened(AlertEventKind::created, 1201), happened(AlertEventKind::notified, 1230, "page", "slack[0]")};
        batch.coverage = {{"am-events", "events", at(-600), at(1600)}};
        QVERIFY((*writer)->commit(batch).ok());
        auto reader = CacheReader::open(options.path);
        QVERIFY(reader.ok());
        Config config;
        config.feeds.emplace_back().name = "am-events";
        config.feeds.front().kind = FeedKind::alertEvents;
        std::size_t firing = 0;
        const PagingRoutes routes = [&](const AlertEpisode&, Time, const std::vector<AlertEpisode>& around) {
            firing = around.size();
            return std::vector<std::string>{"its route leads to page (slack)"};
        };
        const auto story = readPaging(**reader, config, alert(), at(3600), {}, nullptr, routes);
        QVERIFY(story.ok());
        QCOMPARE(told(*story), QStringLiteral("inhibited: inhibited by HighErrorRate (checkout)"));
        QCOMPARE(story->steps.size(), std::size_t{2}); // those of the next episode are its own
        QCOMPARE(firing, std::size_t{1});
        QCOMPARE(story->configured.size(), std::size_t{1});
        QVERIFY(story->known && story->known->from == at(0) && story->known->to == at(600));
        const auto next = readPaging(**reader, config, later, at(3600), {}, nullptr, {});
        QCOMPARE(told(*next), QStringLiteral("notified: notified slack[0], 30s after it fired"));
        const auto then = readPaging(**reader, config, later, at(1210), at(1210), nullptr, {});
        QVERIFY(told(*then).startsWith(QStringLiteral("partly: ")) || told(*then).startsWith(QStringLiteral("waiting: ")) || told(*then).startsWith(QStringLiteral("nothing: ")));
        QCOMPARE(then->steps.size(), std::size_t{1});
    }
};

VEDETTE_TEST(PagingStoryTest)
#include "tst_paging_story.moc"
