#include "app/demo/fleet_run.h"

#include "app/demo/block_import.h"
#include "app/demo/change_feeds.h"
#include "app/demo/fleet_config.h"
#include "app/demo/fleet_server.h"
#include "app/demo/notifier_log.h"
#include "app/demo/server_calls.h"
#include "app/demo/truth_json.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

namespace vedette::demo {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

Status writeFile(const fs::path& path, const std::string& text)
{
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored);
    // Written beside and renamed: whoever watches the folder never reads half a file.
    const fs::path part = path.parent_path() / ("." + path.filename().string() + ".part");
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    std::error_code failed;
    if (out)
        fs::rename(part, path, failed);
    if (!out || failed)
        return makeError(ErrorKind::store, "cannot write " + path.string());
    return Done{};
}

class FleetRun final : public Demo {
public:
    FleetRun(const DemoOptions& options, std::string dir, Programs programs, std::function<void(const std::string&)> progress)
        : m_options(options), m_dir(std::move(dir)), m_programs(std::move(programs)), m_progress(std::move(progress))
    {
    }
    ~FleetRun() override { stop(); }

    [[nodiscard]] const DemoInfo& info() const override { return m_info; }
    [[nodiscard]] bool filling() const override { return m_filling; }
    [[nodiscard]] std::string failure() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_failure;
    }

    Status bringUp()
    {
        HistoryOptions history;
        history.seed = m_options.seed;
        history.days = m_options.days;
        history.step = m_options.step;
        history.at = m_options.at.value_or(m_clock.now());
        history.live = std::min<Millis>(history.live * m_options.speed, 60 * 24h);
        m_history = std::make_unique<FleetHistory>(history);
        m_pace = {m_history->to(), m_options.speed};
        m_told = asTold(m_history->plan(), m_pace);
        say("the fleet has lived through " + std::to_string(m_options.days) + " days");

        if (auto done = writeFile(m_dir + "/truth.json", truthJson(*m_history)); !done.ok())
            return done;
        fs::create_directories(dataFolder());
        if (auto done = importNewest(); !done.ok())
            return done;
        m_notifier = std::make_unique<NotifierLog>(m_dir + "/" + kNotifierLog, m_clock);
        auto server = FleetServer::start(*m_history, m_told, m_pace, m_clock, [this](const std::string& body) { return m_notifier->notified(body); });
        if (!server.ok())
            return server.error();
        m_server = std::move(*server);
        m_addresses = {freePort(), freePort(), m_server->port()};
        if (auto done = writeFiles(); !done.ok())
            return done;
        if (auto done = startServers(); !done.ok())
            return done;
        addSilences(m_info.alertmanager, m_clock.now());
        say("ready");
        m_filling = true;
        m_filler = std::thread([this] { fillIn(); });
        return Done{};
    }

    void stop() override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_all();
        if (m_filler.joinable())
            m_filler.join();
        if (m_keeper.joinable())
            m_keeper.join();
        m_server.reset();
        m_notifier.reset();
        m_filling = false;
    }

private:
    [[nodiscard]] std::string dataFolder() const { return m_dir + "/prometheus"; }

    void say(const std::string& sentence)
    {
        const std::lock_guard lock(m_sayMutex);
        if (m_progress)
            m_progress(sentence);
    }

    Status importNewest()
    {
        say("importing the newest hours");
        std::atomic<std::size_t> next{0};
        auto work = [&](int worker) -> Status {
            for (std::size_t k = next++; k < m_history->urgentPieces(); k = next++) {
                if (auto done = import(k, worker); !done.ok())
                    return done;
            }
            return Done{};
        };
        auto second = std::async(std::launch::async, work, 1);
        const auto first = work(0);
        const auto other = second.get();
        return first.ok() ? other : first;
    }

    Status import(std::size_t piece, int worker)
    {
        const std::string folder = m_dir + "/import-" + std::to_string(worker);
        std::error_code ignored;
        fs::create_directories(folder, ignored);
        auto done = importPiece(
            *m_history, m_history->pieces()[piece], m_programs.promtool, folder, dataFolder(), m_stopping);
        if (!done.ok())
            return done.error();
        m_samples += done->samples;
        return Done{};
    }

    Status writeFiles()
    {
        for (const auto& files : {userFiles(m_addresses, m_options.step, m_pace), serverFiles(m_addresses, m_options.step, m_pace)}) {
            for (const auto& file : files) {
                if (auto done = writeFile(fs::path(m_dir) / file.path, file.text); !done.ok())
                    return done;
            }
        }
        fs::create_directories(m_dir + "/cdevents");
        if (auto done = tellFolder(); !done.ok())
            return done;
        const std::string local = "http://127.0.0.1:";
        m_info.dir = m_dir;
        m_info.prometheus = local + std::to_string(m_addresses.prometheus);
        m_info.alertmanager = local + std::to_string(m_addresses.alertmanager);
        for (const auto& f : feedAddresses(m_addresses))
            m_info.feeds.emplace_back(f.name, f.url.starts_with("http") ? f.url : m_dir + "/" + f.url);
        m_info.config = m_dir + "/vedette.yaml";
        m_info.cache = m_dir + "/cache.db";
        m_info.truth = m_dir + "/truth.json";
        m_info.from = m_history->from();
        m_info.to = m_history->to();
        m_info.speed = m_options.speed;
        return Done{};
    }

    /// The watched folder gets a file for every event that happened since the last call.
    Status tellFolder()
    {
        const Time now = m_clock.now();
        for (const auto& e : cdEvents(m_told, now, "cdevents-folder")) {
            if (e.at <= m_folderToldTo)
                continue;
            if (auto done = writeFile(fs::path(m_dir) / "cdevents" / e.name, e.body); !done.ok())
                return done;
        }
        m_folderToldTo = now;
        return Done{};
    }

    /// The keeper's thread starts the servers and stays until they are to end: the kernel ends them with the thread that
    /// started them.
    Status startServers()
    {
        std::promise<Status> started;
        auto outcome = started.get_future();
        m_keeper = std::thread([this, &started] { keep(started); });
        return outcome.get();
    }

    Result<std::pair<ChildProcess, ChildProcess>> launch() const
    {
        const std::string local = "127.0.0.1:";
        auto alertmanager = ChildProcess::start({m_programs.alertmanager, "--config.file=" + m_dir + "/alertmanager.yml",
                                                    "--storage.path=" + m_dir + "/alertmanager",
                                                    "--web.listen-address=" + local + std::to_string(m_addresses.alertmanager),
                                                    "--cluster.listen-address=", "--log.level=warn"},
            m_dir + "/alertmanager.log");
        if (!alertmanager.ok())
            return alertmanager.error();
        // Alerts that fire at the end of the history are to go on firing without their waiting time; blocks are to stay as
        // they were imported, whatever the number of days.
        auto prometheus = ChildProcess::start({m_programs.prometheus, "--config.file=" + m_dir + "/prometheus.yml",
                                                  "--storage.tsdb.path=" + dataFolder(), "--storage.tsdb.retention.time=3y",
                                                  "--storage.tsdb.max-block-duration=18h", "--rules.alert.for-grace-period=1s",
                                                  "--web.listen-address=" + local + std::to_string(m_addresses.prometheus),
                                                  "--log.level=warn"},
            m_dir + "/prometheus.log");
        if (!prometheus.ok())
            return prometheus.error();
        return std::pair{std::move(*prometheus), std::move(*alertmanager)};
    }

    void keep(std::promise<Status>& started)
    {
        auto children = launch();
        if (!children.ok()) {
            started.set_value(children.error());
            return;
        }
        auto& [prometheus, alertmanager] = *children;
        m_info.pids = {prometheus.pid(), alertmanager.pid()};
        auto ready = [&](const char* name, ChildProcess& child, const std::string& url) -> Status {
            const auto deadline = std::chrono::steady_clock::now() + 60s;
            while (!answersReady(url)) {
                if (!child.running())
                    return makeError(ErrorKind::network,
                        std::string(name) + " ended at once (exit " + std::to_string(child.exitCode()) + "), see " + m_dir + "/"
                            + name + ".log");
                if (m_stopping)
                    return makeError(ErrorKind::cancelled, "ended while starting");
                if (std::chrono::steady_clock::now() > deadline)
                    return makeError(ErrorKind::timeout, std::string(name) + " is not ready after 60 s, see " + m_dir + "/" + name + ".log");
                std::this_thread::sleep_for(50ms);
            }
            return Done{};
        };
        Status outcome = ready("prometheus", prometheus, m_info.prometheus);
        if (outcome.ok())
            outcome = ready("alertmanager", alertmanager, m_info.alertmanager);
        const bool fine = outcome.ok();
        started.set_value(std::move(outcome));
        bool told = false;
        while (fine && !waitStopping(2s)) {
            if (!told && (!prometheus.running() || !alertmanager.running())) {
                fail("a server of the demo ended by itself, see the logs in " + m_dir);
                told = true;
            }
            const auto seen = notifierState(m_info.alertmanager);
            m_notifier->looked(seen.alerts, seen.silences);
            if (auto done = tellFolder(); !done.ok() && !told) {
                fail(done.error().text());
                told = true;
            }
        }
    }

    bool waitStopping(Millis time)
    {
        std::unique_lock lock(m_mutex);
        return m_wake.wait_for(lock, time, [this] { return m_stopping.load(); });
    }

    void fail(const std::string& sentence)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_failure = sentence;
        }
        say(sentence);
    }

    void fillIn()
    {
        const auto& pieces = m_history->pieces();
        for (std::size_t k = m_history->urgentPieces(); k < pieces.size() && !m_stopping; ++k) {
            const auto done = import(k, 0);
            if (!done.ok()) {
                if (done.error().kind != ErrorKind::cancelled)
                    fail(done.error().text());
                m_filling = false;
                return;
            }
            say("history is there from " + formatRfc3339(pieces[k].from).substr(0, 16) + "Z on ("
                + std::to_string(100 * (k + 1) / pieces.size()) + " %)");
        }
        std::error_code ignored;
        fs::remove_all(m_dir + "/import-0", ignored);
        fs::remove_all(m_dir + "/import-1", ignored);
        // Prometheus looks for new blocks once a minute.
        while (!hasHistory(m_info.prometheus, m_history->from() + 6min) && !waitStopping(500ms)) {
        }
        if (!m_stopping)
            say("all of the history is there: " + std::to_string(m_samples) + " samples");
        m_filling = false;
    }

    DemoOptions m_options;
    std::string m_dir;
    Programs m_programs;
    std::function<void(const std::string&)> m_progress;
    SystemClock m_clock;
    std::unique_ptr<FleetHistory> m_history;
    FleetPace m_pace;
    FleetPlan m_told;
    std::unique_ptr<NotifierLog> m_notifier;
    std::unique_ptr<FleetServer> m_server;
    FleetAddresses m_addresses;
    DemoInfo m_info;
    Time m_folderToldTo{};
    std::thread m_keeper;
    std::thread m_filler;
    mutable std::mutex m_mutex;
    std::mutex m_sayMutex;
    std::condition_variable m_wake;
    std::atomic<bool> m_stopping{false};
    std::atomic<bool> m_filling{false};
    std::atomic<std::size_t> m_samples{0};
    std::string m_failure;
};

} // namespace

Result<std::unique_ptr<Demo>> startFleet(const DemoOptions& options, const std::string& dir, const Programs& programs,
    std::function<void(const std::string&)> progress)
{
    auto run = std::make_unique<FleetRun>(options, dir, programs, std::move(progress));
    if (auto done = run->bringUp(); !done.ok())
        return done.error();
    return std::unique_ptr<Demo>(std::move(run));
}

} // namespace vedette::demo
