#include "models/catalog/config_reader.h"
#include "models/session/session.h"
#include "models/session/sync_run.h"
#include "tests/store/cache_folder.h"
#include "tests/support/fault_server.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QSignalSpy>

using namespace vedette;
using namespace vedette::test;

namespace {

const char* const kConfig = R"(prometheus:
  - name: clusters
    file_sd_configs: [{files: [targets.yml]}]
    poll_interval: 1s
    step: 60s
    backfill: 1h
    relabel_configs:
      - {source_labels: [keep], regex: 'no', action: drop}
    metric_relabel_configs:
      - {source_labels: [app], target_label: service}
      - {regex: app, action: labeldrop}
watches:
  - {name: orders, query: orders, source: clusters}
)";

std::string names(const Config& config)
{
    std::string all;
    for (const auto& feed : config.feeds)
        all += (all.empty() ? "" : " ") + feed.name;
    return all;
}

} // namespace

class TargetsSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// VictoriaMetrics through a file of targets, its series relabelled; a target that goes away keeps its history.
    void aRealServerIsReadThroughAFileOfTargets()
    {
        if (!hasProgram("victoria-metrics"))
            QSKIP("victoria-metrics is not installed");
        const TempFolder folder;
        const SystemClock clock;
        std::string text;
        for (int minute = 50; minute > 0; --minute)
            text += "orders{app=\"shop\"} " + std::to_string(minute) + " " + std::to_string(toMs(clock.now()) - minute * 60'000) + "\n";
        const auto server = startVictoriaMetrics(folder, text);
        QVERIFY(server && server->running());
        const auto target = "127.0.0.1:" + std::to_string(server->port());
        (void)folder.file("targets.yml", "- {targets: ['" + target + "'], labels: {cluster: kr1}}\n- {targets: ['127.0.0.1:1'], labels: {keep: 'no'}}\n");
        const auto main = folder.file("v.yaml", kConfig);
        SyncOptions options;
        options.config = std::make_shared<const Config>(readConfig(main).config);
        options.cachePath = folder.path() + "/cache.db";
        options.once = true;
        const auto report = runSync(options, clock);
        VERIFY_OK(report);
        QCOMPARE(report->feeds.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(report->feeds[0].name), QString::fromStdString("clusters/" + target));
        QCOMPARE(QString::fromStdString(report->feeds[0].error), QString());

        (void)folder.file("targets.yml", "[]\n");
        options.config = std::make_shared<const Config>(readConfig(main).config);
        QCOMPARE(options.config->feeds.size(), std::size_t(0));
        VERIFY_OK(runSync(options, clock));
        const auto reader = CacheReader::open(options.cachePath);
        VERIFY_OK(reader);
        auto selector = parseSelector("{vedette_watch=\"orders\",service=\"shop\",cluster=\"kr1\",app=\"\"}");
        VERIFY_OK(selector);
        const auto kept = (*reader)->series(*selector);
        VERIFY_OK(kept);
        QCOMPARE(kept->size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(std::string(kept->front().labels.value(kFeedLabel))), QString::fromStdString("clusters/" + target));
    }

    void targetsComeAndGoWithTheirFiles()
    {
        FaultServer server([](const SeenRequest&) { return json("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}"); });
        const auto host = "127.0.0.1:" + std::to_string(server.port());
        const TempFolder folder;
        (void)folder.file("targets.yml", "- targets: [" + host + "]\n");
        SessionOptions options;
        options.configPath = folder.file("v.yaml", kConfig);
        options.cachePath = folder.path() + "/cache.db";
        const SystemClock clock;
        auto opened = Session::open(options, clock);
        VERIFY_OK(opened);
        auto& session = *opened.value();
        session.start();
        QSignalSpy changed(&session, &Session::configChanged);
        QCOMPARE(names(*session.config()), "clusters/" + host);
        QTRY_VERIFY_WITH_TIMEOUT(!server.requests().empty(), 20'000);

        // Noticed without being told: the file is watched.
        (void)folder.file("targets.yml", "- targets: [" + host + "]\n- {targets: ['127.0.0.1:1'], labels: {name: second}}\n");
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 20'000);
        QCOMPARE(names(*session.config()), "clusters/" + host + " clusters/second");

        (void)folder.file("targets.yml", "- targets: [" + host + "\n broken");
        session.reload();
        QCOMPARE(names(*session.config()), "clusters/" + host + " clusters/second");
        Question question;
        question.range = span(-60, 1);
        const auto told = session.answerNow(question);
        VERIFY_OK(told);
        QVERIFY(!(*told)->config.rejected);
        QVERIFY(std::any_of((*told)->config.findings.begin(), (*told)->config.findings.end(),
            [](const Finding& f) { return f.message == "the file of targets is not usable; those it had before stay"; }));

        QVERIFY(QFile::remove(QString::fromStdString(folder.path() + "/targets.yml")));
        session.reload();
        QCOMPARE(names(*session.config()), std::string());
    }
};

VEDETTE_TEST(TargetsSession)
#include "tst_targets_session.moc"
