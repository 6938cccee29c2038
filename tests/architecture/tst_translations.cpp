#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>

namespace {

const auto kFolder = QStringLiteral("resources/translations");

struct Slip {
    QString source;
    QString kind; ///< unfinished, vanished, obsolete, empty
};

/// What lacks in a .ts file; `messages` counts all.
QList<Slip> slipsIn(const QString& path, int& messages)
{
    QList<Slip> slips;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{path, QStringLiteral("unreadable")}};
    QXmlStreamReader xml(&file);
    QString source;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            // Words that lupdate could not place: at run time they are asked for under the name with its namespace.
            if (const auto context = xml.readElementText(); !context.startsWith(QLatin1String("vedette::")))
                slips.append({context, QStringLiteral("context without its namespace")});
        } else if (xml.name() == QLatin1String("source")) {
            source = xml.readElementText();
            ++messages;
        } else if (xml.name() == QLatin1String("translation")) {
            auto kind = xml.attributes().value(QLatin1String("type")).toString();
            const auto text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            if (kind.isEmpty() && text.trimmed().isEmpty())
                kind = QStringLiteral("empty");
            if (!kind.isEmpty())
                slips.append({source, kind});
        }
    }
    if (xml.hasError())
        slips.append({path, xml.errorString()});
    return slips;
}

QString told(const QList<Slip>& slips)
{
    QString text;
    for (const auto& slip : slips)
        text += QStringLiteral("\n%1: %2").arg(slip.kind, slip.source.left(120));
    return text;
}

QString lupdate()
{
    for (const auto* path : {"/usr/lib/qt6/bin/lupdate", "/usr/bin/lupdate6", "/usr/bin/lupdate"}) {
        if (QFileInfo(QLatin1String(path)).isExecutable())
            return QLatin1String(path);
    }
    return {};
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyMessageIsTranslated_data();
    void everyMessageIsTranslated();
    void everyWordOfTheSourcesIsInTheFile_data() { everyMessageIsTranslated_data(); }
    void everyWordOfTheSourcesIsInTheFile();
};

void TestTranslations::everyMessageIsTranslated_data()
{
    QTest::addColumn<QString>("file");
    const auto files = QDir(kFolder).entryList({QStringLiteral("*.ts")}, QDir::Files, QDir::Name);
    for (const auto& file : files)
        QTest::newRow(qPrintable(file)) << kFolder + QLatin1Char('/') + file;
    if (files.isEmpty())
        QTest::newRow("none") << QString();
}

void TestTranslations::everyMessageIsTranslated()
{
    QFETCH(QString, file);
    if (file.isEmpty())
        QSKIP("no translations yet");
    int messages = 0;
    const auto slips = slipsIn(file, messages);
    QVERIFY2(slips.isEmpty(), qPrintable(told(slips)));
    QVERIFY(messages > 0);
}

void TestTranslations::everyWordOfTheSourcesIsInTheFile()
{
    QFETCH(QString, file);
    const auto program = lupdate();
    if (file.isEmpty() || program.isEmpty())
        QSKIP("no translations yet, or no lupdate");
    const QTemporaryDir folder;
    const auto copy = folder.filePath(QFileInfo(file).fileName());
    QVERIFY(QFile::copy(file, copy));
    // Without the include path the namespace of a class stays unknown, and its words get a context that is never asked for.
    QStringList arguments{QStringLiteral("-silent"), QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("app"),
        QStringLiteral("widgets"), QStringLiteral("models"), QStringLiteral("-ts"), copy};
    if (QFileInfo(file).fileName().endsWith(QLatin1String("_en.ts")))
        arguments.prepend(QStringLiteral("-pluralonly")); // English needs its plural forms alone
    QProcess run;
    run.start(program, arguments);
    QVERIFY(run.waitForFinished(60000));
    QCOMPARE(run.exitCode(), 0);
    int messages = 0;
    const auto slips = slipsIn(copy, messages);
    QVERIFY2(slips.isEmpty(), qPrintable(told(slips)));
}

VEDETTE_TEST(TestTranslations)
#include "tst_translations.moc"
