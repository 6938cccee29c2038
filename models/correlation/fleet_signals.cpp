#include "models/correlation/fleet_signals.h"

#include "models/correlation/suspects.h"

#include <algorithm>
#include <cmath>

namespace vedette::correlation {

namespace {

constexpr Millis kMinute = std::chrono::minutes{1};
/// A flag's first sample may lie a step before what it shows, or its clock.
constexpr Millis kStep = kMinute;
constexpr Millis kFollows = 20 * kMinute;
/// Trouble that leads to an alert is on until about then, and began at most so long before.
constexpr Millis kLeads = 120 * kMinute;
constexpr Millis kStillOn = 10 * kMinute;
constexpr Millis kLongest = std::chrono::hours{48}; ///< what is abnormal for longer is the new usual
constexpr Millis kErrorsBefore = std::chrono::hours{3};
constexpr Millis kErrorsAfter = std::chrono::hours{2};
constexpr Millis kQuarter = 15 * kMinute;
constexpr Millis kJustBefore = 30 * kMinute;

constexpr std::string_view kCluster = "cluster";

bool beforeProduction(const std::string& name)
{
    for (const auto* word : {"stag", "dev", "test", "qa", "sandbox", "preprod", "pre-prod"}) {
        if (name.rfind(word, 0) == 0)
            return true;
    }
    return false;
}

std::vector<Moved>::const_iterator firstFrom(const std::vector<Moved>& list, Time from)
{
    return std::lower_bound(list.begin(), list.end(), from, [](const Moved& m, Time t) { return m.from < t; });
}

struct Sum {
    double bad = 0;
    double total = 0;
    [[nodiscard]] double share() const { return (bad + 0.5) / (total + 1); }
};

Sum sumOf(const SloBins& bins, Time from, Time to)
{
    Sum sum;
    auto it = std::lower_bound(
        bins.bins.begin(), bins.bins.end(), from, [](const SloBin& bin, Time t) { return bin.start < t; });
    for (; it != bins.bins.end() && it->start + bins.width <= to; ++it) {
        sum.bad += it->total - it->good;
        sum.total += it->total;
    }
    return sum;
}

/// How much wider than chance the counts of bins scatter, 1 at least.
double scatter(const SloBins& bins, Time from, Time to, double share)
{
    double sum = 0;
    double n = 0;
    auto it = std::lower_bound(
        bins.bins.begin(), bins.bins.end(), from, [](const SloBin& bin, Time t) { return bin.start < t; });
    for (; it != bins.bins.end() && it->start + bins.width <= to; ++it) {
        const double expected = share * it->total;
        const double off = it->total - it->good - expected;
        sum += off * off / std::max(expected, 1.0);
        n += 1;
    }
    return n > 1 ? std::max(1.0, sum / (n - 1)) : 1;
}

/// The share of errors was at least `share` nearly all the time: a spike then and another now are two stories.
bool held(const SloBins& bins, Time from, Time until, double share)
{
    int all = 0;
    int high = 0;
    for (Time t = from; t < until; t += kQuarter) {
        const auto sum = sumOf(bins, t, std::min(t + kQuarter, until));
        all += sum.total > 0 ? 1 : 0;
        high += sum.total > 0 && sum.bad >= share * sum.total ? 1 : 0;
    }
    return high >= 0.75 * all;
}

} // namespace

void PlaceNames::learn(const CorrelationInput& input)
{
    const auto note = [this](Kind kind, std::string_view name, std::vector<bool>& of) {
        if (!name.empty())
            of[static_cast<std::size_t>(number(kind, name))] = true;
    };
    for (const auto& alert : input.alerts) {
        note(environment, alert.environment, m_ofAlerts);
        note(cluster, alert.labels.value(kCluster), m_ofAlerts);
    }
    for (const auto& change : input.changes) {
        note(environment, change.environment, m_ofChanges);
        note(cluster, change.attributes.value(kCluster), m_ofChanges);
        for (const auto& stage : change.stages)
            note(environment, stage.environment, m_ofChanges);
    }
}

int PlaceNames::number(Kind kind, std::string_view name)
{
    auto& numbers = m_numbers[kind];
    if (const auto it = numbers.find(name); it != numbers.end())
        return it->second;
    const int fresh = static_cast<int>(m_names.size());
    numbers.emplace(name, fresh);
    m_names.emplace_back(name);
    m_ofAlerts.push_back(false);
    m_ofChanges.push_back(false);
    return fresh;
}

int PlaceNames::find(Kind kind, std::string_view name) const
{
    const auto& numbers = m_numbers[kind];
    const auto it = name.empty() ? numbers.end() : numbers.find(name);
    return it == numbers.end() ? -1 : it->second;
}

Place PlaceNames::of(const AlertEpisode& alert) const
{
    return {find(environment, alert.environment), find(cluster, alert.labels.value(kCluster))};
}

Places PlaceNames::of(const Change& change) const
{
    Places out;
    const auto add = [](std::vector<int>& list, int place) {
        if (place >= 0 && std::find(list.begin(), list.end(), place) == list.end())
            list.push_back(place);
    };
    for (const auto& stage : change.stages) {
        if (stage.stage != "STAGE" && stage.stage != "WRAP_UP")
            add(out.environments, find(environment, stage.environment));
    }
    if (out.environments.empty())
        add(out.environments, find(environment, change.environment));
    add(out.clusters, find(cluster, change.attributes.value(kCluster)));
    return out;
}

bool PlaceNames::apart(const Places& change, const Place& alert) const
{
    const auto differs = [this](const std::vector<int>& live, int place) {
        if (place < 0 || live.empty() || !m_ofChanges[static_cast<std::size_t>(place)])
            return false;
        return std::all_of(live.begin(), live.end(), [&](int p) {
            return p != place
                && (m_ofAlerts[static_cast<std::size_t>(p)] || beforeProduction(m_names[static_cast<std::size_t>(p)]));
        });
    };
    return differs(change.environments, alert.environment) || differs(change.clusters, alert.cluster);
}

void FleetSignals::resize(std::size_t services)
{
    m_moved.resize(services);
    m_errors.resize(services);
}

void FleetSignals::addFlag(int service, const AnomalyFlag& flag, int index)
{
    m_moved[static_cast<std::size_t>(service)].push_back({flag.from, flag.open ? Time::max() : flag.to, index});
}

void FleetSignals::addErrors(int service, const SloBins& bins)
{
    m_errors[static_cast<std::size_t>(service)].push_back(&bins);
}

void FleetSignals::settle()
{
    for (auto& list : m_moved)
        std::sort(list.begin(), list.end(), [](const Moved& a, const Moved& b) {
            return std::pair(a.from, a.to) < std::pair(b.from, b.to);
        });
}

const Moved* FleetSignals::leadingTo(int service, Time began, Time asOf) const
{
    const auto& list = moved(service);
    for (auto it = firstFrom(list, began - kLeads); it != list.end(); ++it) {
        if (it->from > std::min(began + 2 * kStep, asOf))
            break;
        if (it->to >= began - kStillOn)
            return &*it;
    }
    return nullptr;
}

const Moved* FleetSignals::followingOn(int service, Time live, Time asOf) const
{
    const auto& list = moved(service);
    for (auto it = firstFrom(list, live - kLongest); it != list.end(); ++it) {
        if (it->from > std::min(live + kFollows, asOf))
            break;
        if (it->from >= live - kStep)
            return &*it;
        if (it->to >= live - kStep)
            return nullptr;
    }
    return nullptr;
}

bool FleetSignals::anyWithin(int service, Time from, Time to) const
{
    const auto& list = moved(service);
    for (auto it = firstFrom(list, from - kLongest); it != list.end() && it->from <= to; ++it) {
        if (it->to >= from)
            return true;
    }
    return false;
}

std::size_t FleetSignals::movedBefore(int service, Time asOf) const
{
    const auto& list = moved(service);
    return static_cast<std::size_t>(firstFrom(list, asOf + Millis{1}) - list.begin());
}

std::optional<ErrorStep> FleetSignals::errorStep(int service, Time live, Time until) const
{
    std::optional<ErrorStep> best;
    for (const auto* bins : m_errors[static_cast<std::size_t>(service)]) {
        const auto before = sumOf(*bins, live - kErrorsBefore, live);
        const Time from = floorTo(live, bins->width) + bins->width; // the bin of the roll-out is of both
        const auto after = sumOf(*bins, from, std::min(until, live + kErrorsAfter));
        if (before.total <= 0 || after.total <= 0 || after.share() < 1.5 * before.share())
            continue;
        const double half = (before.share() + after.share()) / 2;
        const auto just = sumOf(*bins, live - kJustBefore, live);
        const auto last = sumOf(*bins, std::max(from, until - kJustBefore), until);
        if (just.share() > half || last.share() < half || !held(*bins, from, until, half))
            continue;
        const double expected = before.share() * after.total;
        const double error = std::sqrt(scatter(*bins, live - kErrorsBefore, live, before.share()) * (expected + 1)
            * (1 + after.total / before.total));
        const double strength = std::clamp(((after.bad - expected) / error - 4) / 8, 0.0, 1.0);
        if (strength > 0 && (!best || strength > best->strength))
            best = ErrorStep{before.share(), after.share(), strength};
    }
    return best;
}

} // namespace vedette::correlation
