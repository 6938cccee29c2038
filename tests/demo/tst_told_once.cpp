#include "app/demo/change_feeds.h"
#include "app/demo/cluster_series.h"
#include "app/demo/feed_routes.h"
#include "app/demo/fleet_config.h"
#include "app/demo/told_changes.h"
#include "models/catalog/config_reader.h"
#include "models/feeds/sources/inferred_records.h"
#include "models/feeds/sources/source.h"
#include "models/store/change_fold.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QUrl>
#include <QUrlQuery>

#include <deque>
#include <set>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

const Time kAt = parseRfc3339("2026-03-02T06:30:00Z").value();

/// The feeds of the demo's own configuration.
std::vector<FeedConfig> feeds()
{
    const QTemporaryDir folder;
    QFile out(folder.filePath(QStringLiteral("vedette.yaml")));
    for (const auto& file : userFiles({1, 2, 3}, 15s)) {
        if (file.path == "vedette.yaml" && out.open(QIODevice::WriteOnly))
            out.write(QByteArray::fromStdString(file.text));
    }
    out.close();
    return readConfig(out.fileName().toStdString(), {"resources/feeds", false, false}).config.feeds;
}

Told answerTo(const FleetPlan& plan, const FeedConfig& feed, const Ask& ask)
{
    Told told;
    told.at = kAt;
    if (!feed.path.empty()) {
        told.body = cdEventList(plan, kAt, "cdevents-folder");
        return told;
    }
    const QUrl url(QString::fromStdString(joinUrl(originOf(ask.path) ? "" : feed.url, ask.path, ask.params)));
    std::multimap<std::string, std::string> params;
    for (const auto& [name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded))
        params.emplace(name.toStdString(), value.toStdString());
    const auto answer = feedAnswer(plan, kAt, "http://127.0.0.1:3", url.path().toStdString(), params);
    if (!answer)
        qFatal("nothing at %s", qPrintable(url.toString()));
    told.body = answer->body;
    told.link = answer->link;
    return told;
}

/// Polls until the feed's history is there; its records as they are known then.
std::vector<ChangeRecord> recordsOf(const FleetPlan& plan, const FeedConfig& feed)
{
    SourceContext context;
    context.feed = feed;
    context.backfill = 30 * 24h;
    const auto source = makeSource(context);
    std::map<std::string, ChangeRecord> known;
    for (int poll = 0; poll < 100; ++poll) {
        std::deque<Ask> queue;
        if (feed.path.empty()) {
            for (auto& ask : source->poll(kAt))
                queue.push_back(std::move(ask));
        } else {
            queue.emplace_back();
        }
        while (!queue.empty()) {
            const auto ask = queue.front();
            queue.pop_front();
            auto reading = source->read(ask, answerTo(plan, feed, ask));
            if (reading.failed || !reading.partials.empty())
                qFatal("%s: %s", feed.name.c_str(), reading.failed ? reading.failed->error.text().c_str() : reading.partials[0].c_str());
            for (const auto& batch : reading.batches) {
                for (const auto& change : batch.changes)
                    known[change.id] = change;
            }
            for (auto more = reading.more.rbegin(); more != reading.more.rend(); ++more)
                queue.push_front(std::move(*more));
        }
        if (source->pollRead(kAt))
            break;
    }
    std::vector<ChangeRecord> out;
    for (auto& [id, record] : known)
        out.push_back(std::move(record));
    return out;
}

/// What the metrics of the fleet say, evaluated by hand once a minute, and what is inferred from that.
class Metrics {
public:
    explicit Metrics(const FeedConfig& feed) : m_feed(feed) {}

    std::vector<ChangeRecord> recordsOf(const FleetPlan& plan, Time from)
    {
        FleetModel model(plan, 1, from, kStep);
        auto before = model.state();
        for (; model.state().now + kStep <= kAt; before = model.state()) {
            model.advance();
            const auto& state = model.state();
            const auto sameUp = [](const InstanceState& a, const InstanceState& b) { return a.up == b.up; };
            if (m_services.empty() || clusterMoved(before, state) || !std::equal(before.instances.begin(), before.instances.end(), state.instances.begin(), sameUp))
                look(state);
            for (auto& [key, facts] : m_busy) {
                if (facts.second)
                    facts.first->busy.add({state.now, state.now + kStep});
            }
            versions(state);
        }
        std::vector<ChangeRecord> out;
        const InferenceView view{m_feed, m_images, kAt, Time::min()};
        for (const auto& [service, facts] : m_services) {
            for (auto& record : inferredRecords(service, facts, view)) {
                record.source = "kubernetes";
                out.push_back(std::move(record));
            }
        }
        return out;
    }

private:
    static constexpr Millis kStep = 1min;

    static std::string label(std::string_view labels, const std::string& name)
    {
        const auto at = labels.find(name + "=\"");
        const auto from = at + name.size() + 2;
        return at == std::string_view::npos ? std::string{} : std::string(labels.substr(from, labels.find('"', from) - from));
    }
    void look(const FleetState& state)
    {
        const auto ran = m_replicas;
        std::map<std::string, std::map<std::string, double>> numbers; // of a deployment
        visitCluster(state, [&](std::string_view name, std::string_view labels, double value) {
            const auto replicaSet = label(labels, "replicaset");
            const auto deployment = replicaSet.empty() ? label(labels, "deployment") : replicaSet.substr(0, replicaSet.rfind('-'));
            const WorkloadKey key{"Deployment", "", "prod", deployment};
            if (name == "kube_pod_container_info") {
                const auto pod = label(labels, "pod");
                const auto owner = pod.substr(0, pod.rfind('-'));
                const auto image = imageFrom(Labels{{"container", label(labels, "container")}, {"image", label(labels, "image")}});
                m_images[{WorkloadKey{"Deployment", "", "prod", owner.substr(0, owner.rfind('-'))}, owner}] = {image};
            } else if (name == "kube_replicaset_created") {
                factsOf(key).created[replicaSet] = timeFromMs(static_cast<std::int64_t>(value * 1000));
            } else if (name == "kube_replicaset_spec_replicas") {
                m_replicas[replicaSet] = value;
            } else if (!deployment.empty() && name != "kube_deployment_status_condition") {
                numbers[deployment][std::string(name)] = value;
            }
        });
        for (const auto& [replicaSet, count] : m_replicas) {
            const auto was = ran.find(replicaSet);
            if (count == 0 || (was != ran.end() && was->second >= count))
                continue;
            const auto prefix = replicaSet.substr(0, replicaSet.rfind('-') + 1);
            auto& moment = factsOf({"Deployment", "", "prod", prefix.substr(0, prefix.size() - 1)}).moments[state.now];
            moment.risen.insert(replicaSet);
            for (const auto& [other, replicas] : ran) {
                if (replicas > 0 && other.starts_with(prefix) && other.rfind('-') + 1 == prefix.size())
                    moment.ran.insert(other);
            }
        }
        for (const auto& [name, of] : numbers) {
            auto& facts = factsOf({"Deployment", "", "prod", name});
            const bool busy = of.at("kube_deployment_status_replicas_updated") != of.at("kube_deployment_spec_replicas") || of.at("kube_deployment_status_replicas_unavailable") > 0;
            auto& now = m_busy[name];
            if (now.second && !busy)
                facts.done.insert(state.now);
            now = {&facts, busy};
        }
    }
    WorkloadFacts& factsOf(const WorkloadKey& key)
    {
        auto& facts = m_services[serviceOf(key, m_feed)].workloads[key];
        facts.known.add({kAt - 40 * 24h, kAt});
        return facts;
    }
    void versions(const FleetState& state)
    {
        std::map<std::string, std::map<std::string, double>> now;
        for (const auto& i : state.instances) {
            if (i.up && i.scraped)
                ++now[fleetServices()[static_cast<std::size_t>(i.service)].name][i.version];
        }
        for (const auto& [service, counts] : now) {
            auto& before = m_versions[service];
            auto& seen = m_seen[service];
            VersionFacts::Moment moment;
            for (const auto& [version, count] : counts) {
                if (!before.contains(version)) {
                    moment.fresh.insert(version);
                    moment.freshInstances += count;
                }
            }
            for (const auto& [version, last] : seen) {
                if (!moment.fresh.empty() && last.first + 15min >= state.now) {
                    moment.ran.insert(version);
                    moment.ranInstances += last.second;
                }
            }
            if (counts.size() > 1) {
                moment.mix = counts;
            } else if (before.size() > 1) {
                moment.sole = counts.begin()->first;
                moment.instances = counts.begin()->second;
            }
            if (!moment.fresh.empty() || !moment.mix.empty() || !moment.sole.empty())
                m_services[service].builds[Labels{{"__name__", "build_info"}, {"service", service}}].moments[state.now] = moment;
            for (const auto& [version, count] : counts)
                seen[version] = {state.now, std::max(count, seen[version].second)};
        }
        m_versions = std::move(now);
    }

    const FeedConfig& m_feed;
    std::map<std::string, ServiceFacts> m_services;
    ImageBook m_images;
    std::map<std::string, double> m_replicas;
    std::map<std::string, std::pair<WorkloadFacts*, bool>> m_busy;
    std::map<std::string, std::map<std::string, double>> m_versions;
    std::map<std::string, std::map<std::string, std::pair<Time, double>>> m_seen; ///< when last, and how many at most
};

/// What a change is recognised by where no feed knows its id.
struct Counted {
    std::string service;
    Time at{};
    std::vector<std::string> sources;
};

} // namespace

class ToldOnceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyDeployIsOneChangeWithAllItsFeeds_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QStringList>("without"); // feeds that the site does not have
        const auto row = [](const char* name, int seed, const QStringList& without) { QTest::newRow(name) << seed << without; };
        const auto pipelines = QStringLiteral("pipelines");
        const auto argocd = QStringLiteral("argocd");
        const auto kubernetes = QStringLiteral("kubernetes");
        row("all feeds", 1, {});
        row("no metrics", 1, {kubernetes});
        row("metrics alone", 1, {pipelines, QStringLiteral("flags"), argocd, QStringLiteral("github"), QStringLiteral("gitlab"), QStringLiteral("jenkins"), QStringLiteral("concourse"),
            QStringLiteral("spinnaker"), QStringLiteral("grafana"), QStringLiteral("cdevents"), QStringLiteral("cdevents-folder")});
        row("another month", 2, {});
        row("a third", 3, {});
        row("no pipelines", 1, {pipelines});
        row("no pipelines, another month", 2, {pipelines});
        row("neither pipelines nor Argo CD", 1, {pipelines, argocd});
        row("neither pipelines nor Argo CD, another month", 2, {pipelines, argocd});
        row("no names beside commits and marks", 1, {pipelines, argocd, QStringLiteral("jenkins"), QStringLiteral("spinnaker"), QStringLiteral("cdevents"), QStringLiteral("cdevents-folder")});
    }
    void everyDeployIsOneChangeWithAllItsFeeds()
    {
        QFETCH(int, seed);
        QFETCH(QStringList, without);
        const auto plan = planFleet(static_cast<std::uint64_t>(seed), kAt - 30 * 24h, kAt, kAt + 24h);
        std::vector<ChangeRecord> records;
        std::size_t asked = 0;
        for (const auto& feed : feeds()) {
            if (!tellsChanges(feed.kind) || without.contains(QString::fromStdString(feed.name)))
                continue;
            ++asked;
            for (auto& record : feed.kind == FeedKind::metrics ? Metrics(feed).recordsOf(plan, kAt - 30 * 24h) : recordsOf(plan, feed))
                records.push_back(std::move(record));
        }
        QCOMPARE(asked, 12U - static_cast<std::size_t>(without.size()));
        const auto told = records.size();
        const auto changes = foldChanges(std::move(records));

        std::vector<Counted> expected;
        std::size_t tellings = 0;
        for (std::size_t i = 0; i < plan.changes.size(); ++i) {
            const auto* rollout = plan.changes[i].rollout();
            const auto& stages = plan.changes[i].stages;
            const auto canary = std::find_if(stages.begin(), stages.end(), [](const PlannedStage& s) { return s.stage == "CANARY"; });
            const auto began = rollout ? rollout->startsAt : canary != stages.end() ? canary->startsAt : plan.changes[i].startsAt;
            Counted one{serviceName(plan.changes[i]), std::min(began, kAt), {}};
            for (const auto& source : sourcesAt(plan, i, kAt)) {
                if (!without.contains(QString::fromStdString(source)))
                    one.sources.push_back(source);
            }
            tellings += one.sources.size();
            if (!one.sources.empty())
                expected.push_back(std::move(one));
        }
        std::size_t right = 0;
        std::set<std::string> used;
        for (const auto& one : expected) {
            const auto same = std::find_if(changes.begin(), changes.end(), [&](const Change& c) {
                const auto end = c.endsAt.value_or(c.running() ? kAt : c.startsAt);
                return c.service == one.service && c.sources == one.sources && !used.contains(c.id + c.sources.front()) && one.at >= c.startsAt - 5min && one.at <= end + 5min;
            });
            if (same == changes.end()) {
                std::printf("not one change: %s at %s of %s\n", one.service.c_str(), formatRfc3339(one.at).c_str(), joinText(one.sources, ", ").c_str());
                continue;
            }
            used.insert(same->id + same->sources.front());
            ++right;
        }
        for (const auto& c : changes) {
            if (!used.contains(c.id + c.sources.front()))
                std::printf("not one of the fleet's: %s %s at %s of %s\n", c.service.c_str(), c.label().c_str(), formatRfc3339(c.startsAt).c_str(), joinText(c.sources, ", ").c_str());
        }
        std::printf("%zu records of %zu feeds, %zu tellings of %zu changes: %zu counted, %zu right\n", told, asked, tellings, expected.size(), changes.size(), right);
        QCOMPARE(right, expected.size());
        QCOMPARE(changes.size(), expected.size());
        if (!without.isEmpty())
            return;
        for (const auto& planned : plan.changes) {
            if (planned.startsAt > kAt)
                continue;
            const auto change = std::find_if(changes.begin(), changes.end(), [&](const Change& c) { return c.id == planned.id; });
            QVERIFY2(change != changes.end(), planned.id.c_str());
            QCOMPARE(change->startsAt, planned.startsAt);
            QCOMPARE(change->kind, planned.kind);
            QCOMPARE(change->revision, planned.revision);
            const bool onlyStaged = !planned.stages.empty() && planned.stages.front().stage == "STAGE" && (planned.stages.size() == 1 || planned.stages[1].startsAt > kAt);
            QCOMPARE(change->environment, std::string(onlyStaged ? "stage" : "prod"));
            if (planned.endsAt <= kAt) {
                QCOMPARE(change->endsAt.value(), planned.endsAt);
                QCOMPARE(change->status, planned.status);
                QCOMPARE(change->stages.size(), planned.stages.size());
            }
        }
    }
};

VEDETTE_TEST(ToldOnceTest)
#include "tst_told_once.moc"
