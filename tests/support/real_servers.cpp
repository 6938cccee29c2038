#include "tests/support/real_servers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace vedette::test {

namespace {

int spawn(const std::vector<std::string>& command, const std::string& log)
{
    const auto parent = getpid();
    const int pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int in = open("/dev/null", O_RDONLY);
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    std::vector<char*> arguments;
    for (const auto& part : command)
        arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

int connectTo(int port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval limit{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

std::string exchange(int port, const std::string& request)
{
    const int fd = connectTo(port);
    if (fd < 0)
        return {};
    std::string answer;
    std::size_t sent = 0;
    while (sent < request.size()) {
        const auto n = send(fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += static_cast<std::size_t>(n);
    }
    char buffer[65536];
    for (ssize_t n = 0; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(n));
    close(fd);
    return answer;
}

} // namespace

int runProgram(const std::vector<std::string>& command, const std::string& log)
{
    const int pid = spawn(command, log);
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool hasProgram(const std::string& name)
{
    const char* path = std::getenv("PATH");
    std::string folders = path != nullptr ? path : "/usr/bin";
    for (std::size_t at = 0; at <= folders.size();) {
        const auto end = std::min(folders.find(':', at), folders.size());
        if (access((folders.substr(at, end - at) + "/" + name).c_str(), X_OK) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

int freePort()
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0
        || getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        address.sin_port = 0;
    close(fd);
    return ntohs(address.sin_port);
}

std::string httpGet(int port, const std::string& path)
{
    const auto answer = exchange(port, "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    const auto body = answer.find("\r\n\r\n");
    const bool ok = answer.find(" 200 ") != std::string::npos && answer.find(" 200 ") < 12;
    return ok && body != std::string::npos ? answer.substr(body + 4) : std::string{};
}

int httpPost(int port, const std::string& path, const std::string& contentType, const std::string& body)
{
    const auto answer = exchange(port,
        "POST " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: " + contentType + "\r\nContent-Length: "
            + std::to_string(body.size()) + "\r\n\r\n" + body);
    return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0;
}

TempFolder::TempFolder()
{
    auto pattern = (std::filesystem::temp_directory_path() / "vedette-test-XXXXXX").string();
    m_path = mkdtemp(pattern.data()) != nullptr ? pattern : std::string{};
}

TempFolder::~TempFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

std::string TempFolder::file(const std::string& name, const std::string& content) const
{
    const auto path = m_path + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

ChildServer::ChildServer(const std::vector<std::string>& command, int port, const std::string& readyPath, const std::string& log)
    : m_pid(spawn(command, log)), m_port(port)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (m_pid > 0 && std::chrono::steady_clock::now() < until) {
        const int probe = readyPath.empty() ? connectTo(port) : -1;
        if (probe >= 0)
            close(probe);
        if (probe >= 0 || (!readyPath.empty() && !httpGet(port, readyPath).empty())) {
            m_ready = true;
            return;
        }
        if (waitpid(m_pid, nullptr, WNOHANG) == m_pid) {
            m_pid = -1;
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50)); // another process: there is nothing to wait on
    }
}

ChildServer::~ChildServer()
{
    if (m_pid <= 0)
        return;
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
}

std::unique_ptr<ChildServer> startPrometheus(const TempFolder& folder, const std::string& openMetrics, const std::string& rules, int alertmanagerPort)
{
    const auto data = folder.path() + "/prometheus";
    std::filesystem::create_directories(data);
    if (!openMetrics.empty()) {
        const auto text = folder.file("history.om", openMetrics);
        if (runProgram({"promtool", "tsdb", "create-blocks-from", "openmetrics", text, data}, folder.path() + "/promtool.log") != 0)
            return nullptr;
    }
    const int port = freePort();
    std::string config = "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                         "scrape_configs:\n  - job_name: self\n    static_configs: [{targets: ['127.0.0.1:" + std::to_string(port) + "']}]\n";
    if (!rules.empty())
        config += "rule_files: ['" + folder.file("rules.yml", rules) + "']\n";
    if (alertmanagerPort != 0)
        config += "alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:" + std::to_string(alertmanagerPort) + "']}]}]}\n";
    return std::make_unique<ChildServer>(
        std::vector<std::string>{"prometheus", "--config.file=" + folder.file("prometheus.yml", config), "--storage.tsdb.path=" + data,
            "--storage.tsdb.retention.time=10y", "--rules.alert.resend-delay=1s", "--web.listen-address=127.0.0.1:" + std::to_string(port)},
        port, "/-/ready", folder.path() + "/prometheus.log");
}

std::unique_ptr<ChildServer> startAlertmanager(const TempFolder& folder)
{
    const int port = freePort();
    const auto config = folder.file("alertmanager.yml", "route: {receiver: none, group_wait: 1s}\nreceivers: [{name: none}]\n");
    return std::make_unique<ChildServer>(
        std::vector<std::string>{"prometheus-alertmanager", "--config.file=" + config, "--storage.path=" + folder.path() + "/alertmanager",
            "--cluster.listen-address=", "--web.listen-address=127.0.0.1:" + std::to_string(port)},
        port, "/-/ready", folder.path() + "/alertmanager.log");
}

std::unique_ptr<ChildServer> startVictoriaMetrics(const TempFolder& folder, const std::string& exposition)
{
    const int port = freePort();
    auto server = std::make_unique<ChildServer>(
        std::vector<std::string>{"victoria-metrics", "-storageDataPath=" + folder.path() + "/vm", "-retentionPeriod=10y",
            "-search.latencyOffset=0s", "-httpListenAddr=127.0.0.1:" + std::to_string(port)},
        port, "/health", folder.path() + "/vm.log");
    if (server->running() && !exposition.empty()) {
        (void)httpPost(port, "/api/v1/import/prometheus", "text/plain", exposition);
        (void)httpGet(port, "/internal/force_flush");
    }
    return server;
}

} // namespace vedette::test
