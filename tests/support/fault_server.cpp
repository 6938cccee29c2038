#include "tests/support/fault_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace vedette::test {

FaultReply reply(int status, const std::string& contentType, const std::string& body, const std::string& extraHeaders)
{
    FaultReply out;
    out.bytes = "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + contentType + "\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\nConnection: close\r\n" + extraHeaders + "\r\n" + body;
    return out;
}

FaultReply json(const std::string& body) { return reply(200, "application/json", body); }

std::string gzipped(const std::string& text)
{
    // Through files: the program is everywhere, and a test needs no library for it.
    std::string in = "/tmp/vedette-gzip-XXXXXX";
    const int fd = mkstemp(in.data());
    for (std::size_t at = 0; at < text.size();) {
        const auto n = write(fd, text.data() + at, text.size() - at);
        if (n <= 0)
            break;
        at += static_cast<std::size_t>(n);
    }
    close(fd);
    std::string out;
    if (FILE* pipe = popen(("gzip -c " + in).c_str(), "r")) {
        std::array<char, 65536> buffer{};
        for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
            out.append(buffer.data(), n);
        pclose(pipe);
    }
    unlink(in.c_str());
    return out;
}

FaultServer::FaultServer(Script script) : m_script(std::move(script))
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    m_stopRead = ends[0];
    m_stopWrite = ends[1];
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<const sockaddr*>(&address), size) == 0 && listen(m_listener, 64) == 0
        && getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

FaultServer::~FaultServer()
{
    close(m_stopWrite);
    m_thread.join();
    for (auto& talk : m_talks)
        talk.join();
    close(m_listener);
    close(m_stopRead);
}

std::vector<SeenRequest> FaultServer::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

bool FaultServer::waitReadable(int fd, int ms) const
{
    std::array<pollfd, 2> fds{{{fd, POLLIN, 0}, {m_stopRead, POLLIN, 0}}};
    if (poll(fds.data(), 2, ms) <= 0 || (fds[1].revents & (POLLIN | POLLHUP)) != 0)
        return false;
    return true;
}

void FaultServer::pause(int ms) const
{
    pollfd stop{m_stopRead, POLLIN, 0};
    (void)poll(&stop, 1, ms);
}

void FaultServer::serve()
{
    for (int number = 0; waitReadable(m_listener, -1); ++number) {
        const int connection = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0)
            m_talks.emplace_back([this, connection, number] { talk(connection, number); });
    }
}

void FaultServer::talk(int connection, int number)
{
    std::string input;
    bool more = true;
    while (more) {
        std::size_t head = 0;
        std::size_t length = 0;
        while (true) {
            head = input.find("\r\n\r\n");
            if (head != std::string::npos) {
                const auto at = input.find("Content-Length: ");
                length = at < head ? static_cast<std::size_t>(std::atol(input.c_str() + at + 16)) : 0;
                if (input.size() >= head + 4 + length)
                    break;
            }
            std::array<char, 65536> buffer{};
            if (!waitReadable(connection, 30'000)) {
                close(connection);
                return;
            }
            const auto n = recv(connection, buffer.data(), buffer.size(), 0);
            if (n <= 0) {
                close(connection);
                return;
            }
            input.append(buffer.data(), static_cast<std::size_t>(n));
        }
        SeenRequest request;
        const auto first = input.substr(0, input.find("\r\n"));
        request.method = first.substr(0, first.find(' '));
        const auto rest = first.substr(std::min(first.size(), request.method.size() + 1));
        request.path = rest.substr(0, rest.find(' '));
        request.head = input.substr(0, head + 2);
        request.body = input.substr(head + 4, length);
        request.connection = number;
        input.erase(0, head + 4 + length);
        FaultReply answer;
        {
            const std::scoped_lock lock(m_mutex);
            m_requests.push_back(request);
            answer = m_script(request);
        }
        const auto atOnce = answer.dripMs > 0 ? std::min(answer.dripFrom, answer.bytes.size()) : answer.bytes.size();
        std::size_t sent = 0;
        const auto push = [&](std::size_t until) {
            while (sent < until) {
                const auto n = send(connection, answer.bytes.data() + sent, until - sent, MSG_NOSIGNAL);
                if (n <= 0)
                    return false;
                sent += static_cast<std::size_t>(n);
            }
            return true;
        };
        bool alive = push(atOnce);
        for (int i = 0; alive && sent < answer.bytes.size() && i < 200; ++i) {
            pause(answer.dripMs);
            alive = push(sent + 1);
        }
        if (answer.hang)
            (void)waitReadable(connection, 30'000); // until the client gives up or the test ends
        if (answer.reset) {
            const linger hard{1, 0};
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        }
        more = alive && answer.keepAlive;
    }
    close(connection);
}

} // namespace vedette::test
