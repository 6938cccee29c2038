#include "models/base/text.h"
#include "models/core/config.h"
#include "models/core/labels.h"
#include "models/core/matcher.h"

#include "tests/support/test_main.h"

using namespace vedette;

class TestLabels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fingerprintsFollowPrometheus();
    void orderDoesNotMatterAndTheLaterNameWins();
    void anEmptyValueIsAnAbsentLabel();
    void textIsWhatPromqlReads();
    void matchersAreRead_data();
    void matchersAreRead();
    void matchersAreRefused_data();
    void matchersAreRefused();
    void selectorsAreRead_data();
    void selectorsAreRead();
    void selectorsAreRefused_data();
    void selectorsAreRefused();
    void severityWordsHaveALevel();
};

void TestLabels::fingerprintsFollowPrometheus()
{
    QCOMPARE(Labels().fingerprint(), std::uint64_t(14695981039346656037ULL));
    // A vector of prometheus/common, model/signature_test.go.
    QCOMPARE((Labels{{"name", "garland, briggs"}, {"fear", "love is not enough"}}.fingerprint()), std::uint64_t(5799056148416392346ULL));
    QCOMPARE((Labels{{"a", "1"}}.fingerprint()), fnv1a("a\xFF"
                                                       "1\xFF"));
}

void TestLabels::orderDoesNotMatterAndTheLaterNameWins()
{
    QVERIFY((Labels{{"b", "2"}, {"a", "1"}} == Labels{{"a", "1"}, {"b", "2"}}));
    QCOMPARE(Labels(std::vector<Labels::Pair>{{"a", "1"}, {"a", "2"}}).value("a"), std::string_view("2"));
    QVERIFY(Labels(std::vector<Labels::Pair>{{"a", "1"}, {"a", ""}}).empty());
}

void TestLabels::anEmptyValueIsAnAbsentLabel()
{
    Labels labels{{"a", "1"}, {"b", ""}};
    QCOMPARE(labels.size(), std::size_t(1));
    labels.set("c", "3");
    labels.set("a", "");
    QVERIFY((labels == Labels{{"c", "3"}}));
    QVERIFY(labels.without("c").empty());
    QCOMPARE((Labels{{"pod", "p"}, {"job", "j"}}.firstOf({"instance", "job", "pod"})), std::string_view("j"));
}

void TestLabels::textIsWhatPromqlReads()
{
    QCOMPARE((Labels{{"__name__", "up"}, {"job", "a\"b\\c\nd"}}.text()), std::string("up{job=\"a\\\"b\\\\c\\nd\"}"));
    QCOMPARE(Labels().text(), std::string("{}"));
    QCOMPARE((Labels{{"__name__", "up"}}.text()), std::string("up"));
    const Labels odd{{"__name__", "up"}, {"job", "a\"b\\c\nd\t"}};
    const auto selector = parseSelector(odd.text());
    QVERIFY(selector.ok());
    QVERIFY(matchesAll(selector.value(), odd));
}

void TestLabels::matchersAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("matches");
    QTest::newRow("equal") << "service=cart" << "cart" << true;
    QTest::newRow("quoted") << "service=\"cart\"" << "cart" << true;
    QTest::newRow("single quotes") << "service='cart'" << "cart" << true;
    QTest::newRow("spaces") << " service = cart " << "cart" << true;
    QTest::newRow("not equal") << "service!=cart" << "cart" << false;
    QTest::newRow("absent is empty") << "service=" << "" << true;
    QTest::newRow("regex") << "service=~\"cart|pay.*\"" << "payment" << true;
    QTest::newRow("regex is anchored") << "service=~ar" << "cart" << false;
    QTest::newRow("not regex") << "service!~c.*" << "cart" << false;
    QTest::newRow("equals sign in the value") << "service=a=b" << "a=b" << true;
    QTest::newRow("escape") << "service=\"a\\\"b\"" << "a\"b" << true;
}

void TestLabels::matchersAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, value);
    const auto matcher = Matcher::parse(text.toStdString());
    QVERIFY(matcher.ok());
    QCOMPARE(matcher.value().name(), std::string("service"));
    QTEST(matcher.value().matches(Labels{{"service", value.toStdString()}}), "matches");
    QVERIFY(Matcher::parse(matcher.value().text()).ok());
    QCOMPARE(Matcher::parse(matcher.value().text()).value().value(), matcher.value().value());
}

void TestLabels::matchersAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "service", "=x", "1a=x", "service~x", "service==x", "service=~(", "service=\"a\"b\"", "a-b=c"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestLabels::matchersAreRefused()
{
    QFETCH(QString, text);
    QVERIFY(!Matcher::parse(text.toStdString()).ok());
}

void TestLabels::selectorsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::newRow("name") << "up" << 1;
    QTest::newRow("recorded name") << "job:up:sum" << 1;
    QTest::newRow("both") << "up{job=\"a\",instance=~'b.*',}" << 3;
    QTest::newRow("labels alone") << "{__name__=\"up\"}" << 1;
    QTest::newRow("spaces") << " up { job != `a` } " << 2;
}

void TestLabels::selectorsAreRead()
{
    QFETCH(QString, text);
    const auto selector = parseSelector(text.toStdString());
    QVERIFY(selector.ok());
    QTEST(int(selector.value().size()), "count");
}

void TestLabels::selectorsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "{}", "up{", "up{job}", "up{job=a}", "up{job=\"a\"", "up{job=\"a}", "up}", "up[5m]", "up{=\"a\"}", "1up",
             "up{job=~\"(\"}", "sum(up)", "up{job==\"a\"}", "up{1a=\"x\"}"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestLabels::selectorsAreRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseSelector(text.toStdString()).ok());
}

void TestLabels::severityWordsHaveALevel()
{
    const SeverityMapping mapping;
    QCOMPARE(mapping.level("PAGE"), Severity::critical);
    QCOMPARE(mapping.level("p2"), Severity::warning);
    QCOMPARE(mapping.level("none"), Severity::info);
    QCOMPARE(mapping.level("disaster"), Severity::warning);
    QCOMPARE(mapping.level(""), Severity::warning);
}

VEDETTE_TEST(TestLabels)
#include "tst_labels.moc"
