#include "models/session/json_lines.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

struct ReadBack {
    LinesRead told;
    std::vector<Batch> batches;
    Batch all;
};

ReadBack readAll(const std::string& text)
{
    ReadBack out;
    auto told = readLines(text, "f.jsonl", Config(), at(0), [&](Batch batch) -> Status {
        const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
        append(out.all.importedAlerts, batch.importedAlerts);
        append(out.all.changes, batch.changes);
        append(out.all.notes, batch.notes);
        append(out.all.services, batch.services);
        append(out.all.samples, batch.samples);
        out.batches.push_back(std::move(batch));
        return Done{};
    });
    if (told.ok())
        out.told = *told;
    return out;
}

} // namespace

class JsonLinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAlertSurvivesItsLine()
    {
        AlertEpisode a;
        a.id = "a\"1\"";
        a.fingerprint = "0123456789abcdef";
        a.name = "결제 \xF0\x9F\x94\xA5 \\ \n end";
        a.service = "pay";
        a.environment = "prod";
        a.severity = "P1";
        a.labels = {{"alertname", "x"}, {"le", "0.5"}};
        a.annotations = {{"summary", "a \t b"}};
        a.pendingAt = at(-5);
        a.startsAt = at(0);
        a.endsAt = at(10);
        a.seenAt = at(11);
        a.state = AlertState::doubtful;
        a.sources = {"kr1", "kr2"};
        const auto back = readAll(alertLine(a)).all.importedAlerts;
        QCOMPARE(back.size(), std::size_t{1});
        const auto& b = back[0];
        QCOMPARE(b.id, a.id);
        QCOMPARE(b.fingerprint, a.fingerprint);
        QCOMPARE(b.name, a.name);
        QCOMPARE(b.service, a.service);
        QCOMPARE(b.environment, a.environment);
        QCOMPARE(b.severity, a.severity);
        QVERIFY(b.labels == a.labels && b.annotations == a.annotations);
        QVERIFY(b.pendingAt == a.pendingAt && b.startsAt == a.startsAt && b.endsAt == a.endsAt && b.seenAt == a.seenAt);
        QVERIFY(b.state == a.state && b.sources == a.sources);
        QCOMPARE(alertLine(b), alertLine(a));
    }

    void aChangeSurvivesItsLine()
    {
        for (const auto kind : {ChangeKind::deployment, ChangeKind::rollback, ChangeKind::config, ChangeKind::flag, ChangeKind::scale, ChangeKind::schema, ChangeKind::maintenance}) {
            ChangeRecord c;
            c.id = "c1";
            c.kind = kind;
            c.service = "pay";
            c.environment = "prod";
            c.revision = "1.2";
            c.previous = "1.1";
            c.stage = "CANARY";
            c.status = ChangeStatus::aborted;
            c.actor = "kim";
            c.url = "https://ci.example/1";
            c.title = "t";
            c.parent = "run";
            c.attributes = {{"commit", "abc"}};
            c.startsAt = at(0);
            c.endsAt = at(3);
            c.seenAt = at(4);
            c.source = "ci";
            const auto back = readAll(changeLine(c)).all.changes;
            QCOMPARE(back.size(), std::size_t{1});
            QCOMPARE(changeLine(back[0]), changeLine(c));
            QVERIFY(back[0].kind == kind && back[0].endsAt == c.endsAt && back[0].source == "ci" && back[0].attributes == c.attributes);
        }
    }

    void servicesNotesAndSamplesSurvive()
    {
        ServiceInfo s{"pay", "money", 2, {"bank", "mail"}, {{"zone", "kr"}}, {}};
        Note n{0, at(1), "lee", "said \"no\"", "pay", at(2)};
        SeriesSamples series{Labels{{"__name__", "up"}}, {at(0), at(1), at(2), at(3)}, {1.0 / 3, 1e-300, std::numeric_limits<double>::infinity(), 0}};
        s.deputy = "Lee Ji-eun", s.team = "Money", s.channel = "#pay", s.environment = "production";
        s.members = {"Kim Min-su", "Lee Ji-eun"}, s.aliases = {"payments"}, s.links = {{"Runbook", "https://run.book/pay"}};
        const auto back = readAll(serviceLine(s) + noteLine(n) + sampleLines(series)).all;
        QCOMPARE(serviceLine(back.services.at(0)), serviceLine(s));
        QVERIFY(back.services.at(0).deputy == s.deputy && back.services.at(0).members == s.members && back.services.at(0).links == s.links);
        QCOMPARE(noteLine(back.notes.at(0)), noteLine(n));
        QCOMPARE(back.samples.size(), std::size_t{1});
        QVERIFY(back.samples[0].times == series.times);
        QVERIFY(back.samples[0].values == series.values);
    }

    void aFactWithoutATimeOfKnowingIsKnownWhenItWas()
    {
        const auto back = readAll(R"({"type":"alert","id":"a","name":"A","startsAt":1000,"endsAt":5000}
{"type":"change","id":"c","kind":"config","service":"s","startsAt":1000,"endsAt":5000,"status":"failed"}
)");
        QCOMPARE(back.all.importedAlerts.size(), std::size_t{2});
        QVERIFY(back.all.importedAlerts[0].seenAt == timeFromMs(1000) && !back.all.importedAlerts[0].endsAt);
        QVERIFY(back.all.importedAlerts[1].seenAt == timeFromMs(5000) && back.all.importedAlerts[1].endsAt == timeFromMs(5000));
        QCOMPARE(back.all.changes.size(), std::size_t{2});
        QVERIFY(back.all.changes[0].status == ChangeStatus::started && back.all.changes[1].status == ChangeStatus::failed);
        QCOMPARE(back.told.lines, std::int64_t{2});
    }

    void manyLinesAreManyBatchesAndEveryBrokenOneIsCounted()
    {
        std::string text;
        for (int i = 0; i < 10'000; ++i)
            text += i % 20 == 19 ? "{broken\n" : R"({"type":"note","at":)" + std::to_string(i) + R"(,"text":"n"})" "\n";
        const auto back = readAll(text);
        QVERIFY(back.batches.size() >= 2);
        QCOMPARE(back.told.lines, std::int64_t{9500});
        QCOMPARE(back.all.notes.size(), std::size_t{9500});
        QCOMPARE(back.told.brokenLines, std::int64_t{500});
        QCOMPARE(back.told.broken.size(), std::size_t{100});
        QVERIFY(back.told.broken[0].rfind("f.jsonl:20: ", 0) == 0);
    }

    void aRefusedBatchEndsTheReading()
    {
        int batches = 0;
        std::string text;
        for (int i = 0; i < 20'000; ++i)
            text += R"({"type":"note","at":1,"text":"n"})" "\n";
        const auto told = readLines(text, "f", Config(), at(0), [&](Batch) -> Status {
            ++batches;
            return makeError(ErrorKind::store, "the disk is full");
        });
        QVERIFY(!told.ok());
        QCOMPARE(batches, 1);
        QVERIFY(told.error().kind == ErrorKind::store);
    }

    void questionsNameTheLineThatIsWrong()
    {
        const auto good = parseQuestions("{\"id\":\"q\",\"alert\":\"a\",\"asOf\":\"2024-08-22T14:00:00+09:00\"}\r\n\n", "q");
        QVERIFY(good.ok());
        QCOMPARE((*good).size(), std::size_t{1});
        QCOMPARE(formatRfc3339((*good)[0].asOf), std::string("2024-08-22T05:00:00.000Z"));
        const auto bad = parseQuestions("\n{\"id\":\"q\",\"alert\":\"a\"}\n", "q");
        QVERIFY(!bad.ok());
        QVERIFY(bad.error().kind == ErrorKind::parse);
        QVERIFY(bad.error().text().find("q:2:") != std::string::npos);
    }
};

VEDETTE_TEST(JsonLinesTest)
#include "tst_json_lines.moc"
