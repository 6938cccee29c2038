#include "models/session/session.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QSignalSpy>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

const QByteArray kConfig("prometheus:\n  - {name: a, url: \"http://127.0.0.1:9\"}\n");

/// A folder with a configuration; nobody listens where it points.
class Place {
public:
    Place() { config(kConfig); }

    void config(const QByteArray& yaml) const
    {
        QFile file(QString::fromStdString(options().configPath));
        if (file.open(QIODevice::WriteOnly))
            file.write(yaml);
    }
    [[nodiscard]] SessionOptions options() const
    {
        SessionOptions o;
        o.configPath = m_folder.filePath(QStringLiteral("vedette.yaml")).toStdString();
        o.cachePath = m_folder.filePath(QStringLiteral("cache.db")).toStdString();
        return o;
    }
    [[nodiscard]] Result<std::unique_ptr<Session>> open() const { return Session::open(options(), m_clock); }

private:
    QTemporaryDir m_folder;
    ManualClock m_clock{at(0)};
};

Question lastHour()
{
    Question q;
    q.range = span(-60, 1);
    return q;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConfigurationWithErrorsDoesNotOpen()
    {
        const Place place;
        place.config("prometheus:\n  - {name: a, url: \"ftp://a\"}\n  - {name: a, url: \"http://a\", poll: 3s}\n");
        const auto session = place.open();
        QVERIFY(!session.ok());
        QVERIFY(session.error().kind == ErrorKind::config);
        QVERIFY(session.error().detail.find("vedette.yaml:2:") != std::string::npos);
        QVERIFY(session.error().detail.find("vedette.yaml:3:") != std::string::npos); // all at once
        QVERIFY(!QFile::exists(QString::fromStdString(place.options().cachePath)));
        QVERIFY(QFile::remove(QString::fromStdString(place.options().configPath)));
        QVERIFY(!place.open().ok());
    }

    void aForeignFileIsNoCacheAndStaysAsItIs()
    {
        const Place place;
        const QByteArray letter(4000, 'x');
        const auto path = QString::fromStdString(place.options().cachePath);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(letter);
        file.close();
        const auto session = place.open();
        QVERIFY(!session.ok());
        QVERIFY(session.error().kind == ErrorKind::store);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), letter);
    }

    void aSecondConsoleReadsOnly()
    {
        const Place place;
        auto first = place.open();
        VERIFY_OK(first);
        QVERIFY(!first.value()->readOnly());
        auto second = place.open();
        VERIFY_OK(second);
        QVERIFY(second.value()->readOnly());
        QSignalSpy notice(second.value().get(), &Session::notice);
        second.value()->addNote(at(0), QStringLiteral("lost"), {});
        QCOMPARE(notice.size(), 1);
        QCOMPARE(notice[0][2].toBool(), false);

        QSignalSpy kept(first.value().get(), &Session::notice);
        first.value()->addNote(at(-1), QStringLiteral("kept"), QStringLiteral("pay"));
        QVERIFY(kept.wait(20'000));
        QCOMPARE(kept[0][2].toBool(), true);
        const auto seen = second.value()->answerNow(lastHour()); // it sees what the first writes
        VERIFY_OK(seen);
        QCOMPARE((*seen)->events->rows.size(), std::size_t{1});
        QVERIFY((*seen)->cache.readOnly);
        QVERIFY(!(*seen)->cache.reason.empty());

        first = makeError(ErrorKind::cancelled, "ended");
        auto third = place.open();
        VERIFY_OK(third);
        QVERIFY(!third.value()->readOnly());
    }

    void anAnswerComesBySignal()
    {
        const Place place;
        auto session = place.open();
        VERIFY_OK(session);
        QSignalSpy answered(session.value().get(), &Session::answered);
        session.value()->start();
        session.value()->ask(lastHour());
        QVERIFY(answered.wait(20'000));
        const auto snapshot = answered[0][0].value<std::shared_ptr<const Snapshot>>();
        QVERIFY(snapshot);
        QVERIFY(snapshot->overall.severity == Severity::unknown); // nobody answered yet
        QCOMPARE(snapshot->feeds.size(), std::size_t{1});
    }

    void aBadReloadIsRefusedAndTheRunningOneStays()
    {
        const Place place;
        auto opened = place.open();
        VERIFY_OK(opened);
        auto& session = *opened.value();
        session.start();
        const auto before = session.config();
        QSignalSpy notice(&session, &Session::notice);
        QSignalSpy changed(&session, &Session::configChanged);
        place.config("prometheus: 3\n");
        session.reload();
        QCOMPARE(notice.size(), 1);
        QCOMPARE(notice[0][2].toBool(), false);
        QCOMPARE(changed.size(), 0);
        QCOMPARE(session.config(), before);
        const auto rejected = session.answerNow(lastHour());
        VERIFY_OK(rejected);
        QVERIFY((*rejected)->config.rejected);
        QVERIFY(!(*rejected)->config.findings.empty());
        QCOMPARE((*rejected)->config.version, 1);

        place.config(kConfig + "  - {name: b, url: \"http://127.0.0.1:9/b\"}\n");
        session.reload();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(session.config()->feeds.size(), std::size_t{2});
        const auto accepted = session.answerNow(lastHour());
        VERIFY_OK(accepted);
        QVERIFY(!(*accepted)->config.rejected);
        QCOMPARE((*accepted)->config.version, 2);
    }

    void aPictureNeedsNoWriter()
    {
        const Place place;
        {
            auto first = place.open(); // makes the cache
            VERIFY_OK(first);
        }
        auto options = place.options();
        options.poll = false;
        const ManualClock clock(at(0));
        auto session = Session::open(options, clock);
        VERIFY_OK(session);
        VERIFY_OK(session.value()->answerNow(lastHour()));
        QVERIFY(!place.open().value()->readOnly()); // it holds no lock
    }
};

VEDETTE_TEST(SessionTest)
#include "tst_session.moc"
