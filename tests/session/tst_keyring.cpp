// Keyring entries: held for the I/O thread, which never waits for a person; and what the real library says where there is none.

#include "models/session/keyring.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

#include <mutex>
#include <thread>

using namespace vedette;

namespace {

/// A keyring that answers when the test says so.
struct SlowKeyring {
    std::mutex mutex;
    std::vector<std::pair<std::string, std::function<void(Result<std::string>)>>> asked;

    KeyringAsk ask()
    {
        return [this](const std::string& entry, std::function<void(Result<std::string>)> tell) {
            const std::scoped_lock lock(mutex);
            asked.emplace_back(entry, std::move(tell));
        };
    }
};

} // namespace

class TestKeyring : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void entriesAreAskedForAtOnceAndHeld()
    {
        int asked = 0;
        const Keyring keyring([&](const std::string& entry, const auto& tell) {
            ++asked;
            tell("secret of " + entry);
        }, {"a", "b"});
        QCOMPARE(asked, 2);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(keyring.lookup("b").valueOr({}), std::string("secret of b"));
        QCOMPARE(asked, 2);
        QCOMPARE(keyring.lookup("c").valueOr({}), std::string("secret of c")); // not foreseen
    }
    void aKeyringThatIsLockedHoldsNobodyUp()
    {
        SlowKeyring slow;
        const Keyring keyring(slow.ask(), {"prom"}, Millis{50});
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i) {
            const auto answer = keyring.lookup("prom");
            QVERIFY(!answer.ok());
            QCOMPARE(answer.error().kind, ErrorKind::config);
            QCOMPARE(QString::fromStdString(answer.error().detail), QStringLiteral("the keyring has not answered for its entry \"prom\" yet: is it locked?"));
        }
        QVERIFY(timer.elapsed() < 1000); // the patience is one for all lookups
        QCOMPARE(slow.asked.size(), 1U);  // asked once, not once a poll
        slow.asked[0].second(std::string("unlocked"));
        QCOMPARE(keyring.lookup("prom").valueOr({}), std::string("unlocked"));
    }
    void anAnswerThatComesWhileSomebodyWaitsIsTaken()
    {
        SlowKeyring slow;
        const Keyring keyring(slow.ask(), {"prom"}, Millis{20000});
        std::thread late([&] { slow.asked[0].second(std::string("s")); });
        QCOMPARE(keyring.lookup("prom").valueOr({}), std::string("s"));
        late.join();
    }
    void anAnswerAfterTheEndIsHarmless()
    {
        SlowKeyring slow;
        {
            const Keyring keyring(slow.ask(), {"prom"}, Millis{0});
        }
        slow.asked[0].second(std::string("s"));
    }
    void refusalsAreKeptForAWhileAndNameTheEntry()
    {
        int asked = 0;
        const Keyring keyring([&](const std::string& entry, const auto& tell) {
            ++asked;
            tell(makeError(ErrorKind::config, "the keyring has no entry \"" + entry + "\""));
        }, {"prom"});
        for (int i = 0; i < 5; ++i)
            QVERIFY(keyring.lookup("prom").error().detail.find("\"prom\"") != std::string::npos);
        QCOMPARE(asked, 1);
    }
    void entriesOfAConfigurationAreFoundOnce()
    {
        Config config;
        config.feeds.resize(2);
        config.feeds[0].http.credentials.keyring = "a";
        config.feeds[0].http.headers = {{"X-Key", Secret{{}, {}, "b"}}, {"X-Plain", Secret{"v", {}, {}}}};
        config.feeds[1].http.basicPassword.keyring = "a";
        config.feeds[1].http.oauth2 = OAuth2Config{};
        config.feeds[1].http.oauth2->clientSecret.keyring = "c";
        QCOMPARE(keyringEntries(config), (std::vector<std::string>{"a", "b", "c"}));
        QVERIFY(!keyringFor(Config{}));
        QVERIFY(keyringFor(config));
    }
    void withoutASecretServiceTheLibraryAnswersCleanly()
    {
        const auto before = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        const Keyring keyring(desktopKeyring(), {"prom-token"}, Millis{20000});
        const auto answer = keyring.lookup("prom-token");
        qputenv("DBUS_SESSION_BUS_ADDRESS", before);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().kind, ErrorKind::config);
        // The second in a build without QtKeychain.
        QVERIFY2(answer.error().detail.find("the keyring entry \"prom-token\" cannot be read: no secret service answers on this desktop") == 0
                || answer.error().detail.find("no keyring in this build") != std::string::npos, answer.error().detail.c_str());
    }
};

VEDETTE_TEST(TestKeyring)
#include "tst_keyring.moc"
