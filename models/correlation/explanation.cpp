#include "models/correlation/explanation.h"

#include "models/correlation/weights.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace vedette::correlation {

namespace {

constexpr Millis kMinute = std::chrono::minutes{1};
constexpr Millis kReach = std::chrono::hours{8};   ///< releases older than this are not asked
constexpr Millis kSlack = std::chrono::seconds{30}; ///< two sources' clocks may differ by this
constexpr Millis kBefore = 45 * kMinute;           ///< onsets so long before the asked one belong to the picture
constexpr Millis kAfter = 30 * kMinute;            ///< and so long after it
constexpr double kFaultsPerRelease = 0.04;         ///< change failure rate (DORA: 5 to 20 %, of which alerts see a part)
constexpr double kFaultsPerServiceSecond = 0.02 / 86400;
constexpr double kResolution = 60;                 ///< seconds; a fault's moment is known no better

double seconds(Millis d) { return static_cast<double>(d.count()) / 1000.0; }

/// Density of the time between fault and alert, per second: most alerts within minutes, some after a long `for`.
double delayDensity(double s)
{
    if (s < -seconds(kSlack))
        return 0;
    s = std::max(s, 0.0);
    return 0.75 * std::exp(-s / 180) / 180 + 0.25 * std::exp(-s / 900) / 900;
}

double delayShare(double s) { return s <= 0 ? 0 : 1 - 0.75 * std::exp(-s / 180) - 0.25 * std::exp(-s / 900); }

/// Density of the time between roll-out and fault, per second: at once (150 s), or with load or data (100 min).
double lagDensity(double s)
{
    if (s < 0)
        return 0;
    return 0.65 * std::exp(-s / 150) / 150 + 0.35 * std::exp(-s / 6000) / 6000;
}

/// Probability that a fault of one service makes another alert.
double reachOf(const Distance& d)
{
    static constexpr std::array<double, 5> callers{0.9, 0.4, 0.2, 0.1, 0.05};
    switch (d.relation) {
    case Relation::same:
        return 0.9;
    case Relation::caller:
        return callers[static_cast<std::size_t>(std::min(d.hops, 4))];
    case Relation::callee:
        return d.hops == 1 ? 0.08 : 0.03;
    case Relation::neighbour:
        return 0.02;
    case Relation::none:
        return 0.001;
    case Relation::unknown:
        return 0.02;
    }
    return 0;
}

struct Sign { ///< an onset of the picture
    int onset;
    int service;
    Time at;
    double background; ///< onsets a second
    double weight;     ///< informativeness
};

struct Hypothesis {
    int release = -1; ///< -1: a fault without a change
    int service = -1; ///< -1: something all services share
    double prior = 0; ///< log odds
    std::vector<double> rate; ///< onsets a second that it adds, per sign
    double silent = 0;
    double exists = 0.01;
};

class Fitting {
public:
    Fitting(const KnownFleet& fleet, Explanation& out) : m_fleet(fleet), m_out(out) {}

    void run()
    {
        takeSigns();
        takeReleases();
        takeFaults();
        explainAway();
        fillCandidates();
        fillNone();
    }

private:
    [[nodiscard]] const Onset& first() const { return m_fleet.onsets()[static_cast<std::size_t>(m_out.first)]; }

    void takeSigns()
    {
        const auto [a, b] = m_fleet.onsetsWithin(first().at - kBefore, std::min(first().at + kAfter, m_fleet.asOf()));
        std::map<int, Habit> habits;
        std::set<int> services;
        for (std::size_t i = a; i < b; ++i) {
            const auto& o = m_fleet.onsets()[i];
            auto it = habits.find(o.rule);
            if (it == habits.end())
                it = habits.emplace(o.rule, m_fleet.habit(o.rule, o.at)).first;
            const double u = std::clamp(1.2 * m_fleet.informativeness(o.name) + 0.6 * m_fleet.company(o.name), 0.02, 1.0);
            m_signs.push_back({static_cast<int>(i), o.service, o.at, it->second.perSecond, u});
            if (o.at >= first().at - 10 * kMinute && o.at <= first().at + 15 * kMinute && !it->second.calendar() && !it->second.flapping)
                services.insert(o.service);
        }
        services.insert(first().service);
        m_alerting.assign(services.begin(), services.end());
        m_out.alertingServices = static_cast<int>(services.size());
        m_out.habit = m_fleet.habit(first().rule, first().at);
        for (std::size_t i = 0; i < m_signs.size(); ++i) {
            if (m_signs[i].onset == m_out.first)
                m_askedSign = i;
        }
    }

    [[nodiscard]] double reach(int changed, int alerting)
    {
        const auto key = std::pair(changed, alerting);
        if (const auto it = m_reach.find(key); it != m_reach.end())
            return it->second;
        const auto distance = m_fleet.facts().distance(changed, alerting);
        double q = reachOf(distance);
        if (distance.relation == Relation::unknown || distance.relation == Relation::neighbour)
            q = std::max(q, 0.6 * m_fleet.together(changed, alerting, first().at));
        return m_reach.emplace(key, q).first->second;
    }

    /// Onset rates that a fault of `service` at `fault` adds to each sign; answers the sum of log(1 + rate/background), the
    /// strongest sign of each service in full, its others by a third.
    double rates(int service, Time fault, std::vector<double>& out)
    {
        out.assign(m_signs.size(), 0);
        std::map<int, std::pair<double, double>> gains;
        for (std::size_t i = 0; i < m_signs.size(); ++i) {
            const auto& sign = m_signs[i];
            const double q = service < 0 ? 0.25 : reach(service, sign.service);
            out[i] = q * sign.weight * delayDensity(seconds(sign.at - fault));
            const double gain = std::log1p(out[i] / sign.background);
            auto& [best, sum] = gains[sign.service];
            best = std::max(best, gain);
            sum += gain;
        }
        double total = 0;
        for (const auto& [s, gain] : gains)
            total += gain.first + (gain.second - gain.first) / 3;
        return total;
    }

    /// What the silence of services that should have alerted speaks against a fault (zero or less).
    [[nodiscard]] double silence(int service, Time fault) const
    {
        const double elapsed = delayShare(seconds(m_fleet.asOf() - fault));
        const auto alerts = [this, fault](int s) {
            return std::any_of(m_signs.begin(), m_signs.end(),
                [&](const Sign& sign) { return sign.service == s && sign.at >= fault - kSlack; });
        };
        double sum = alerts(service) ? 0 : std::log(1 - 0.75 * elapsed);
        double callers = 0;
        for (const int caller : m_fleet.facts().callers(service)) {
            if (!alerts(caller))
                callers += std::log(1 - 0.2 * elapsed);
        }
        return sum + std::max(callers, -1.0);
    }

    /// Moments at which a fault may have begun: just before each onset.
    [[nodiscard]] std::vector<Time> faultMoments() const
    {
        std::vector<Time> moments;
        for (const auto& sign : m_signs) {
            const Time t = sign.at - kMinute;
            if (moments.empty() || t - moments.back() > kMinute)
                moments.push_back(t);
        }
        if (moments.size() > 24) // a storm: its beginning says enough
            moments.resize(24);
        const Time asked = first().at - kMinute;
        if (std::find(moments.begin(), moments.end(), asked) == moments.end())
            moments.push_back(asked);
        return moments;
    }

    void takeReleases()
    {
        const auto moments = faultMoments();
        const auto& releases = m_fleet.releases();
        for (std::size_t r = 0; r < releases.size(); ++r) {
            const auto& release = releases[r];
            if (release.live > first().at + kSlack || release.live < first().at - kReach)
                continue;
            Hypothesis h;
            h.release = static_cast<int>(r);
            h.service = release.service;
            double best = -1e9;
            std::vector<double> rate;
            const auto tryFault = [&](Time fault, double prior) {
                const double quiet = silence(release.service, fault);
                const double score = prior + rates(release.service, fault, rate) + quiet;
                if (score > best) {
                    best = score;
                    h.prior = prior;
                    h.silent = quiet;
                    h.rate = rate;
                }
            };
            for (const auto& step : release.steps) {
                if (step.at > first().at + kSlack)
                    continue;
                const double base = std::log(kFaultsPerRelease * step.share * kResolution);
                tryFault(step.at, base + std::log(lagDensity(0)));
                for (const Time fault : moments) {
                    if (fault > step.at && fault <= first().at)
                        tryFault(fault, base + std::log(lagDensity(seconds(fault - step.at))));
                }
            }
            if (!h.rate.empty())
                m_hypotheses.push_back(std::move(h));
        }
    }

    void takeFaults()
    {
        std::set<int> services(m_alerting.begin(), m_alerting.end());
        for (const int s : m_alerting) {
            for (const int callee : m_fleet.facts().callees(s)) {
                services.insert(callee);
                for (const int deeper : m_fleet.facts().callees(callee))
                    services.insert(deeper);
            }
        }
        const auto moments = faultMoments();
        const auto add = [&](int service, double perSecond) {
            Hypothesis h;
            h.service = service;
            double best = -1e9;
            std::vector<double> rate;
            for (const Time fault : moments) {
                const double quiet = service < 0 ? 0 : silence(service, fault);
                const double score = rates(service, fault, rate) + quiet;
                if (score > best) {
                    best = score;
                    h.silent = quiet;
                    h.rate = rate;
                }
            }
            h.prior = std::log(perSecond * kResolution);
            m_hypotheses.push_back(std::move(h));
        };
        int tried = 0;
        for (const int s : services) {
            if (++tried > 60)
                break;
            add(s, kFaultsPerServiceSecond);
        }
        if (m_alerting.size() >= 3)
            add(-1, 5 * kFaultsPerServiceSecond);
    }

    /// Noisy-or: each sign is explained by whatever exists; a hypothesis gains only what the others leave unexplained. Damped,
    /// because two explanations of equal strength would otherwise swing against each other for ever.
    void explainAway()
    {
        std::vector<double> total(m_signs.size());
        for (int round = 0; round < 12; ++round) {
            for (std::size_t i = 0; i < m_signs.size(); ++i) {
                total[i] = m_signs[i].background;
                for (const auto& h : m_hypotheses)
                    total[i] += h.exists * h.rate[i];
            }
            for (auto& h : m_hypotheses) {
                std::map<int, std::pair<double, double>> gains;
                for (std::size_t i = 0; i < m_signs.size(); ++i) {
                    if (h.rate[i] <= 0)
                        continue;
                    const double others = std::max(total[i] - h.exists * h.rate[i], m_signs[i].background);
                    const double gain = std::log1p(h.rate[i] / others);
                    auto& [best, sum] = gains[m_signs[i].service];
                    best = std::max(best, gain);
                    sum += gain;
                }
                double odds = h.prior + h.silent;
                for (const auto& [s, gain] : gains)
                    odds += gain.first + (gain.second - gain.first) / 3;
                const double fresh = 1 / (1 + std::exp(-std::clamp(odds, -30.0, 30.0)));
                h.exists = 0.5 * h.exists + 0.5 * fresh;
            }
        }
        m_total = std::move(total);
        for (std::size_t i = 0; i < m_signs.size(); ++i) {
            m_total[i] = m_signs[i].background;
            for (const auto& h : m_hypotheses)
                m_total[i] += h.exists * h.rate[i];
        }
    }

    [[nodiscard]] double shareOfAsked(const Hypothesis& h) const
    {
        const double rate = h.rate[m_askedSign];
        const double others = std::max(m_total[m_askedSign] - h.exists * rate, m_signs[m_askedSign].background);
        return rate / (others + rate);
    }

    void fillCandidates();
    void judgeRollback(const Release& release, Candidate& c) const;
    void fillParts(const Hypothesis& h, Candidate& c);
    void fillNone();

    const KnownFleet& m_fleet;
    Explanation& m_out;
    std::vector<Sign> m_signs;
    std::size_t m_askedSign = 0;
    std::vector<int> m_alerting;
    std::vector<Hypothesis> m_hypotheses;
    std::vector<double> m_total;
    std::map<std::pair<int, int>, double> m_reach;
};

void Fitting::judgeRollback(const Release& release, Candidate& c) const
{
    const auto& changes = m_fleet.facts().input().changes;
    const auto& mine = changes[static_cast<std::size_t>(release.change)];
    const Time begin = first().at;
    for (const auto& later : m_fleet.releases()) {
        const auto& change = changes[static_cast<std::size_t>(later.change)];
        const bool undoes = later.kind == ChangeKind::rollback || (!mine.previous.empty() && change.revision == mine.previous);
        if (later.service != release.service || later.change == release.change || !undoes || change.startsAt <= release.live
            || change.startsAt < begin - kMinute)
            continue;
        c.rollbackAt = change.startsAt;
        c.rolledBackAfter = change.startsAt - begin;
        break;
    }
    const auto ended = first().end;
    if (ended && c.rolledBackAfter && *ended >= c.rollbackAt)
        c.endedAfterRollback = *ended - c.rollbackAt;
    c.endedAlone = ended && (!c.rolledBackAfter || *ended < c.rollbackAt);
}

void Fitting::fillCandidates()
{
    for (const auto& h : m_hypotheses) {
        if (h.release < 0)
            continue;
        const auto& release = m_fleet.releases()[static_cast<std::size_t>(h.release)];
        Candidate c;
        c.release = h.release;
        c.distance = m_fleet.facts().distance(release.service, first().service);
        c.together = c.distance.relation == Relation::same ? 0 : m_fleet.together(release.service, first().service, first().at);
        c.exists = h.exists;
        c.share = shareOfAsked(h);
        c.lag = first().at - release.live;
        for (const auto& step : release.steps) {
            if (step.at <= first().at + kSlack)
                c.lag = first().at - step.at;
        }
        for (const int s : m_alerting)
            c.explained += reach(release.service, s) >= 0.04 ? 1 : 0;
        judgeRollback(release, c);
        fillParts(h, c);
        m_out.candidates.push_back(std::move(c));
    }
}

void Fitting::fillParts(const Hypothesis& h, Candidate& c)
{
    const auto& release = m_fleet.releases()[static_cast<std::size_t>(h.release)];
    const auto& relation = c.distance;
    const auto yes = [](bool b) { return b ? 1.0 : 0.0; };
    const double lag = std::max(0.0, seconds(c.lag));
    const bool caller = relation.relation == Relation::caller;
    bool ownAlert = false;
    bool ownFirst = false;
    bool ownBefore = false;
    Time earliest = Time::max();
    for (const auto& sign : m_signs) {
        if (sign.at < release.live - kSlack) {
            ownBefore = ownBefore || (sign.service == release.service && sign.at > first().at - 30 * kMinute);
            continue;
        }
        if (reach(release.service, sign.service) < 0.04)
            continue;
        ownAlert = ownAlert || sign.service == release.service;
        if (sign.at < earliest) {
            earliest = sign.at;
            ownFirst = sign.service == release.service;
        } else if (sign.at == earliest && sign.service == release.service) {
            ownFirst = true;
        }
    }
    bool newer = false;
    int rival = 0;
    for (const auto& other : m_fleet.releases()) {
        if (other.live > first().at + kSlack || other.live < first().at - std::chrono::hours{1} || other.change == release.change)
            continue;
        newer = newer || (other.service == release.service && other.live > release.live);
        rival += other.live > release.live && reach(other.service, first().service) >= 0.04 ? 1 : 0;
    }
    const double sinceAsk = seconds(m_fleet.asOf() - first().at);
    const bool stillOn = c.rolledBackAfter && !c.endedAfterRollback && !c.endedAlone && m_fleet.asOf() - c.rollbackAt > 12 * kMinute;
    c.parts = {std::log(c.exists * c.share + 1e-5), std::log(c.exists / (1 - c.exists) + 1e-5), std::log(c.share + 1e-4),
        std::log(lagDensity(lag) * 150 + 1e-3), yes(lag <= 900), yes(relation.relation == Relation::same),
        yes(caller && relation.hops == 1), yes(caller && relation.hops == 2), yes(caller && relation.hops >= 3),
        yes(relation.relation == Relation::callee), yes(relation.relation == Relation::neighbour),
        yes(relation.relation == Relation::unknown), c.together,
        static_cast<double>(c.explained) / std::max(1, m_out.alertingServices), yes(ownAlert), yes(ownFirst), yes(ownBefore),
        yes(newer), std::log1p(rival), yes(c.rolledBackAfter.has_value()),
        yes(c.endedAfterRollback && *c.endedAfterRollback <= 10 * kMinute), yes(stillOn), yes(c.endedAlone && sinceAsk > 60),
        yes(release.status == ChangeStatus::failed || release.status == ChangeStatus::aborted),
        yes(release.kind == ChangeKind::config || release.kind == ChangeKind::flag), yes(release.kind == ChangeKind::rollback),
        yes(release.kind == ChangeKind::scale || release.kind == ChangeKind::maintenance)};
}

void Fitting::fillNone()
{
    const auto yes = [](bool b) { return b ? 1.0 : 0.0; };
    double change = 0;
    double fault = 0;
    double shared = 0;
    for (const auto& h : m_hypotheses) {
        const double p = h.exists * shareOfAsked(h);
        if (h.release >= 0)
            change = std::max(change, p);
        else if (h.service >= 0)
            fault = std::max(fault, p);
        else
            shared = std::max(shared, p);
    }
    double relatives = 0;
    double reachable = 0;
    for (const auto& c : m_out.candidates) {
        relatives += m_reach[{m_fleet.releases()[static_cast<std::size_t>(c.release)].service, first().service}] >= 0.04 ? 1 : 0;
        reachable = std::max(reachable, static_cast<double>(c.explained) / std::max(1, m_out.alertingServices));
    }
    const auto& habit = m_out.habit;
    m_out.none = {1, std::log(1 - change + 1e-3), std::log(fault + 1e-3), std::log(shared + 1e-3),
        std::log(habit.perSecond * 86400), yes(habit.calendar()), yes(habit.flapping), std::log(m_out.alertingServices),
        m_fleet.informativeness(first().name), m_fleet.company(first().name), std::log1p(relatives), reachable,
        yes(m_out.alertingServices == 1), yes(m_fleet.facts().hasGraph())};
}

} // namespace

Explanation explain(const KnownFleet& fleet, const std::vector<int>& askedOnsets)
{
    Explanation out;
    out.asked = askedOnsets;
    std::sort(out.asked.begin(), out.asked.end());
    out.asked.erase(std::unique(out.asked.begin(), out.asked.end()), out.asked.end());
    if (out.asked.empty())
        return out;
    out.first = out.asked.front();
    Fitting(fleet, out).run();
    return out;
}

void weigh(Explanation& explanation)
{
    const auto dot = [](const auto& weights, const auto& parts) {
        double sum = 0;
        for (std::size_t i = 0; i < parts.size(); ++i)
            sum += weights[i] * parts[i];
        return sum;
    };
    const double none = dot(kNoneWeights, explanation.none);
    std::vector<double> scores;
    double top = none;
    for (const auto& c : explanation.candidates) {
        scores.push_back(dot(kReleaseWeights, c.parts));
        top = std::max(top, scores.back());
    }
    double sum = std::exp(none - top);
    for (auto& s : scores) {
        s = std::exp(s - top);
        sum += s;
    }
    explanation.noChange = std::exp(none - top) / sum;
    for (auto& s : scores)
        s /= sum;
    explanation.probability = std::move(scores);
}

} // namespace vedette::correlation
