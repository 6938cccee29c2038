#include "models/correlation/known_fleet.h"

#include <algorithm>
#include <cmath>

namespace vedette::correlation {

namespace {

constexpr Millis kMinute = std::chrono::minutes{1};
constexpr Millis kHour = std::chrono::hours{1};
constexpr Millis kDay = std::chrono::hours{24};
/// What is nearer than this to the question belongs to it and is not its background.
constexpr Millis kPresent = kHour;
constexpr Millis kAfterRelease = 10 * kMinute;
constexpr Millis kTogether = 10 * kMinute;
constexpr Millis kCompany = 5 * kMinute;
/// The newest onsets teach enough, and a question stays cheap in a fleet of any size.
constexpr std::size_t kLearnt = 4000;
constexpr std::size_t kLearntTogether = 4000; ///< of one service
/// Share of changes that are faulty (DORA: 5 to 20 %, of which alerts see a part), and how many changes of its own make
/// a fleet forget half of that.
constexpr double kFaultyShare = 0.04;
constexpr double kFaultyWeight = 60;
/// Of the alerts that a faulty change makes, those of its own service within kAfterRelease.
constexpr double kSeenPerFault = 1.2;

double seconds(Millis d)
{
    return static_cast<double>(d.count()) / 1000.0;
}

std::size_t hourOf(Time t)
{
    return static_cast<std::size_t>((toMs(t) / kHour.count()) % 24);
}

/// Of the times of `a` from `first` on and up to `until`: how many there are, and how many have one of `c` near.
std::pair<double, double> countTogether(const std::vector<Time>& a, std::size_t first, Time until, const std::vector<Time>& c)
{
    std::pair<double, double> out{0, 0};
    auto next = first < a.size() ? std::lower_bound(c.begin(), c.end(), a[first] - kTogether) : c.end();
    for (std::size_t i = first; i < a.size() && a[i] <= until; ++i) {
        while (next != c.end() && *next < a[i] - kTogether)
            ++next;
        out.first += 1;
        out.second += next != c.end() && *next <= a[i] + kTogether ? 1 : 0;
    }
    return out;
}

std::size_t countWithin(const std::vector<Time>& times, Time from, Time to)
{
    const auto a = std::lower_bound(times.begin(), times.end(), from);
    const auto b = std::upper_bound(a, times.end(), to);
    return static_cast<std::size_t>(b - a);
}

} // namespace

namespace {

void takePlace(Onset& onset, const Place& place)
{
    const auto same = [&](const Place& p) { return p.environment == place.environment && p.cluster == place.cluster; };
    if (std::none_of(onset.places.begin(), onset.places.end(), same))
        onset.places.push_back(place);
}

} // namespace

Change asKnown(Change change, Time asOf)
{
    if (change.endsAt && *change.endsAt > asOf) {
        change.endsAt.reset();
        change.status = ChangeStatus::started;
    } else if (!change.endsAt && change.seenAt > asOf) { // the outcome is told with the newest fact
        change.status = ChangeStatus::started;
    }
    std::erase_if(change.stages, [asOf](const ChangeStage& stage) { return stage.startsAt > asOf; });
    for (auto& stage : change.stages) {
        if (stage.endsAt && *stage.endsAt > asOf) {
            stage.endsAt.reset();
            stage.status = ChangeStatus::started;
        }
    }
    change.seenAt = std::min(change.seenAt, asOf);
    return change;
}

KnownFleet::KnownFleet(const FleetFacts& facts, Time asOf)
    : m_facts(&facts)
    , m_asOf(asOf)
    , m_begin(asOf)
{
    if (const auto* past = facts.input().past.get()) {
        m_pastUntil = past->until();
        m_begin = std::min(m_begin, past->from());
    }
    takeEpisodes();
    takeReleases();
    learnNames();
}

void KnownFleet::takeEpisodes()
{
    const auto& episodes = m_facts->episodes();
    m_onsetOf.assign(episodes.size(), -1);
    m_ofRule.resize(static_cast<std::size_t>(m_facts->ruleCount()));
    m_ofService.resize(static_cast<std::size_t>(m_facts->serviceCount()));
    std::vector<int> newest(m_ofRule.size(), -1);
    for (std::size_t i = 0; i < episodes.size() && episodes[i].at <= m_asOf; ++i) {
        const auto& e = episodes[i];
        if (e.knownAt > m_asOf)
            continue;
        const auto& alert = m_facts->input().alerts[static_cast<std::size_t>(e.alert)];
        const auto end = alert.endsAt && *alert.endsAt <= m_asOf ? alert.endsAt : std::nullopt;
        auto& last = newest[static_cast<std::size_t>(e.rule)];
        if (last >= 0 && e.at - m_onsets[static_cast<std::size_t>(last)].at <= kFold) {
            auto& onset = m_onsets[static_cast<std::size_t>(last)];
            onset.end = onset.end && end ? std::optional(std::max(*onset.end, *end)) : std::nullopt;
            onset.began = std::min(onset.began, e.began);
            onset.told = onset.told && e.told;
            takePlace(onset, e.place);
            m_onsetOf[i] = last;
            continue;
        }
        last = m_onsetOf[i] = static_cast<int>(m_onsets.size());
        if (e.at >= m_pastUntil) {
            m_ofRule[static_cast<std::size_t>(e.rule)].push_back(last);
            m_ofService[static_cast<std::size_t>(e.service)].push_back(e.at);
        }
        m_onsets.push_back({e.rule, e.name, e.service, static_cast<int>(i), e.at, e.began, e.told, end, e.offset, {e.place}});
    }
    m_habits.resize(m_onsets.size());
    if (!m_onsets.empty())
        m_begin = std::min(m_begin, m_onsets.front().at);
}

void KnownFleet::takeReleases()
{
    m_rolloutsOf.resize(static_cast<std::size_t>(m_facts->serviceCount()));
    const auto* past = m_facts->input().past.get();
    std::size_t counted = past != nullptr ? past->releases() : 0;
    m_hours.fill(2);
    for (std::size_t hour = 0; past != nullptr && hour < m_hours.size(); ++hour)
        m_hours[hour] += past->releasesByHour()[hour];
    for (const auto& rollout : m_facts->rollouts()) {
        if (rollout.knownAt > m_asOf || rollout.live > m_asOf)
            continue;
        const auto& change = m_facts->input().changes[static_cast<std::size_t>(rollout.change)];
        Release release;
        release.change = rollout.change;
        release.service = rollout.service;
        release.kind = change.kind;
        release.live = rollout.live;
        release.places = &rollout.places;
        const bool settled = change.endsAt ? *change.endsAt <= m_asOf : change.seenAt <= m_asOf;
        release.status = settled ? change.status : ChangeStatus::started;
        for (const auto& stage : change.stages) {
            if (stage.startsAt > m_asOf)
                continue;
            if (stage.stage == "CANARY" || stage.stage == "CANARY_ANALYSIS")
                release.steps.push_back({stage.startsAt, 0.25});
            else if (stage.stage == "DEPLOY_ALL")
                release.steps.push_back({stage.startsAt, 1});
        }
        if (release.steps.empty())
            release.steps.push_back({release.live, 1});
        m_begin = std::min(m_begin, release.live);
        if (past == nullptr || release.live >= past->releasesUntil()) {
            m_rolloutsOf[static_cast<std::size_t>(release.service)].push_back(release.live);
            m_hours[hourOf(release.live)] += 1;
            ++counted;
        }
        m_releases.push_back(std::move(release));
    }
    const double mean = (static_cast<double>(counted) + 2 * 24) / 24;
    for (auto& hour : m_hours)
        hour /= mean;
}

void KnownFleet::learnNames()
{
    const auto names = static_cast<std::size_t>(m_facts->nameCount());
    std::vector<double> after(names, 0);
    std::vector<double> chance(names, 0);
    std::vector<double> all(names, 0);
    std::vector<double> accompanied(names, 0);
    const double span = std::max(seconds(kDay), seconds(m_asOf - m_begin));
    std::size_t fired = m_onsets.size();
    if (const auto* past = m_facts->input().past.get()) {
        fired = past->onsets();
        for (const auto& times : m_ofService)
            fired += times.size();
    }
    const double fleetRate = static_cast<double>(fired) / span;
    const auto related = [this](int a, int b) {
        const auto kin = [](const Distance& d) {
            return (d.relation == Relation::caller || d.relation == Relation::callee) && d.hops <= 2;
        };
        return !m_facts->hasGraph() || kin(m_facts->distance(a, b)) || kin(m_facts->distance(b, a));
    };
    double kinship = 0; // how often two services at random are related: what chance alone gives
    const std::size_t begin = m_onsets.size() > kLearnt ? m_onsets.size() - kLearnt : 0;
    double pairs = 0;
    for (std::size_t i = begin; i + 37 < m_onsets.size() && pairs < 500; i += 3, pairs += 1)
        kinship
            += m_onsets[i].service != m_onsets[i + 37].service && related(m_onsets[i].service, m_onsets[i + 37].service)
            ? 1
            : 0;
    const double crowd = 1 - std::exp(-fleetRate * seconds(2 * kCompany) * (pairs > 0 ? kinship / pairs : 0));

    for (std::size_t i = begin; i < m_onsets.size(); ++i) {
        const auto& o = m_onsets[i];
        if (m_asOf - o.at < kPresent)
            break;
        const auto name = static_cast<std::size_t>(o.name);
        const auto& rollouts = m_rolloutsOf[static_cast<std::size_t>(o.service)];
        all[name] += 1;
        after[name] += countWithin(rollouts, o.at - kAfterRelease, o.at) > 0 ? 1 : 0;
        chance[name] += std::min(0.9, static_cast<double>(rolloutsOf(o.service)) * seconds(kAfterRelease) / span);
        const auto with = [&](std::size_t j) {
            return m_onsets[j].service != o.service && related(m_onsets[j].service, o.service);
        };
        bool company = false;
        for (std::size_t j = i; j-- > 0 && o.at - m_onsets[j].at <= kCompany && !company;)
            company = with(j);
        for (std::size_t j = i + 1; j < m_onsets.size() && m_onsets[j].at - o.at <= kCompany && !company; ++j)
            company = with(j);
        accompanied[name] += company ? 1 : 0;
    }
    double faults = 0;
    for (std::size_t n = 0; n < names; ++n)
        faults += std::max(0.0, after[n] - chance[n]) / kSeenPerFault;
    const Time learnt = m_onsets.empty() ? m_asOf : m_onsets[begin].at;
    const auto changes = static_cast<double>(std::count_if(
        m_releases.begin(), m_releases.end(), [learnt](const Release& r) { return r.live >= learnt; }));
    m_faultsPerRelease
        = std::clamp((kFaultyShare * kFaultyWeight + faults) / (kFaultyWeight + changes), 0.002, 0.15);
    m_afterRelease.resize(names);
    m_company.resize(names);
    for (std::size_t n = 0; n < names; ++n) {
        // Of those within ten minutes after a release of the own service, the share that chance does not give.
        m_afterRelease[n] = std::clamp(1 - (chance[n] + 0.7) / (after[n] + 1.4), 0.0, 1.0);
        m_company[n] = std::max(0.0, (accompanied[n] - crowd * all[n]) / (1.001 - crowd) + 1) / (all[n] + 3);
    }
}

std::pair<std::size_t, std::size_t> KnownFleet::onsetsWithin(Time from, Time to) const
{
    const auto a
        = std::lower_bound(m_onsets.begin(), m_onsets.end(), from, [](const Onset& o, Time t) { return o.at < t; });
    const auto b = std::upper_bound(a, m_onsets.end(), to, [](Time t, const Onset& o) { return t < o.at; });
    return {static_cast<std::size_t>(a - m_onsets.begin()), static_cast<std::size_t>(b - m_onsets.begin())};
}

Habit KnownFleet::habit(int rule, LocalMoment moment) const
{
    Habit habit;
    const Time at = moment.at;
    const Time until = at - kPresent;
    const Time from = at - 30 * kDay;
    const double span = std::max(seconds(std::min(at - m_begin, 30 * kDay)), seconds(kHour));
    habit.days = span / seconds(kDay);
    int recent = 0;
    std::vector<LocalMoment> past;
    if (const auto* before = m_facts->pastOfRule(rule)) {
        const auto end = std::upper_bound(before->begin(), before->end(), until, [](Time t, const LocalMoment& m) { return t < m.at; });
        past.assign(before->begin(), end);
        habit.onsets = static_cast<int>(std::count_if(before->begin(), end, [from](const LocalMoment& m) { return m.at >= from; }));
        recent = static_cast<int>(std::count_if(before->begin(), before->end(), [at](const LocalMoment& m) { return m.at < at && at - m.at <= 3 * kHour; }));
    }
    for (const int i : m_ofRule[static_cast<std::size_t>(rule)]) {
        const auto& o = m_onsets[static_cast<std::size_t>(i)];
        if (o.at >= at)
            break;
        if (at - o.at <= 3 * kHour)
            ++recent;
        if (o.at > until)
            continue;
        past.push_back({o.at, o.offset});
        habit.onsets += o.at >= from ? 1 : 0;
    }
    // Half an onset in five days is what a rule without history is taken to do.
    habit.perSecond = (habit.onsets + 0.5) / (span + 5 * seconds(kDay));
    habit.flapping = recent >= 3;
    if (habit.flapping)
        habit.perSecond = std::max(habit.perSecond, recent / seconds(3 * kHour));
    habit.slot = calendarSlot(past, moment, m_begin);
    if (habit.calendar())
        habit.perSecond = std::max(habit.perSecond, habit.slot.perSecond);
    return habit;
}

const Habit& KnownFleet::habitOf(int onset) const
{
    auto& known = m_habits[static_cast<std::size_t>(onset)];
    if (known)
        return *known;
    const auto& o = m_onsets[static_cast<std::size_t>(onset)];
    auto* memory = m_facts->input().habits.get();
    const auto key = m_facts->ruleKey(o.rule) ^ (static_cast<std::uint64_t>(toMs(o.at)) * 0x9E3779B97F4A7C15ULL);
    if (memory != nullptr) {
        if (const auto* found = memory->find(key))
            return known.emplace(*found);
    }
    known = habit(o.rule, {o.at, o.offset});
    if (memory != nullptr)
        memory->put(key, *known);
    return *known;
}

std::size_t KnownFleet::rolloutsOf(int service) const
{
    const auto* past = m_facts->pastOfService(service);
    return m_rolloutsOf[static_cast<std::size_t>(service)].size() + (past != nullptr ? past->live.size() : 0);
}

std::size_t KnownFleet::closeness(const Distance& distance)
{
    switch (distance.relation) {
    case Relation::same:
        return 0;
    case Relation::caller:
        return static_cast<std::size_t>(std::min(distance.hops, 3));
    case Relation::callee:
        return 4;
    default:
        return 5;
    }
}

std::array<double, 6> KnownFleet::changeRates(int alerting, Time at) const
{
    std::array<double, 6> rates{};
    for (int s = 0; s < m_facts->serviceCount(); ++s)
        rates[closeness(m_facts->distance(s, alerting))]
            += static_cast<double>(rolloutsOf(s));
    const double span = std::max(seconds(kDay), seconds(m_asOf - m_begin));
    for (auto& rate : rates)
        rate *= m_hours[hourOf(at)] / span;
    return rates;
}

double KnownFleet::together(int changed, int alerting, Time at) const
{
    const auto& a = m_ofService[static_cast<std::size_t>(alerting)];
    const auto& c = m_ofService[static_cast<std::size_t>(changed)];
    const auto* pastOfA = m_facts->pastOfService(alerting);
    const auto* pastOfC = m_facts->pastOfService(changed);
    const Time until = at - kPresent;
    const auto newest = [until](const std::vector<Time>& times) {
        const auto known = static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), until) - times.begin());
        return known - std::min(known, kLearntTogether);
    };
    auto [n, both] = countTogether(a, newest(a), until, c);
    auto all = static_cast<double>(c.size());
    if (pastOfA != nullptr && pastOfC != nullptr) {
        const auto& fired = pastOfA->fired;
        const auto [pastN, pastBoth] = countTogether(fired, newest(fired), until, pastOfC->fired);
        n += pastN;
        both += pastBoth;
    }
    if (pastOfC != nullptr)
        all += static_cast<double>(pastOfC->fired.size());
    const double span = std::max(seconds(kDay), seconds(at - m_begin));
    const double chance = std::min(1.0, all / span * 2 * seconds(kTogether));
    return std::max(0.0, both - chance * n) / (n + 3);
}

} // namespace vedette::correlation
