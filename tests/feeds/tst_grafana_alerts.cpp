#include "models/base/text.h"
#include "models/catalog/config_reader.h"
#include "models/feeds/sources/grafana_alerts_fold.h"
#include "models/feeds/sources/grafana_alerts_parser.h"
#include "models/feeds/sources/source.h"
#include "tests/support/test_main.h"

#include <QFile>

using namespace vedette;

namespace {

const Time kT0 = timeFromMs(1'787'407'200'000); // 2026-08-22 14:00:00
constexpr const char* kFiring = "/api/alertmanager/grafana/api/v2/alerts";
constexpr const char* kFixture = "tests/feeds/fixtures/grafana_alerts/";

Time at(double minutes) { return kT0 + Millis{static_cast<std::int64_t>(minutes * 60'000)}; }

std::string fixture(const char* name)
{
    QFile file(QLatin1String(kFixture) + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        qWarning("no %s", name);
    return file.readAll().toStdString();
}

std::string minutes(Time t) { return formatNumber(static_cast<double>((t - kT0).count()) / 60'000.0); }

std::string told(const AlertEpisode& e)
{
    std::string out(e.labels.value("alertname"));
    out += e.labels.has("rulename") ? " of " + std::string(e.labels.value("rulename")) : "";
    out += e.labels.has("severity") ? " " + std::string(e.labels.value("severity")) : "";
    out += e.labels.has("grafana_folder") ? " [" + std::string(e.labels.value("grafana_folder")) + "]" : "";
    out += e.pendingAt ? " pending " + minutes(*e.pendingAt) : "";
    out += " firing " + minutes(e.startsAt) + "-" + (e.endsAt ? minutes(*e.endsAt) : "") + " " + std::string(alertStateName(e.state));
    out += " \"service=" + e.service + "\" rule " + std::string(e.annotations.value("grafana_rule"));
    out += e.annotations.has("error") ? " error " + std::string(e.annotations.value("error")) : "";
    return out + (e.link.empty() ? "" : " link " + e.link);
}

std::string paramOf(const Ask& ask, const char* name)
{
    for (const auto& [key, value] : ask.params) {
        if (key == name)
            return value;
    }
    return {};
}

/// A frame of transitions "minute previous current".
std::string frame(const std::vector<std::tuple<double, const char*, const char*>>& rows, const char* uid = "u")
{
    std::string times;
    std::string lines;
    for (const auto& [minute, previous, current] : rows) {
        times += (times.empty() ? "" : ",") + std::to_string(toMs(at(minute)));
        lines += std::string(lines.empty() ? "" : ",") + "{\"previous\":\"" + previous + "\",\"current\":\"" + current + "\",\"ruleUID\":\"" + uid
            + "\",\"ruleTitle\":\"T\",\"labels\":{\"alertname\":\"T\"}}";
    }
    return "{\"schema\":{\"fields\":[{\"name\":\"time\"},{\"name\":\"line\"}]},\"data\":{\"values\":[[" + times + "],[" + lines + "]]}}";
}

class Grafana {
public:
    explicit Grafana(double days = 7, std::vector<Coverage> kept = {})
    {
        SourceContext context;
        context.feed.name = "grafana";
        context.feed.kind = FeedKind::grafana;
        context.feed.url = "https://grafana.example.com";
        context.backfill = Millis{static_cast<std::int64_t>(days * 86'400'000)};
        context.coverage = std::move(kept);
        source = makeSource(std::move(context));
    }
    /// The question of a poll that asks for history.
    Ask history(double minute)
    {
        for (auto& ask : source->poll(at(minute))) {
            if (ask.path != kFiring)
                return std::move(ask);
            if (firing)
                (void)answer(ask, *firing, minute);
            else
                (void)source->refused(ask, {makeError(ErrorKind::http, "no such path"), 404, false});
        }
        return {};
    }
    std::optional<std::string> firing = "[]"; ///< nullopt: refused
    Reading answer(const Ask& ask, const std::string& body, double minute, const char* type = "application/json")
    {
        Told t;
        t.body = body;
        t.contentType = type;
        t.at = at(minute);
        return source->read(ask, t);
    }
    std::unique_ptr<Source> source;
};

const AlertHistory* historyIn(const Reading& reading)
{
    return reading.batches.empty() || reading.batches.front().alertHistories.empty() ? nullptr : &reading.batches.front().alertHistories.front();
}

QStringList linesOf(const char* name) { return QString::fromStdString(fixture(name)).split(QLatin1Char('\n'), Qt::SkipEmptyParts); }

} // namespace

class GrafanaAlertsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void historyBecomesEpisodes_data()
    {
        QTest::addColumn<bool>("annotations");
        QTest::newRow("history") << false;
        QTest::newRow("annotations") << true;
    }
    void historyBecomesEpisodes()
    {
        QFETCH(bool, annotations);
        Grafana grafana(1.0 / 12);
        auto ask = grafana.history(60);
        QCOMPARE(ask.path, std::string("/api/v1/rules/history"));
        QCOMPARE(paramOf(ask, "from"), std::to_string(toMs(at(-60)) / 1000));
        QCOMPARE(paramOf(ask, "to"), std::to_string(toMs(at(60)) / 1000 + 1));
        if (annotations) {
            const auto refused = grafana.source->refused(ask, {makeError(ErrorKind::http, "ruleUID is required to query annotations"), 500, false});
            QVERIFY(!refused.failed && refused.more.size() == 1);
            ask = refused.more.front();
            QCOMPARE(ask.path, std::string("/api/annotations"));
            QCOMPARE(paramOf(ask, "type"), std::string("alert"));
            QCOMPARE(paramOf(ask, "from"), std::to_string(toMs(at(-60))));
        }
        const auto reading = grafana.answer(ask, fixture(annotations ? "annotations.json" : "history.json"), 60);
        const auto* history = historyIn(reading);
        QVERIFY(history != nullptr);
        QCOMPARE(history->covered, (TimeRange{at(-60), at(60)}));
        QCOMPARE(reading.partials.size(), std::size_t{1});
        auto expected = linesOf(annotations ? "expected_annotations.txt" : "expected.txt");
        QStringList lines;
        for (const auto& e : history->episodes) {
            lines << QString::fromStdString(told(e));
            QCOMPARE(e.fingerprint, hex64(e.labels.fingerprint()));
            QVERIFY(e.name == e.labels.value("alertname") && e.sources == std::vector<std::string>{"grafana"} && e.reconstructed);
        }
        lines.sort();
        expected.sort();
        for (qsizetype i = 0; i < std::min(lines.size(), expected.size()); ++i)
            QCOMPARE(lines[i], expected[i]);
        QCOMPARE(lines.size(), expected.size());
    }
    void wordsOfStatesAreKnown_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<int>("state");
        const auto row = [](const char* words, GrafanaState s) { QTest::newRow(words) << QByteArray(words) << static_cast<int>(s); };
        row("Normal", GrafanaState::normal);
        row("ok", GrafanaState::normal);
        row("Normal (NoData)", GrafanaState::noData);
        row("Normal (Error, KeepLast)", GrafanaState::error);
        row("Normal (MissingSeries)", GrafanaState::absent);
        row("Normal (Updated)", GrafanaState::absent);
        row("Alerting (NoData)", GrafanaState::alerting);
        row("Recovering", GrafanaState::alerting);
        row("Pending (Error)", GrafanaState::pending);
        row("no_data", GrafanaState::noData);
        row("Error", GrafanaState::error);
        row("paused", GrafanaState::absent);
        row("", GrafanaState::unknown);
        row("Normal (", GrafanaState::normal);
        row(" (x)", GrafanaState::unknown);
    }
    void wordsOfStatesAreKnown()
    {
        QFETCH(QByteArray, words);
        QFETCH(int, state);
        QCOMPARE(static_cast<int>(grafanaStateOf(words.toStdString())), state);
    }
    void whatIsNoHistoryIsAnError_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a page") << QByteArray("<html>login</html>");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("no frame") << QByteArray("{\"message\":\"x\"}");
        QTest::newRow("no columns") << QByteArray("{\"schema\":{\"fields\":[{\"name\":\"text\"}]},\"data\":{\"values\":[[1]]}}");
        QTest::newRow("cut") << QByteArray("{\"schema\":{\"fields\":[");
    }
    void whatIsNoHistoryIsAnError()
    {
        QFETCH(QByteArray, body);
        Grafana grafana;
        const auto reading = grafana.answer(grafana.history(0), body.toStdString(), 0);
        QVERIFY(reading.failed.has_value() && reading.batches.empty());
    }
    void columnsOfUnequalLengthLoseNoMoreThanTheirRows()
    {
        const auto answer = parseGrafanaHistory("{\"schema\":{\"fields\":[{\"name\":\"labels\"},{\"name\":\"line\"},{\"name\":\"time\"}]},\"data\":{\"values\":[[{}],"
            "[\"{\\\"previous\\\":\\\"Normal\\\",\\\"current\\\":\\\"Alerting\\\",\\\"ruleUID\\\":\\\"u\\\",\\\"labels\\\":{\\\"alertname\\\":\\\"T\\\"}}\"],[1787407200000,1787407260000,\"2026-08-22T14:02:00Z\"]]}}");
        QVERIFY(answer.ok());
        QCOMPARE(answer->transitions.size(), std::size_t{1});
        QCOMPARE(answer->transitions.front().at, kT0);
        QCOMPARE(answer->rejected, std::size_t{2});
    }
    void thePastIsAskedFromTheNewestToTheOldest()
    {
        Grafana grafana(2.5);
        QVERIFY(grafana.source->backfill(at(0), 4).empty()); // not before the server answered
        (void)grafana.answer(grafana.history(0), frame({}), 0);
        std::vector<TimeRange> covered;
        for (int i = 0; i < 5; ++i) {
            const auto asks = grafana.source->backfill(at(0), 4);
            if (asks.empty())
                break;
            QCOMPARE(asks.size(), std::size_t{1});
            QVERIFY(asks.front().backfill && grafana.source->backfill(at(0), 4).empty());
            covered.push_back(historyIn(grafana.answer(asks.front(), frame({}), 0))->covered);
        }
        QCOMPARE(covered.size(), std::size_t{2});
        QCOMPARE(covered[0], (TimeRange{at(-2880), at(-1440)}));
        QCOMPARE(covered[1], (TimeRange{at(-3600), at(-2880)}));
        QCOMPARE(grafana.source->progress(at(0)).done, grafana.source->progress(at(0)).total);
    }
    void whatFiresSinceBeforeTheNewestPieceIsToldThroughToNow()
    {
        Grafana grafana(5);
        const auto first = grafana.answer(grafana.history(0), frame({}), 0);
        QVERIFY(historyIn(first)->episodes.empty());
        auto reading = grafana.answer(grafana.source->backfill(at(0), 1).front(), frame({}), 0);
        QCOMPARE(historyIn(reading)->covered, (TimeRange{at(-2880), at(-1440)}));
        reading = grafana.answer(grafana.source->backfill(at(0), 1).front(), frame({{-3000, "Normal", "Alerting"}}), 0);
        const auto* history = historyIn(reading);
        QCOMPARE(history->covered, (TimeRange{at(-4320), at(0)}));
        QCOMPARE(history->episodes.size(), std::size_t{1});
        QCOMPARE(history->episodes.front().startsAt, at(-3000));
        QVERIFY(history->episodes.front().open());
        const auto next = grafana.answer(grafana.history(1), frame({}), 1);
        QCOMPARE(historyIn(next)->episodes.size(), std::size_t{1}); // it goes on though nothing changed
        QVERIFY(historyIn(next)->episodes.front().open());
        const auto end = grafana.answer(grafana.history(2), frame({{1.5, "Alerting", "Normal"}}), 2);
        QCOMPARE(*historyIn(end)->episodes.front().endsAt, at(1.5));
    }
    void anEpisodeCutByAPieceTouchesItsEdge()
    {
        Grafana grafana(3);
        const auto first = grafana.answer(grafana.history(0), frame({{-600, "Alerting", "Normal"}}), 0);
        QCOMPARE(historyIn(first)->episodes.front().startsAt, at(-1440));
        const auto second = grafana.answer(grafana.source->backfill(at(0), 1).front(), frame({{-2000, "Pending", "Alerting"}}), 0);
        QCOMPARE(historyIn(second)->covered.to, at(-1440));
        QCOMPARE(historyIn(second)->episodes.front().startsAt, at(-2000));
        QVERIFY(historyIn(second)->episodes.front().open());
    }
    void aFullAnswerIsAskedOnWhereItStopped()
    {
        Grafana grafana(1);
        std::vector<std::tuple<double, const char*, const char*>> rows;
        for (int i = 0; i < 5000; ++i)
            rows.emplace_back(-500 + i * 0.1, i % 2 == 0 ? "Normal" : "Alerting", i % 2 == 0 ? "Alerting" : "Normal");
        const auto ask = grafana.history(0);
        const auto cut = grafana.answer(ask, frame(rows), 0);
        QVERIFY(cut.batches.empty());
        QCOMPARE(cut.more.size(), std::size_t{1});
        QCOMPARE(paramOf(cut.more.front(), "to"), std::to_string(toMs(at(-500)) / 1000 + 1));
        QCOMPARE(paramOf(cut.more.front(), "from"), paramOf(ask, "from"));
        const auto whole = grafana.answer(cut.more.front(), frame({{-1000, "Normal", "Alerting"}, {-900, "Alerting", "Normal"}, {-500, "Normal", "Alerting"}}), 0);
        QCOMPARE(historyIn(whole)->covered, (TimeRange{at(-1440), at(0)}));
        QCOMPARE(historyIn(whole)->episodes.size(), std::size_t{2501});
    }
    void aRefusalOfCredentialsIsNoReasonToAskElsewhere()
    {
        Grafana grafana;
        const auto refused = grafana.source->refused(grafana.history(0), {makeError(ErrorKind::http, "no"), 403, false});
        QVERIFY(refused.failed && refused.more.empty());
    }
    void pieceByPieceComesToWhatOneReadingComesTo()
    {
        GrafanaBook whole;
        GrafanaBook late;
        std::vector<GrafanaTransition> all;
        const GrafanaState states[] = {GrafanaState::normal, GrafanaState::pending, GrafanaState::alerting, GrafanaState::noData, GrafanaState::error, GrafanaState::absent};
        std::uint64_t dice = 7;
        for (int instance = 0; instance < 20; ++instance) {
            auto previous = GrafanaState::normal;
            double minute = 0;
            for (int i = 0; i < 60; ++i) {
                dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
                minute += static_cast<double>(1 + (dice >> 33U) % 40);
                GrafanaTransition t;
                t.at = at(minute);
                t.previous = previous;
                t.current = previous = states[(dice >> 40U) % 6];
                t.labels = Labels{{"alertname", "T"}, {"instance", std::to_string(instance)}};
                t.rule = "u";
                QVERIFY(whole.add(t));
                all.push_back(t);
            }
        }
        const TimeRange range{at(300), at(900)};
        for (const auto& t : all) {
            if (t.at >= range.from)
                (void)late.add(t); // the state it is entered in comes from `previous`
        }
        const auto a = whole.episodes(range);
        const auto b = late.episodes(range);
        const auto text = [](const std::vector<AlertEpisode>& episodes) {
            QStringList out;
            for (const auto& e : episodes)
                out << QString::fromStdString(told(e)) + QString::fromStdString(std::string(e.labels.value("instance")));
            out.sort();
            return out;
        };
        QCOMPARE(text(b), text(a));
        QVERIFY(a.size() > 50);
        whole.forgetBefore(range.from);
        QCOMPARE(text(whole.episodes(range)), text(a));
    }
    void whatFiresSinceBeforeAllHistoryIsTold()
    {
        Grafana grafana(2.5);
        grafana.firing = fixture("firing.json");
        const auto first = grafana.answer(grafana.history(0), frame({{-5, "Alerting", "Normal"}}, "known"), 0);
        QVERIFY(first.partials.empty());
        auto told = historyIn(first)->episodes;
        std::sort(told.begin(), told.end(), [](const AlertEpisode& a, const AlertEpisode& b) { return a.name < b.name; });
        // "T" is what history knows, "Young" began within it and is left to it.
        QCOMPARE(told.size(), std::size_t{3});
        QCOMPARE(QString::fromStdString(::told(told[0])), QStringLiteral("DatasourceNoData of Backups [Ops] firing -20001- firing \"service=\" rule backups link https://grafana.example.com/alerting/grafana/backups/view"));
        QCOMPARE(QString::fromStdString(::told(told[1])), QStringLiteral("Old alert warning [Ops] firing -10003- firing \"service=billing\" rule old link https://grafana.example.com/alerting/grafana/old/view"));
        QCOMPARE(QString::fromStdString(told[2].name), QStringLiteral("T"));
        // Older pieces of the history know when they began; what only the history knows begins with the piece.
        const auto piece = grafana.answer(grafana.source->backfill(at(0), 1).front(), frame({}), 0);
        QCOMPARE(historyIn(piece)->covered, (TimeRange{at(-2880), at(-1440)}));
        QCOMPARE(historyIn(piece)->episodes.size(), std::size_t{3});
        for (const auto& e : historyIn(piece)->episodes)
            QVERIFY(e.open() && (e.name == "T" ? e.startsAt == at(-2880) : e.startsAt < at(-9'000)));
        const auto end = grafana.answer(grafana.history(3), frame({{2, "Alerting", "Normal"}}, "old"), 3);
        QVERIFY(end.batches.size() == 1); // another instance: labels differ
    }
    void withoutWhatFiresItSaysWhatItDoesNotKnow()
    {
        Grafana grafana;
        grafana.firing.reset();
        for (const double minute : {0.0, 1.0}) {
            const auto reading = grafana.answer(grafana.history(minute), frame({}), minute);
            QVERIFY(!reading.failed && historyIn(reading) != nullptr);
            QCOMPARE(reading.partials, std::vector<std::string>{"alerts that fire since before the history that was read are not known: no such path"});
        }
        grafana.firing = "<html>";
        QVERIFY(!grafana.answer(grafana.history(61), frame({}), 61).partials.empty());
        grafana.firing = "[]";
        QVERIFY(grafana.answer(grafana.history(122), frame({}), 122).partials.empty());
    }
    void whatTheCacheHasIsNotReadAgain_data()
    {
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::addColumn<bool>("known");
        QTest::addColumn<double>("next"); ///< where the next piece of the past ends; 0: none is asked
        QTest::newRow("all of it") << -10'080.0 << -30.0 << true << 0.0;
        QTest::newRow("half of it") << -5'000.0 << -30.0 << true << -5'000.0;
        QTest::newRow("ended too early") << -10'080.0 << -1'500.0 << true << -1'440.0;
        QTest::newRow("what fires is not known") << -10'080.0 << -30.0 << false << -1'440.0;
    }
    void whatTheCacheHasIsNotReadAgain()
    {
        QFETCH(double, from);
        QFETCH(double, to);
        QFETCH(bool, known);
        QFETCH(double, next);
        Grafana grafana(7, {{"grafana", "alerts", at(from), at(to)}});
        if (known)
            grafana.firing = fixture("firing.json");
        else
            grafana.firing.reset();
        const auto first = grafana.answer(grafana.history(0), frame({}), 0);
        if (known) { // they go on from where this run began to read
            QCOMPARE(historyIn(first)->episodes.size(), std::size_t{3});
            QCOMPARE(historyIn(first)->covered, (TimeRange{at(-1440), at(0)}));
        }
        const auto asks = grafana.source->backfill(at(0), 1);
        QCOMPARE(asks.empty(), next == 0.0);
        if (!asks.empty())
            QCOMPARE(paramOf(asks.front(), "to"), std::to_string(toMs(at(next)) / 1000));
    }
    void theExampleConfigurationNamesSuchAFeed()
    {
        const auto read = readConfig(std::string(kFixture) + "vedette.yaml", {"resources/feeds"});
        QCOMPARE(read.findings.size(), std::size_t{0});
        QCOMPARE(static_cast<int>(read.config.feeds.at(0).kind), static_cast<int>(FeedKind::grafana));
    }
};

VEDETTE_TEST(GrafanaAlertsTest)
#include "tst_grafana_alerts.moc"
