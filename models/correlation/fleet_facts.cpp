#include "models/correlation/fleet_facts.h"

#include "models/base/text.h"

#include <algorithm>
#include <deque>

namespace vedette::correlation {

namespace {

constexpr int kMaxHops = 4;
/// A row carries one `seenAt`, that of its newest fact. Seen this soon after one of its own later moments (an end, a
/// stage), that moment is the newest fact and the beginning was known when it happened; else the row as a whole came
/// late.
constexpr Millis kPrompt = std::chrono::minutes{5};

bool promptly(Time seenAt, Time moment)
{
    return seenAt >= moment && seenAt - moment <= kPrompt;
}

Time beginKnownAt(const AlertEpisode& alert)
{
    if (alert.seenAt <= alert.startsAt || (alert.endsAt && promptly(alert.seenAt, *alert.endsAt)))
        return alert.startsAt;
    return alert.seenAt;
}

Time beginKnownAt(const Change& change)
{
    bool prompt = change.seenAt <= change.startsAt || (change.endsAt && promptly(change.seenAt, *change.endsAt));
    for (const auto& stage : change.stages) {
        if (stage.startsAt > change.startsAt)
            prompt = prompt || promptly(change.seenAt, stage.startsAt);
        prompt = prompt || (stage.endsAt && promptly(change.seenAt, *stage.endsAt));
    }
    return prompt ? change.startsAt : change.seenAt;
}

} // namespace

FleetFacts::FleetFacts(std::shared_ptr<const CorrelationInput> input)
    : m_input(std::move(input))
{
    m_placeNames.learn(*m_input);
    readServices();
    readAlerts();
    readChanges();
    readPast();
    readSignals();
    measureDistances();
}

int FleetFacts::serviceNumber(const std::string& name)
{
    const auto [it, fresh] = m_services.try_emplace(name, static_cast<int>(m_serviceNames.size()));
    if (fresh) {
        m_serviceNames.push_back(name);
        m_callers.emplace_back();
        m_callees.emplace_back();
        m_listed.push_back(false);
    }
    return it->second;
}

void FleetFacts::readServices()
{
    for (const auto& info : m_input->services) {
        const int caller = serviceNumber(info.name);
        m_listed[static_cast<std::size_t>(caller)] = true;
        for (const auto& name : info.dependsOn) {
            const int callee = serviceNumber(name);
            if (callee == caller)
                continue;
            m_listed[static_cast<std::size_t>(callee)] = true;
            m_callees[static_cast<std::size_t>(caller)].push_back(callee);
            m_callers[static_cast<std::size_t>(callee)].push_back(caller);
            m_hasGraph = true;
        }
    }
}

void FleetFacts::readAlerts()
{
    std::unordered_map<std::string, int> names;
    std::unordered_map<std::uint64_t, int> rules; // by service and name
    for (std::size_t i = 0; i < m_input->alerts.size(); ++i) {
        const auto& alert = m_input->alerts[i];
        if (alert.state == AlertState::pending)
            continue;
        Episode e;
        e.alert = static_cast<int>(i);
        e.service = serviceNumber(alert.service);
        e.name = names.try_emplace(alert.name, static_cast<int>(names.size())).first->second;
        const auto [rule, fresh] = rules.try_emplace(
            static_cast<std::uint64_t>(e.service) << 32U | static_cast<std::uint32_t>(e.name), static_cast<int>(rules.size()));
        e.rule = rule->second;
        if (fresh) {
            m_ruleKeys.push_back(fnv1a(alert.name, fnv1a("\n", fnv1a(alert.service))));
            m_past.push_back(m_input->past ? m_input->past->fired(alert.service, alert.name) : nullptr);
        }
        e.at = alert.startsAt;
        e.told = alert.pendingAt && *alert.pendingAt <= alert.startsAt;
        e.began = e.told ? *alert.pendingAt : e.at;
        e.knownAt = beginKnownAt(alert);
        e.place = m_placeNames.of(alert);
        m_episodes.push_back(e);
    }
    m_ruleCount = static_cast<int>(rules.size());
    m_nameCount = static_cast<int>(names.size());
    std::sort(m_episodes.begin(), m_episodes.end(), [this](const Episode& a, const Episode& b) {
        if (a.at != b.at)
            return a.at < b.at;
        return m_input->alerts[static_cast<std::size_t>(a.alert)].id
            < m_input->alerts[static_cast<std::size_t>(b.alert)].id;
    });
    // Zones change at whole quarters of an hour: one look each is enough.
    Time quarter = Time::min();
    Millis offset{0};
    for (auto& e : m_episodes) {
        if (const Time mine = floorTo(e.at, std::chrono::minutes{15}); mine != quarter) {
            quarter = mine;
            offset = m_input->zone(mine);
        }
        e.offset = offset;
    }
    for (std::size_t i = 0; i < m_episodes.size(); ++i)
        m_episodeIds.emplace(m_input->alerts[static_cast<std::size_t>(m_episodes[i].alert)].id, static_cast<int>(i));
}

void FleetFacts::readChanges()
{
    for (std::size_t i = 0; i < m_input->changes.size(); ++i) {
        const auto& change = m_input->changes[i];
        m_rollouts.push_back(
            {static_cast<int>(i), serviceNumber(change.service), change.liveAt(), beginKnownAt(change),
                m_placeNames.of(change)});
    }
    std::sort(m_rollouts.begin(), m_rollouts.end(), [this](const Rollout& a, const Rollout& b) {
        if (a.live != b.live)
            return a.live < b.live;
        return m_input->changes[static_cast<std::size_t>(a.change)].id
            < m_input->changes[static_cast<std::size_t>(b.change)].id;
    });
}

void FleetFacts::readPast()
{
    if (m_input->past) {
        for (const auto& [name, service] : m_input->past->services())
            serviceNumber(name);
    }
    m_pastServices.resize(m_serviceNames.size());
    for (std::size_t i = 0; m_input->past && i < m_serviceNames.size(); ++i) {
        const auto it = m_input->past->services().find(m_serviceNames[i]);
        m_pastServices[i] = it == m_input->past->services().end() ? nullptr : &it->second;
    }
}

void FleetFacts::readSignals()
{
    const auto known = [this](const std::string& name) {
        const auto it = m_services.find(name);
        return it == m_services.end() ? -1 : it->second;
    };
    m_signals.resize(m_serviceNames.size());
    for (std::size_t i = 0; i < m_input->anomalies.size(); ++i) {
        if (const int s = known(m_input->anomalies[i].service); s >= 0)
            m_signals.addFlag(s, m_input->anomalies[i], static_cast<int>(i));
    }
    for (std::size_t i = 0; i < m_input->errors.size(); ++i) {
        if (const int s = known(m_input->errors[i].service); s >= 0)
            m_signals.addErrors(s, m_input->errors[i].bins);
    }
    m_signals.settle();
}

void FleetFacts::measureDistances()
{
    m_reach.resize(m_serviceNames.size());
    const auto walk = [this](int from, const std::vector<std::vector<int>>& edges, Relation relation, int atMost) {
        auto& reach = m_reach[static_cast<std::size_t>(from)];
        std::deque<std::pair<int, int>> open{{from, 0}};
        while (!open.empty()) {
            const auto [service, hops] = open.front();
            open.pop_front();
            if (hops == atMost)
                continue;
            for (const int next : edges[static_cast<std::size_t>(service)]) {
                if (next != from && reach.try_emplace(next, Distance{relation, hops + 1}).second)
                    open.emplace_back(next, hops + 1);
            }
        }
    };
    for (int s = 0; s < serviceCount(); ++s) {
        walk(s, m_callers, Relation::caller, kMaxHops);
        walk(s, m_callees, Relation::callee, 2);
        for (const int callee : m_callees[static_cast<std::size_t>(s)]) {
            for (const int other : m_callers[static_cast<std::size_t>(callee)]) {
                if (other != s)
                    m_reach[static_cast<std::size_t>(s)].try_emplace(other, Distance{Relation::neighbour, 2});
            }
        }
    }
}

Distance FleetFacts::distance(int changed, int alerting) const
{
    if (changed == alerting)
        return {Relation::same, 0};
    const auto& reach = m_reach[static_cast<std::size_t>(changed)];
    if (const auto it = reach.find(alerting); it != reach.end())
        return it->second;
    const bool known
        = m_hasGraph && m_listed[static_cast<std::size_t>(changed)] && m_listed[static_cast<std::size_t>(alerting)];
    return {known ? Relation::none : Relation::unknown, 0};
}

int FleetFacts::episodeOf(const std::string& alertId) const
{
    const auto it = m_episodeIds.find(alertId);
    return it == m_episodeIds.end() ? -1 : it->second;
}

} // namespace vedette::correlation
