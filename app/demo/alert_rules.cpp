#include "app/demo/alert_rules.h"

#include "models/base/text.h"

#include <cmath>
#include <limits>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

enum Rule { kHighErrorRate, kHighLatency, kOrdersDrop, kInstanceDown, kBatchLag, kSaturation, kTargetMissing, kBudgetBurn };

constexpr double kMaxErrorRatio = 0.05;
constexpr double kMaxP95 = 1.0;
constexpr double kOrdersShare = 0.6;
constexpr double kMaxLag = 600;
constexpr double kMaxPool = 0.9;
constexpr double kBurnRatio = 0.004;

std::string errorRatio(const std::string& window)
{
    return "sum by (service) (rate(http_requests_total{code=~\"5..\"}[" + window
        + "])) / sum by (service) (rate(http_requests_total[" + window + "]))";
}

/// histogram_quantile as Prometheus computes it: linear within a bucket, the greatest bound for what lies above it.
double quantile95(const std::array<double, kBuckets + 1>& cumulative)
{
    const double total = cumulative[kBuckets];
    if (total <= 0)
        return std::numeric_limits<double>::quiet_NaN();
    const double rank = 0.95 * total;
    for (std::size_t b = 0; b < kBuckets; ++b) {
        if (cumulative[b] < rank)
            continue;
        const double low = b == 0 ? 0 : kBucketBounds[b - 1];
        const double before = b == 0 ? 0 : cumulative[b - 1];
        return low + (kBucketBounds[b] - low) * (rank - before) / (cumulative[b] - before);
    }
    return kBucketBounds[kBuckets - 1];
}

} // namespace

const std::vector<AlertRule>& alertRules()
{
    static const std::string info = " * on (service) group_left (team) service_info";
    static const std::vector<AlertRule> rules{
        {"HighErrorRate", "critical", "(" + errorRatio("2m") + " > 0.05)" + info, 1min,
            "{{ $labels.service }}: {{ $value | humanizePercentage }} of requests fail"},
        {"HighLatencyP95", "warning",
            "(histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m]))) > 1)" + info,
            2min, "{{ $labels.service }}: p95 is {{ $value | humanizeDuration }}"},
        {"OrdersDrop", "critical", "sum(rate(orders_total[2m])) < 0.6 * sum(rate(orders_total[2m] offset 20m))", 1min,
            "Orders fell to {{ $value | humanize }} a second"},
        {"InstanceDown", "warning", "(1 - up{job=\"shop\"} > 0)" + info, 1min, "{{ $labels.instance }} does not answer"},
        {"BatchLag", "warning", "(max by (service, batch) (batch_lag_seconds) > 600)" + info, 1min,
            "{{ $labels.batch }} is {{ $value | humanizeDuration }} behind"},
        {"Saturation", "warning", "(avg by (service) (pool_in_use_ratio) > 0.9)" + info, 5min,
            "{{ $labels.service }}: {{ $value | humanizePercentage }} of connections in use"},
        {"TargetMissing", "warning",
            "(count by (service) (up{job=\"shop\"} offset 10m) unless count by (service) (up{job=\"shop\"}))" + info, 2min,
            "{{ $labels.service }} is no longer among the targets"},
        {"ErrorBudgetBurn", "ticket",
            "((" + errorRatio("1h") + " > 0.004) and (" + errorRatio("5m") + " > 0.004))" + info, 15min,
            "{{ $labels.service }} spends its error budget at {{ $value | humanizePercentage }}"},
    };
    return rules;
}

std::string rulesYaml(Millis step, const FleetPace& pace)
{
    const std::string interval = formatDuration(pace.length(step));
    std::string out = "groups:\n  - name: shop-recording\n    interval: " + interval + "\n    rules:\n";
    auto record = [&](const char* name, const std::string& expr) {
        out += "      - record: " + std::string(name) + "\n        expr: " + quickened(expr, pace) + "\n";
    };
    record("service:http_requests:rate2m", "sum by (service) (rate(http_requests_total[2m]))");
    record("service:http_errors:ratio2m", errorRatio("2m"));
    record("service:http_latency:p95_5m",
        "histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m])))");
    out += "  - name: shop-alerts\n    interval: " + interval + "\n    rules:\n";
    for (const auto& r : alertRules()) {
        out += "      - alert: " + r.name + "\n        expr: " + quickened(r.expr, pace) + "\n        for: " + formatDuration(pace.length(r.holdFor))
            + "\n        labels:\n          severity: " + r.severity + "\n";
        if (r.name == "OrdersDrop")
            out += "          service: order-api\n          team: order\n";
        out += "        annotations:\n          summary: '" + r.summary + "'\n          runbook_url: https://runbooks.shop.example/"
            + r.name + "\n";
    }
    // Fires from the fleet's first moment of life on, as long as the way from here to Alertmanager works. No part of the history or the truth.
    out += "  - name: meta\n    interval: " + interval + "\n    rules:\n      - alert: Watchdog\n        expr: vector(1)\n        labels:\n          severity: none\n"
           "        annotations:\n          summary: Alerts reach Alertmanager\n          runbook_url: https://runbooks.shop.example/Watchdog\n";
    return out;
}

RuleEngine::RuleEngine(Millis step) : m_step(step), m_size(static_cast<std::size_t>(Millis{1h} / step) + 1)
{
    const auto count = fleetServices().size();
    m_rings.assign(count, std::vector<Point>(m_size));
    m_orders.assign(m_size, 0);
    m_lastScraped.assign(count, Time{});
    m_recorded.resize(count);
}

void RuleEngine::remember(const FleetState& state)
{
    const std::size_t at = m_count % m_size;
    const std::size_t before = (m_count + m_size - 1) % m_size;
    for (std::size_t s = 0; s < m_rings.size(); ++s) {
        Point p = m_count == 0 ? Point{} : m_rings[s][before];
        const auto& step = state.steps[s];
        p.increments += step.scraped ? 1 : 0;
        p.total += step.total;
        p.errors += step.errors;
        for (std::size_t b = 0; b < p.buckets.size(); ++b)
            p.buckets[b] += step.buckets[b];
        m_rings[s][at] = p;
    }
    m_orders[at] = (m_count == 0 ? 0 : m_orders[before]) + state.ordersStep;
    for (const auto& i : state.instances) {
        if (i.scraped)
            m_lastScraped[static_cast<std::size_t>(i.service)] = state.now;
    }
    ++m_count;
}

RuleEngine::Point RuleEngine::window(std::size_t service, Millis length) const
{
    const auto steps = std::min(static_cast<std::size_t>(length / m_step), m_count - 1);
    const Point& now = m_rings[service][(m_count - 1) % m_size];
    const Point& then = m_rings[service][(m_count - 1 - steps) % m_size];
    Point d;
    d.increments = now.increments - then.increments;
    d.total = now.total - then.total;
    d.errors = now.errors - then.errors;
    for (std::size_t b = 0; b < d.buckets.size(); ++b)
        d.buckets[b] = now.buckets[b] - then.buckets[b];
    return d;
}

void RuleEngine::record(const FleetState& state)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t s = 0; s < m_recorded.size(); ++s) {
        const Point two = window(s, 2min);
        const bool known = two.increments > 0 && state.now - m_lastScraped[s] <= 2min;
        m_recorded[s].rate = known ? toBinary(two.total / (two.increments * toSeconds(m_step)), 1024) : none;
        m_recorded[s].errorRatio = known && two.total > 0 ? toBinary(two.errors / two.total, 1 << 24) : none;
        m_recorded[s].p95 = toBinary(quantile95(window(s, 5min).buckets), 1 << 20);
    }
}

bool RuleEngine::ordersDropped() const
{
    const auto two = static_cast<std::size_t>(Millis{2min} / m_step);
    const auto offset = static_cast<std::size_t>(Millis{20min} / m_step);
    if (m_count <= two + offset + 1)
        return false;
    auto at = [&](std::size_t back) { return m_orders[(m_count - 1 - back) % m_size]; };
    return at(0) - at(two) < kOrdersShare * (at(offset) - at(offset + two));
}

void RuleEngine::hold(Time now, int rule, int service, const std::string& before)
{
    const auto& r = alertRules()[static_cast<std::size_t>(rule)];
    const auto& s = fleetServices()[static_cast<std::size_t>(service)];
    const std::string labels
        = before + "service=\"" + s.name + "\",severity=\"" + r.severity + "\",team=\"" + s.team + "\"";
    const std::string key = r.name + "{" + labels;
    LiveAlert alert;
    if (const auto it = m_alive.find(key); it != m_alive.end()) {
        alert = it->second;
    } else {
        alert.rule = rule;
        alert.service = service;
        alert.labels = labels;
        alert.activeAt = now;
    }
    if (!alert.firing && now - alert.activeAt >= r.holdFor) {
        if (m_alive.contains(key))
            m_changed.push_back(alert);
        alert.firing = true;
        alert.firedAt = now;
    }
    m_next.emplace(key, std::move(alert));
}

void RuleEngine::evaluate(const FleetState& state)
{
    remember(state);
    record(state);
    m_next.clear();
    m_changed.clear();
    const auto& services = fleetServices();
    for (int s = 0; s < static_cast<int>(services.size()); ++s) {
        const auto i = static_cast<std::size_t>(s);
        const auto& now = m_recorded[i];
        if (now.errorRatio > kMaxErrorRatio)
            hold(state.now, kHighErrorRate, s);
        if (now.p95 > kMaxP95)
            hold(state.now, kHighLatency, s);
        const auto& step = state.steps[i];
        if (step.poolCount > 0 && step.poolSum / step.poolCount > kMaxPool)
            hold(state.now, kSaturation, s);
        const Millis away = state.now - m_lastScraped[i];
        if (away > 0ms && away < 10min)
            hold(state.now, kTargetMissing, s);
        const Point hour = window(i, 1h);
        const Point five = window(i, 5min);
        if (five.total > 0 && hour.errors > kBurnRatio * hour.total && five.errors > kBurnRatio * five.total)
            hold(state.now, kBudgetBurn, s);
    }
    for (const auto& i : state.instances) {
        if (!i.up && i.scraped)
            hold(state.now, kInstanceDown, i.service,
                "instance=\"" + instanceName(i.service, i.instance) + "\",job=\"shop\",");
    }
    for (std::size_t j = 0; j < state.batchLag.size(); ++j) {
        if (state.batchLag[j] > kMaxLag)
            hold(state.now, kBatchLag, batchJobs()[j].service, "batch=\"" + batchJobs()[j].name + "\",");
    }
    if (ordersDropped())
        hold(state.now, kOrdersDrop, serviceIndex("order-api"));

    for (const auto& [key, alert] : m_alive) {
        if (m_next.contains(key))
            continue;
        m_changed.push_back(alert);
        if (alert.firing) {
            const bool blind = m_lastScraped[static_cast<std::size_t>(alert.service)] < state.now;
            m_ended.push_back({alert, state.now, false, blind && alert.rule != kTargetMissing});
        }
    }
    m_alive.swap(m_next);
}

std::vector<Episode> RuleEngine::takeEnded() { return std::exchange(m_ended, {}); }

} // namespace vedette::demo
