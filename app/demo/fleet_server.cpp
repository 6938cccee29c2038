#include "app/demo/fleet_server.h"

#include "app/demo/feed_routes.h"
#include "app/demo/sample_text.h"
#include "models/base/text.h"

#include <httplib.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace vedette::demo {

namespace {

/// The model held at the step that the wall clock has come to.
class LiveFleet {
public:
    LiveFleet(const FleetHistory& history, const FleetPace& pace)
        : m_pace(pace), m_model(history.plan(), history.options().seed, history.from(), history.options().step), m_logs(history.logs())
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
        liveUntil(now);
        if (m_pace.speed == 1)
            return metricsPage(m_model.state(), *target);
        FleetState shown = m_model.state();
        for (auto& instance : shown.instances)
            instance.startedAt = m_pace.wallTime(instance.startedAt);
        for (auto& rollout : shown.rolloutAt)
            rollout = m_pace.wallTime(rollout);
        return metricsPage(shown, *target);
    }

    LogAnswer logs(const std::string& what, const std::multimap<std::string, std::string>& params, const std::string& tenant, Time now)
    {
        const std::lock_guard lock(m_mutex);
        liveUntil(now);
        return logAnswer(m_logs, m_pace, what, params, tenant);
    }

private:
    void liveUntil(Time now)
    {
        while (m_model.state().now + m_model.step() <= m_pace.fleetTime(now)) {
            m_model.advance();
            m_logs.add(m_model.state());
        }
    }

    std::mutex m_mutex;
    FleetPace m_pace;
    FleetModel m_model;
    LogBook m_logs;
};

class Server final : public FleetServer {
public:
    Server(const FleetHistory& history, const FleetPlan& told, const FleetPace& pace, const Clock& clock, std::function<bool(const std::string&)> notified)
        : m_plan(told), m_clock(clock), m_notified(std::move(notified)), m_fleet(history, pace)
    {
        m_http.Get(R"(/metrics/[a-z0-9-]+)", [this](const httplib::Request& request, httplib::Response& response) {
            const auto page = m_fleet.page(request.path, m_clock.now());
            response.status = !page ? 404 : page->empty() ? 503 : 200;
            response.set_content(page.value_or("no such instance\n"), "text/plain; version=0.0.4; charset=utf-8");
        });
        m_http.Post("/paged", [this](const httplib::Request& request, httplib::Response& response) {
            response.status = m_notified && !m_notified(request.body) ? 400 : 200;
        });
        m_http.Get(R"(/loki/loki/api/v1/(.+))", [this](const httplib::Request& request, httplib::Response& response) {
            auto answer = m_fleet.logs(request.matches[1], request.params, request.get_header_value("X-Scope-OrgID"), m_clock.now());
            response.status = answer.status;
            response.set_content(answer.body, answer.type);
        });
        m_http.Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
            const auto answer = feedAnswer(m_plan, m_clock.now(), url(), request.path, request.params);
            response.status = answer ? 200 : 404;
            if (answer && !answer->link.empty())
                response.set_header("Link", answer->link);
            response.set_content(answer ? answer->body : "{}", "application/json; charset=utf-8");
        });
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
    const FleetPlan& m_plan;
    const Clock& m_clock;
    std::function<bool(const std::string&)> m_notified;
    LiveFleet m_fleet;
    httplib::Server m_http;
    std::thread m_thread;
    int m_port = 0;
};

} // namespace

Result<std::unique_ptr<FleetServer>> FleetServer::start(const FleetHistory& history, const FleetPlan& told, const FleetPace& pace, const Clock& clock,
    std::function<bool(const std::string& body)> notified)
{
    auto server = std::make_unique<Server>(history, told, pace, clock, std::move(notified));
    if (auto listening = server->listen(); !listening.ok())
        return listening.error();
    return std::unique_ptr<FleetServer>(std::move(server));
}

} // namespace vedette::demo
