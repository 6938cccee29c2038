#pragma once

#include "tests/support/real_servers.h"

#include <QProcess>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vedette::test {

/// A folder of certificates: NAME.pem and NAME.key signed by AUTHORITY.pem, made by the openssl program.
class CertificateFolder {
public:
    [[nodiscard]] const std::string& path() const { return m_folder.path(); }
    [[nodiscard]] std::string in(const std::string& name) const { return m_folder.path() + "/" + name; }
    bool authority(const std::string& name) const;
    /// `names` as openssl writes them: "IP:127.0.0.1,DNS:localhost".
    bool certificate(const std::string& name, const std::string& names, const std::string& authority) const;

private:
    TempFolder m_folder;
};

/// A loopback TLS server whose bytes a test writes itself: openssl s_server, one connection after the other. Lives in the test's event
/// loop: whoever waits for it must let that run (QTRY_...).
class TlsServer {
public:
    /// Called with all bytes of the present run that were not taken yet; takes what it understands from the front, answers what to send.
    using Script = std::function<QByteArray(QByteArray& input)>;
    TlsServer(const CertificateFolder& folder, const std::string& certificate, Script script, const QStringList& more = {}, const std::string& host = "127.0.0.1");
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::string url() const { return "https://" + m_host + ":" + std::to_string(m_port); }
    [[nodiscard]] const QByteArray& heard() const { return m_heard; } ///< everything, decrypted

private:
    QProcess m_process;
    Script m_script;
    QByteArray m_input;
    QByteArray m_heard;
    std::string m_host;
    int m_port = 0;
};

/// Script of an HTTP/1.1 server: the answer to each request head, as raw bytes.
TlsServer::Script httpScript(std::function<std::string(const std::string& head)> answer);

/// A loopback proxy that makes tunnels (CONNECT) to loopback ports, whatever host was asked for.
class TunnelProxy {
public:
    TunnelProxy();
    ~TunnelProxy();
    TunnelProxy(const TunnelProxy&) = delete;
    TunnelProxy& operator=(const TunnelProxy&) = delete;
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::vector<std::string> heads() const; ///< of the requests to the proxy itself

private:
    void serve();
    void tunnel(int client);
    int m_listener = -1;
    int m_port = 0;
    int m_stopRead = -1;
    int m_stopWrite = -1;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_heads;
    std::vector<std::thread> m_tunnels;
    std::thread m_thread;
};

} // namespace vedette::test
