#include "models/base/text.h"
#include "models/feeds/feed_engine.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <set>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kScrape = 30;
constexpr double kLength = 200; ///< minutes of history

/// What holds from which minute on.
using Steps = std::vector<std::pair<double, double>>;

double valueAt(const Steps& steps, double minute)
{
    double value = 0;
    for (const auto& [from, what] : steps) {
        if (minute >= from)
            value = what;
    }
    return value;
}

/// The pages of a cluster as they were scraped.
class Pages {
public:
    explicit Pages(Time now) : m_begin((toMs(now) / 1000 / kScrape) * kScrape - static_cast<std::int64_t>(kLength * 60)) {}
    [[nodiscard]] Time at(double minute) const { return timeFromMs((m_begin + static_cast<std::int64_t>(minute * 60)) * 1000); }

    void gauge(const std::string& name, const std::string& labels, const Steps& steps, double from = 0, double to = kLength)
    {
        auto& lines = m_lines[name];
        for (std::int64_t t = 0; t < static_cast<std::int64_t>(kLength * 60); t += kScrape) {
            const auto minute = static_cast<double>(t) / 60;
            if (minute < from || minute >= to || m_gap.contains(m_begin + t))
                continue;
            char number[64];
            std::snprintf(number, sizeof number, "%.17g", valueAt(steps, minute));
            lines += name + "{" + labels + "} " + number + " " + std::to_string(m_begin + t) + "\n";
        }
    }
    [[nodiscard]] std::string openMetrics() const
    {
        std::string out;
        for (const auto& [name, lines] : m_lines)
            out += "# TYPE " + name + " gauge\n" + lines;
        return out + "# EOF\n";
    }
    [[nodiscard]] std::string exposition() const ///< its times are milliseconds
    {
        std::string out;
        for (const auto& [name, lines] : m_lines) {
            for (const auto& line : splitText(lines, '\n'))
                out += line.empty() ? "" : line + "000\n";
        }
        return out;
    }
    void leaveOut(double minute) { m_gap.insert(m_begin + static_cast<std::int64_t>(minute * 60)); } ///< no scrape

private:
    std::set<std::int64_t> m_gap;
    std::int64_t m_begin;
    std::map<std::string, std::string> m_lines;
};

struct ReplicaSet {
    std::string suffix;
    double created = -10'000;
    std::string image;
    Steps replicas;
};

void pod(Pages& pages, const std::string& owner, const char* kind, const std::string& name, const std::string& image, double from, double to)
{
    const auto own = "namespace=\"shop\",pod=\"" + name + "\"";
    pages.gauge("kube_pod_owner", own + ",owner_kind=\"" + kind + "\",owner_name=\"" + owner + "\"", {{0, 1}}, from, to);
    pages.gauge("kube_pod_container_info", own + ",container=\"main\",image=\"" + image + "\",image_spec=\"" + image + "\",image_id=\"\"", {{0, 1}}, from, to);
}

struct Deployment {
    std::string name;
    std::vector<ReplicaSet> sets;
    Steps spec{{0, 3}};
    Steps updated{{0, 3}};
    Steps unavailable{{0, 0}};
    Steps failed{{0, 0}};
    Steps generation{{0, 1}};

    void write(Pages& pages) const
    {
        const auto own = "namespace=\"shop\",deployment=\"" + name + "\"";
        pages.gauge("kube_deployment_spec_replicas", own, spec);
        pages.gauge("kube_deployment_status_replicas_updated", own, updated);
        pages.gauge("kube_deployment_status_replicas_unavailable", own, unavailable);
        pages.gauge("kube_deployment_metadata_generation", own, generation);
        pages.gauge("kube_deployment_status_observed_generation", own, generation);
        pages.gauge("kube_deployment_spec_paused", own, {{0, 0}});
        pages.gauge("kube_deployment_status_condition", own + R"(,condition="Progressing",reason="ProgressDeadlineExceeded",status="false")", failed);
        for (const auto& set : sets) {
            const auto replicaSet = name + "-" + set.suffix;
            const auto its = "namespace=\"shop\",replicaset=\"" + replicaSet + "\"";
            const auto from = std::max(0.0, set.created);
            pages.gauge("kube_replicaset_created", its, {{0, static_cast<double>(toMs(pages.at(set.created)) / 1000)}}, from);
            pages.gauge("kube_replicaset_owner", its + ",owner_kind=\"Deployment\",owner_name=\"" + name + "\"", {{0, 1}}, from);
            pages.gauge("kube_replicaset_spec_replicas", its, set.replicas, from);
            for (std::size_t i = 0; i < set.replicas.size(); ++i) {
                const auto ends = i + 1 < set.replicas.size() ? set.replicas[i + 1].first : kLength;
                if (set.replicas[i].second > 0)
                    pod(pages, replicaSet, "ReplicaSet", replicaSet + "-x" + std::to_string(i), set.image, set.replicas[i].first, ends);
            }
        }
    }
};

const std::vector<Deployment>& deployments()
{
    static const std::vector<Deployment> all{
        {"cart", {{"aaa", -10'000, "hub:5000/cart:1.0.0", {{0, 3}, {60, 2}, {61, 1}, {62, 0}, {120, 1}, {121, 3}}},
                     {"bbb", 59.8, "hub:5000/cart:1.1.0", {{60, 1}, {61, 2}, {62, 3}, {120, 2}, {121, 0}}}},
            {{0, 3}}, {{0, 3}, {60, 1}, {61, 2}, {62, 3}, {120, 1}, {121, 3}}, {{0, 0}, {60, 1}, {63, 0}, {120, 1}, {122, 0}}},
        {"pay", {{"aaa", -10'000, "pay:2.0.0", {{0, 3}}}, {"bbb", 29.8, "pay:2.1.0", {{30, 1}, {50, 0}}}, {"ccc", 49.8, "pay:2.1.1", {{50, 1}, {51, 3}}}},
            {{0, 3}}, {{0, 3}, {30, 1}, {51, 3}}, {{0, 0}, {30, 1}, {52, 0}}, {{0, 0}, {40, 1}, {50, 0}}},
        {"search", {{"aaa", -10'000, "search:1-gabcdef12", {{0, 3}, {72, 0}}}, {"bbb", 69.8, "search:2-gbcdef123", {{70, 1}, {71, 0}}},
                       {"ccc", 70.9, "search:3-gcdef1234", {{71, 1}, {72, 3}}}},
            {{0, 3}}, {{0, 3}, {70, 1}, {71, 1}, {72, 3}}, {{0, 0}, {70, 1}, {73, 0}}},
        {"ship", {{"aaa", -10'000, "ship@sha256:1111111111111111111111111111111111111111111111111111111111111111", {{0, 3}}},
                     {"bbb", 179.8, "ship@sha256:2222222222222222222222222222222222222222222222222222222222222222", {{180, 1}}}},
            {{0, 3}}, {{0, 3}, {180, 1}}, {{0, 0}, {180, 1}}},
        {"web", {{"aaa", -10'000, "web:7", {{0, 3}, {91, 0}}}, {"bbb", 89.8, "web:7", {{90, 1}, {91, 3}}}}, {{0, 3}}, {{0, 3}, {90, 1}, {91, 3}}, {{0, 0}, {90, 1}, {92, 0}}},
        {"api", {{"aaa", -10'000, "api:1", {{0, 3}, {100, 4}, {102, 6}, {104, 9}}}}, {{0, 3}, {100, 4}, {102, 6}, {104, 9}},
            {{0, 3}, {100, 4}, {102, 6}, {104, 9}}, {{0, 0}, {100, 1}, {106, 0}}},
        {"mail", {{"aaa", -10'000, "mail:1", {{0, 2}, {150, 1}}}}, {{0, 2}, {150, 1}}, {{0, 2}, {150, 1}}, {{0, 0}}, {{0, 0}}, {{0, 1}, {150, 2}, {160, 3}}},
        {"hid", {{"aaa", -10'000, "hid:1", {{0, 3}, {135, 0}}}, {"bbb", 133, "hid:2", {{134, 3}}}}}, // while nobody scraped
    };
    return all;
}

void writeOthers(Pages& pages)
{
    const auto statefulSet = [&](const char* name, const Steps& steps) { pages.gauge(name, R"(namespace="shop",statefulset="db")", steps); };
    statefulSet("kube_statefulset_replicas", {{0, 2}});
    statefulSet("kube_statefulset_status_replicas_updated", {{0, 2}, {80, 0}, {81, 1}, {82, 2}});
    statefulSet("kube_statefulset_status_replicas_ready", {{0, 2}, {80, 1}, {83, 2}});
    pages.gauge("kube_statefulset_status_update_revision", R"(namespace="shop",statefulset="db",revision="db-aaa")", {{0, 1}}, 0, 80);
    pages.gauge("kube_statefulset_status_update_revision", R"(namespace="shop",statefulset="db",revision="db-bbb")", {{0, 1}}, 80);
    for (const char* name : {"db-0", "db-1"}) {
        pod(pages, "db", "StatefulSet", name, "pg:14", 0, name[3] == '1' ? 80 : 81);
        pod(pages, "db", "StatefulSet", name, "pg:15", name[3] == '1' ? 80.5 : 81.5, kLength);
    }
    const auto daemonSet = [&](const char* name, const Steps& steps) { pages.gauge(name, R"(namespace="shop",daemonset="agent")", steps); };
    daemonSet("kube_daemonset_metadata_generation", {{0, 5}, {85, 6}, {140, 7}});
    daemonSet("kube_daemonset_status_observed_generation", {{0, 5}, {85, 6}, {140, 7}});
    daemonSet("kube_daemonset_status_desired_number_scheduled", {{0, 2}});
    daemonSet("kube_daemonset_status_updated_number_scheduled", {{0, 2}, {85, 0}, {86, 1}, {87, 2}});
    daemonSet("kube_daemonset_status_number_unavailable", {{0, 0}});
    pod(pages, "agent", "DaemonSet", "agent-a", "agent:1", 0, 86);
    pod(pages, "agent", "DaemonSet", "agent-b", "agent:1", 0, 87);
    pod(pages, "agent", "DaemonSet", "agent-c", "agent:2", 86, kLength);
    pod(pages, "agent", "DaemonSet", "agent-d", "agent:2", 87, kLength);
    pages.gauge("kube_horizontalpodautoscaler_status_desired_replicas", R"(namespace="shop",horizontalpodautoscaler="api")", {{0, 3}, {100, 4}, {102, 6}, {104, 9}});
    pages.gauge("kube_horizontalpodautoscaler_info", R"(namespace="shop",horizontalpodautoscaler="api",scaletargetref_kind="Deployment",scaletargetref_name="api")", {{0, 1}});
    const auto build = [&](const std::string& service, const char* version, int instance, double from, double to) {
        pages.gauge("app_build_info", "app=\"" + service + "\",instance=\"" + std::to_string(instance) + "\",version=\"" + version + "\"", {{0, 1}}, from, to);
    };
    for (int i = 0; i < 3; ++i) { // rolls
        build("catalog", "1.0", i, 0, 110 + i);
        build("catalog", "1.1", i, 110 + i, kLength);
        build("gate", "3.0", i, 0, 20 + i); // and back again
        build("gate", "3.1", i, 20 + i, 40 + i);
        build("gate", "3.0", i, 40 + i, kLength);
        build("steady", "9.9", i, i == 1 ? 150 : 0, kLength); // its instances come and go
    }
    for (int i = 0; i < 4; ++i) {
        if (i > 0)
            build("edge", "2.0", i, 0, kLength);
    }
    build("edge", "2.0", 0, 0, 45);
    build("edge", "2.1", 0, 45, 65); // a canary for good, away for a while
    build("edge", "2.1", 0, 72, kLength);
}

struct Expected {
    const char* service;
    const char* kind;
    const char* revision;
    const char* previous;
    const char* status;
    double starts;
    double ends; ///< -1: it goes on
};

const std::vector<Expected>& expected()
{
    // A series that ends without a mark is seen for five minutes more.
    static const std::vector<Expected> all{
        {"agent", "deployment", "2", "1", "success", 85, 87},
        {"api", "scale", "9", "3", "success", 100, 104},
        {"cart", "deployment", "1.1.0", "1.0.0", "success", 59.8, 63},
        {"cart", "rollback", "1.0.0", "1.1.0", "success", 120, 122},
        {"catalog", "deployment", "1.1", "1.0", "success", 110, 117},
        {"db", "deployment", "15", "14", "success", 80, 83},
        {"edge", "deployment", "2.1", "2.0", "started", 45, -1},
        {"gate", "deployment", "3.1", "3.0", "success", 20, 27},
        {"gate", "rollback", "3.0", "3.1", "success", 40, 47},
        {"hid", "deployment", "2", "1", "success", 133, 136},
        {"mail", "scale", "1", "2", "success", 150, 150},
        {"pay", "deployment", "2.1.0", "2.0.0", "failed", 29.8, 40},
        {"pay", "deployment", "2.1.1", "2.1.0", "success", 49.8, 52},
        {"search", "deployment", "2-gbcdef123", "1-gabcdef12", "aborted", 69.8, 70.9},
        {"search", "deployment", "3-gcdef1234", "2-gbcdef123", "success", 70.9, 73},
        {"ship", "deployment", "sha256:222222222222", "sha256:111111111111", "started", 179.8, -1},
        {"web", "config", "7", "7", "success", 89.8, 92},
    };
    return all;
}

EngineOptions onceOptions(const std::string& url, std::vector<Coverage> coverage = {})
{
    EngineOptions options;
    options.once = true;
    options.coverage = std::move(coverage);
    FeedConfig feed;
    feed.name = "cluster";
    feed.kind = FeedKind::metrics;
    feed.source = "kr1";
    feed.url = url;
    feed.backfill = 24h;
    options.config.feeds.push_back(feed);
    return options;
}

/// Runs once; the records as they are known in the end, by id.
std::map<std::string, ChangeRecord> recordsOf(const EngineOptions& options, RecordingSink& sink)
{
    const SystemClock clock;
    FeedEngine engine(options, sink, clock);
    engine.start();
    if (!engine.waitUntilDone(120s))
        qFatal("it does not end");
    engine.stop();
    std::map<std::string, ChangeRecord> out;
    for (auto& record : sink.all(&Batch::changes))
        out[record.id] = record;
    return out;
}

std::string line(const ChangeRecord& r)
{
    return r.service + " " + std::string(changeKindName(r.kind)) + " " + r.revision + " < " + r.previous + " " + std::string(changeStatusName(r.status));
}

QStringList linesOf(const std::map<std::string, ChangeRecord>& records)
{
    QStringList out;
    for (const auto& [id, record] : records)
        out << QString::fromStdString(line(record));
    out.sort();
    return out;
}

QStringList wanted()
{
    QStringList out;
    for (const auto& e : expected())
        out << QStringLiteral("%1 %2 %3 < %4 %5").arg(QLatin1String(e.service), QLatin1String(e.kind), QLatin1String(e.revision), QLatin1String(e.previous), QLatin1String(e.status));
    out.sort();
    return out;
}

bool near(Time a, Time b, Millis within) { return std::chrono::abs(a - b) <= within; }

} // namespace

class InferredChangesTest : public QObject {
    Q_OBJECT

    TempFolder m_folder;
    std::unique_ptr<ChildServer> m_server;
    std::unique_ptr<Pages> m_pages;
    std::map<std::string, ChangeRecord> m_records;
    std::vector<Coverage> m_coverage;

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasProgram("promtool") || !hasProgram("prometheus"))
            QSKIP("Prometheus is not installed");
        m_pages = std::make_unique<Pages>(SystemClock().now());
        for (double minute = 133; minute < 136; minute += 0.5)
            m_pages->leaveOut(minute);
        for (const auto& deployment : deployments())
            deployment.write(*m_pages);
        writeOthers(*m_pages);
        m_pages->gauge("up", R"(job="cluster",instance="a")", {{0, 1}});
        m_server = startPrometheus(m_folder, m_pages->openMetrics(), {}, 0);
        QVERIFY(m_server && m_server->running());
    }

    void whatHappenedIsToldOnceAndNothingElse()
    {
        RecordingSink sink;
        m_records = recordsOf(onceOptions(m_server->url()), sink);
        m_coverage = sink.all(&Batch::coverage);
        const auto status = sink.statusOf("cluster");
        QCOMPARE(status.error, std::string());
        QCOMPARE(status.product, std::string("kube-state-metrics, build_info"));
        qDebug("%lld requests, %lld bytes", static_cast<long long>(status.requests), static_cast<long long>(status.bytes));
        QCOMPARE(linesOf(m_records), wanted());
    }

    void victoriaMetricsTellsTheSame()
    {
        if (!hasProgram("victoria-metrics"))
            QSKIP("VictoriaMetrics is not installed");
        const TempFolder folder;
        const auto server = startVictoriaMetrics(folder, m_pages->exposition());
        QVERIFY(server && server->running());
        RecordingSink sink;
        QCOMPARE(linesOf(recordsOf(onceOptions(server->url()), sink)), wanted());
    }

    void itBeganAndEndedThen_data()
    {
        QTest::addColumn<std::size_t>("index");
        for (std::size_t i = 0; i < expected().size(); ++i)
            QTest::addRow("%s %s", expected()[i].service, expected()[i].revision) << i;
    }
    void itBeganAndEndedThen()
    {
        QFETCH(std::size_t, index);
        const auto& e = expected()[index];
        const auto record = std::find_if(m_records.begin(), m_records.end(), [&](const auto& r) {
            return r.second.service == e.service && r.second.revision == e.revision && std::string(changeKindName(r.second.kind)) == e.kind;
        });
        QVERIFY(record != m_records.end());
        const auto& r = record->second;
        const auto shown = [&](Time t) { return std::to_string(toSeconds(t - m_pages->at(0)) / 60); };
        QVERIFY2(near(r.startsAt, m_pages->at(e.starts), 61s), shown(r.startsAt).c_str());
        QCOMPARE(r.endsAt.has_value(), e.ends >= 0);
        if (r.endsAt)
            QVERIFY2(near(*r.endsAt, m_pages->at(e.ends), 91s), shown(*r.endsAt).c_str());
        QVERIFY(r.reconstructed);
        if (r.attributes.has("workload"))
            QCOMPARE(r.environment, std::string("shop"));
    }

    void whatIsUnderWayIsDescribed()
    {
        std::map<std::string, Labels> attributes;
        for (const auto& [id, record] : m_records)
            attributes[record.service + " " + record.revision] = record.attributes;
        QCOMPARE(std::string(attributes["ship sha256:222222222222"].value("progress")), std::string("stuck"));
        QCOMPARE(std::string(attributes["edge 2.1"].value("canary")), std::string("25 %"));
        QCOMPARE(std::string(attributes["edge 2.1"].value("instances")), std::string("1/4"));
        QCOMPARE(std::string(attributes["cart 1.1.0"].value("image")), std::string("hub:5000/cart:1.1.0"));
        QCOMPARE(std::string(attributes["search 3-gcdef1234"].value("commit")), std::string("cdef1234"));
    }

    void aRestartTellsNothingAnew()
    {
        RecordingSink sink;
        const auto again = recordsOf(onceOptions(m_server->url(), m_coverage), sink);
        QVERIFY(!again.empty());
        for (const auto& [id, record] : again) {
            const auto before = m_records.find(id);
            QVERIFY2(before != m_records.end(), (id + ": " + line(record)).c_str());
            QCOMPARE(line(record), line(before->second));
            QCOMPARE(record.startsAt, before->second.startsAt);
            if (before->second.endsAt)
                QCOMPARE(record.endsAt, before->second.endsAt);
        }
    }

    void aServerWithoutSuchMetricsSaysSoAndIsNoError()
    {
        const TempFolder folder;
        const auto server = startPrometheus(folder, {}, {}, 0);
        QVERIFY(server && server->running());
        RecordingSink sink;
        auto options = onceOptions(server->url());
        options.config.feeds[0].inference.buildMetrics = "nothing_build_info";
        const auto records = recordsOf(options, sink);
        QVERIFY(records.empty());
        const auto status = sink.statusOf("cluster");
        QVERIFY(status.state == FeedState::partial);
        QCOMPARE(status.error, std::string("no kube-state-metrics here: rollouts and scaling are not inferred; no build metrics here: changes of versions are not inferred"));
        QCOMPARE(status.errors, 0);
    }
};

VEDETTE_TEST(InferredChangesTest)
#include "tst_inferred_changes.moc"
