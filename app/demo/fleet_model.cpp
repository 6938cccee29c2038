#include "app/demo/fleet_model.h"

#include "app/demo/dice.h"

#include <algorithm>
#include <cmath>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kStreamInstance = 1000;
constexpr std::uint64_t kStreamDrift = 2000;

bool isHoliday(std::chrono::year_month_day d)
{
    static constexpr std::array<std::pair<unsigned, unsigned>, 8> kDays{
        {{1, 1}, {3, 1}, {5, 5}, {6, 6}, {8, 15}, {10, 3}, {10, 9}, {12, 25}}};
    return std::any_of(kDays.begin(), kDays.end(), [&](auto p) {
        return static_cast<unsigned>(d.month()) == p.first && static_cast<unsigned>(d.day()) == p.second;
    });
}

/// Share of requests answered within `bound` for a log-logistic latency with this median (shape 3.5: p95 is 2.3 medians).
double shareWithin(double bound, double median) { return 1.0 / (1.0 + std::pow(median / bound, 3.5)); }

void rollOut(std::vector<FleetTemplate>& templates, const std::string& version, Time at)
{
    const auto known = std::find_if(templates.begin(), templates.end(), [&](const FleetTemplate& t) { return t.version == version; });
    if (known != templates.end())
        std::rotate(known, known + 1, templates.end());
    else
        templates.push_back({version, at});
    if (templates.size() > kTemplatesKept)
        templates.erase(templates.begin());
}

} // namespace

double toBinary(double value, double parts) { return std::floor(value * parts + 0.5) / parts; }

struct FleetModel::Influence {
    double errorRatio = 0;
    double latencyFactor = 1;
    double trafficFactor = 1;
    double pool = 0;
    double cpu = 0;
    std::array<double, kBuckets> shares{};
};

double seasonLoad(Time t)
{
    static constexpr std::array<double, 24> kHours{0.42, 0.30, 0.22, 0.18, 0.16, 0.17, 0.22, 0.33, 0.47, 0.60, 0.70, 0.78,
        0.84, 0.78, 0.74, 0.72, 0.73, 0.75, 0.80, 0.88, 0.96, 1.00, 0.90, 0.64};
    using namespace std::chrono;
    const Time local = t + kZoneOffset;
    const auto day = floor<days>(local);
    const double hour = toSeconds(local - day) / 3600.0;
    const auto h = static_cast<std::size_t>(hour) % 24;
    const double part = hour - std::floor(hour);
    const double smooth = part * part * (3 - 2 * part);
    double load = kHours[h] + (kHours[(h + 1) % 24] - kHours[h]) * smooth;
    const weekday w{day};
    if (w == Saturday)
        load *= 1.12;
    else if (w == Sunday)
        load *= 1.18;
    if (isHoliday(year_month_day{day}))
        load *= 1.3;
    return load;
}

std::string instanceName(int service, int instance)
{
    return fleetServices()[static_cast<std::size_t>(service)].name + "-" + std::to_string(instance) + ":8080";
}

FleetModel::FleetModel(const FleetPlan& plan, std::uint64_t seed, Time from, Millis step)
    : m_plan(plan), m_seed(seed), m_step(step)
{
    const auto& services = fleetServices();
    m_state.now = from;
    m_state.steps.resize(services.size());
    m_state.generation.assign(services.size(), 1);
    m_state.rolloutAt.assign(services.size(), floorTo(from - 26h, 1min));
    m_state.batchLag.assign(batchJobs().size(), 0);
    for (int s = 0; s < static_cast<int>(services.size()); ++s) {
        m_state.templates.push_back({{firstVersion(s), m_state.rolloutAt[static_cast<std::size_t>(s)]}});
        for (int i = 0; i < services[static_cast<std::size_t>(s)].instances; ++i) {
            InstanceState st;
            st.service = s;
            st.instance = i;
            st.version = firstVersion(s);
            st.startedAt = m_state.rolloutAt[static_cast<std::size_t>(s)] + 20s * i;
            m_state.instances.push_back(std::move(st));
        }
    }
}

void FleetModel::applyRestarts(Time from, Time to)
{
    auto& next = m_state.nextRestart;
    for (; next < m_plan.restarts.size() && m_plan.restarts[next].at <= to; ++next) {
        const auto& r = m_plan.restarts[next];
        if (r.at <= from)
            continue;
        for (auto& i : m_state.instances) {
            if (i.service != r.service || i.instance != r.instance)
                continue;
            InstanceState fresh;
            fresh.service = i.service;
            fresh.instance = i.instance;
            fresh.version = r.version;
            fresh.startedAt = r.at;
            fresh.seen = i.seen;
            i = std::move(fresh);
        }
    }
    for (const auto& c : m_plan.changes) {
        const auto* rollout = c.rollout();
        if (rollout && rollout->startsAt > from && rollout->startsAt <= to) {
            ++m_state.generation[static_cast<std::size_t>(c.service)];
            m_state.rolloutAt[static_cast<std::size_t>(c.service)] = rollout->startsAt;
            rollOut(m_state.templates[static_cast<std::size_t>(c.service)], c.revision, rollout->startsAt);
        }
        if (c.startsAt > to)
            break;
    }
}

void FleetModel::advance()
{
    const Time from = m_state.now;
    const Time to = from + m_step;
    const auto& services = fleetServices();
    applyRestarts(from, to);

    std::vector<Influence> influences(services.size());
    double ordersFactor = 1;
    for (auto& i : m_state.instances) {
        i.seen = i.scraped && i.up;
        i.up = true;
        i.scraped = true;
    }
    // Effects are sorted by their start; those that ended long ago are not looked at again (none lasts over 8 days).
    auto& first = m_state.firstEffect;
    while (first < m_plan.effects.size() && m_plan.effects[first].from + 192h < from)
        ++first;
    for (std::size_t k = first; k < m_plan.effects.size() && m_plan.effects[k].from < to; ++k) {
        const Effect& e = m_plan.effects[k];
        if (e.to <= from)
            continue;
        const double part = toSeconds(std::min(to, e.to) - std::max(from, e.from)) / toSeconds(m_step);
        auto& in = influences[static_cast<std::size_t>(e.service)];
        in.errorRatio += e.errorRatio * part;
        in.latencyFactor *= 1 + (e.latencyFactor - 1) * part;
        in.trafficFactor *= 1 + (e.trafficFactor - 1) * part;
        in.pool += e.pool * part;
        in.cpu += e.cpu * part;
        ordersFactor *= 1 + (e.ordersFactor - 1) * part;
        if (e.from <= to && to < e.to && (e.downInstance >= 0 || e.unscrapedInstance >= 0)) {
            for (auto& i : m_state.instances) {
                if (i.service != e.service)
                    continue;
                i.up = i.up && i.instance != e.downInstance;
                i.scraped = i.scraped && e.unscrapedInstance != kAllInstances && i.instance != e.unscrapedInstance;
            }
        }
    }

    m_state.now = to;
    const double season = seasonLoad(to);
    const auto index = static_cast<std::uint64_t>(toMs(to));
    for (std::size_t s = 0; s < services.size(); ++s) {
        m_state.steps[s] = {};
        auto& in = influences[s];
        Dice drift(m_seed, kStreamDrift + s, index);
        const double median = services[s].latencySeconds * in.latencyFactor
            * (0.82 + 0.25 * std::min(season, 1.4)) * (1 + 0.04 * drift.bell());
        for (std::size_t b = 0; b < kBuckets && median > 0; ++b)
            in.shares[b] = shareWithin(kBucketBounds[b], median);
        in.trafficFactor *= season * (1 + 0.015 * drift.bell());
    }
    m_state.ordersStep = 0;
    for (auto& i : m_state.instances) {
        const auto s = static_cast<std::size_t>(i.service);
        serve(i, services[s], influences[s], services[s].name == "order-api" ? ordersFactor : 1);
    }
    batches();
}

void FleetModel::serve(InstanceState& i, const FleetService& service, const Influence& in, double ordersFactor)
{
    const auto key = static_cast<std::uint64_t>(i.service * 16 + i.instance);
    Dice dice(m_seed, kStreamInstance + key, static_cast<std::uint64_t>(toMs(m_state.now)));
    const double alive = std::min(toSeconds(m_step), toSeconds(m_state.now - i.startedAt));
    const double load = in.trafficFactor;
    auto& sum = m_state.steps[static_cast<std::size_t>(i.service)];
    const bool counted = i.seen && i.scraped && i.up;

    i.cpu = toBinary(std::clamp(0.08 + 0.5 * load + in.cpu + 0.02 * dice.bell(), 0.01, 1.0), 1024);
    i.pool = toBinary(std::clamp(0.14 + 0.36 * load + in.pool + 0.02 * dice.bell(), 0.0, 1.0), 1024);
    const double age = toSeconds(m_state.now - i.startedAt);
    i.memoryBytes = std::floor((260e6 + 40e6 * (i.service % 5)) * (1 + 0.25 * (1 - std::exp(-age / 14400)))
        + 3e6 * dice.bell() + 60e6 * std::fmod(age, 5400) / 5400);
    if (i.scraped && i.up) {
        sum.poolSum += i.pool;
        ++sum.poolCount;
        sum.scraped = sum.scraped || counted;
    }
    if (service.peakRequestsPerSecond == 0 || !i.up)
        return;

    const double mean = service.peakRequestsPerSecond / service.instances * load * alive * (1 + 0.03 * dice.bell());
    const double n = dice.count(mean);
    const double errors = std::min(n, dice.count(n * (service.errorRatio + in.errorRatio)));
    const double writes = std::min(n - errors, dice.count((n - errors) * service.writeShare));
    const double missing = std::min(n - errors - writes, dice.count((n - errors - writes) * 0.012));
    const double writeErrors = std::floor(errors * service.writeShare + dice.unit());
    const double lost = std::min(writeErrors, errors);
    const std::array<double, kRequestSeries> added{n - errors - writes - missing, writes, missing, errors - lost, lost};
    for (std::size_t k = 0; k < added.size(); ++k)
        i.requests[k] += added[k];
    double below = 0;
    for (std::size_t b = 0; b < kBuckets; ++b) {
        const double within = std::floor(n * in.shares[b] + dice.unit());
        below = std::clamp(within, below, n);
        i.buckets[b] += below;
        if (counted)
            sum.buckets[b] += below;
    }
    i.count += n;
    i.seconds += toBinary(n * service.latencySeconds * in.latencyFactor * 1.2, 64);
    if (counted) {
        sum.total += n;
        sum.errors += errors;
        sum.buckets[kBuckets] += n;
    }
    if (service.name == "order-api") {
        const double orders = dice.count(mean * 0.22 * ordersFactor);
        i.orders += orders;
        m_state.ordersStep += orders;
    } else if (service.name == "payment-api") {
        const double payments = dice.count((n - errors) * 0.34);
        const double declined = std::min(payments, dice.count(payments * 0.03));
        i.paymentsApproved += payments - declined;
        i.paymentsDeclined += declined;
    }
}

void FleetModel::batches()
{
    const auto& jobs = batchJobs();
    std::fill(m_state.batchLag.begin(), m_state.batchLag.end(), 0);
    for (const auto& run : m_plan.batchRuns) {
        const auto& job = jobs[static_cast<std::size_t>(run.job)];
        const Millis since = m_state.now - run.at;
        if (since < 0ms || since > job.length)
            continue;
        // Work piles up within the first minutes and is cleared at the end.
        const double rise = std::min(1.0, toSeconds(since) / 150);
        const double fall = std::min(1.0, toSeconds(job.length - since) / 120);
        m_state.batchLag[static_cast<std::size_t>(run.job)] = std::floor(1500 * std::min(rise, fall));
    }
}

} // namespace vedette::demo
