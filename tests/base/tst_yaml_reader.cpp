#include "models/base/yaml_reader.h"

#include "tests/support/test_main.h"

#include <algorithm>

using namespace vedette;

class TestYamlReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marksCountFromOne();
    void mergeKeysFillWhatIsNotSaid();
    void ofAKeyWrittenTwiceTheLastStays();
    void quotesMakeText();
    void brokenBytesBecomeValidText();
    void whatCameBeforeABreakIsKept();
    void anyTextIsADocumentOrAFinding_data();
    void anyTextIsADocumentOrAFinding();
    void whatWasNotAskedForIsUnknown();

private:
    YamlDocuments parse(const std::string& text)
    {
        m_findings.clear();
        return parseYaml(text, m_file);
    }
    std::vector<Finding> m_findings;
    FileFindings m_file{"f.yaml", m_findings};
};

void TestYamlReader::marksCountFromOne()
{
    const auto root = parse("a: 1\nb:\n  - x\n  - {c: d}\n").documents.at(0);
    QCOMPARE(root->entries[1].mark.line, 2);
    QCOMPARE(root->entries[1].mark.column, 1);
    const auto& inner = root->entries[1].value->items[1];
    QCOMPARE(inner->mark.line, 4);
    QCOMPARE(inner->mark.column, 5);
    QCOMPARE(inner->entries[0].mark.column, 6);
}

void TestYamlReader::mergeKeysFillWhatIsNotSaid()
{
    const auto root = parse("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n").documents.at(0);
    const auto& use = root->entries[1].value->entries;
    QCOMPARE(use.size(), std::size_t(2));
    QCOMPARE(use[0].value->text, std::string("3"));
    QCOMPARE(use[1].key, std::string("x"));
    QVERIFY(m_findings.empty());
}

void TestYamlReader::ofAKeyWrittenTwiceTheLastStays()
{
    const auto root = parse("a: 1\n'a': 2\n").documents.at(0);
    QCOMPARE(root->entries.size(), std::size_t(1));
    QCOMPARE(root->entries[0].value->text, std::string("2"));
    QCOMPARE(m_findings.at(0).text(), std::string("f.yaml:2:1: error: the key \"a\" is there twice; first in line 1"));
}

void TestYamlReader::quotesMakeText()
{
    const auto root = parse("- 1\n- '1'\n- null\n- 'null'\n- |\n  1\n").documents.at(0);
    QVERIFY(!root->items[0]->quoted && root->items[1]->quoted && root->items[4]->quoted);
    QVERIFY(root->items[2]->kind == YamlNode::Kind::null && root->items[3]->kind == YamlNode::Kind::scalar);
}

void TestYamlReader::brokenBytesBecomeValidText()
{
    const auto documents = parse("a: \"x\xFFy\"\n").documents;
    QVERIFY(documents.empty() || documents[0]->entries[0].value->text == "x\xEF\xBF\xBDy");
}

void TestYamlReader::whatCameBeforeABreakIsKept()
{
    const auto parsed = parse("a: 1\n---\nb: [\n");
    QVERIFY(!parsed.ok);
    QCOMPARE(parsed.documents.size(), std::size_t(1));
    QCOMPARE(m_findings.at(0).rule, std::string("yaml"));
}

void TestYamlReader::anyTextIsADocumentOrAFinding_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", "\n", "---", "...", "%YAML 9.9\n---\n", "? a\n: b\n", "{[a]: b}", "*a", "&a", "a: b: c", "\t", "!!", "- - - -", "|\n", ">", "'",
             "\"\\x\"", "{a: b", "a:\n\t- b", "%TAG ! !\n", "<<: 1\n", "<<: [1]\n", "[[[[]]]", "\xEF\xBB\xBF" "a: 1", "\xFE\xFF", "\xFF\xFE\x00"})
        QTest::addRow("%s", QByteArray(text).toHex().constData()) << QByteArray(text);
    QTest::newRow("NUL") << QByteArray("a\0b: c", 6);
    QTest::newRow("deep") << QByteArray(5000, '{');
    QTest::newRow("deep block") << QByteArray("- ").repeated(5000);
}

void TestYamlReader::anyTextIsADocumentOrAFinding()
{
    QFETCH(QByteArray, text);
    const auto parsed = parse(text.toStdString());
    QCOMPARE(parsed.ok, std::none_of(m_findings.begin(), m_findings.end(), [](const Finding& f) { return f.rule == "yaml"; }));
    for (const auto& finding : m_findings)
        QVERIFY(finding.line >= 1 && finding.column >= 1);
}

void TestYamlReader::whatWasNotAskedForIsUnknown()
{
    const auto root = parse("name: a\nnmae: b\nflag: maybe\n").documents.at(0);
    auto map = YamlMap::of(YamlValue(root, root->mark, m_file));
    QVERIFY(map.has_value());
    QCOMPARE(map->requiredText("name").value_or(""), std::string("a"));
    QVERIFY(map->flag("flag", true));
    QVERIFY(!map->required("url"));
    map->finish(FindingLevel::warning);
    QCOMPARE(m_findings.size(), std::size_t(3));
    QCOMPARE(m_findings[0].text(), std::string("f.yaml:3:1: error: \"maybe\" is not true or false"));
    QCOMPARE(m_findings[1].text(), std::string("f.yaml:1:1: error: the key \"url\" is missing"));
    QCOMPARE(m_findings[2].text(), std::string("f.yaml:2:1: warning: unknown key \"nmae\"."));
}

VEDETTE_TEST(TestYamlReader)
#include "tst_yaml_reader.moc"
