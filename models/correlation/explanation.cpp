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
constexpr double kNoReach = 0.002;                 ///< less is no path
constexpr double kWithinReach = 0.04;
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
    std::size_t place; ///< of its service in the picture
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
            const auto place = static_cast<std::size_t>(std::find(m_places.begin(), m_places.end(), o.service) - m_places.begin());
            if (place == m_places.size())
                m_places.push_back(o.service);
            m_signs.push_back({static_cast<int>(i), o.service, place, o.at, it->second.perSecond, u});
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
        const auto distance = m_fleet.facts().distance(changed, alerting);
        double q = reachOf(distance);
        if (distance.relation == Relation::unknown || distance.relation == Relation::neighbour)
            q = std::max(q, 0.6 * m_fleet.together(changed, alerting, first().at));
        return q;
    }

    /// reach() of a service to each place (a service that has signs); -1 is what all services share.
    const std::vector<double>& reaches(int service)
    {
        auto [it, fresh] = m_reaches.try_emplace(service);
        if (fresh) {
            for (const int place : m_places)
                it->second.push_back(service < 0 ? 0.25 : reach(service, place));
        }
        return it->second;
    }

    /// Onset rates that a fault of `service` at `fault` adds to each sign; answers the sum of log(1 + rate/background), the
    /// strongest sign of each service in full, its others by a third.
    double rates(const std::vector<double>& reaches, Time fault, std::vector<double>& out)
    {
        out.assign(m_signs.size(), 0);
        for (std::size_t i = 0; i < m_signs.size(); ++i) {
            const auto& sign = m_signs[i];
            const double q = reaches[sign.place];
            if (q >= kNoReach && sign.at >= fault - kSlack)
                out[i] = q * sign.weight * delayDensity(seconds(sign.at - fault));
        }
        return gain(out, [this](std::size_t i) { return m_signs[i].background; });
    }

    template <class Background> double gain(const std::vector<double>& rate, Background background)
    {
        m_best.assign(m_places.size(), 0);
        double sum = 0;
        for (std::size_t i = 0; i < rate.size(); ++i) {
            if (rate[i] <= 0)
                continue;
            const double g = std::log1p(rate[i] / background(i));
            auto& best = m_best[m_signs[i].place];
            best = std::max(best, g);
            sum += g;
        }
        double best = 0;
        for (const double g : m_best)
            best += g;
        return best + (sum - best) / 3;
    }

    /// What the silence of services that should have alerted speaks against a fault (zero or less).
    [[nodiscard]] double silence(int service, Time fault) const
    {
        const double elapsed = delayShare(seconds(m_fleet.asOf() - fault));
        const auto alerts = [this, fault](int s) {
            return std::find(m_places.begin(), m_places.end(), s) != m_places.end() && std::any_of(m_signs.begin(), m_signs.end(),
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
            const auto& far = reaches(release.service);
            double best = -1e9;
            std::vector<double> rate;
            const auto tryFault = [&](Time fault, double prior) {
                const double gained = rates(far, fault, rate);
                const double quiet = gained > 0 ? silence(release.service, fault) : -1;
                const double score = prior + gained + quiet;
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
                if (std::all_of(far.begin(), far.end(), [](double q) { return q < kNoReach; }))
                    continue;
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
            const auto& far = reaches(service);
            double best = -1e9;
            std::vector<double> rate;
            for (const Time fault : moments) {
                const double quiet = service < 0 ? 0 : silence(service, fault);
                const double score = rates(far, fault, rate) + quiet;
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
                const double gained = gain(h.rate, [&](std::size_t i) {
                    return std::max(total[i] - h.exists * h.rate[i], m_signs[i].background);
                });
                const double odds = h.prior + h.silent + gained;
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
    std::vector<int> m_places; ///< services with signs
    std::map<int, std::vector<double>> m_reaches;
    std::vector<double> m_best;
    double m_rootCover = 0; ///< best share of the alerting services that one service without a change reaches
    double m_bestFit = 0;   ///< best existence x share of a release
    int m_rolledBack = 0;   ///< releases rolled back after the alert began
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
        const auto& far = reaches(h.service);
        int covered = 0;
        for (const int s : m_alerting)
            covered += far[static_cast<std::size_t>(std::find(m_places.begin(), m_places.end(), s) - m_places.begin())] >= kWithinReach ? 1 : 0;
        const double cover = static_cast<double>(covered) / static_cast<double>(m_alerting.size());
        if (h.release < 0) {
            if (h.service >= 0)
                m_rootCover = std::max(m_rootCover, cover);
            continue;
        }
        const auto& release = m_fleet.releases()[static_cast<std::size_t>(h.release)];
        Candidate c;
        c.release = h.release;
        c.distance = m_fleet.facts().distance(release.service, first().service);
        c.together = c.distance.relation == Relation::same ? 0 : m_fleet.together(release.service, first().service, first().at);
        c.exists = h.exists;
        c.share = shareOfAsked(h);
        c.lag = first().at - release.live;
        c.canaryOnly = true;
        for (const auto& step : release.steps) {
            if (step.at <= first().at + kSlack) {
                c.lag = first().at - step.at;
                c.canaryOnly = c.canaryOnly && step.share < 1;
            }
        }
        c.explained = covered;
        m_bestFit = std::max(m_bestFit, c.exists * c.share);
        judgeRollback(release, c);
        m_rolledBack += c.rolledBackAfter ? 1 : 0;
        m_out.candidates.push_back(std::move(c));
    }
    std::size_t next = 0;
    for (const auto& h : m_hypotheses) {
        if (h.release >= 0)
            fillParts(h, m_out.candidates[next++]);
    }
}

void Fitting::fillParts(const Hypothesis& h, Candidate& c)
{
    const auto& release = m_fleet.releases()[static_cast<std::size_t>(h.release)];
    const auto& far = reaches(release.service);
    const auto relation = c.distance.relation;
    const auto yes = [](bool b) { return b ? 1.0 : 0.0; };
    const double lag = seconds(c.lag);
    auto& p = c.parts;

    Time earliest = Time::max();
    for (const auto& sign : m_signs) {
        const bool own = sign.service == release.service;
        if (sign.at < release.live - kSlack) {
            if (sign.at < release.live - 30 * kMinute || far[sign.place] < kWithinReach)
                continue;
            p[own ? rpOwnBefore : rpReachBefore] = 1;
            continue;
        }
        if (far[sign.place] < kWithinReach)
            continue;
        p[rpOwnAlert] = std::max(p[rpOwnAlert], yes(own));
        if (sign.at <= earliest) {
            p[rpOwnFirst] = sign.at < earliest ? yes(own) : std::max(p[rpOwnFirst], yes(own));
            earliest = sign.at;
        }
    }
    int rivals = 0;
    for (const auto& other : m_fleet.releases()) {
        if (other.live > first().at + kSlack || other.live <= release.live)
            continue;
        if (other.service == release.service)
            p[rpNewerSame] = 1;
        if (other.live >= first().at - std::chrono::hours{1} && reaches(other.service)[m_signs[m_askedSign].place] >= kWithinReach)
            ++rivals;
    }
    p[rpExplains] = std::log(c.exists * c.share + 1e-5);
    p[rpExists] = std::clamp(std::log(c.exists / std::max(1e-9, 1 - c.exists)), -8.0, 6.0);
    p[rpShare] = std::log(c.share + 1e-4);
    p[rpLag5] = yes(lag <= 300);
    p[rpLag15] = yes(lag > 300 && lag <= 900);
    p[rpLag60] = yes(lag > 900 && lag <= 3600);
    p[rpLag240] = yes(lag > 3600 && lag <= 4 * 3600);
    p[rpCanaryOnly] = yes(c.canaryOnly);
    p[rpSame] = yes(relation == Relation::same);
    p[rpCaller1] = yes(relation == Relation::caller && c.distance.hops == 1);
    p[rpCaller2] = yes(relation == Relation::caller && c.distance.hops == 2);
    p[rpCallerFar] = yes(relation == Relation::caller && c.distance.hops >= 3);
    p[rpCallee] = yes(relation == Relation::callee);
    p[rpNeighbour] = yes(relation == Relation::neighbour);
    p[rpUnknown] = yes(relation == Relation::unknown);
    p[rpTogether] = c.together;
    p[rpCovered] = static_cast<double>(c.explained) / static_cast<double>(m_alerting.size());
    p[rpRootAdvantage] = p[rpCovered] - m_rootCover;
    p[rpBestFit] = yes(c.exists * c.share >= m_bestFit && m_bestFit > 0);
    p[rpSilence] = h.silent;
    p[rpRivals] = std::log1p(rivals);
    p[rpRolledBack] = yes(c.rolledBackAfter.has_value());
    p[rpEndedBack] = yes(c.endedAfterRollback && *c.endedAfterRollback <= 10 * kMinute);
    p[rpStillOn] = yes(c.rolledBackAfter && !first().end && m_fleet.asOf() - c.rollbackAt > 12 * kMinute);
    p[rpOtherBack] = yes(!c.rolledBackAfter && m_rolledBack > 0);
    p[rpEndedAlone] = yes(c.endedAlone);
    p[rpFailed] = yes(release.status == ChangeStatus::failed || release.status == ChangeStatus::aborted);
    p[rpConfig] = yes(release.kind == ChangeKind::config || release.kind == ChangeKind::flag);
    p[rpIsRollback] = yes(release.kind == ChangeKind::rollback);
    p[rpScale] = yes(release.kind == ChangeKind::scale || release.kind == ChangeKind::maintenance);
}

void Fitting::fillNone()
{
    const auto yes = [](bool b) { return b ? 1.0 : 0.0; };
    double fault = 0;
    double shared = 0;
    for (const auto& h : m_hypotheses) {
        if (h.release < 0) {
            auto& most = h.service >= 0 ? fault : shared;
            most = std::max(most, h.exists * shareOfAsked(h));
        }
    }
    auto& n = m_out.none;
    double relatives = 0;
    for (const auto& c : m_out.candidates) {
        const int service = m_fleet.releases()[static_cast<std::size_t>(c.release)].service;
        const bool reached = reaches(service)[m_signs[m_askedSign].place] >= kWithinReach;
        relatives += reached ? 1 : 0;
        n[npBestCover] = std::max(n[npBestCover], c.parts[rpCovered]);
        n[npEndedBack] = std::max(n[npEndedBack], reached ? c.parts[rpEndedBack] : 0);
    }
    const auto& habit = m_out.habit;
    n[npBase] = 1;
    n[npNoRelease] = std::log(1 - m_bestFit + 1e-3);
    n[npFault] = std::log(fault + 1e-3);
    n[npShared] = std::log(shared + 1e-3);
    n[npRate] = std::log(habit.perSecond * 86400);
    n[npCalendar] = yes(habit.calendar());
    n[npFlapping] = yes(habit.flapping);
    n[npServices] = std::log(m_out.alertingServices);
    n[npInformative] = m_fleet.informativeness(first().name);
    n[npCompany] = m_fleet.company(first().name);
    n[npRelatives] = std::log1p(relatives);
    n[npAlone] = yes(m_out.alertingServices == 1);
    n[npGraph] = yes(m_fleet.facts().hasGraph());
    n[npCommonRoot] = m_out.alertingServices > 1 ? m_rootCover : 0;
    n[npEnded] = yes(first().end.has_value());
    if (habit.calendar())
        m_out.habitShare = m_signs[m_askedSign].background / m_total[m_askedSign];
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
    // What the calendar explains is taken off every release alike: the logit sees the company an alert is in, and a nightly job
    // that runs into an incident is still the nightly job.
    const double open = 1 - explanation.habitShare;
    for (auto& s : scores)
        s *= open / sum;
    explanation.noChange = explanation.habitShare + open * std::exp(none - top) / sum;
    explanation.probability = std::move(scores);
}

} // namespace vedette::correlation
