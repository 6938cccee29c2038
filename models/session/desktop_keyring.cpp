#include "models/base/text.h"
#include "models/session/keyring.h"

#ifdef VEDETTE_KEYCHAIN
#include <qt6keychain/keychain.h>

#include <QCoreApplication>
#include <QObject>
#include <QThread>
#endif

namespace vedette {

#ifdef VEDETTE_KEYCHAIN

namespace {

std::string sentence(const QKeychain::Job& job, const std::string& entry)
{
    const auto named = "the keyring entry \"" + entry + "\" cannot be read: ";
    const auto said = job.errorString().toStdString();
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return "the keyring has no entry \"" + entry + "\" of the service vedette";
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return named + "the keyring did not allow it";
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return named + "no secret service answers on this desktop";
    default: // a back end that is there but cannot reach its service knows no better word
        return named + (said.empty() || said == "Unknown error" ? "no secret service answers on this desktop" : visibleLine(truncateUtf8(said, 200)));
    }
}

/// Jobs of the library answer through an event loop and share one queue in the thread that first used it: one thread for the process.
class KeyringThread {
public:
    KeyringThread()
    {
        if (QCoreApplication::instance() == nullptr) { // a verb of the command line: D-Bus wants one, until the process ends
            static int s_count = 1;
            static char s_name[] = "vedette";
            static char* s_words[] = {s_name, nullptr};
            new QCoreApplication(s_count, s_words);
        }
        m_thread = new QThread; // ends with the process: a keyring that hangs must not hold it up
        m_worker = new QObject;
        m_worker->moveToThread(m_thread);
        m_thread->start();
        qAddPostRoutine([] { instance().end(); });
    }
    static KeyringThread& instance()
    {
        static auto* const s_thread = new KeyringThread;
        return *s_thread;
    }
    void read(const std::string& entry, std::function<void(Result<std::string>)> tell)
    {
        QMetaObject::invokeMethod(m_worker, [entry, tell = std::move(tell)] {
            auto* job = new QKeychain::ReadPasswordJob(QStringLiteral("vedette"));
            job->setInsecureFallback(false);
            job->setKey(QString::fromStdString(entry));
            QObject::connect(job, &QKeychain::Job::finished, job, [job, entry, tell](QKeychain::Job*) {
                if (job->error() != QKeychain::NoError)
                    return tell(makeError(ErrorKind::config, sentence(*job, entry)));
                const auto text = job->textData();
                tell(text.isEmpty() ? job->binaryData().toStdString() : text.toStdString());
            });
            job->start();
        }, Qt::QueuedConnection);
    }

private:
    void end()
    {
        m_thread->quit();
        m_thread->wait(1000);
    }
    QThread* m_thread = nullptr;
    QObject* m_worker = nullptr;
};

} // namespace

KeyringAsk desktopKeyring()
{
    return [](const std::string& entry, std::function<void(Result<std::string>)> tell) { KeyringThread::instance().read(entry, std::move(tell)); };
}

#else

KeyringAsk desktopKeyring()
{
    return [](const std::string& entry, const std::function<void(Result<std::string>)>& tell) {
        tell(makeError(ErrorKind::config, "the keyring entry \"" + entry + "\" cannot be read: no keyring in this build"));
    };
}

#endif

} // namespace vedette
