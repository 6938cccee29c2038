#include "models/feeds/sources/inference_queries.h"

#include "models/base/text.h"

#include <algorithm>
#include <utility>

namespace vedette {

namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

// %WORD% stands for a word of the query or for another form.

constexpr std::string_view kLook = R"(
label_replace(count(last_over_time(kube_deployment_spec_replicas{%SEL%}[%W%])), "sign", "here", "", "")
or label_replace(%OWNER% * on (cluster, namespace, replicaset) group_left () (max by (cluster, namespace, replicaset) (last_over_time(kube_replicaset_created{%SEL%}[%W%])) > %AFTER%), "sign", "created", "", "")
or label_replace(%OWNER% and on (cluster, namespace, replicaset) (max by (cluster, namespace, replicaset) (changes(kube_replicaset_spec_replicas{%SEL%}[%W%]) - resets(kube_replicaset_spec_replicas{%SEL%}[%W%])) > 0), "sign", "risen", "", "")
or label_replace(count by (cluster, namespace, statefulset) (count by (cluster, namespace, statefulset, revision) (last_over_time(kube_statefulset_status_update_revision{%SEL%}[%W%]))) > 1, "sign", "revised", "", "")
or label_replace(max by (cluster, namespace, daemonset) (changes(kube_daemonset_metadata_generation{%SEL%}[%W%])) > 0, "sign", "changed", "", "")
or label_replace(max by (cluster, namespace, deployment) (changes(kube_deployment_spec_replicas{%SEL%}[%W%])) > 0, "sign", "scaled", "", "")
or label_replace(max by (cluster, namespace, statefulset) (changes(kube_statefulset_replicas{%SEL%}[%W%])) > 0, "sign", "scaled", "", "")
or %AUTOSCALED%)";

constexpr std::string_view kOwner = R"(max by (cluster, namespace, replicaset, owner_name) (last_over_time(kube_replicaset_owner{%SEL%owner_kind="Deployment"}[%W%])))";

constexpr std::string_view kAutoscaled = R"(label_replace((max by (cluster, namespace, horizontalpodautoscaler) (changes(kube_horizontalpodautoscaler_status_desired_replicas{%SEL%}[%W%])) > 0)
* on (cluster, namespace, horizontalpodautoscaler) group_left (scaletargetref_kind, scaletargetref_name)
max by (cluster, namespace, horizontalpodautoscaler, scaletargetref_kind, scaletargetref_name) (last_over_time(kube_horizontalpodautoscaler_info{%SEL%}[%W%])), "sign", "autoscaled", "", ""))";

/// A workload that has all replicas updated and available; what is not exported does not hinder it.
constexpr std::string_view kDeploymentSettled = R"((%MAX% (kube_deployment_status_replicas_updated{%IN%} %OFF%) == %MAX% (kube_deployment_spec_replicas{%IN%} %OFF%))
unless (%MAX% (kube_deployment_status_replicas_unavailable{%IN%} %OFF%) > 0)
unless (%MAX% (kube_deployment_status_observed_generation{%IN%} %OFF%) < %MAX% (kube_deployment_metadata_generation{%IN%} %OFF%)))";
constexpr std::string_view kStatefulSetSettled = R"((%MAX% (kube_statefulset_status_replicas_updated{%IN%} %OFF%) == %MAX% (kube_statefulset_replicas{%IN%} %OFF%))
unless (%MAX% (kube_statefulset_status_replicas_ready{%IN%} %OFF%) < %MAX% (kube_statefulset_replicas{%IN%} %OFF%))
unless (%MAX% (kube_statefulset_status_observed_generation{%IN%} %OFF%) < %MAX% (kube_statefulset_metadata_generation{%IN%} %OFF%)))";
constexpr std::string_view kDaemonSetSettled = R"((%MAX% (kube_daemonset_status_updated_number_scheduled{%IN%} %OFF%) == %MAX% (kube_daemonset_status_desired_number_scheduled{%IN%} %OFF%))
unless (%MAX% (kube_daemonset_status_number_unavailable{%IN%} %OFF%) > 0)
unless (%MAX% (kube_daemonset_status_observed_generation{%IN%} %OFF%) < %MAX% (kube_daemonset_metadata_generation{%IN%} %OFF%)))";

constexpr std::string_view kProgress = R"(
or label_replace(%MAX% (%ASKED%{%IN%}) unless (%SETTLED%), "sign", "busy", "", "")
or label_replace((%SETTLED%) unless (%SETTLED_BEFORE%), "sign", "done", "", ""))";

constexpr std::string_view kScale = R"(
or label_replace(%MAX% (%ASKED%{%IN%}) != %MAX% (last_over_time(%ASKED%{%IN%}[10m] %OFF%)), "sign", "to", "", "")
or label_replace(%MAX% (last_over_time(%ASKED%{%IN%}[10m] %OFF%)) != %MAX% (%ASKED%{%IN%}), "sign", "from", "", ""))";

constexpr std::string_view kReplicaSets = R"(
or label_replace(label_replace(%RISEN%, "deployment", "$1", "replicaset", "(.+)-[^-]+"), "sign", "risen", "", "")
or label_replace(label_replace(%RUN_BEFORE% > 0, "deployment", "$1", "replicaset", "(.+)-[^-]+")
and on (cluster, namespace, deployment) label_replace(%RISEN%, "deployment", "$1", "replicaset", "(.+)-[^-]+"), "sign", "ran", "", "")
or label_replace(%MAX% (kube_deployment_status_condition{%IN%,condition="Progressing",status="false"}) == 1, "sign", "failed", "", "")
or label_replace(%MAX% (kube_deployment_spec_paused{%IN%}) == 1, "sign", "paused", "", ""))";
constexpr std::string_view kRun = R"(max by (cluster, namespace, replicaset) (kube_replicaset_spec_replicas{%SEL%replicaset=~"(?:%NAMES%)-[^-]+"}))";
constexpr std::string_view kRunBefore = R"(max by (cluster, namespace, replicaset) (last_over_time(kube_replicaset_spec_replicas{%SEL%replicaset=~"(?:%NAMES%)-[^-]+"}[10m] %OFF%)))";

constexpr std::string_view kRevisions = R"(
or label_replace(%REV% unless %REV_BEFORE%, "sign", "risen", "", "")
or label_replace(%REV_BEFORE% and on (cluster, namespace, statefulset) (%REV% unless %REV_BEFORE%), "sign", "ran", "", ""))";
constexpr std::string_view kRevision = R"(max by (cluster, namespace, statefulset, revision) (kube_statefulset_status_update_revision{%IN%} %OFF%))";

constexpr std::string_view kGenerations = R"(
or label_replace(%MAX% (kube_daemonset_metadata_generation{%IN%}) != %MAX% (last_over_time(kube_daemonset_metadata_generation{%IN%}[10m] %OFF%)), "sign", "risen", "", "")
or label_replace(%MAX% (last_over_time(kube_daemonset_metadata_generation{%IN%}[10m] %OFF%)) != %MAX% (kube_daemonset_metadata_generation{%IN%}), "sign", "ran", "", ""))";

constexpr std::string_view kAutoscalers = R"(label_replace(%TO% * on (cluster, namespace, horizontalpodautoscaler) group_left (scaletargetref_kind, scaletargetref_name) %INFO%, "sign", "to", "", "")
or label_replace(%FROM% * on (cluster, namespace, horizontalpodautoscaler) group_left (scaletargetref_kind, scaletargetref_name) %INFO%, "sign", "from", "", ""))";
constexpr std::string_view kDesired = R"(max by (cluster, namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_desired_replicas{%SEL%}))";
constexpr std::string_view kDesiredBefore = R"(max by (cluster, namespace, horizontalpodautoscaler) (last_over_time(kube_horizontalpodautoscaler_status_desired_replicas{%SEL%}[10m] %OFF%)))";
constexpr std::string_view kScaleTarget = R"(max by (cluster, namespace, horizontalpodautoscaler, scaletargetref_kind, scaletargetref_name) (kube_horizontalpodautoscaler_info{%SEL%scaletargetref_name=~"%NAMES%"}))";

constexpr std::string_view kLookBuilds = R"(label_replace(count({%SEL%%BUILDS%}), "sign", "built", "", "")
or label_replace(%SEEN% and on (%SERVICE%) (count by (%SERVICE%) (%SEEN%) > 1), "sign", "version", "", ""))";
constexpr std::string_view kBuilds = R"(label_replace(%NOW% unless %BEFORE%, "sign", "fresh", "", "")
or label_replace(count by (%SERVICE%, %VERSION%) (last_over_time({%IN%}[15m] %OFF%)) and on (%SERVICE%) (%NOW% unless %BEFORE%), "sign", "ran", "", "")
or label_replace(%NOW% and on (%SERVICE%) (count by (%SERVICE%) (%NOW%) > 1), "sign", "mix", "", "")
or label_replace((%NOW% and on (%SERVICE%) (count by (%SERVICE%) (%NOW%) == 1)) and on (%SERVICE%) (count by (%SERVICE%) (%BEFORE%) > 1), "sign", "sole", "", ""))";

constexpr std::string_view kImages = R"(label_replace(group by (cluster, namespace, owner_name, container, image, image_spec, image_id) (
max by (cluster, namespace, pod, container, image, image_spec, image_id) (last_over_time(kube_pod_container_info{%SEL%%PODS%}[%W%]))
* on (cluster, namespace, pod) group_left (owner_name)
max by (cluster, namespace, pod, owner_name) (last_over_time(kube_pod_owner{%SEL%owner_kind="%KIND%",owner_name=~"%NAMES%"}[%W%]))), "sign", "image", "", ""))";

constexpr std::size_t kMaxPodPrefix = 57; ///< longer names are cut in those of their pods

/// As it stands within a PromQL string.
std::string quoted(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

/// One of these, as a regular expression within a PromQL string.
std::string anyOf(const std::set<std::string>& names)
{
    std::string out;
    for (const auto& name : names) {
        out += out.empty() ? "" : "|";
        for (const char c : name) {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
            out += plain ? std::string(1, c) : quoted(std::string("\\") + c);
        }
    }
    return out;
}

std::string inMs(Millis d) { return std::to_string(d.count()) + "ms"; }

/// Without the operator in front of the first part.
std::string united(const std::string& parts)
{
    constexpr std::string_view kOr = "\nor ";
    return parts.starts_with(kOr) ? parts.substr(kOr.size()) : parts;
}

} // namespace

InferenceQueries::InferenceQueries(const FeedConfig& feed, Millis step)
    : m_selector(feed.inference.selector.empty() ? "" : feed.inference.selector + ","),
      m_builds("__name__=~\"" + quoted(feed.inference.buildMetrics) + "\""), m_offset("offset " + inMs(step))
{
    const auto& versions = feed.inference.versionLabels;
    const auto add = [&](const std::string& name) {
        const auto has = [&](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
        if (!has(m_buildLabels) && !has(versions))
            m_buildLabels.push_back(name);
    };
    add("cluster");
    for (const auto* names : {&feed.labels.service, &feed.labels.environment}) {
        for (const auto& name : *names)
            add(name);
    }
    for (const auto& each : feed.relabel) {
        for (const auto& name : each.sourceLabels) {
            if (!name.starts_with("__"))
                add(name);
        }
    }
    m_serviceLabels = "__name__, " + joinText(m_buildLabels, ", ");
    m_versionLabels = joinText(versions, ", ");
}

std::string InferenceQueries::filled(std::string_view form, Words words) const
{
    words.emplace_back("SEL", m_selector);
    std::string out(form);
    for (bool found = true; found;) {
        found = false;
        for (const auto& [word, text] : words) {
            const auto mark = "%" + word + "%";
            for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at + text.size())) {
                out.replace(at, mark.size(), text);
                found = true;
            }
        }
    }
    return out;
}

std::string InferenceQueries::lookKubernetes(Millis window, Time createdAfter) const
{
    return united(filled(kLook, {{"OWNER", std::string(kOwner)}, {"AUTOSCALED", std::string(kAutoscaled)}, {"W", inMs(window)}, {"AFTER", std::to_string(toMs(createdAfter) / 1000)}}));
}

std::string InferenceQueries::lookBuilds(Millis window) const
{
    return filled(kLookBuilds,
        {{"SEEN", R"(count by (%SERVICE%, %VERSION%) (last_over_time({%SEL%%BUILDS%}[%W%])))"}, {"SERVICE", m_serviceLabels},
            {"VERSION", m_versionLabels}, {"BUILDS", m_builds}, {"W", inMs(window)}});
}

std::string InferenceQueries::deployments(const std::set<std::string>& names, bool rollouts, bool scale) const
{
    std::string form = rollouts ? std::string(kReplicaSets) + std::string(kProgress) : std::string{};
    form += scale ? kScale : std::string_view{};
    const auto before = filled(kDeploymentSettled, {{"OFF", m_offset}});
    const auto now = filled(kDeploymentSettled, {{"OFF", ""}});
    return united(filled(form,
        {{"RISEN", R"((%RUN% > 0 unless %RUN_BEFORE% >= %RUN%))"}, {"RUN_BEFORE", std::string(kRunBefore)}, {"RUN", std::string(kRun)}, {"SETTLED_BEFORE", before}, {"SETTLED", now}, {"OFF", m_offset},
            {"ASKED", "kube_deployment_spec_replicas"}, {"MAX", R"(max by (cluster, namespace, deployment))"},
            {"IN", R"(%SEL%deployment=~"%NAMES%")"}, {"NAMES", anyOf(names)}}));
}

std::string InferenceQueries::statefulSets(const std::set<std::string>& names, bool rollouts, bool scale) const
{
    std::string form = rollouts ? std::string(kRevisions) + std::string(kProgress) : std::string{};
    form += scale ? kScale : std::string_view{};
    return united(filled(form,
        {{"REV_BEFORE", filled(kRevision, {{"OFF", m_offset}})}, {"REV", filled(kRevision, {{"OFF", ""}})},
            {"SETTLED_BEFORE", filled(kStatefulSetSettled, {{"OFF", m_offset}})}, {"SETTLED", filled(kStatefulSetSettled, {{"OFF", ""}})},
            {"OFF", m_offset}, {"ASKED", "kube_statefulset_replicas"}, {"MAX", R"(max by (cluster, namespace, statefulset))"},
            {"IN", R"(%SEL%statefulset=~"%NAMES%")"}, {"NAMES", anyOf(names)}}));
}

std::string InferenceQueries::daemonSets(const std::set<std::string>& names) const
{
    return united(filled(std::string(kGenerations) + std::string(kProgress),
        {{"SETTLED_BEFORE", filled(kDaemonSetSettled, {{"OFF", m_offset}})}, {"SETTLED", filled(kDaemonSetSettled, {{"OFF", ""}})},
            {"OFF", m_offset}, {"ASKED", "kube_daemonset_status_desired_number_scheduled"}, {"MAX", R"(max by (cluster, namespace, daemonset))"},
            {"IN", R"(%SEL%daemonset=~"%NAMES%")"}, {"NAMES", anyOf(names)}}));
}

std::string InferenceQueries::autoscalers(const std::set<std::string>& targets) const
{
    const std::string now(kDesired);
    const std::string before(kDesiredBefore);
    return filled(kAutoscalers,
        {{"TO", "(" + now + " != " + before + ")"}, {"FROM", "(" + before + " != " + now + ")"}, {"INFO", std::string(kScaleTarget)},
            {"OFF", m_offset}, {"NAMES", anyOf(targets)}});
}

std::string InferenceQueries::builds(const std::string& label, const std::set<std::string>& values) const
{
    return filled(kBuilds,
        {{"NOW", R"(count by (%SERVICE%, %VERSION%) ({%IN%}))"}, {"BEFORE", R"(count by (%SERVICE%, %VERSION%) ({%IN%} %OFF%))"},
            {"SERVICE", m_serviceLabels}, {"VERSION", m_versionLabels}, {"OFF", m_offset},
            {"IN", "%SEL%" + m_builds + "," + label + "=~\"" + anyOf(values) + "\""}});
}

std::string InferenceQueries::images(const std::string& ownerKind, const std::set<std::string>& owners, Millis window) const
{
    const auto cut = [](const std::string& name) { return name.size() > kMaxPodPrefix; };
    const bool prefixes = std::none_of(owners.begin(), owners.end(), cut);
    return filled(kImages,
        {{"PODS", prefixes ? R"(pod=~"(?:%NAMES%)-.+")" : ""}, {"KIND", ownerKind}, {"NAMES", anyOf(owners)}, {"W", inMs(window)}});
}

} // namespace vedette
