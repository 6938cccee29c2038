#include "models/feeds/sources/version_story.h"

#include <algorithm>
#include <utility>

namespace vedette {

namespace {

constexpr Millis kGoneAfter{10 * 60'000};
constexpr Millis kBesideAfter{6 * 3600'000};
constexpr Millis kFlap{2 * 3600'000}; ///< a version beside another that comes back within was never gone

class VersionFollower {
public:
    std::vector<VersionChange> run(const VersionFacts& facts, Time knownTo)
    {
        for (const auto& [t, moment] : facts.moments) {
            settleGone(t);
            for (const auto& version : moment.fresh)
                arrives(version, t, moment);
            if (!moment.mix.empty())
                mixed(t, moment.mix);
            if (!moment.sole.empty())
                alone(moment.sole, moment.instances, t);
            else if (moment.mix.empty() && moment.fresh.size() == 1)
                alone(*moment.fresh.begin(), moment.freshInstances, t);
        }
        settleGone(knownTo);
        if (m_open)
            m_out.push_back(*m_open);
        return std::move(m_out);
    }

private:
    void close(VersionChange::State state, Time at)
    {
        m_open->state = state;
        m_open->endsAt = at;
        m_out.push_back(*std::exchange(m_open, std::nullopt));
        m_gone.reset();
        m_fewer.reset();
    }
    void settleGone(Time now)
    {
        if (m_open && m_gone && now - *m_gone > kGoneAfter)
            close(VersionChange::State::gone, *m_gone);
        if (m_open && m_fewer && now - *m_fewer > kGoneAfter)
            complete(m_fewerInstances, *m_fewer);
    }

    void arrives(const std::string& version, Time t, const VersionFacts::Moment& moment)
    {
        if (m_open && m_open->version == version) {
            m_gone.reset();
            return;
        }
        if (version == m_current)
            return; // its instances come back
        if (const auto beside = m_beside.find(version); beside != m_beside.end() && t - beside->second <= kFlap) {
            beside->second = t;
            return;
        }
        if (!moment.ran.empty() && !moment.ran.contains(m_current))
            m_current.clear(); // what happened in between is not known yet
        if (m_current.empty()) {
            if (moment.ran.empty() && moment.fresh.size() > 1)
                m_beside[version] = t; // the beginning of what is known
            else if (moment.ran.empty() || (moment.ran.size() == 1 && moment.ran.contains(version)))
                m_current = version;
            if (moment.ran.empty() || moment.ran.contains(version))
                return;
            m_current = *moment.ran.begin();
        }
        if (m_open)
            close(VersionChange::State::replaced, t);
        m_open = VersionChange{};
        m_open->version = version;
        m_open->previous = m_current;
        m_open->startsAt = t;
        m_open->instances = moment.ranInstances; // a part of them may be out of sight now
        m_open->back = m_left.contains(version);
        m_sharedAt = t;
    }

    void mixed(Time t, const std::map<std::string, double>& mix)
    {
        m_fewer.reset();
        if (!m_open) {
            for (const auto& [version, count] : mix)
                m_beside[version] = t;
            return;
        }
        const auto own = mix.find(m_open->version);
        if (own == mix.end())
            return;
        double all = 0;
        for (const auto& [version, count] : mix)
            all += count;
        if (own->second != m_open->have || all != m_open->instances)
            m_sharedAt = t;
        m_open->have = own->second;
        m_open->instances = all;
        if (t - m_open->startsAt < kBesideAfter)
            return;
        for (const auto& [version, count] : mix)
            m_beside[version] = t;
        close(VersionChange::State::beside, m_sharedAt);
    }

    void alone(const std::string& version, double instances, Time t)
    {
        if (m_open && m_open->version != version) {
            m_gone = m_gone.value_or(t); // back within ten minutes it goes on
            return;
        }
        if (m_open && instances < m_open->instances) { // the others may only be out of sight
            m_fewer = t;
            m_fewerInstances = instances;
            return;
        }
        if (m_open) {
            complete(instances, t);
        } else {
            leave(version);
        }
    }
    void complete(double instances, Time t)
    {
        leave(m_open->version);
        m_beside.clear();
        m_open->instances = std::max(instances, 1.0);
        m_open->have = m_open->instances;
        close(VersionChange::State::complete, t);
    }
    void leave(const std::string& version)
    {
        if (!m_current.empty() && m_current != version)
            m_left.insert(m_current);
        m_current = version;
    }

    std::vector<VersionChange> m_out;
    std::optional<VersionChange> m_open;
    std::optional<Time> m_gone; ///< since when no instance has the open one's version
    std::optional<Time> m_fewer; ///< since when all have it, but fewer than there were
    double m_fewerInstances = 0;
    Time m_sharedAt{};          ///< when its share changed last
    std::string m_current;      ///< what all instances had last
    std::set<std::string> m_left;
    std::map<std::string, Time> m_beside; ///< versions that live side by side: seen last
};

} // namespace

std::vector<VersionChange> versionChangesOf(const VersionFacts& facts, Time knownTo) { return VersionFollower().run(facts, knownTo); }

} // namespace vedette
