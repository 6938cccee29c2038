#include "app/demo/fleet_config.h"
#include "app/demo/fleet_history.h"
#include "app/demo/truth_json.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace vedette;
using namespace vedette::demo;
using namespace std::chrono_literals;

namespace {

HistoryOptions quick(Millis step = 15s, int days = 2)
{
    HistoryOptions o;
    o.step = step;
    o.days = days;
    o.at = parseRfc3339("2026-03-02T06:30:07Z").value();
    return o;
}

const FleetHistory& shared()
{
    static const FleetHistory history(quick());
    return history;
}

std::string textOf(const FleetHistory& history, std::size_t piece)
{
    std::string all;
    (void)history.write(history.pieces()[piece], [&](std::string_view part) { all += part; });
    return all;
}

/// Calls fn(series, value, seconds) for every sample of a piece whose series begins with `name`.
template <class Fn> void eachSample(const FleetHistory& history, std::size_t piece, std::string_view name, Fn fn)
{
    const std::string text = textOf(history, piece);
    for (std::size_t at = 0; at < text.size() && text[at] != '#';) {
        const auto end = text.find('\n', at);
        if (std::string_view(text).substr(at, name.size()) == name) {
            const auto brace = text.find("} ", at);
            const auto space = text.find(' ', brace + 2);
            fn(text.substr(at, brace + 1 - at), std::strtod(text.c_str() + brace + 2, nullptr),
                std::strtod(text.c_str() + space + 1, nullptr));
        }
        at = end + 1;
    }
}

std::string localTime(Time t) { return formatRfc3339(t + kZoneOffset).substr(11, 5); }

} // namespace

class FleetHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedAndEndGiveTheSameBytes()
    {
        const FleetHistory again(quick());
        QCOMPARE(truthJson(again), truthJson(shared()));
        for (const std::size_t piece : {std::size_t{0}, std::size_t{4}, again.pieces().size() - 1})
            QVERIFY(textOf(again, piece) == textOf(shared(), piece));
        const FleetAddresses ports{1, 2, 3};
        QVERIFY(userFiles(ports, 15s).size() > 5);
        for (std::size_t k = 0; k < userFiles(ports, 15s).size(); ++k)
            QCOMPARE(userFiles(ports, 15s)[k].text, userFiles(ports, 15s)[k].text);
    }

    void anotherSeedGivesOthers()
    {
        auto other = quick();
        other.seed = 2;
        QVERIFY(truthJson(FleetHistory(other)) != truthJson(shared()));
    }

    void piecesCoverTheHistoryWithoutOverlap_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("days");
        QTest::newRow("quick") << 15 << 2;
        QTest::newRow("default") << 60 << 30;
        QTest::newRow("one day") << 60 << 1;
        QTest::newRow("fine") << 5 << 1;
    }
    void piecesCoverTheHistoryWithoutOverlap()
    {
        QFETCH(int, step);
        QFETCH(int, days);
        const FleetHistory h(quick(std::chrono::seconds{step}, days));
        Time end = h.to() + 1ms;
        for (const auto& p : h.pieces()) {
            QVERIFY(p.to == end);
            QVERIFY(p.from < p.to);
            QVERIFY(floorTo(p.from, p.blockLength) == floorTo(p.to - 1ms, p.blockLength)); // one block
            end = p.from;
        }
        QVERIFY(end == h.from());
        QVERIFY(h.urgentPieces() >= 3);
    }

    void countersOnlyFallWhereAnInstanceRestarts()
    {
        std::map<std::string, std::vector<double>> restarts; // by instance
        for (const auto& r : shared().plan().restarts)
            restarts[instanceName(r.service, r.instance)].push_back(toSeconds(r.at.time_since_epoch()));
        std::map<std::string, std::pair<double, double>> last; // time, value
        std::size_t resets = 0;
        for (std::size_t k = shared().pieces().size(); k-- > 0;) {
            eachSample(shared(), k, "http_requests_total{code=\"200\"", [&](const std::string& series, double value, double t) {
                if (std::isnan(value))
                    return;
                const auto quote = series.find("instance=\"") + 10;
                const auto instance = series.substr(quote, series.find('"', quote) - quote);
                const auto before = last.find(instance);
                if (before != last.end() && value < before->second.second) {
                    ++resets;
                    const auto& times = restarts[instance];
                    QVERIFY(std::any_of(times.begin(), times.end(),
                        [&](double r) { return r > before->second.first && r <= t; }));
                }
                last[instance] = {t, value};
            });
        }
        QVERIFY(resets > 20);
    }

    void trueCountsAreThoseOfTheWrittenSamples_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("days");
        QTest::newRow("quick") << 15 << 2;
        QTest::newRow("with coarse days") << 60 << 9;
    }
    void trueCountsAreThoseOfTheWrittenSamples()
    {
        QFETCH(int, step);
        QFETCH(int, days);
        const FleetHistory h(quick(std::chrono::seconds{step}, days));
        const auto first = toMs(h.firstBin()) / 300'000;
        std::vector<double> total(h.counts()[6].total.size());
        std::vector<double> bad(total.size());
        std::map<std::string, double> last;
        for (std::size_t k = h.pieces().size(); k-- > 0;) {
            eachSample(h, k, "http_requests_total{", [&](const std::string& series, double value, double t) {
                if (!series.ends_with("service=\"order-api\"}") || std::isnan(value))
                    return;
                if (const auto it = last.find(series); it != last.end()) {
                    const auto bin = static_cast<std::size_t>(std::ceil(t / 300) - 1 - static_cast<double>(first));
                    const double more = value < it->second ? value : value - it->second;
                    total[bin] += more;
                    bad[bin] += series.find("code=\"5") != std::string::npos ? more : 0;
                }
                last[series] = value;
            });
        }
        QCOMPARE(fleetObjectives()[6].service, serviceIndex("order-api"));
        for (std::size_t b = 0; b < total.size(); ++b) {
            QCOMPARE(h.counts()[6].total[b], total[b]);
            QCOMPARE(h.counts()[6].good[b], total[b] - bad[b]);
        }
    }

    void theModelCaseAlertsWhenItShould_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("15 s") << 15;
        QTest::newRow("30 s") << 30;
        QTest::newRow("60 s") << 60;
    }
    void theModelCaseAlertsWhenItShould()
    {
        QFETCH(int, step);
        const FleetHistory h(quick(std::chrono::seconds{step}));
        std::map<std::string, std::string> firstError;
        std::string orders;
        std::string ordersEnd;
        for (const auto& e : h.episodes()) {
            const auto& rule = alertRules()[static_cast<std::size_t>(e.alert.rule)].name;
            const auto time = localTime(e.alert.firedAt);
            if (time < "14:29" || time > "14:50")
                continue;
            if (rule == "HighErrorRate")
                firstError[fleetServices()[static_cast<std::size_t>(e.alert.service)].name] = time;
            if (rule == "OrdersDrop") {
                orders = time;
                ordersEnd = localTime(e.endsAt);
            }
        }
        QCOMPARE(firstError.size(), std::size_t{4});
        QCOMPARE(firstError["order-api"], std::string("14:32"));
        for (const auto& [service, time] : firstError)
            QVERIFY2(time >= "14:32" && time <= "14:33", (service + " " + time).c_str());
        QCOMPARE(orders, std::string("14:34"));
        QCOMPARE(ordersEnd, std::string("14:47"));
    }

    void everyPlantedIncidentHasItsAlerts()
    {
        const std::map<std::string, std::string> wanted{{"inc-card-network", "HighErrorRate"}, {"inc-config", "HighLatencyP95"},
            {"inc-slow-burn", "ErrorBudgetBurn"}, {"inc-telemetry", "HighErrorRate"}, {"inc-open-pool", "Saturation"},
            {"inc-open-node", "InstanceDown"}};
        for (const auto& i : shared().plan().incidents) {
            const auto rule = wanted.find(i.id);
            if (rule == wanted.end())
                continue;
            const bool found = std::any_of(shared().episodes().begin(), shared().episodes().end(), [&](const Episode& e) {
                return alertRules()[static_cast<std::size_t>(e.alert.rule)].name == rule->second
                    && e.alert.service == i.services[0] && e.alert.activeAt >= i.from - 1min && e.alert.firedAt <= i.to;
            });
            QVERIFY2(found, i.id.c_str());
        }
    }

    void anAlertWhoseTelemetryEndsIsDoubtful()
    {
        const auto doubtful = std::count_if(
            shared().episodes().begin(), shared().episodes().end(), [](const Episode& e) { return e.doubtful; });
        QCOMPARE(doubtful, 1);
    }

    void theDailyBatchTripsTheSameAlertWithinSevenMinutes()
    {
        int hits = 0;
        for (const auto& e : shared().episodes()) {
            if (alertRules()[static_cast<std::size_t>(e.alert.rule)].name != "BatchLag")
                continue;
            ++hits;
            const auto time = localTime(e.alert.firedAt);
            QVERIFY2(time >= "00:00" && time <= "00:06", time.c_str());
        }
        QVERIFY(hits >= 2);
    }

    void quietHoursHaveFewAlerts()
    {
        const FleetHistory h(quick(60s, 30));
        QVERIFY2(h.episodes().size() < 250, std::to_string(h.episodes().size()).c_str());
        QVERIFY(h.episodes().size() > 80);
    }
};

VEDETTE_TEST(FleetHistoryTest)
#include "tst_fleet_history.moc"
