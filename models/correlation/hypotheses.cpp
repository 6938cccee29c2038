#include "models/correlation/hypotheses.h"

#include <algorithm>
#include <cmath>
#include <array>
#include <set>

namespace vedette::correlation {

namespace {

constexpr Millis kReach = std::chrono::hours{8};   ///< releases older than this are not asked
constexpr Millis kBefore = 45 * kMinute;           ///< onsets so long before the asked one belong to the picture
constexpr Millis kAfter = 30 * kMinute;            ///< and so long after it
constexpr Millis kBurning = std::chrono::hours{96}; ///< but those whose errors rose as they went live and stayed
constexpr double kBurnDensity = 1.0 / (12 * 3600); ///< per second: a budget alert comes within hours of its errors
constexpr double kApart = 0.02;                    ///< a place that the change did not touch: places depend on one another
constexpr double kFaultsPerServiceSecond = 0.02 / 86400;
constexpr double kNoReach = 0.002;                 ///< less is no path
constexpr double kResolution = 60;                 ///< seconds; a fault's moment is known no better
constexpr std::size_t kMostSigns = 400;            ///< the nearest; only a very large fleet has more at one time

double seconds(Millis d) { return static_cast<double>(d.count()) / 1000.0; }

/// Density of the time between fault and alert, per second: most alerts within minutes, some after a long `for`. Where
/// the begin of the condition is told, `for` is out of it.
double delayDensity(double s, bool told)
{
    if (s < -seconds(kSlack))
        return 0;
    s = std::max(s, 0.0);
    const double quick = told ? 80 : 180;
    return 0.75 * std::exp(-s / quick) / quick + 0.25 * std::exp(-s / 900) / 900;
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

} // namespace

Picture::Picture(const KnownFleet& fleet, int asked) : m_fleet(fleet), m_asked(asked)
{
    takeSigns();
    takeMoments();
    takeReleases();
    takeFaults();
    explainAway();
}

void Picture::takeSigns()
{
    auto [a, b] = m_fleet.onsetsWithin(asked().at - kBefore, std::min(asked().at + kAfter, m_fleet.asOf()));
    const auto mine = static_cast<std::size_t>(m_asked);
    while (b - a > kMostSigns) {
        const bool early = a < mine && (b - 1 == mine || asked().at - m_fleet.onsets()[a].at >= m_fleet.onsets()[b - 1].at - asked().at);
        early ? ++a : --b;
    }
    std::map<int, const Habit*> habits; // of a rule as it was when it came first
    std::set<int> services;
    for (std::size_t i = a; i < b; ++i) {
        const auto& o = m_fleet.onsets()[i];
        auto it = habits.find(o.rule);
        if (it == habits.end())
            it = habits.emplace(o.rule, &m_fleet.habitOf(static_cast<int>(i))).first;
        const double u = std::clamp(std::max(m_fleet.informativeness(o.name), m_fleet.company(o.name)), 0.05, 1.0);
        const auto place = static_cast<std::size_t>(std::find(m_places.begin(), m_places.end(), o.service) - m_places.begin());
        if (place == m_places.size())
            m_places.push_back(o.service);
        m_signs.push_back({static_cast<int>(i), o.service, place, o.began, o.told, it->second->perSecond, u});
        if (o.at >= asked().at - 10 * kMinute && o.at <= asked().at + 15 * kMinute && !it->second->calendar() && !it->second->flapping)
            services.insert(o.service);
    }
    services.insert(asked().service);
    m_alerting.assign(services.begin(), services.end());
    m_habit = m_fleet.habitOf(m_asked);
    for (std::size_t i = 0; i < m_signs.size(); ++i) {
        if (m_signs[i].onset == m_asked)
            m_askedSign = i;
    }
}

double Picture::reach(int changed, int alerting) const
{
    const auto distance = m_fleet.facts().distance(changed, alerting);
    double q = reachOf(distance);
    if (distance.relation == Relation::unknown || distance.relation == Relation::neighbour)
        q = std::max(q, 0.6 * m_fleet.together(changed, alerting, asked().at));
    return q;
}

const std::vector<double>& Picture::reaches(int service)
{
    auto [it, fresh] = m_reaches.try_emplace(service);
    if (fresh) {
        for (const int place : m_places)
            it->second.push_back(service < 0 ? 0.25 : reach(service, place));
        if (service >= 0)
            chain(service, it->second);
    }
    return it->second;
}

/// A caller some hops away is as good as near where every service between alerts too: the fault has come that far.
void Picture::chain(int service, std::vector<double>& reaches) const
{
    std::vector<int> open{service};
    std::vector<bool> done(m_places.size(), false);
    for (std::size_t i = 0; i < open.size(); ++i) {
        for (const int caller : m_fleet.facts().callers(open[i])) {
            const auto place = static_cast<std::size_t>(std::find(m_places.begin(), m_places.end(), caller) - m_places.begin());
            if (place == m_places.size() || done[place])
                continue;
            done[place] = true;
            reaches[place] = std::max(reaches[place], kChained);
            open.push_back(caller);
        }
    }
}

/// Onset rates that a fault of `service` at `fault` adds to each sign; answers the sum of log(1 + rate/background), the
/// strongest sign of each service in full, its others by a third. `burning`: a service whose errors go on since, -1: none.
double Picture::rates(const std::vector<double>& reaches, Time fault, std::vector<double>& out, int burning)
{
    out.assign(m_signs.size(), 0);
    m_added.clear();
    for (std::size_t i = 0; i < m_signs.size(); ++i) {
        const auto& sign = m_signs[i];
        const double q = reaches[sign.place];
        if (q < kNoReach || sign.at < fault - kSlack)
            continue;
        double density = delayDensity(seconds(sign.at - fault), sign.told);
        if (sign.service == burning)
            density = std::max(density, kBurnDensity);
        out[i] = q * sign.weight * density * (m_apart.empty() ? 1 : m_apart[i]);
        if (out[i] > 0)
            m_added.push_back(static_cast<std::uint32_t>(i));
    }
    return gain(out, m_added, [this](std::size_t i) { return m_signs[i].background; });
}

/// `added`: the signs with a rate.
template <class Background> double Picture::gain(const std::vector<double>& rate, const std::vector<std::uint32_t>& added, Background background)
{
    m_best.assign(m_places.size(), 0);
    double sum = 0;
    for (const auto i : added) {
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
double Picture::silence(int service, Time fault) const
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

/// What the places of a change leave of each sign; empty where it touched all of them.
std::vector<double> Picture::touched(const Release& release, const std::vector<double>& reaches) const
{
    std::vector<double> out;
    for (std::size_t i = 0; i < m_signs.size(); ++i) {
        const auto& places = m_fleet.onsets()[static_cast<std::size_t>(m_signs[i].onset)].places;
        const bool apart = reaches[m_signs[i].place] >= kNoReach
            && std::all_of(places.begin(), places.end(),
                [&](const Place& p) { return m_fleet.facts().placeNames().apart(*release.places, p); });
        if (apart && out.empty())
            out.assign(m_signs.size(), 1);
        if (apart)
            out[i] = kApart;
    }
    return out;
}

/// Moments at which a fault may have begun: just before each onset.
void Picture::takeMoments()
{
    std::vector<Time> begins;
    for (const auto& sign : m_signs)
        begins.push_back(sign.at);
    std::sort(begins.begin(), begins.end());
    auto& moments = m_moments;
    for (const Time begin : begins) {
        const Time t = begin - kMinute;
        if (moments.empty() || t - moments.back() > kMinute)
            moments.push_back(t);
    }
    if (moments.size() > 24) // a storm: its beginning says enough
        moments.resize(24);
    const Time own = asked().began - kMinute;
    if (std::find(moments.begin(), moments.end(), own) == moments.end())
        moments.push_back(own);
}

std::size_t Picture::alikeOf(const std::vector<double>& reaches)
{
    const auto [it, fresh] = m_alike.try_emplace(reaches, m_gained.size());
    if (fresh)
        m_gained.emplace_back(m_moments.size());
    return it->second;
}

/// What a fault at a moment gains where all places of the change are touched.
double Picture::gainedAt(std::size_t moment, const std::vector<double>& reaches, std::size_t alike)
{
    auto& known = m_gained[alike][moment];
    if (!known)
        known = rates(reaches, m_moments[moment], m_scratch);
    return *known;
}

double Picture::silenceAt(std::size_t moment, int service)
{
    auto& known = m_silence.try_emplace(service, m_moments.size()).first->second[moment];
    if (!known)
        known = silence(service, m_moments[moment]);
    return *known;
}

void Picture::takeReleases()
{
    const auto& releases = m_fleet.releases();
    for (std::size_t r = 0; r < releases.size(); ++r) {
        const auto& release = releases[r];
        if (release.live > asked().at + kSlack || release.live < asked().at - kBurning)
            continue;
        std::optional<ErrorStep> step;
        const bool old = release.live < asked().at - kReach;
        if (release.live < asked().began && (!old || release.service == asked().service))
            step = m_fleet.facts().signals().errorStep(
                release.service, release.live, std::min(asked().at + 10 * kMinute, m_fleet.asOf()));
        if (old && (!step || step->strength < 0.5))
            continue;
        Hypothesis h;
        h.release = static_cast<int>(r);
        h.service = release.service;
        h.step = step;
        const auto& far = reaches(release.service);
        m_apart = touched(release, far);
        h.elsewhere = !m_apart.empty() && m_apart[m_askedSign] < 1;
        const auto alike = m_apart.empty() ? alikeOf(far) : 0;
        double best = -1e9;
        Time fault{};
        int burning = -1;
        const auto consider = [&](Time at, double prior, double gained, double quiet, int burns) {
            if (const double score = prior + gained + quiet; score > best) {
                best = score;
                h.score = score;
                h.prior = prior;
                h.silent = quiet;
                fault = at;
                burning = burns;
            }
        };
        for (const auto& out : release.steps) {
            if (out.at > asked().at + kSlack)
                continue;
            const double base = std::log(m_fleet.faultsPerRelease() * out.share * kResolution);
            const int burns = h.step ? release.service : -1;
            const double gainedThen = rates(far, out.at, m_scratch, burns);
            consider(out.at, base + std::log(lagDensity(0)), gainedThen, gainedThen > 0 ? silence(release.service, out.at) : -1, burns);
            if (std::all_of(far.begin(), far.end(), [](double q) { return q < kNoReach; }))
                continue;
            for (std::size_t m = 0; m < m_moments.size(); ++m) {
                const Time at = m_moments[m];
                if (at <= out.at || at > asked().at)
                    continue;
                const double gained = m_apart.empty() ? gainedAt(m, far, alike) : rates(far, at, m_scratch);
                consider(at, base + std::log(lagDensity(seconds(at - out.at))), gained, gained > 0 ? silenceAt(m, release.service) : -1, -1);
            }
        }
        if (best > -1e9) {
            rates(far, fault, h.rate, burning);
            m_hypotheses.push_back(std::move(h));
        }
    }
    m_apart.clear();
}

void Picture::takeFaults()
{
    std::set<int> services(m_alerting.begin(), m_alerting.end());
    for (const int s : m_alerting) {
        for (const int callee : m_fleet.facts().callees(s)) {
            services.insert(callee);
            for (const int deeper : m_fleet.facts().callees(callee))
                services.insert(deeper);
        }
    }
    const auto add = [&](int service, double perSecond) {
        Hypothesis h;
        h.service = service;
        const auto& far = reaches(service);
        const auto alike = alikeOf(far);
        double best = -1e9;
        Time fault{};
        for (std::size_t m = 0; m < m_moments.size(); ++m) {
            const double quiet = service < 0 ? 0 : silenceAt(m, service);
            const double score = gainedAt(m, far, alike) + quiet;
            if (score > best) {
                best = score;
                h.silent = quiet;
                fault = m_moments[m];
            }
        }
        rates(far, fault, h.rate);
        h.prior = std::log(perSecond * kResolution);
        h.score = best + h.prior;
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
void Picture::explainAway()
{
    std::vector<std::vector<std::uint32_t>> added; // by hypothesis: most add to few signs
    for (const auto& h : m_hypotheses) {
        auto& mine = added.emplace_back();
        for (std::size_t i = 0; i < h.rate.size(); ++i) {
            if (h.rate[i] > 0)
                mine.push_back(static_cast<std::uint32_t>(i));
        }
    }
    std::vector<double> total(m_signs.size());
    const auto expect = [&] {
        for (std::size_t i = 0; i < m_signs.size(); ++i)
            total[i] = m_signs[i].background;
        for (std::size_t n = 0; n < m_hypotheses.size(); ++n) {
            for (const auto i : added[n])
                total[i] += m_hypotheses[n].exists * m_hypotheses[n].rate[i];
        }
    };
    for (int round = 0; round < 12; ++round) {
        expect();
        for (std::size_t n = 0; n < m_hypotheses.size(); ++n) {
            auto& h = m_hypotheses[n];
            const double gained = gain(h.rate, added[n], [&](std::size_t i) {
                return std::max(total[i] - h.exists * h.rate[i], m_signs[i].background);
            });
            const double odds = h.prior + h.silent + gained;
            const double fresh = 1 / (1 + std::exp(-std::clamp(odds, -30.0, 30.0)));
            h.exists = 0.5 * h.exists + 0.5 * fresh;
        }
    }
    expect();
    m_total = std::move(total);
}

double Picture::shareOfAsked(const Hypothesis& h) const
{
    const double rate = h.rate[m_askedSign];
    const double others = std::max(m_total[m_askedSign] - h.exists * rate, m_signs[m_askedSign].background);
    return rate / (others + rate);
}

int Picture::covered(int service)
{
    const auto& far = reaches(service);
    return static_cast<int>(std::count_if(m_alerting.begin(), m_alerting.end(), [&](int s) {
        return far[static_cast<std::size_t>(std::find(m_places.begin(), m_places.end(), s) - m_places.begin())] >= kWithinReach;
    }));
}

} // namespace vedette::correlation
