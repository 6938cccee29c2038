#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>

class TestNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeNameIsTakenOnce();
};

/// Two types of one name in different headers link without a word and then run each other's destructors.
void TestNames::everyTypeNameIsTakenOnce()
{
    static const QRegularExpression s_space(QStringLiteral("^namespace ([\\w:]+)"));
    static const QRegularExpression s_type(QStringLiteral("^(?:template .*> )?(?:struct|class|union|enum class|enum(?! class)) (\\w+)(?!::)\\b[^;]*$"));
    QMap<QString, QString> first;
    QStringList twice;
    for (const auto* folder : {"app", "widgets", "models"}) {
        QDirIterator it(QLatin1String(folder), {QStringLiteral("*.h")}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const auto path = it.next();
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QString space;
            for (const auto& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
                if (const auto match = s_space.match(line); match.hasMatch())
                    space = match.captured(1);
                const auto match = s_type.match(line);
                if (!match.hasMatch())
                    continue;
                const auto name = space + QStringLiteral("::") + match.captured(1);
                if (const auto other = first.constFind(name); other != first.constEnd() && other.value() != path)
                    twice.append(QStringLiteral("%1: %2 and %3").arg(name, other.value(), path));
                first.insert(name, path);
            }
        }
    }
    QVERIFY(first.size() > 100);
    QVERIFY2(twice.isEmpty(), qPrintable(twice.join(QLatin1Char('\n'))));
}

VEDETTE_TEST(TestNames)
#include "tst_names.moc"
