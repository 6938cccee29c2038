#include "tests/bench/correlation_dice.h"
#include "tests/bench/correlation_worlds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace vedette::bench {

namespace {

constexpr double kDay = 86400;
const Time kBegin = timeFromMs(1760000000000);
constexpr Millis kStep = std::chrono::minutes{1};

struct Rule {
    std::string name;
    bool seesFaults = false;
    double noisePerDay = 0;
    double forSeconds = 60;
};

struct Alert {
    int service;
    int rule;
    double begin;
    double end;
    int incident = -1;
    int place = 0;
};

struct Incident {
    std::string kind;
    std::string cause;
    int service = -1;
    std::vector<int> alerts;
    int place = 0;
};

class Maker {
public:
    explicit Maker(const WorldSpec& spec) : m_spec(spec), m_dice(spec.seed) {}

    World run()
    {
        makeServices();
        makeReleases();
        makeNoise();
        makeOthers();
        strayFlags();
        askQuestions();
        writeOut();
        return std::move(m_world);
    }

private:
    struct Service {
        std::string name;
        std::vector<int> calls;
        std::vector<int> callers;
        std::vector<Rule> rules;
        int cluster = 0;
        bool database = false;
        bool front = false;
        int version = 1;
    };
    struct Release {
        int service;
        double live;
        double all; ///< fully out
        std::string id;
        std::string revision;
        std::string previous;
        ChangeKind kind;
        int place = 0;
    };

    static Time at(double s) { return kBegin + Millis{static_cast<std::int64_t>(s * 1000)}; }
    static std::string place(int i) { return "prod-" + std::to_string(i); }
    Service& service(int i) { return m_services[static_cast<std::size_t>(i)]; }

    void makeServices()
    {
        const int databases = std::max(1, m_spec.services / 9);
        const int clusters = std::max(1, m_spec.services / 12);
        for (int i = 0; i < m_spec.services; ++i) {
            Service s;
            s.name = "s" + std::to_string(i);
            s.database = i >= m_spec.services - databases;
            s.front = i < std::max(1, m_spec.services / 10);
            s.cluster = m_dice.below(clusters);
            m_services.push_back(s);
        }
        for (int i = 0; i + 1 < m_spec.services; ++i) {
            if (service(i).database)
                continue;
            std::set<int> calls;
            const int n = 1 + m_dice.poisson(m_spec.edges - 1);
            for (int k = 0; k < n; ++k) {
                const int room = m_spec.services - databases - i - 1;
                const int callee = room > 0 && !m_dice.chance(0.3) ? i + 1 + m_dice.below(std::min(room, 4 + m_spec.services / 3))
                                                                  : m_spec.services - databases + m_dice.below(databases);
                calls.insert(callee);
            }
            for (const int callee : calls) {
                service(i).calls.push_back(callee);
                service(callee).callers.push_back(i);
            }
        }
        const double noisyFactor = m_dice.between(4, 14);
        for (int i = 0; i < m_spec.services; ++i) {
            auto& rules = service(i).rules;
            const auto add = [&](const char* name, bool sees, double p) {
                if (!m_dice.chance(p))
                    return;
                Rule r{name, sees, m_spec.noisePerRuleDay * std::exp(0.8 * m_dice.normal()) * (sees ? 1 : noisyFactor),
                    std::max(0.0, m_spec.ruleForSeconds * m_dice.between(0.3, 2))};
                rules.push_back(r);
            };
            add("ErrorsHigh", true, 0.95);
            add("LatencyHigh", true, 0.8);
            add("Saturated", true, 0.35);
            add("BurnRate", true, 0.3);
            if (service(i).front)
                add("OrdersDrop", true, 0.7);
            add("DiskFilling", false, 0.5);
            add("GcPauses", false, 0.4);
            add("QueueLag", false, 0.3);
            add("Restarts", false, 0.3);
        }
    }

    double workTime(int day)
    {
        if (day % 7 >= 5 && !m_dice.chance(0.2))
            return -1;
        return day * kDay + (m_dice.chance(0.8) ? m_dice.between(9, 18) : m_dice.between(0, 24)) * 3600;
    }

    void raise(int s, int rule, double begin, double end, int incident)
    {
        if (begin >= m_spec.days * kDay || begin < 0)
            return;
        const auto index = static_cast<int>(m_alerts.size());
        const int place = incident >= 0 ? m_incidents[static_cast<std::size_t>(incident)].place : m_dice.below(m_spec.places);
        m_alerts.push_back({s, rule, begin, std::max(end, begin + 60), incident, place});
        if (incident >= 0)
            m_incidents[static_cast<std::size_t>(incident)].alerts.push_back(index);
    }

    void flag(int s, double from, double to)
    {
        if (!m_spec.flags || from < 0 || to > m_spec.days * kDay)
            return;
        AnomalyFlag f;
        f.watch = "latency";
        f.service = service(s).name;
        f.from = floorTo(at(from) + kStep, kStep);
        f.to = std::max(f.from, floorTo(at(to), kStep));
        f.score = m_dice.between(0.6, 1);
        m_world.input.anomalies.push_back(f);
    }

    /// A metric moves for no reason that anybody is paged for.
    void strayFlags()
    {
        const double mean = kDay / m_dice.between(0.1, 1.2);
        for (int i = 0; i < m_spec.services; ++i) {
            for (double t = m_dice.waits(mean); t < m_spec.days * kDay; t += m_dice.waits(mean))
                flag(i, t, t + 60 + m_dice.waits(900));
        }
    }

    /// A fault of a service: its own rules and, hop by hop, those of its callers.
    void strike(int root, double begin, double end, double strength, bool ownSilent, int incident)
    {
        std::map<int, std::pair<int, double>> reached{{root, {0, begin}}};
        std::vector<int> open{root};
        while (!open.empty()) {
            const int s = open.back();
            open.pop_back();
            const auto [hops, when] = reached[s];
            if (hops >= 4)
                continue;
            for (const int caller : service(s).callers) {
                if (reached.count(caller) == 0 && m_dice.chance(m_spec.spread * std::min(1.0, strength * 1.5))) {
                    reached[caller] = {hops + 1, when + m_dice.waits(m_spec.hopDelaySeconds)};
                    open.push_back(caller);
                }
            }
            if (hops == 0) {
                for (const int callee : service(s).calls) {
                    if (m_dice.chance(0.04))
                        reached.try_emplace(callee, 5, when + m_dice.waits(200));
                }
            }
        }
        for (const auto& [s, where] : reached) {
            if (m_dice.chance(0.75 * std::min(1.0, strength)))
                flag(s, where.second + m_dice.waits(50), std::min(end, where.second + 600 + m_dice.waits(1800)));
            if (s == root && ownSilent)
                continue;
            for (std::size_t r = 0; r < service(s).rules.size(); ++r) {
                const auto& rule = service(s).rules[r];
                const double p = (rule.seesFaults ? m_spec.ownAlerts : 0.04) * (where.first == 0 ? 1 : 0.7) * strength;
                if (!m_dice.chance(p))
                    continue;
                const double fires = where.second + rule.forSeconds + m_dice.waits(m_spec.seenSeconds);
                if (fires < end)
                    raise(s, static_cast<int>(r), fires, end + m_dice.waits(90) + 20, incident);
            }
        }
    }

    void addChange(const Release& r, ChangeStatus status)
    {
        Change c;
        c.id = r.id;
        c.kind = r.kind;
        c.service = service(r.service).name;
        c.revision = r.revision;
        c.previous = r.previous;
        if (m_spec.places > 1)
            c.environment = place(r.place);
        c.status = status;
        c.startsAt = at(r.live);
        c.endsAt = at(r.all + 120);
        if (m_spec.stages && r.kind == ChangeKind::deployment && r.all > r.live + 200) {
            c.startsAt = at(r.live - 600);
            const auto stage = [&](const char* name, double from, double to) {
                const bool before = name == std::string("STAGE");
                c.stages.push_back({name, before ? "staging" : m_spec.places > 1 ? place(r.place) : "prod",
                    ChangeStatus::success, at(from), at(to)});
            };
            stage("STAGE", r.live - 600, r.live);
            stage("CANARY", r.live, r.live + 60);
            stage("CANARY_ANALYSIS", r.live + 60, r.all);
            stage("DEPLOY_ALL", r.all, r.all + 90);
            stage("WRAP_UP", r.all + 90, r.all + 120);
        }
        c.seenAt = c.startsAt;
        m_world.input.changes.push_back(c);
    }

    void rollBack(Release r, double when, double done)
    {
        std::swap(r.revision, r.previous);
        r.id += "-back";
        r.kind = ChangeKind::rollback;
        r.live = when;
        r.all = done - 120;
        addChange(r, ChangeStatus::success);
    }

    void makeReleases()
    {
        for (int i = 0; i < m_spec.services; ++i) {
            const double rate = m_spec.releasesPerDay * std::exp(0.5 * m_dice.normal()) * (service(i).database ? 0.15 : 1);
            for (int day = 0; day < m_spec.days; ++day) {
                for (int k = m_dice.poisson(rate); k > 0; --k) {
                    const double t = workTime(day);
                    if (t < 700)
                        continue;
                    Release r;
                    r.service = i;
                    r.live = t;
                    const double u = m_dice.unit();
                    r.kind = u < 0.8 ? ChangeKind::deployment : u < 0.9 ? ChangeKind::config : u < 0.95 ? ChangeKind::flag : u < 0.98 ? ChangeKind::scale : ChangeKind::schema;
                    const bool staged = m_spec.stages && r.kind == ChangeKind::deployment;
                    r.all = t + (staged ? m_dice.between(300, 2400) : m_dice.between(20, 180));
                    r.id = "c" + std::to_string(m_number++);
                    r.place = m_dice.below(m_spec.places);
                    r.previous = "v" + std::to_string(service(i).version);
                    r.revision = "v" + std::to_string(++service(i).version);
                    release(r);
                }
            }
        }
    }

    void release(const Release& r)
    {
        m_releases.push_back(r);
        const double risk = r.kind == ChangeKind::scale ? 0.4 : r.kind == ChangeKind::config ? 1.3 : 1;
        auto status = m_dice.chance(0.02) ? ChangeStatus::failed : ChangeStatus::success;
        if (m_dice.chance(m_spec.blips))
            raise(r.service, 0, r.all + m_dice.between(5, 120), r.all + m_dice.between(150, 400), -1);
        if (!m_dice.chance(m_spec.faulty * risk)) {
            addChange(r, status);
            return;
        }
        const bool early = r.all > r.live + 200 && m_dice.chance(0.25);
        const double out = early ? r.live : r.all;
        const double begin = out + m_dice.waits(m_dice.chance(m_spec.fastLag) ? m_spec.fastLagSeconds : m_spec.slowLagSeconds);
        const auto incident = static_cast<int>(m_incidents.size());
        m_incidents.push_back({"release", r.id, r.service, {}, r.place});
        const double strength = m_dice.between(0.5, 1.1) * (early ? 0.7 : 1);
        const double decided = begin + m_spec.ruleForSeconds + 120 + 700 * std::exp(0.7 * m_dice.normal());
        const bool back = m_dice.chance(m_spec.rollback);
        const double done = decided + m_dice.between(60, 240);
        const double end = back ? done + m_dice.between(20, 240) : begin + m_dice.between(1200, 7200);
        strike(r.service, begin, end, strength, m_dice.chance(m_spec.silentOwn), incident);
        if (back && m_dice.chance(0.3))
            status = ChangeStatus::aborted;
        addChange(r, status);
        const bool alerted = !m_incidents.back().alerts.empty();
        if (alerted && back)
            rollBack(r, decided, done);
        else if (alerted && m_dice.chance(0.5))
            fixForward(r, end - m_dice.between(120, 400));
    }

    void fixForward(Release r, double when)
    {
        r.previous = r.revision;
        r.revision += ".1";
        r.id += "-fix";
        r.live = when;
        r.all = when + 60;
        r.kind = ChangeKind::deployment;
        addChange(r, ChangeStatus::success);
    }

    void makeNoise()
    {
        const double end = m_spec.days * kDay;
        for (int i = 0; i < m_spec.services; ++i) {
            for (std::size_t r = 0; r < service(i).rules.size(); ++r) {
                const double mean = kDay / service(i).rules[r].noisePerDay;
                for (double t = m_dice.waits(mean); t < end; t += m_dice.waits(mean))
                    single("noise", i, static_cast<int>(r), t, t + 60 + m_dice.waits(600));
                if (m_dice.chance(0.015))
                    flap(i, static_cast<int>(r), end);
                if (m_dice.chance(0.02))
                    calendar(i, static_cast<int>(r));
            }
        }
    }

    void single(const char* kind, int s, int rule, double begin, double end)
    {
        const auto incident = static_cast<int>(m_incidents.size());
        m_incidents.push_back({kind, {}, s, {}, m_dice.below(m_spec.places)});
        if (kind == std::string("noise") && m_dice.chance(0.3))
            flag(s, begin - service(s).rules[static_cast<std::size_t>(rule)].forSeconds - m_dice.between(-60, 240), end);
        raise(s, rule, begin, end, incident);
    }

    void flap(int s, int rule, double end)
    {
        for (double t = m_dice.waits(4 * kDay); t < end; t += m_dice.waits(4 * kDay)) {
            const double gap = m_dice.between(240, 1500);
            for (int k = 4 + m_dice.below(20); k > 0; --k, t += gap * m_dice.between(0.6, 1.4))
                single("flapping", s, rule, t, t + gap * 0.4);
        }
    }

    void calendar(int s, int rule)
    {
        const int form = m_dice.below(3);
        const double period = form == 0 ? kDay : form == 1 ? 7 * kDay : m_dice.chance(0.5) ? 3600 : 6 * 3600;
        for (double t = m_dice.unit() * period; t < m_spec.days * kDay; t += period) {
            const double when = t + m_dice.between(0, 120);
            if (m_dice.chance(0.92))
                single("periodic", s, rule, when, when + 60 + m_dice.waits(400));
            if (m_dice.chance(m_spec.nearCalendar))
                innocent(s, when - m_dice.between(10, 600));
        }
    }

    void innocent(int s, double live)
    {
        if (live < 700)
            return;
        Release r{s, live, live + 60, "c" + std::to_string(m_number++), "v" + std::to_string(service(s).version + 1),
            "v" + std::to_string(service(s).version), ChangeKind::deployment, m_dice.below(m_spec.places)};
        ++service(s).version;
        m_releases.push_back(r);
        addChange(r, ChangeStatus::success);
    }

    void makeOthers()
    {
        static constexpr std::array<const char*, 5> kinds{"load", "external", "database", "cluster", "latent"};
        const int n = m_dice.poisson(m_spec.otherPerDay * m_spec.days);
        for (int k = 0; k < n; ++k) {
            const double begin = m_dice.chance(0.6) ? workTime(m_dice.below(m_spec.days)) : m_dice.unit() * m_spec.days * kDay;
            if (begin < 0)
                continue;
            const double end = begin + 600 + m_dice.waits(2400);
            const auto incident = static_cast<int>(m_incidents.size());
            const std::string kind = kinds[static_cast<std::size_t>(m_dice.below(5))];
            m_incidents.push_back({kind, {}, -1, {}, m_dice.below(m_spec.places)});
            const auto mark = m_alerts.size();
            if (kind == "load")
                load(begin, end, incident);
            else if (kind == "cluster")
                cluster(begin, end, incident);
            else if (kind == "database")
                strike(m_spec.services - 1 - m_dice.below(std::max(1, m_spec.services / 9)), begin, end, 1.1, m_dice.chance(0.6), incident);
            else
                strike(m_dice.below(m_spec.services), begin, end, m_dice.between(0.5, 1.1), kind == "external" && m_dice.chance(0.2), incident);
            if (m_alerts.size() > mark && m_dice.chance(m_spec.wrongRollback))
                blameWrongly(m_alerts[mark].service, begin);
        }
    }

    void load(double begin, double end, int incident)
    {
        std::set<int> hit{m_dice.below(std::max(1, m_spec.services / 10))};
        std::vector<int> open(hit.begin(), hit.end());
        while (!open.empty()) {
            const int s = open.back();
            open.pop_back();
            for (const int callee : service(s).calls) {
                if (m_dice.chance(0.5) && hit.insert(callee).second)
                    open.push_back(callee);
            }
        }
        for (const int s : hit)
            partly(s, 0.4, begin + m_dice.waits(300), end, incident);
    }

    void cluster(double begin, double end, int incident)
    {
        const int which = m_dice.below(std::max(1, m_spec.services / 12));
        for (int i = 0; i < m_spec.services; ++i) {
            if (service(i).cluster == which && m_dice.chance(0.6))
                partly(i, 0.5, begin + m_dice.waits(90), end, incident);
        }
    }

    void partly(int s, double p, double begin, double end, int incident)
    {
        if (m_dice.chance(0.6))
            flag(s, begin + m_dice.waits(50), std::min(end, begin + 600 + m_dice.waits(1800)));
        for (std::size_t r = 0; r < service(s).rules.size(); ++r) {
            if (m_dice.chance(service(s).rules[r].seesFaults ? p : 0.08))
                raise(s, static_cast<int>(r), begin + service(s).rules[r].forSeconds + m_dice.waits(m_spec.seenSeconds), end + m_dice.waits(120), incident);
        }
    }

    void blameWrongly(int s, double begin)
    {
        for (auto r = m_releases.rbegin(); r != m_releases.rend(); ++r) {
            if (r->service == s && r->live < begin && r->live > begin - 6 * 3600) {
                const double when = begin + m_dice.between(400, 1500);
                rollBack(*r, when, when + 180);
                return;
            }
        }
    }

    void askQuestions()
    {
        std::vector<Question> caused;
        std::vector<Question> hard;
        std::vector<Question> plain;
        for (const auto& incident : m_incidents) {
            if (incident.alerts.empty())
                continue;
            auto first = incident.alerts[0];
            for (const int a : incident.alerts) {
                if (m_alerts[static_cast<std::size_t>(a)].begin < m_alerts[static_cast<std::size_t>(first)].begin)
                    first = a;
            }
            std::set<int> asked{first, incident.alerts[static_cast<std::size_t>(m_dice.below(static_cast<int>(incident.alerts.size())))]};
            for (const int a : asked) {
                const auto& alert = m_alerts[static_cast<std::size_t>(a)];
                if (alert.begin < 7 * kDay || alert.begin > m_spec.days * kDay - 1800)
                    continue;
                Question q{"a" + std::to_string(a), incident.cause, incident.kind, at(alert.begin), hops(incident.service, alert.service)};
                const bool simple = incident.kind == "noise" || incident.kind == "flapping" || incident.kind == "periodic";
                if (incident.cause.empty() && justBefore(alert))
                    q.kind = incident.kind == "periodic" ? "calendar" : "coincidence";
                (!incident.cause.empty() ? caused : simple ? plain : hard).push_back(q);
            }
        }
        const auto limit = [this](std::vector<Question>& list, std::size_t n) {
            for (std::size_t i = list.size(); i > 1; --i)
                std::swap(list[i - 1], list[static_cast<std::size_t>(m_dice.below(static_cast<int>(i)))]);
            list.resize(std::min(list.size(), n));
        };
        limit(caused, 160);
        const auto rest = static_cast<std::size_t>(static_cast<double>(caused.size()) * 54 / 46);
        limit(hard, rest / 2);
        limit(plain, rest - hard.size());
        for (auto* list : {&caused, &hard, &plain})
            m_world.questions.insert(m_world.questions.end(), list->begin(), list->end());
    }

    /// A release of the own service or of one that it calls within the 10 minutes before.
    bool justBefore(const Alert& alert)
    {
        const auto& calls = service(alert.service).calls;
        return std::any_of(m_releases.begin(), m_releases.end(), [&](const Release& r) {
            return r.live <= alert.begin && r.live > alert.begin - 600
                && (r.service == alert.service || std::find(calls.begin(), calls.end(), r.service) != calls.end());
        });
    }

    int hops(int from, int to)
    {
        if (from < 0)
            return 0;
        std::map<int, int> reached{{from, 0}};
        std::vector<int> open{from};
        for (std::size_t i = 0; i < open.size(); ++i) {
            for (const int caller : service(open[i]).callers) {
                if (reached.try_emplace(caller, reached[open[i]] + 1).second)
                    open.push_back(caller);
            }
        }
        return reached.count(to) != 0 ? reached[to] : 5;
    }

    void writeOut()
    {
        for (std::size_t i = 0; i < m_alerts.size(); ++i) {
            const auto& a = m_alerts[i];
            AlertEpisode e;
            e.id = "a" + std::to_string(i);
            e.service = service(a.service).name;
            e.name = service(a.service).rules.empty() ? "ErrorsHigh" : service(a.service).rules[static_cast<std::size_t>(a.rule)].name;
            e.startsAt = at(a.begin);
            if (m_spec.places > 1)
                e.environment = place(a.place);
            if (m_spec.pendings && !service(a.service).rules.empty())
                e.pendingAt = at(a.begin - service(a.service).rules[static_cast<std::size_t>(a.rule)].forSeconds);
            e.endsAt = at(a.end);
            e.state = AlertState::resolved;
            e.seenAt = e.startsAt;
            m_world.input.alerts.push_back(e);
        }
        for (const auto& s : m_services) {
            if (!m_spec.catalogue)
                break;
            ServiceInfo info;
            info.name = s.name;
            for (const int callee : s.calls) {
                if (m_dice.chance(m_spec.edgesKnown))
                    info.dependsOn.push_back(service(callee).name);
            }
            m_world.input.services.push_back(info);
        }
        m_world.input.asOf = at(m_spec.days * kDay);
    }

    WorldSpec m_spec;
    Dice m_dice;
    World m_world;
    std::vector<Service> m_services;
    std::vector<Release> m_releases;
    std::vector<Alert> m_alerts;
    std::vector<Incident> m_incidents;
    int m_number = 0;
};

} // namespace

World makeWorld(const WorldSpec& spec) { return Maker(spec).run(); }

} // namespace vedette::bench
