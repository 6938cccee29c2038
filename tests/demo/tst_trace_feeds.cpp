#include "app/demo/feed_routes.h"
#include "app/demo/fleet_config.h"
#include "app/demo/fleet_services.h"
#include "models/catalog/config_reader.h"
#include "models/feeds/sources/source.h"
#include "models/snapshot/service_map.h"
#include "models/store/cache.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <map>
#include <set>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

const Time kAt = parseRfc3339("2026-03-02T06:30:00Z").value();
const std::string kFleet = "http://127.0.0.1:4242";

/// The configuration that the demo writes, from its files.
ConfigRead demoConfig(const QString& folder, std::vector<NamedFile> files)
{
    for (auto& file : serverFiles({1, 2, 4242}, 60s)) // of which it names some
        files.push_back(std::move(file));
    for (const auto& file : files) {
        const auto path = folder + QLatin1Char('/') + QString::fromStdString(file.path);
        QDir().mkpath(QFileInfo(path).path());
        QFile out(path);
        if (out.open(QIODevice::WriteOnly))
            out.write(QByteArray::fromStdString(file.text));
    }
    return readConfig((folder + QStringLiteral("/vedette.yaml")).toStdString(), {"resources/feeds"});
}

/// One poll of a feed over the demo's routes, without a network.
Batch polled(const FeedConfig& feed, const FleetPlan& plan)
{
    SourceContext context;
    context.feed = feed;
    const auto source = makeSource(std::move(context));
    Batch batch;
    for (const auto& ask : source->poll(kAt)) {
        std::multimap<std::string, std::string> params(ask.params.begin(), ask.params.end());
        const auto answer = feedAnswer(plan, kAt, kFleet, feed.url.substr(kFleet.size()) + ask.path, params);
        Told told;
        told.body = answer ? answer->body : std::string();
        told.at = kAt;
        auto reading = source->read(ask, told);
        if (!reading.failed && !reading.batches.empty())
            batch = std::move(reading.batches.front());
    }
    return batch;
}

std::set<std::string> truth()
{
    std::set<std::string> out;
    for (const auto& s : fleetServices()) {
        for (const auto& other : s.dependsOn)
            out.insert(s.name + " > " + other);
    }
    return out;
}

} // namespace

class TraceFeedsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theGraphOfTheTracesIsTheFleets()
    {
        const QTemporaryDir folder;
        const auto read = demoConfig(folder.path(), userFiles({1, 2, 4242}, 60s));
        for (const auto& finding : read.findings)
            QFAIL(finding.text().c_str());
        WriterOptions options;
        options.path = (folder.path() + QStringLiteral("/cache/cache.db")).toStdString();
        auto writer = CacheWriter::open(options);
        QVERIFY(writer.ok());
        int asked = 0;
        for (const auto& feed : read.config.feeds) {
            if (feed.kind != FeedKind::zipkin && feed.kind != FeedKind::jaeger)
                continue;
            const auto batch = polled(feed, {});
            QCOMPARE(batch.dependencies.size(), 1U);
            QVERIFY((*writer)->commit(batch).ok());
            ++asked;
        }
        QCOMPARE(asked, 2);
        auto reader = CacheReader::open(options.path);
        QVERIFY(reader.ok());
        (*reader)->setServiceNames(read.config.serviceAliases);
        const auto told = (*reader)->dependencies();
        QVERIFY(told.ok());

        auto bare = read.config; // the catalogue without a word on who calls whom
        for (auto& service : bare.services)
            service.dependsOn.clear();
        const auto map = serviceMap(bare, {}, *told);
        std::set<std::string> edges;
        for (const auto& edge : map.edges) {
            QVERIFY(!edge.configured && edge.calls > 0);
            edges.insert(edge.caller + " > " + edge.callee);
            const bool both = edge.callee != "mysql-order" && edge.callee != "kafka-main";
            QCOMPARE(edge.feeds, both ? (std::vector<std::string>{"jaeger", "zipkin"}) : std::vector<std::string>{"zipkin"});
        }
        QVERIFY(edges == truth());
        QVERIFY(map.traced.empty());
        QCOMPARE(map.findings.size(), 0U);

        const auto whole = serviceMap(read.config, {}, *told); // traces confirm what the catalogue says and add nothing
        QCOMPARE(whole.edges.size(), map.edges.size());
        for (const auto& edge : whole.edges)
            QVERIFY(edge.configured && !edge.feeds.empty());
        QCOMPARE(whole.findings.size(), 0U);
        for (std::size_t i = 0; i < whole.services.size(); ++i)
            QCOMPARE(whole.services[i].dependsOn, fleetServices()[i].dependsOn);
    }
    void withoutTheNamesTheTracesSpeakOfStrangers()
    {
        const QTemporaryDir folder;
        auto read = demoConfig(folder.path(), userFiles({1, 2, 4242}, 60s));
        std::vector<DependencyPoll> told;
        for (const auto& feed : read.config.feeds) {
            if (feed.kind == FeedKind::zipkin)
                told.push_back(polled(feed, {}).dependencies.at(0));
        }
        const auto map = serviceMap(read.config, {}, told);
        std::set<std::string> strangers;
        for (const auto& service : map.traced)
            strangers.insert(service.name);
        QVERIFY(strangers == (std::set<std::string>{"kafka", "mysql", "payments"}));
        QCOMPARE(map.findings.size(), 3U);
        QCOMPARE(map.findings[0].rule, std::string("not-in-catalogue"));
        QVERIFY(QString::fromStdString(map.findings[0].file).endsWith(QLatin1String("vedette.yaml")) && map.findings[0].line > 1);
    }
    void everyServiceSaysWhomToCall()
    {
        const QTemporaryDir folder;
        const auto read = demoConfig(folder.path(), userFiles({1, 2, 4242}, 60s));
        QCOMPARE(read.config.services.size(), fleetServices().size());
        for (const auto& s : read.config.services)
            QVERIFY2(!s.owner.empty() && !s.deputy.empty() && !s.channel.empty() && s.members.size() == 2 && !s.links.empty(), s.name.c_str());
    }
    void nothingIsTracedBeforeItHappens()
    {
        const auto answer = [](Time end) {
            return feedAnswer({}, kAt, kFleet, "/zipkin/api/v2/dependencies", {{"endTs", std::to_string(toMs(end))}, {"lookback", "3600000"}})->body;
        };
        QCOMPARE(answer(kAt + 2h), std::string("[]"));
        QVERIFY(answer(kAt).size() > 100);
    }
};

VEDETTE_TEST(TraceFeedsTest)
#include "tst_trace_feeds.moc"
