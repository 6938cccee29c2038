#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QMap>
#include <QRegularExpression>

namespace {

struct Room {
    QString name;
    QString folder;
    QStringList uses;
    QString qt;
    QStringList libraries;
};

QString contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList words(const QString& text) { return text.split(QLatin1Char(' '), Qt::SkipEmptyParts); }

QList<Room> readRooms()
{
    QList<Room> rooms;
    for (const auto& line : contentOf(QStringLiteral("tests/architecture/layers.txt")).split(QLatin1Char('\n'))) {
        const auto cells = line.split(QLatin1Char('|'));
        if (line.startsWith(QLatin1Char('#')) || cells.size() != 5)
            continue;
        rooms.append({cells[0].trimmed(), cells[1].trimmed(), words(cells[2]), cells[3].trimmed(), words(cells[4])});
    }
    return rooms;
}

/// Sources below the folders, with paths from the root.
QStringList sourcesOf(const QStringList& folders)
{
    QStringList files;
    for (const auto& folder : folders) {
        QDirIterator it(folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            files.append(it.next());
    }
    files.sort();
    return files;
}

struct Include {
    int line = 0;
    bool ours = false;
    QString path;
};

QList<Include> includesOf(const QString& text)
{
    static const QRegularExpression s_include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
    QList<Include> found;
    int line = 0;
    for (const auto& one : text.split(QLatin1Char('\n'))) {
        ++line;
        if (const auto match = s_include.match(one); match.hasMatch())
            found.append({line, match.captured(1) == QLatin1String("\""), match.captured(2)});
    }
    return found;
}

} // namespace

class TestLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everySourceBelongsToARoom();
    void includesStayInTheirRooms();
    void qtStaysWhereTheTableAllowsIt();
    void librariesStayWithTheirRoom();
    void stemsAreUnique();
    void noFileIsOverFiveHundredLines();
    void onlyTheClockReadsTheTime();
    void nothingIsPutOff();

private:
    [[nodiscard]] const Room* roomOf(const QString& path) const;
    [[nodiscard]] QStringList breaches(const std::function<QString(const Room&, const Include&)>& check) const;
    [[nodiscard]] QStringList filesWith(const QRegularExpression& wrong) const;

    QList<Room> m_rooms;
    QStringList m_files;
    QMap<QString, QString> m_texts;
};

void TestLayers::initTestCase()
{
    m_rooms = readRooms();
    QVERIFY2(m_rooms.size() >= 10, "run from the root of the tree");
    m_files = sourcesOf({QStringLiteral("app"), QStringLiteral("widgets"), QStringLiteral("models")});
    for (const auto& file : m_files)
        m_texts.insert(file, contentOf(file));
}

const Room* TestLayers::roomOf(const QString& path) const
{
    for (const auto& room : m_rooms) {
        if (path.startsWith(room.folder + QLatin1Char('/')))
            return &room;
    }
    return nullptr;
}

QStringList TestLayers::breaches(const std::function<QString(const Room&, const Include&)>& check) const
{
    QStringList found;
    for (const auto& file : m_files) {
        const auto* room = roomOf(file);
        if (room == nullptr)
            continue;
        for (const auto& include : includesOf(m_texts[file])) {
            if (const auto wrong = check(*room, include); !wrong.isEmpty())
                found.append(QStringLiteral("%1:%2: %3: %4").arg(file).arg(include.line).arg(include.path, wrong));
        }
    }
    return found;
}

QStringList TestLayers::filesWith(const QRegularExpression& wrong) const
{
    QStringList found;
    for (const auto& file : m_files) {
        if (const auto match = wrong.match(m_texts[file]); match.hasMatch())
            found.append(file + QStringLiteral(": ") + match.captured(0));
    }
    return found;
}

static void demandNone(const QStringList& breaches) { QVERIFY2(breaches.isEmpty(), qPrintable(QLatin1Char('\n') + breaches.join(QLatin1Char('\n')))); }

void TestLayers::everySourceBelongsToARoom()
{
    QStringList homeless;
    for (const auto& file : m_files) {
        if (roomOf(file) == nullptr)
            homeless.append(file);
    }
    demandNone(homeless);
}

void TestLayers::includesStayInTheirRooms()
{
    demandNone(breaches([this](const Room& room, const Include& include) -> QString {
        if (!include.ours || include.path.endsWith(QLatin1String(".moc")))
            return {};
        if (!QFileInfo::exists(include.path))
            return QStringLiteral("not a whole path from the root");
        const auto* other = roomOf(include.path);
        if (other == nullptr)
            return QStringLiteral("in no room");
        if (other->name != room.name && !room.uses.contains(other->name))
            return QStringLiteral("%1 may not include %2").arg(room.name, other->name);
        return {};
    }));
}

void TestLayers::qtStaysWhereTheTableAllowsIt()
{
    const auto core = QLibraryInfo::path(QLibraryInfo::HeadersPath) + QStringLiteral("/QtCore/");
    demandNone(breaches([&](const Room& room, const Include& include) -> QString {
        static const QRegularExpression s_qt(QStringLiteral("^(Q[A-Z]|Qt|qt?[a-z]+\\.h$)"));
        if (include.ours || room.qt == QLatin1String("all") || !s_qt.match(include.path).hasMatch())
            return {};
        if (room.qt == QLatin1String("none"))
            return QStringLiteral("no Qt in %1").arg(room.name);
        const auto name = include.path.startsWith(QLatin1String("QtCore/")) ? include.path.mid(7) : include.path;
        return QFileInfo::exists(core + name) ? QString() : QStringLiteral("only QtCore in %1").arg(room.name);
    }));
}

void TestLayers::librariesStayWithTheirRoom()
{
    QStringList known;
    for (const auto& room : m_rooms)
        known += room.libraries;
    demandNone(breaches([&](const Room& room, const Include& include) -> QString {
        if (include.ours)
            return {};
        for (const auto& library : known) {
            if (include.path.startsWith(library))
                return room.libraries.contains(library) ? QString() : QStringLiteral("not a library of %1").arg(room.name);
        }
        static const QRegularExpression s_system(QStringLiteral("^(Qt\\w*|sys|netinet|arpa|linux)/"));
        const bool foreign = include.path.contains(QLatin1Char('/')) && !s_system.match(include.path).hasMatch();
        return foreign ? QStringLiteral("a library that layers.txt does not name") : QString();
    }));
}

void TestLayers::stemsAreUnique()
{
    QMap<QString, QString> first;
    QStringList twice;
    for (const auto& file : m_files + sourcesOf({QStringLiteral("tests")})) {
        const QFileInfo info(file);
        const auto it = first.constFind(info.completeBaseName());
        if (it != first.constEnd() && it.value() != info.path())
            twice.append(file + QStringLiteral(" and ") + it.value());
        first.insert(info.completeBaseName(), info.path());
    }
    demandNone(twice);
}

void TestLayers::noFileIsOverFiveHundredLines()
{
    QStringList longOnes;
    for (const auto& file : m_files) {
        if (const auto lines = m_texts[file].count(QLatin1Char('\n')); lines > 500)
            longOnes.append(QStringLiteral("%1: %2 lines").arg(file).arg(lines));
    }
    demandNone(longOnes);
}

void TestLayers::onlyTheClockReadsTheTime()
{
    auto found = filesWith(QRegularExpression(QStringLiteral("system_clock\\s*::\\s*now|QDateTime::current|\\bgettimeofday\\s*\\(|\\btime\\s*\\((nullptr|NULL|0)\\)")));
    found.removeIf([](const QString& one) { return one.startsWith(QLatin1String("models/base/time.cpp:")); });
    demandNone(found);
}

void TestLayers::nothingIsPutOff()
{
    demandNone(filesWith(QRegularExpression(QStringLiteral("\\b(TO") + QStringLiteral("DO|FIX") + QStringLiteral("ME|XX") + QStringLiteral("X)\\b"))));
}

VEDETTE_TEST(TestLayers)
#include "tst_layers.moc"
