#include "models/feeds/interval_set.h"
#include "models/feeds/sources/source.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <map>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

/// A server that holds one sample a minute from `oldest` on, but not in `gap`; `up` only when it scrapes.
struct Past {
    Time oldest = kNow;
    TimeRange gap;
    bool scrapes = true;

    std::string answer(const Ask& ask) const
    {
        if (ask.path.find("/query") == std::string::npos)
            return ask.path.find("/alerts") != std::string::npos ? "{\"status\":\"success\",\"data\":{\"alerts\":[]}}"
                : ask.path.find("/rules") != std::string::npos  ? "{\"status\":\"success\",\"data\":{\"groups\":[]}}"
                                                                : "{\"status\":\"success\",\"data\":{\"version\":\"2.42.0\"}}";
        const auto number = [&](std::size_t i) { return static_cast<std::int64_t>(std::stod(ask.params[i].second) * 1000.0 + 0.5); };
        const auto& query = ask.params[0].second;
        TimeRange range;
        if (const auto bracket = query.find('['); bracket != std::string::npos) {
            range.to = timeFromMs(number(1) + 1);
            range.from = range.to - Millis{std::stoll(query.substr(bracket + 1))};
        } else {
            range = {timeFromMs(number(1)), timeFromMs(number(2) + 1)};
        }
        std::string values;
        const bool held = query.rfind("{__name__", 0) != 0 && (scrapes || query.rfind("up", 0) != 0);
        for (auto t = floorTo(std::max(range.from, oldest) + 59'999ms, 60s); held && t < range.to; t += 60s) {
            if (!gap.contains(t))
                values += (values.empty() ? "[" : ",[") + std::to_string(toMs(t) / 1000) + ",\"1\"]";
        }
        const auto series = values.empty() ? std::string{} : "{\"metric\":{\"job\":\"a\"},\"values\":[" + values + "]}";
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series + "]}}";
    }
};

/// One source and what it told; the clock is the test's.
struct Console {
    std::unique_ptr<Source> source;
    std::vector<std::string> asked; ///< questions of history since the last clear()
    std::map<std::string, IntervalSet> known;
    std::vector<Coverage> coverage;
    std::map<Time, int> samples; ///< of the watch

    explicit Console(bool once = false, std::vector<Coverage> held = {}, std::size_t watches = 1)
    {
        SourceContext context;
        context.feed.name = "kr1";
        context.feed.url = "http://127.0.0.1:1";
        context.backfill = 72h;
        context.once = once;
        context.coverage = std::move(held);
        for (std::size_t i = 0; i < watches; ++i) {
            SeriesQuestion orders;
            orders.key = "watch:orders" + (i > 0 ? std::to_string(i) : std::string{});
            orders.watch = "orders";
            orders.query = "orders";
            context.questions.push_back(orders);
        }
        source = makePrometheus(std::move(context));
    }
    std::size_t poll(const Past& past, Time now)
    {
        const auto asks = source->poll(now);
        for (const auto& ask : asks)
            read(past, ask, now);
        return asks.size();
    }
    void backfill(const Past& past, Time now)
    {
        for (auto asks = source->backfill(now, 2); !asks.empty(); asks = source->backfill(now, 2)) {
            for (const auto& ask : asks) {
                asked.push_back(ask.question);
                read(past, ask, now);
            }
            if (asked.size() > 500)
                qFatal("it asks for ever");
        }
    }
    void read(const Past& past, const Ask& ask, Time now)
    {
        Told told;
        told.at = now;
        told.body = past.answer(ask);
        const auto reading = source->read(ask, told);
        if (reading.failed)
            qFatal("%s", reading.failed->error.detail.c_str());
        for (const auto& batch : reading.batches) {
            for (const auto& row : batch.coverage) {
                known[row.key].add({row.from, row.to});
                coverage.push_back(row);
            }
            for (const auto& series : batch.samples) {
                for (const auto t : series.times)
                    samples[t] += series.labels.has(kWatchLabel) ? 1 : 0;
            }
        }
    }
    /// The oldest known moment of a question when it is known from there without a hole.
    Time from(const std::string& key) { return known[key].ranges().size() == 1 ? known[key].ranges().front().from : Time{}; }
    double ratio(Time now) const
    {
        const auto progress = source->progress(now);
        return progress.done / progress.total;
    }
    bool askedOnly(const std::string& question) const
    {
        return std::all_of(asked.begin(), asked.end(), [&](const std::string& one) { return one == question; });
    }
};

} // namespace

class TestHistoryPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheServerDoesNotHoldIsNotKnown()
    {
        Console console;
        const Past past{kNow - 5h, {}, true};
        console.poll(past, kNow);
        QVERIFY(console.ratio(kNow) < 0.1);
        console.backfill(past, kNow);
        for (const auto* key : {"raw:up", "watch:orders", "alerts"})
            QCOMPARE(console.from(key), kNow - 5h);
        QCOMPARE(console.ratio(kNow), 1.0);
        QVERIFY(console.asked.size() < 12U);
    }
    void theProbeIsAskedAgainWithGrowingPauses()
    {
        Console console;
        const Past past{kNow - 5h, {}, true};
        console.poll(past, kNow);
        console.backfill(past, kNow);
        std::vector<int> pauses;
        auto last = kNow;
        for (auto now = kNow; now < kNow + 6h; now += 5s) {
            console.asked.clear();
            console.backfill(past, now);
            QVERIFY(console.askedOnly("up") || now > kNow + 30min); // later the newest hour grows old and is history
            if (console.asked.empty() || console.asked.front() != "up")
                continue;
            QVERIFY(now > last || now == kNow);
            if (now > last)
                pauses.push_back(static_cast<int>((now - last) / 1s));
            last = now;
            QCOMPARE(console.ratio(now), 1.0);
        }
        QVERIFY(pauses.size() >= 8U);
        const std::vector<int> first(pauses.begin(), pauses.begin() + 5);
        QCOMPARE(first, (std::vector<int>{15, 30, 60, 120, 240}));
        QVERIFY(*std::max_element(pauses.begin(), pauses.end()) <= 3600);
    }
    void whenTheServerFillsItsPastAllIsRead()
    {
        Console console;
        Past past{kNow - 2h, {}, true};
        auto now = kNow;
        console.poll(past, now);
        console.backfill(past, now);
        for (const auto oldest : {kNow - 9h, kNow - 30h, kNow - 80h}) {
            past.oldest = oldest;
            console.asked.clear();
            now += 15s;
            console.poll(past, now);
            console.backfill(past, now);
            QVERIFY(std::count(console.asked.begin(), console.asked.end(), "watch orders") >= 1);
            for (const auto* key : {"raw:up", "watch:orders", "alerts"})
                QVERIFY(console.from(key) <= std::max(oldest, now - 72h + 5min));
            QCOMPARE(console.ratio(now), 1.0);
        }
        // What a rate saw just behind the old edge lacked the samples before it: it was evaluated again.
        QCOMPARE(console.samples.at(floorTo(kNow - 2h, 60s) + 60s), 2);
        QCOMPARE(console.samples.begin()->first, floorTo(now - 72h, 60s) + 60s);
        int minutes = 0;
        for (const auto& [t, n] : console.samples)
            minutes += n > 0 ? 1 : 0;
        QVERIFY(minutes >= 72 * 60 - 2);
    }
    void onceAsksUpOnceMoreAndThenIsDone()
    {
        const Past past{kNow - 5h, {}, true};
        Console first(true);
        first.poll(past, kNow);
        first.backfill(past, kNow);
        QVERIFY(first.source->backfill(kNow, 2).empty());
        QCOMPARE(first.from("watch:orders"), kNow - 5h);
        Console second(true, first.coverage);
        second.poll(past, kNow + 1min);
        second.backfill(past, kNow + 1min);
        QVERIFY(!second.asked.empty() && second.asked.size() <= 6U);
        QVERIFY(second.askedOnly("up"));
        QCOMPARE(second.ratio(kNow + 1min), 1.0);
        // When it has grown a past in between, all of it is read.
        const Past more{kNow - 80h, {}, true};
        Console third(true, first.coverage);
        third.poll(more, kNow + 2min);
        third.backfill(more, kNow + 2min);
        for (const auto& row : first.coverage)
            third.known[row.key].add({row.from, row.to});
        for (const auto* key : {"raw:up", "watch:orders", "alerts"})
            QVERIFY(third.from(key) != Time{} && third.from(key) <= kNow + 2min - 72h + 5min);
    }
    void aServerWithoutUpIsMeasuredByWhatItHas_data()
    {
        QTest::addColumn<bool>("once");
        QTest::newRow("once") << true;
        QTest::newRow("for ever") << false;
    }
    void aServerWithoutUpIsMeasuredByWhatItHas()
    {
        QFETCH(bool, once);
        Console console(once);
        Past past{kNow - 5h, {}, false};
        console.poll(past, kNow);
        console.backfill(past, kNow);
        QCOMPARE(console.from("watch:orders"), kNow - 5h);
        QCOMPARE(console.ratio(kNow), 1.0);
        if (once)
            return;
        past.oldest = kNow - 20h;
        console.poll(past, kNow + 16s);
        console.backfill(past, kNow + 16s);
        QCOMPARE(console.from("watch:orders"), kNow - 20h);
    }
    void anEmptyServerIsKnownToHoldNothing()
    {
        Console console;
        Past past{kNow + 1h, {}, true};
        for (auto now = kNow; now < kNow + 2min; now += 30s) {
            console.poll(past, now);
            console.backfill(past, now);
            QCOMPARE(console.ratio(now), 1.0);
        }
        QVERIFY(console.known.empty());
        past.oldest = kNow - 80h;
        console.poll(past, kNow + 4min);
        console.backfill(past, kNow + 4min);
        console.poll(past, kNow + 5min);
        console.backfill(past, kNow + 5min);
        for (const auto* key : {"raw:up", "watch:orders", "alerts"})
            QVERIFY(console.from(key) != Time{} && console.from(key) < kNow - 71h);
    }
    void aStoryThatEndedHoursAgoIsKnownUpToNow()
    {
        Console console(true);
        const Past past{kNow - 6h, {kNow - 4h, kNow + 1h}, true};
        console.poll(past, kNow);
        console.backfill(past, kNow);
        for (const auto* key : {"raw:up", "watch:orders", "alerts"}) {
            QCOMPARE(console.from(key), kNow - 6h);
            QVERIFY(console.known[key].ranges().front().to > kNow - 2min);
        }
    }
    void aGapThatIsFilledLaterIsReadWithinTheHour()
    {
        Console console;
        const TimeRange gap{kNow - 5h, kNow - 4h};
        Past past{kNow - 80h, gap, true};
        console.poll(past, kNow);
        console.backfill(past, kNow);
        QVERIFY(!console.samples.contains(floorTo(kNow - 270min, 60s)));
        for (const auto* key : {"raw:up", "watch:orders", "alerts"})
            QVERIFY(console.from(key) < kNow - 70h); // the gap itself is known to be one
        past.gap = {};
        int asks = 0;
        for (auto now = kNow + 15s; now < kNow + 62min; now += 15s) {
            console.poll(past, now);
            console.asked.clear();
            console.backfill(past, now);
            asks += static_cast<int>(console.asked.size());
        }
        QVERIFY(asks >= 2 && asks < 40);
        for (auto t = floorTo(gap.from, 60s) + 60s; t < gap.to; t += 60s)
            QVERIFY(console.samples.contains(t) && console.samples.at(t) > 0);
    }
    void oneCycleOfTheLiveTailAsksEachWatchOnceAStep()
    {
        Console console(false, {}, 60);
        const Past past{kNow - 80h, {}, true};
        console.poll(past, kNow);
        std::size_t asks = 0;
        std::size_t least = 1000;
        for (auto now = kNow + 15s; now < kNow + 241s; now += 15s) {
            const auto cycle = console.poll(past, now);
            least = std::min(least, cycle);
            asks += cycle;
        }
        QVERIFY(least <= 3U);                   // up, alert history, alerts
        QVERIFY(asks <= 4U * 60U + 16U * 3U);   // 16 cycles, four steps
        console.poll(past, kNow + 300s);
        QVERIFY(console.poll(past, kNow + 300s + 100ms) <= 1U); // a tighter poll waits for samples
    }
};

VEDETTE_TEST(TestHistoryPlan)
#include "tst_history_plan.moc"
