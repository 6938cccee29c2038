#include "models/base/text.h"

#include "models/base/log.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <limits>

using namespace vedette;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanUtf8LeavesOnlyValidText_data();
    void cleanUtf8LeavesOnlyValidText();
    void truncationCutsAtACharacter();
    void nothingForeignReordersALine_data();
    void nothingForeignReordersALine();
    void theNearestNameIsFound_data();
    void theNearestNameIsFound();
    void onlyWebLinksAreLinks_data();
    void onlyWebLinksAreLinks();
    void secretsLeaveUrls_data();
    void secretsLeaveUrls();
    void numbersReadBackAsWritten_data();
    void numbersReadBackAsWritten();
    void notEveryTextIsANumber_data();
    void notEveryTextIsANumber();
    void fnv1aFollowsItsVectors();
    void splitAndJoinAreInverse();
    void theLogHoldsNoSecretsAndOneLine();
};

void TestText::cleanUtf8LeavesOnlyValidText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("clean");
    const QByteArray bad("\xEF\xBF\xBD");
    QTest::newRow("plain") << QByteArray("cart") << QByteArray("cart");
    QTest::newRow("korean") << QByteArray("결제") << QByteArray("결제");
    QTest::newRow("broken byte") << QByteArray("a\xFFz") << "a" + bad + "z";
    QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << bad + bad;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << bad + bad + bad;
    QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80") << bad + bad + bad + bad;
    QTest::newRow("cut short") << QByteArray("\xEA\xB2") << bad + bad;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << "a" + bad + "b";
}

void TestText::cleanUtf8LeavesOnlyValidText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, clean);
    QCOMPARE(QByteArray::fromStdString(cleanUtf8(bytes.toStdString())), clean);
}

void TestText::truncationCutsAtACharacter()
{
    QCOMPARE(truncateUtf8("short", 5), std::string("short"));
    QCOMPARE(truncateUtf8("결제서비스", 9), std::string("결제…"));
    QCOMPARE(truncateUtf8("결제서비스", 8), std::string("결…"));
    for (std::size_t size = 3; size < 20; ++size)
        QVERIFY(truncateUtf8("결제서비스 checkout", size).size() <= size);
}

void TestText::nothingForeignReordersALine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("override") << QStringLiteral("safe\u202Egpj.exe") << QStringLiteral("safe·gpj.exe");
    QTest::newRow("isolate") << QStringLiteral("\u2066a\u2069") << QStringLiteral("·a·");
    QTest::newRow("mark") << QStringLiteral("a\u200Fb\u061C") << QStringLiteral("a·b·");
    QTest::newRow("zero width") << QStringLiteral("pay\u200Bment\uFEFF") << QStringLiteral("pay·ment·");
    QTest::newRow("line breaks") << QStringLiteral("a\nb\rc\u2028d") << QStringLiteral("a↵b↵c↵d");
    QTest::newRow("escape") << QStringLiteral("\u001B[31mred") << QStringLiteral("\uFFFD[31mred");
    QTest::newRow("tab") << QStringLiteral("a\tb") << QStringLiteral("a b");
    QTest::newRow("right-to-left letters stay") << QStringLiteral("שלום") << QStringLiteral("שלום");
}

void TestText::nothingForeignReordersALine()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(QString::fromStdString(visibleLine(text.toStdString())), shown);
}

void TestText::theNearestNameIsFound_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("double letter") << "error_querry" << "error_query";
    QTest::newRow("camel") << "errorQuery" << "error_query";
    QTest::newRow("swapped") << "urll" << "url";
    QTest::newRow("nothing near") << "retention" << "";
    QTest::newRow("empty") << "" << "";
    QTest::newRow("itself") << "url" << "url";
}

void TestText::theNearestNameIsFound()
{
    QFETCH(QString, name);
    const auto nearest = nearestName(name.toStdString(), {"url", "error_query", "total_query", "name"});
    QTEST(QString::fromStdString(nearest), "nearest");
}

void TestText::onlyWebLinksAreLinks_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("link");
    QTest::newRow("https") << "https://example.org/a?b=c#d" << true;
    QTest::newRow("upper case") << "HTTPS://EXAMPLE.ORG" << true;
    QTest::newRow("port") << "http://localhost:9090/" << true;
    QTest::newRow("address 6") << "http://[::1]:9090/" << true;
    QTest::newRow("javascript") << "javascript:alert(1)" << false;
    QTest::newRow("javascript with slashes") << "javascript://https://a/%0aalert(1)" << false;
    QTest::newRow("file") << "file:///etc/passwd" << false;
    QTest::newRow("data") << "data:text/html,x" << false;
    QTest::newRow("user") << "https://bank.example@evil.example/" << false;
    QTest::newRow("user and password") << "https://u:p@host/" << false;
    QTest::newRow("at sign in the path") << "https://host/@scope/x" << true;
    QTest::newRow("letters that look like others") << "https://\u0430pple.example/" << false;
    QTest::newRow("their plain form") << "https://xn--pple-43d.example/" << true;
    QTest::newRow("other letters in the path") << "https://host/\uC8FC\uBB38" << true;
    QTest::newRow("no host") << "https:///x" << false;
    QTest::newRow("only port") << "http://:80/" << false;
    QTest::newRow("space") << "https://host/a b" << false;
    QTest::newRow("line break") << "https://host/\nx" << false;
    QTest::newRow("backslash") << "https://host\\@evil" << false;
    QTest::newRow("relative") << "/graph" << false;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("leading space") << " https://host/" << false;
}

void TestText::onlyWebLinksAreLinks()
{
    QFETCH(QString, url);
    QTEST(isWebLink(url.toStdString()), "link");
}

void TestText::secretsLeaveUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("redacted");
    QTest::newRow("plain") << "https://h/p?q=1" << "https://h/p?q=1";
    QTest::newRow("user") << "https://u:p@h/p" << "https://***@h/p";
    QTest::newRow("user, nothing behind") << "https://u:p@h" << "https://***@h";
    QTest::newRow("at sign in the password") << "https://u:p@ss@h/p" << "https://***@h/p";
    QTest::newRow("token") << "https://h/p?a=1&access_token=xyz&b=2" << "https://h/p?a=1&access_token=***&b=2";
    QTest::newRow("key in upper case") << "https://h/?API_KEY=xyz" << "https://h/?API_KEY=***";
    QTest::newRow("slash in a password") << "https://u:p/q@h/p" << "https://***@h/p";
    QTest::newRow("at sign in a path stays") << "https://h/@scope/x" << "https://h/@scope/x";
    QTest::newRow("fragment") << "https://h/p#access_token=xyz" << "https://h/p#access_token=***";
}

void TestText::secretsLeaveUrls()
{
    QFETCH(QString, url);
    QFETCH(QString, redacted);
    QCOMPARE(QString::fromStdString(redactUrl(url.toStdString())), redacted);
}

void TestText::numbersReadBackAsWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("number");
    QTest::newRow("whole") << "14" << 14.0;
    QTest::newRow("tenth") << "0.1" << 0.1;
    QTest::newRow("minus") << "-2.5" << -2.5;
    QTest::newRow("large") << "1e+300" << 1e300;
    QTest::newRow("smallest") << "5e-324" << 5e-324;
    QTest::newRow("Inf") << "+Inf" << std::numeric_limits<double>::infinity();
    QTest::newRow("-Inf") << "-Inf" << -std::numeric_limits<double>::infinity();
}

void TestText::numbersReadBackAsWritten()
{
    QFETCH(QString, text);
    QFETCH(double, number);
    double read = 0;
    QVERIFY(parseNumber(text.toStdString(), read));
    QVERIFY(read == number);
    QCOMPARE(QString::fromStdString(formatNumber(number)), text);
}

void TestText::notEveryTextIsANumber_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "+", "-", ".", "1,5", "1 ", " 1", "0x10", "1e", "--1", "+-1", "infinity", "nan(1)", "1.2.3", "1s"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestText::notEveryTextIsANumber()
{
    QFETCH(QString, text);
    double read = 0;
    QVERIFY(!parseNumber(text.toStdString(), read));
}

void TestText::fnv1aFollowsItsVectors()
{
    QCOMPARE(hex64(fnv1a("")), std::string("cbf29ce484222325"));
    QCOMPARE(hex64(fnv1a("a")), std::string("af63dc4c8601ec8c"));
    QCOMPARE(hex64(fnv1a("foobar")), std::string("85944171f73967e8"));
    QCOMPARE(hex64(0), std::string("0000000000000000"));
}

void TestText::splitAndJoinAreInverse()
{
    QCOMPARE(joinText(splitText("a,b,,c", ','), ","), std::string("a,b,,c"));
    QCOMPARE(joinText(splitText(",a", ','), ","), std::string(",a"));
    QCOMPARE(splitText("", ',').size(), std::size_t(1));
    QCOMPARE(trimmed(" \t a b \n"), std::string("a b"));
}

void TestText::theLogHoldsNoSecretsAndOneLine()
{
    QCOMPARE(logText(LogLevel::warning, "feed am: https://u:p@h/a?token=x, and (http://u:p@k/)\nnext"),
        std::string("vedette: warning: feed am: https://***@h/a?token=***, and (http://***@k/)↵next"));
    QCOMPARE(logText(LogLevel::info, "ready"), std::string("vedette: ready"));
    setLogLevel(LogLevel::warning);
    QVERIFY(logs(LogLevel::error));
    QVERIFY(!logs(LogLevel::info));
    setLogLevel(LogLevel::info);
}

VEDETTE_TEST(TestText)
#include "tst_text.moc"
