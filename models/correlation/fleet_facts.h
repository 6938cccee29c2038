#pragma once

#include "models/correlation/suspects.h"

#include "models/correlation/fleet_signals.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace vedette::correlation {

/// How a service stands to the service that changed.
enum class Relation : std::uint8_t { same, caller, callee, neighbour, none, unknown };

struct Distance {
    Relation relation = Relation::unknown;
    int hops = 0; ///< caller, callee: 1 to 4
};

/// All facts of a question in sorted, numbered form. Built once; holds everything, also what a question may not know
/// yet.
class FleetFacts {
public:
    explicit FleetFacts(CorrelationInput input) : FleetFacts(std::make_shared<const CorrelationInput>(std::move(input))) { }
    explicit FleetFacts(std::shared_ptr<const CorrelationInput> input);

    struct Episode {
        int alert = 0; ///< index in input.alerts
        int rule = 0; ///< number of (service, alert name)
        int name = 0; ///< number of the alert name
        int service = 0;
        Time at{};
        Time began{}; ///< when its condition began; `at` where nobody told
        bool told = false; ///< `began` was told
        Time knownAt{}; ///< when its beginning was known
        Millis offset{}; ///< of the site's clock from UTC
        Place place;
    };
    struct Rollout {
        int change = 0; ///< index in input.changes
        int service = 0;
        Time live{}; ///< first touch of production
        Time knownAt{}; ///< when its beginning was known
        Places places;
    };

    [[nodiscard]] const CorrelationInput& input() const { return *m_input; }
    [[nodiscard]] const std::vector<Episode>& episodes() const { return m_episodes; } ///< by begin
    [[nodiscard]] const std::vector<Rollout>& rollouts() const { return m_rollouts; } ///< by live
    [[nodiscard]] int ruleCount() const { return m_ruleCount; }
    [[nodiscard]] int nameCount() const { return m_nameCount; }
    [[nodiscard]] int serviceCount() const { return static_cast<int>(m_serviceNames.size()); }
    [[nodiscard]] const std::string& serviceName(int service) const
    {
        return m_serviceNames[static_cast<std::size_t>(service)];
    }
    [[nodiscard]] int episodeOf(const std::string& alertId) const; ///< index in episodes(), -1 when unknown
    /// From the service that changed to the one that alerts.
    [[nodiscard]] Distance distance(int changed, int alerting) const;
    [[nodiscard]] const std::vector<int>& callers(int service) const
    {
        return m_callers[static_cast<std::size_t>(service)];
    }
    [[nodiscard]] const std::vector<int>& callees(int service) const
    {
        return m_callees[static_cast<std::size_t>(service)];
    }
    [[nodiscard]] const FleetSignals& signals() const { return m_signals; }
    [[nodiscard]] const PlaceNames& placeNames() const { return m_placeNames; }
    [[nodiscard]] bool hasGraph() const { return m_hasGraph; }
    /// Before the rows; null: nothing.
    [[nodiscard]] const std::vector<LocalMoment>* pastOfRule(int rule) const { return m_past[static_cast<std::size_t>(rule)]; }
    [[nodiscard]] const PastOnsets::Service* pastOfService(int service) const { return m_pastServices[static_cast<std::size_t>(service)]; }
    [[nodiscard]] std::uint64_t ruleKey(int rule) const { return m_ruleKeys[static_cast<std::size_t>(rule)]; } ///< the same for the same rule of any facts

private:
    void readServices();
    void readAlerts();
    void readChanges();
    void readSignals();
    void readPast();
    void measureDistances();

    std::shared_ptr<const CorrelationInput> m_input;
    PlaceNames m_placeNames;
    FleetSignals m_signals;
    std::vector<Episode> m_episodes;
    std::vector<Rollout> m_rollouts;
    std::unordered_map<std::string, int> m_services;
    std::unordered_map<std::string, int> m_episodeIds;
    std::vector<std::string> m_serviceNames;
    std::vector<std::vector<int>> m_callers;
    std::vector<std::vector<int>> m_callees;
    std::vector<bool> m_listed; ///< in the dependency list
    std::vector<std::unordered_map<int, Distance>> m_reach;
    std::vector<const std::vector<LocalMoment>*> m_past;
    std::vector<const PastOnsets::Service*> m_pastServices;
    std::vector<std::uint64_t> m_ruleKeys;
    int m_ruleCount = 0;
    int m_nameCount = 0;
    bool m_hasGraph = false;

    int serviceNumber(const std::string& name);
};

} // namespace vedette::correlation
