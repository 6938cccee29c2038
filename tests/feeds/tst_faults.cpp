#include "models/feeds/feed_engine.h"
#include "tests/feeds/recording_sink.h"
#include "tests/support/fault_server.h"
#include "tests/support/real_servers.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000);
const char* const kStatus = R"({"versionInfo":{"version":"0.27.0"},"cluster":{"status":"ready"}})";
const char* const kAlert = R"([{"labels":{"alertname":"A"},"annotations":{},"startsAt":"2026-08-22T14:00:00Z","endsAt":"2036-08-22T14:00:00Z","status":{"state":"active","silencedBy":[],"inhibitedBy":[]}}])";

FaultReply healthy(const SeenRequest& request)
{
    return json(request.path.find("/status") != std::string::npos ? kStatus : request.path.find("/alerts") != std::string::npos ? kAlert : "[]");
}

FeedConfig managerFeed(const std::string& url, const std::string& name = "am")
{
    FeedConfig feed;
    feed.name = name;
    feed.cluster = "main";
    feed.kind = FeedKind::alertmanager;
    feed.url = url;
    feed.timeout = Millis{300};
    return feed;
}

/// One poll of one feed; what became of it.
FeedStatus pollOnce(const FeedConfig& feed, RecordingSink& sink)
{
    EngineOptions options;
    options.once = true;
    options.config.feeds = {feed};
    const ManualClock clock(kNow);
    FeedEngine engine(options, sink, clock);
    engine.start();
    const bool done = engine.waitUntilDone(Millis{20000});
    engine.stop();
    auto status = engine.statuses().at(0);
    return done ? status : FeedStatus{};
}

struct Certificates {
    TempFolder folder;
    /// A certificate of `kind`; its files are KIND.pem and KIND.key, the authority's certificate is ca.pem.
    bool make(const std::string& kind)
    {
        const auto in = [&](const std::string& name) { return folder.path() + "/" + name; };
        const auto log = in("openssl.log");
        const auto run = [&](std::vector<std::string> command) { return runProgram(command, log) == 0; };
        const auto subject = kind == "wronghost" ? "DNS:elsewhere.example" : "IP:127.0.0.1,DNS:localhost";
        folder.file("ext.cnf", std::string("subjectAltName=") + subject + "\n");
        folder.file("ca.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=" + in("index") + "\nserial=" + in("serial")
                + "\nnew_certs_dir=" + folder.path() + "\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n");
        folder.file("index", "");
        folder.file("serial", "01\n");
        bool ok = run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Test CA", "-keyout", in("ca.key"), "-out", in("ca.pem")});
        if (kind == "selfsigned")
            return ok && run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=x", "-addext", std::string("subjectAltName=") + subject,
                             "-keyout", in(kind + ".key"), "-out", in(kind + ".pem")});
        ok = ok && run({"openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", in(kind + ".key"), "-out", in(kind + ".csr")});
        const std::string from = kind == "notyet" ? "20400101000000Z" : "20200101000000Z";
        const std::string to = kind == "expired" ? "20210102030405Z" : "20450101000000Z";
        return ok && run({"openssl", "ca", "-batch", "-notext", "-config", in("ca.cnf"), "-cert", in("ca.pem"), "-keyfile", in("ca.key"), "-in", in(kind + ".csr"),
                         "-out", in(kind + ".pem"), "-startdate", from, "-enddate", to, "-extfile", in("ext.cnf")});
    }
};

} // namespace

class TestFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachFaultIsASentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("how"); // 1 hang, 2 reset, 3 drip
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const FaultReply& answer, int how, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(answer.bytes) << how << QString::fromUtf8(says);
        };
        const auto raw = [](const std::string& bytes) {
            FaultReply answer;
            answer.bytes = bytes;
            return answer;
        };
        row("never answered", raw({}), 1, "no answer from 127.0.0.1");
        row("slow headers", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"), 3, "no answer from 127.0.0.1");
        row("reset in mid body", raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n[{\"labels\""), 2, "reset the connection");
        row("closed in mid body", raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n[{\"labels\""), 0, "ended early");
        row("closed at once", raw({}), 0, "closed the connection without an answer");
        row("JSON cut", json("[{\"labels\":{\"alertname\":\"A\"},"), 0, "cut off or damaged");
        row("JSON damaged", json("[{\"labels\":{\"alertname\":\"A\"}}}]"), 0, "cut off or damaged");
        row("login page", reply(200, "text/html", "<!DOCTYPE html><title>Login</title>"), 0, "the answer is a web page, not the Alertmanager API (HTTP 200, text/html)");
        row("plain text", reply(200, "text/plain", "hello"), 0, "the answer is not JSON");
        row("empty 200", json(""), 0, "the answer is empty");
        row("another API", json("{\"status\":\"success\"}"), 0, "is not");
        row("401", reply(401, "text/plain", "Unauthorized s3cret"), 0, "credentials refused by 127.0.0.1");
        row("403", reply(403, "text/plain", "no"), 0, "credentials refused by 127.0.0.1");
        row("404", reply(404, "text/plain", "no"), 0, "nothing at this address (HTTP 404)");
        row("500", reply(500, "application/json", "{\"error\":\"disk <b>full</b>\"}"), 0, "failed to answer (HTTP 500): disk <b>full</b>");
        row("503", reply(503, "text/html", "<html>"), 0, "is starting or overloaded (HTTP 503)");
        row("two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n[]"), 0, "states its length twice");
        row("not HTTP", raw("220 mail.example ESMTP\r\n"), 0, "does not speak HTTP");
        row("bad chunks", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n[]\r\n"), 0, "127.0.0.1");
        row("redirect to a file", reply(302, "text/plain", "", "Location: file:///etc/passwd\r\n"), 0, "was not followed");
        row("redirect in a circle", reply(302, "text/plain", "", "Location: /again\r\n"), 0, "goes round in circles");
        row("body over the limit", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + std::string((16U << 20U) + 10, '[')), 0, "larger than 16 MiB");
        row("gzip bomb", reply(200, "application/json", gzipped(std::string(70U << 20U, ' ')), "Content-Encoding: gzip\r\n"), 0, "larger than 64 MiB");
        row("nested gzip", reply(200, "application/json", gzipped(gzipped("[]")), "Content-Encoding: gzip, gzip\r\n"), 0, "compressed more than once");
        row("damaged gzip", reply(200, "application/json", "\x1f\x8b nonsense", "Content-Encoding: gzip\r\n"), 0, "127.0.0.1");
        row("nested too deep", json(std::string(100'000, '[') + std::string(100'000, ']')), 0, "nested too deep");
        row("400 digits", json("[" + std::string(400, '9') + "]"), 0, "number");
    }
    void eachFaultIsASentence()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, how);
        QFETCH(QString, says);
        FaultServer server([&](const SeenRequest&) {
            FaultReply answer;
            answer.bytes = bytes.toStdString();
            answer.hang = how == 1;
            answer.reset = how == 2;
            answer.dripMs = how == 3 ? 40 : 0;
            return answer;
        });
        RecordingSink sink;
        auto feed = managerFeed(server.url());
        if (says.contains(QLatin1String("MiB")))
            feed.timeout = Millis{10000}; // it is the size that ends it
        const auto status = pollOnce(feed, sink);
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(QString::fromStdString(status.error).contains(says), status.error.c_str());
        QVERIFY(!status.lastSuccess.has_value());
        QVERIFY(sink.all(&Batch::alertPolls).empty());
        QVERIFY(sink.all(&Batch::silences).empty());
        const auto polls = sink.all(&Batch::polls);
        QCOMPARE(polls.size(), 1U);
        QVERIFY(!polls.front().ok);
        QVERIFY(polls.front().error.find("s3cret") == std::string::npos);
    }

    void aRefusedConnectionNamesTheHost()
    {
        RecordingSink sink;
        const auto port = freePort();
        const auto status = pollOnce(managerFeed("http://127.0.0.1:" + std::to_string(port)), sink);
        QCOMPARE(status.error, "connection refused by 127.0.0.1:" + std::to_string(port));
        QVERIFY(!status.hint.empty());
    }
    void anUnknownHostIsNamed()
    {
        RecordingSink sink;
        auto feed = managerFeed("http://no-such-host.invalid:9093");
        feed.timeout = Millis{5000};
        const auto status = pollOnce(feed, sink);
        QVERIFY2(status.error.find("no-such-host.invalid") != std::string::npos, status.error.c_str());
    }

    void anotherOriginSeesNothing()
    {
        FaultServer thief([](const SeenRequest&) { return json("[]"); });
        FaultServer server([&](const SeenRequest&) { return reply(307, "text/plain", "", "Location: " + thief.url() + "/api\r\n"); });
        auto feed = managerFeed(server.url());
        feed.http.basicUser = "kim";
        feed.http.basicPassword.inlineValue = "s3cret-canary";
        feed.http.headers = {{"X-Api-Key", Secret{"tok_CANARY", {}, {}}}};
        RecordingSink sink;
        const auto status = pollOnce(feed, sink);
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY(status.error.find(std::to_string(server.port())) != std::string::npos && status.error.find(std::to_string(thief.port())) != std::string::npos);
        QVERIFY(thief.requests().empty());
        QVERIFY(!server.requests().empty());
        QVERIFY(server.requests().front().head.find("X-Api-Key: tok_CANARY") != std::string::npos);
        QVERIFY(server.requests().front().head.find("Authorization: Basic ") != std::string::npos);
        for (const auto& poll : sink.all(&Batch::polls))
            QVERIFY(poll.error.find("CANARY") == std::string::npos && poll.error.find("canary") == std::string::npos);
    }
    void aRedirectWithinTheOriginIsFollowed()
    {
        FaultServer server([&](const SeenRequest& request) {
            return request.path.rfind("/api", 0) == 0 ? reply(302, "text/plain", "", "Location: /real" + request.path + "\r\n") : healthy(request);
        });
        RecordingSink sink;
        const auto status = pollOnce(managerFeed(server.url()), sink);
        QCOMPARE(QString::fromStdString(status.error), QString());
        QCOMPARE(sink.all(&Batch::alertPolls).size(), 1U);
    }
    void aStaleConnectionIsRepeatedOnce()
    {
        int calls = 0;
        FaultServer server([&](const SeenRequest& request) {
            FaultReply answer;
            if (++calls == 1) {
                answer.reset = true; // before the first byte
                return answer;
            }
            return healthy(request);
        });
        RecordingSink sink;
        const auto status = pollOnce(managerFeed(server.url()), sink);
        QCOMPARE(status.state, FeedState::ok);
        QCOMPARE(status.errors, 0);
    }
    void gzipIsRead()
    {
        FaultServer server([](const SeenRequest& request) {
            const auto plain = healthy(request).bytes;
            return reply(200, "application/json", gzipped(plain.substr(plain.find("\r\n\r\n") + 4)), "Content-Encoding: gzip\r\n");
        });
        RecordingSink sink;
        QCOMPARE(pollOnce(managerFeed(server.url()), sink).state, FeedState::ok);
        QVERIFY(server.requests().front().head.find("Accept-Encoding: gzip\r\n") != std::string::npos);
    }

    void theServersClockIsCompared()
    {
        FaultServer server([](const SeenRequest& request) {
            const auto plain = healthy(request).bytes;
            return reply(200, "application/json", plain.substr(plain.find("\r\n\r\n") + 4), "Date: Sat, 22 Aug 2026 16:45:00 GMT\r\n");
        });
        RecordingSink sink;
        const auto status = pollOnce(managerFeed(server.url()), sink); // our clock stands at 14:05:00
        QVERIFY(status.clockSkew.has_value());
        QVERIFY(std::chrono::abs(*status.clockSkew - std::chrono::minutes(160)) < std::chrono::seconds(2));
    }

    void retryAfterIsKept_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<int>("seconds");
        QTest::newRow("seconds") << QStringLiteral("120") << 120;
        QTest::newRow("date") << QStringLiteral("Sat, 22 Aug 2026 14:07:00 GMT") << 120;
        QTest::newRow("capped") << QStringLiteral("86400") << 900;
    }
    void retryAfterIsKept()
    {
        QFETCH(QString, header);
        QFETCH(int, seconds);
        FaultServer server([&](const SeenRequest&) { return reply(429, "text/plain", "slow down", "Retry-After: " + header.toStdString() + "\r\n"); });
        EngineOptions options;
        options.config.feeds = {managerFeed(server.url())};
        options.config.feeds.front().pollInterval = Millis{50};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY(sink.statusOf("am").lastAttempt.has_value() && sink.statusOf("am").nextPoll.has_value());
        engine.stop();
        const auto status = sink.statusOf("am");
        QCOMPARE(*status.nextPoll - kNow, Millis{seconds * 1000});
        QVERIFY(status.hint.find("2026-08-22T14:") != std::string::npos);
        QCOMPARE(server.requests().size(), 1U);
    }
    void aFeedComesBackAfterABurstOf5xx()
    {
        int calls = 0;
        FaultServer server([&](const SeenRequest& request) { return ++calls <= 2 ? reply(502, "text/html", "<html>") : healthy(request); });
        EngineOptions options;
        options.config.feeds = {managerFeed(server.url())};
        options.config.feeds.front().pollInterval = Millis{60};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_COMPARE(sink.statusOf("am").state, FeedState::ok);
        engine.stop();
        QCOMPARE(QString::fromStdString(sink.statusOf("am").error), QString());
        QVERIFY(!sink.statusOf("am").failingSince.has_value());
    }
    void aMemberThatFailsMakesItsClusterPartial()
    {
        FaultServer good(healthy);
        FaultServer bad([](const SeenRequest&) { return reply(500, "text/plain", "broken"); });
        EngineOptions options;
        options.once = true;
        options.config.feeds = {managerFeed(good.url(), "am-0"), managerFeed(bad.url(), "am-1")};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QVERIFY(engine.waitUntilDone(Millis{10000}));
        engine.stop();
        QCOMPARE(sink.statusOf("am-0").state, FeedState::ok);
        QCOMPARE(sink.statusOf("am-1").state, FeedState::partial);
        QVERIFY(!sink.statusOf("am-1").error.empty());

        RecordingSink both;
        options.config.feeds[0].url = bad.url();
        FeedEngine second(options, both, clock);
        second.start();
        QVERIFY(second.waitUntilDone(Millis{10000}));
        second.stop();
        QCOMPARE(both.statusOf("am-0").state, FeedState::failing);
        QCOMPARE(both.statusOf("am-1").state, FeedState::failing);
    }
    void aTokenIsFetchedOnceAndSent()
    {
        FaultServer issuer([](const SeenRequest&) { return json(R"({"access_token":"tok-1","expires_in":3600})"); });
        FaultServer server([](const SeenRequest& request) {
            return request.head.find("Authorization: Bearer tok-1\r\n") != std::string::npos ? healthy(request) : reply(401, "text/plain", "");
        });
        auto feed = managerFeed(server.url());
        feed.http.oauth2 = OAuth2Config{"console", Secret{"s3cret", {}, {}}, {"read"}, issuer.url() + "/token", {}, {}};
        RecordingSink sink;
        QCOMPARE(pollOnce(feed, sink).state, FeedState::ok);
        QCOMPARE(issuer.requests().size(), 1U);
        QCOMPARE(issuer.requests().front().body, std::string("grant_type=client_credentials&scope=read"));
    }
    void aSecretFileIsReadAtEachUse()
    {
        FaultServer server([](const SeenRequest& request) {
            return request.head.find("Authorization: Bearer fresh\r\n") != std::string::npos ? healthy(request) : reply(401, "text/plain", "");
        });
        const TempFolder folder;
        auto feed = managerFeed(server.url());
        feed.http.credentials.file = folder.file("token", "fresh\n");
        RecordingSink sink;
        QCOMPARE(pollOnce(feed, sink).state, FeedState::ok);
        feed.http.credentials.file = folder.path() + "/none";
        RecordingSink missing;
        QVERIFY(pollOnce(feed, missing).error.find("/none cannot be read") != std::string::npos);
        feed.http.credentials = Secret{{}, {}, "prom"};
        RecordingSink keyring;
        QVERIFY(pollOnce(feed, keyring).error.find("no keyring in this build") != std::string::npos);
    }

    void certificatesAreChecked_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("knowsAuthority");
        QTest::addColumn<QString>("says");
        QTest::newRow("good") << QStringLiteral("good") << true << QString();
        QTest::newRow("expired") << QStringLiteral("expired") << true << QStringLiteral("expired on Jan  2 03:04:05 2021");
        QTest::newRow("not yet valid") << QStringLiteral("notyet") << true << QStringLiteral("is not yet valid until Jan  1");
        QTest::newRow("self-signed") << QStringLiteral("selfsigned") << false << QStringLiteral("self-signed");
        QTest::newRow("unknown authority") << QStringLiteral("good") << false << QStringLiteral("unknown authority");
        QTest::newRow("wrong name") << QStringLiteral("wronghost") << true << QStringLiteral("is for another name");
    }
    void certificatesAreChecked()
    {
        QFETCH(QString, kind);
        QFETCH(bool, knowsAuthority);
        QFETCH(QString, says);
        if (!hasProgram("openssl"))
            QSKIP("openssl is not installed");
        Certificates made;
        const auto name = kind.toStdString();
        QVERIFY(made.make(name));
        const auto& folder = made.folder.path();
        const int port = freePort();
        for (const auto* file : {"status", "alerts", "silences"})
            made.folder.file(file, healthy({"GET", std::string("/api/v2/") + file, {}, {}, 0}).bytes);
        // -HTTP answers files of its working folder as whole HTTP answers.
        const ChildServer server({"sh", "-c", "cd " + folder + " && mkdir -p api && ln -s .. api/v2 && exec openssl s_server -quiet -HTTP -accept 127.0.0.1:"
                                      + std::to_string(port) + " -cert " + name + ".pem -key " + name + ".key"},
            port, {}, folder + "/server.log");
        auto feed = managerFeed("https://127.0.0.1:" + std::to_string(port));
        feed.timeout = Millis{5000};
        if (knowsAuthority)
            feed.http.tls.caFile = folder + "/ca.pem";
        RecordingSink sink;
        const auto status = pollOnce(feed, sink);
        // Seen in a handshake that held, and where dates made it fail; else nothing was read.
        const bool seen = says.isEmpty() || kind == QLatin1String("expired") || kind == QLatin1String("notyet");
        QCOMPARE(status.certificate.has_value(), seen);
        if (seen) {
            QVERIFY(status.certificate->until > Time{} && !status.certificate->subject.empty() && !status.certificate->issuer.empty());
            QVERIFY(status.certificate->from && *status.certificate->from < status.certificate->until);
        }
        if (kind == QLatin1String("expired"))
            QCOMPARE(formatRfc3339(status.certificate->until), std::string("2021-01-02T03:04:05.000Z"));
        if (says.isEmpty()) {
            QCOMPARE(QString::fromStdString(status.error), QString());
            return;
        }
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(QString::fromStdString(status.error).contains(says), status.error.c_str());
        QVERIFY(status.error.find("127.0.0.1:" + std::to_string(port)) != std::string::npos);
        if (name == "notyet")
            QVERIFY(status.hint.find("clock") != std::string::npos);
    }
    void stoppingDoesNotWaitForAHangingServer()
    {
        FaultServer server([](const SeenRequest&) {
            FaultReply answer;
            answer.hang = true;
            return answer;
        });
        EngineOptions options;
        options.config.feeds = {managerFeed(server.url())};
        options.config.feeds.front().timeout = Millis{30000};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        bool cancelled = false;
        engine.test("am", [&](Result<std::string> r) { cancelled = !r.ok() && r.error().kind == ErrorKind::cancelled; });
        QTRY_VERIFY(!server.requests().empty());
        QElapsedTimer timer;
        timer.start();
        engine.stop();
        QVERIFY(timer.elapsed() < 2000);
        QVERIFY(cancelled);
    }
};

VEDETTE_TEST(TestFaults)
#include "tst_faults.moc"
