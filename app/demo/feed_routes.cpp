#include "app/demo/feed_routes.h"

#include "app/demo/change_feeds.h"
#include "app/demo/ci_feeds.h"
#include "app/demo/grafana_rules.h"
#include "app/demo/trace_feeds.h"
#include "models/base/text.h"

namespace vedette::demo {

namespace {

class Params {
public:
    explicit Params(const std::multimap<std::string, std::string>& params) : m_params(params) {}
    [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise) const
    {
        double value = 0;
        return parseNumber(text(name), value) && value >= 0 && value < 1e15 ? static_cast<std::int64_t>(value) : otherwise;
    }
    [[nodiscard]] int count(const char* name, int otherwise) const
    {
        const auto value = number(name, otherwise);
        return value >= 1 && value < 1'000'000 ? static_cast<int>(value) : otherwise;
    }
    /// In ms or as RFC 3339.
    [[nodiscard]] Time time(const char* name, Time otherwise) const
    {
        if (const auto ms = number(name, -1); ms >= 0)
            return timeFromMs(ms);
        const auto time = parseRfc3339(text(name));
        return time.ok() ? *time : otherwise;
    }

private:
    [[nodiscard]] std::string text(const char* name) const
    {
        const auto it = m_params.find(name);
        return it == m_params.end() ? std::string{} : it->second;
    }
    const std::multimap<std::string, std::string>& m_params;
};

/// What stands between `before` and `after` in a path; nullopt where it has another form.
std::optional<std::string> between(const std::string& path, std::string_view before, std::string_view after)
{
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return std::nullopt;
    auto inside = path.substr(before.size(), path.size() - before.size() - after.size());
    return inside.find('/') == std::string::npos ? std::optional(inside) : std::nullopt;
}

std::optional<FeedAnswer> found(std::string body)
{
    return body.empty() ? std::nullopt : std::optional(FeedAnswer{std::move(body), {}});
}

} // namespace

std::optional<FeedAnswer> feedAnswer(const FleetPlan& plan, Time now, const std::string& base, const std::string& path, const std::multimap<std::string, std::string>& all)
{
    const Params params(all);
    const auto next = [&](const std::string& query) { return "<" + base + path + "?" + query + ">; rel=\"next\""; };
    if (path == "/pipelines/api/runs")
        return found(pipelineRuns(plan, now, params.count("page", 1), params.count("per_page", 100)));
    if (path == "/flags/api/changes")
        return found(flagChanges(plan, now));
    if (path == "/argocd/api/v1/applications")
        return found(argocdApplications(plan, now));
    if (path == "/cdevents/events")
        return found(cdEventList(plan, now, "cdevents"));
    if (path == "/github/repos/shop/shop/deployments") {
        const int page = params.count("page", 1);
        const int size = params.count("per_page", 30);
        auto body = githubDeployments(plan, now, base, page, size);
        auto link = body == "[]" ? std::string{} : next("per_page=" + std::to_string(size) + "&page=" + std::to_string(page + 1)); // as GitHub does
        return FeedAnswer{std::move(body), std::move(link)};
    }
    if (const auto id = between(path, "/github/repos/shop/shop/deployments/", "/statuses"))
        return found(githubStatuses(plan, now, *id));
    if (path == "/gitlab/api/v4/projects/7/deployments")
        return found(gitlabDeployments(plan, now, params.time("updated_after", Time{}), params.count("page", 1), params.count("per_page", 20)));
    if (path == "/jenkins/job/shop/job/deploy/api/json")
        return found(jenkinsBuilds(plan, now));
    if (path == "/api/v1/builds") {
        const int limit = params.count("limit", 100);
        auto page = concourseBuilds(plan, now, params.number("to", 0), limit);
        return FeedAnswer{std::move(page.body), page.next > 0 ? next("to=" + std::to_string(page.next) + "&limit=" + std::to_string(limit)) : std::string{}};
    }
    if (const auto id = between(path, "/api/v1/builds/", "/resources"))
        return found(concourseResources(plan, now, *id));
    if (between(path, "/spinnaker/applications/", "/pipelines/search")) {
        const TimeRange triggered{params.time("triggerTimeStartBoundary", Time{}), params.time("triggerTimeEndBoundary", now)};
        return found(spinnakerExecutions(plan, now, triggered, static_cast<int>(std::min<std::int64_t>(params.number("startIndex", 0), 1'000'000)), params.count("size", 10)));
    }
    if (path == "/grafana-alerts/api/v1/rules/history") // whole seconds
        return found(grafanaStateHistory({timeFromMs(1000 * params.number("from", 0)), timeFromMs(1000 * params.number("to", 0))}, plan.at, now, params.count("limit", 1000)));
    if (path == "/grafana-alerts/api/alertmanager/grafana/api/v2/alerts")
        return found(grafanaFiring(plan.at, now));
    if (path == "/grafana-alerts/api/health")
        return found(R"({"database":"ok","version":"11.3.0"})");
    if (path == "/grafana/api/annotations")
        return found(grafanaAnnotations(plan, now, {params.time("from", Time{}), params.time("to", now)}, params.count("limit", 100)));
    const Time end = params.time("endTs", now);
    const TimeRange traced{end - Millis{params.number("lookback", 86'400'000)}, end};
    if (path == "/zipkin/api/v2/dependencies")
        return found(zipkinDependencies(now, traced));
    if (path == "/jaeger/api/dependencies")
        return found(jaegerDependencies(now, traced));
    if (path == "/zipkin/api/v2/services")
        return found(zipkinServices());
    if (path == "/jaeger/api/services")
        return found(jaegerServices());
    return std::nullopt;
}

} // namespace vedette::demo
