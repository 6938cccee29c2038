#include "widgets/format.h"

#include "tests/support/app_factory.h"
#include "tests/support/test_main.h"
#include "tests/widgets/sample_board.h"

#include <limits>

using namespace vedette;
using vedette::test::kst;

namespace {

QString u(const char* utf8) { return QString::fromUtf8(utf8); }

} // namespace

class TestFormat final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durationsHaveAtMostTwoParts_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64{0} << u("0 s");
        QTest::newRow("below a second") << qint64{350} << u("350 ms");
        QTest::newRow("seconds") << qint64{12000} << u("12 s");
        QTest::newRow("both") << qint64{252000} << u("4 m 12 s");
        QTest::newRow("whole minutes") << qint64{52 * 60000} << u("52 min");
        QTest::newRow("hours") << qint64{185 * 60000} << u("3 h 5 m");
        QTest::newRow("days") << qint64{52 * 3600000LL} << u("2 d 4 h");
        QTest::newRow("negative is a length too") << qint64{-12000} << u("12 s");
    }
    void durationsHaveAtMostTwoParts()
    {
        QFETCH(qint64, ms);
        QTEST(durationText(Millis{ms}), "text");
    }

    void agesChangeUnitAfter99()
    {
        QCOMPARE(ageText(std::chrono::seconds{99}), u("99 s"));
        QCOMPARE(ageText(std::chrono::seconds{100}), u("1 min"));
        QCOMPARE(ageText(std::chrono::minutes{100}), u("1 h"));
        QCOMPARE(ageText(std::chrono::hours{100}), u("4 d"));
        QCOMPARE(ageText(Millis{-5000}), u("0 s"));
    }

    void valuesCarryTheirUnit_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("text");
        QTest::newRow("ms") << 0.363 << u("s") << u("363 ms");
        QTest::newRow("ms as told") << 363.0 << u("ms") << u("363 ms");
        QTest::newRow("bytes") << 1.28e9 << u("bytes") << u("1.28 GB");
        QTest::newRow("percent") << 1.45 << u("percent") << u("1.45 %");
        QTest::newRow("ratio") << 0.0145 << u("ratio") << u("1.45 %");
        QTest::newRow("rate") << 1200.0 << u("requests/s") << u("1.2 k/s");
        QTest::newRow("small rate") << 42.0 << u("requests/s") << u("42 /s");
        QTest::newRow("unknown unit") << 7.0 << u("pods") << u("7 pods");
        QTest::newRow("no value is a dash") << std::numeric_limits<double>::quiet_NaN() << u("s") << u("–");
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << u("s") << u("∞");
    }
    void valuesCarryTheirUnit()
    {
        QFETCH(double, value);
        QFETCH(QString, unit);
        QTEST(valueText(value, unit), "text");
    }

    void countsAndBytes()
    {
        QCOMPARE(wholeText(1412), u("1,412"));
        QCOMPARE(wholeText(-1234567), u("−1,234,567"));
        QCOMPARE(countText(41207), u("41.2 k"));
        QCOMPARE(bytesText(1'800'000'000), u("1.80 GB"));
        QCOMPARE(bytesText(212'000'000), u("212 MB"));
        QCOMPARE(bytesText(12), u("12 B"));
    }

    void percentagesAreAsFineAsTheObjectiveAsks()
    {
        QCOMPARE(decimalsForObjective(0.999), 3);
        QCOMPARE(decimalsForObjective(0.9995), 3);
        QCOMPARE(decimalsForObjective(0.9999), 4);
        QCOMPARE(percentText(0.99938, 3), u("99.938 %"));
        QCOMPARE(percentText(std::nullopt, 3), u("–"));
        QCOMPARE(percentText(-0.124, 1), u("−12.4 %"));
    }

    void probabilitiesNeverRoundToCertainty()
    {
        QCOMPARE(probabilityText(0.81), u("81 %"));
        QCOMPARE(probabilityText(0.004), u("< 1 %"));
        QCOMPARE(probabilityText(0.999), u("> 99 %"));
        QCOMPARE(probabilityText(0), u("0 %"));
    }

    void timesAre24HoursWithAZoneWhereADateIs()
    {
        const QTimeZone seoul("Asia/Seoul");
        QCOMPARE(clockText(kst("15:04:09"), seoul), u("15:04:09"));
        QCOMPARE(clockText(kst("15:04:09"), QTimeZone::utc(), false), u("06:04"));
        QCOMPARE(zoneText(seoul, kst("12:00")), u("KST"));
        QCOMPARE(zoneText(QTimeZone::utc(), kst("12:00")), u("UTC"));
        QCOMPARE(zoneText(QTimeZone(5 * 3600 + 1800), kst("12:00")), u("UTC+05:30"));
        QCOMPARE(rangeText({kst("09:00"), kst("15:00")}, seoul), u("09:00–15:00 KST"));
        QVERIFY(dateClockText(kst("14:32"), seoul).startsWith(u("11-20 (")));
        QVERIFY(dateClockText(kst("14:32"), seoul).endsWith(u(") 14:32")));
    }

    void foreignTextIsOneBoundedHarmlessLine()
    {
        QVERIFY(!plain("a\nb\tc").contains(QLatin1Char('\n')));
        QVERIFY(!plain("x\u202Ey").contains(QChar(0x202E)));
        QCOMPARE(plain("<b>x</b>"), u("<b>x</b>"));
        QCOMPARE(plain(std::string(65536, 'x'), 20).size(), 20);
    }
};

VEDETTE_TEST(TestFormat)
#include "tst_format.moc"
