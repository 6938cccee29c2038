#include "app/demo/fleet_config.h"

#include "app/demo/alert_rules.h"
#include "app/demo/fleet_history.h"
#include "app/demo/fleet_series.h"
#include "models/base/text.h"

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

std::string local(int port) { return "http://127.0.0.1:" + std::to_string(port); }
const std::string& nameOf(int service) { return fleetServices()[static_cast<std::size_t>(service)].name; }

constexpr const char* kPipelineMapping = R"(    mapping:
      list: items
      fields:
        {id: id, parent: run.id, service: app.name, environment: env, kind: type, stage: phase, status: state, revision: version,
         previous: from, startsAt: started_at, endsAt: finished_at, actor: user.login, url: html_url, title: title}
      values:
        kind: {RELEASE: deployment, ROLLBACK: rollback}
        status: {RUNNING: started, SUCCEEDED: success, FAILED: failed, ABORTED: aborted}
      time: rfc3339
      next: {parameter: page, size: per_page, of: 100}
)";

constexpr const char* kFlagMapping = R"(    mapping:
      list: changes
      fields:
        {id: key, service: target, environment: env, kind: what, status: "'success'", revision: rev,
         startsAt: at, endsAt: applied, actor: by, title: note}
      values:
        kind: {flag: flag, setting: config}
      time: epoch_ms
)";

std::string watches(const FleetPace& pace)
{
    std::string out = "watches:\n";
    auto watch = [&](const std::string& name, const std::string& query, const std::string& unit, const std::string& more) {
        out += "  - name: " + name + "\n    query: '" + quickened(query, pace) + "'\n    unit: " + unit + "\n" + more;
    };
    const std::string down = "    bad_direction: down\n    steady_state: true\n";
    const std::string up = "    bad_direction: up\n";
    watch("orders", "sum(rate(orders_total[5m]))", "orders/s", "    service: order-api\n" + down);
    watch("payments", R"(sum(rate(payments_total{result="approved"}[5m])))", "payments/s", "    service: payment-api\n" + down);
    watch("requests", "sum(rate(http_requests_total{service=\"edge-gateway\"}[5m]))", "requests/s",
        "    service: edge-gateway\n    bad_direction: both\n");
    for (const char* service : {"checkout-api", "payment-api", "search", "coupon-api", "product-api"})
        watch(std::string(service) + " p95",
            "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service=\"" + std::string(service)
                + "\"}[5m])))",
            "s", "    service: " + std::string(service) + "\n" + up + "    bounds: [0, 60]\n");
    for (const char* service : {"order-api", "checkout-api", "payment-api", "member-api"})
        watch(std::string(service) + " errors",
            "sum(rate(http_requests_total{service=\"" + std::string(service)
                + "\",code=~\"5..\"}[5m])) / sum(rate(http_requests_total{service=\"" + std::string(service) + "\"}[5m]))",
            "ratio", "    service: " + std::string(service) + "\n" + up + "    bounds: [0, 1]\n");
    watch("pool in use", "avg by (service) (pool_in_use_ratio{service=~\"delivery-api|coupon-api|notify-api\"})", "ratio",
        up + "    bounds: [0, 1]\n");
    watch("error lines", "sum by (app) (count_over_time({app=~\"order-api|checkout-api|member-api\",level=\"error\"}[5m]))", "lines", "    source: logs\n" + up);
    watch("payment-api error lines", "sum(count_over_time({app=\"payment-api\",level=\"error\"}[5m])) or vector(0)", "lines",
        "    source: logs\n    service: payment-api\n" + up);
    watch("pricing-api cpu", "avg(cpu_usage_ratio{service=\"pricing-api\"})", "ratio",
        "    service: pricing-api\n" + up + "    bounds: [0, 1]\n");
    return out;
}

std::string servicesYaml(const FleetAddresses& a, const std::string& poll)
{
    const auto traces = [&](const std::string& kind) {
        return "    - {name: " + kind + ", kind: " + kind + ", url: \"" + local(a.fleet) + "/" + kind + "\", lookback: 1d, poll_interval: " + poll + "}\n";
    };
    return "\nservices:\n  files: [catalog/*.yaml]\n  names: {payments: payment-api, kafka: kafka-main} # of the traces\n  dependencies:\n" + traces("zipkin")
        + traces("jaeger");
}

/// A Loki with tenants that calls a service an app.
std::string logsYaml(const FleetAddresses& a, Millis step, const std::string& poll, const FleetPace& pace)
{
    return "loki:\n  - name: logs\n    url: \"" + local(a.fleet) + "/loki\"\n    poll_interval: " + poll + "\n    step: "
        + formatDuration(std::max(pace.length(step), Millis{1000})) + "\n    tenants: {names: [shop]}\n    metric_relabel_configs:\n"
          "      - {source_labels: [app], target_label: service}\n      - {regex: app, action: labeldrop}\n";
}

std::string vedetteYaml(const FleetAddresses& a, Millis step, const FleetPace& pace)
{
    const std::string poll = formatDuration(std::max(pace.length(std::min(step, Millis{30000})), Millis{100}));
    std::string out = "# A shop's fleet on this machine: what its team would keep in git.\nzone: Asia/Seoul\n\nlabels:\n"
                      "  service: [service, deployment, job]\n  environment: [environment, env, namespace]\n"
                      "  instance: [instance, pod]\n  severity: [severity]\nretention: {days: 30, bytes: 4GiB}\n\n";
    out += "prometheus:\n  - {name: shop, url: \"" + local(a.prometheus) + "\", poll_interval: " + poll
        + ", step: " + formatDuration(std::max(pace.length(step), Millis{1000})) + "}\nalertmanager:\n  - {name: alertmanager, url: \"" + local(a.alertmanager)
        + "\", poll_interval: " + poll + ", config_file: alertmanager.yml}\n" + logsYaml(a, step, poll, pace)
        + "grafana:\n  - {name: grafana-alerts, url: \"" + local(a.fleet) + "/grafana-alerts\", poll_interval: " + poll
        + "}\nnotifications:\n  - {name: am-events, path: " + kNotifierLog + ", poll_interval: " + poll + "}\n\nchanges:\n";
    for (const auto& feed : feedAddresses(a)) {
        const bool folder = feed.name == "cdevents-folder";
        const bool events = folder || feed.name == "cdevents";
        out += "  - name: " + feed.name + "\n    kind: " + (events ? "cdevents" : "json") + "\n    "
            + (folder ? "path: " : "url: ") + feed.url + "\n    poll_interval: " + poll + "\n";
        if (feed.name == "pipelines")
            out += kPipelineMapping;
        else if (feed.name == "flags")
            out += kFlagMapping;
        else if (!events)
            out += "    mapping: " + feed.name + "\n";
    }
    out += "  - {name: kubernetes, kind: metrics, source: shop, infer: [kubernetes, builds, scale], build_metrics: build_info, poll_interval: " + poll + "}\n";
    return out + "\n" + watches(pace) + servicesYaml(a, poll) + "slo: {files: [slo/*.yaml]}\nrules: {files: [rules.yml]}\n"
        + "dead_mans_switches:\n  - {name: Watchdog, match: [alertname=Watchdog], source: alertmanager, absent_after: 5m}\n";
}

struct TeamPeople {
    const char* team;
    const char* lead;
    const char* deputy;
};

constexpr TeamPeople kPeople[] = {{"platform", "Kim Min-su", "Park Seo-yeon"}, {"web", "Lee Ji-eun", "Choi Jun-ho"}, {"catalog", "Jung Ha-na", "Kang Tae-yang"},
    {"order", "Cho Eun-bi", "Yoon Dong-hyun"}, {"payment", "Lim Su-jin", "Han Ji-ho"}, {"pricing", "Oh Se-hun", "Seo Ye-rin"},
    {"logistics", "Shin Hye-jin", "Kwon Min-jae"}, {"member", "Hwang Bo-ra", "An Sung-min"}, {"dba", "Song Ki-tae", "Yoo Na-ra"}};

std::string catalogYaml()
{
    std::string out = "# name, whose it is and who answers for them, tier and what it calls\n";
    for (const auto& s : fleetServices()) {
        out += "- name: " + s.name + "\n  owner: " + s.team + "\n  tier: " + std::to_string(s.tier) + "\n  environment: production\n  channel: '#team-" + s.team + "'\n";
        for (const auto& p : kPeople) {
            if (s.team == p.team)
                out += "  deputy: " + std::string(p.deputy) + "\n  members: [" + p.lead + ", " + p.deputy + "]\n";
        }
        out += "  links: {Runbook: 'https://wiki.shop.example/runbooks/" + s.name + "'}\n";
        if (s.name == "mysql-order")
            out += "  aliases: [mysql] # as the driver names it in traces\n";
        if (!s.dependsOn.empty())
            out += "  dependsOn: [" + joinText(s.dependsOn, ", ") + "]\n";
    }
    return out;
}

std::string objectiveYaml(const FleetObjective& o)
{
    const std::string selector = "service=\"" + nameOf(o.service) + "\"";
    std::string percent = formatNumber(static_cast<double>(static_cast<int>(o.objectiveRatio * 1e6 + 0.5)) / 1e4);
    std::string out = "  - name: " + o.name + "\n    objective: " + percent + "\n    description: ";
    if (o.latencyBucket < 0) {
        out += "Requests that do not fail\n    sli:\n      events:\n        error_query: sum(rate(http_requests_total{" + selector
            + ",code=~\"5..\"}[{{.window}}]))\n        total_query: sum(rate(http_requests_total{" + selector + "}[{{.window}}]))\n";
    } else {
        const std::string le = kBucketNames[static_cast<std::size_t>(o.latencyBucket)];
        const std::string all = "sum(rate(http_request_duration_seconds_count{" + selector + "}[{{.window}}]))";
        out += "Requests answered within " + le + " s\n    sli:\n      events:\n        error_query: " + all
            + " - sum(rate(http_request_duration_seconds_bucket{" + selector + ",le=\"" + le
            + "\"}[{{.window}}]))\n        total_query: " + all + "\n";
    }
    return out + "    alerting:\n      name: " + (o.latencyBucket < 0 ? "AvailabilityBurn" : "LatencyBurn")
        + "\n      page_alert:\n        labels: {severity: page}\n      ticket_alert:\n        labels: {severity: ticket}\n";
}

} // namespace

std::vector<FeedAddress> feedAddresses(const FleetAddresses& a)
{
    const std::string base = local(a.fleet);
    return {
        {"pipelines", base + "/pipelines/api/runs"},
        {"flags", base + "/flags/api/changes"},
        {"argocd", base + "/argocd/api/v1/applications"},
        {"github", base + "/github/repos/shop/shop/deployments"},
        {"gitlab", base + "/gitlab/api/v4/projects/7/deployments"},
        {"jenkins", base + "/jenkins/job/shop/job/deploy/api/json"},
        {"concourse", base + "/api/v1/builds"},
        {"spinnaker", base + "/spinnaker/applications/*/pipelines/search"},
        {"grafana", base + "/grafana/api/annotations"},
        {"cdevents", base + "/cdevents/events"},
        {"cdevents-folder", "cdevents"},
    };
}

std::vector<NamedFile> userFiles(const FleetAddresses& addresses, Millis step, const FleetPace& pace)
{
    std::vector<NamedFile> files{{"vedette.yaml", vedetteYaml(addresses, step, pace)}, {"catalog/services.yaml", catalogYaml()}};
    for (std::size_t s = 0; s < fleetServices().size(); ++s) {
        std::string slos;
        for (const auto& o : fleetObjectives()) {
            if (static_cast<std::size_t>(o.service) == s)
                slos += objectiveYaml(o);
        }
        const auto& service = fleetServices()[s];
        if (!slos.empty())
            files.push_back({"slo/" + service.name + ".yaml",
                "version: prometheus/v1\nservice: " + service.name + "\nlabels: {team: " + service.team + "}\nslos:\n" + slos});
    }
    return files;
}

std::vector<NamedFile> serverFiles(const FleetAddresses& a, Millis step, const FleetPace& pace)
{
    const std::string interval = formatDuration(pace.length(step));
    std::string prometheus = "global:\n  scrape_interval: " + interval + "\n  scrape_timeout: "
        + formatDuration(std::min(pace.length(step), Millis{10000})) + "\n  evaluation_interval: " + interval
        + "\nrule_files: [rules.yml]\nalerting:\n  alertmanagers:\n    - static_configs: [{targets: ['127.0.0.1:"
        + std::to_string(a.alertmanager) + "']}]\nscrape_configs:\n";
    std::string job;
    for (const auto& t : fleetTargets()) {
        if (t.job != job) {
            job = t.job;
            prometheus += "  - job_name: " + job + "\n";
            if (t.instance < 0)
                prometheus += "    honor_labels: true\n";
            prometheus += "    static_configs:\n";
        }
        prometheus += "      - targets: ['127.0.0.1:" + std::to_string(a.fleet) + "']\n        labels: {__metrics_path__: "
            + t.path;
        for (const auto& pair : splitText(t.labels, ',')) {
            const auto equals = pair.find('=');
            if (pair.substr(0, equals) != "job")
                prometheus += ", " + pair.substr(0, equals) + ": " + pair.substr(equals + 1);
        }
        prometheus += "}\n";
    }
    const auto length = [&](Millis fleet) { return formatDuration(pace.length(fleet)); };
    const std::string hook = "    webhook_configs: [{url: \"" + local(a.fleet) + "/paged\"}]\n";
    const std::string alertmanager = "route:\n  receiver: desk\n  group_by: [alertname, service]\n  group_wait: " + length(5s) + "\n"
                                     "  group_interval: " + length(1min) + "\n  repeat_interval: " + length(4h) + "\n  routes:\n"
                                     "    - {matchers: [alertname=\"Watchdog\"], receiver: heartbeat}\n"
                                     "receivers:\n  - name: desk\n" + hook + "  - name: heartbeat\n" + hook +
                                     "inhibit_rules:\n  - source_matchers: ['alertname=\"HighErrorRate\"']\n"
                                     "    target_matchers: ['alertname=~\"ErrorBudgetBurn|HighLatencyP95\"']\n"
                                     "    equal: [service]\n";
    return {{"prometheus.yml", prometheus}, {"rules.yml", rulesYaml(step, pace)}, {"alertmanager.yml", alertmanager}};
}

} // namespace vedette::demo
