#include "app/demo/cluster_series.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette::demo {

namespace {

/// The template of an instance's pod.
std::size_t templateOf(const std::vector<FleetTemplate>& templates, const std::string& version)
{
    const auto known = std::find_if(templates.begin(), templates.end(), [&](const FleetTemplate& t) { return t.version == version; });
    return known == templates.end() ? templates.size() - 1 : static_cast<std::size_t>(known - templates.begin());
}

std::string digitsOf(const std::string& text, std::size_t count) { return hex64(fnv1a(text)).substr(0, count); }

} // namespace

void visitCluster(const FleetState& state, const SampleSink& sink)
{
    const auto& services = fleetServices();
    std::size_t at = 0;
    for (std::size_t s = 0; s < services.size(); ++s) {
        const auto& name = services[s].name;
        const auto& templates = state.templates[s];
        std::vector<int> pods(templates.size(), 0);
        int unavailable = 0;
        for (int i = 0; i < services[s].instances; ++i, ++at) {
            const auto& instance = state.instances[at];
            const auto which = templateOf(templates, instance.version);
            const auto& version = templates[which].version;
            ++pods[which];
            unavailable += instance.up ? 0 : 1;
            const auto replicaSet = name + "-" + digitsOf(version, 9);
            const auto pod = "namespace=\"prod\",pod=\"" + replicaSet + "-" + digitsOf(replicaSet + std::to_string(i), 5) + "\"";
            sink("kube_pod_owner", pod + ",owner_is_controller=\"true\",owner_kind=\"ReplicaSet\",owner_name=\"" + replicaSet + "\"", 1);
            const auto image = "registry.shop.example/" + name + ":" + version;
            sink("kube_pod_container_info", pod + ",container=\"" + name + "\",image=\"" + image + "\",image_spec=\"" + image + "\"", 1);
        }
        const std::string own = "deployment=\"" + name + "\",namespace=\"prod\"";
        sink("kube_deployment_spec_replicas", own, services[s].instances);
        sink("kube_deployment_status_replicas_updated", own, pods.back());
        sink("kube_deployment_status_replicas_unavailable", own, unavailable);
        sink("kube_deployment_metadata_generation", own, state.generation[s]);
        sink("kube_deployment_status_observed_generation", own, state.generation[s]);
        sink("kube_deployment_spec_paused", own, 0);
        sink("kube_deployment_status_condition", own + R"(,condition="Progressing",reason="NewReplicaSetAvailable",status="true")", 1);
        sink("kube_deployment_status_condition", own + R"(,condition="Progressing",reason="NewReplicaSetAvailable",status="false")", 0);
        for (std::size_t t = 0; t < templates.size(); ++t) {
            const auto replicaSet = "namespace=\"prod\",replicaset=\"" + name + "-" + digitsOf(templates[t].version, 9) + "\"";
            sink("kube_replicaset_created", replicaSet, toSeconds(floorTo(templates[t].created, std::chrono::seconds{1}).time_since_epoch()));
            sink("kube_replicaset_owner", replicaSet + ",owner_is_controller=\"true\",owner_kind=\"Deployment\",owner_name=\"" + name + "\"", 1);
            sink("kube_replicaset_spec_replicas", replicaSet, pods[t]);
        }
    }
}

bool clusterMoved(const FleetState& before, const FleetState& after)
{
    const auto sameVersion = [](const InstanceState& a, const InstanceState& b) { return a.version == b.version; };
    return before.templates != after.templates || !std::equal(before.instances.begin(), before.instances.end(), after.instances.begin(), after.instances.end(), sameVersion);
}

} // namespace vedette::demo
