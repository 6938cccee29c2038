#include "models/catalog/config_reader.h"

#include "tests/support/test_main.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace vedette;

/// CONFIGURATION.md is what users copy from.
class TestConfigurationPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBlockIsReadWithoutAnError_data();
    void everyBlockIsReadWithoutAnError();
};

void TestConfigurationPage::everyBlockIsReadWithoutAnError_data()
{
    QTest::addColumn<QString>("block");
    QFile page(QStringLiteral("CONFIGURATION.md"));
    QVERIFY2(page.open(QIODevice::ReadOnly), "run from the root of the tree");
    const auto parts = QString::fromUtf8(page.readAll()).split(QStringLiteral("```"));
    for (qsizetype i = 1; i < parts.size(); i += 2) {
        const auto text = parts[i].section(QLatin1Char('\n'), 1);
        if (!text.startsWith(QLatin1Char('-'))) // a file of services, not the configuration
            QTest::addRow("block %lld: %s", static_cast<long long>(i / 2 + 1), qPrintable(text.section(QLatin1Char(' '), 0, 0))) << text;
    }
}

void TestConfigurationPage::everyBlockIsReadWithoutAnError()
{
    QFETCH(QString, block);
    if (!block.contains(QRegularExpression(QStringLiteral("^prometheus:"), QRegularExpression::MultilineOption)))
        block += QStringLiteral("\nprometheus:\n  - {name: kr1, url: https://p.example}\n");
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("page.yaml"));
    QFile page(path);
    QVERIFY(page.open(QIODevice::WriteOnly));
    page.write(block.toUtf8());
    page.close();
    ConfigReadOptions options;
    options.stockMappings = "resources/feeds";
    const auto read = readConfig(path.toStdString(), options);
    QString wrong;
    for (const auto& finding : read.findings) {
        if (finding.level == FindingLevel::error && finding.rule != "file") // files that only the page names
            wrong += QString::fromStdString(finding.text()) + QLatin1Char('\n');
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

VEDETTE_TEST(TestConfigurationPage)
#include "tst_configuration_page.moc"
