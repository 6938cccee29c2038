#include "models/base/text.h"
#include "models/feeds/matrix_parser.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

using namespace vedette;

namespace {

std::string matrix(const std::string& series, const std::string& more = {})
{
    return R"({"status":"success","data":{"resultType":"matrix","result":[)" + series + "]}" + more + "}";
}

} // namespace

class TestMatrixParser : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatServersWrite()
    {
        const auto answer = parseMatrix(matrix(R"({"metric":{"__name__":"up","job":"cart"},"values":[[1787407500,"1"],[1787407515.25,"-0.125"],[1787407530.5,"1e-7"]]})"));
        QVERIFY(answer.ok());
        QCOMPARE(answer->resultType, std::string("matrix"));
        QCOMPARE(answer->series.size(), 1U);
        const auto& series = answer->series.front();
        QCOMPARE(series.labels, (Labels{{"__name__", "up"}, {"job", "cart"}}));
        QCOMPARE(series.times, (std::vector<Time>{timeFromMs(1787407500000), timeFromMs(1787407515250), timeFromMs(1787407530500)}));
        QCOMPARE(series.values, (std::vector<double>{1, -0.125, 1e-7}));
    }
    void readsVectorsAndScalars()
    {
        const auto vector = parseMatrix(R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1.5,"7"]}]}})");
        QVERIFY(vector.ok());
        QCOMPARE(vector->series.at(0).values.at(0), 7.0);
        const auto scalar = parseMatrix(R"({"status":"success","data":{"resultType":"scalar","result":[1.5,"NaN"]}})");
        QVERIFY(scalar.ok());
        QVERIFY(std::isnan(scalar->series.at(0).values.at(0)));
        const auto text = parseMatrix(R"({"status":"success","data":{"resultType":"string","result":[1.5,"hello"]}})");
        QVERIFY(text.ok());
        QCOMPARE(text->text, std::string("hello"));
    }
    void numbersAreExact_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"0", "-0", "1", "0.1", "123456789012345678", "12345678901234567890", "9007199254740993", "0.30000000000000004", "1e22", "1e23",
                 "0.00012345678901234567", "0.0000000000000000000000", "0.000000000000000000000000000000000000000", "00000000000000000000000000000001", "123456.78901234567", "12345678",
                 "18446744073709551615", "18446744073709551616", "1.8446744073709551615", "0.12345678901234567890123456", "-0.0", "1234567890123456.7", "9007199254740993.0000",
                 "2.2250738585072014e-308", "5e-324", "1.7976931348623157e+308", "99999999999999999.5", "0.0000000000000000001", "179769313486231570000", "3.141592653589793238"})
            QTest::newRow(text) << QByteArray(text);
    }
    void numbersAreExact()
    {
        QFETCH(QByteArray, text);
        double expected = 0;
        std::from_chars(text.data(), text.data() + text.size(), expected);
        // Once far from the end (fast path) and once at it.
        for (const auto& padding : {std::string(), std::string(200, ' ')}) {
            for (const std::string time : {"1", "1787407500", "1787407500.25"}) {
                const auto answer = parseMatrix(matrix("{\"metric\":{},\"values\":[[" + time + ",\"" + text.toStdString() + "\"]" + padding + "]}") + padding);
                QVERIFY(answer.ok());
                QCOMPARE(answer->series.at(0).values.at(0), expected);
                QCOMPARE(std::signbit(answer->series.at(0).values.at(0)), std::signbit(expected));
            }
        }
    }
    void manyRandomNumbersAreExact()
    {
        std::minstd_rand random(7);
        std::uniform_real_distribution<double> spread(-14, 14);
        std::string values;
        std::vector<double> expected;
        for (int i = 0; i < 20000; ++i) {
            const double v = (random() % 2 == 0 ? 1 : -1) * std::pow(10.0, spread(random));
            expected.push_back(v);
            values += (i > 0 ? ",[" : "[") + std::to_string(1787407500 + i) + "." + std::to_string(100 + i % 900) + ",\"" + formatNumber(v) + "\"]";
        }
        const auto answer = parseMatrix(matrix("{\"metric\":{},\"values\":[" + values + "]}"));
        QVERIFY(answer.ok());
        QCOMPARE(answer->series.at(0).values, expected);
        for (int i = 0; i < 20000; ++i)
            QCOMPARE(toMs(answer->series.at(0).times.at(static_cast<std::size_t>(i))), (1787407500LL + i) * 1000 + 100 + i % 900);
    }
    void allDigitsOfADoubleAreRead()
    {
        std::mt19937_64 random(11);
        std::string values;
        std::vector<double> expected;
        char text[400];
        while (expected.size() < 50'000) {
            const auto bits = random();
            double v = 0;
            std::memcpy(&v, &bits, sizeof v);
            if (!std::isfinite(v))
                continue;
            // Half of them as they come, to 1e308 and back; half of them of the size that metrics have.
            int power = 0;
            if (expected.size() % 2 == 0)
                v = std::ldexp(std::frexp(v, &power), static_cast<int>(bits % 90) - 40);
            auto* const end = std::to_chars(text, text + sizeof text, v, std::chars_format::fixed).ptr;
            if (end - text > 380)
                continue;
            values += (expected.empty() ? "[" : ",[") + std::to_string(1787407500 + expected.size()) + ",\"" + std::string(text, end) + "\"]";
            expected.push_back(v);
        }
        const auto answer = parseMatrix(matrix("{\"metric\":{},\"values\":[" + values + "]}"));
        QVERIFY(answer.ok());
        QVERIFY(answer->series.at(0).values == expected);
    }
    void aListOfAnyLengthIsReadWhole()
    {
        for (std::size_t n = 1; n < 1200; n += n < 20 ? 1 : 127) {
            std::string values;
            for (std::size_t i = 0; i < n; ++i)
                values += (i == 0 ? "[" : i % 100 == 7 ? " ,\n[ " : ",[") + std::to_string(1787407500 + i) + ",\"" + std::to_string(i) + "\"]";
            const auto answer = parseMatrix(matrix("{\"metric\":{},\"values\":[" + values + "]}"));
            QVERIFY(answer.ok());
            QCOMPARE(answer->series.at(0).values.size(), n);
            for (std::size_t i = 0; i < n; ++i)
                QCOMPARE(answer->series.at(0).values[i], static_cast<double>(i));
        }
    }
    void notANumberAndInfinitiesAreValues()
    {
        const auto answer = parseMatrix(matrix(R"({"metric":{},"values":[[1,"NaN"],[2,"+Inf"],[3,"-Inf"]]})"));
        QVERIFY(answer.ok());
        const auto& values = answer->series.at(0).values;
        QVERIFY(std::isnan(values[0]) && values[1] > 0 && std::isinf(values[1]) && values[2] < 0 && std::isinf(values[2]));
    }
    void orderAndRepetitionAreMended()
    {
        const auto answer = parseMatrix(matrix(R"({"metric":{},"values":[[30,"3"],[10,"1"],[20,"2"],[10,"9"]]})"));
        QVERIFY(answer.ok());
        QCOMPARE(answer->series.at(0).times, (std::vector<Time>{timeFromMs(10000), timeFromMs(20000), timeFromMs(30000)}));
        QCOMPARE(answer->series.at(0).values, (std::vector<double>{9, 2, 3}));
        QCOMPARE(answer->samples, 3);
    }
    void theSameSeriesTwiceIsOne()
    {
        const auto answer = parseMatrix(matrix(R"({"metric":{"a":"b"},"values":[[1,"1"]]},{"metric":{"a":"b"},"values":[[1,"2"]]})"));
        QVERIFY(answer.ok());
        QCOMPARE(answer->series.size(), 1U);
        QCOMPARE(answer->warnings.size(), 1U);
    }
    void histogramsAreNeverZero()
    {
        const auto answer = parseMatrix(matrix(R"({"metric":{"a":"b"},"histograms":[[1,{"count":"5","sum":"1","buckets":[[0,"1","2","3"]]}]]})"));
        QVERIFY(answer.ok());
        QVERIFY(answer->series.empty());
        QVERIFY(answer->warnings.at(0).find("not supported") != std::string::npos);
    }
    void tooManySeriesAreCutWithASentence()
    {
        std::string many;
        for (int i = 0; i < 10000; ++i)
            many += (i > 0 ? "," : "") + std::string("{\"metric\":{\"i\":\"") + std::to_string(i) + "\"},\"values\":[[1,\"1\"]]}";
        MatrixLimits limits;
        limits.maxSeries = 200;
        const auto answer = parseMatrix(matrix(many), limits);
        QVERIFY(answer.ok());
        QCOMPARE(answer->series.size(), 200U);
        QCOMPARE(answer->totalSeries, 10000U);
        QCOMPARE(answer->warnings.back(), std::string("showing 200 of 10,000 series"));
    }
    void aSeriesWithTenThousandLabelsIsLeftOut()
    {
        std::string labels;
        for (int i = 0; i < 10000; ++i)
            labels += (i > 0 ? ",\"l" : "\"l") + std::to_string(i) + "\":\"v\"";
        const auto answer = parseMatrix(matrix("{\"metric\":{" + labels + "},\"values\":[[1,\"1\"]]}"));
        QVERIFY(answer.ok());
        QVERIFY(answer->series.empty());
        QVERIFY(answer->warnings.at(0).find("too many labels") != std::string::npos);
    }
    void hostileLabelsStayText_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("HTML") << QByteArray("<img src=x onerror=1>") << QByteArray("<img src=x onerror=1>");
        QTest::newRow("line break") << QByteArray("a\\nb\\u000ac") << QByteArray("a\nb\nc");
        QTest::newRow("right to left") << QByteArray("\\u202Egnp.exe") << QByteArray("\xE2\x80\xAEgnp.exe");
        QTest::newRow("NUL") << QByteArray("a\\u0000b") << QByteArray("a\xEF\xBF\xBD" "b");
        QTest::newRow("lone surrogate") << QByteArray("a\\ud800b") << QByteArray("a\xEF\xBF\xBD" "b");
        QTest::newRow("pair") << QByteArray("\\ud83d\\ude00") << QByteArray("\xF0\x9F\x98\x80");
        QTest::newRow("broken UTF-8") << QByteArray("a\xFF" "b") << QByteArray("a\xEF\xBF\xBD" "b");
        QTest::newRow("quote and backslash") << QByteArray("\\\"\\\\\\/") << QByteArray("\"\\/");
        QTest::newRow("Korean") << QByteArray("\xEC\xA3\xBC\xEB\xAC\xB8") << QByteArray("\xEC\xA3\xBC\xEB\xAC\xB8");
    }
    void hostileLabelsStayText()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, expected);
        const auto answer = parseMatrix(matrix("{\"metric\":{\"l\":\"" + json.toStdString() + "\"},\"values\":[[1,\"1\"]]}"));
        QVERIFY(answer.ok());
        QCOMPARE(QByteArray::fromStdString(std::string(answer->series.at(0).labels.value("l"))), expected);
    }
    void longLabelsAreCut()
    {
        const auto answer = parseMatrix(matrix("{\"metric\":{\"l\":\"" + std::string(65536, 'x') + "\"},\"values\":[[1,\"1\"]]}"));
        QVERIFY(answer.ok());
        QVERIFY(answer->series.at(0).labels.value("l").size() <= 8192);
    }
    void serverErrorsKeepTheirWords()
    {
        const auto answer = parseMatrix(R"({"status":"error","errorType":"execution","error":"query processing would load too many samples"})");
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().kind, ErrorKind::http);
        QCOMPARE(answer.error().detail, std::string("execution: query processing would load too many samples"));
    }
    void serverWarningsAreKept()
    {
        const auto answer = parseMatrix(matrix("", R"(,"warnings":["partial response",{"x":1}])"));
        QVERIFY(answer.ok());
        QCOMPARE(answer->warnings, std::vector<std::string>{"partial response"});
    }
    void damageRejectsTheWhole_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto whole = matrix(R"({"metric":{"a":"b\n"},"values":[[1787407500.5,"1.25"],[1787407515,"2"]]})", R"(,"warnings":["w"])");
        for (std::size_t i = 0; i < whole.size(); ++i)
            QTest::addRow("cut at %d", static_cast<int>(i)) << QByteArray(whole.data(), static_cast<int>(i));
        QTest::newRow("trailing") << QByteArray::fromStdString(whole + "x");
        QTest::newRow("deep") << QByteArray::fromStdString(R"({"status":"success","x":)" + std::string(100000, '['));
        QTest::newRow("deep closed") << QByteArray::fromStdString(R"({"status":"success","x":)" + std::string(100000, '[') + std::string(100000, ']') + "}");
        QTest::newRow("number where text") << QByteArray::fromStdString(matrix(R"({"metric":{},"values":[[1,2]]})"));
        QTest::newRow("no number") << QByteArray::fromStdString(matrix(R"({"metric":{},"values":[[1,"x"]]})"));
        QTest::newRow("400 digits") << QByteArray::fromStdString(matrix("{\"metric\":{},\"values\":[[1,\"" + std::string(500, '9') + "\"]]}"));
        QTest::newRow("no result") << QByteArray(R"({"status":"success"})");
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("text") << QByteArray("hello");
    }
    void damageRejectsTheWhole()
    {
        QFETCH(QByteArray, body);
        // An exact copy on the heap: a read beyond its end shows under the sanitizers.
        const std::unique_ptr<char[]> exact(new char[static_cast<std::size_t>(body.size())]);
        std::copy(body.begin(), body.end(), exact.get());
        const auto answer = parseMatrix({exact.get(), static_cast<std::size_t>(body.size())});
        QVERIFY(!answer.ok());
        QVERIFY(!answer.error().detail.empty());
    }
};

VEDETTE_TEST(TestMatrixParser)
#include "tst_matrix_parser.moc"
