#include "models/correlation/calendar_slots.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::correlation;
using namespace std::chrono_literals;

namespace {

Time utc(const char* text) { return *parseRfc3339(text); }

/// Central Europe: summer time ends on 2026-10-25 and began on 2026-03-29, both at 01:00 UTC.
Millis berlin(Time t)
{
    return t >= utc("2026-03-29T01:00:00Z") && t < utc("2026-10-25T01:00:00Z") ? 2h : 1h;
}

Millis seoul(Time) { return 9h; }

using Zone = Millis (*)(Time);

/// The UTC moment at which a clock of the zone shows the time.
Time at(const char* clock, Zone zone)
{
    const Time shown = utc(clock);
    return shown - zone(shown - zone(shown));
}

LocalMoment moment(Time t, Zone zone) { return {t, zone(t)}; }

std::vector<LocalMoment> daily(const char* last, int days, Zone zone, int every = 1)
{
    std::vector<LocalMoment> past;
    for (int n = days; n >= 1; --n) {
        if (n % every != 0)
            continue;
        const Time shown = utc(last) - 24h * n + Millis{(n % 3) * 20'000};
        past.push_back(moment(shown - zone(shown - zone(shown)), zone));
    }
    return past;
}

} // namespace

class TestCalendarSlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLocalClockKeepsItsSlotThroughSummerTime_data()
    {
        QTest::addColumn<QString>("clock");
        QTest::addColumn<int>("every");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("hits");
        QTest::newRow("daily 23:59, days after it ended") << QStringLiteral("2026-10-29T23:59:00Z") << 1 << int(CalendarSlot::Kind::daily) << 30;
        QTest::newRow("daily 23:59, days after it began") << QStringLiteral("2026-04-02T23:59:00Z") << 1 << int(CalendarSlot::Kind::daily) << 30;
        QTest::newRow("Sunday 23:59, the day it ended") << QStringLiteral("2026-10-25T23:59:00Z") << 7 << int(CalendarSlot::Kind::weekly) << 4;
    }

    void aLocalClockKeepsItsSlotThroughSummerTime()
    {
        QFETCH(QString, clock);
        QFETCH(int, every);
        QFETCH(int, kind);
        QFETCH(int, hits);
        const auto text = clock.toLatin1();
        const Time asked = at(text.constData(), berlin);
        const auto slot = calendarSlot(daily(text.constData(), 30, berlin, every), moment(asked, berlin), asked - 24h * 31);
        QCOMPARE(int(slot.kind), kind);
        QCOMPARE(slot.hits, hits);
        QVERIFY(slot.spread <= 2min);
    }

    void aJobThatRunsByUtcIsFoundToo()
    {
        std::vector<LocalMoment> past;
        const Time asked = utc("2026-10-28T02:00:00Z");
        for (int n = 30; n >= 1; --n)
            past.push_back(moment(asked - 24h * n, berlin));
        const auto slot = calendarSlot(past, moment(asked, berlin), asked - 24h * 31);
        QCOMPARE(int(slot.kind), int(CalendarSlot::Kind::daily));
        QCOMPARE(slot.hits, 30);
    }

    void theFirstAndTheLastOfTheMonthAreSlots()
    {
        const auto months = [](std::initializer_list<const char*> clocks) {
            std::vector<LocalMoment> past;
            for (const auto* clock : clocks)
                past.push_back(moment(at(clock, seoul), seoul));
            return past;
        };
        const auto ask = [&](const std::vector<LocalMoment>& past, const char* clock) {
            const Time t = at(clock, seoul);
            return calendarSlot(past, moment(t, seoul), t - 24h * 100);
        };
        const auto first = ask(months({"2026-08-01T00:00:30Z", "2026-09-01T00:00:00Z", "2026-10-01T00:01:00Z"}), "2026-11-01T00:00:00Z");
        QCOMPARE(int(first.kind), int(CalendarSlot::Kind::monthly));
        QCOMPARE(first.hits, 3);
        QCOMPARE(first.slots, 3);
        const auto last = ask(months({"2026-08-31T23:00:00Z", "2026-09-30T23:00:00Z", "2026-10-31T23:00:00Z"}), "2026-11-30T23:00:00Z");
        QCOMPARE(int(last.kind), int(CalendarSlot::Kind::monthly));
        QVERIFY(last.hits >= 3);
        const auto once = ask(months({"2026-10-01T00:00:00Z"}), "2026-11-01T00:00:00Z");
        QCOMPARE(int(once.kind), int(CalendarSlot::Kind::none));
    }

    void aNarrowSlotExpectsMoreThanAWideOne()
    {
        const Time asked = utc("2026-08-20T12:00:00Z");
        const auto ask = [&](Millis jitter) {
            std::vector<LocalMoment> past;
            for (int n = 28; n >= 1; --n)
                past.push_back({asked - 24h * n + jitter * (n % 5 - 2), 0ms});
            return calendarSlot(past, {asked, 0ms}, asked - 24h * 29);
        };
        const auto narrow = ask(5s);
        const auto wide = ask(100s);
        QCOMPARE(int(narrow.kind), int(CalendarSlot::Kind::daily));
        QCOMPARE(int(wide.kind), int(CalendarSlot::Kind::daily));
        QVERIFY(narrow.perSecond > 2 * wide.perSecond);
        QVERIFY(narrow.spread < wide.spread);
    }

    void whatComesAtAnyTimeHasNoSlot()
    {
        const Time asked = utc("2026-08-20T12:00:00Z");
        std::vector<LocalMoment> past;
        for (int n = 400; n >= 1; --n) // every 97 minutes: now and then it falls into any slot
            past.push_back({asked - 97min * n, 0ms});
        QCOMPARE(int(calendarSlot(past, {asked, 0ms}, asked - 24h * 30).kind), int(CalendarSlot::Kind::none));
        QCOMPARE(int(calendarSlot({}, {asked, 0ms}, asked).kind), int(CalendarSlot::Kind::none));
    }
};

VEDETTE_TEST(TestCalendarSlots)
#include "tst_calendar_slots.moc"
