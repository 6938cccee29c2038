#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>

class TestNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeNameIsTakenOnce();
    void noTwoFilesDefineOneType();
};

namespace {

/// Qualified names of the types that a source defines at namespace scope, those of anonymous namespaces left out.
QStringList typesDefined(QString source)
{
    static const QRegularExpression s_noise(
        QStringLiteral("R\"([^(\\s]*)\\(.*?\\)\\1\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|(?<![0-9A-Za-z])'(?:\\\\.|[^'\\\\\\n])+'|//[^\\n]*|/\\*.*?\\*/"),
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression s_token(QStringLiteral("\\bnamespace(?<space>\\s[\\w:\\s]*|)\\{"
        "|\\b(?:struct|class|union|enum(?:\\s+(?:class|struct))?)\\s+(?<type>\\w+)(?:\\s+final)?\\s*(?::(?!:)[^;{(]*)?\\{|[{}]"));
    source.replace(s_noise, QStringLiteral(" "));
    QStringList found;
    QStringList scopes; // of namespaces, with "" for an anonymous one or any other brace
    for (auto it = s_token.globalMatch(source); it.hasNext();) {
        const auto token = it.next();
        if (token.captured() == QLatin1String("}")) {
            if (!scopes.isEmpty())
                scopes.removeLast();
            continue;
        }
        const auto type = token.captured(QStringLiteral("type"));
        if (!type.isEmpty() && !scopes.isEmpty() && !scopes.contains(QString()))
            found << scopes.join(QLatin1String("::")) + QStringLiteral("::") + type;
        scopes << (type.isEmpty() ? token.captured(QStringLiteral("space")).trimmed() : QString());
    }
    return found;
}

} // namespace

/// The same for sources: a helper that is not in an anonymous namespace meets its namesake of another file at link time.
void TestNames::noTwoFilesDefineOneType()
{
    QCOMPARE(typesDefined(QStringLiteral("namespace a {\nnamespace {\nstruct Hidden {};\n}\nstruct Open : Base { struct Inner {}; int c = '{'; };\n"
                                         "struct Open::Impl {\n};\nenum class Kind { x };\n// struct Comment {\nconst char* s = \"struct Text {\";\nvoid f() { struct Local {}; }\n}\n")),
        (QStringList{QStringLiteral("a::Open"), QStringLiteral("a::Kind")}));
    QMap<QString, QString> first;
    QStringList twice;
    for (const auto* folder : {"app", "widgets", "models"}) {
        QDirIterator it(QLatin1String(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const auto path = it.next();
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (const auto& name : typesDefined(QString::fromUtf8(file.readAll()))) {
                if (const auto other = first.constFind(name); other != first.constEnd() && other.value() != path)
                    twice.append(QStringLiteral("%1: %2 and %3").arg(name, other.value(), path));
                first.insert(name, path);
            }
        }
    }
    QVERIFY(first.size() > 150);
    QVERIFY2(twice.isEmpty(), qPrintable(twice.join(QLatin1Char('\n'))));
}

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
