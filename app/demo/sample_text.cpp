#include "app/demo/sample_text.h"

#include "app/demo/cluster_series.h"
#include "models/base/text.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace vedette::demo {

namespace {

void appendNumber(std::string& out, double value)
{
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    char buffer[40];
    const bool whole = std::abs(value) < 9e15 && std::floor(value) == value;
    const auto end = whole ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<long long>(value)).ptr
                           : std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

constexpr double kEnds = std::numeric_limits<double>::quiet_NaN();

std::string alertLabels(const LiveAlert& alert, bool withState, bool firing)
{
    std::string text = "alertname=\"" + alertRules()[static_cast<std::size_t>(alert.rule)].name + "\",";
    if (withState)
        text += firing ? "alertstate=\"firing\"," : "alertstate=\"pending\",";
    return text + alert.labels;
}

} // namespace

SampleText::SampleText(const FleetState& before, const RuleEngine& rules)
    : m_before(before), m_recordedBefore(rules.recorded())
{
    m_out.reserve(2U << 20);
}

void SampleText::stamp(Time t)
{
    m_stamp = " " + std::to_string(toMs(t) / 1000);
    if (toMs(t) % 1000 != 0)
        m_stamp += "." + std::to_string(1000 + toMs(t) % 1000).substr(1);
    m_stamp += '\n';
}

void SampleText::line(std::string_view name, std::string_view labels, std::string_view more, double value)
{
    m_out.append(name);
    m_out += '{';
    m_out.append(labels);
    if (!labels.empty() && !more.empty())
        m_out += ',';
    m_out.append(more);
    m_out += "} ";
    appendNumber(m_out, value);
    m_out += m_stamp;
    ++m_samples;
}

void SampleText::appendTarget(const FleetState& state, const Target& target)
{
    bool scraped = true;
    bool up = true;
    bool wasScraped = true;
    bool wasUp = true;
    if (target.instance >= 0) {
        const auto& now = state.instances[static_cast<std::size_t>(target.instance)];
        const auto& before = m_before.instances[static_cast<std::size_t>(target.instance)];
        scraped = now.scraped;
        up = now.up;
        wasScraped = before.scraped;
        wasUp = before.up;
        if (scraped && up && wasScraped && wasUp && now.version != before.version)
            line("build_info", "version=\"" + before.version + "\"", target.labels, kEnds);
    }
    if (target.job == "kube-state-metrics" && clusterMoved(m_before, state))
        endCluster(state, target);
    if (scraped || wasScraped)
        line("up", {}, target.labels, !scraped ? kEnds : up ? 1 : 0);
    if (scraped && up) {
        visitSamples(state, target, [&](std::string_view name, std::string_view labels, double value) {
            line(name, labels, target.labels, value);
        });
    } else if (wasScraped && wasUp) {
        visitSamples(m_before, target, [&](std::string_view name, std::string_view labels, double) {
            line(name, labels, target.labels, kEnds);
        });
    }
}

/// ReplicaSets and pods come and go.
void SampleText::endCluster(const FleetState& state, const Target& target)
{
    std::set<std::pair<std::string, std::string>> there;
    visitSamples(state, target, [&](std::string_view name, std::string_view labels, double) { there.emplace(name, labels); });
    visitSamples(m_before, target, [&](std::string_view name, std::string_view labels, double) {
        if (!there.contains({std::string(name), std::string(labels)}))
            line(name, labels, target.labels, kEnds);
    });
}

void SampleText::appendState(const FleetState& state, const std::vector<RecordedValues>& recorded)
{
    stamp(state.now);
    for (const auto& target : fleetTargets())
        appendTarget(state, target);
    const auto& services = fleetServices();
    auto derived = [&](std::string_view name, std::size_t s, double value, double before) {
        if (!std::isnan(value) || !std::isnan(before))
            line(name, "service=\"" + services[s].name + "\"", {}, value);
    };
    for (std::size_t s = 0; s < recorded.size(); ++s) {
        if (services[s].peakRequestsPerSecond == 0)
            continue;
        const auto& now = recorded[s];
        const auto& before = m_recordedBefore[s];
        derived("service:http_requests:rate2m", s, now.rate, before.rate);
        derived("service:http_errors:ratio2m", s, now.errorRatio, before.errorRatio);
        derived("service:http_latency:p95_5m", s, now.p95, before.p95);
    }
    m_before = state;
    m_recordedBefore = recorded;
}

void SampleText::appendAlerts(Time now, const RuleEngine& rules)
{
    stamp(now);
    for (const auto& [key, alert] : rules.alive()) {
        line("ALERTS", alertLabels(alert, true, alert.firing), {}, 1);
        line("ALERTS_FOR_STATE", alertLabels(alert, false, false), {}, toSeconds(alert.activeAt.time_since_epoch()));
    }
    for (const auto& before : rules.changed()) {
        line("ALERTS", alertLabels(before, true, before.firing), {}, kEnds);
        const std::string key = alertRules()[static_cast<std::size_t>(before.rule)].name + "{" + before.labels;
        if (!rules.alive().contains(key))
            line("ALERTS_FOR_STATE", alertLabels(before, false, false), {}, kEnds);
    }
}

void SampleText::finish() { m_out += "# EOF\n"; }

std::string SampleText::take() { return std::exchange(m_out, {}); }

std::string metricsPage(const FleetState& state, const Target& target)
{
    std::string out;
    visitSamples(state, target, [&](std::string_view name, std::string_view labels, double value) {
        out.append(name);
        if (!labels.empty()) {
            out += '{';
            out.append(labels);
            out += '}';
        }
        out += ' ';
        appendNumber(out, value);
        out += '\n';
    });
    return out;
}

} // namespace vedette::demo
