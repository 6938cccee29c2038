#include "models/slo/event_counter.h"
#include "tests/support/test_main.h"

using namespace vedette;

namespace {

/// "2*a{b="c"} -1*d": the terms as one text.
QString termsText(const std::vector<CounterTerm>& terms)
{
    QStringList parts;
    for (const auto& t : terms)
        parts << QString::number(t.factor) + QLatin1Char('*') + QString::fromStdString(t.selector);
    return parts.join(QLatin1Char(' '));
}

} // namespace

class TestCounterQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatCanBeCountedIsReadAsTerms_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("terms");
        const auto row = [](const char* query, const char* terms) {
            QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(terms);
        };
        row("sum(rate(http_requests_total[{{.window}}]))", "1*http_requests_total");
        row("sum(rate(http_requests_total{job=\"a\",code=~\"5..\"}[{{ .window }}]))",
            "1*http_requests_total{job=\"a\",code=~\"5..\"}");
        row("sum(rate(a{path=\"/x}[5m](\\\"q\\\")\",b='}'}[{{.window}}]))", "1*a{path=\"/x}[5m](\\\"q\\\")\",b='}'}");
        row("sum(rate(a[{{.window}}])) - sum(rate(b[{{.window}}]))", "1*a -1*b");
        row("(sum(rate(a{code=\"500\"}[{{.window}}])) or vector(0))", "1*a{code=\"500\"}");
        row("sum(rate(a[{{.window}}])) or on() vector(0)", "1*a");
        row("sum(rate(a[{{.window}}])) or 0 * sum(rate(b[{{.window}}]))", "1*a");
        row("sum by (x, y) (rate(a[{{.window}}]))", "1*a");
        row("sum(rate(a[{{.window}}])) without (instance)", "1*a");
        row("SUM(increase({__name__=\"a\"}[{{.window}}]))", "1*{__name__=\"a\"}");
        row("1 * sum(irate(a[{{.window}}]))", "1*a");
        row("sum(rate(a[{{.window}}])) * 2 / 8", "0.25*a");
        row("-(sum(rate(a[{{.window}}])) - 3 * (sum(rate(b[{{.window}}])) + sum(rate(c[{{.window}}]))))",
            "-1*a 3*b 3*c");
        row("sum(rate(a[{{.window}}]) + rate(b[{{.window}}]))", "1*a 1*b");
        row("sum(\n  rate(a{x=\"1\"}[{{  .window  }}]) # all of it\n)\n", "1*a{x=\"1\"}");
        row("2 * 3 * sum(rate(a[{{.window}}])) + 0", "6*a");
        row("sum(rate(job:a:sum[{{.window}}]))", "1*job:a:sum");
        row("sum(sum by (x) (rate(a[{{.window}}])))", "1*a");
    }

    void whatCanBeCountedIsReadAsTerms()
    {
        QFETCH(QString, query);
        QFETCH(QString, terms);
        const auto parsed = parseCounterQuery(query.toStdString());
        QVERIFY2(parsed.ok(), parsed.ok() ? "" : parsed.error().text().c_str());
        QCOMPARE(termsText(*parsed), terms);
        for (const auto& t : *parsed)
            QVERIFY(!t.matchers.empty());
    }

    void anythingElseSaysWhereAndWhat_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("character");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* query, int character, const char* word) {
            QTest::newRow(query) << QString::fromUtf8(query) << character << QString::fromUtf8(word);
        };
        row("", 1, "expected sum(...)");
        row("sum(rate(a[5m]))", 12, "{{.window}}");
        row("sum(rate(a[{{.window}}] offset 5m))", 5, "offset");
        row("sum(rate(a[{{.window}}] @ 1609746000))", 5, "offset");
        row("sum(rate(a[{{.window}}:1m]))", 23, "subquery");
        row("sum(rate(a[{{.window}}])", 25, "')'");
        row("sum(rate(a[{{.window}}])))", 26, "the end");
        row("sum(rate(a[{{.window}}])) / sum(rate(b[{{.window}}]))", 27, "divided");
        row("sum(rate(a[{{.window}}])) * sum(rate(b[{{.window}}]))", 27, "multiplied");
        row("sum(rate(a[{{.window}}])) + 1", 27, "a number is added");
        row("sum(rate(a[{{.window}}])) / 0", 27, "division by zero");
        row("sum(rate(a[{{.window}}])) or vector(1)", 30, "vector(0)");
        row("sum(rate(a[{{.window}}])) or sum(rate(b[{{.window}}]))", 30, "vector(0)");
        row("avg(rate(a[{{.window}}]))", 1, "\"avg\" cannot be counted");
        row("histogram_quantile(0.9, x)", 1, "histogram_quantile");
        row("sum(a)", 5, "\"a\" cannot be counted");
        row("sum(rate(a{x=\"1}[{{.window}}]))", 32, "closing quote");
        row("sum(rate(a{x~\"1\"}[{{.window}}]))", 18, "selector");
        row("sum(rate(a{x=~\"(\"}[{{.window}}]))", 19, "selector");
        row("sum(rate(a[{{.window}}])) + sum(increase(b[{{.window}}]))", 33, "increase() and rate()");
        row("sum(rate(a[{{.window}}])) > 0", 27, "operator");
        row("vector(0)", 1, "counts something");
        row("0 * sum(rate(a[{{.window}}]))", 1, "counts something");
        row("sum(1)", 5, "rate(...)");
        row("1e999 * sum(rate(a[{{.window}}]))", 1, "a number");
    }

    void anythingElseSaysWhereAndWhat()
    {
        QFETCH(QString, query);
        QFETCH(int, character);
        QFETCH(QString, word);
        const auto parsed = parseCounterQuery(query.toStdString());
        QVERIFY(!parsed.ok());
        QCOMPARE(parsed.error().kind, ErrorKind::usage);
        const auto text = QString::fromStdString(parsed.error().detail);
        QVERIFY2(text.contains(QStringLiteral("at character %1 ").arg(character)), qPrintable(text));
        QVERIFY2(text.contains(word), qPrintable(text));
    }

    void deepNestingIsRefusedNotFollowed()
    {
        const std::string deep(100000, '(');
        QVERIFY(!parseCounterQuery(deep).ok());
        QVERIFY(!parseCounterQuery(std::string(50000, '-')).ok());
    }
};

VEDETTE_TEST(TestCounterQuery)
#include "tst_counter_query.moc"
