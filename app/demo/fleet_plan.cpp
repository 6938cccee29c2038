#include "app/demo/fleet_plan.h"

#include "app/demo/dice.h"
#include "app/demo/fleet_services.h"
#include "app/demo/release_book.h"

#include <algorithm>
#include <array>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kStreamReleases = 1;
constexpr std::uint64_t kStreamConfig = 2;
constexpr std::uint64_t kStreamNoise = 3;
constexpr std::uint64_t kStreamRandomIncident = 4;
constexpr std::uint64_t kStreamLive = 5;

/// The newest 14:29 in the fleet's zone that is at least 40 minutes before `at`.
Time modelCaseTime(Time at)
{
    const Time local = at + kZoneOffset;
    Time t = floorTo(local, 24h) + 14h + 29min - kZoneOffset;
    while (t > at - 40min)
        t -= 24h;
    return t;
}

class Planner {
public:
    Planner(std::uint64_t seed, Time from, Time at, Time liveUntil)
        : m_seed(seed), m_from(from), m_at(at), m_liveUntil(liveUntil), m_book(seed)
    {
    }

    FleetPlan run()
    {
        labelledIncidents();
        openAtTheEnd();
        const Time firstDay = floorTo(m_from + kZoneOffset, 24h) - kZoneOffset;
        // Incidents first: their neighbourhood is kept free of releases that have nothing to do with them.
        for (Time day = firstDay; day + 24h < m_at - 48h; day += 24h)
            randomIncidentOf(day);
        live();
        for (Time day = firstDay; day < m_liveUntil; day += 24h) {
            releasesOf(day);
            configOf(day);
            noiseOf(day);
            batchesOf(day);
        }
        m_book.write(m_plan, m_from);
        m_plan.at = m_at;
        auto byFrom = [](const auto& a, const auto& b) { return a.from < b.from; };
        std::stable_sort(m_plan.effects.begin(), m_plan.effects.end(), byFrom);
        std::stable_sort(m_plan.incidents.begin(), m_plan.incidents.end(), byFrom);
        std::stable_sort(m_plan.batchRuns.begin(), m_plan.batchRuns.end(),
            [](const BatchRun& a, const BatchRun& b) { return a.at < b.at; });
        return std::move(m_plan);
    }

private:
    [[nodiscard]] bool quietTime(Time t) const
    {
        for (const auto& range : m_reserved) {
            if (range.contains(t))
                return true;
        }
        return false;
    }
    void reserve(Time from, Time to) { m_reserved.push_back({from, to}); }

    Effect& effect(std::string_view service, Time from, Time to)
    {
        Effect e;
        e.service = serviceIndex(service);
        e.from = from;
        e.to = to;
        m_plan.effects.push_back(e);
        return m_plan.effects.back();
    }

    PlannedIncident& incident(std::string id, std::string title, std::string kind, Time from, Time to,
        const std::vector<std::string>& services, std::vector<std::string> rules)
    {
        PlannedIncident i;
        i.id = std::move(id);
        i.title = std::move(title);
        i.kind = std::move(kind);
        i.from = from;
        i.to = to;
        for (const auto& s : services)
            i.services.push_back(serviceIndex(s));
        i.rules = std::move(rules);
        m_plan.incidents.push_back(std::move(i));
        return m_plan.incidents.back();
    }

    void labelledIncidents()
    {
        const Time noon = modelCaseTime(m_at);
        modelCase(noon);
        externalCase(noon - 5h - 9min);
        telemetryCase(noon - 9h - 10min);
        configCase(noon - 19h - 49min);
        slowBurnCase(std::max(m_from + 2h + 10min, noon - 71h - 13min), noon - 110min);
    }

    void modelCase(Time t)
    {
        if (t - 70min < m_from)
            return;
        reserve(t - 75min, t + 50min);
        const std::string cause = m_book.badRelease({.service = serviceIndex("pricing-api"), .rollout = t + 8s,
            .rollbackAt = t + 13min + 5s, .rollbackDone = t + 16min, .quickCanary = true,
            .title = "Round prices per line item"});
        m_book.release({.service = serviceIndex("notify-api"), .rollout = t - 21min});
        m_book.release({.service = serviceIndex("search"), .rollout = t - 4min});
        m_book.config(ChangeKind::flag, serviceIndex("delivery-api"), t - 1min - 20s, "show-eta-map on for 20 %");
        const Time healed = t + 16min;
        effect("order-api", t + 100s, healed).errorRatio = 0.42;
        effect("checkout-api", t + 110s, healed).errorRatio = 0.38;
        effect("cart-api", t + 130s, healed).errorRatio = 0.33;
        effect("product-api", t + 140s, healed).errorRatio = 0.21;
        effect("order-api", t + 3min, healed + 45s).ordersFactor = 0.1;
        effect("pricing-api", t + 60s, healed).cpu = 0.25;
        incident("inc-pricing", "Prices wrong after pricing-api's release", "deployment", t + 100s, t + 18min,
            {"pricing-api", "order-api", "checkout-api", "cart-api", "product-api"}, {"HighErrorRate", "OrdersDrop"})
            .cause = cause;
    }

    void externalCase(Time t)
    {
        if (t - 90min < m_from)
            return;
        reserve(t - 80min, t + 50min);
        m_book.release({.service = serviceIndex("search"), .rollout = t - 22min});
        m_book.config(ChangeKind::config, serviceIndex("delivery-api"), t - 9min, "tracking page size 50");
        const Time end = t + 18min;
        auto& pay = effect("payment-api", t, end);
        pay.errorRatio = 0.26;
        pay.latencyFactor = 7;
        effect("checkout-api", t + 30s, end).errorRatio = 0.14;
        effect("order-api", t + 60s, end).ordersFactor = 0.72;
        incident("inc-card-network", "Card network of a bank is down", "external", t, end + 2min,
            {"payment-api", "checkout-api"}, {"HighErrorRate", "HighLatencyP95"});
    }

    void telemetryCase(Time t)
    {
        if (t - 70min < m_from)
            return;
        reserve(t - 60min, t + 60min);
        effect("inventory-api", t, t + 20min).errorRatio = 0.17;
        effect("inventory-api", t + 7min, t + 29min).unscrapedInstance = kAllInstances;
        incident("inc-telemetry", "inventory-api fails, then its telemetry ends", "telemetry", t, t + 29min,
            {"inventory-api"}, {"HighErrorRate", "TargetMissing"});
    }

    void configCase(Time t)
    {
        if (t - 70min < m_from)
            return;
        reserve(t - 70min, t + 60min);
        const std::string cause
            = m_book.config(ChangeKind::config, serviceIndex("coupon-api"), t, "rule cache ttl 300s -> 0s");
        m_book.config(ChangeKind::config, serviceIndex("coupon-api"), t + 24min, "rule cache ttl 0s -> 300s (revert)");
        auto slow = [&](std::string_view service, Millis after, double factor, double pool) {
            auto& e = effect(service, t + after, t + 25min);
            e.latencyFactor = factor;
            e.pool = pool;
        };
        slow("coupon-api", 40s, 26, 0.6);
        slow("cart-api", 60s, 17, 0.2);
        slow("checkout-api", 75s, 8, 0.2);
        incident("inc-config", "Coupon rules are no longer cached", "config", t + 40s, t + 30min,
            {"coupon-api", "cart-api", "checkout-api"}, {"HighLatencyP95", "Saturation"})
            .cause = cause;
    }

    void slowBurnCase(Time t, Time fixed)
    {
        if (fixed - t < 4h)
            return;
        reserve(t - 60min, t + 60min);
        const std::string cause = m_book.release(
            {.service = serviceIndex("member-api"), .rollout = t, .title = "Profile pictures from object storage"});
        m_book.release({.service = serviceIndex("member-api"), .rollout = fixed, .title = "Retry object storage"});
        m_book.keepClear(serviceIndex("member-api"), t - 2h, fixed + 2h);
        effect("member-api", t + 2min, fixed + 1min).errorRatio = 0.0095;
        incident("inc-slow-burn", "member-api loses its error budget little by little", "slow-burn", t + 2min,
            fixed + 10min, {"member-api"}, {"ErrorBudgetBurn"})
            .cause = cause;
    }

    /// So that the first picture has something that is firing and something that is running.
    void openAtTheEnd()
    {
        const Time t = m_at - 9min;
        reserve(t - 20min, m_at + 12min);
        effect("delivery-api", t, m_at + 25min).pool = 0.75;
        incident("inc-open-pool", "delivery-api runs out of connections", "external", t, m_at + 25min, {"delivery-api"},
            {"Saturation"});
        effect("search", m_at - 5min, m_at + 40min).downInstance = 1;
        incident("inc-open-node", "A node of search is gone", "external", m_at - 5min, m_at + 40min, {"search"},
            {"InstanceDown"});
        m_book.release({.service = serviceIndex("notify-api"), .rollout = m_at + 15min});
    }

    void releasesOf(Time day)
    {
        const auto& services = fleetServices();
        const bool restDay = isRestDay(day);
        for (int s = 0; s < static_cast<int>(services.size()); ++s) {
            if (services[s].peakRequestsPerSecond == 0)
                continue;
            Dice dice(m_seed, kStreamReleases + static_cast<std::uint64_t>(s) * 64, dayIndex(day));
            const double wish = dice.unit();
            const int count = restDay ? (wish < 0.3 ? 1 : 0) : (wish < 0.12 ? 0 : wish < 0.88 ? 1 : 2);
            for (int i = 0; i < count; ++i) {
                const Time rollout = day + Millis{static_cast<std::int64_t>(dice.between(10.0, 18.6) * 3600) * 1000};
                const double luck = dice.unit();
                if (quietTime(rollout) || m_book.isKeptClear(s, rollout))
                    continue;
                m_book.release({.service = s, .rollout = rollout, .failsInAnalysis = luck < 0.06,
                    .failsInStage = luck >= 0.06 && luck < 0.10});
            }
        }
    }

    void configOf(Time day)
    {
        static constexpr std::array<const char*, 6> kTitles{"timeout 2s -> 3s", "new-banner on for 10 %",
            "rate limit 500 -> 650", "log level info", "experiment 42 on for 5 %", "connection pool 32 -> 40"};
        Dice dice(m_seed, kStreamConfig, dayIndex(day));
        for (int i = 0; i < 3; ++i) {
            const Time t = day + Millis{static_cast<std::int64_t>(dice.between(9.5, 20.0) * 3600) * 1000};
            const int title = dice.below(static_cast<int>(kTitles.size()));
            const int service = dice.below(14);
            if (!quietTime(t))
                m_book.config(title == 1 || title == 4 ? ChangeKind::flag : ChangeKind::config, service, t,
                    kTitles[static_cast<std::size_t>(title)]);
        }
    }

    void noiseOf(Time day)
    {
        Dice dice(m_seed, kStreamNoise, dayIndex(day));
        auto when = [&] { return day + Millis{static_cast<std::int64_t>(dice.between(0.5, 23.4) * 3600) * 1000}; };
        const Time flap = when();
        const Time missing = when();
        const Time down = when();
        const Time gap = when();
        const double chance = dice.unit();
        const Millis length = Millis{240'000 + dice.below(240) * 1000};
        if (!quietTime(flap))
            effect("search", flap, flap + length + 90s).latencyFactor = 11;
        if (!quietTime(missing) && chance < 0.6)
            effect("notify-api", missing, missing + length + 4min).pool = 0.8;
        if (!quietTime(down) && chance > 0.5)
            effect("delivery-api", down, down + length).downInstance = 0;
        if (!quietTime(gap))
            effect(chance < 0.5 ? "product-api" : "notify-api", gap, gap + length).unscrapedInstance = 1;
    }

    void batchesOf(Time day)
    {
        using namespace std::chrono;
        const year_month_day date{floor<days>(day + kZoneOffset)};
        m_plan.batchRuns.push_back({0, day + 23h + 59min});
        if (weekday{sys_days{date}} == Sunday)
            m_plan.batchRuns.push_back({1, day + 23h + 59min});
        if (date.day() == std::chrono::day{1})
            m_plan.batchRuns.push_back({2, day});
    }

    void randomIncidentOf(Time day)
    {
        Dice dice(m_seed, kStreamRandomIncident, dayIndex(day));
        const Time t = day + Millis{static_cast<std::int64_t>(dice.between(9.0, 22.0) * 3600) * 1000};
        const double chance = dice.unit();
        if (chance < 0.45 || t - 2h < m_from || quietTime(t))
            return;
        smallIncident("inc-day-" + std::to_string(dayIndex(day)), t, chance < 0.8, dice);
    }

    void live()
    {
        int n = 0;
        for (Time t = m_at + 18min; t < m_liveUntil; ++n) {
            Dice dice(m_seed, kStreamLive, static_cast<std::uint64_t>(n));
            smallIncident("inc-live-" + std::to_string(n), t, n % 3 != 1, dice);
            t += Millis{(34 + dice.below(13)) * 60'000};
        }
    }

    void smallIncident(const std::string& id, Time t, bool byRelease, Dice& dice)
    {
        static constexpr std::array<const char*, 8> kVictims{"cart-api", "coupon-api", "inventory-api", "delivery-api",
            "order-api", "search", "product-api", "notify-api"};
        const std::string service = kVictims[static_cast<std::size_t>(dice.below(8))];
        const Millis length = Millis{(7 + dice.below(6)) * 60'000};
        reserve(t - 30min, t + length + 20min);
        std::string cause;
        Time start = t;
        if (byRelease) {
            cause = m_book.badRelease({.service = serviceIndex(service), .rollout = t, .rollbackAt = t + length - 150s,
                .rollbackDone = t + length, .quickCanary = false, .title = ""});
            start = t + 70s;
        }
        auto& e = effect(service, start, t + length);
        const bool slow = dice.unit() < 0.3;
        if (slow)
            e.latencyFactor = 45;
        else
            e.errorRatio = dice.between(0.15, 0.35);
        incident(id, service + (byRelease ? " is broken by its release" : " fails on its own"),
            byRelease ? "deployment" : "external", start, t + length + 4min, {service},
            {"HighErrorRate", "HighLatencyP95"})
            .cause = cause;
    }

    [[nodiscard]] static std::uint64_t dayIndex(Time day)
    {
        return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::days>(day + kZoneOffset)
                                              .time_since_epoch()
                                              .count());
    }
    [[nodiscard]] static bool isRestDay(Time day)
    {
        using namespace std::chrono;
        const weekday w{floor<days>(day + kZoneOffset)};
        return w == Saturday || w == Sunday;
    }

    std::uint64_t m_seed;
    Time m_from;
    Time m_at;
    Time m_liveUntil;
    ReleaseBook m_book;
    FleetPlan m_plan;
    std::vector<TimeRange> m_reserved;
};

} // namespace

const PlannedStage* PlannedChange::rollout() const
{
    for (const auto& s : stages) {
        if (s.stage == "DEPLOY_ALL")
            return &s;
    }
    return nullptr;
}

const std::vector<BatchJob>& batchJobs()
{
    static const std::vector<BatchJob> jobs{
        {"daily-close", serviceIndex("settlement-batch"), "59 23 * * *", 16min},
        {"weekly-statement", serviceIndex("notify-api"), "59 23 * * 0", 22min},
        {"monthly-invoice", serviceIndex("payment-api"), "0 0 1 * *", 27min},
    };
    return jobs;
}

std::string firstVersion(int service)
{
    return std::to_string(1 + service % 4) + "." + std::to_string(3 + service % 7) + ".0";
}

FleetPlan planFleet(std::uint64_t seed, Time from, Time at, Time liveUntil)
{
    return Planner(seed, from, at, liveUntil).run();
}

} // namespace vedette::demo
