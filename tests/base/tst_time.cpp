#include "models/base/time.h"

#include "tests/support/test_main.h"

using namespace vedette;

namespace {

/// A zone that is at +1 h in winter and, from 2026-03-29 01:00 UTC to 2026-10-25 01:00 UTC, at +2 h.
ZoneOffset berlin()
{
    return [](Time t) {
        const auto ms = toMs(t);
        return ms >= 1774746000000LL && ms < 1792890000000LL ? Millis{7'200'000} : Millis{3'600'000};
    };
}

Time at(const char* text) { return parseRfc3339(text).value(); }

} // namespace

class TestTime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rfc3339IsRead_data();
    void rfc3339IsRead();
    void rfc3339IsRefused_data();
    void rfc3339IsRefused();
    void rfc3339IsWrittenWithMilliseconds();
    void expressionsAnswer_data();
    void expressionsAnswer();
    void expressionsAreRefused_data();
    void expressionsAreRefused();
    void durationsAreRead_data();
    void durationsAreRead();
    void durationsAreRefused_data();
    void durationsAreRefused();
    void durationsAreWrittenAsPrometheusDoes_data();
    void durationsAreWrittenAsPrometheusDoes();
    void floorToRoundsDownBeforeTheEpochToo();
    void rangesAreHalfOpen();
};

void TestTime::rfc3339IsRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("epoch") << "1970-01-01T00:00:00Z" << qint64(0);
    QTest::newRow("utc") << "2026-08-22T14:05:00Z" << qint64(1787407500000);
    QTest::newRow("lower case") << "2026-08-22t14:05:00z" << qint64(1787407500000);
    QTest::newRow("east") << "2026-08-22T23:05:00+09:00" << qint64(1787407500000);
    QTest::newRow("west") << "2026-08-22T09:05:00-05:00" << qint64(1787407500000);
    QTest::newRow("without colon") << "2026-08-22T23:05:00+0900" << qint64(1787407500000);
    QTest::newRow("milliseconds") << "2026-08-22T14:05:00.25Z" << qint64(1787407500250);
    QTest::newRow("nanoseconds") << "2026-08-22T14:05:00.123456789Z" << qint64(1787407500123);
    QTest::newRow("leap day") << "2024-02-29T00:00:00Z" << qint64(1709164800000);
}

void TestTime::rfc3339IsRead()
{
    QFETCH(QString, text);
    const auto read = parseRfc3339(text.toStdString());
    QVERIFY(read.ok());
    QTEST(qint64(toMs(read.value())), "ms");
}

void TestTime::rfc3339IsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "2026-08-22", "2026-08-22T14:05:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-08-22T24:00:00Z",
             "2026-08-22T14:60:00Z", "2026-08-22T14:05:61Z", "2026-08-22T14:05Z", "2026-08-22T14:05:00.Z", "2026-08-22T14:05:00.1234567890Z",
             "2026-08-22T14:05:00+24:00", "2026-08-22T14:05:00Zjunk", "1969-12-31T23:59:59Z", "26-08-22T14:05:00Z", "２026-08-22T14:05:00Z"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestTime::rfc3339IsRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseRfc3339(text.toStdString()).ok());
}

void TestTime::rfc3339IsWrittenWithMilliseconds()
{
    QCOMPARE(formatRfc3339(timeFromMs(1787407500007)), std::string("2026-08-22T14:05:00.007Z"));
    QCOMPARE(formatRfc3339(timeFromMs(-1)), std::string("1969-12-31T23:59:59.999Z"));
}

void TestTime::expressionsAnswer_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("utc");
    QTest::addColumn<QString>("expected");
    // now is Wednesday 2026-08-19T14:05:07.250Z
    QTest::newRow("now") << "now" << true << "2026-08-19T14:05:07.250Z";
    QTest::newRow("minus") << "now-1h30m" << true << "2026-08-19T12:35:07.250Z";
    QTest::newRow("plus") << "now+1d" << true << "2026-08-20T14:05:07.250Z";
    QTest::newRow("minute") << "now/m" << true << "2026-08-19T14:05:00.000Z";
    QTest::newRow("day") << "now/d" << true << "2026-08-19T00:00:00.000Z";
    QTest::newRow("week starts on Monday") << "now/w" << true << "2026-08-17T00:00:00.000Z";
    QTest::newRow("month") << "now/M" << true << "2026-08-01T00:00:00.000Z";
    QTest::newRow("year") << "now/y" << true << "2026-01-01T00:00:00.000Z";
    QTest::newRow("chain") << "now-1d/d+8h" << true << "2026-08-18T08:00:00.000Z";
    QTest::newRow("day in a zone") << "now/d" << false << "2026-08-18T22:00:00.000Z";
    QTest::newRow("year in a zone, other offset") << "now/y" << false << "2025-12-31T23:00:00.000Z";
    QTest::newRow("local") << "2026-08-22 14:05" << false << "2026-08-22T12:05:00.000Z";
    QTest::newRow("local seconds") << "2026-08-22 14:05:30" << false << "2026-08-22T12:05:30.000Z";
    QTest::newRow("local date") << "2026-08-22" << false << "2026-08-21T22:00:00.000Z";
    QTest::newRow("local winter") << "2026-01-10 12:00" << false << "2026-01-10T11:00:00.000Z";
    QTest::newRow("before the gap") << "2026-03-29 01:59" << false << "2026-03-29T00:59:00.000Z";
    QTest::newRow("after the gap") << "2026-03-29 03:00" << false << "2026-03-29T01:00:00.000Z";
    QTest::newRow("after the overlap") << "2026-10-25 03:00" << false << "2026-10-25T02:00:00.000Z";
    QTest::newRow("RFC 3339 keeps its zone") << "2026-08-22T14:05:00Z" << false << "2026-08-22T14:05:00.000Z";
    QTest::newRow("epoch seconds") << "1787407500" << true << "2026-08-22T14:05:00.000Z";
    QTest::newRow("epoch milliseconds") << "1787407500007" << true << "2026-08-22T14:05:00.007Z";
    QTest::newRow("epoch with a fraction") << "1787407500.25" << true << "2026-08-22T14:05:00.250Z";
    QTest::newRow("spaces around") << " now-1h " << true << "2026-08-19T13:05:07.250Z";
}

void TestTime::expressionsAnswer()
{
    QFETCH(QString, text);
    QFETCH(bool, utc);
    QFETCH(QString, expected);
    const auto read = parseTimeExpression(text.toStdString(), at("2026-08-19T14:05:07.250Z"), utc ? utcZone() : berlin());
    QVERIFY(read.ok());
    QCOMPARE(QString::fromStdString(formatRfc3339(read.value())), expected);
}

void TestTime::expressionsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", " ", "yesterday", "now-", "now-5", "now/", "now/x", "nowish", "now--1h", "2026-08-22 25:00", "-5", "nan", "inf",
             "1e300", "2026-08-22 14:05 +09:00", "14:05"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestTime::expressionsAreRefused()
{
    QFETCH(QString, text);
    const auto read = parseTimeExpression(text.toStdString(), timeFromMs(0), utcZone());
    QVERIFY(!read.ok());
    QCOMPARE(read.error().kind, ErrorKind::usage);
}

void TestTime::durationsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("zero") << "0" << qint64(0);
    QTest::newRow("0s") << "0s" << qint64(0);
    QTest::newRow("ms") << "500ms" << qint64(500);
    QTest::newRow("90m") << "90m" << qint64(5'400'000);
    QTest::newRow("1h30m") << "1h30m" << qint64(5'400'000);
    QTest::newRow("1d12h") << "1d12h" << qint64(129'600'000);
    QTest::newRow("1y") << "1y" << qint64(31'536'000'000);
    QTest::newRow("all") << "1y2w3d4h5m6s7ms" << qint64(31'536'000'000 + 2 * 604'800'000LL + 3 * 86'400'000LL + 4 * 3'600'000LL + 306'007);
}

void TestTime::durationsAreRead()
{
    QFETCH(QString, text);
    const auto read = parseDuration(text.toStdString());
    QVERIFY(read.ok());
    QTEST(qint64(read.value().count()), "ms");
}

void TestTime::durationsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "5", "h", "1m1h", "1h1h", "-5m", "1.5h", "5 m", "5M", "9999999999999y", "5m ", "300y", "99999999w"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestTime::durationsAreRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text.toStdString()).ok());
}

void TestTime::durationsAreWrittenAsPrometheusDoes_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64(0) << "0s";
    QTest::newRow("5m") << qint64(300'000) << "5m";
    QTest::newRow("1d") << qint64(86'400'000) << "1d";
    QTest::newRow("7d is 1w") << qint64(7 * 86'400'000LL) << "1w";
    QTest::newRow("28d is 4w") << qint64(28 * 86'400'000LL) << "4w";
    QTest::newRow("30d stays") << qint64(30 * 86'400'000LL) << "30d";
    QTest::newRow("365d is 1y") << qint64(365 * 86'400'000LL) << "1y";
    QTest::newRow("90m is 1h30m") << qint64(5'400'000) << "1h30m";
    QTest::newRow("negative") << qint64(-1'500) << "-1s500ms";
}

void TestTime::durationsAreWrittenAsPrometheusDoes()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatDuration(Millis{ms})), text);
}

void TestTime::floorToRoundsDownBeforeTheEpochToo()
{
    QCOMPARE(toMs(floorTo(timeFromMs(59'999), Millis{60'000})), qint64(0));
    QCOMPARE(toMs(floorTo(timeFromMs(-1), Millis{60'000})), qint64(-60'000));
    QCOMPARE(toMs(floorTo(timeFromMs(-60'000), Millis{60'000})), qint64(-60'000));
}

void TestTime::rangesAreHalfOpen()
{
    const TimeRange range{timeFromMs(10), timeFromMs(20)};
    QVERIFY(range.contains(timeFromMs(10)));
    QVERIFY(!range.contains(timeFromMs(20)));
    QVERIFY(!range.overlaps(timeFromMs(0), timeFromMs(10)));
    QVERIFY(range.overlaps(timeFromMs(19), timeFromMs(30)));
}

VEDETTE_TEST(TestTime)
#include "tst_time.moc"
