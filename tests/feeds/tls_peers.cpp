#include "tests/feeds/tls_peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fcntl.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace vedette::test {

namespace {

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool sendAll(int fd, const char* data, std::size_t size)
{
    while (size > 0) {
        const auto n = send(fd, data, size, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        data += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

} // namespace

bool CertificateFolder::authority(const std::string& name) const
{
    return runProgram({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=" + name, "-keyout", in(name + ".key"), "-out", in(name + ".pem")},
               in("openssl.log")) == 0;
}

bool CertificateFolder::certificate(const std::string& name, const std::string& names, const std::string& authority) const
{
    return runProgram({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + names,
                          "-addext", "basicConstraints=critical,CA:FALSE", "-CA", in(authority + ".pem"), "-CAkey", in(authority + ".key"),
                          "-keyout", in(name + ".key"), "-out", in(name + ".pem")},
               in("openssl.log")) == 0;
}

TlsServer::TlsServer(const CertificateFolder& folder, const std::string& certificate, Script script, const QStringList& more, const std::string& host)
    : m_script(std::move(script)), m_host(host), m_port(freePort())
{
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] {
        const auto bytes = m_process.readAllStandardOutput();
        m_heard += bytes;
        m_input += bytes;
        if (const auto answer = m_script(m_input); !answer.isEmpty())
            m_process.write(answer);
    });
    const auto path = [&](const std::string& name) { return QString::fromStdString(folder.in(name)); };
    m_process.start(QStringLiteral("openssl"),
        QStringList{QStringLiteral("s_server"), QStringLiteral("-quiet"), QStringLiteral("-accept"), QStringLiteral("%1:%2").arg(QString::fromStdString(host)).arg(m_port),
            QStringLiteral("-cert"), path(certificate + ".pem"), QStringLiteral("-key"), path(certificate + ".key")}
            + more);
    m_process.waitForStarted();
    // It says nothing when it listens: a connection is the only sign. Closed at once, it counts for nothing.
    const bool six = host.front() == '[';
    for (int tries = 0; tries < 200; ++tries) {
        const int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = loopback(m_port);
        sockaddr_in6 address6{};
        address6.sin6_family = AF_INET6;
        address6.sin6_port = htons(static_cast<std::uint16_t>(m_port));
        address6.sin6_addr = in6addr_loopback;
        const bool listens = six ? connect(fd, reinterpret_cast<const sockaddr*>(&address6), sizeof address6) == 0
                                 : connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        close(fd);
        if (listens)
            break;
        (void)poll(nullptr, 0, 20);
    }
}

TlsServer::~TlsServer()
{
    m_process.kill();
    m_process.waitForFinished();
}

TlsServer::Script httpScript(std::function<std::string(const std::string& head)> answer)
{
    return [answer = std::move(answer)](QByteArray& input) {
        QByteArray out;
        for (auto end = input.indexOf("\r\n\r\n"); end >= 0; end = input.indexOf("\r\n\r\n")) {
            out += QByteArray::fromStdString(answer(input.left(end + 2).toStdString()));
            input.remove(0, end + 4);
        }
        return out;
    };
}

TunnelProxy::TunnelProxy()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    m_stopRead = ends[0];
    m_stopWrite = ends[1];
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<const sockaddr*>(&address), size) == 0 && listen(m_listener, 16) == 0
        && getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

TunnelProxy::~TunnelProxy()
{
    close(m_stopWrite);
    m_thread.join();
    for (auto& tunnel : m_tunnels)
        tunnel.join();
    close(m_listener);
    close(m_stopRead);
}

std::vector<std::string> TunnelProxy::heads() const
{
    const std::scoped_lock lock(m_mutex);
    return m_heads;
}

void TunnelProxy::serve()
{
    while (true) {
        std::array<pollfd, 2> fds{{{m_listener, POLLIN, 0}, {m_stopRead, POLLIN, 0}}};
        if (poll(fds.data(), 2, -1) <= 0 || fds[1].revents != 0)
            return;
        if (const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC); client >= 0)
            m_tunnels.emplace_back([this, client] { tunnel(client); });
    }
}

void TunnelProxy::tunnel(int client)
{
    std::string head;
    std::array<char, 16384> buffer{};
    int server = -1;
    while (true) {
        std::array<pollfd, 3> fds{{{client, POLLIN, 0}, {m_stopRead, POLLIN, 0}, {server, POLLIN, 0}}};
        if (poll(fds.data(), 3, -1) <= 0 || fds[1].revents != 0)
            break;
        if (fds[0].revents != 0) {
            const auto n = recv(client, buffer.data(), buffer.size(), 0);
            if (n <= 0)
                break;
            if (server >= 0) {
                if (!sendAll(server, buffer.data(), static_cast<std::size_t>(n)))
                    break;
            } else {
                head.append(buffer.data(), static_cast<std::size_t>(n));
                if (head.find("\r\n\r\n") == std::string::npos)
                    continue;
                {
                    const std::scoped_lock lock(m_mutex);
                    m_heads.push_back(head);
                }
                const auto line = head.substr(0, head.find("\r\n"));
                const auto port = std::atoi(line.c_str() + line.rfind(':', line.rfind(' ')) + 1);
                server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
                const auto address = loopback(port);
                if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
                    break;
                const std::string yes = "HTTP/1.1 200 Connection established\r\n\r\n";
                if (!sendAll(client, yes.data(), yes.size()))
                    break;
            }
        }
        if (server >= 0 && fds[2].fd == server && fds[2].revents != 0) {
            const auto n = recv(server, buffer.data(), buffer.size(), 0);
            if (n <= 0 || !sendAll(client, buffer.data(), static_cast<std::size_t>(n)))
                break;
        }
    }
    if (server >= 0)
        close(server);
    close(client);
}

} // namespace vedette::test
