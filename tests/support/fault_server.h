#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vedette::test {

/// What the server does with one request, byte for byte.
struct FaultReply {
    std::string bytes;         ///< sent as they are
    int dripMs = 0;            ///< pause after each byte of the first 200
    std::size_t dripFrom = 0;  ///< bytes before this one are sent at once
    bool hang = false;         ///< afterwards the connection stays open and silent
    bool reset = false;        ///< afterwards the connection is reset
    bool keepAlive = false;    ///< afterwards the next request of the connection is read
};

struct SeenRequest {
    std::string method;
    std::string path; ///< with its query
    std::string head; ///< header lines as they came
    std::string body;
    int connection = 0;
};

/// An answer with the usual header lines and Connection: close.
FaultReply reply(int status, const std::string& contentType, const std::string& body, const std::string& extraHeaders = {});
FaultReply json(const std::string& body);
/// `text` as a gzip body (the program does it).
std::string gzipped(const std::string& text);

/// A loopback HTTP server that misbehaves on command. One thread; the script is called on it for each request in turn.
class FaultServer {
public:
    using Script = std::function<FaultReply(const SeenRequest&)>;
    explicit FaultServer(Script script);
    ~FaultServer();
    FaultServer(const FaultServer&) = delete;
    FaultServer& operator=(const FaultServer&) = delete;

    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] std::vector<SeenRequest> requests() const;

private:
    void serve();
    void talk(int connection, int number);
    bool waitReadable(int fd, int ms) const; ///< false: time is up or the server ends
    void pause(int ms) const;

    Script m_script;
    int m_listener = -1;
    int m_port = 0;
    int m_stopRead = -1;
    int m_stopWrite = -1;
    mutable std::mutex m_mutex;
    std::vector<SeenRequest> m_requests;
    std::vector<std::thread> m_talks;
    std::thread m_thread;
};

} // namespace vedette::test
