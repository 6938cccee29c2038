#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vedette::test {

/// Runs a program and waits for it; -1 when it cannot be started. Output goes to `log`.
int runProgram(const std::vector<std::string>& command, const std::string& log);
/// True when the program is on the PATH.
bool hasProgram(const std::string& name);
/// A loopback port that was free a moment ago.
int freePort();
/// Body of an HTTP GET on loopback, empty when there is no answer with status 200.
std::string httpGet(int port, const std::string& path);

/// A temporary folder that goes with the object.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return m_path; }
    std::string file(const std::string& name, const std::string& content) const; ///< written; its path

private:
    std::string m_path;
};

/// One child process that ends with the object and with this process.
class ChildServer {
public:
    /// Starts `command`, waits until `readyPath` answers 200 on `port` (at most 30 s; an empty
    /// path: until the port accepts). running() is false when it did not come up.
    ChildServer(const std::vector<std::string>& command, int port, const std::string& readyPath, const std::string& log);
    ~ChildServer();
    ChildServer(const ChildServer&) = delete;
    ChildServer& operator=(const ChildServer&) = delete;
    [[nodiscard]] bool running() const { return m_ready; }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

private:
    int m_pid = -1;
    int m_port = 0;
    bool m_ready = false;
};

/// Prometheus on `folder`: with `blocks` from an OpenMetrics text and `rules` (a rule file's text), both may be empty; it sends
/// alerts to the Alertmanager on `alertmanagerPort` (0: none).
std::unique_ptr<ChildServer> startPrometheus(const TempFolder& folder, const std::string& openMetrics, const std::string& rules, int alertmanagerPort);
std::unique_ptr<ChildServer> startAlertmanager(const TempFolder& folder);
/// VictoriaMetrics with the samples of a Prometheus text exposition (timestamps in ms).
std::unique_ptr<ChildServer> startVictoriaMetrics(const TempFolder& folder, const std::string& exposition);
/// POST on loopback; the status, 0 when there is none.
int httpPost(int port, const std::string& path, const std::string& contentType, const std::string& body);

} // namespace vedette::test
