#include "app/demo/fleet_series.h"

#include "app/demo/cluster_series.h"

#include <array>

namespace vedette::demo {

namespace {

const std::vector<std::string>& bucketLabels()
{
    static const std::vector<std::string> labels = [] {
        std::vector<std::string> all;
        for (const char* name : kBucketNames)
            all.push_back("le=\"" + std::string(name) + "\"");
        return all;
    }();
    return labels;
}

void visitInstance(const InstanceState& i, const SampleSink& sink)
{
    const auto& service = fleetServices()[static_cast<std::size_t>(i.service)];
    sink("build_info", "version=\"" + i.version + "\"", 1);
    sink("process_start_time_seconds", "", toSeconds(i.startedAt.time_since_epoch()));
    sink("cpu_usage_ratio", "", i.cpu);
    sink("memory_working_set_bytes", "", i.memoryBytes);
    sink("pool_in_use_ratio", "", i.pool);
    if (service.peakRequestsPerSecond == 0)
        return;
    for (std::size_t k = 0; k < kRequestSeries; ++k)
        sink("http_requests_total", kRequestLabels[k], i.requests[k]);
    for (std::size_t b = 0; b < kBuckets; ++b)
        sink("http_request_duration_seconds_bucket", bucketLabels()[b], i.buckets[b]);
    sink("http_request_duration_seconds_bucket", "le=\"+Inf\"", i.count);
    sink("http_request_duration_seconds_sum", "", i.seconds);
    sink("http_request_duration_seconds_count", "", i.count);
    if (service.name == "order-api")
        sink("orders_total", "", i.orders);
    if (service.name == "payment-api") {
        sink("payments_total", "result=\"approved\"", i.paymentsApproved);
        sink("payments_total", "result=\"declined\"", i.paymentsDeclined);
    }
}

void visitProber(const FleetState& state, const SampleSink& sink)
{
    const auto& services = fleetServices();
    for (std::size_t s = 0; s < services.size(); ++s) {
        const std::string own = "service=\"" + services[s].name + "\"";
        bool answers = false;
        for (const auto& i : state.instances)
            answers = answers || (i.service == static_cast<int>(s) && i.up);
        sink("probe_success", own, answers ? 1 : 0);
        sink("service_info", own + ",team=\"" + services[s].team + "\",tier=\"" + std::to_string(services[s].tier) + "\"", 1);
    }
    for (std::size_t j = 0; j < state.batchLag.size(); ++j) {
        const auto& job = batchJobs()[j];
        sink("batch_lag_seconds",
            "batch=\"" + job.name + "\",service=\"" + services[static_cast<std::size_t>(job.service)].name + "\"",
            state.batchLag[j]);
    }
}

} // namespace

const std::vector<Target>& fleetTargets()
{
    static const std::vector<Target> targets = [] {
        std::vector<Target> all;
        const auto& services = fleetServices();
        for (int s = 0; s < static_cast<int>(services.size()); ++s) {
            const auto& service = services[static_cast<std::size_t>(s)];
            for (int i = 0; i < service.instances; ++i)
                all.push_back({"/metrics/" + service.name + "-" + std::to_string(i), "shop",
                    "instance=\"" + instanceName(s, i) + "\",job=\"shop\",service=\"" + service.name + "\"",
                    static_cast<int>(all.size())});
        }
        all.push_back({"/metrics/kube-state-metrics", "kube-state-metrics",
            R"(instance="kube-state-metrics:8080",job="kube-state-metrics")", -1});
        all.push_back({"/metrics/prober", "blackbox", R"(instance="prober:9115",job="blackbox")", -1});
        return all;
    }();
    return targets;
}

void visitSamples(const FleetState& state, const Target& target, const SampleSink& sink)
{
    if (target.instance >= 0) {
        const auto& i = state.instances[static_cast<std::size_t>(target.instance)];
        if (i.up)
            visitInstance(i, sink);
    } else if (target.job == "blackbox") {
        visitProber(state, sink);
    } else {
        visitCluster(state, sink);
    }
}

} // namespace vedette::demo
