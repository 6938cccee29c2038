// Real TLS and real proxies on loopback: HTTP/2, client certificates, server_name, proxies with and without a login.

#include "models/feeds/feed_engine.h"
#include "tests/feeds/recording_sink.h"
#include "tests/feeds/tls_peers.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000);
const std::string kStatus = R"({"versionInfo":{"version":"0.27.0"}})";

FaultReply healthy(const SeenRequest& request) { return json(request.path.find("/status") != std::string::npos ? kStatus : "[]"); }

std::string healthyHead(const std::string& head)
{
    SeenRequest request;
    request.path = head.substr(0, head.find("\r\n"));
    return healthy(request).bytes;
}

FeedConfig managerFeed(const std::string& url)
{
    FeedConfig feed;
    feed.name = "am";
    feed.kind = FeedKind::alertmanager;
    feed.url = url;
    feed.timeout = Millis{10000};
    feed.pollInterval = Millis{60000};
    return feed;
}

/// An engine on one feed that polls until it ends with the object.
struct Polling {
    ManualClock clock{kNow};
    RecordingSink sink;
    std::unique_ptr<FeedEngine> engine;

    explicit Polling(const FeedConfig& feed, bool once = false)
    {
        EngineOptions options;
        options.once = once;
        options.config.feeds = {feed};
        engine = std::make_unique<FeedEngine>(options, sink, clock);
        engine->start();
    }
    ~Polling() { engine->stop(); }
    FeedStatus status() const { return sink.statusOf("am"); }
    bool polled() const { return !sink.all(&Batch::polls).empty(); }
    /// Everything that is kept or shown of the feed.
    std::string words() const
    {
        std::string all;
        for (const auto& status : sink.statusHistory())
            all += status.url + status.error + status.hint + status.product;
        for (const auto& poll : sink.all(&Batch::polls))
            all += poll.error + poll.question;
        return all;
    }
};

FeedStatus pollOnce(const FeedConfig& feed, std::string* words = nullptr)
{
    Polling polling(feed, true);
    if (!polling.engine->waitUntilDone(Millis{20000}))
        return {};
    polling.engine->stop();
    if (words != nullptr)
        *words = polling.words();
    return polling.status();
}

struct Environment {
    QByteArray name;
    QByteArray before = qgetenv(name.constData());
    bool had = qEnvironmentVariableIsSet(name.constData());
    Environment(const char* n, const std::string& value) : name(n) { qputenv(n, QByteArray::fromStdString(value)); }
    ~Environment() { had ? qputenv(name.constData(), before) : qunsetenv(name.constData()); }
};

// HTTP/2 by hand (RFC 9113): frames of a server that answers by the order of the questions.
QByteArray frame(int type, int flags, int stream, const QByteArray& payload)
{
    QByteArray out;
    for (const int shift : {16, 8, 0})
        out += static_cast<char>(payload.size() >> shift);
    out += static_cast<char>(type);
    out += static_cast<char>(flags);
    for (const int shift : {24, 16, 8, 0})
        out += static_cast<char>(stream >> shift);
    return out + payload;
}
QByteArray answerFrames(int stream, const std::string& body)
{
    const auto head = QByteArray("\x88\x0f\x10\x10" "application/json", 20); // :status 200, content-type
    return frame(1, 4, stream, head) + frame(0, 1, stream, QByteArray::fromStdString(body));
}
QByteArray goAway(int last) { return frame(7, 0, 0, QByteArray("\0\0\0", 3) + static_cast<char>(last) + QByteArray(4, '\0')); }

TlsServer::Script http2Script(std::function<QByteArray(int number, int stream)> answer)
{
    auto asked = std::make_shared<int>(0);
    return [answer = std::move(answer), asked](QByteArray& input) {
        QByteArray out;
        while (true) {
            if (input.startsWith("PRI * HTTP/2.0")) {
                if (input.size() < 24)
                    return out;
                input.remove(0, 24);
                out += frame(4, 0, 0, {}) + frame(4, 1, 0, {}); // settings, and theirs acknowledged
                continue;
            }
            if (input.size() < 9)
                return out;
            const auto byte = [&](int i) { return static_cast<int>(static_cast<unsigned char>(input[i])); };
            const int length = (byte(0) << 16) | (byte(1) << 8) | byte(2);
            if (input.size() < 9 + length)
                return out;
            const int stream = (byte(7) << 8) | byte(8);
            if (byte(3) == 1)
                out += answer(++*asked, stream);
            input.remove(0, 9 + length);
        }
    };
}

} // namespace

class TestTlsAndProxies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!hasProgram("openssl"))
            QSKIP("openssl is not installed");
        QVERIFY(m_folder.authority("ca") && m_folder.authority("other"));
        QVERIFY(m_folder.certificate("server", "IP:127.0.0.1,DNS:localhost", "ca"));
        QVERIFY(m_folder.certificate("elsewhere", "DNS:prom.example", "ca"));
        QVERIFY(m_folder.certificate("client", "DNS:console", "ca"));
        QVERIFY(m_folder.certificate("stranger", "DNS:console", "other"));
    }

    void http2IsSpokenWhereTheServerOffersIt_data()
    {
        QTest::addColumn<bool>("enabled");
        QTest::newRow("enabled") << true;
        QTest::newRow("enable_http2: false") << false;
    }
    void http2IsSpokenWhereTheServerOffersIt()
    {
        QFETCH(bool, enabled);
        const auto two = http2Script([](int number, int stream) { return answerFrames(stream, number == 1 ? kStatus : "[]"); });
        const auto one = httpScript(healthyHead);
        TlsServer server(m_folder, "server", [&](QByteArray& input) { return enabled ? two(input) : one(input); },
            {QStringLiteral("-alpn"), enabled ? QStringLiteral("h2,http/1.1") : QStringLiteral("http/1.1")});
        auto feed = trusting(server.url());
        feed.http.enableHttp2 = enabled;
        Polling polling(feed);
        QTRY_VERIFY_WITH_TIMEOUT(polling.polled(), 20000);
        QCOMPARE(QString::fromStdString(polling.status().error), QString());
        QCOMPARE(polling.status().product, std::string("Alertmanager 0.27.0"));
        QCOMPARE(server.heard().count("PRI * HTTP/2.0"), enabled ? 1 : 0); // one connection for all questions
        QCOMPARE(server.heard().contains("HTTP/1.1"), !enabled);
    }
    void aServerThatGoesAwayBeforeAnsweringIsAskedAgain()
    {
        int connections = 0;
        bool gone = false;
        TlsServer server(m_folder, "server", http2Script([&](int, int stream) {
            connections += stream == 1 ? 1 : 0;
            if (connections > 1)
                return answerFrames(stream, "[]") + goAway(stream); // it ends, and the next connection has its turn
            if (stream == 1)
                return answerFrames(stream, kStatus);
            return std::exchange(gone, true) ? QByteArray() : goAway(1);
        }), {QStringLiteral("-alpn"), QStringLiteral("h2")});
        Polling polling(trusting(server.url()));
        QTRY_VERIFY_WITH_TIMEOUT(polling.polled(), 20000);
        QCOMPARE(QString::fromStdString(polling.status().error), QString());
        QVERIFY(server.heard().count("PRI * HTTP/2.0") >= 2);
        QCOMPARE(polling.sink.all(&Batch::alertPolls).size(), 1U);
    }
    void anAnswerThatIsCutByGoingAwayIsDiscarded()
    {
        TlsServer server(m_folder, "server", http2Script([](int number, int stream) {
            if (number == 1)
                return answerFrames(stream, kStatus);
            const auto half = frame(1, 4, stream, QByteArray("\x88\x0f\x10\x10" "application/json", 20)) + frame(0, 0, stream, "[{\"labels\"");
            return half + goAway(stream) + frame(3, 0, stream, QByteArray("\0\0\0\x02", 4)); // INTERNAL_ERROR
        }), {QStringLiteral("-alpn"), QStringLiteral("h2")});
        Polling polling(trusting(server.url()));
        QTRY_VERIFY_WITH_TIMEOUT(polling.polled(), 20000);
        QVERIFY2(polling.status().error.find("ended early") != std::string::npos, polling.status().error.c_str());
        QVERIFY(polling.sink.all(&Batch::alertPolls).empty());
    }

    void aServerThatWantsACertificateIsGivenOne_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("says");
        QTest::newRow("the right one") << QStringLiteral("client") << QStringLiteral("client") << QString();
        QTest::newRow("none") << QString() << QString() << QStringLiteral("client certificate");
        QTest::newRow("of another authority") << QStringLiteral("stranger") << QStringLiteral("stranger") << QStringLiteral("client certificate");
        QTest::newRow("with the wrong key") << QStringLiteral("client") << QStringLiteral("stranger") << QStringLiteral("or its key cannot be used");
        QTest::newRow("missing file") << QStringLiteral("nowhere") << QStringLiteral("client") << QStringLiteral("or its key cannot be used");
    }
    void aServerThatWantsACertificateIsGivenOne()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, says);
        if (!hasProgram("prometheus"))
            QSKIP("prometheus is not installed");
        const TempFolder data;
        const int port = freePort();
        const auto web = data.file("web.yml", "tls_server_config: {cert_file: " + m_folder.in("server.pem") + ", key_file: " + m_folder.in("server.key")
                + ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: " + m_folder.in("ca.pem") + "}\n");
        const ChildServer prometheus({"prometheus", "--config.file=" + data.file("p.yml", "global: {scrape_interval: 1h}\n"), "--storage.tsdb.path=" + data.path() + "/d",
                                         "--web.config.file=" + web, "--web.listen-address=127.0.0.1:" + std::to_string(port)},
            port, {}, data.path() + "/log");
        QVERIFY(prometheus.running());
        auto feed = trusting("https://127.0.0.1:" + std::to_string(port));
        feed.kind = FeedKind::prometheus;
        feed.pollInterval = Millis{100};
        feed.backfill = Millis{60000};
        const auto file = [&](const QString& name, const char* end) { return name.isEmpty() ? std::string{} : m_folder.in(name.toStdString() + end); };
        feed.http.tls.certFile = file(certificate, ".pem");
        feed.http.tls.keyFile = file(key, ".key");
        Polling polling(feed);
        if (says.isEmpty()) {
            QTRY_VERIFY_WITH_TIMEOUT(polling.status().lastSuccess.has_value(), 30000); // it may be starting
            QVERIFY2(polling.status().product.find("Prometheus 2.") == 0, polling.status().product.c_str());
            return;
        }
        QTRY_COMPARE_WITH_TIMEOUT(polling.status().state, FeedState::failing, 20000);
        QVERIFY2(QString::fromStdString(polling.status().error).contains(says), polling.status().error.c_str());
    }

    void theServerMayGoByAnotherName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("says");
        QTest::newRow("its own") << QStringLiteral("prom.example") << QString();
        QTest::newRow("none") << QString() << QStringLiteral("is for another name");
        QTest::newRow("a third") << QStringLiteral("elsewhere.example") << QStringLiteral("is for another name");
    }
    void theServerMayGoByAnotherName()
    {
        QFETCH(QString, name);
        QFETCH(QString, says);
        TlsServer server(m_folder, "elsewhere", httpScript(healthyHead));
        auto feed = trusting(server.url());
        feed.http.tls.serverName = name.toStdString();
        Polling polling(feed);
        QTRY_VERIFY_WITH_TIMEOUT(polling.polled(), 20000);
        const auto error = QString::fromStdString(polling.status().error);
        QVERIFY2(says.isEmpty() ? error.isEmpty() : error.contains(says), qPrintable(error));
        if (says.isEmpty())
            QVERIFY(server.heard().contains("Host: 127.0.0.1:" + QByteArray::number(server.port())));
    }
    void aRedirectUnderAnotherNameStaysAtTheAddress()
    {
        TlsServer server(m_folder, "elsewhere", httpScript([](const std::string& head) {
            return head.find("/moved") != std::string::npos ? healthyHead(head)
                                                            : reply(302, "text/plain", "", "Location: /moved" + head.substr(4, head.find(' ', 4) - 4) + "\r\n").bytes;
        }));
        auto feed = trusting(server.url());
        feed.http.tls.serverName = "prom.example";
        Polling polling(feed);
        QTRY_VERIFY_WITH_TIMEOUT(polling.polled(), 20000);
        QCOMPARE(QString::fromStdString(polling.status().error), QString());
    }

    void plainQuestionsGoThroughTheProxyAndItsLoginNowhereElse()
    {
        FaultServer proxy(healthy);
        auto feed = managerFeed("http://am.invalid:9093");
        feed.http.proxyUrl = "http://kim:s3cret-canary@127.0.0.1:" + std::to_string(proxy.port());
        std::string words;
        QCOMPARE(QString::fromStdString(pollOnce(feed, &words).error), QString());
        const auto seen = proxy.requests();
        QVERIFY(!seen.empty());
        QVERIFY(seen.front().path.rfind("http://am.invalid:9093/api/v2/", 0) == 0);
        QVERIFY(seen.front().head.find("Proxy-Authorization: Basic a2ltOnMzY3JldC1jYW5hcnk=") != std::string::npos);
        QVERIFY(words.find("canary") == std::string::npos);
    }
    void noProxyIsHeeded_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<bool>("direct");
        QTest::newRow("address") << QStringLiteral("example.com,127.0.0.1") << true;
        QTest::newRow("network") << QStringLiteral("127.0.0.0/8") << true;
        QTest::newRow("all") << QStringLiteral("*") << true;
        QTest::newRow("another") << QStringLiteral("example.com, 10.0.0.0/8") << false;
        QTest::newRow("none") << QString() << false;
    }
    void noProxyIsHeeded()
    {
        QFETCH(QString, list);
        QFETCH(bool, direct);
        const Environment none("no_proxy", "*"); // of the environment: says nothing about proxy_url
        FaultServer proxy(healthy);
        FaultServer server(healthy);
        auto feed = managerFeed(server.url());
        feed.http.proxyUrl = proxy.url();
        feed.http.noProxy = list.toStdString();
        QCOMPARE(QString::fromStdString(pollOnce(feed).error), QString());
        QCOMPARE(server.requests().empty(), !direct);
        QCOMPARE(proxy.requests().empty(), direct);
    }
    void theEnvironmentsProxyIsTakenOnDemandOnly()
    {
        FaultServer proxy(healthy);
        FaultServer server(healthy);
        const Environment http("http_proxy", proxy.url());
        const Environment https("https_proxy", proxy.url());
        const Environment all("all_proxy", proxy.url());
        QCOMPARE(pollOnce(managerFeed(server.url())).state, FeedState::ok);
        QVERIFY(proxy.requests().empty());
        auto feed = managerFeed("http://am.invalid:9093");
        feed.http.proxyFromEnvironment = true;
        QCOMPARE(QString::fromStdString(pollOnce(feed).error), QString());
        const auto through = proxy.requests().size();
        QVERIFY(through > 0);
        feed.url = server.url(); // this computer itself is never asked through it
        QCOMPARE(QString::fromStdString(pollOnce(feed).error), QString());
        QCOMPARE(proxy.requests().size(), through);
        const Environment none("no_proxy", "am.invalid");
        feed.url = "http://am.invalid:9093";
        QCOMPARE(pollOnce(feed).state, FeedState::failing);
        QCOMPARE(proxy.requests().size(), through);
    }
    void aProxyThatIsGoneIsTheCause()
    {
        FaultServer server(healthy);
        auto feed = managerFeed(server.url());
        const auto port = std::to_string(freePort());
        feed.http.proxyUrl = "http://kim:s3cret-canary@127.0.0.1:" + port;
        std::string words;
        const auto status = pollOnce(feed, &words);
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(status.error.find("proxy") != std::string::npos, status.error.c_str());
        QVERIFY(words.find("canary") == std::string::npos);
        QVERIFY(server.requests().empty());
    }
    void whatAProxyRefusesIsItsOwnSentence_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QString>("says");
        QTest::newRow("login") << 407 << false << QStringLiteral("the proxy asks for a login (HTTP 407)");
        QTest::newRow("login before a tunnel") << 407 << true << QStringLiteral("the proxy asks for a login (HTTP 407)");
        QTest::newRow("tunnel not allowed") << 403 << true << QStringLiteral("the proxy refuses the way to 127.0.0.1:9093 (HTTP 403)");
        QTest::newRow("tunnel leads nowhere") << 502 << true << QStringLiteral("the proxy refuses the way to 127.0.0.1:9093 (HTTP 502)");
    }
    void whatAProxyRefusesIsItsOwnSentence()
    {
        QFETCH(int, status);
        QFETCH(bool, tls);
        QFETCH(QString, says);
        FaultServer proxy([&](const SeenRequest&) { return reply(status, "text/html", "<html>s3cret", "Proxy-Authenticate: Basic realm=\"x\"\r\n"); });
        auto feed = managerFeed(tls ? "https://127.0.0.1:9093" : "http://127.0.0.1:9093");
        feed.http.proxyUrl = proxy.url();
        feed.http.credentials.inlineValue = "tok_CANARY";
        std::string words;
        const auto result = pollOnce(feed, &words);
        QCOMPARE(result.state, FeedState::failing);
        QCOMPARE(QString::fromStdString(result.error), says);
        QCOMPARE(proxy.requests().size(), 1U);
        QVERIFY(words.find("s3cret") == std::string::npos && words.find("CANARY") == std::string::npos);
        QCOMPARE(proxy.requests().front().head.find("CANARY") == std::string::npos, tls); // in a tunnel the proxy sees no credentials
    }
    void aTunnelHidesTheQuestionFromTheProxyAndTheLoginFromTheServer()
    {
        TunnelProxy proxy;
        TlsServer server(m_folder, "server", httpScript(healthyHead));
        auto feed = trusting(server.url());
        feed.http.proxyUrl = "http://kim:s3cret@127.0.0.1:" + std::to_string(proxy.port());
        feed.http.credentials.inlineValue = "tok_CANARY";
        feed.http.headers = {{"X-Api-Key", Secret{"key_CANARY", {}, {}}}};
        Polling polling(feed);
        QTRY_VERIFY_WITH_TIMEOUT(polling.polled(), 20000);
        QCOMPARE(QString::fromStdString(polling.status().error), QString());
        const auto heads = proxy.heads();
        QVERIFY(!heads.empty());
        for (const auto& head : heads) {
            QVERIFY(head.rfind("CONNECT 127.0.0.1:" + std::to_string(server.port()) + " ", 0) == 0);
            QVERIFY(head.find("Proxy-Authorization: Basic ") != std::string::npos);
            QVERIFY(head.find("CANARY") == std::string::npos);
        }
        QVERIFY(server.heard().contains("Authorization: Bearer tok_CANARY") && server.heard().contains("X-Api-Key: key_CANARY"));
        QVERIFY(!server.heard().contains("Proxy-Authorization"));
    }
    void redirectsBehindAProxyStayAtTheirOrigin()
    {
        const auto proxied = [](const std::string& target) {
            return [target](const SeenRequest& request) {
                if (request.path.find("/moved") != std::string::npos)
                    return healthy(request);
                const auto path = request.path.substr(request.path.find("/api"));
                return reply(307, "text/plain", "", "Location: " + target + "/moved" + path + "\r\n");
            };
        };
        FaultServer same(proxied("http://am.invalid:9093"));
        auto feed = managerFeed("http://am.invalid:9093");
        feed.http.proxyUrl = same.url();
        QCOMPARE(QString::fromStdString(pollOnce(feed).error), QString());
        FaultServer other(proxied("http://thief.invalid"));
        feed.http.proxyUrl = other.url();
        const auto status = pollOnce(feed);
        QVERIFY2(status.error.find("to thief.invalid:80 was not followed") != std::string::npos, status.error.c_str());
        for (const auto& request : other.requests())
            QVERIFY(request.path.find("thief") == std::string::npos);
    }

private:
    FeedConfig trusting(const std::string& url) const
    {
        auto feed = managerFeed(url);
        feed.http.tls.caFile = m_folder.in("ca.pem");
        return feed;
    }
    CertificateFolder m_folder;
};

VEDETTE_TEST(TestTlsAndProxies)
#include "tst_tls_and_proxies.moc"
