#include "models/base/json_writer.h"
#include "models/base/pattern.h"

#include "tests/support/test_main.h"

#include <limits>

using namespace vedette;

class TestJsonWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreSeparatedAndNested();
    void numbersThatAreNoneBecomeNull();
    void textIsEscaped_data();
    void textIsEscaped();
    void patternsAreAnchored_data();
    void patternsAreAnchored();
    void aBrokenPatternIsAUsageError();
};

void TestJsonWriter::valuesAreSeparatedAndNested()
{
    JsonWriter json;
    json.beginObject().field("a", 1).field("b", "x").key("c").beginArray().value(true).null().beginObject().endObject().endArray();
    json.field("d", timeFromMs(7)).field("e", std::vector<std::string>{"p", "q"}).field("f", std::optional<double>{}).endObject();
    QCOMPARE(json.text(), std::string(R"({"a":1,"b":"x","c":[true,null,{}],"d":"1970-01-01T00:00:00.007Z","e":["p","q"],"f":null})"));
}

void TestJsonWriter::numbersThatAreNoneBecomeNull()
{
    JsonWriter json;
    json.beginArray().value(std::numeric_limits<double>::quiet_NaN()).value(std::numeric_limits<double>::infinity()).value(0.1).value(1e21).endArray();
    QCOMPARE(json.text(), std::string("[null,null,0.1,1e+21]"));
}

void TestJsonWriter::textIsEscaped_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("quotes") << QByteArray("a\"b\\c") << QByteArray(R"("a\"b\\c")");
    QTest::newRow("controls") << QByteArray("\n\r\t\x01\x7f") << QByteArray("\"\\n\\r\\t\\u0001\\u007f\"");
    QTest::newRow("unicode stays") << QByteArray("결제") << QByteArray("\"결제\"");
}

void TestJsonWriter::textIsEscaped()
{
    QFETCH(QByteArray, text);
    QTEST(QByteArray::fromStdString(jsonQuoted(text.toStdString())), "json");
}

void TestJsonWriter::patternsAreAnchored_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    QTest::newRow("whole") << "api" << "api" << true;
    QTest::newRow("part") << "api" << "api-1" << false;
    QTest::newRow("alternatives are grouped") << "a|bc" << "xbc" << false;
    QTest::newRow("dot takes a line break") << "a.c" << "a\nc" << true;
    QTest::newRow("empty") << "" << "" << true;
    QTest::newRow("no backtracking") << "(a+)+b" << QString(4000, QLatin1Char('a')) << false;
}

void TestJsonWriter::patternsAreAnchored()
{
    QFETCH(QString, expression);
    QFETCH(QString, text);
    const auto pattern = Pattern::anchored(expression.toStdString());
    QVERIFY(pattern.ok());
    QTEST(pattern.value().matches(text.toStdString()), "matches");
}

void TestJsonWriter::aBrokenPatternIsAUsageError()
{
    QCOMPARE(Pattern::anchored("a(").error().kind, ErrorKind::usage);
    QVERIFY(!Pattern::anchored("a)|(b").ok());
    QVERIFY(!Pattern::anchored("(?=x)").ok());
}

VEDETTE_TEST(TestJsonWriter)
#include "tst_json_writer.moc"
