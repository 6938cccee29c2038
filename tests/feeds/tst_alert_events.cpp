#include "models/base/text.h"
#include "models/catalog/config_reader.h"
#include "models/feeds/file_tail.h"
#include "models/feeds/sources/alert_events_parser.h"
#include "models/feeds/sources/source.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <set>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'410'800'000); // 2026-08-22 15:00:00
constexpr const char* kFixture = "tests/feeds/fixtures/alert_events/";

Time at(double minutes) { return kNow + Millis{static_cast<std::int64_t>(minutes * 60'000)}; }

std::string fixture(const char* name)
{
    QFile file(QLatin1String(kFixture) + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        qWarning("no %s", name);
    return file.readAll().toStdString();
}

std::string told(const AlertEvent& e)
{
    std::string out = formatRfc3339(e.at).substr(11, 12) + " " + std::string(alertEventKindName(e.kind)) + " " + e.instance;
    for (const auto* word : {&e.fingerprint, &e.name, &e.service})
        out += word->empty() ? "" : " " + *word;
    out += e.labels.empty() ? "" : " labels " + std::to_string(e.labels.size());
    out += (e.receiver.empty() ? "" : " -> " + e.receiver) + (e.integration.empty() ? "" : " " + e.integration) + (e.reason.empty() ? "" : " (" + e.reason + ")");
    out += (e.resolved ? " resolved" : "") + (e.by.empty() ? std::string() : " by " + joinText(e.by, ","));
    auto text = e.text;
    std::replace(text.begin(), text.end(), '\n', '/');
    return out + (text.empty() ? "" : " \"" + text + "\"");
}

FeedConfig recorder(const std::string& path)
{
    FeedConfig feed;
    feed.name = "am-events";
    feed.kind = FeedKind::alertEvents;
    feed.path = path;
    feed.backfill = std::chrono::hours{24};
    return feed;
}

/// A line of the recorder: a silence of its own made at that minute, so that every line is another event.
std::string line(double minute, const std::string& id)
{
    return R"({"@timestamp":")" + formatRfc3339(at(minute)) + R"(","instance":"am-0","data":{"silenceCreated":{"silence":{"id":")" + id + "\"}}}}\n";
}

/// The console and the file that it follows.
class Follower {
public:
    explicit Follower(const std::string& path, std::vector<Coverage> known = {}) : m_path(path)
    {
        SourceContext context;
        context.feed = recorder(path);
        context.backfill = std::chrono::hours{24};
        context.coverage = std::move(known);
        m_source = makeSource(std::move(context));
    }
    /// Looks until nothing is left to be read; ids in the order they were told, each only the first time.
    QStringList look(double minute)
    {
        if (!m_tail)
            m_tail = std::make_unique<FileTail>(*m_source->tailPlan(at(minute)));
        QStringList out;
        for (bool more = true; more;) {
            const auto read = m_tail->read(m_path, at(minute), 1 << 20, [&](TailPiece piece) {
                largest = std::max(largest, piece.lines.size());
                Ask ask;
                ask.context = std::move(piece);
                Told answer;
                answer.at = at(minute);
                const auto reading = m_source->read(ask, answer);
                partials = reading.partials;
                for (const auto& batch : reading.batches) {
                    for (const auto& e : batch.alertEvents) {
                        if (m_told.insert(e.id).second)
                            out << QString::fromStdString(e.by.empty() ? std::string(alertEventKindName(e.kind)) : e.by.front());
                        seenAt[e.by.empty() ? "" : e.by.front()] = e.seenAt;
                    }
                    coverage.insert(coverage.end(), batch.coverage.begin(), batch.coverage.end());
                }
            });
            error = read.ok() ? std::string() : read.error().text();
            more = read.ok() && *read;
        }
        return out;
    }
    /// Whether all between two minutes is told to be known.
    [[nodiscard]] bool knows(double from, double to) const
    {
        auto reached = at(from);
        for (bool grew = true; grew && reached < at(to);) {
            grew = false;
            for (const auto& c : coverage) {
                if (c.from <= reached && c.to > reached) {
                    reached = c.to;
                    grew = true;
                }
            }
        }
        return reached >= at(to);
    }
    std::vector<Coverage> coverage;
    std::vector<std::string> partials;
    std::map<std::string, Time> seenAt;
    std::string error;
    std::size_t largest = 0;

private:
    std::string m_path;
    std::unique_ptr<Source> m_source;
    std::unique_ptr<FileTail> m_tail;
    std::set<std::string> m_told;
};

class Folder {
public:
    [[nodiscard]] std::string path(const char* name = "events.jsonl") const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    void append(const std::string& bytes, const char* name = "events.jsonl") const { write(bytes, name, QIODevice::Append); }
    void replace(const std::string& bytes, const char* name = "events.jsonl") const { write(bytes, name, QIODevice::Truncate); }
    void rename(const char* from, const char* to) const { QVERIFY(QFile::rename(m_folder.filePath(QLatin1String(from)), m_folder.filePath(QLatin1String(to)))); }

private:
    void write(const std::string& bytes, const char* name, QIODevice::OpenMode mode) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly | mode));
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
    QTemporaryDir m_folder;
};

QStringList ids(std::initializer_list<const char*> all)
{
    QStringList out;
    for (const char* id : all)
        out << QLatin1String(id);
    return out;
}

} // namespace

class AlertEventsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRecordersLinesAreRead()
    {
        const auto answer = parseAlertEvents(fixture("events.jsonl"), recorder("x"), kNow);
        QStringList lines;
        for (const auto& e : answer.events) {
            lines << QString::fromStdString(told(e));
            QCOMPARE(e.feed, std::string("am-events"));
            QVERIFY(!e.id.empty() && e.seenAt == e.at);
        }
        lines << QStringLiteral("damaged %1, first line %2: %3").arg(answer.damaged).arg(answer.firstFaultLine + 1).arg(QString::fromStdString(answer.firstFault));
        lines << QStringLiteral("unknown %1, first %2").arg(answer.unknown).arg(QString::fromStdString(answer.firstUnknown));
        const auto expected = QString::fromStdString(fixture("expected.txt")).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        for (qsizetype i = 0; i < std::min(lines.size(), expected.size()); ++i)
            QCOMPARE(lines[i], expected[i]);
        QCOMPARE(lines.size(), expected.size());
    }
    void whatIsToldTwiceHasOneIdAndNothingElseHas()
    {
        const auto answer = parseAlertEvents(fixture("events.jsonl"), recorder("x"), kNow);
        std::set<std::string> seen;
        for (const auto& e : answer.events)
            seen.insert(e.id);
        QCOMPARE(seen.size(), answer.events.size() - 1);
    }
    void externalLabelsMakeTheFingerprintTheFeedsOwn()
    {
        auto feed = recorder("x");
        feed.externalLabels = Labels{{"cluster", "kr"}};
        const auto answer = parseAlertEvents(fixture("events.jsonl"), feed, kNow);
        const auto created = std::find_if(answer.events.begin(), answer.events.end(), [](const AlertEvent& e) { return e.kind == AlertEventKind::created; });
        QCOMPARE(created->fingerprint, hex64(Labels{{"alertname", "HighErrors"}, {"service", "cart"}, {"severity", "critical"}, {"cluster", "kr"}}.fingerprint()));
    }
    void theExampleConfigurationNamesSuchAFeed()
    {
        const auto read = readConfig(std::string(kFixture) + "vedette.yaml", {"resources/feeds"});
        QCOMPARE(read.findings.size(), std::size_t{0});
        QCOMPARE(static_cast<int>(read.config.feeds.at(0).kind), static_cast<int>(FeedKind::alertEvents));
    }
    void bytesThatAreNoEventsAreCountedAndHarmNothing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray head = R"({"@timestamp":"2026-08-22T14:00:00Z","data":)";
        QTest::newRow("noise") << QByteArray("\x00\xff\x7f{{{", 6);
        QTest::newRow("a number") << QByteArray("17");
        QTest::newRow("no data") << QByteArray(R"({"@timestamp":"2026-08-22T14:00:00Z"})");
        QTest::newRow("no time") << QByteArray(R"({"data":{"alertCreated":{"alert":{"fingerprint":"1"}}}})");
        QTest::newRow("years ahead") << QByteArray(R"({"@timestamp":"2036-08-22T14:00:00Z","data":{"alertCreated":{"alert":{"fingerprint":"1"}}}})");
        QTest::newRow("1970") << QByteArray(R"({"@timestamp":"1970-01-01T00:00:00Z","data":{"alertCreated":{"alert":{"fingerprint":"1"}}}})");
        QTest::newRow("a list for data") << head + "[1,2]}";
        QTest::newRow("a text for an alert") << head + R"({"alertCreated":{"alert":"x"}}})";
        QTest::newRow("a fingerprint out of range") << head + R"({"alertCreated":{"alert":{"fingerprint":"99999999999999999999"}}}})";
        QTest::newRow("a silence without an id") << head + R"({"silenceMutedAlert":{"silence":{},"mutedAlert":{"fingerprint":"1"}}}})";
        QTest::newRow("a notification of nothing") << head + R"({"notification":{"integration":{"name":"slack"}}}})";
        QTest::newRow("deep") << head + QByteArray(5000, '[') + QByteArray(5000, ']') + "}";
    }
    void bytesThatAreNoEventsAreCountedAndHarmNothing()
    {
        QFETCH(QByteArray, bytes);
        const auto good = line(-1, "good");
        const auto answer = parseAlertEvents(good + bytes.toStdString() + "\n" + good, recorder("x"), kNow);
        QCOMPARE(answer.events.size(), std::size_t{2});
        QCOMPARE(answer.damaged, std::size_t{1});
        QCOMPARE(answer.firstFaultLine, std::size_t{1});
        QCOMPARE(answer.firstFaultByte, good.size());
    }
    void aLinesTimeIsSeenWithoutReadingIt()
    {
        QCOMPARE(alertEventTime(line(-3, "x")).value(), at(-3));
        QCOMPARE(alertEventTime(R"({"instance":"a","timestamp": "2026-08-22T14:00:00.5Z"})").value(), at(-60) + Millis{500});
        QVERIFY(!alertEventTime(R"({"timestamp":17})").has_value());
        QVERIFY(!alertEventTime(R"({"@timestamp" "2026-08-22T14:00:00Z"})").has_value());
        QVERIFY(!alertEventTime("").has_value());
    }

    void whatIsAppendedIsToldOnceAndHalfALineWaits()
    {
        const Folder folder;
        folder.append(line(-30, "a"));
        Follower console(folder.path());
        QCOMPARE(console.look(0), ids({"a"}));
        QCOMPARE(console.seenAt["a"], at(-30)); // the recorder knew it then
        const auto next = line(1, "b");
        folder.append(next.substr(0, 40));
        QCOMPARE(console.look(1), ids({}));
        folder.append(next.substr(40) + line(1.5, "c"));
        QCOMPARE(console.look(2), ids({"b", "c"}));
        QCOMPARE(console.seenAt["b"], at(2));
        QVERIFY(console.partials.empty());
        QVERIFY(console.knows(0, 2) && console.knows(-30, 0));
        QVERIFY(!console.knows(-31, 0)); // nobody knows what was before the file
    }
    void aRestartGoesOnWhereItStood()
    {
        const Folder folder;
        for (int i = 0; i < 200; ++i)
            folder.append(line(-200 + i, "old" + std::to_string(i)));
        std::vector<Coverage> known;
        {
            Follower before(folder.path());
            QCOMPARE(before.look(0).size(), 200);
            known = before.coverage;
        }
        folder.append(line(5, "between"));
        Follower after(folder.path(), known);
        QCOMPARE(after.look(10), ids({"between"}));
        QVERIFY(after.knows(0, 10));
    }
    void thePastIsReadFromTheNewestToTheOldest()
    {
        const Folder folder;
        std::string all;
        for (int i = 0; i < 30'000; ++i)
            all += line(-600 + i * 0.02, std::to_string(i));
        folder.replace(all);
        Follower console(folder.path());
        const auto told = console.look(0);
        QCOMPARE(told.size(), 30'000);
        QVERIFY(told.front().toInt() > 20'000);
        QVERIFY(console.largest <= (512U << 10U));
        QVERIFY(console.knows(-600, 0));
    }
    void onlyWhatIsAskedForIsReadOfALongFile()
    {
        const Folder folder;
        std::string all;
        for (int i = 0; i < 30'000; ++i)
            all += line(-3000 + i * 0.1, std::to_string(i));
        folder.replace(all);
        Follower console(folder.path());
        const auto told = console.look(0); // a day of them
        QVERIFY2(told.size() >= 14'400 && told.size() < 14'500, qPrintable(QString::number(told.size())));
        QVERIFY(console.knows(-1440, 0));
    }
    void aRotatedFileIsReadToItsEndBeforeTheNewOne()
    {
        const Folder folder;
        folder.append(line(-1, "a"));
        Follower console(folder.path());
        console.look(0);
        folder.append(line(1, "b"));
        folder.rename("events.jsonl", "events.jsonl.1");
        folder.append(line(1.1, "c"), "events.jsonl.1"); // its writer has not let go yet
        folder.append(line(1.2, "d"));
        QCOMPARE(console.look(2), ids({"b", "c", "d"}));
        folder.append(line(2.1, "e"), "events.jsonl.1");
        folder.append(line(2.2, "f"));
        QCOMPARE(console.look(3), ids({"e", "f"}));
        QVERIFY(console.knows(0, 3));
    }
    void aFileThatIsGoneForAWhileIsSaidSoAndLosesNothing()
    {
        const Folder folder;
        folder.append(line(-1, "a"));
        Follower console(folder.path());
        console.look(0);
        folder.append(line(1, "b"));
        folder.rename("events.jsonl", "events.jsonl-20260822");
        QCOMPARE(console.look(2), ids({"b"}));
        QVERIFY(console.error.find("events.jsonl cannot be read") != std::string::npos);
        folder.append(line(3, "c"));
        QCOMPARE(console.look(4), ids({"c"}));
        QVERIFY(console.knows(0, 4));
    }
    void twoRotationsBetweenTwoLooksLoseNothing()
    {
        const Folder folder;
        folder.append(line(-1, "a"));
        Follower console(folder.path());
        console.look(0);
        folder.append(line(1, "b"));
        folder.rename("events.jsonl", "events.jsonl.2");
        folder.append(line(2, "c"), "events.jsonl.1");
        folder.append(line(3, "d"));
        auto told = console.look(4);
        told.sort();
        QCOMPARE(told, ids({"b", "c", "d"}));
    }
    void aRotationWhileTheConsoleWasOffIsReadBack()
    {
        const Folder folder;
        folder.append(line(-5, "a"));
        std::vector<Coverage> known;
        {
            Follower before(folder.path());
            before.look(-4);
            known = before.coverage;
        }
        folder.append(line(-3, "b"));
        folder.rename("events.jsonl", "events.jsonl.1");
        folder.append(line(-2, "c"));
        Follower after(folder.path(), known);
        QCOMPARE(after.look(0), ids({"c", "b"}));
        QVERIFY(after.knows(-4, 0));
    }
    void aTruncatedFileIsReadFromItsStartAndTheGapIsNotCalledKnown()
    {
        const Folder folder;
        folder.append(line(-2, "a") + line(-1, "b"));
        Follower console(folder.path());
        console.look(0);
        folder.replace(line(1, "c"));
        QCOMPARE(console.look(2), ids({"c"}));
        QVERIFY(!console.knows(0, 2));
        console.look(3);
        QVERIFY(console.knows(2, 3));
    }
    void aCompressedFileIsSaidToBeUnread()
    {
        const Folder folder;
        folder.append("\x1f\x8b", "events.jsonl.1.gz");
        folder.append(line(-1, "a"));
        Follower console(folder.path());
        console.look(0);
        QCOMPARE(console.partials, std::vector<std::string>{"events.jsonl.1.gz is compressed and was not read"});
    }
    void damageIsNamedWithFileAndLine_data()
    {
        QTest::addColumn<bool>("live");
        QTest::newRow("of the past") << false;
        QTest::newRow("new") << true;
    }
    void damageIsNamedWithFileAndLine()
    {
        QFETCH(bool, live);
        const Folder folder;
        folder.append(line(-3, "a") + line(-2, "b"));
        Follower console(folder.path());
        if (live)
            console.look(-1);
        folder.append("{\"@timestamp\":\"2026-08-22T14:59:30Z\",\"da\n" + line(-0.4, "c"));
        QVERIFY(console.look(0).contains(QStringLiteral("c")));
        QCOMPARE(console.partials.size(), std::size_t{1});
        QCOMPARE(console.partials.front(), "a damaged line was left out, " + folder.path() + ":3 (it is not whole JSON)");
        console.look(30);
        QCOMPARE(console.partials.size(), std::size_t{1});
        console.look(90);
        QVERIFY(console.partials.empty());
    }
    void damageThatCameWhileTheConsoleWasOffIsNamedToo()
    {
        const Folder folder;
        folder.append(line(-30, "a"));
        std::vector<Coverage> known;
        {
            Follower before(folder.path());
            before.look(-20);
            known = before.coverage;
        }
        folder.append("cut off\n");
        Follower after(folder.path(), known);
        QCOMPARE(after.look(0), ids({}));
        QCOMPARE(after.partials, std::vector<std::string>{"a damaged line was left out, " + folder.path() + ":2 (it is not whole JSON)"});
    }
    void aLineWithoutAnEndIsPassedOver()
    {
        const Folder folder;
        folder.append(line(-1, "a"));
        Follower console(folder.path());
        console.look(0);
        folder.append(std::string(9U << 20U, 'x') + "\n" + line(1, "b"));
        QCOMPARE(console.look(2), ids({"b"}));
        QCOMPARE(console.partials.size(), std::size_t{1});
        Follower late(folder.path());
        auto told = late.look(3);
        told.sort();
        QCOMPARE(told, ids({"a", "b"}));
    }
    void whatIsNoFileIsRefused()
    {
        const Folder folder;
        QDir().mkpath(QString::fromStdString(folder.path()));
        Follower console(folder.path());
        QCOMPARE(console.look(0), ids({}));
        QVERIFY(console.error.find("it is no file") != std::string::npos);
    }
    void theEngineReadsItOnceToTheEnd()
    {
        const Folder folder;
        std::string all;
        for (int i = 0; i < 60'000; ++i)
            all += line(-600 + i * 0.01, std::to_string(i));
        folder.replace(all);
        EngineOptions options;
        options.once = true;
        options.config.feeds = {recorder(folder.path())};
        const ManualClock clock(kNow);
        RecordingSink sink;
        FeedEngine engine(options, sink, clock);
        engine.start();
        QVERIFY(engine.waitUntilDone(Millis{20000}));
        engine.stop();
        QCOMPARE(sink.all(&Batch::alertEvents).size(), std::size_t{60'000});
        QCOMPARE(static_cast<int>(sink.statusOf("am-events").state), static_cast<int>(FeedState::ok));
        for (const auto& batch : sink.batches())
            QVERIFY(batch.alertEvents.size() <= 2000);
    }
};

VEDETTE_TEST(AlertEventsTest)
#include "tst_alert_events.moc"
