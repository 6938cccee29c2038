#include "app/demo/fleet_server.h"

#include "app/demo/change_feeds.h"
#include "app/demo/sample_text.h"
#include "models/base/text.h"

#include <httplib.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace vedette::demo {

namespace {

int numberOf(const httplib::Request& request, const char* name, int otherwise)
{
    double value = 0;
    return request.has_param(name) && parseNumber(request.get_param_value(name), value) && value >= 1 && value < 1e6
        ? static_cast<int>(value)
        : otherwise;
}

/// The model held at the wall clock's step.
class LiveFleet {
public:
    explicit LiveFleet(const FleetHistory& history)
        : m_model(history.plan(), history.options().seed, history.from(), history.options().step)
    {
        m_model.restore(history.last());
    }

    /// None where there is no such page; an empty page where the instance is down.
    std::optional<std::string> page(const std::string& path, Time now)
    {
        const auto& targets = fleetTargets();
        const auto target = std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.path == path; });
        if (target == targets.end())
            return std::nullopt;
        const std::lock_guard lock(m_mutex);
        while (m_model.state().now + m_model.step() <= now)
            m_model.advance();
        return metricsPage(m_model.state(), *target);
    }

private:
    std::mutex m_mutex;
    FleetModel m_model;
};

class Server final : public FleetServer {
public:
    Server(const FleetHistory& history, const Clock& clock) : m_plan(history.plan()), m_clock(clock), m_fleet(history)
    {
        m_http.Get(R"(/metrics/[a-z0-9-]+)", [this](const httplib::Request& request, httplib::Response& response) {
            const auto page = m_fleet.page(request.path, m_clock.now());
            response.status = !page ? 404 : page->empty() ? 503 : 200;
            response.set_content(page.value_or("no such instance\n"), "text/plain; version=0.0.4; charset=utf-8");
        });
        json("/pipelines/api/runs", [this](const httplib::Request& request) {
            return pipelineRuns(m_plan, m_clock.now(), numberOf(request, "page", 1), numberOf(request, "per_page", 100));
        });
        json("/flags/api/changes", [this](const httplib::Request&) { return flagChanges(m_plan, m_clock.now()); });
        m_http.Get("/github/repos/shop/shop/deployments", [this](const httplib::Request& request, httplib::Response& response) {
            const int page = numberOf(request, "page", 1);
            const int size = numberOf(request, "per_page", 30);
            const auto body = githubDeployments(m_plan, m_clock.now(), url(), page, size);
            if (body != "[]") // as GitHub does: the next page is named in a header
                response.set_header("Link", "<" + url() + request.path + "?per_page=" + std::to_string(size) + "&page=" + std::to_string(page + 1) + ">; rel=\"next\"");
            response.set_content(body, "application/json; charset=utf-8");
        });
        json(R"(/github/repos/shop/shop/deployments/(\d+)/statuses)", [this](const httplib::Request& request) {
            return githubStatuses(m_plan, m_clock.now(), request.matches[1].str());
        });
        json("/argocd/api/v1/applications",
            [this](const httplib::Request&) { return argocdApplications(m_plan, m_clock.now()); });
        json("/cdevents/events",
            [this](const httplib::Request&) { return cdEventList(m_plan, m_clock.now(), "cdevents"); });
    }

    ~Server() override
    {
        m_http.stop();
        if (m_thread.joinable())
            m_thread.join();
    }

    Status listen()
    {
        m_http.new_task_queue = [] { return new httplib::ThreadPool(4); }; // httplib owns it
        m_http.set_keep_alive_timeout(2);
        m_port = m_http.bind_to_any_port("127.0.0.1");
        if (m_port <= 0)
            return makeError(ErrorKind::network, "no free port on 127.0.0.1 for the demo's metrics and change feeds");
        m_thread = std::thread([this] { m_http.listen_after_bind(); });
        return Done{};
    }

    [[nodiscard]] std::string url() const override { return "http://127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] int port() const override { return m_port; }

private:
    void json(const std::string& path, std::function<std::string(const httplib::Request&)> answer)
    {
        m_http.Get(path, [answer = std::move(answer)](const httplib::Request& request, httplib::Response& response) {
            std::string body = answer(request);
            response.status = body.empty() ? 404 : 200;
            response.set_content(body.empty() ? "{}" : body, "application/json");
        });
    }

    const FleetPlan& m_plan;
    const Clock& m_clock;
    LiveFleet m_fleet;
    httplib::Server m_http;
    std::thread m_thread;
    int m_port = 0;
};

} // namespace

Result<std::unique_ptr<FleetServer>> FleetServer::start(const FleetHistory& history, const Clock& clock)
{
    auto server = std::make_unique<Server>(history, clock);
    if (auto listening = server->listen(); !listening.ok())
        return listening.error();
    return std::unique_ptr<FleetServer>(std::move(server));
}

} // namespace vedette::demo
