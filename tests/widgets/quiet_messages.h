#pragma once
// A Qt warning fails a widgets test: collects what Qt says while it lives.
#include <QMutex>
#include <QStringList>
#include <QtGlobal>

namespace vedette::test {

class QuietMessages {
public:
    QuietMessages()
    {
        list().clear();
        m_before = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
            // The offscreen platform has no window to raise and no input method; neither is ours.
            const bool platform = text.contains(QLatin1String("This plugin does not support"));
            if (type != QtDebugMsg && type != QtInfoMsg && !platform)
                list() << text;
        });
    }
    ~QuietMessages() { qInstallMessageHandler(m_before); }
    QuietMessages(const QuietMessages&) = delete;
    QuietMessages& operator=(const QuietMessages&) = delete;
    [[nodiscard]] QStringList said() const { return list(); }

private:
    static QStringList& list()
    {
        static QStringList s_list;
        return s_list;
    }
    QtMessageHandler m_before = nullptr;
};

} // namespace vedette::test
