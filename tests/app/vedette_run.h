#pragma once

#include <QByteArray>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace vedette::test {

/// How a run of the program ended. `code` -1: it did not start, crashed or took longer than two minutes.
struct Ran {
    int code = -1;
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    [[nodiscard]] QByteArray said() const { return out + err; }
};

/// The built program with a VEDETTE_DIR of its own and an empty home beside it. No display, no settings of whoever runs the test.
class VedetteRun {
public:
    [[nodiscard]] static QString program() { return qEnvironmentVariable("VEDETTE_EXE"); }

    VedetteRun()
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("state"));
        QDir(m_folder.path()).mkdir(QStringLiteral("home"));
    }

    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(QStringLiteral("state/") + name); }
    [[nodiscard]] QString home() const { return m_folder.filePath(QStringLiteral("home")); }

    /// Written into VEDETTE_DIR; its path.
    QString file(const QString& name, const QByteArray& content) const
    {
        QDir(m_folder.path()).mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", qPrintable(path(name)));
        file.write(content);
        return file.fileName();
    }

    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment e;
        for (const char* name : {"PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"}) {
            if (qEnvironmentVariableIsSet(name))
                e.insert(QLatin1String(name), qEnvironmentVariable(name));
        }
        e.insert(QStringLiteral("HOME"), home());
        e.insert(QStringLiteral("VEDETTE_DIR"), m_folder.filePath(QStringLiteral("state")));
        e.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
        e.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        e.insert(QStringLiteral("USER"), QStringLiteral("kim"));
        return e;
    }

    /// `words` are split at blanks; `more` follow as they are.
    Ran run(const QString& words, const QStringList& more = {}, const QByteArray& input = {}) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.setWorkingDirectory(path(QString()));
        process.start(program(), words.split(QLatin1Char(' '), Qt::SkipEmptyParts) + more);
        Ran ran;
        if (!process.waitForStarted())
            return ran;
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(120'000)) {
            process.kill();
            process.waitForFinished();
            return ran;
        }
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        if (process.exitStatus() == QProcess::NormalExit)
            ran.code = process.exitCode();
        return ran;
    }

    /// Files below the home that the program must leave empty.
    [[nodiscard]] QStringList homeFiles() const
    {
        QStringList found;
        QDirIterator it(home(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (it.hasNext())
            found << it.next();
        return found;
    }

private:
    QTemporaryDir m_folder;
};

/// An hour of a small fleet in August 2024: two services, three alerts, a deployment in two stages, a flag, a note, samples.
[[nodiscard]] inline QByteArray fleetLines()
{
    return R"({"type":"service","name":"checkout","owner":"shop","tier":1,"dependsOn":["payment"]}
{"type":"service","name":"payment","owner":"money","tier":1,"labels":{"zone":"kr"}}
{"type":"change","id":"run-7-canary","parent":"run-7","kind":"deployment","service":"payment","environment":"prod","revision":"1.4.2","previous":"1.4.1","stage":"CANARY","status":"success","actor":"kim","url":"https://ci.example/7","startsAt":"2024-08-22T14:00:00Z","endsAt":"2024-08-22T14:05:00Z"}
{"type":"change","id":"run-7-all","parent":"run-7","kind":"deployment","service":"payment","environment":"prod","revision":"1.4.2","previous":"1.4.1","stage":"DEPLOY_ALL","status":"success","actor":"kim","startsAt":"2024-08-22T14:05:00Z","endsAt":"2024-08-22T14:09:00Z"}
{"type":"change","id":"flag-3","kind":"flag","service":"checkout","title":"new basket","status":"success","startsAt":1724333400000,"endsAt":1724333400000}
{"type":"change","id":"back-1","kind":"rollback","service":"payment","environment":"prod","revision":"1.4.1","previous":"1.4.2","status":"success","startsAt":"2024-08-22T14:30:00Z","endsAt":"2024-08-22T14:31:00Z"}
{"type":"alert","id":"a1","name":"HighErrorRate","service":"payment","severity":"critical","labels":{"alertname":"HighErrorRate","service":"payment","severity":"critical"},"annotations":{"summary":"payments fail, 5% of them"},"startsAt":"2024-08-22T14:12:00Z","endsAt":"2024-08-22T14:33:00Z"}
{"type":"alert","id":"a2","name":"HighLatency","service":"checkout","severity":"warning","labels":{"alertname":"HighLatency","service":"checkout"},"annotations":{"summary":"=cmd|' /C calc'!A0"},"startsAt":"2024-08-22T14:14:00Z","endsAt":"2024-08-22T14:34:00Z"}
{"type":"alert","id":"a3","name":"DiskFull","service":"mail","severity":"warning","labels":{"alertname":"DiskFull","service":"mail"},"annotations":{},"startsAt":"2024-08-22T09:00:00Z","endsAt":null}
{"type":"note","at":"2024-08-22T14:20:00Z","author":"lee","text":"rolled it back","service":"payment"}
{"type":"sample","labels":{"__name__":"up","service":"payment"},"t":1724335200000,"v":1}
{"type":"sample","labels":{"__name__":"up","service":"payment"},"t":1724335260000,"v":"NaN"}
{"type":"sample","labels":{"__name__":"up","service":"payment"},"t":1724335320000,"v":2.5}
)";
}

} // namespace vedette::test
