#pragma once

#include "app/demo/fleet_plan.h"

#include <cstdint>

namespace vedette::demo {

/// Collects what is to be released and changed, in any order, then writes it down in order of time with versions, stages,
/// rollbacks, restarts and the feeds that tell of it.
class ReleaseBook {
public:
    explicit ReleaseBook(std::uint64_t seed) : m_seed(seed) {}

    struct Release {
        int service = 0;
        Time rollout{}; ///< start of DEPLOY_ALL (where it would have been, for one that fails before)
        bool failsInAnalysis = false;
        bool failsInStage = false;
        std::string title = "";
    };
    struct BadRelease {
        int service = 0;
        Time rollout{};
        Time rollbackAt{};
        Time rollbackDone{};
        bool quickCanary = false;
        std::string title;
    };
    /// Each answers the id that the change will have.
    std::string release(const Release& r);
    std::string badRelease(const BadRelease& r);
    std::string config(ChangeKind kind, int service, Time at, const std::string& title);

    /// No other release of `service` is wanted in this time.
    void keepClear(int service, Time from, Time to) { m_clear.push_back({service, {from, to}}); }
    /// True also where a release of the service is written down within 70 minutes.
    [[nodiscard]] bool isKeptClear(int service, Time t) const;

    /// Fills changes and restarts of the plan; what would begin before `from` is left out.
    void write(FleetPlan& plan, Time from);

private:
    struct Entry {
        std::string id;
        ChangeKind kind = ChangeKind::deployment;
        BadRelease what;
        bool failsInAnalysis = false;
        bool failsInStage = false;
        bool rolledBack = false;
    };
    void writeRelease(FleetPlan& plan, const Entry& e, std::vector<std::string>& current, std::vector<int>& patch);
    std::string remember(Entry e);

    std::uint64_t m_seed;
    std::vector<Entry> m_entries;
    struct Clear {
        int service;
        TimeRange range;
    };
    std::vector<Clear> m_clear;
};

} // namespace vedette::demo
