// What servers told of their alerting is kept without secrets and there again offline; answers tell of dead man's switches.

#include "models/catalog/alertmanager_config.h"
#include "models/session/answers.h"
#include "models/session/switch_notes.h"
#include "models/session/told_alerting.h"
#include "models/session/writer_thread.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

std::string toldText()
{
    QFile file(QStringLiteral("tests/catalog/fixtures/alerting/status.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("config")].toObject()[QStringLiteral("original")].toString().toStdString();
}

Config twoFeeds()
{
    Config config;
    for (const auto& [name, kind] : {std::pair("kr1", FeedKind::prometheus), {"am", FeedKind::alertmanager}}) {
        FeedConfig feed;
        feed.name = name;
        feed.kind = kind;
        config.feeds.push_back(feed);
    }
    return config;
}

ToldRules toldRules()
{
    AlertRule rule;
    rule.name = "HighErrorRate";
    rule.group = "shop \"alerts\"";
    rule.expression = "rate(x{a=\"b\"}[5m]) > 1\n";
    rule.holdFor = 90s;
    rule.keepFiringFor = 5min;
    rule.labels = Labels{{"severity", "page"}};
    rule.annotations = Labels{{"summary", "{{ $value }} 느림"}};
    rule.runbook = "https://r.example/";
    rule.origin = rule.feed = "kr1";
    return {"kr1", {rule}};
}

} // namespace

class TestToldAlerting : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rulesAreReadBackAsTheyWereTold()
    {
        const auto told = toldRules();
        const auto back = toldRulesFrom(toldRulesText(told), "kr1");
        QVERIFY(back.has_value());
        QCOMPARE(back->rules.size(), std::size_t(1));
        const auto& a = told.rules[0];
        const auto& b = back->rules[0];
        QCOMPARE(b.name, a.name);
        QCOMPARE(b.group, a.group);
        QCOMPARE(b.expression, a.expression);
        QCOMPARE(b.holdFor, a.holdFor);
        QCOMPARE(b.keepFiringFor, a.keepFiringFor);
        QVERIFY(b.labels == a.labels && b.annotations == a.annotations);
        QCOMPARE(b.runbook, a.runbook);
        QCOMPARE(b.feed, std::string("kr1"));
        QVERIFY(!toldRulesFrom("{}", "kr1"));
        QVERIFY(!toldRulesFrom("[", "kr1"));
    }

    void whatWasToldIsKeptWithoutSecretsAndIsThereOffline()
    {
        QVERIFY(toldText().find("s3cret") != std::string::npos); // this server tells its webhook's address as it is
        CacheFolder folder;
        const auto config = twoFeeds();
        ToldAlerting live;
        {
            WriterThread::Hooks hooks;
            hooks.toldRules = [&](const ToldRules& told) { live.take(told); };
            hooks.toldRouting = [&](const AlertRouting& told) { live.take(told); };
            WriterThread writer(folder.writer(), hooks);
            for (int again = 0; again < 2; ++again) {
                Batch batch;
                batch.rules = {toldRules()};
                AlertRouting routing;
                routing.feed = "am";
                routing.text = toldText();
                batch.routings = {routing};
                writer.accept(batch);
            }
            AlertRouting broken;
            broken.feed = "am";
            broken.text = "route: [";
            Batch batch;
            batch.routings = {broken};
            writer.accept(batch); // the last good one stays
            writer.flush();
        }
        const auto kept = folder.reader()->state(toldRoutingKey("am"));
        QVERIFY(kept.ok() && kept->has_value());
        QVERIFY((*kept)->find("s3cret") == std::string::npos);
        const auto told = keptAlerting(*folder.reader(), config);
        for (const ToldAlerting* each : {static_cast<const ToldAlerting*>(&live), &told}) {
            QCOMPARE(each->rules.size(), std::size_t(1));
            QCOMPARE(each->rules[0].rules.size(), std::size_t(1));
            QCOMPARE(each->routings.size(), std::size_t(1));
            QCOMPARE(each->routings[0].feed, std::string("am"));
            QCOMPARE(each->routings[0].receivers.size(), std::size_t(7));
            QCOMPARE(each->routings[0].root.routes.size(), std::size_t(5));
        }
        Config shown = config;
        addTold(shown, told);
        QCOMPARE(shown.rules.size(), std::size_t(1));
        QCOMPARE(shown.routings.size(), std::size_t(1));
    }

    void aNamedFileOutweighsWhatItsServerTold()
    {
        Config config = twoFeeds();
        AlertRouting file;
        file.feed = "am";
        file.origin = "am.yml";
        config.routings = {file};
        ToldAlerting told;
        told.take(toldRouting(toldText(), "am").value());
        told.take(toldRouting(toldText(), "am").value()); // told again
        QCOMPARE(told.routings.size(), std::size_t(1));
        addTold(config, told);
        QCOMPARE(config.routings.size(), std::size_t(1));
        QCOMPARE(config.routings[0].origin, std::string("am.yml"));
    }

    void answersTellOfTheSwitchesThatTheNotesWereMadeFor()
    {
        CacheFolder folder;
        auto config = std::make_shared<Config>(twoFeeds());
        DeadMansSwitch one;
        one.name = "Watchdog";
        one.source = "am";
        one.matchers = {Matcher::make("alertname", MatchOp::equal, "Watchdog").value()};
        config->deadMansSwitches = {one};
        {
            WriterThread writer(folder.writer(), {});
            SwitchNotes notes(writer, *config);
            for (int i = 0; i <= 40; ++i) {
                Batch batch;
                AlertPoll poll;
                poll.feed = "am";
                poll.at = at(0) + i * 30s;
                AlertEpisode dog;
                dog.name = "Watchdog";
                dog.labels = Labels{{"alertname", "Watchdog"}};
                dog.startsAt = at(-60);
                if (i < 20)
                    poll.alerts = {dog};
                batch.alertPolls = {poll};
                notes.accept(batch);
            }
            FeedStatus status;
            status.name = "am";
            status.kind = FeedKind::alertmanager;
            status.state = FeedState::ok;
            status.lastSuccess = at(20);
            notes.status(status);
            writer.flush();
        }
        const auto stateAt = [&](double minutes, bool past) {
            auto answers = Answers::open(folder.path(), config, at(minutes));
            if (past)
                (*answers)->setAsOf(at(minutes));
            return (*answers)->switches().value().at(0).state;
        };
        QCOMPARE(stateAt(20, false), SwitchState::absent);
        QCOMPARE(stateAt(12, true), SwitchState::late);
        QCOMPARE(stateAt(9, true), SwitchState::present);
        QCOMPARE(stateAt(30, false), SwitchState::unknown);
        AlertEpisode dog;
        dog.labels = Labels{{"alertname", "Watchdog"}};
        QVERIFY(Answers::open(folder.path(), config, at(20)).value()->isSwitch(dog));
    }
};

VEDETTE_TEST(TestToldAlerting)
#include "tst_told_alerting.moc"
