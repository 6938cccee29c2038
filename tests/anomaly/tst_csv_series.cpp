#include "models/anomaly/csv_series.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace vedette;

class TestCsvSeries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allFormsOfTimeAreRead_data()
    {
        QTest::addColumn<QString>("stamp");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("rfc3339") << "2023-11-15T00:00:30Z" << qint64{1700006430000};
        QTest::newRow("offset") << "2023-11-15T09:00:00.250+09:00" << qint64{1700006400250};
        QTest::newRow("space") << "2023-11-15 00:01:00" << qint64{1700006460000};
        QTest::newRow("seconds") << "1700006400" << qint64{1700006400000};
        QTest::newRow("fraction") << "1700006400.5" << qint64{1700006400500};
        QTest::newRow("milliseconds") << "1700006400123" << qint64{1700006400123};
    }
    void allFormsOfTimeAreRead()
    {
        QFETCH(QString, stamp);
        QFETCH(qint64, ms);
        const auto read = readCsvSeries("timestamp,value\n" + stamp.toStdString() + ",1\n");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
        QCOMPARE(toMs(read->times.at(0)), std::int64_t{ms});
        QCOMPARE(read->stamps.at(0), stamp.toStdString());
    }

    void emptyValuesFurtherColumnsAndLineEndsAreRead()
    {
        const auto read = readCsvSeries("\xEF\xBB\xBFname,timestamp,value,label\r\nx,60,1.5,0\r\n\r\nx,120,,1\r\nx,180,\"2\",0");
        QVERIFY(read.ok());
        QCOMPARE(read->values.size(), std::size_t{3});
        QCOMPARE(read->values[0], 1.5);
        QVERIFY(std::isnan(read->values[1]));
        QCOMPARE(read->values[2], 2.0);
        QCOMPARE(read->step, Millis{60000});
    }

    void theStepIsTheMedianDistance()
    {
        const auto read = readCsvSeries("timestamp,value\n0,1\n300,1\n600,1\n600,1\n9000,1\n9300,1\n");
        QCOMPARE(read->step, Millis{300000});
        QCOMPARE(readCsvSeries("timestamp,value\n")->step, Millis{60000});
    }

    void malformedInputNamesItsLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("empty") << "" << "line 1";
        QTest::newRow("no header") << "1,2\n3,4\n" << "line 1";
        QTest::newRow("no value") << "timestamp,label\n1,2\n" << "line 1";
        QTest::newRow("short row") << "timestamp,value\n1,2\n3\n" << "line 3";
        QTest::newRow("not a time") << "timestamp,value\nsoon,2\n" << "line 2";
        QTest::newRow("an expression") << "timestamp,value\nnow-1h,2\n" << "line 2";
        QTest::newRow("time out of range") << "timestamp,value\n1e300,2\n" << "line 2";
        QTest::newRow("not a number") << "timestamp,value\n1,2\n\n2,two\n" << "line 4";
        QTest::newRow("open quote") << "timestamp,value\n1,\"2\n" << "line 2";
    }
    void malformedInputNamesItsLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, line);
        const auto read = readCsvSeries(text.toStdString());
        QVERIFY(!read.ok());
        QCOMPARE(read.error().kind, ErrorKind::parse);
        QVERIFY2(read.error().detail.starts_with(line.toStdString() + ":"), read.error().detail.c_str());
    }

    void oneRowOutForEachRowIn()
    {
        const auto read = readCsvSeries("timestamp,value\n2023-11-15 00:00:00,1\n2023-11-15 00:01:00,\n");
        std::vector<ScoredPoint> points(2);
        points[0].score = 0.9999999999;
        points[0].anomalous = true;
        points[0].expected = 0.5;
        points[0].lower = 0.1;
        points[0].upper = 0.9;
        QCOMPARE(QString::fromStdString(writeScores(read.value(), points)),
            QStringLiteral("timestamp,value,anomaly_score,is_anomaly,expected,lower,upper\n"
                           "2023-11-15 00:00:00,1,0.9999999999,1,0.5,0.1,0.9\n"
                           "2023-11-15 00:01:00,,0,0,,,\n"));
    }
};

VEDETTE_TEST(TestCsvSeries)
#include "tst_csv_series.moc"
