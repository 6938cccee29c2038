// Faults of the network that need more than one scripted answer: resolvers, full queues, slow and mixed servers, many feeds, sleep.

#include "models/feeds/feed_engine.h"
#include "tests/feeds/hanging_resolver.h"
#include "tests/feeds/recording_sink.h"
#include "tests/feeds/tls_peers.h"
#include "tests/support/fault_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

using namespace vedette;
using namespace vedette::test;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000);

struct StepClock final : Clock {
    std::atomic<std::int64_t> ms{toMs(kNow)};
    Time now() const override { return timeFromMs(ms); }
};

FaultReply healthy(const SeenRequest& request)
{
    return json(request.path.find("/status") != std::string::npos ? R"({"versionInfo":{"version":"0.27.0"}})" : "[]");
}

FeedConfig managerFeed(const std::string& url, const std::string& name = "am")
{
    FeedConfig feed;
    feed.name = name;
    feed.cluster = name;
    feed.kind = FeedKind::alertmanager;
    feed.url = url;
    feed.timeout = Millis{300};
    return feed;
}

FeedStatus pollOnce(const FeedConfig& feed)
{
    EngineOptions options;
    options.once = true;
    options.config.feeds = {feed};
    RecordingSink sink;
    const ManualClock clock(kNow);
    FeedEngine engine(options, sink, clock);
    engine.start();
    const bool done = engine.waitUntilDone(Millis{20000});
    engine.stop();
    return done ? engine.statuses().at(0) : FeedStatus{};
}

int pollsOf(const RecordingSink& sink, const std::string& feed)
{
    int count = 0;
    for (const auto& poll : sink.all(&Batch::polls))
        count += poll.feed == feed && poll.ok ? 1 : 0;
    return count;
}

/// Listens but never accepts, its queue already full: a connection to it never completes.
struct FullQueue {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::vector<int> waiting;
    int port = 0;

    FullQueue()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        (void)bind(listener, reinterpret_cast<const sockaddr*>(&address), size);
        (void)listen(listener, 0);
        (void)getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
        for (int i = 0; i < 4; ++i) {
            waiting.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            (void)connect(waiting.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
        }
    }
    ~FullQueue()
    {
        for (const int fd : waiting)
            close(fd);
        close(listener);
    }
};

} // namespace

class TestNetworkRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aResolverThatHangsEndsAtTheDeadlineAndHoldsNobodyUp()
    {
        HangingResolver resolver;
        FaultServer server(healthy);
        EngineOptions options;
        options.config.feeds = {managerFeed("http://am.hangs.invalid:9093", "lost"), managerFeed(server.url(), "fine")};
        options.intervalOverride = Millis{100};
        RecordingSink sink;
        const SystemClock clock;
        FeedEngine engine(options, sink, clock);
        QElapsedTimer timer;
        timer.start();
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(sink.statusOf("lost").failingSince.has_value(), 10000);
        QVERIFY(timer.elapsed() < 3000);
        QVERIFY(resolver.lookups() > 0); // it hangs all the while
        const auto error = sink.statusOf("lost").error;
        QVERIFY2(error.find("no connection to am.hangs.invalid:9093 within ") == 0, error.c_str());
        const auto before = pollsOf(sink, "fine");
        QTRY_VERIFY_WITH_TIMEOUT(pollsOf(sink, "fine") >= before + 5, 5000);
        QVERIFY(pollsOf(sink, "fine") >= 5);
        timer.restart();
        engine.stop();
        QVERIFY(timer.elapsed() < 2000);
    }
    void aConnectionThatNeverCompletesEndsAtTheDeadline()
    {
        const FullQueue full;
        const auto status = pollOnce(managerFeed("http://127.0.0.1:" + std::to_string(full.port)));
        QCOMPARE(status.state, FeedState::failing);
        QCOMPARE(status.error, "no connection to 127.0.0.1:" + std::to_string(full.port) + " within 300ms");
    }
    void aBodyThatDripsIsSlow()
    {
        FaultServer server([](const SeenRequest&) {
            auto answer = json("[" + std::string(5000, ' ') + "]");
            answer.dripMs = 20;
            answer.dripFrom = answer.bytes.find("\r\n\r\n") + 10;
            return answer;
        });
        const auto status = pollOnce(managerFeed(server.url()));
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(status.error.find("slow: the answer of 127.0.0.1") == 0, status.error.c_str());
    }
    void aLateAnswerWithinTheDeadlineIsUsed()
    {
        FaultServer server([](const SeenRequest& request) {
            auto answer = healthy(request);
            answer.dripMs = 5;
            return answer;
        });
        auto feed = managerFeed(server.url());
        feed.timeout = Millis{20000};
        const auto status = pollOnce(feed);
        QCOMPARE(status.state, FeedState::ok);
        QVERIFY(*status.latency > Millis{200});
    }
    void endlessHeadersAreRefused()
    {
        FaultServer server([](const SeenRequest&) {
            FaultReply answer;
            answer.bytes = "HTTP/1.1 200 OK\r\n";
            for (int i = 0; i < 2000; ++i)
                answer.bytes += "X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
            answer.bytes += "\r\n[]";
            return answer;
        });
        auto feed = managerFeed(server.url());
        feed.timeout = Millis{10000};
        const auto status = pollOnce(feed);
        QCOMPARE(status.state, FeedState::failing);
        QVERIFY2(status.error.find("127.0.0.1:" + std::to_string(server.port())) != std::string::npos, status.error.c_str());
    }
    void theWrongSchemeIsNamed()
    {
        if (!hasProgram("openssl") || !hasProgram("prometheus-alertmanager"))
            QSKIP("openssl or prometheus-alertmanager is not installed");
        const TempFolder data;
        const auto plain = startAlertmanager(data);
        QVERIFY(plain->running());
        const auto address = "127.0.0.1:" + std::to_string(plain->port());
        auto feed = managerFeed("https://" + address);
        feed.timeout = Millis{5000};
        const auto toPlain = pollOnce(feed);
        QCOMPARE(QString::fromStdString(toPlain.error), QString::fromStdString(address + " does not speak TLS: is its url http, not https?"));
        CertificateFolder folder;
        QVERIFY(folder.authority("ca") && folder.certificate("server", "IP:127.0.0.1", "ca"));
        TlsServer tls(folder, "server", [](QByteArray&) { return QByteArray(); });
        feed.url = "http://127.0.0.1:" + std::to_string(tls.port());
        const auto toTls = pollOnce(feed);
        QCOMPARE(toTls.state, FeedState::failing);
        QVERIFY2(toTls.error.find("does not speak HTTP") != std::string::npos || toTls.error.find("without an answer") != std::string::npos
                || toTls.error.find("reset the connection") != std::string::npos, toTls.error.c_str());
    }
    void bothFamiliesOfAddressesWork()
    {
        FaultServer four(healthy);
        auto feed = managerFeed("http://localhost:" + std::to_string(four.port()));
        feed.timeout = Millis{5000};
        QCOMPARE(QString::fromStdString(pollOnce(feed).error), QString());
        CertificateFolder folder;
        if (!hasProgram("openssl") || !folder.authority("ca") || !folder.certificate("six", "IP:::1", "ca"))
            QSKIP("openssl is not installed");
        TlsServer six(folder, "six", httpScript([](const std::string& head) {
            SeenRequest request;
            request.path = head.substr(0, head.find("\r\n"));
            return healthy(request).bytes;
        }), {}, "[::1]");
        feed.url = six.url();
        feed.http.tls.caFile = folder.in("ca.pem");
        EngineOptions options;
        options.config.feeds = {feed};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(!sink.all(&Batch::polls).empty(), 20000);
        engine.stop();
        QCOMPARE(QString::fromStdString(sink.statusOf("am").error), QString());
    }
    void everySecondPollLostIsNoFlapping()
    {
        std::atomic<int> polls{0};
        FaultServer server([&](const SeenRequest& request) {
            const bool first = request.path.find("/alerts") != std::string::npos;
            return first && ++polls % 2 == 0 ? reply(502, "text/html", "<html>") : healthy(request);
        });
        EngineOptions options;
        options.config.feeds = {managerFeed(server.url())};
        options.intervalOverride = Millis{20};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(polls >= 8, 20000);
        engine.stop();
        for (const auto& status : sink.statusHistory())
            QVERIFY2(status.state != FeedState::failing, status.error.c_str());
    }
    void feedsBesideHangingOnesKeepTheirRhythm()
    {
        FaultServer good(healthy);
        FaultServer hangs([](const SeenRequest&) {
            FaultReply answer;
            answer.hang = true;
            return answer;
        });
        EngineOptions options;
        for (int i = 0; i < 30; ++i) {
            options.config.feeds.push_back(managerFeed(i % 2 == 0 ? good.url() : hangs.url(), "f" + std::to_string(i)));
            options.config.feeds.back().timeout = Millis{20000};
        }
        options.intervalOverride = Millis{1000};
        RecordingSink sink;
        const SystemClock clock;
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(pollsOf(sink, "f28") >= 4, 30000);
        engine.stop();
        for (int i = 0; i < 30; i += 2)
            QVERIFY2(pollsOf(sink, "f" + std::to_string(i)) >= 3, std::to_string(i).c_str());
        QVERIFY(hangs.requests().size() <= 15U); // one question each, none on top of it
    }
    void aRotatedTokenIsTakenWhileRunning()
    {
        std::atomic<int> generation{1};
        FaultServer server([&](const SeenRequest& request) {
            const bool known = request.head.find("Authorization: Bearer token-" + std::to_string(generation) + "\r\n") != std::string::npos;
            return known ? healthy(request) : reply(401, "text/plain", "");
        });
        const TempFolder folder;
        EngineOptions options;
        options.config.feeds = {managerFeed(server.url())};
        options.config.feeds.front().http.credentials.file = folder.file("token", "token-1\n");
        options.intervalOverride = Millis{50};
        RecordingSink sink;
        const ManualClock clock(kNow);
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_COMPARE(sink.statusOf("am").state, FeedState::ok);
        generation = 2;
        QTRY_COMPARE(sink.statusOf("am").state, FeedState::failing);
        const auto asked = server.requests().size();
        (void)folder.file("token", "token-2\n");
        engine.pollNow("am"); // by itself it would be tried again in a minute
        QTRY_COMPARE(sink.statusOf("am").state, FeedState::ok);
        QVERIFY(server.requests().size() <= asked + 8); // refused credentials were not hammered
        engine.stop();
    }
    void afterASleepEveryFeedIsAskedAtOnce()
    {
        FaultServer server(healthy);
        EngineOptions options;
        options.config.feeds = {managerFeed(server.url())};
        options.config.feeds.front().pollInterval = std::chrono::hours(1);
        RecordingSink sink;
        StepClock clock;
        FeedEngine engine(options, sink, clock);
        engine.start();
        QTRY_COMPARE(pollsOf(sink, "am"), 1);
        clock.ms += 3 * 3'600'000; // the wall went on, the timers did not
        QTRY_COMPARE_WITH_TIMEOUT(pollsOf(sink, "am"), 2, 10000);
        clock.ms -= 86'400'000; // a clock that is set back is no sleep
        engine.pollNow("am");
        QTRY_COMPARE_WITH_TIMEOUT(pollsOf(sink, "am"), 3, 10000);
        engine.stop();
    }
};

VEDETTE_TEST(TestNetworkRows)
#include "tst_network_rows.moc"
